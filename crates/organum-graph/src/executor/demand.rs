//! The set of nodes that a run still needs, where some nodes tolerate the failure of a dependency.
//!
//! A plan without tolerant forms starts every node once its dependencies are ready, and ends with the
//! first failure. With tolerant forms the set of nodes that run is not known in advance: the second
//! alternative of a [`FirstOk`](crate::FirstOk) runs only if the first one fails, and the losing
//! alternatives of a [`Race`](crate::Race) are stopped. So nodes are *wanted*: the run wants the outputs,
//! and each wanted node wants the nodes that it needs. A node that may be wanted later is *held*: the
//! alternatives that were not asked for yet, and the nodes that they would need. A running node is
//! stopped once it is neither wanted nor held; a node that has not begun starts only while it is wanted.
//!
//! The nodes that a need asks for follow from the stages of its alternatives: [`Standing`]. A need is
//! reviewed whenever one of its alternatives is done or has failed, and whenever its own node becomes
//! wanted or held, or stops being so. The latter propagates from a node down to its dependencies, the
//! former up to its dependents. Both go through lists, so that no node is notified while it is reviewed,
//! and the stack depth does not grow with the depth of the graph. Until a node is reviewed again, it
//! keeps its earlier wants and holds.
//!
//! Invariant: after the first wants, no node becomes wanted or held that was neither before. So a stopped
//! node is never asked for again.

use super::{
    Failure,
    arena::contain,
    context::Run,
    detached::{Report, abandon},
    error::NodeError,
    plan::{FormsPlan, Plan},
    poll::RunPoll,
    run::drop_future,
    schedule::Schedule,
};
use crate::{form::Form, observe::Outcome};

/// The stage of a node.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    /// Nothing wants the node, and it has not begun.
    #[default]
    Idle,
    /// The node waits for its dependencies, or runs.
    Wanted,
    /// The output of the node is written.
    Done,
    /// The node failed, or was stopped.
    Failed,
}

#[derive(Clone, Copy, Default)]
struct NodeDemand {
    stage: Stage,
    /// The number of needs that ask for the node, plus one for the run if the node is an output.
    wanted: u32,
    /// The number of needs that may ask for the node later.
    held: u32,
    /// The number of needs of the node that are not met.
    missing: u32,
    /// The position of the node's failure among the failures of the run, counted from 1.
    order: u32,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct NeedDemand {
    is_met: bool,
    /// The alternatives that the need wants, one bit each.
    wants: u8,
    /// The alternatives that the need holds, one bit each.
    holds: u8,
}

/// The state of a need.
#[derive(Clone, Copy)]
enum Standing {
    /// The value is written, or the failure slot holds the error of the node that failed to provide it.
    Met,
    /// This alternative is to be taken.
    Chosen(u32),
    /// No alternative can meet the need any longer.
    Lost,
    /// The need is undecided: `asked` alternatives are wanted now, `later` ones may be wanted later.
    Open { asked: u8, later: u8 },
}

/// The demand of a run.
pub(super) struct Demand {
    nodes: Vec<NodeDemand>,
    /// The error of each failed node; `None` for a node that did not fail or was stopped.
    errors: Vec<Option<NodeError>>,
    needs: Vec<NeedDemand>,
    /// The number of outputs that are missing.
    left: usize,
    /// The error of an output that cannot be provided.
    failed: Option<NodeError>,
    /// The number of failed nodes.
    failures: u32,
    /// Nodes whose needs have to be reviewed.
    changed: Vec<u32>,
    /// Nodes that are done or failed, and whose dependents were not notified yet.
    news: Vec<u32>,
    /// The initial demand, computed once the demand is reused.
    first: Option<First>,
}

/// The demand before any node has begun. The same in all runs of a plan, once every shared value exists.
struct First {
    nodes: Box<[NodeDemand]>,
    needs: Box<[NeedDemand]>,
    left: usize,
    runnable: Box<[u64]>,
    /// The choices of alternatives that are inputs, which are made at once: the slot and the alternative.
    choices: Box<[(u32, u32)]>,
}

impl Demand {
    pub(super) fn new(plan: &Plan, forms: &FormsPlan) -> Self {
        Self {
            nodes: vec![NodeDemand::default(); plan.steps.len()],
            errors: vec![None; plan.steps.len()],
            needs: vec![NeedDemand::default(); forms.needs.len()],
            left: 0,
            failed: None,
            failures: 0,
            changed: Vec::new(),
            news: Vec::new(),
            first: None,
        }
    }

