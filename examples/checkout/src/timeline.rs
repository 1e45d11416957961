//! Draws a run: a bar for each node that took its time, what ran side by side, and what that saved.

use std::collections::BTreeSet;
use std::time::Duration;

use organum::observe::Outcome;

use crate::recorder::Entry;

/// Columns of the chart.
const WIDTH: usize = 44;
/// Nodes that take less are not drawn, and neither do they count as side by side for less.
const INSTANT: Duration = Duration::from_millis(1);

/// The chart of these nodes and what is to be said about it.
pub fn draw(entries: &[Entry]) -> String {
    let wall = entries
        .iter()
        .map(|entry| entry.end)
        .max()
        .unwrap_or_default();
    let (drawn, at_once): (Vec<_>, Vec<_>) = nested(entries)
        .into_iter()
        .partition(|entry| is_worth_a_bar(entry));
    let mut text = String::from("Timeline\n");
    text += &chart(&drawn, wall);
    text += &listed(
        "Done at once",
        &at_once.iter().map(|entry| &*entry.name).collect::<Vec<_>>(),
    );

    // A node that ran graphs inside is as long as they are: they count, it does not.
    let outer: BTreeSet<_> = entries.iter().filter_map(|entry| entry.inside).collect();
    let is_leaf = |entry: &&Entry| !outer.contains(&*entry.name);
    let drawn: Vec<_> = drawn.into_iter().filter(is_leaf).collect();
    let groups = side_by_side(&drawn);
    for names in &groups {
        text += &listed("Side by side", names);
    }
    // One after another, nobody would begin what is not needed.
    let is_needed = |entry: &&Entry| entry.outcome != Some(Outcome::Cancelled);
    let needed = entries.iter().filter(is_leaf).filter(is_needed);
    let sequence = needed.map(length).sum();
    text + &saved(wall, sequence, groups.is_empty())
}

/// A line for what was closed after the run.
pub fn closed(names: &[&str]) -> String {
    listed("Closed", names)
}

/// The nodes as they began, but those of nested graphs below the node that ran them.
fn nested(entries: &[Entry]) -> Vec<&Entry> {
    let inside = |outer| entries.iter().filter(move |entry| entry.inside == outer);
    inside(None)
        .flat_map(|entry| std::iter::once(entry).chain(inside(Some(&*entry.name))))
        .collect()
}

fn is_worth_a_bar(entry: &Entry) -> bool {
    length(entry) >= INSTANT || !note(entry).is_empty()
}

fn length(entry: &Entry) -> Duration {
    entry.end.saturating_sub(entry.start)
}

fn note(entry: &Entry) -> &'static str {
    match entry.outcome {
        Some(Outcome::Failed) => "failed",
        Some(Outcome::Panicked) => "panicked",
        Some(Outcome::Cancelled) => "cancelled",
        _ => "",
    }
}

fn chart(entries: &[&Entry], wall: Duration) -> String {
    let label = |entry: &Entry| match entry.inside {
        Some(_) => format!("  {}", entry.name),
        None => entry.name.clone(),
    };
    let widest = entries
        .iter()
        .map(|entry| label(entry).chars().count())
        .max()
        .unwrap_or(0);
    let lines = entries.iter().map(|entry| {
        let (start, end) = (column(entry.start, wall), column(entry.end, wall));
        let bar = " ".repeat(start.min(WIDTH - 1)) + &"█".repeat(end.saturating_sub(start).max(1));
        let (name, took, note) = (label(entry), length(entry).as_millis(), note(entry));
        let line = format!("  {name:<widest$}  {bar:<WIDTH$} {took:>5} ms  {note}");
        line.trim_end().to_owned() + "\n"
    });
    lines.collect()
}

