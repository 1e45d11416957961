//! The first poll of a run: in topological order, as long as every node is ready at once.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::Context,
    thread,
};

use super::{
    Failure,
    extras::{Extras, begin_now, since},
    run::{ActiveRun, End, frame},
    schedule::Schedule,
    step::{Frame, Progress, Step, StepKind},
};
use crate::observe::Outcome;

impl ActiveRun {
    /// Polls the run for the first time: in plan order, as long as every node is ready at once.
    pub(super) fn first_poll(&mut self, cx: &mut Context<'_>) -> End {
        // SAFETY: the arena of a run is in use.
        let mut frame = unsafe { frame(self.header) };
        let watched = |extras: &mut Box<Extras>| extras.watch.is_some();
        let polled = match self.state().extras.take_if(watched) {
            // SAFETY: in topological order every dependency is written, and no slot has been used yet.
            None => self.begin_in_order(|step| unsafe { (step.run)(&mut frame, step, cx, true) }),
            Some(extras) => self.begin_observed(extras, &mut frame, cx),
        };
        let node = self.state().reached;
        match polled {
            Ok(Progress::Ready) => {
                let count = self.plan().count();
                self.state().reached = count;
                End::Done
            }
            Ok(Progress::Pending) => {
                self.open(node);
                // SAFETY: `open` has initialised the schedule.
                let schedule = unsafe { Schedule::of(self.header.cast(), self.plan()) };
                Schedule::remove(schedule.runnable(), node);
                Schedule::add(schedule.pending(), node);
                self.state().pending = 1;
                self.poll_scheduled(cx, false)
            }
            // A shared value that does not exist yet, which is no failure.
            Ok(Progress::Failed) if self.plan().nodes[node as usize].shared.is_some() => {
                self.open(node);
                self.poll_scheduled(cx, false)
            }
            Ok(Progress::Failed) => self.end_first_poll(node, Failure::failed(frame.cause.take())),
            Err(panic) => {
                if frame.began {
                    // SAFETY: the step that panicked left its future alive, and the run is over.
                    unsafe { self.drop_future(node) };
                }
                self.end_first_poll(node, Failure::panicked(panic))
            }
        }
    }

    /// Ends the run because a node failed before the schedule was initialised.
    #[cold]
    fn end_first_poll(&mut self, node: u32, failure: Failure) -> End {
        self.notify_ended(node, failure.outcome());
        End::failed(node, failure)
    }

    /// Begins the nodes in their order, until one of them is not ready at once.
    #[inline(always)]
    fn begin_in_order(
        &mut self,
        mut begin: impl FnMut(&Step) -> Progress,
    ) -> thread::Result<Progress> {
        // SAFETY: the plan is used only while the run owns its arena.
        let plan = unsafe { self.unbound_plan() };
        let state = self.state();
        // One `catch_unwind` covers the whole poll; `reached` identifies a node that panicked.
        catch_unwind(AssertUnwindSafe(|| {
            for step in &plan.steps {
                state.reached = step.index;
                match begin(step) {
                    Progress::Ready => {}
                    stopped => return stopped,
                }
            }
            Progress::Ready
        }))
    }

    /// Begins the nodes in order while the run is observed. The extras belong to the run and are put back
    /// at the end.
    #[inline(never)]
    fn begin_observed(
        &mut self,
        mut extras: Box<Extras>,
        frame: &mut Frame,
        cx: &mut Context<'_>,
    ) -> thread::Result<Progress> {
        let Extras {
            watch: Some(watch),
            began,
            ..
        } = &mut *extras
        else {
            unreachable!("the run is observed")
        };
        let polled = self.begin_in_order(|step| {
            if step.kind == StepKind::Shared {
                // Observers are not notified of a shared value that exists. A missing one is left to a
                // later poll.
                // SAFETY: in topological order every dependency is written, and no slot has been used
                // yet.
                return unsafe { (step.run)(frame, step, cx, true) };
            }
            begin_now(began, step.index);
            watch.notify_node_started(step.index);
            let progress = watch.within(step.index, || {
                // SAFETY: in topological order every dependency is written, and no slot has been used
                // yet.
                unsafe { (step.run)(frame, step, cx, true) }
            });
            if matches!(progress, Progress::Ready) {
                watch.notify_node_ended(step.index, Outcome::Ok, since(began, step.index));
            }
            progress
        });
        self.state().extras = Some(extras);
        polled
    }
}
