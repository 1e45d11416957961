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

/// What a run borrows from outside its arena.
pub(crate) struct Retained {
    pub(crate) plan: PlanRef,
    pub(crate) runner: Option<CountedRunner>,
}

impl Retained {
    /// Are the shared values of the runner where this plan expects them?
    #[cold]
    fn shares_with(&self, plan: &Plan) -> bool {
        let runner = self.runner.as_ref();
        let scope = runner.and_then(|runner| runner.scope());
        scope.is_some_and(|scope| scope.fits(plan))
    }
}

/// The front of every arena.
///
/// Invariant of an arena in use: the block is laid out by `plan`, which `retained` keeps alive as it
/// does the injected values and, if the plan takes shared ones, the block of these, which fits the plan;
/// given values are written, and so are those parts of the block that `state` says are. `bases` and `retained`
/// are not written; `retained` is empty only while the arena lies in a runner's pool.
pub(crate) struct Header {
    /// What sources count from: the arena itself, and where the injected values are.
    pub(crate) bases: [NonNull<u8>; 2],
    pub(crate) plan: NonNull<Plan>,
    pub(crate) outstanding: Outstanding,
    pub(crate) state: RunState,
    retained: Option<Retained>,
}

/// What an arena keeps.
///
/// # Safety
/// The arena is in use, as long as `'a`.
pub(super) unsafe fn retained<'a>(header: NonNull<Header>) -> &'a Retained {
    // SAFETY: the caller's; this part of a header is not written while the arena is in use. No reference
    // to the whole header is made, of which the state may be borrowed.
    let retained = unsafe { &(*header.as_ptr()).retained };
    retained.as_ref().expect("an arena in use keeps its plan")
}

/// The values that the runner of a run shares among its runs.
///
/// # Safety
/// The arena is in use, as long as `'a`.
pub(super) unsafe fn runner_values_of<'a>(header: NonNull<Header>) -> Option<&'a RunnerValues> {
    // SAFETY: the caller's.
    unsafe { retained(header) }.runner.as_ref()?.scope()
}

/// Makes an arena with its inputs written. `injected` is for a run without a runner.
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

/// Drops all that an arena holds: outputs in reverse order of creation, then the run's own context,
/// then the inputs. The arena goes back to its runner's pool, or to the allocator.
///
/// If some outputs are to be closed first, a task does all that, and is returned.
///
/// A panic in a `drop` of the user's is contained; what is left is dropped all the same.
///
/// # Safety
/// The arena is in use, no future of it is alive, and the caller is alone with it and gives it up.
pub(crate) unsafe fn release(header: NonNull<Header>) -> Option<JoinHandle<()>> {
    // SAFETY: the caller is alone with an arena in use; what is dropped is what the state says was
    // written and not moved out.
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

/// The rest of `release`, when no output is left.
///
/// # Safety
/// As `release`.
#[inline]
pub(super) unsafe fn release_rest(header: NonNull<Header>) {
    // SAFETY: as in `release`.
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
        if let Some(demand) = state.demand_at_work()
            && let Some(forms) = &plan.forms
        {
            // Copies of errors that the demand has too.
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
        // It may be the last to keep the injected values, or a plan.
        contain(|| drop(retained));
    }
}

/// # Safety
/// The caller is alone with the arena and gives it up; nothing but the header is alive in it. Its
/// plan is alive.
pub(super) unsafe fn free(header: NonNull<Header>) {
    // SAFETY: the caller's; the block was allocated with the layout of its plan.
    unsafe {
        let layout = header.as_ref().plan.as_ref().layout;
        header.drop_in_place();
        dealloc(header.as_ptr().cast(), layout);
    }
}

/// Runs `drops`, and keeps a panic of the user's from going further.
pub(crate) fn contain(drops: impl FnOnce()) {
    panics::contain("a value of a run", drops);
}

/// How many idle arenas a runner keeps.
pub(super) const POOLED: usize = 16;

/// Idle arenas of one plan, for the next runs of a runner.
pub(crate) struct Pool([AtomicPtr<Header>; POOLED]);

impl Pool {
    pub(crate) const fn new() -> Self {
        Self([const { AtomicPtr::new(std::ptr::null_mut()) }; POOLED])
    }

    /// An idle arena.
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
    /// As [`free`]; every arena of the pool is of one plan, which outlives the pool.
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
            // SAFETY: the caller's.
            unsafe { free(header) }
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for slot in &mut self.0 {
            if let Some(header) = NonNull::new(*slot.get_mut()) {
                // SAFETY: what lies in the pool is the pool's alone, and its plan outlives it.
                unsafe { free(header) }
            }
        }
    }
}
