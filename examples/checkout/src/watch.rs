//! The observer of a checkout: it records the timeline, and ends the process where `--crash-after` says.

use std::io::{self, Write};
use std::process;

use clap::ValueEnum;
use organum::Timeline;
use organum::observe::{
    GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, RunInfo, SagaEvent, SagaInfo,
};

/// The places at which `--crash-after` ends the process: when a result is recorded, or the card is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "PascalCase")]
pub enum CrashPoint {
    /// The buyer is found
    Profile,
    /// The loyalty tier is found
    Loyalty,
    /// The sales tax is found
    RegionalTax,
    /// Every item has a price
    Lines,
    /// The recommendation is there
    Advice,
    /// The fraud check is passed
    Cleared,
    /// The card is charged, and no result says so yet: the worst moment
    #[value(name = "charge")]
    Charge,
    /// The order is placed
    Order,
}

impl CrashPoint {
    /// The graph and the node.
    fn node(self) -> (&'static str, &'static str) {
        match self {
            Self::Profile => ("Checkout", "Profile"),
            Self::Loyalty => ("Checkout", "Loyalty"),
            Self::RegionalTax => ("Checkout", "RegionalTax"),
            Self::Lines => ("Checkout", "Lines"),
            Self::Advice => ("Checkout", "Advice"),
            Self::Cleared => ("Checkout", "Cleared"),
            Self::Charge => ("Purchase", "charge"),
            Self::Order => ("Checkout", "Order"),
        }
    }

    /// Returns true if this node has ended well here. A result that was found has been recorded before.
    fn is_reached(self, node: &NodeInfo<'_>, event: &NodeEvent) -> bool {
        let ran = matches!(
            event,
            NodeEvent::Ended {
                outcome: Outcome::Ok,
                cached: false,
                ..
            }
        );
        ran && self.node() == (node.graph(), node.name())
    }
}

/// An observer that records a timeline. Clones record the same one.
#[derive(Clone, Default)]
pub struct Watch {
    pub timeline: Timeline,
    pub crash_after: Option<CrashPoint>,
}

impl Watch {
    /// Ends the process at once, as `kill -9` does: nothing is closed or undone, and no lease is given back.
    fn crash(&self, node: &str) -> ! {
        let mut out = io::stdout();
        // Without an output there is nobody to tell.
        let _ = writeln!(
            out,
            "\n{}  The process is killed after {node}, as --crash-after asked.",
            self.timeline
        )
        .and_then(|()| out.flush());
        process::abort()
    }
}

impl Observer for Watch {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        self.timeline.graph(run, event);
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        self.timeline.node(node, event);
        if self
            .crash_after
            .is_some_and(|at| at.is_reached(node, event))
        {
            self.crash(node.name());
        }
    }

    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        self.timeline.saga(saga, event);
    }

    fn wants_durations(&self) -> bool {
        self.timeline.wants_durations()
    }
}
