//! The events between the steps.

use std::{collections::BTreeMap, path::PathBuf};

use organum::event;
use serde::{Deserialize, Serialize};

use crate::sale::{Cents, Sale};

/// Starts the extraction of this file.
#[event]
pub struct Start {
    pub path: PathBuf,
}

/// Rows as the file contains them.
#[event]
pub struct RawLoaded {
    pub rows: Vec<RawRow>,
    /// True for the last batch.
    pub is_last: bool,
}

/// A row as the file contains it.
#[derive(Serialize, Deserialize)]
pub struct RawRow {
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// The cells in the order of [`COLUMNS`](crate::extract::COLUMNS), or the reason why they cannot be read.
    pub cells: Result<[String; 5], String>,
}

/// A row was rejected.
#[event]
pub struct RowRejected {
    pub line: u64,
    pub reason: String,
}

/// The valid rows of a batch.
#[event]
pub struct Cleaned {
    pub sales: Vec<Sale>,
    pub is_last: bool,
}

/// The sums of a batch.
#[event]
pub struct Transformed {
    pub regions: BTreeMap<String, Region>,
    pub is_last: bool,
}

/// The sales of a region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Region {
    pub sales: u64,
    pub units: u64,
    pub amount: Cents,
}

/// The sums of the whole file.
#[event]
pub struct Summary {
    pub clean: u64,
    pub dirty: u64,
    pub regions: BTreeMap<String, Region>,
    pub total: Cents,
}
