//! One step of a node in an arena.

use std::{
    alloc::Layout,
    any::{Any, TypeId},
    future::Future,
    marker::PhantomData,
    num::NonZeroU32,
    pin::Pin,
    ptr::NonNull,
    task::{Context, Poll},
};

use super::{
    arena::{Header, retained},
    call::{Call, Cause, Place, StableName},
    closing::{Closer, Closing},
    context::Run,
    error::NodeError,
    replace::ReplacementFuture,
};
use crate::{
    form::{Form, Scope},
    policy::{self, Attempt},
    share::{Proof, output},
};

/// A flag in a source: the offset is relative to the injected values instead of the arena.
pub(crate) const INJECTED: u32 = 1 << 31;

/// The operations of a node, as function pointers: a table entry that is the same for every graph.
pub struct Operations {
    /// The type that the node provides.
    pub(crate) output: TypeId,
    /// The name of that type, with paths.
    pub(crate) output_name: &'static str,
    pub(crate) output_layout: Layout,
    pub(crate) future_layout: Layout,
    /// Returns true if these are the needs of the node.
    pub(crate) accepts: fn(&[NeedOf]) -> bool,
    pub(crate) place: Place,
    pub(crate) concurrency: Option<NonZeroU32>,
    pub(crate) scope: Scope,
    pub(crate) step: StepFn,
    /// The step for a value that lies after the injected values, where the runs of a runner share it.
    pub(crate) shared_step: Option<StepFn>,
    /// Drops an output, if its type needs dropping.
    pub(crate) drop_output: Option<DropFn>,
    pub(crate) drop_future: DropFn,
    pub(crate) close: Option<Closer>,
    /// True if the node may be retried.
    pub(crate) retries: bool,
    /// True if the node, once started, is polled to its end.
    pub(crate) runs_to_end: bool,
    /// The text by which the records of the node are identified, if a store records its results.
    pub(crate) stable_name: Option<StableName>,
}

/// Starts or continues a node.
///
/// # Safety
/// The arena of the frame is laid out by the plan that contains `step`. The dependencies of the step are
/// written, and so are the flags of the values that the runs of a runner share. With `first`, the slots
/// of its future and its output are free; otherwise the slot of the future holds the future that the
/// first call put there. Nothing else accesses the two slots.
pub(crate) type StepFn = unsafe fn(&mut Frame, &Step, &mut Context<'_>, first: bool) -> Progress;

/// Drops a value in place.
///
/// # Safety
/// The pointer is to a live value of the type that the function was made for, which is not used
/// afterwards.
pub(crate) type DropFn = unsafe fn(*mut u8);

/// The result of a call of a step.
pub(crate) enum Progress {
    /// The output is written, and the future is dropped.
    Ready,
    /// The future is pending.
    Pending,
    /// The future is dropped, nothing is written, and the cause is in the frame.
    Failed,
}

/// The frequently used part of a planned node: the offsets of its slots.
pub(crate) struct Step {
    pub(crate) run: StepFn,
    pub(crate) future: u32,
    pub(crate) output: u32,
    /// The position of the first source of the node in the plan's list of sources.
    pub(crate) sources: u32,
    /// The position of the node in the plan.
    pub(crate) index: u32,
    /// The position of the node's list of dependents in the plan's list.
    pub(crate) dependents: u32,
    pub(crate) kind: StepKind,
}

/// The way in which a step is started.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepKind {
    /// In the task of the run.
    Inline,
    /// In a task of its own.
    Spawned,
    /// On a thread for blocking work.
    Blocking,
    /// By one run of the runner, in the place given by its [`SharedStep`](super::plan::SharedStep).
    Shared,
}

impl From<Place> for StepKind {
    fn from(place: Place) -> Self {
        match place {
            Place::Inline => Self::Inline,
            Place::Spawned => Self::Spawned,
            Place::Blocking => Self::Blocking,
        }
    }
}