    /// Returns true if every output is written.
    pub(super) fn is_met(&self) -> bool {
        self.left == 0
    }

    /// Resets the demand after a run.
    pub(super) fn reset(&mut self) {
        self.nodes.fill(NodeDemand::default());
        self.needs.fill(NeedDemand::default());
        self.left = 0;
        self.failures = 0;
        self.changed.clear();
        self.news.clear();
    }

    /// Drops the errors one by one, since the drop of a user's error may panic. An error that holds
    /// others as its causes comes later in the plan, so it is dropped first.
    pub(super) fn drop_contents(&mut self) {
        if self.failures == 0 {
            return;
        }
        drop(self.failed.take());
        for error in self.errors.iter_mut().rev() {
            if let Some(error) = error.take() {
                contain(|| drop(error));
            }
        }
    }
}

/// A poll, and the demand that it updates.
pub(super) struct Demanding<'p, 'r> {
    pub(super) poll: &'p mut RunPoll<'r>,
    pub(super) forms: &'static FormsPlan,
    pub(super) demand: &'p mut Demand,
}

impl Demanding<'_, '_> {
    /// Wants the outputs of the run.
    pub(super) fn begin(&mut self) {
        for node in 0..self.poll.plan.count() {
            if self.poll.plan.nodes[node as usize].is_target {
                self.demand.left += 1;
                self.want(node);
            }
        }
        self.review_changed();
    }

    /// Wants the outputs of the run in an arena that is used again: the initial demand is computed once,
    /// then copied.
    pub(super) fn begin_again(&mut self) {
        let Some(first) = self.demand.first.take() else {
            for bits in self.poll.schedule().runnable() {
                bits.set(0);
            }
            self.demand.reset();
            // Shared values that exist are kept, so the result holds for later runs too.
            let is_lasting = self.poll.has_all_shared();
            self.begin();
            self.demand.first = is_lasting.then(|| self.first());
            return;
        };
        let demand = &mut *self.demand;
        demand.nodes.copy_from_slice(&first.nodes);
        demand.needs.copy_from_slice(&first.needs);
        demand.left = first.left;
        demand.failures = 0;
        demand.changed.clear();
        demand.news.clear();
        for (bits, first) in self.poll.schedule().runnable().iter().zip(&first.runnable) {
            bits.set(*first);
        }
        for &(choice, at) in &first.choices {
            // SAFETY: the choice is one of the plan, and the node that reads it has not begun.
            unsafe { self.poll.write_choice(choice, at) };
        }
        self.demand.first = Some(first);
    }

    /// Returns the current demand. Called before any node has begun.
    fn first(&self) -> First {
        let runnable = self.poll.schedule().runnable().iter();
        let choices = (0..).zip(&self.forms.needs).filter_map(|(at, need)| {
            let standing = self.demand.needs[at as usize]
                .is_met
                .then(|| self.standing(at));
            match standing? {
                Standing::Chosen(chosen) => Some((need.choice, chosen)),
                _ => None,
            }
        });
        First {
            nodes: self.demand.nodes.as_slice().into(),
            needs: self.demand.needs.as_slice().into(),
            left: self.demand.left,
            runnable: runnable.map(std::cell::Cell::get).collect(),
            choices: choices.collect(),
        }
    }

