//! One node at work in an arena.

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
    call::{Call, Cause, Place},
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

/// Set in a source whose offset counts from the injected values, not from the arena.
pub(crate) const INJECTED: u32 = 1 << 31;

/// What a node can do, as function pointers: a table entry that is the same for every graph.
pub struct Operations {
    /// The type the node provides.
    pub(crate) output: TypeId,
    /// That type's name, with paths.
    pub(crate) output_name: &'static str,
    pub(crate) output_layout: Layout,
    pub(crate) future_layout: Layout,
    /// Are these its needs?
    pub(crate) accepts: fn(&[NeedOf]) -> bool,
    pub(crate) place: Place,
    pub(crate) concurrency: Option<NonZeroU32>,
    pub(crate) scope: Scope,
    pub(crate) step: StepFn,
    /// The same for a value that lies behind the injected ones: where the runs of a runner share it.
    pub(crate) shared_step: Option<StepFn>,
    /// Drops an output, where dropping does anything.
    pub(crate) drop_output: Option<DropFn>,
    pub(crate) drop_future: DropFn,
    pub(crate) close: Option<Closer>,
    /// It may be tried again.
    pub(crate) retries: bool,
    /// Once it has begun, it is polled to its end.
    pub(crate) runs_to_end: bool,
}

/// # Safety
/// The frame's arena is laid out by the plan that `step` is a step of, and its dependencies are
/// written; so are the flags of what the runner's runs share. With `first`, the slots of its future and its output are free; else the slot of the
/// future holds the future that the first call put there. Nobody else touches the two slots.
pub(crate) type StepFn = unsafe fn(&mut Frame, &Step, &mut Context<'_>, first: bool) -> Progress;

/// # Safety
/// The pointer is to a live value of the type that the function was made for, which is dead after.
pub(crate) type DropFn = unsafe fn(*mut u8);

/// How a call of a step ended.
pub(crate) enum Progress {
    /// The output is written, the future is gone.
    Ready,
    /// The future waits.
    Pending,
    /// The future is gone, nothing is written, the cause is in the frame.
    Failed,
}

/// The hot part of a planned node: where its slots are.
pub(crate) struct Step {
    pub(crate) run: StepFn,
    pub(crate) future: u32,
    pub(crate) output: u32,
    /// Position of its first source in the plan's list of sources.
    pub(crate) sources: u32,
    /// Its position in the plan.
    pub(crate) index: u32,
    /// Position of the list of its dependents in the plan's.
    pub(crate) dependents: u32,
    pub(crate) kind: StepKind,
}

/// How a step is begun.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepKind {
    /// In the run's own task.
    Inline,
    /// In a task of its own.
    Spawned,
    /// On a thread for blocking work.
    Blocking,
    /// By one run of the runner's, in the place that its [`SharedStep`](super::plan::SharedStep) says.
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

/// What a step works on.
pub(crate) struct Frame {
    /// The arena, then the injected values.
    pub(crate) bases: [NonNull<u8>; 2],
    /// The plan's list of sources.
    pub(crate) sources: *const u32,
    /// Is the future of the step at work alive? Looked at after a panic.
    pub(crate) began: bool,
    /// Why the step failed.
    pub(crate) cause: Option<Cause>,
    /// The work that the run brings along for replaced nodes, or null.
    pub(crate) replacement_futures: *mut Vec<(u32, ReplacementFuture)>,
}

impl Frame {
    /// Out of the way of the steps, whose code is to be small.
    #[cold]
    #[inline(never)]
    fn fail(&mut self, failed: Attempt<Cause>) -> Progress {
        self.cause = Some(failed.into_error());
        Progress::Failed
    }
}

/// A node's dependencies, seen from the node.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// That of the arena, whose bases are meant: the frame has copies, but lasts for one poll.
    header: NonNull<Header>,
    list: *const u32,
    index: u32,
    values: PhantomData<&'a ()>,
}