/// The data that a step works on.
pub(crate) struct Frame {
    /// The arena, then the injected values.
    pub(crate) bases: [NonNull<u8>; 2],
    /// The plan's list of sources.
    pub(crate) sources: *const u32,
    /// True while the future of the current step is alive. Read after a panic.
    pub(crate) began: bool,
    /// The error with which the step failed.
    pub(crate) cause: Option<Cause>,
    /// The futures that the run supplies for replaced nodes, or null.
    pub(crate) replacement_futures: *mut Vec<(u32, ReplacementFuture)>,
}

impl Frame {
    /// Records a failure. Kept out of the steps, whose code has to stay small.
    #[cold]
    #[inline(never)]
    fn fail(&mut self, failed: Attempt<Cause>) -> Progress {
        self.cause = Some(failed.into_error());
        Progress::Failed
    }
}

/// The dependencies of a node, as the node reads them.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The header of the arena, whose bases are read: the frame has copies, but lives for one poll only.
    header: NonNull<Header>,
    list: *const u32,
    index: u32,
    values: PhantomData<&'a ()>,
}

impl<'a> Sources<'a> {
    /// Returns the dependency at `position`.
    ///
    /// # Safety
    /// The dependency at `position` is a live `T`, which is not written during `'a`.
    pub(crate) unsafe fn get<T>(self, position: usize) -> &'a T {
        // SAFETY: the caller guarantees a live `T` at this position; the plan has checked the type and
        // the offset of every source.
        unsafe {
            let source = self.list.add(position).read();
            let base =
                (*self.header.as_ptr()).bases[(source >> INJECTED.trailing_zeros()) as usize];
            base.add((source & !INJECTED) as usize).cast::<T>().as_ref()
        }
    }

    /// Returns the position of the node in its plan.
    #[cfg(all(test, not(organum_shuttle)))]
    pub(crate) fn node(self) -> usize {
        self.index as usize
    }

    /// Returns the value of the dependency at the next position, or the error in its failure slot, which
    /// is at `position`.
    ///
    /// # Safety
    /// The failure slot is at `position`, and the next dependency is a live `T` unless the slot holds an
    /// error; neither is written during `'a`.
    pub(crate) unsafe fn outcome<T>(self, position: usize) -> Result<&'a T, &'a NodeError> {
        // SAFETY: the caller guarantees a failure slot at this position, and a live `T` at the next one
        // unless the slot holds an error.
        unsafe {
            match self.get::<Option<NodeError>>(position) {
                Some(error) => Err(error),
                None => Ok(self.get(position + 1)),
            }
        }
    }
}

/// A need of a node, as a plan checks it: the form, and the types that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedOf {
    pub(crate) form: Form,
    pub(crate) types: Vec<TypeId>,
}

impl NeedOf {
    pub(crate) fn is(&self, form: Form, types: &[TypeId]) -> bool {
        self.form == form && self.types == types
    }
}

/// One parameter of a node.
///
/// # Safety
/// `accepts` returns true only for the form and the types that `load` reads, and the value holds only
/// references to these.
pub unsafe trait Dep<'a>: Copy {
    /// The number of sources that the parameter takes.
    const WIDTH: usize;

    /// Returns true if the parameter reads a need of this form and these types.
    fn accepts(need: &NeedOf) -> bool;

    /// Reads the parameter from its sources.
    ///
    /// # Safety
    /// The sources from `at` on are those that the plan wrote for a need that `accepts` accepts: live
    /// values, which are not written during `'a`.
    #[doc(hidden)]
    unsafe fn load(sources: Sources<'a>, at: usize) -> Self;

    /// Returns the node's run, if the parameter is a `&Run`.
    #[doc(hidden)]
    fn run(&self) -> Option<&'a Run> {
        None
    }
}

// SAFETY: `load` reads one value of type `T`, which is what `accepts` checks.
unsafe impl<'a, T: 'static> Dep<'a> for &'a T {
    const WIDTH: usize = 1;

    fn accepts(need: &NeedOf) -> bool {
        need.is(Form::Strict, &[TypeId::of::<T>()])
    }

