//! The raw pointer that links tables.
//!
//! A table refers to its neighbours, and the tables of a cyclic graph must still be well-formed: the
//! cycle is to be reported by the checks of this crate instead of as a cycle in the evaluation of
//! constants. A constant that holds a reference is checked together with its referent, and so on around
//! the cycle; a constant that holds a raw pointer to a `static` is not.
#![allow(unsafe_code)]

use super::Table;

/// A link to a [`Table`] that is a `static`.
#[derive(Clone, Copy)]
pub struct TableRef(*const Table);

// SAFETY: the pointer is made from a `&'static Table` and is only read through; `Table` is `Sync`.
unsafe impl Send for TableRef {}
// SAFETY: the pointer is made from a `&'static Table` and is only read through; `Table` is `Sync`.
unsafe impl Sync for TableRef {}

impl TableRef {
    /// Makes a link to `table`, which does not have to be evaluated for it.
    pub const fn to(table: &'static Table) -> Self {
        Self(table)
    }

    /// Returns the linked table.
    pub const fn get(self) -> &'static Table {
        // SAFETY: `to` is the only constructor of `TableRef`, and it takes a `&'static Table`.
        unsafe { &*self.0 }
    }
}