    /// Propagates the results of nodes that ended.
    ///
    /// # Errors
    /// An output cannot be provided any longer.
    pub(super) fn settle(&mut self) -> Result<(), Box<Failure>> {
        self.review_changed();
        let mut handled = 0;
        while let Some(&node) = self.demand.news.get(handled) {
            handled += 1;
            for &(by, need) in &self.forms.dependents[node as usize] {
                self.review(by, need);
            }
            self.review_changed();
            if let Some(error) = self.demand.failed.take() {
                return Err(Box::new(Failure::Known(error)));
            }
        }
        self.demand.news.clear();
        Ok(())
    }

    fn node(&mut self, node: u32) -> &mut NodeDemand {
        &mut self.demand.nodes[node as usize]
    }

    fn need(&mut self, need: u32) -> &mut NeedDemand {
        &mut self.demand.needs[need as usize]
    }

    /// Returns the state of a need, from the stages of its alternatives.
    fn standing(&self, need: u32) -> Standing {
        let plan = &self.forms.needs[need as usize];
        let stage = |from: &Option<u32>| match *from {
            Some(from) => self.demand.nodes[from as usize].stage,
            // An input is always present.
            None => Stage::Done,
        };
        let (mut asked, mut later) = (0, 0);
        match plan.form {
            Form::Strict | Form::Optional | Form::Outcome => match stage(&plan.nodes[0]) {
                Stage::Failed if plan.form == Form::Strict => return Standing::Lost,
                Stage::Done | Stage::Failed => return Standing::Met,
                Stage::Idle | Stage::Wanted => asked = 1,
            },
            Form::FirstOk => {
                for (at, from) in (0..).zip(&plan.nodes) {
                    match stage(from) {
                        Stage::Failed => {}
                        Stage::Done if asked == 0 => return Standing::Chosen(at),
                        // A finished alternative is chosen before any later one.
                        Stage::Done => break,
                        _ if asked == 0 => asked = 1 << at,
                        _ => later |= 1 << at,
                    }
                }
            }
            Form::Race => {
                for (at, from) in (0..).zip(&plan.nodes) {
                    match stage(from) {
                        Stage::Failed => {}
                        Stage::Done => return Standing::Chosen(at),
                        _ => asked |= 1 << at,
                    }
                }
            }
        }
        if asked == 0 {
            Standing::Lost
        } else {
            Standing::Open { asked, later }
        }
    }

    /// Updates a need of a node according to its state.
    fn review(&mut self, node: u32, need: u32) {
        let NodeDemand { stage, held, .. } = *self.node(node);
        let is_wanted = stage == Stage::Wanted;
        if !is_wanted && (stage != Stage::Idle || held == 0) {
            return self.ask(need, 0, 0);
        }
        if self.need(need).is_met {
            return;
        }
        match self.standing(need) {
            Standing::Lost => {
                let failure = self.loss(need);
                self.fail(node, failure);
            }
            Standing::Open { asked, later } if is_wanted => self.ask(need, asked, later),
            Standing::Open { asked, later } => self.ask(need, 0, asked | later),
            Standing::Met | Standing::Chosen(_) if !is_wanted => self.ask(need, 0, 0),
            Standing::Met => self.meet(node, need),
            Standing::Chosen(at) => {
                let choice = self.forms.needs[need as usize].choice;
                // SAFETY: the choice is one of the plan, and the node that reads it has not begun.
                unsafe { self.poll.write_choice(choice, at) };
                self.meet(node, need);
            }
        }
    }

    /// Reviews all needs of the changed nodes, including nodes that change during the review.
    fn review_changed(&mut self) {
        let forms = self.forms;
        while let Some(node) = self.demand.changed.pop() {
            for (need, _) in forms.needs_of(node) {
                self.review(node, need);
            }
        }
    }