    #[inline]
    unsafe fn load(sources: Sources<'a>, at: usize) -> Self {
        // SAFETY: the caller guarantees a live value of type `T` at `at`.
        unsafe { sources.get(at) }
    }

    #[inline]
    fn run(&self) -> Option<&'a Run> {
        let value: &'a T = self;
        (value as &'a dyn Any).downcast_ref()
    }
}

/// The dependencies of a node as one value.
///
/// # Safety
/// `accepts` returns true only for the needs that `load` reads, in their order, and the value holds only
/// references to these.
pub unsafe trait Deps<'a>: Copy {
    /// Returns true if these are the needs, in order.
    fn accepts(needs: &[NeedOf]) -> bool;

    /// Reads the dependencies from their sources.
    ///
    /// # Safety
    /// The sources are those that the plan wrote for needs that `accepts` accepts: live values, which are
    /// not written during `'a`.
    #[doc(hidden)]
    unsafe fn load(sources: Sources<'a>) -> Self;

    /// Returns the node's run, if it is among the dependencies.
    #[doc(hidden)]
    fn run(&self) -> Option<&'a Run> {
        None
    }
}

// SAFETY: `load` reads nothing.
unsafe impl<'a> Deps<'a> for () {
    fn accepts(needs: &[NeedOf]) -> bool {
        needs.is_empty()
    }

    unsafe fn load(_: Sources<'a>) -> Self {}
}

macro_rules! deps {
    ($($T:ident)+) => {
        // SAFETY: form, types and position of each element are the same in both functions.
        unsafe impl<'a, $($T: Dep<'a>),+> Deps<'a> for ($($T,)+) {
            fn accepts(needs: &[NeedOf]) -> bool {
                let mut needs = needs.iter();
                $(needs.next().is_some_and($T::accepts) &&)+ needs.next().is_none()
            }

            #[inline]
            unsafe fn load(sources: Sources<'a>) -> Self {
                let mut next = 0;
                // SAFETY: the caller guarantees the sources of all elements, one after another.
                unsafe {
                    ($({
                        let at = next;
                        next += $T::WIDTH;
                        let _ = next;
                        $T::load(sources, at)
                    },)+)
                }
            }

            #[inline]
            fn run(&self) -> Option<&'a Run> {
                // Each result is known at compile time.
                #[allow(non_snake_case, reason = "named as their types")]
                let ($($T,)+) = self;
                [$($T.run()),+].into_iter().flatten().next()
            }
        }
    };
}

macro_rules! deps_up_to {
    ([$($done:tt)+]) => { deps!($($done)+); };
    ([$($done:tt)+] $T:ident $($rest:tt)*) => {
        deps!($($done)+);
        deps_up_to!([$($done)+ $T] $($rest)*);
    };
}
deps_up_to!([T0] T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 T16 T17 T18 T19 T20 T21 T22 T23
    T24 T25 T26 T27 T28 T29 T30 T31 T32);

/// One dependency that is read, and any number of others that are only waited for.
pub struct AndOthers<'a, T>(#[doc(hidden)] pub &'a T);

impl<T> Clone for AndOthers<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for AndOthers<'_, T> {}

// SAFETY: the type and the position of the value that is read are the same in both functions.
unsafe impl<'a, T: 'static> Deps<'a> for AndOthers<'a, T> {
    fn accepts(needs: &[NeedOf]) -> bool {
        let mut needs = needs.iter();
        needs.next().is_some_and(<&'a T>::accepts) && needs.all(|need| need.form == Form::Strict)
    }

    unsafe fn load(sources: Sources<'a>) -> Self {
        // SAFETY: the caller guarantees a live value of type `T` at the first position.
        unsafe { Self(sources.get(0)) }
    }
}

/// The dependencies of a node, and the defaults of its runner.
#[derive(Clone, Copy)]
pub struct WithDefaults<'a, D> {
    pub(crate) deps: D,
    pub(crate) defaults: Option<&'a policy::Policy>,
}

// SAFETY: both functions delegate to `D`; the defaults are read from the runner of the arena.
unsafe impl<'a, D: Deps<'a>> Deps<'a> for WithDefaults<'a, D> {
    fn accepts(needs: &[NeedOf]) -> bool {
        D::accepts(needs)
    }