impl<'a> Sources<'a> {
    /// # Safety
    /// The dependency at `position` is a live `T`, not written as long as `'a`.
    pub(crate) unsafe fn get<T>(self, position: usize) -> &'a T {
        // SAFETY: the caller's; the plan has checked type and offset of every source.
        unsafe {
            let source = self.list.add(position).read();
            let base =
                (*self.header.as_ptr()).bases[(source >> INJECTED.trailing_zeros()) as usize];
            base.add((source & !INJECTED) as usize).cast::<T>().as_ref()
        }
    }

    /// The position of the node in its plan.
    #[cfg(all(test, not(organum_shuttle)))]
    pub(crate) fn node(self) -> usize {
        self.index as usize
    }

    /// # Safety
    /// At `position` is the failure slot on the dependency at the next one, which is a live `T` unless
    /// that holds an error; neither is written as long as `'a`.
    pub(crate) unsafe fn outcome<T>(self, position: usize) -> Result<&'a T, &'a NodeError> {
        // SAFETY: the caller's.
        unsafe {
            match self.get::<Option<NodeError>>(position) {
                Some(error) => Err(error),
                None => Ok(self.get(position + 1)),
            }
        }
    }
}

/// What a node needs, as a plan knows it: the form, and the types it names.
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
/// `accepts` is true only for the form and the types that `load` reads, and it holds nothing but
/// references to these.
pub unsafe trait Dep<'a>: Copy {
    /// How many sources it takes.
    const WIDTH: usize;

    /// Is this what it needs?
    fn accepts(need: &NeedOf) -> bool;

    /// # Safety
    /// The sources from `at` on are what the plan wrote for a need that `accepts` accepts: live
    /// values, not written as long as `'a`.
    #[doc(hidden)]
    unsafe fn load(sources: Sources<'a>, at: usize) -> Self;

    /// The node's run, if that is what it is.
    #[doc(hidden)]
    fn run(&self) -> Option<&'a Run> {
        None
    }
}

// SAFETY: one value of type `T` is read.
unsafe impl<'a, T: 'static> Dep<'a> for &'a T {
    const WIDTH: usize = 1;

    fn accepts(need: &NeedOf) -> bool {
        need.is(Form::Strict, &[TypeId::of::<T>()])
    }

    #[inline]
    unsafe fn load(sources: Sources<'a>, at: usize) -> Self {
        // SAFETY: the caller's.
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
/// `accepts` is true only for the needs that `load` reads, in their order, and it holds nothing but
/// references to these.
pub unsafe trait Deps<'a>: Copy {
    /// Are these the needs, in order?
    fn accepts(needs: &[NeedOf]) -> bool;

    /// # Safety
    /// The sources are what the plan wrote for needs that `accepts` accepts: live values, not
    /// written as long as `'a`.
    #[doc(hidden)]
    unsafe fn load(sources: Sources<'a>) -> Self;

    /// The node's run, if it is among the dependencies.
    #[doc(hidden)]
    fn run(&self) -> Option<&'a Run> {
        None
    }
}

// SAFETY: nothing is read.
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
                // SAFETY: the caller's.
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
                // Each answer is known at compile time.
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

/// One dependency, and any number of others that are only waited for.
pub struct AndOthers<'a, T>(#[doc(hidden)] pub &'a T);

impl<T> Clone for AndOthers<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for AndOthers<'_, T> {}

// SAFETY: type and position of what is read are the same in both functions.
unsafe impl<'a, T: 'static> Deps<'a> for AndOthers<'a, T> {
    fn accepts(needs: &[NeedOf]) -> bool {
        let mut needs = needs.iter();
        needs.next().is_some_and(<&'a T>::accepts) && needs.all(|need| need.form == Form::Strict)
    }

    unsafe fn load(sources: Sources<'a>) -> Self {
        // SAFETY: the caller's.
        unsafe { Self(sources.get(0)) }
    }
}

/// The dependencies of a node, and the defaults that its runner was given.
#[derive(Clone, Copy)]
pub struct WithDefaults<'a, D> {
    pub(crate) deps: D,
    pub(crate) defaults: Option<&'a policy::Policy>,
}

