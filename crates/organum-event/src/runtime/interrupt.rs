//! Signals that ask a process to end.

use std::{future::Future, io, sync::mpsc, thread};

use tokio::{runtime::Builder, sync::oneshot};

/// The exit status after a second interrupt: 128 plus the number of SIGINT.
const INTERRUPTED: i32 = 130;

/// Returns a future that completes at the first interrupt after this call. The second interrupt ends the
/// process at once, with exit status 130. So [`Runtime::serve`] drains and flushes at the first interrupt, and
/// a user who does not want to wait for that interrupts again.
///
/// An interrupt is a SIGINT, which Ctrl-C sends, or a SIGTERM; on Windows it is Ctrl-C. A separate thread
/// listens for interrupts, so that the second one is noticed even while a handler blocks its thread.
///
/// # Errors
/// The system does not allow the process to listen for signals.
///
/// # Cancel safety
/// The process continues to listen: a dropped future does not restore the system's handling of signals.
///
/// [`Runtime::serve`]: super::Runtime::serve
pub fn interrupt() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let (listens, is_listening) = mpsc::channel();
    let (interrupted, first) = oneshot::channel();
    thread::Builder::new()
        .name("organum-interrupt".to_owned())
        .spawn(move || {
            let runtime = match Builder::new_current_thread().enable_io().build() {
                Ok(runtime) => runtime,
                Err(error) => {
                    let _ = listens.send(Err(error));
                    return;
                }
            };
            runtime.block_on(async {
                let mut signals = match Signals::new() {
                    Ok(signals) => signals,
                    Err(error) => {
                        let _ = listens.send(Err(error));
                        return;
                    }
                };
                let _ = listens.send(Ok(()));
                signals.next().await;
                tracing::info!(
                    "interrupted: events in flight are completed; interrupt again to abort"
                );
                let _ = interrupted.send(());
                signals.next().await;
                tracing::warn!("interrupted again: aborted");
                std::process::exit(INTERRUPTED);
            });
        })?;
    is_listening.recv().unwrap_or_else(|_| {
        Err(io::Error::other(
            "the thread that listens for signals has ended",
        ))
    })?;
    Ok(async {
        if first.await.is_err() {
            // The thread has ended without an interrupt.
            std::future::pending::<()>().await;
        }
    })
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        let interrupt = std::pin::pin!(self.interrupt.recv());
        let terminate = std::pin::pin!(self.terminate.recv());
        futures_util::future::select(interrupt, terminate).await;
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