    /// Sets the alternatives of a need that are wanted and held.
    fn ask(&mut self, need: u32, wants: u8, holds: u8) {
        let forms = self.forms;
        let state = self.need(need);
        let before = *state;
        (state.wants, state.holds) = (wants, holds);
        if *state == before {
            return;
        }
        let nodes = &forms.needs[need as usize].nodes;
        let each = |mut set: u8, then: &mut dyn FnMut(u32)| {
            while set != 0 {
                if let Some(from) = nodes[set.trailing_zeros() as usize] {
                    then(from);
                }
                set &= set - 1;
            }
        };
        // A node that moves between wanted and held must not be released in between.
        each(wants & !before.wants, &mut |from| self.want(from));
        each(holds & !before.holds, &mut |from| self.hold(from));
        each(before.wants & !wants, &mut |from| self.unwant(from));
        each(before.holds & !holds, &mut |from| self.unhold(from));
    }

    fn meet(&mut self, node: u32, need: u32) {
        self.need(need).is_met = true;
        self.node(node).missing -= 1;
        if self.node(node).missing == 0 {
            self.poll.make_runnable(node);
        }
        self.ask(need, 0, 0);
    }

    fn want(&mut self, node: u32) {
        let forms = self.forms;
        let state = self.node(node);
        state.wanted += 1;
        if state.stage != Stage::Idle {
            return;
        }
        state.stage = Stage::Wanted;
        state.missing = forms.count_needs(node);
        if state.missing == 0 {
            self.poll.make_runnable(node);
        } else if self.poll.plan.scope.is_some() && self.poll.is_made(node) {
            self.want_made(node);
        } else {
            self.demand.changed.push(node);
        }
    }

    /// Wants a shared value that exists already. Nothing that it was made from is asked for.
    #[cold]
    fn want_made(&mut self, node: u32) {
        let forms = self.forms;
        for (need, _) in forms.needs_of(node) {
            self.need(need).is_met = true;
            self.ask(need, 0, 0);
        }
        self.poll.make_runnable(node);
    }

    fn unwant(&mut self, node: u32) {
        self.node(node).wanted -= 1;
        self.stop_unneeded(node);
    }

    fn hold(&mut self, node: u32) {
        let state = self.node(node);
        state.held += 1;
        if state.held == 1 && state.stage == Stage::Idle {
            self.demand.changed.push(node);
        }
    }

    fn unhold(&mut self, node: u32) {
        let state = self.node(node);
        state.held -= 1;
        if state.held > 0 {
            return;
        }
        if state.stage == Stage::Idle {
            self.demand.changed.push(node);
        } else {
            self.stop_unneeded(node);
        }
    }

    fn stop_unneeded(&mut self, node: u32) {
        let NodeDemand {
            stage,
            wanted,
            held,
            ..
        } = *self.node(node);
        if stage != Stage::Wanted || wanted > 0 {
            return;
        }
        if self.poll.has_begun(node) {
            // By the invariant nothing asks for the node again, so its dependents are not notified.
            if held == 0 && !self.poll.plan.nodes[node as usize].runs_to_end {
                self.poll.stop(node);
                self.node(node).stage = Stage::Failed;
            }
            return;
        }
        self.poll.make_idle(node);
        self.node(node).stage = Stage::Idle;
        let forms = self.forms;
        for (need, _) in forms.needs_of(node) {
            self.need(need).is_met = false;
        }
        self.demand.changed.push(node);
    }

    /// Marks a node as done.
    pub(super) fn done(&mut self, node: u32) {
        self.node(node).stage = Stage::Done;
        if self.poll.plan.nodes[node as usize].is_target {
            self.demand.left -= 1;
        }
        if !self.forms.dependents[node as usize].is_empty() {
            self.demand.news.push(node);
        }
    }

    /// Marks a node as failed, either by itself or because of a dependency.
    pub(super) fn fail(&mut self, node: u32, failure: Failure) {
        let plan = self.poll.plan;
        let error = match failure {
            Failure::Known(error) => error,
            failure => NodeError::new(self.poll.plan_ref(), node, failure),
        };
        let slot = self.forms.failure_slot_of[node as usize];
        // SAFETY: a node fails once, before any node that reads the slot has begun.
        unsafe { self.poll.write_failure(slot, &error) };
        if plan.nodes[node as usize].is_target {
            self.demand.failed.get_or_insert_with(|| error.clone());
        }
        self.demand.failures += 1;
        let order = self.demand.failures;
        let state = self.node(node);
        state.stage = Stage::Failed;
        state.order = order;
        self.demand.errors[node as usize] = Some(error);
        self.demand.news.push(node);
        // A failed node wants nothing any longer.
        self.demand.changed.push(node);
    }

