//! The limits of Organum.

use std::fmt;

/// A figure and its limit.
#[derive(Debug, Clone)]
pub struct Limit {
    what: String,
    measured: f64,
    allowed: f64,
}

/// The figures of a graph whose nodes are ready at their first poll.
#[derive(Debug, Clone, Copy)]
pub struct Ready {
    /// The graph.
    pub title: &'static str,
    /// The number of nodes.
    pub nodes: usize,
    /// The ratio of a fresh run to `tokio::try_join!` by layer.
    pub fresh: f64,
    /// The ratio of a run on a reused runner to `tokio::try_join!` by layer.
    pub reused: f64,
    /// The time of a run on a reused runner, in nanoseconds.
    pub reused_ns: f64,
}

/// The limits of a fresh run and a reused one, as ratios to `tokio::try_join!` by layer.
const RATIOS: [(&str, f64, f64); 4] = [
    ("chain of 10", 9.0, 8.0),
    ("1-10-1", 3.0, 2.5),
    ("diamond 10x4", 1.5, 1.1),
    ("random, 100 nodes", 2.5, 2.0),
];

impl Limit {
    /// Creates a limit: `measured` may be at most `allowed`.
    pub fn new(what: String, measured: f64, allowed: f64) -> Self {
        Self {
            what,
            measured,
            allowed,
        }
    }

    /// Returns the limits of graphs whose nodes are ready at their first poll.
    ///
    /// # Panics
    ///
    /// If a graph has no limits.
    pub fn ready(columns: &[Ready]) -> Vec<Self> {
        let mut limits = Vec::new();
        for column in columns {
            let title = column.title;
            let (_, fresh, reused) = RATIOS
                .into_iter()
                .find(|(limited, ..)| *limited == title)
                .expect("every graph has its limits");
            limits.push(Self::new(
                format!("fresh run to `try_join!`, {title}"),
                column.fresh,
                fresh,
            ));
            limits.push(Self::new(
                format!("reused run to `try_join!`, {title}"),
                column.reused,
                reused,
            ));
            limits.push(Self::new(
                format!("reused run in ns, {title}"),
                column.reused_ns,
                45.0 + 6.0 * count(column.nodes),
            ));
        }
        limits
    }

    /// Returns the limit of a graph whose `nodes` each yield once: 1.3 times `tokio::join!`, which took
    /// `join` nanoseconds, or 40 ns more for each suspension, whichever is larger.
    pub fn yielding(what: &str, nodes: usize, ratio: f64, join: f64) -> Self {
        let more = 1.0 + 40.0 * count(nodes) / join;
        Self::new(format!("{what}, to `join!`"), ratio, more.max(1.3))
    }

    /// Returns true if the figure is within its limit.
    pub fn kept(&self) -> bool {
        self.measured <= self.allowed
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "| {} | {:.2} | {:.2} | {} |",
            self.what,
            self.measured,
            self.allowed,
            if self.kept() { "kept" } else { "**exceeded**" }
        )
    }
}

fn count(nodes: usize) -> f64 {
    f64::from(u32::try_from(nodes).expect("a graph of far fewer than 2^32 nodes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspension_may_cost_40_ns_more_where_joining_costs_little() {
        assert!(Limit::yielding("", 10, 4.9, 100.0).kept());
        assert!(!Limit::yielding("", 10, 5.1, 100.0).kept());
        assert!(Limit::yielding("", 10, 1.2, 100_000.0).kept());
        assert!(!Limit::yielding("", 10, 1.4, 100_000.0).kept());
    }
}
