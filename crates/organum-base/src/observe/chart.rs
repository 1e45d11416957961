//! Draws runs: a bar for each node that took time and for each undo, the nodes that ran side by side, and
//! the time that this saved.

use std::{collections::BTreeSet, fmt, time::Duration};

use super::{Outcome, TimelineEntry, TimelineUndo};

/// Nodes that take less time are not drawn, and shorter overlaps do not count as side by side.
const INSTANT: Duration = Duration::from_millis(1);

/// The time at which the last node or undo ended.
pub(super) fn took(entries: &[TimelineEntry], undos: &[TimelineUndo]) -> Duration {
    let ends = entries.iter().map(|entry| entry.end);
    let ends = ends.chain(undos.iter().map(|undo| undo.end));
    ends.max().unwrap_or_default()
}

/// The sum of the durations of all nodes that did not run recorded graphs inside, and of all undos.
pub(super) fn in_sequence(entries: &[TimelineEntry], undos: &[TimelineUndo]) -> Duration {
    let leaves = entries.iter().filter(|entry| is_leaf(entries, entry));
    // In sequence, the loser of a race would not have started.
    let needed = leaves.filter(|entry| entry.outcome != Outcome::Cancelled);
    let undos = undos.iter().map(TimelineUndo::duration);
    needed.map(TimelineEntry::duration).chain(undos).sum()
}

/// True if no recorded graph ran inside the node. The duration of a node that ran graphs is that of their
/// nodes, so they count instead of it.
fn is_leaf(entries: &[TimelineEntry], entry: &TimelineEntry) -> bool {
    !entries.iter().any(|other| is_inside(other, entry))
}

fn is_inside(inner: &TimelineEntry, outer: &TimelineEntry) -> bool {
    inner
        .parent
        .is_some_and(|parent| (parent.run, parent.node) == (outer.run, outer.node))
}

/// The nodes with their depth, in the order of their starts, except that the nodes of a run inside a node
/// follow below that node.
fn nested(entries: &[TimelineEntry]) -> Vec<(usize, &TimelineEntry)> {
    fn add<'a>(
        all: &'a [TimelineEntry],
        outer: &'a TimelineEntry,
        depth: usize,
        into: &mut Vec<(usize, &'a TimelineEntry)>,
    ) {
        into.push((depth, outer));
        for inner in all.iter().filter(|inner| is_inside(inner, outer)) {
            add(all, inner, depth + 1, into);
        }
    }
    let is_top = |entry: &&TimelineEntry| !entries.iter().any(|outer| is_inside(entry, outer));
    let mut order = Vec::new();
    for entry in entries.iter().filter(is_top) {
        add(entries, entry, 0, &mut order);
    }
    order
}

fn name(entry: &TimelineEntry) -> String {
    match &entry.label {
        Some(label) => format!("{label} {}", entry.node),
        None => entry.node.to_owned(),
    }
}

/// The note after the bar: everything about a node except its duration.
fn note(entry: &TimelineEntry) -> String {
    let mut notes = Vec::new();
    if entry.outcome != Outcome::Ok {
        notes.push(entry.outcome.to_string());
    }
    if entry.attempts > 1 {
        notes.push(format!("{} attempts", entry.attempts));
    }
    if entry.is_replaced {
        notes.push("replaced".to_owned());
    }
    if entry.is_cached {
        notes.push("cached".to_owned());
    }
    notes.join(", ")
}

fn is_worth_a_bar(entry: &TimelineEntry) -> bool {
    entry.duration() >= INSTANT || !note(entry).is_empty()
}

/// A line of the chart with a bar.
struct Bar {
    name: String,
    start: Duration,
    end: Duration,
    note: String,
}

impl Bar {
    fn of_node(depth: usize, entry: &TimelineEntry) -> Self {
        Self {
            name: "  ".repeat(depth) + &name(entry),
            start: entry.start,
            end: entry.end,
            note: note(entry),
        }
    }

