//! The choice of records: those that are claimed, and those that are listed.

use std::borrow::Cow;

use super::{JournalHead, JournalStatus};

/// Executions that a process can go on with: those of one kind and name, in any version or in those
/// that are named.
///
/// ```
/// use std::time::SystemTime;
/// use organum_store::{JournalHead, Runnable};
///
/// let mut head = JournalHead::new(uuid::Uuid::now_v7(), "saga", "Checkout", SystemTime::now());
/// head.version = 2;
/// head.shape = 77;
/// assert!(Runnable::any("saga", "Checkout").fits(&head)); // it declares a migration
/// assert!(Runnable::version("saga", "Checkout", 2, 77).fits(&head));
/// assert!(Runnable::version("saga", "Checkout", 1, 77).or_version(2, 77).fits(&head));
/// assert!(!Runnable::version("saga", "Checkout", 2, 78).fits(&head)); // other steps
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Runnable {
    /// The construct, such as `saga`.
    pub kind: Cow<'static, str>,
    /// The name of what is executed.
    pub name: Cow<'static, str>,
    /// The versions, each with its shape. None: any version and any shape.
    pub versions: Option<Vec<(u32, u64)>>,
}

impl Runnable {
    /// Executions of this kind and name in any version.
    pub fn any(kind: impl Into<Cow<'static, str>>, name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: kind.into(),
            name: name.into(),
            versions: None,
        }
    }

    /// Executions of this kind and name in this version and shape.
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

    /// Those in this version and shape as well.
    #[must_use]
    pub fn or_version(mut self, version: u32, shape: u64) -> Self {
        if let Some(versions) = &mut self.versions {
            versions.push((version, shape));
        }
        self
    }

    /// True if the execution with this head is one of them.
    pub fn fits(&self, head: &JournalHead) -> bool {
        let is_version =
            |versions: &Vec<(u32, u64)>| versions.contains(&(head.version, head.shape));
        self.kind == head.kind
            && self.name == head.name
            && self.versions.as_ref().is_none_or(is_version)
    }
}

/// Some of the records of a journal: those that fit all that is given.
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
    /// The construct.
    pub kind: Option<Cow<'static, str>>,
    /// The name.
    pub name: Option<Cow<'static, str>>,
    /// True: finished records; false: unfinished ones.
    pub finished: Option<bool>,
}

impl JournalFilter {
    /// All records.
    pub fn all() -> Self {
        Self::default()
    }

    /// Those of one construct, such as `saga`.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<Cow<'static, str>>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Those with one name.
    #[must_use]
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// True: finished records; false: unfinished ones.
    #[must_use]
    pub fn finished(mut self, finished: bool) -> Self {
        self.finished = Some(finished);
        self
    }

    /// True if a record with this head and status fits.
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