    /// Returns the reason why a need cannot be met.
    fn loss(&self, need: u32) -> Failure {
        let plan = &self.forms.needs[need as usize];
        let mut failed: Vec<_> = plan.nodes.iter().flatten().copied().collect();
        if plan.form == Form::Race {
            failed.sort_by_key(|&node| self.demand.nodes[node as usize].order);
        }
        let error = |node| self.demand.errors[node as usize].clone();
        let mut errors = failed.into_iter().filter_map(error);
        if plan.form == Form::Strict {
            errors.next().map_or(Failure::Stopped, Failure::Known)
        } else {
            Failure::All(errors.collect())
        }
    }
}

impl RunPoll<'_> {
    /// Makes a node runnable in the current poll.
    fn make_runnable(&mut self, node: u32) {
        Schedule::add(self.schedule().runnable(), node);
        // The node may precede the one that is being polled.
        self.is_restarted = true;
    }

    /// Prevents a node that has not begun from starting.
    fn make_idle(&mut self, node: u32) {
        Schedule::remove(self.schedule().runnable(), node);
    }

    fn has_begun(&self, node: u32) -> bool {
        let schedule = self.schedule();
        Schedule::is_in(schedule.pending(), node) || Schedule::is_in(schedule.detached(), node)
    }

    /// Stops a running node.
    pub(super) fn stop(&mut self, node: u32) {
        let schedule = self.schedule();
        Schedule::remove(schedule.runnable(), node);
        if self.plan.scope.is_some() && self.leave_queue(node) {
            return;
        }
        self.cancel_token(node);
        if Schedule::is_in(schedule.pending(), node) {
            Schedule::remove(schedule.pending(), node);
            self.state.pending -= 1;
            // SAFETY: the future of a pending node is alive, and the node is not marked as pending any
            // longer.
            unsafe { drop_future(self.header(), self.plan, node) };
            if self.plan.scope.is_some() {
                self.give_up_turn(node);
            }
        } else {
            self.stop_detached(node);
        }
        self.notify_ended(node, Outcome::Cancelled);
    }

    /// Stops a node on another thread as soon as it can be stopped.
    fn stop_detached(&mut self, node: u32) {
        let (schedule, plan) = (self.schedule(), self.plan);
        // SAFETY: the node is detached, so its report is written.
        let report = unsafe { Report::at(self.header(), plan, node) };
        let needs = &plan.nodes[node as usize].needs;
        let borrows_output = needs
            .iter()
            .any(|&from| plan.nodes[from as usize].is_target);
        if let Some(extras) = &mut self.state.extras {
            extras.abort(node);
            // The run moves its outputs out of the arena at its end, so it waits for every node that
            // reads one of them.
            if borrows_output && !report.latch.is_done() {
                extras.stopping.push(node);
                return;
            }
        }
        Schedule::remove(schedule.detached(), node);
        // SAFETY: the node was detached, and is not marked as such any longer.
        if unsafe { abandon(self.header(), plan, node) } {
            schedule.record(node, self.state.done);
            self.state.done += 1;
        }
    }

    /// Cancels the token of a node that takes a [`Run`].
    fn cancel_token(&self, node: u32) {
        for &(of, slot) in &self.plan.contexts {
            if of == node && self.state.has_contexts {
                // SAFETY: the plan has a slot for a `Run` there, and `has_contexts` says that it is
                // written.
                let context = unsafe {
                    let slot = self.header().cast::<u8>().add(slot as usize);
                    slot.cast::<Run>().as_ref()
                };
                contain(|| context.token().cancel());
            }
        }
    }
}