    fn of_undo(depth: usize, undo: &TimelineUndo) -> Self {
        let name = match &undo.label {
            Some(label) => format!("{label} undo {}", undo.step),
            None => format!("undo {}", undo.step),
        };
        let end = if undo.is_parked { "parked" } else { "undone" };
        let note = match undo.attempts {
            0 | 1 => end.to_owned(),
            attempts => format!("{end}, {attempts} attempts"),
        };
        Self {
            name: "  ".repeat(depth) + &name,
            start: undo.start,
            end: undo.end,
            note,
        }
    }
}

/// The maximum width of a column of text: a width of the formatter is a `u16`.
const MOST_COLUMNS: usize = 1000;

/// The chart of recorded nodes, as text.
pub(super) struct Chart {
    entries: Vec<TimelineEntry>,
    undos: Vec<TimelineUndo>,
    columns: usize,
}

impl Chart {
    pub(super) fn new(
        entries: Vec<TimelineEntry>,
        undos: Vec<TimelineUndo>,
        columns: usize,
    ) -> Self {
        let columns = columns.clamp(1, MOST_COLUMNS);
        Self {
            entries,
            undos,
            columns,
        }
    }

    /// The bars of the nodes that took a millisecond or more, with the undos of a saga below its steps.
    fn bars(&self, nodes: &[(usize, &TimelineEntry)]) -> Vec<Bar> {
        let mut bars = Vec::new();
        let last_of = |saga: &str| nodes.iter().rposition(|(_, entry)| entry.graph == saga);
        for (at, (depth, entry)) in nodes.iter().enumerate() {
            if is_worth_a_bar(entry) {
                bars.push(Bar::of_node(*depth, entry));
            }
            let below = |undo: &&TimelineUndo| last_of(undo.saga) == Some(at);
            let undos = self.undos.iter().filter(below);
            bars.extend(undos.map(|undo| Bar::of_undo(*depth, undo)));
        }
        let alone = |undo: &&TimelineUndo| last_of(undo.saga).is_none();
        let undos = self.undos.iter().filter(alone);
        bars.extend(undos.map(|undo| Bar::of_undo(0, undo)));
        bars
    }

    fn draw(&self, bars: &[Bar], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns;
        let took = took(&self.entries, &self.undos);
        let widths = bars.iter().map(|bar| bar.name.chars().count());
        let widest = widths.max().unwrap_or(0).min(MOST_COLUMNS);
        for Bar {
            name,
            start,
            end,
            note,
        } in bars
        {
            let (first, last) = (column(*start, took, columns), column(*end, took, columns));
            let length = last.saturating_sub(first).max(1);
            let bar = " ".repeat(first.min(columns - 1)) + &"█".repeat(length);
            let ms = end.saturating_sub(*start).as_millis();
            let line = format!("  {name:<widest$}  {bar:<columns$} {ms:>5} ms  {note}");
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes = nested(&self.entries);
        writeln!(f, "Timeline")?;
        self.draw(&self.bars(&nodes), f)?;
        let (drawn, at_once): (Vec<_>, Vec<_>) = nodes
            .into_iter()
            .partition(|(_, entry)| is_worth_a_bar(entry));
        let at_once: Vec<_> = at_once.iter().map(|(_, entry)| *entry).collect();
        listed("Done at once", &at_once, f)?;

        let drawn: Vec<_> = drawn
            .iter()
            .map(|(_, entry)| *entry)
            .filter(|entry| is_leaf(&self.entries, entry))
            .collect();
        let groups = side_by_side(&drawn);
        for group in &groups {
            listed("Side by side", group, f)?;
        }
        let took = took(&self.entries, &self.undos);
        let sequence = in_sequence(&self.entries, &self.undos);
        if took < INSTANT {
            return writeln!(
                f,
                "  Took less than a millisecond: there was nothing to wait for."
            );
        }
        let took_ms = took.as_millis();
        if groups.is_empty() {
            return writeln!(f, "  Took {took_ms} ms, one node after another.");
        }
        writeln!(
            f,
            "  Took {took_ms} ms. In sequence it would have taken {} ms: {:.1} times as long.",
            sequence.as_millis(),
            sequence.as_secs_f64() / took.as_secs_f64()
        )
    }
}

/// The column of a moment, rounded to the nearest one.
fn column(moment: Duration, took: Duration, columns: usize) -> usize {
    let (moment, took) = (moment.as_micros(), took.as_micros().max(1));
    let column = (moment * columns as u128 + took / 2) / took;
    usize::try_from(column).unwrap_or(columns).min(columns)
}

/// The largest groups of nodes that were running at one moment.
fn side_by_side<'a>(entries: &[&'a TimelineEntry]) -> Vec<Vec<&'a TimelineEntry>> {
    let running_at = |moment: Duration| -> BTreeSet<usize> {
        let running = |at: &usize| {
            let entry = entries[*at];
            entry.start <= moment && moment + INSTANT < entry.end
        };
        (0..entries.len()).filter(running).collect()
    };
    let mut groups = Vec::<BTreeSet<usize>>::new();
    let mut starts: Vec<_> = entries.iter().map(|entry| entry.start).collect();
    starts.sort_unstable();
    for start in starts {
        let group = running_at(start);
        if group.len() > 1 && !groups.iter().any(|known| group.is_subset(known)) {
            groups.retain(|known| !known.is_subset(&group));
            groups.push(group);
        }
    }
    let members = |group: &BTreeSet<usize>| group.iter().map(|at| entries[*at]).collect();
    groups.iter().map(members).collect()
}

