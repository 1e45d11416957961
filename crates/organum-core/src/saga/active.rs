//! The run of a saga as the input of its graph.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    task::{Poll, Waker},
};

use super::{Saga, ledger::Ledger, shared::Shared, walk};

/// The run of a saga as the input of its graph.
///
/// It lies in the arena of the graph's run, and so is dropped when the last step has let go of that:
/// also one that was cut in a task or thread of its own. What the steps gave is dropped before it.
pub struct Active<S: Saga>(Of<S>);

enum Of<S: Saga> {
    /// Nothing is recorded, and nothing was done before. The saga is here, and goes back to the ledger if
    /// the run is not done when this is dropped: so a run that is done has nothing but its ledger.
    Plain(S, Arc<Ledger>),
    Full(Arc<Shared<S>>),
    Gone,
}

impl<S: Saga> Active<S> {
    /// A run that begins, of which nothing is recorded.
    pub(crate) fn plain(saga: S, ledger: Arc<Ledger>) -> Self {
        Self(Of::Plain(saga, ledger))
    }

    /// Any run.
    pub(crate) fn full(shared: &Arc<Shared<S>>) -> Self {
        shared.quiet().active.fetch_add(1, Ordering::Relaxed);
        Self(Of::Full(Arc::clone(shared)))
    }

    /// None for a plain one.
    #[inline]
    pub(crate) fn shared(&self) -> Option<&Arc<Shared<S>>> {
        match &self.0 {
            Of::Full(shared) => Some(shared),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn ledger(&self) -> &Arc<Ledger> {
        match &self.0 {
            Of::Plain(_, ledger) => ledger,
            Of::Full(shared) => &shared.ledger,
            Of::Gone => unreachable!("it is gone when it is dropped"),
        }
    }

    /// The saga itself.
    #[inline]
    pub fn saga(&self) -> &S {
        match &self.0 {
            Of::Plain(saga, _) => saga,
            Of::Full(shared) => &shared.saga,
            Of::Gone => unreachable!("it is gone when it is dropped"),
        }
    }

    /// The key of a step.
    pub fn key(&self, step: usize, item: Option<u32>) -> super::IdempotencyKey {
        self.ledger().id().key(S::TABLE.steps[step].name, item)
    }

    /// Every step is done that has to be.
    pub(crate) fn set_complete(&self) {
        let ledger = self.ledger();
        ledger.set_complete();
        // The graph ends with this: nothing can fail any more. With a journal that is so when it is recorded.
        if matches!(self.0, Of::Plain(..)) && !ledger.has_losers() {
            ledger.set_settled();
            // This is called where the graph is polled.
            walk::set_settled();
        }
    }
}

impl<S: Saga> Drop for Active<S> {
    fn drop(&mut self) {
        if let Of::Plain(_, ledger) = &self.0
            && ledger.is_settled()
        {
            return;
        }
        match std::mem::replace(&mut self.0, Of::Gone) {
            Of::Plain(saga, ledger) => ledger.take_saga_back(Box::new(saga)),
            Of::Full(shared) => shared.quiet().leave(),
            Of::Gone => {}
        }
    }
}

/// Is anything of a run's graph still at work? Whoever is last says so: see [`Active`].
#[derive(Default)]
pub(crate) struct Quiet {
    /// How many graphs have the run for their input.
    active: AtomicU32,
    waiting: Mutex<Vec<Waker>>,
}

impl Quiet {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nothing is at work any more.
    pub(crate) async fn wait(&self) {
        std::future::poll_fn(|cx| {
            if self.active.load(Ordering::Acquire) == 0 {
                return Poll::Ready(());
            }
            let mut waiting = self.waiting();
            if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                waiting.push(cx.waker().clone());
            }
            drop(waiting);
            // It may have become quiet before the waker was there.
            if self.active.load(Ordering::Acquire) == 0 {
                return Poll::Ready(());
            }
            Poll::Pending
        })
        .await;
    }

    fn leave(&self) {
        if self.active.fetch_sub(1, Ordering::AcqRel) == 1 {
            let waiting = std::mem::take(&mut *self.waiting());
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}