    #[inline]
    unsafe fn load(sources: Sources<'a>) -> Self {
        // SAFETY: the caller guarantees the sources of `D`; the arena is in use during `'a`.
        unsafe {
            let runner = retained(sources.header).runner.as_ref();
            Self {
                deps: D::load(sources),
                defaults: runner.map(|runner| runner.defaults()),
            }
        }
    }

    #[inline]
    fn run(&self) -> Option<&'a Run> {
        self.deps.run()
    }
}

/// Dependencies that are retained for another attempt.
#[derive(Clone, Copy)]
pub(crate) struct RetainedDeps<D>(pub(crate) D);

// SAFETY: dependencies hold only references to values that a plan wrote: inputs and outputs, which were
// accepted with the proof that threads may share them, and errors and runs, which are `Sync`.
unsafe impl<'a, D: Deps<'a>> Send for RetainedDeps<D> {}

/// Any number of dependencies of one type, for graphs that are built at run time.
pub struct Many<'a, T> {
    sources: Sources<'a>,
    len: usize,
    of: PhantomData<&'a T>,
}

impl<T> Clone for Many<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Many<'_, T> {}

// The number of dependencies is not part of the type, so it is read from the entry in front of the sources.
// SAFETY: `accepts` checks that every type is `T`, and `iter` stays below the number of dependencies.
unsafe impl<'a, T: 'static> Deps<'a> for Many<'a, T> {
    fn accepts(needs: &[NeedOf]) -> bool {
        needs.iter().all(<&'a T>::accepts)
    }

    unsafe fn load(sources: Sources<'a>) -> Self {
        // SAFETY: the plan writes the number of sources in front of the sources of each node.
        let len = unsafe { sources.list.sub(1).read() } as usize;
        Self {
            sources,
            len,
            of: PhantomData,
        }
    }
}

impl<'a, T: 'static> Many<'a, T> {
    /// Returns an iterator over the values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a T> + use<'a, T> {
        let sources = self.sources;
        // SAFETY: the positions are below the number of sources, which are all of type `T`.
        (0..self.len).map(move |at| unsafe { sources.get(at) })
    }

    /// Returns the position of the node in its plan.
    pub fn node(&self) -> usize {
        self.sources.index as usize
    }
}

// SAFETY: the value stands for a `&[&T]`, which is `Send` if `T` is `Sync`.
unsafe impl<T: Sync> Send for Many<'_, T> {}
// SAFETY: the value stands for a `&[&T]`, which is `Sync` if `T` is.
unsafe impl<T: Sync> Sync for Many<'_, T> {}

impl Operations {
    /// Returns the operations of a node.
    pub fn of<N: Call>() -> Self {
        // Outputs are read from any thread, and runs move between threads.
        let _: Proof<N::Out> = N::SHAREABLE;
        Self {
            output: TypeId::of::<N::Out>(),
            output_name: std::any::type_name::<N::Out>(),
            output_layout: Layout::new::<N::Out>(),
            future_layout: layout_of(N::call),
            accepts: <N::Deps<'static> as Deps<'static>>::accepts,
            place: N::PLACE,
            concurrency: N::CONCURRENCY,
            scope: N::SCOPE,
            step: step::<N>,
            shared_step: if N::SCOPE.is_shared() {
                Some(shared_step::<N>)
            } else {
                None
            },
            drop_output: drop_fn::<N::Out>(),
            drop_future: drop_future(N::call),
            close: N::CLOSE_LIMIT.map(|limit| Closer {
                close: close::<N>,
                limit,
            }),
            retries: N::RETRIES,
            runs_to_end: N::RUNS_TO_END,
            stable_name: N::STABLE_NAME,
        }
    }