/// Where on the chart a moment is, rounded to the nearest column.
fn column(moment: Duration, wall: Duration) -> usize {
    let (moment, wall) = (moment.as_micros(), wall.as_micros().max(1));
    let column = (moment * WIDTH as u128 + wall / 2) / wall;
    usize::try_from(column).unwrap_or(WIDTH).min(WIDTH)
}

/// The largest groups of nodes that were running at one moment.
fn side_by_side<'a>(entries: &[&'a Entry]) -> Vec<Vec<&'a str>> {
    let running_at = |moment: Duration| -> BTreeSet<usize> {
        let running = |entry: &Entry| entry.start <= moment && moment + INSTANT < entry.end;
        (0..entries.len())
            .filter(|at| running(entries[*at]))
            .collect()
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
    let names = |group: &BTreeSet<usize>| group.iter().map(|at| &*entries[*at].name).collect();
    groups.iter().map(names).collect()
}

/// Names after a heading, on as many lines as they need.
fn listed(heading: &str, names: &[&str]) -> String {
    const MOST: usize = 76;
    let Some((last, others)) = names.split_last() else {
        return String::new();
    };
    let mut lines = vec![format!("  {heading}:")];
    for name in others
        .iter()
        .map(|name| format!(" {name},"))
        .chain([format!(" {last}")])
    {
        match lines.last_mut() {
            Some(line) if line.chars().count() + name.chars().count() <= MOST => *line += &name,
            _ => lines.push(format!("   {name}")),
        }
    }
    lines.join("\n") + "\n"
}

fn saved(wall: Duration, sequence: Duration, is_sequence: bool) -> String {
    let (took, sequence_ms) = (wall.as_millis(), sequence.as_millis());
    if wall < INSTANT {
        return "  Took less than a millisecond: there was nothing to wait for.\n".into();
    }
    if is_sequence {
        return format!("  Took {took} ms, one node after another.\n");
    }
    let times = sequence.as_secs_f64() / wall.as_secs_f64();
    format!(
        "  Took {took} ms. In sequence it would have taken {sequence_ms} ms: {times:.1} times as long.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, start: u64, end: u64) -> Entry {
        Entry {
            name: name.into(),
            inside: None,
            start: Duration::from_millis(start),
            end: Duration::from_millis(end),
            outcome: Some(Outcome::Ok),
        }
    }

    #[test]
    fn draws_bars_to_scale() {
        let failed = Entry {
            outcome: Some(Outcome::Failed),
            ..entry("Payment", 60, 80)
        };
        let text = draw(&[entry("Profile", 0, 40), entry("Tax", 40, 60), failed]);
        let bar = |columns: usize| "█".repeat(columns);
        let chart = [
            "Timeline".to_owned(),
            format!("  Profile  {:<44}    40 ms", bar(22)),
            format!("  Tax      {:22}{:<22}    20 ms", "", bar(11)),
            format!("  Payment  {:33}{:<11}    20 ms  failed", "", bar(11)),
            "  Took 80 ms, one node after another.".to_owned(),
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), chart);
    }

    #[test]
    fn says_what_ran_side_by_side() {
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
    fn counts_nested_nodes_instead_of_the_one_around_them() {
        let inside = |name, start, end| Entry {
            inside: Some("Lines"),
            ..entry(name, start, end)
        };
        let entries = [
            entry("Lines", 0, 40),
            entry("Tax", 0, 0),
            inside("MUG Product", 0, 40),
            inside("CABLE Product", 0, 40),
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
    fn an_instant_run_has_no_chart() {
        let text = draw(&[entry("A", 0, 0), entry("B", 0, 0)]);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.contains("Done at once: A, B"), "{text}");
        assert!(draw(&[]).contains("nothing to wait for"));
    }

    #[test]
    fn long_lists_are_wrapped() {
        let names = ["a name of twenty car"; 9];
        let text = listed("Side by side", &names);
        assert!(
            text.lines().all(|line| line.chars().count() <= 76),
            "{text}"
        );
        assert_eq!(text.matches("twenty").count(), 9);
    }
}