// SAFETY: what is accepted and read is that of `D`; the defaults are read from the runner of the arena.
unsafe impl<'a, D: Deps<'a>> Deps<'a> for WithDefaults<'a, D> {
    fn accepts(needs: &[NeedOf]) -> bool {
        D::accepts(needs)
    }

    #[inline]
    unsafe fn load(sources: Sources<'a>) -> Self {
        // SAFETY: the caller's; the arena is in use as long as `'a`.
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

// SAFETY: dependencies hold nothing but references to what a plan wrote: inputs and outputs, which
// came with the proof that threads may share them, errors and runs, which they may.
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

/// The number of dependencies is not part of the type, so it is read from in front of the sources.
// SAFETY: every type is `T`, and `get` stays below their number.
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
    /// The values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a T> + use<'a, T> {
        let sources = self.sources;
        // SAFETY: the positions are below the number of sources, which are all of type `T`.
        (0..self.len).map(move |at| unsafe { sources.get(at) })
    }

    /// The position of the node in its plan.
    pub fn node(&self) -> usize {
        self.sources.index as usize
    }
}

// SAFETY: it stands for `&[&T]`.
unsafe impl<T: Sync> Send for Many<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Many<'_, T> {}

impl Operations {
    /// The operations of a node.
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
        }
    }

    /// The operations of what is no node, and never run.
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
/// As [`CloseFn`](super::closing::CloseFn).
unsafe fn close<N: Call>(value: *mut u8) -> Closing {
    // SAFETY: the caller's; the value outlives the future, so `'static` stands for "as long as that".
    N::close(unsafe { &mut *value.cast::<N::Out>() })
}

/// How to drop a `T`, where that does anything.
pub(crate) fn drop_fn<T>() -> Option<DropFn> {
    std::mem::needs_drop::<T>().then_some(drop_as::<T> as DropFn)
}

/// # Safety
/// As [`DropFn`].
unsafe fn drop_as<T>(value: *mut u8) {
    // SAFETY: the caller's.
    unsafe { value.cast::<T>().drop_in_place() }
}

// The type of a node's future has no name; a function that is passed `N::call` can infer it.

fn layout_of<D, F>(_call: impl FnOnce(D) -> F) -> Layout {
    Layout::new::<F>()
}

fn drop_future<D, F>(_call: impl FnOnce(D) -> F) -> DropFn {
    drop_as::<F>
}

/// # Safety
/// As [`StepFn`].
unsafe fn step<N: Call>(
    frame: &mut Frame,
    step: &Step,
    cx: &mut Context<'_>,
    first: bool,
) -> Progress {
    // SAFETY: the caller's.
    unsafe { step_with::<N, _, 0>(N::call, frame, step, cx, first) }
}

/// # Safety
/// As [`StepFn`]; the output lies behind the injected values, and is this step's to write.
unsafe fn shared_step<N: Call>(
    frame: &mut Frame,
    step: &Step,
    cx: &mut Context<'_>,
    first: bool,
) -> Progress {
    // SAFETY: the caller's.
    unsafe { step_with::<N, _, 1>(N::call, frame, step, cx, first) }
}

/// # Safety
/// As [`StepFn`]; the output counts from the base `OUTPUT` of the frame.
#[inline(always)]
unsafe fn step_with<N: Call, F: Future<Output = N::Return>, const OUTPUT: usize>(
    call: impl FnOnce(N::Deps<'static>) -> F,
    frame: &mut Frame,
    step: &Step,
    cx: &mut Context<'_>,
    first: bool,
) -> Progress {
    // SAFETY: slots and sources of a step lie within the arena of its plan, at the alignment of
    // their types, which the plan took from these very operations. The dependencies live until the
    // arena is released, which is after every future is dropped, so `'static` stands for "as long
    // as the future". The future is not moved between its first poll and its drop.
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
