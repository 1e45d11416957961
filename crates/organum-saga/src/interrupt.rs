//! The events that end a run from outside before it has passed its pivot.

use std::{
    future::{Future, pending, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use super::{Saga, error::Fault, record::Record, run::SagaRun, settings::Settings};
use crate::policy::{Elapsed, timer};

/// The kind of an interruption.
pub(crate) enum Interrupt {
    /// No step begins any more, and the running steps are polled to their ends.
    Stop,
    /// The running steps are dropped.
    Cut(Cut),
}

/// The reason for which the running steps are dropped.
pub(crate) enum Cut {
    /// The runner was aborted.
    Aborted,
    /// The lease was lost.
    LeaseLost,
    /// The `run_timeout` expired.
    TimedOut(Elapsed),
}

impl<E> From<Cut> for Fault<E> {
    fn from(cut: Cut) -> Self {
        match cut {
            Cut::Aborted => Self::Aborted,
            Cut::LeaseLost => Self::Stopped,
            Cut::TimedOut(elapsed) => Self::TimedOut(elapsed),
        }
    }
}

/// The sources of interruptions of a run.
pub(crate) struct Interrupts {
    record: Arc<Record>,
    settings: Arc<Settings>,
    tokens: Vec<CancellationToken>,
    limit: Option<Duration>,
    /// The future that waits for a cancellation, made when the run first has to wait.
    stop: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    cut: Option<Pin<Box<dyn Future<Output = Cut> + Send>>>,
    was_stopped: bool,
}

impl Interrupts {
    /// Returns the sources for this run, with these tokens in addition.
    pub(crate) fn of<S: Saga>(run: &SagaRun<S>, tokens: Vec<CancellationToken>) -> Self {
        Self {
            record: Arc::clone(&run.record),
            settings: Arc::clone(&run.settings),
            tokens,
            limit: S::TIMEOUT,
            stop: None,
            cut: None,
            was_stopped: false,
        }
    }

    /// True if the run was cancelled before it began.
    pub(crate) fn are_over(&self) -> bool {
        self.tokens.iter().any(CancellationToken::is_cancelled)
    }

    /// Polls for the next interruption.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Interrupt> {
        let cut = self.cut.get_or_insert_with(|| {
            let (record, settings) = (Arc::clone(&self.record), Arc::clone(&self.settings));
            let limit = self.limit;
            Box::pin(async move { drop_reason(&record, &settings, limit).await })
        });
        if let Poll::Ready(cut) = cut.as_mut().poll(cx) {
            return Poll::Ready(Interrupt::Cut(cut));
        }
        if self.was_stopped {
            return Poll::Pending;
        }
        let stop = self.stop.get_or_insert_with(|| {
            let (record, settings) = (Arc::clone(&self.record), Arc::clone(&self.settings));
            let tokens = std::mem::take(&mut self.tokens);
            Box::pin(async move { is_stopped(&record, &settings, tokens).await })
        });
        let stopped = stop.as_mut().poll(cx);
        self.was_stopped = stopped.is_ready();
        stopped.map(|()| Interrupt::Stop)
    }
}

/// Waits until the run is cancelled before it has passed its pivot.
async fn is_stopped(record: &Record, settings: &Settings, tokens: Vec<CancellationToken>) {
    let mut own = pin!(record.cancelled(&settings.abort));
    let tokens = tokens.into_iter();
    let mut tokens: Vec<_> = tokens
        .map(|token| Box::pin(token.cancelled_owned()))
        .collect();
    poll_fn(|cx| {
        if own.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        let mut tokens = tokens.iter_mut();
        if tokens.any(|token| token.as_mut().poll(cx).is_ready()) {
            return Poll::Ready(());
        }
        Poll::Pending
    })
    .await;
    if settings.abort.is_cancelled() && record.is_journalled() {
        // No further step begins, and the run is left when the pivot has ended.
        return;
    }
    record.until_out_of_pivot().await;
    if record.is_decided() || settings.abort.is_cancelled() {
        pending::<()>().await;
    }
}

/// Waits until the running steps must be dropped. A pivot is dropped only when the lease is lost. After the pivot,
/// only an abort ends a run early, if it has a journal.
async fn drop_reason(record: &Record, settings: &Settings, limit: Option<Duration>) -> Cut {
    let mut lost = pin!(record.lease_is_lost());
    let mut out_of_time = pin!(async {
        let cut = no_time_left(settings, limit).await;
        record.until_out_of_pivot().await;
        match cut {
            Cut::Aborted if record.is_journalled() => record.halt(),
            _ if record.is_decided() => pending().await,
            _ => {}
        }
        cut
    });
    poll_fn(|cx| {
        if lost.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Cut::LeaseLost);
        }
        out_of_time.as_mut().poll(cx)
    })
    .await
}

async fn no_time_left(settings: &Settings, limit: Option<Duration>) -> Cut {
    let mut aborted = pin!(settings.abort.cancelled());
    let mut late = pin!(async {
        match limit {
            // Steps that used up the task's share of tokio's budget must not stop the clock.
            Some(after) => match timer(after) {
                Some(timer) => {
                    tokio::task::unconstrained(timer).await;
                    Cut::TimedOut(Elapsed { after })
                }
                // The run was moved to a runtime without a clock after its first poll.
                None => pending().await,
            },
            None => pending().await,
        }
    });
    poll_fn(|cx| {
        if aborted.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Cut::Aborted);
        }
        late.as_mut().poll(cx)
    })
    .await
}
