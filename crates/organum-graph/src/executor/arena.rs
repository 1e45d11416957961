//! The one allocation of a run: its header, inputs, outputs, futures and schedule.

use std::{
    alloc::{alloc, dealloc, handle_alloc_error},
    ptr::NonNull,
    sync::{
        Arc,
        atomic::{AtomicPtr, Ordering},
    },
};

use tokio::task::JoinHandle;

use super::{
    closing::clean_up,
    context::Run,
    extras::Extras,
    handover::Outstanding,
    inputs::Inputs,
    plan::{FailureSlot, Plan},
    runner_values::RunnerValues,
    runs::CountedRunner,
    state::RunState,
};
use crate::panics;

/// The plan of a run: that of a graph, or one made for this run.
#[derive(Clone)]
pub(crate) enum PlanRef {
    Static(&'static Plan),
    Own(Arc<Plan>),
}

impl std::ops::Deref for PlanRef {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        match self {
            Self::Static(plan) => plan,
            Self::Own(plan) => plan,
        }
    }
}

/// The owners of the data that a run borrows from outside its arena.
pub(crate) struct Retained {
    pub(crate) plan: PlanRef,
    pub(crate) runner: Option<CountedRunner>,
}

impl Retained {
    /// Returns true if the runner holds its shared values where this plan expects them.
    #[cold]
    fn shares_with(&self, plan: &Plan) -> bool {
        let runner = self.runner.as_ref();
        let scope = runner.and_then(|runner| runner.scope());
        scope.is_some_and(|scope| scope.fits(plan))
    }
}

/// The front of every arena.
///
/// Invariant of an arena in use: the block is laid out by `plan`. `retained` keeps the plan alive, the
/// injected values, and, if the plan uses shared values, the block that holds them, which matches the
/// plan. Given values are written, and so are those parts of the block that `state` lists. `bases` and
/// `retained` are not modified; `retained` is empty only while the arena lies in a runner's pool.
pub(crate) struct Header {
    /// The base addresses of sources: the arena itself, and the injected values.
    pub(crate) bases: [NonNull<u8>; 2],
    pub(crate) plan: NonNull<Plan>,
    pub(crate) outstanding: Outstanding,
    pub(crate) state: RunState,
    retained: Option<Retained>,
}

/// Returns the owners that an arena keeps alive.
///
/// # Safety
/// The arena is in use for as long as `'a`.
pub(super) unsafe fn retained<'a>(header: NonNull<Header>) -> &'a Retained {
    // SAFETY: the caller guarantees an arena in use, in which this part of the header is not written. No
    // reference to the whole header is made, because its state may be borrowed.
    let retained = unsafe { &(*header.as_ptr()).retained };
    retained.as_ref().expect("an arena in use keeps its plan")
}

/// Returns the values that the runner of a run shares among its runs.
///
/// # Safety
/// The arena is in use for as long as `'a`.
pub(super) unsafe fn runner_values_of<'a>(header: NonNull<Header>) -> Option<&'a RunnerValues> {
    // SAFETY: the caller guarantees that the arena is in use for as long as `'a`.
    unsafe { retained(header) }.runner.as_ref()?.scope()
}

/// Makes an arena with its inputs written. A run without a runner passes its injected values in
/// `injected`.
///
/// # Panics
/// If the inputs are not of the types that the plan was made for, which a graph's macro rules out.
pub(crate) fn fill<G: Inputs, J: Inputs>(
    retained: Retained,
    (given, _shareable): (G, G::Proofs),
    injected: Option<(J, J::Proofs)>,
    extras: Option<Box<Extras>>,
) -> NonNull<Header> {
    let plan: &Plan = &retained.plan;
    assert!(
        plan.given_type == std::any::TypeId::of::<G>()
            && plan.injected_type == std::any::TypeId::of::<J>()
            && retained.runner.is_some() != injected.is_some()
            && (plan.scope.is_none() || retained.shares_with(plan)),
        "inputs of another graph"
    );
    let plan = NonNull::from(plan);
    let pooled = retained
        .runner
        .as_ref()
        .and_then(|runner| runner.pooled(plan));
    // SAFETY: `plan` is kept alive by `retained`. A pooled block was allocated for this very plan and
    // its header is initialised; a fresh one has the plan's layout and takes a header first. The
    // offsets of given and injected values are those that the plan has for the types just checked,
    // and nothing else is written there.
    unsafe {
        let header = match pooled {
            Some(header) => {
                (*header.as_ptr()).state.reuse(extras);
                (*header.as_ptr()).outstanding = Outstanding::new();
                header
            }
            None => {
                let layout = plan.as_ref().layout;
                let Some(header) = NonNull::new(alloc(layout).cast::<Header>()) else {
                    handle_alloc_error(layout)
                };
                header.write(Header {
                    bases: [header.cast(), NonNull::dangling()],
                    plan,
                    outstanding: Outstanding::new(),
                    state: RunState::new(extras),
                    retained: None,
                });
                header
            }
        };
        let base = header.cast::<u8>();
        base.add(plan.as_ref().given as usize)
            .cast::<G>()
            .write(given);
        let injected = match injected {
            Some((injected, _shareable)) => {
                let place = base.add(plan.as_ref().injected as usize);
                place.cast::<J>().write(injected);
                place
            }
            None => retained
                .runner
                .as_ref()
                .map_or(NonNull::dangling(), |runner| runner.injected()),
        };
        (*header.as_ptr()).bases[1] = injected;
        (*header.as_ptr()).retained = Some(retained);
        header
    }
}