/// Writes names after a heading, on as many lines as they need.
fn listed(heading: &str, entries: &[&TimelineEntry], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const MOST: usize = 76;
    if entries.is_empty() {
        return Ok(());
    }
    let mut line = format!("  {heading}:");
    for (at, entry) in entries.iter().enumerate() {
        let comma = if at + 1 < entries.len() { "," } else { "" };
        let name = format!(" {}{comma}", name(entry));
        if line.chars().count() + name.chars().count() > MOST {
            writeln!(f, "{line}")?;
            "   ".clone_into(&mut line);
        }
        line += &name;
    }
    writeln!(f, "{line}")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::SagaId,
        observe::{Parent, StepRef},
    };

    fn entry(node: &'static str, start: u64, end: u64) -> TimelineEntry {
        TimelineEntry {
            graph: "Graph",
            run: 1,
            parent: None,
            label: None,
            node,
            needs: Box::default(),
            start: Duration::from_millis(start),
            end: Duration::from_millis(end),
            outcome: Outcome::Ok,
            attempts: 1,
            is_replaced: false,
            is_cached: false,
        }
    }

    fn draw(entries: &[TimelineEntry]) -> String {
        Chart::new(entries.to_vec(), Vec::new(), 44).to_string()
    }

    #[test]
    fn bars_are_to_scale() {
        let failed = TimelineEntry {
            outcome: Outcome::Failed,
            attempts: 3,
            ..entry("Payment", 60, 80)
        };
        let text = draw(&[entry("Profile", 0, 40), entry("Tax", 40, 60), failed]);
        let bar = |columns: usize| "█".repeat(columns);
        let chart = [
            "Timeline".to_owned(),
            format!("  Profile  {:<44}    40 ms", bar(22)),
            format!("  Tax      {:22}{:<22}    20 ms", "", bar(11)),
            format!(
                "  Payment  {:33}{:<11}    20 ms  failed, 3 attempts",
                "",
                bar(11)
            ),
            "  Took 80 ms, one node after another.".to_owned(),
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), chart);
    }

    #[test]
    fn a_chart_is_as_wide_as_asked_for() {
        let entries = vec![entry("A", 0, 40), entry("B", 39, 40)];
        let text = Chart::new(entries.clone(), Vec::new(), 4).to_string();
        assert!(
            text.contains("  A  ████    40 ms\n  B     █     1 ms\n"),
            "{text}"
        );
        assert_eq!(
            Chart::new(entries.clone(), Vec::new(), 0).to_string(),
            Chart::new(entries, Vec::new(), 1).to_string()
        );
    }

    #[test]
    fn what_ran_side_by_side_is_said() {
        let entries = [
            entry("A", 0, 10),
            entry("B", 10, 50),
            entry("C", 11, 30),
            entry("Quick", 30, 30),
            entry("D", 30, 50),
        ];
        let text = draw(&entries);
        assert!(text.contains("  Done at once: Quick\n"), "{text}");
        assert!(
            text.contains("  Side by side: B, C\n  Side by side: B, D\n"),
            "{text}"
        );
        assert!(
            text.ends_with(
                "Took 50 ms. In sequence it would have taken 89 ms: 1.8 times as long.\n"
            )
        );
    }

    #[test]
    fn nested_nodes_count_instead_of_the_one_around_them() {
        let inside = |label: &str, run, end| TimelineEntry {
            run,
            parent: Some(Parent {
                run: 1,
                node: "Lines",
            }),
            label: Some(label.into()),
            ..entry("Product", 0, end)
        };
        let entries = [
            entry("Lines", 0, 40),
            entry("Tax", 0, 0),
            inside("MUG", 2, 40),
            inside("CABLE", 3, 40),
        ];
        let text = draw(&entries);
        let below = text
            .lines()
            .skip_while(|line| !line.starts_with("  Lines"))
            .nth(1);
        assert!(
            below.is_some_and(|line| line.starts_with("    MUG Product")),
            "{text}"
        );
        assert!(
            text.contains("Side by side: MUG Product, CABLE Product\n"),
            "{text}"
        );
        assert!(
            text.contains("In sequence it would have taken 80 ms"),
            "{text}"
        );
    }

    #[test]
    fn what_was_undone_is_below_the_steps_of_its_saga() {
        let inside = |node, start, end| TimelineEntry {
            graph: "Pay",
            run: 2,
            parent: Some(Parent {
                run: 1,
                node: "Order",
            }),
            ..entry(node, start, end)
        };
        let undo = |name, item, start, end, attempts, is_parked| TimelineUndo {
            saga: "Pay",
            id: SagaId(Uuid::nil()),
            label: None,
            step: StepRef {
                name,
                index: 0,
                item,
            },
            start: Duration::from_millis(start),
            end: Duration::from_millis(end),
            attempts,
            is_parked,
        };
        let entries = vec![
            entry("Order", 0, 100),
            inside("hold", 0, 40),
            inside("charge", 40, 60),
            entry("Later", 60, 100),
        ];
        let undos = vec![
            undo("charge", None, 60, 80, 3, true),
            undo("hold", Some(1), 80, 100, 1, false),
        ];
        let text = Chart::new(entries, undos, 10).to_string();
        let chart = [
            "Timeline",
            "  Order           ██████████   100 ms",
            "    hold          ████          40 ms",
            "    charge            ██        20 ms",
            "    undo charge         ██      20 ms  parked, 3 attempts",
            "    undo hold[1]          ██    20 ms  undone",
            "  Later                 ████    40 ms",
            "  Took 100 ms, one node after another.",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), chart);
    }

    #[test]
    fn an_instant_run_has_no_bars() {
        let text = draw(&[entry("A", 0, 0), entry("B", 0, 0)]);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.contains("Done at once: A, B"), "{text}");
        assert!(draw(&[]).contains("nothing to wait for"));
    }

    #[test]
    fn long_lists_are_wrapped() {
        let text = draw(&vec![entry("ANameOfTwentyLetters", 0, 0); 9]);
        assert!(
            text.lines().all(|line| line.chars().count() <= 76),
            "{text}"
        );
        assert_eq!(text.matches("Twenty").count(), 9);
    }
}
