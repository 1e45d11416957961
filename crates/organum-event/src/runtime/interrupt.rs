//! Signals that ask a process to end.

use std::{future::Future, io, sync::mpsc, thread};

use tokio::{runtime::Builder, sync::oneshot};

/// The exit status of a process that was interrupted twice: 128 and the number of SIGINT.
const INTERRUPTED: i32 = 130;

/// Listens for interrupts from now on, and ends with the first one. The second one ends the process
/// at once, with exit status 130, whatever it is at work on. So [`Runtime::serve`] drains and flushes
/// when it is interrupted, and whoever does not want to wait for that interrupts it again.
///
/// An interrupt is a SIGINT, which is what Ctrl-C sends, or a SIGTERM; on Windows it is Ctrl-C. They
/// are listened for by a thread of their own, so that the second one is heard though a handler blocks
/// its thread.
///
/// # Errors
/// The system does not let the process listen.
///
/// # Cancel safety
/// The process goes on listening: a dropped future does not bring back the system's way to deal with
/// signals.
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
                tracing::info!("interrupted: what was begun is finished; interrupt again to abort");
                let _ = interrupted.send(());
                signals.next().await;
                tracing::warn!("interrupted again: aborted");
                std::process::exit(INTERRUPTED);
            });
        })?;
    is_listening
        .recv()
        .unwrap_or_else(|_| Err(io::Error::other("the thread that listens has ended")))?;
    Ok(async {
        if first.await.is_err() {
            // Nobody will tell any more, and that is not an interrupt.
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
