//! The selection of records for lists.

use std::borrow::Cow;

use super::{RecordLabels, RecordStatus};

/// A filter over leased records: a record matches if it has all the given values.
///
/// ```
/// use organum_store::{RecordFilter, RecordLabels, RecordStatus};
///
/// let unfinished = RecordFilter::all().graph("Checkout").finished(false);
/// let labels = RecordLabels::default().graph("Checkout").node("shop::tax");
/// assert!(unfinished.fits(&labels, RecordStatus::Running));
/// assert!(!unfinished.fits(&labels, RecordStatus::Done));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordFilter {
    /// The labels: those that are given have to be equal.
    pub labels: RecordLabels,
    /// The status.
    pub status: Option<RecordStatus>,
    /// `Some(true)` for finished records, `Some(false)` for unfinished ones.
    pub finished: Option<bool>,
}

impl RecordFilter {
    /// Returns a filter that every record matches.
    pub fn all() -> Self {
        Self::default()
    }

    /// Selects the records of one graph.
    #[must_use]
    pub fn graph(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.labels = self.labels.graph(name);
        self
    }

    /// Selects the records of one node.
    #[must_use]
    pub fn node(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.labels = self.labels.node(name);
        self
    }

    /// Selects the records of one execution.
    #[must_use]
    pub fn execution(mut self, id: impl Into<Cow<'static, str>>) -> Self {
        self.labels = self.labels.execution(id);
        self
    }

    /// Selects the records with one status.
    #[must_use]
    pub fn status(mut self, status: RecordStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Selects finished records if true, and unfinished ones if false.
    #[must_use]
    pub fn finished(mut self, finished: bool) -> Self {
        self.finished = Some(finished);
        self
    }

    /// Returns true if a record with these labels and this status matches.
    pub fn fits(&self, labels: &RecordLabels, status: RecordStatus) -> bool {
        let is = |wanted: &Option<Cow<'static, str>>, found: &Option<Cow<'static, str>>| {
            wanted.is_none() || wanted == found
        };
        is(&self.labels.graph, &labels.graph)
            && is(&self.labels.node, &labels.node)
            && is(&self.labels.execution, &labels.execution)
            && self.status.is_none_or(|wanted| wanted == status)
            && self
                .finished
                .is_none_or(|finished| finished == status.is_finished())
    }
}
