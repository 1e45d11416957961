//! Which nodes a run still needs, where some tolerate that what they need fails.
//!
//! A plan without tolerant forms begins every node once all it needs is done, and ends with the first
//! failure. With them it is no longer clear from the start what runs: the second alternative of a
//! [`FirstOk`](crate::graph::FirstOk) only if the first one fails, and the losers of a
//! [`Race`](crate::graph::Race) no longer. So nodes are *wanted*: the outputs by the run, others by wanted
//! nodes that need them. A node that nobody wants any more is stopped, unless it is *held*: an
//! alternative that was not asked yet may still come to need it.

use super::{
    Failure,
    books::Books,
    detached::abandon,
    pass::Pass,
    plan::{FormsPlan, Plan},
};
use crate::{graph::error::NodeError, observe::Outcome, table::Form};

/// How far a node is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    /// Nobody wants it.
    #[default]
    Idle,
    /// Waiting for what it needs, or at work.
    Wanted,
    /// Its output is written.
    Done,
    /// It failed, or was stopped.
    Failed,
}

#[derive(Default)]
struct NodeDemand {
    stage: Stage,
    /// How many want it.
    wanted: u32,
    /// How many alternatives that were not asked yet would.
    held: u32,
    /// How many of its needs are not met.
    missing: u32,
    error: Option<NodeError>,
}

#[derive(Default)]
struct NeedDemand {
    is_open: bool,
    is_met: bool,
    /// The alternative that is asked, or was chosen.
    at: u32,
    /// Why alternatives failed.
    causes: Vec<NodeError>,
}

/// The demand of a run.
pub(super) struct Demand {
    nodes: Vec<NodeDemand>,
    needs: Vec<NeedDemand>,
    /// How many outputs are missing.
    left: usize,
    /// An output cannot be made.
    failed: Option<NodeError>,
}

impl Demand {
    pub(super) fn new(plan: &Plan, forms: &FormsPlan) -> Self {
        let fill = |count| std::iter::repeat_with(Default::default).take(count);
        Self {
            nodes: fill(plan.steps.len()).collect(),
            needs: std::iter::repeat_with(NeedDemand::default)
                .take(forms.needs.len())
                .collect(),
            left: plan.nodes.iter().filter(|node| node.is_target).count(),
            failed: None,
        }
    }

    /// Every output is made.
    pub(super) fn is_met(&self) -> bool {
        self.left == 0
    }
}

/// A pass, and the demand it works on.
pub(super) struct Demanding<'p, 'r> {
    pub(super) pass: &'p mut Pass<'r>,
    pub(super) forms: &'static FormsPlan,
    pub(super) demand: &'p mut Demand,
}

impl Demanding<'_, '_> {
    /// Wants the outputs of the run.
    pub(super) fn begin(&mut self) {
        for node in 0..self.pass.plan.count() {
            if self.pass.plan.nodes[node as usize].is_target {
                self.want(node);
            }
        }
    }

    /// A node that was at work is done, or failed.
    ///
    /// # Errors
    /// An output cannot be made any more.
    pub(super) fn settle(
        &mut self,
        node: u32,
        result: Result<(), Failure>,
    ) -> Result<(), Box<Failure>> {
        match result {
            Ok(()) => self.done(node),
            Err(failure) => self.fail(node, failure),
        }
        match self.demand.failed.take() {
            Some(error) => Err(Box::new(Failure::Known(error))),
            None => Ok(()),
        }
    }

    fn node(&mut self, node: u32) -> &mut NodeDemand {
        &mut self.demand.nodes[node as usize]
    }

    fn need(&mut self, need: u32) -> &mut NeedDemand {
        &mut self.demand.needs[need as usize]
    }

    fn want(&mut self, node: u32) {
        let state = self.node(node);
        state.wanted += 1;
        if state.stage != Stage::Idle {
            return;
        }
        state.stage = Stage::Wanted;
        let forms = self.forms;
        self.node(node).missing = forms.needs_of(node).map(|_| 1).sum();
        for (need, _) in forms.needs_of(node) {
            // One that failed may have failed the node.
            if self.node(node).stage == Stage::Wanted {
                self.open(node, need);
            }
        }
        if forms.needs_of(node).next().is_none() {
            self.pass.make_runnable(node);
        }
    }

