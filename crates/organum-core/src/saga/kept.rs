//! What a step gave, with the graph of its run.

use std::{any::Any, ops::Deref, sync::Arc};

use super::{ledger::Ledger, walk};
use crate::graph::__for_saga::{Proof, pointer_to};

/// What a step gave, borrowed by the steps that take it and by what undoes it.
pub struct Kept<T>(Held<T>);

enum Held<T> {
    /// The graph alone has it. Dropped before the saga is settled, it goes back to the ledger, so that the
    /// step can be undone.
    Lent(Lent<T>),
    /// The log has it as well.
    Shared(Arc<T>),
    Gone,
}

struct Lent<T> {
    value: T,
    step: usize,
    /// None if it is at hand where the value is dropped: see [`walk`].
    ledger: Option<Arc<Ledger>>,
    /// What is known of the type where a step ends, and need not be where the value is dropped.
    erase: fn(T) -> Arc<dyn Any + Send + Sync>,
}

impl<T> Lent<T> {
    #[cold]
    fn give_back(self) {
        let value = (self.erase)(self.value);
        match self.ledger {
            Some(ledger) => ledger.take_back(self.step, value),
            None => walk::at_hand(|ledger| ledger.take_back(self.step, value)),
        }
    }
}

impl<T> Kept<T> {
    #[inline]
    pub(super) fn lent(value: T, step: usize, ledger: Option<Arc<Ledger>>) -> Self
    where
        T: Send + Sync + 'static,
    {
        Self(Held::Lent(Lent {
            value,
            step,
            ledger,
            erase: |value| Arc::new(value),
        }))
    }

    pub(crate) fn shared(value: Arc<T>) -> Self {
        Self(Held::Shared(value))
    }

    /// The value alone.
    ///
    /// # Panics
    /// If the log still has it.
    pub(crate) fn into_value(mut self) -> T {
        match std::mem::replace(&mut self.0, Held::Gone) {
            Held::Lent(lent) => lent.value,
            Held::Shared(value) => {
                Arc::into_inner(value).expect("the log and the graph had the other shares")
            }
            Held::Gone => unreachable!("it is gone when it is dropped"),
        }
    }

    /// A share of the value.
    pub(crate) fn into_shared(mut self) -> Arc<T> {
        match std::mem::replace(&mut self.0, Held::Gone) {
            Held::Lent(lent) => Arc::new(lent.value),
            Held::Shared(value) => value,
            Held::Gone => unreachable!("it is gone when it is dropped"),
        }
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match &self.0 {
            Held::Lent(lent) => &lent.value,
            Held::Shared(value) => value,
            Held::Gone => unreachable!("it is gone when it is dropped"),
        }
    }
}

impl<T> Drop for Kept<T> {
    #[inline]
    fn drop(&mut self) {
        let is_settled = match &self.0 {
            Held::Lent(lent) => match &lent.ledger {
                Some(ledger) => ledger.is_settled(),
                None => !walk::is_open(),
            },
            _ => true,
        };
        if !is_settled && let Held::Lent(lent) = std::mem::replace(&mut self.0, Held::Gone) {
            lent.give_back();
        }
    }
}

/// The proof for what a step of a saga gives: threads may share it where they may share the value.
pub const fn kept<T>(value: Proof<T>) -> Proof<Kept<T>> {
    pointer_to(value)
}

/// Threads may share it where they may share the value, which [its proof](kept) rests on.
const _: fn() = || {
    fn is_shareable<T: Send + Sync>() {}
    is_shareable::<Kept<()>>();
};