    /// Returns operations that stand for no node, and never run.
    pub fn none() -> Self {
        struct Nothing;
        impl Call for Nothing {
            type Deps<'a> = ();
            type Return = ();
            type Out = ();
            const SHAREABLE: Proof<()> = output();
            const PLACE: Place = Place::Inline;
            fn call<'a>((): Self::Deps<'a>) -> impl Future<Output = ()> + Send + 'a {
                std::future::ready(())
            }
            fn finish((): ()) -> Result<(), Attempt<Cause>> {
                Ok(())
            }
        }
        Self::of::<Nothing>()
    }
}

/// # Safety
/// The conditions of [`CloseFn`](super::closing::CloseFn) hold.
unsafe fn close<N: Call>(value: *mut u8) -> Closing {
    // SAFETY: the caller guarantees a live value that outlives the future and that nothing else accesses,
    // so `'static` stands for the lifetime of the future.
    N::close(unsafe { &mut *value.cast::<N::Out>() })
}

/// Returns the function that drops a `T`, if `T` needs dropping.
pub(crate) fn drop_fn<T>() -> Option<DropFn> {
    std::mem::needs_drop::<T>().then_some(drop_as::<T> as DropFn)
}

/// # Safety
/// The conditions of [`DropFn`] hold.
unsafe fn drop_as<T>(value: *mut u8) {
    // SAFETY: the caller guarantees a live `T` that is not used afterwards.
    unsafe { value.cast::<T>().drop_in_place() }
}

// The type of a node's future has no name; a function that takes `N::call` as an argument can infer it.

fn layout_of<D, F>(_call: impl FnOnce(D) -> F) -> Layout {
    Layout::new::<F>()
}

fn drop_future<D, F>(_call: impl FnOnce(D) -> F) -> DropFn {
    drop_as::<F>
}

/// # Safety
/// The conditions of [`StepFn`] hold.
unsafe fn step<N: Call>(
    frame: &mut Frame,
    step: &Step,
    cx: &mut Context<'_>,
    first: bool,
) -> Progress {
    // SAFETY: the caller guarantees the conditions of `StepFn`.
    unsafe { step_with::<N, _, 0>(N::call, frame, step, cx, first) }
}

/// # Safety
/// The conditions of [`StepFn`] hold; the output lies after the injected values, and only this step
/// writes it.
unsafe fn shared_step<N: Call>(
    frame: &mut Frame,
    step: &Step,
    cx: &mut Context<'_>,
    first: bool,
) -> Progress {
    // SAFETY: the caller guarantees the conditions of `StepFn`, for an output after the injected values.
    unsafe { step_with::<N, _, 1>(N::call, frame, step, cx, first) }
}

/// # Safety
/// The conditions of [`StepFn`] hold; the offset of the output is relative to the base `OUTPUT` of the
/// frame.
#[inline(always)]
unsafe fn step_with<N: Call, F: Future<Output = N::Return>, const OUTPUT: usize>(
    call: impl FnOnce(N::Deps<'static>) -> F,
    frame: &mut Frame,
    step: &Step,
    cx: &mut Context<'_>,
    first: bool,
) -> Progress {
    // SAFETY: slots and sources of a step lie within the arena of its plan, at the alignment of their
    // types, which the plan took from these same operations. The dependencies live until the arena is
    // released, which happens after every future is dropped, so `'static` stands for the lifetime of the
    // future. The future is not moved between its first poll and its drop.
    unsafe {
        let base = frame.bases[0];
        let slot = base.add(step.future as usize).cast::<F>();
        if first {
            let deps = N::Deps::load(Sources {
                header: base.cast(),
                list: frame.sources.add(step.sources as usize),
                index: step.index,
                values: PhantomData,
            });
            slot.write(call(deps));
            frame.began = true;
        }
        match Pin::new_unchecked(&mut *slot.as_ptr()).poll(cx) {
            Poll::Pending => Progress::Pending,
            Poll::Ready(returned) => {
                frame.began = false;
                slot.drop_in_place();
                match N::finish(returned) {
                    Ok(value) => {
                        let output = frame.bases[OUTPUT].add(step.output as usize);
                        output.cast::<N::Out>().write(value);
                        Progress::Ready
                    }
                    Err(failed) => frame.fail(failed),
                }
            }
        }
    }
}