    /// Asks for what meets a need.
    fn open(&mut self, node: u32, need: u32) {
        let plan = &self.forms.needs[need as usize];
        self.need(need).is_open = true;
        match plan.form {
            Form::Strict | Form::Optional | Form::Outcome => {
                let Some(from) = plan.nodes[0] else {
                    return self.meet(node, need);
                };
                self.want(from);
                match self.node(from).stage {
                    Stage::Done => self.meet(node, need),
                    Stage::Failed => self.tolerate(node, need, from),
                    _ => {}
                }
            }
            Form::FirstOk => {
                for &later in plan.nodes.iter().skip(1).flatten() {
                    self.hold(later);
                }
                self.ask(node, need);
            }
            Form::Race => {
                for (at, from) in (0..).zip(&plan.nodes) {
                    if let Some(from) = *from {
                        self.want(from);
                    }
                    if self.need(need).is_met || self.node(node).stage != Stage::Wanted {
                        // Those not yet asked are not: what was chosen already stands.
                        if let Some(from) = *from {
                            self.unwant(from);
                        }
                        continue;
                    }
                    match from.map(|from| (from, self.node(from).stage)) {
                        None | Some((_, Stage::Done)) => {
                            self.choose_among(node, need, at, at);
                        }
                        Some((from, Stage::Failed)) => self.tolerate(node, need, from),
                        Some(_) => {}
                    }
                }
            }
        }
    }

    /// Asks the next alternative of a `FirstOk`.
    fn ask(&mut self, node: u32, need: u32) {
        let plan = &self.forms.needs[need as usize];
        loop {
            let at = self.need(need).at;
            let Some(from) = plan.nodes.get(at as usize) else {
                let causes = std::mem::take(&mut self.need(need).causes);
                return self.fail(node, Failure::All(causes));
            };
            let Some(from) = *from else {
                return self.choose(node, need, at);
            };
            self.want(from);
            if at > 0 {
                self.unhold(from);
            }
            match self.node(from).stage {
                Stage::Done => return self.choose(node, need, at),
                Stage::Failed => {
                    let error = self.node(from).error.clone();
                    self.need(need).causes.extend(error);
                    self.need(need).at += 1;
                }
                _ => return,
            }
        }
    }

    /// An alternative is chosen; the others are not needed for this.
    fn choose(&mut self, node: u32, need: u32, at: u32) {
        let asked = match self.forms.needs[need as usize].form {
            Form::Race => u32::MAX,
            _ => at,
        };
        self.choose_among(node, need, at, asked);
    }

    /// The same, where alternatives after `asked` were not wanted yet.
    fn choose_among(&mut self, node: u32, need: u32, at: u32, asked: u32) {
        let plan = &self.forms.needs[need as usize];
        self.pass.write_choice(plan.choice, at);
        self.need(need).at = at;
        self.need(need).is_met = true;
        for (other, from) in (0..).zip(&plan.nodes) {
            match *from {
                Some(from) if plan.form == Form::FirstOk && other > at => self.unhold(from),
                Some(from) if plan.form == Form::Race && other != at && other <= asked => {
                    self.unwant(from);
                }
                _ => {}
            }
        }
        self.count_met(node);
    }

    fn meet(&mut self, node: u32, need: u32) {
        self.need(need).is_met = true;
        self.count_met(node);
    }

    fn count_met(&mut self, node: u32) {
        let state = self.node(node);
        state.missing -= 1;
        if state.missing == 0 && state.stage == Stage::Wanted {
            self.pass.make_runnable(node);
        }
    }

    /// What a wanted node needs has failed.
    fn tolerate(&mut self, node: u32, need: u32, failed: u32) {
        let Some(error) = self.node(failed).error.clone() else {
            return;
        };
        let plan = &self.forms.needs[need as usize];
        match plan.form {
            Form::Strict => self.fail(node, Failure::Known(error)),
            Form::Optional | Form::Outcome => self.meet(node, need),
            Form::FirstOk => {
                self.need(need).causes.push(error);
                self.need(need).at += 1;
                self.ask(node, need);
            }
            Form::Race => {
                let state = self.need(need);
                state.causes.push(error);
                if state.causes.len() == plan.nodes.len() {
                    let causes = std::mem::take(&mut state.causes);
                    self.fail(node, Failure::All(causes));
                }
            }
        }
    }

    fn done(&mut self, node: u32) {
        self.node(node).stage = Stage::Done;
        if self.pass.plan.nodes[node as usize].is_target {
            self.demand.left -= 1;
        }
        for &(by, need) in &self.forms.dependents[node as usize] {
            if !self.is_waiting(by, need) {
                continue;
            }
            let plan = &self.forms.needs[need as usize];
            match plan.form {
                Form::Strict | Form::Optional | Form::Outcome => self.meet(by, need),
                Form::FirstOk | Form::Race => {
                    let at = (0..)
                        .zip(&plan.nodes)
                        .find(|(_, from)| **from == Some(node));
                    let asked = self.need(need).at;
                    if let Some((at, _)) = at
                        && (plan.form == Form::Race || at == asked)
                    {
                        self.choose(by, need, at);
                    }
                }
            }
        }
    }

