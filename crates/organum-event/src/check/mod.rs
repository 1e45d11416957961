//! The checks of a spine's tables, reported as compiler errors.
//!
//! - `size` counts the events and handlers; `plan` goes through the tables once, and lists the handlers
//!   and emitters of each event; `plan/lookup` reads the lists.
//! - `cycle` searches for events that follow from one another without end.
//!
//! Every function is `#[track_caller]`: the user sees one line, at the token whose span the macro gave the
//! call, without a frame of this crate.

mod buckets;
mod cycle;
mod plan;
mod size;

use self::plan::Links;
pub use self::{plan::Plan, size::Size};
use super::table::{EventTable, Hooks, OrganTable, SpineTable};
use organum_base::text::Text;

/// An arm of a handler, or an alternative of one.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy)]
pub struct ArmTable {
    /// The position of the arm's event among the interests of the handler.
    pub interest: usize,
    /// True if the arm matches every event of its head.
    pub is_whole: bool,
    /// The path of the event, as the arm is written.
    pub head: &'static str,
}

impl OrganTable {
    /// Returns the table of an organ with errors at its declaration. It has no handlers, and a spine with it
    /// reports no other errors.
    pub const fn mistaken(name: &'static str) -> Self {
        Self {
            name,
            handlers: &[],
            hooks: Hooks {
                start: None,
                idle: None,
                stop: None,
            },
            shared: false,
            concurrency: 1,
            cached: false,
            version: 1,
        }
    }
}

/// Checks that no earlier arm matches every event of this one under another name.
#[track_caller]
pub const fn check_arm(organ: &OrganTable, handler: usize, arms: &[ArmTable], at: usize) {
    let interests = organ.handlers[handler].listens;
    let event = interests[arms[at].interest].event;
    let mut i = 0;
    while i < at {
        let before = &arms[i];
        let earlier = interests[before.interest].event;
        // One variant of an enum leaves others.
        let is_other = before.interest != arms[at].interest;
        if before.is_whole && is_other && earlier.key == event.key && !event.is_enum {
            refuse(
                &Text::new()
                    .with("this arm of organ `")
                    .with(organ.name)
                    .with("` is never reached: `")
                    .with(arms[at].head)
                    .with("` is `")
                    .with(event.path)
                    .with("`, which an earlier arm matches completely, as `")
                    .with(before.head)
                    .with("`: remove it, or move it up"),
            );
        }
        i += 1;
    }
}

impl<const EVENTS: usize, const HANDLERS: usize, const LINKS: usize> Plan<EVENTS, HANDLERS, LINKS> {
    /// Checks that the events which an organ emits are handled or terminal.
    #[track_caller]
    pub const fn check_emitted(&self, spine: &SpineTable, organ: usize) {
        let mut missing = Names::new();
        let Links { mut start, end } = self.emitted_by_organ(organ);
        while start < end {
            let event = self.link(start);
            let is_reported = self.first_emitter(event) < organ;
            if !self.is_handled(event) && !self.is_terminal(event) && !is_reported {
                missing = missing.and(self.event(event).name);
            }
            start += 1;
        }
        self.refuse_missing(
            spine,
            organ,
            &missing,
            ["emits", "handles"],
            [
                ": add an organ that matches ",
                ", or list ",
                " in `terminal(…)`",
            ],
        );
    }

    /// Checks that the events which an organ listens for are emitted or come from outside.
    #[track_caller]
    pub const fn check_heard(&self, spine: &SpineTable, organ: usize) {
        let mut missing = Names::new();
        let Links { mut start, end } = self.listened_by_organ(organ);
        while start < end {
            let event = self.link(start);
            let is_reported = self.first_listener(event) < organ;
            if !self.is_emitted(event) && !self.is_entry(event) && !is_reported {
                missing = missing.and(self.event(event).name);
            }
            start += 1;
        }
        self.refuse_missing(
            spine,
            organ,
            &missing,
            ["listens for", "emits"],
            [": list ", " in `entry(…)`, or remove the arm", ""],
        );
    }

