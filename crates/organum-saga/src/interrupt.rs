//! What ends a run from outside, before it has passed its pivot.

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

/// How a run is ended from outside.
pub(crate) enum Interrupt {
    /// No step begins any more, and those at work are brought to their ends.
    Stop,
    /// Steps at work are dropped.
    Cut(Cut),
}

/// Why steps at work are dropped.
pub(crate) enum Cut {
    /// The runner is aborted.
    Aborted,
    /// The lease is lost.
    LeaseLost,
    /// The run took longer than it may.
    TimedOut(Elapsed),
}

impl<E> From<Cut> for Fault<E> {
    fn from(cut: Cut) -> Self {
        match cut {
            Cut::Aborted => Self::Cancelled,
            Cut::LeaseLost => Self::Stopped,
            Cut::TimedOut(elapsed) => Self::TimedOut(elapsed),
        }
    }
}

/// What can end a run from outside.
pub(crate) struct Interrupts {
    record: Arc<Record>,
    settings: Arc<Settings>,
    tokens: Vec<CancellationToken>,
    limit: Option<Duration>,
    /// Made when the run has to wait. None once it was told.
    stop: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    cut: Option<Pin<Box<dyn Future<Output = Cut> + Send>>>,
    was_stopped: bool,
}

impl Interrupts {
    /// What can end this run, these tokens too.
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

    /// True if the run is ended before it begins.
    pub(crate) fn are_over(&self) -> bool {
        self.tokens.iter().any(CancellationToken::is_cancelled)
    }

    /// The next way in which the run is ended.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Interrupt> {
        let cut = self.cut.get_or_insert_with(|| {
            let (record, settings) = (Arc::clone(&self.record), Arc::clone(&self.settings));
            let limit = self.limit;
            Box::pin(async move { is_cut(&record, &settings, limit).await })
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

/// Waits until the run is cancelled before its pivot is done.
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
        // Nothing begins after the pivot; then the run is left.
        return;
    }
    record.until_out_of_pivot().await;
    if record.is_decided() || settings.abort.is_cancelled() {
        pending::<()>().await;
    }
}

/// Waits until steps at work are to be dropped. A pivot is not, unless the lease is lost; and once it is done, only
/// a run in a journal ends before its end.
async fn is_cut(record: &Record, settings: &Settings, limit: Option<Duration>) -> Cut {
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