    fn is_waiting(&mut self, node: u32, need: u32) -> bool {
        let need = self.need(need);
        need.is_open && !need.is_met && self.node(node).stage == Stage::Wanted
    }

    fn fail(&mut self, node: u32, failure: Failure) {
        let plan = self.pass.plan;
        let error = NodeError::new(plan.graph, plan.path_to(node), failure);
        self.node(node).stage = Stage::Failed;
        self.node(node).error = Some(error.clone());
        self.release(node);
        self.pass
            .write_verdict(self.forms.verdicts[node as usize], error.clone());
        if plan.nodes[node as usize].is_target {
            self.demand.failed.get_or_insert(error);
        }
        for &(by, need) in &self.forms.dependents[node as usize] {
            let asks = match self.forms.needs[need as usize].form {
                Form::FirstOk => {
                    let at = self.need(need).at as usize;
                    self.forms.needs[need as usize].nodes.get(at) == Some(&Some(node))
                }
                _ => true,
            };
            if asks && self.is_waiting(by, need) {
                self.tolerate(by, need, node);
            }
        }
    }

    /// A node that failed or was stopped wants nothing any more.
    fn release(&mut self, node: u32) {
        for (need, plan) in self.forms.needs_of(node) {
            let state = self.need(need);
            if !std::mem::take(&mut state.is_open) {
                continue;
            }
            let (at, is_met) = (state.at, state.is_met);
            for (other, from) in (0..).zip(&plan.nodes) {
                let Some(from) = *from else { continue };
                match plan.form {
                    Form::FirstOk if other > at => {
                        if !is_met {
                            self.unhold(from);
                        }
                    }
                    Form::Race if is_met && other != at => {}
                    _ => self.unwant(from),
                }
            }
        }
    }

    fn unwant(&mut self, node: u32) {
        self.node(node).wanted -= 1;
        self.stop_unneeded(node);
    }

    /// What an alternative that was not asked yet would need is kept, if it is at work.
    fn hold(&mut self, node: u32) {
        self.node(node).held += 1;
        for (_, need) in self.forms.needs_of(node) {
            for &from in need.nodes.iter().flatten() {
                self.hold(from);
            }
        }
    }

    fn unhold(&mut self, node: u32) {
        self.node(node).held -= 1;
        for (_, need) in self.forms.needs_of(node) {
            for &from in need.nodes.iter().flatten() {
                self.unhold(from);
            }
        }
        self.stop_unneeded(node);
    }

    fn stop_unneeded(&mut self, node: u32) {
        let state = self.node(node);
        if state.stage != Stage::Wanted || state.wanted > 0 || state.held > 0 {
            return;
        }
        // Not begun, it may be wanted again; begun, it cannot: nobody holds it.
        let began = self.pass.stop(node);
        self.node(node).stage = if began { Stage::Failed } else { Stage::Idle };
        self.release(node);
        for (need, _) in self.forms.needs_of(node) {
            *self.need(need) = NeedDemand::default();
        }
    }
}

impl Pass<'_> {
    /// Lets a node be polled in this pass.
    fn make_runnable(&mut self, node: u32) {
        Books::add(self.books().runnable(), node);
        // It may lie before the one at work.
        self.is_restarted = true;
    }

    /// Stops a node, if it is at work. `false`: it has not begun.
    fn stop(&mut self, node: u32) -> bool {
        let books = self.books();
        Books::remove(books.runnable(), node);
        if Books::is_in(books.pending(), node) {
            Books::remove(books.pending(), node);
            self.state.pending -= 1;
            // SAFETY: a pending node has its future alive, and is booked as pending no more.
            unsafe { super::run::drop_future(self.header(), self.plan, node) };
        } else if Books::is_in(books.detached(), node) {
            Books::remove(books.detached(), node);
            if let Some(extras) = &mut self.state.extras {
                extras.abort(node);
            }
            // SAFETY: the node was detached, and is booked as such no more.
            if unsafe { abandon(self.header(), self.plan, node) } {
                books.record(node, self.state.done);
                self.state.done += 1;
            }
        } else {
            return false;
        }
        self.tell_ended(node, Outcome::Cancelled);
        true
    }
}