    /// Reports events that only one side knows: an organ emits or handles them, and no other organ does the
    /// opposite. The cure names the events between its words.
    #[track_caller]
    const fn refuse_missing(
        &self,
        spine: &SpineTable,
        organ: usize,
        missing: &Names,
        [does, other]: [&str; 2],
        [first, then, last]: [&str; 3],
    ) {
        if missing.count == 0 || self.is_mistaken() {
            return;
        }
        let text = Text::new()
            .with("organ `")
            .with(spine.organs[organ].table.name)
            .with("` ")
            .with(does)
            .with(" ")
            .with(missing.text.as_str())
            .with(", which no organ of spine `")
            .with(spine.name)
            .with("` ")
            .with(other)
            .with(first)
            .with(missing.it())
            .with(then);
        refuse(&if last.is_empty() {
            text
        } else {
            text.with(missing.it()).with(last)
        });
    }

    /// Checks that an event from outside is handled by an organ.
    #[track_caller]
    pub const fn check_entry(&self, spine: &SpineTable, at: usize) {
        let event = spine.entry[at];
        if !self.is_handled(self.number(event)) && !self.is_mistaken() {
            refuse(
                &Text::new()
                    .with("no organ of spine `")
                    .with(spine.name)
                    .with("` handles its entry `")
                    .with(event.name)
                    .with("`: add an organ that matches it, or remove it from `entry(…)`"),
            );
        }
    }

    /// Checks that a terminal event is emitted by an organ.
    #[track_caller]
    pub const fn check_terminal(&self, spine: &SpineTable, at: usize) {
        let event = spine.terminal[at];
        if !self.is_emitted(self.number(event)) && !self.is_mistaken() {
            refuse(
                &Text::new()
                    .with("`terminal(…)` of spine `")
                    .with(spine.name)
                    .with("` lists `")
                    .with(event.name)
                    .with("`, which no organ of it emits: remove it"),
            );
        }
    }

    /// Checks that all events have different names, and that none follows from itself without a limit.
    #[track_caller]
    pub const fn check_spine(&self, spine: &SpineTable) {
        if self.is_mistaken() {
            return;
        }
        if let Some((first, second)) = self.twins() {
            refuse_twins(spine, first, second);
        }
        if spine.max_hops.is_some() {
            return;
        }
        if let Some(path) = self.cycle() {
            refuse(
                &Text::new()
                    .with("the events of spine `")
                    .with(spine.name)
                    .with("` may follow from one another without an end: ")
                    .with(path.as_str())
                    .with(": limit each chain with `max_hops = 100`, or let one of the organs emit something else"),
            );
        }
    }
}

#[track_caller]
const fn refuse_twins(spine: &SpineTable, first: &EventTable, second: &EventTable) {
    refuse(
        &Text::new()
            .with("two events of spine `")
            .with(spine.name)
            .with("` have the name `")
            .with(first.name)
            .with("`: `")
            .with(first.path)
            .with("` and `")
            .with(second.path)
            .with("`: give one of them another, `#[event(\"…\")]`"),
    );
}

/// A list of names: `A`, `B`.
struct Names {
    text: Text,
    count: usize,
}

impl Names {
    const fn new() -> Self {
        Self {
            text: Text::new(),
            count: 0,
        }
    }

    const fn and(self, name: &str) -> Self {
        let text = if self.count == 0 {
            self.text
        } else {
            self.text.with(", ")
        };
        Self {
            text: text.with("`").with(name).with("`"),
            count: self.count + 1,
        }
    }

    const fn it(&self) -> &'static str {
        if self.count == 1 { "it" } else { "them" }
    }
}

#[track_caller]
const fn refuse(text: &Text) {
    panic!("{}", text.as_str())
}

#[cfg(test)]
mod tests;
