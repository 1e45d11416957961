//! The selection of records: for claims and for lists.

use std::borrow::Cow;

use super::{JournalHead, JournalStatus};

/// The executions that a process can resume: those of one kind and name, in any version or in the given ones.
///
/// ```
/// use std::time::SystemTime;
/// use organum_store::{JournalHead, Runnable};
///
/// let mut head = JournalHead::new(uuid::Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
/// head.version = 2;
/// head.shape = 77;
/// assert!(Runnable::any("saga", "Checkout").fits(&head)); // the saga declares a migration
/// assert!(Runnable::version("saga", "Checkout", 2, 77).fits(&head));
/// assert!(Runnable::version("saga", "Checkout", 1, 77).or_version(2, 77).fits(&head));
/// assert!(!Runnable::version("saga", "Checkout", 2, 78).fits(&head)); // other steps
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Runnable {
    /// The kind of execution, such as `saga`.
    pub kind: Cow<'static, str>,
    /// The name of the executed item.
    pub name: Cow<'static, str>,
    /// The versions, each with its shape; `None` for any version and any shape.
    pub versions: Option<Vec<(u32, u64)>>,
}

impl Runnable {
    /// Selects executions of this kind and name in any version.
    pub fn any(kind: impl Into<Cow<'static, str>>, name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: kind.into(),
            name: name.into(),
            versions: None,
        }
    }

    /// Selects executions of this kind and name in this version and shape.
    pub fn version(
        kind: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
        version: u32,
        shape: u64,
    ) -> Self {
        Self {
            versions: Some(vec![(version, shape)]),
            ..Self::any(kind, name)
        }
    }

    /// Selects executions in this version and shape as well.
    #[must_use]
    pub fn or_version(mut self, version: u32, shape: u64) -> Self {
        if let Some(versions) = &mut self.versions {
            versions.push((version, shape));
        }
        self
    }

    /// Returns true if the execution with this head is selected.
    pub fn fits(&self, head: &JournalHead) -> bool {
        let is_version =
            |versions: &Vec<(u32, u64)>| versions.contains(&(head.version, head.shape));
        self.kind == head.kind
            && self.name == head.name
            && self.versions.as_ref().is_none_or(is_version)
    }
}

/// A filter over the records of a journal: a record matches if it has all the given values.
///
/// ```
/// use organum_store::JournalFilter;
///
/// let unfinished = JournalFilter::all().kind("saga").name("Checkout").finished(false);
/// assert_eq!(unfinished.name.as_deref(), Some("Checkout"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalFilter {
    /// The kind of execution.
    pub kind: Option<Cow<'static, str>>,
    /// The name of the executed item.
    pub name: Option<Cow<'static, str>>,
    /// `Some(true)` for finished records, `Some(false)` for unfinished ones.
    pub finished: Option<bool>,
}

impl JournalFilter {
    /// Returns a filter that every record matches.
    pub fn all() -> Self {
        Self::default()
    }

    /// Selects the records of one kind of execution, such as `saga`.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<Cow<'static, str>>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Selects the records with one name.
    #[must_use]
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Selects finished records if true, and unfinished ones if false.
    #[must_use]
    pub fn finished(mut self, finished: bool) -> Self {
        self.finished = Some(finished);
        self
    }

    /// Returns true if a record with this head and status matches.
    pub fn fits(&self, head: &JournalHead, status: &JournalStatus) -> bool {
        let is = |wanted: &Option<Cow<'static, str>>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        is(&self.kind, &head.kind)
            && is(&self.name, &head.name)
            && self
                .finished
                .is_none_or(|finished| finished == status.is_finished())
    }
}
