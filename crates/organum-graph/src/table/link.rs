//! The one pointer that tables are linked with.
//!
//! A table names its neighbours, and the tables of a cyclic graph must still be well-formed: the
//! compiler is to report a cycle in our words, not as a cycle in evaluating constants. A constant
//! that holds a reference is checked together with what it refers to, and so on around the cycle;
//! one that holds a raw pointer to a `static` is not.
#![allow(unsafe_code)]

use super::Table;

/// A link to a [`Table`] that lives as long as the program.
#[derive(Clone, Copy)]
pub struct TableRef(*const Table);

// SAFETY: the pointer is made from a `&'static Table` and only read through; `Table` is `Sync`.
unsafe impl Send for TableRef {}
// SAFETY: as above.
unsafe impl Sync for TableRef {}

impl TableRef {
    /// A link to `table`, which need not be evaluated for it.
    pub const fn to(table: &'static Table) -> Self {
        Self(table)
    }

    /// The linked table.
    pub const fn get(self) -> &'static Table {
        // SAFETY: `to` is the only way to make a `TableRef`, and it was given a `&'static Table`.
        unsafe { &*self.0 }
    }
}