/// Drops every value that an arena holds: outputs in reverse order of creation, then the context of the
/// run, then the inputs. The arena goes back to its runner's pool, or to the allocator.
///
/// If some outputs have to be closed first, a task does all of this, and its handle is returned.
///
/// A panic in a user's `drop` is contained, and the remaining values are still dropped.
///
/// # Safety
/// The arena is in use, none of its futures is alive, and the caller has exclusive access, which it gives
/// up.
pub(crate) unsafe fn release(header: NonNull<Header>) -> Option<JoinHandle<()>> {
    // SAFETY: the caller has exclusive access to an arena in use; only values that the state lists as
    // written and not moved out are dropped.
    unsafe {
        let plan = (*header.as_ptr()).plan;
        let plan = plan.as_ref();
        let state = &mut (*header.as_ptr()).state;
        if plan.closes
            && let Some(extras) = &state.extras
            && let Some(runtime) = extras.runtime.clone()
        {
            return Some(clean_up(header, &runtime));
        }
        state.drop_outputs(header.cast(), plan);
        release_rest(header);
        None
    }
}

/// Releases the rest of the arena after its outputs are dropped.
///
/// # Safety
/// The conditions of [`release`] hold.
#[inline]
pub(super) unsafe fn release_rest(header: NonNull<Header>) {
    // SAFETY: the caller has exclusive access to an arena in use; `state` and the plan name the values
    // that are written.
    unsafe {
        let retained = (*header.as_ptr()).retained.take();
        let plan = (*header.as_ptr()).plan;
        let plan = plan.as_ref();
        let base = header.cast::<u8>();
        let state = &mut (*header.as_ptr()).state;
        if state.has_contexts {
            for &(_, slot) in &plan.contexts {
                base.add(slot as usize).cast::<Run>().drop_in_place();
            }
        }
        if let Some(demand) = state.active_demand()
            && let Some(forms) = &plan.forms
        {
            // The slots hold clones of errors that the demand holds too.
            for &failure_slot in &forms.failure_slots {
                let place = base.add(failure_slot as usize).cast::<FailureSlot>();
                contain(|| place.drop_in_place());
            }
            demand.drop_contents();
        }
        for &(value, drop) in &plan.drop_given {
            contain(|| drop(base.add(value as usize).as_ptr()));
        }
        if retained
            .as_ref()
            .is_some_and(|retained| retained.runner.is_none())
        {
            for &(value, drop) in &plan.drop_injected {
                contain(|| drop(base.add(value as usize).as_ptr()));
            }
        }
        if let Some(mut extras) = state.extras.take() {
            extras.drop_contents();
        }
        match retained
            .as_ref()
            .and_then(|retained| retained.runner.as_ref())
        {
            Some(runner) => runner.pool(header),
            None => free(header),
        }
        // This may be the last reference to the injected values, or to a plan.
        contain(|| drop(retained));
    }
}

/// Frees the block of an arena.
///
/// # Safety
/// The caller has exclusive access to the arena and gives it up; only the header is alive in it. The plan
/// of the arena is alive.
pub(super) unsafe fn free(header: NonNull<Header>) {
    // SAFETY: the caller has exclusive access to a block whose plan is alive; the block was allocated
    // with the layout of that plan.
    unsafe {
        let layout = header.as_ref().plan.as_ref().layout;
        header.drop_in_place();
        dealloc(header.as_ptr().cast(), layout);
    }
}

/// Runs `drops`, and contains a panic of user code in it.
pub(crate) fn contain(drops: impl FnOnce()) {
    panics::contain("a value of a run", drops);
}

/// The maximum number of idle arenas that a runner keeps.
pub(super) const POOLED: usize = 16;

/// Idle arenas of one plan, for later runs of a runner.
pub(crate) struct Pool([AtomicPtr<Header>; POOLED]);

impl Pool {
    pub(crate) const fn new() -> Self {
        Self([const { AtomicPtr::new(std::ptr::null_mut()) }; POOLED])
    }

    /// Takes an idle arena out of the pool.
    pub(crate) fn take(&self) -> Option<NonNull<Header>> {
        self.0.iter().find_map(|slot| {
            if slot.load(Ordering::Relaxed).is_null() {
                return None;
            }
            NonNull::new(slot.swap(std::ptr::null_mut(), Ordering::Acquire))
        })
    }

    /// Keeps an arena, or frees it if the pool is full.
    ///
    /// # Safety
    /// The conditions of [`free`] hold; every arena of the pool belongs to one plan, which outlives the
    /// pool.
    pub(crate) unsafe fn put(&self, header: NonNull<Header>) {
        let kept = self.0.iter().any(|slot| {
            slot.load(Ordering::Relaxed).is_null()
                && slot
                    .compare_exchange(
                        std::ptr::null_mut(),
                        header.as_ptr(),
                        Ordering::Release,
                        Ordering::Relaxed,
                    )
                    .is_ok()
        });
        if !kept {
            // SAFETY: the caller has exclusive access to the arena and gives it up, and its plan is
            // alive.
            unsafe { free(header) }
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for slot in &mut self.0 {
            if let Some(header) = NonNull::new(*slot.get_mut()) {
                // SAFETY: only the pool has access to an arena that lies in it, and the plan outlives the
                // pool.
                unsafe { free(header) }
            }
        }
    }
}
