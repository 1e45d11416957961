//! What the steps tell one another.

use std::{collections::BTreeMap, path::PathBuf};

use organum::event;
use serde::{Deserialize, Serialize};

use crate::sale::{Cents, Sale};

/// Read this file.
#[event]
pub struct Start {
    pub path: PathBuf,
}

/// Rows as they stand in the file.
#[event]
pub struct RawLoaded {
    pub rows: Vec<RawRow>,
    /// Is this the last batch?
    pub is_last: bool,
}

/// A row as it stands in the file.
#[derive(Serialize, Deserialize)]
pub struct RawRow {
    /// Where it begins, counted from 1.
    pub line: u64,
    /// The cells in the order of [`COLUMNS`](crate::extract::COLUMNS), or why there are none.
    pub cells: Result<[String; 5], String>,
}

/// A row is kept out.
#[event]
pub struct RowRejected {
    pub line: u64,
    pub reason: String,
}

/// The rows of a batch that are sound.
#[event]
pub struct Cleaned {
    pub sales: Vec<Sale>,
    pub is_last: bool,
}

/// What the sales of a batch come to.
#[event]
pub struct Transformed {
    pub regions: BTreeMap<String, Region>,
    pub is_last: bool,
}

/// What is sold in a region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Region {
    pub sales: u64,
    pub units: u64,
    pub amount: Cents,
}

/// What the whole file comes to.
#[event]
pub struct Summary {
    pub clean: u64,
    pub dirty: u64,
    pub regions: BTreeMap<String, Region>,
    pub total: Cents,
}
