//! The organs of a runtime: in their spine while it is idle or runs sequentially, and separate while they
//! run in parallel.

use super::{Runtime, Spine, SpineError, parallel::Workers, serve::Until};

pub(super) const STILL_RUNNING: &str =
    "organs are still running, as the future of a parallel run was dropped: await `join` first";

/// The organs of a runtime.
pub(super) enum Organs<S> {
    Whole(S),
    /// Each organ runs on its own.
    Apart(Box<Workers>),
    /// A transient state, in which the organs are taken apart or put together without an await.
    Moving,
}

/// A task for the organs.
#[derive(Clone, Copy)]
pub(super) enum OrganTask {
    Run,
    Serve(Until),
}

impl<S: Spine> Runtime<S> {
    /// Waits until all organs are idle, after the future of a [parallel](super::SpineBuilder::parallel) run
    /// was dropped. The events that they emit stay in the queue, and the next run begins with them. The methods
    /// that run, serve or stop a runtime call this themselves.
    ///
    /// # Errors
    /// A handler with [`OnFailure::Fail`](crate::OnFailure::Fail) failed.
    ///
    /// # Cancel safety
    /// The call can be repeated.
    pub async fn join(&mut self) -> Result<(), SpineError> {
        let Organs::Apart(workers) = &mut self.organs else {
            return Ok(());
        };
        let joined = self.engine.join_workers(workers).await;
        if let Organs::Apart(workers) = std::mem::replace(&mut self.organs, Organs::Moving) {
            self.organs = Organs::Whole(S::assemble(workers.into_organs()));
        }
        joined
    }

    /// Gives the deliveries back that were in flight when serving was aborted.
    ///
    /// # Errors
    /// The store of dead letters failed.
    pub(super) async fn abandon(&mut self) -> Result<(), SpineError> {
        if let Organs::Apart(workers) = &mut self.organs {
            workers.abort();
        }
        self.join().await?;
        self.engine.restore().await
    }

    /// Runs or serves with the organs in parallel, each on its own.
    pub(super) async fn in_parallel(&mut self, task: OrganTask) -> Result<(), SpineError> {
        if let Organs::Apart(workers) = &self.organs
            && workers.is_closed()
        {
            self.join().await?;
        }
        if let Organs::Whole(spine) = &mut self.organs {
            let mut organs = spine.organs();
            match task {
                OrganTask::Run => self.engine.start(&mut organs, self.run).await?,
                OrganTask::Serve(_) => self.engine.start_serving(&mut organs, self.run).await?,
            }
        }
        if matches!(self.organs, Organs::Whole(_))
            && let Organs::Whole(spine) = std::mem::replace(&mut self.organs, Organs::Moving)
        {
            let workers = self.engine.workers(spine.dismantle());
            self.organs = Organs::Apart(Box::new(workers));
        }
        let Organs::Apart(workers) = &mut self.organs else {
            unreachable!("they were taken apart");
        };
        let ended = match task {
            OrganTask::Run => self.engine.run_workers(workers, self.run).await,
            OrganTask::Serve(until) => self.engine.serve_workers(workers, self.run, until).await,
        };
        let joined = self.join().await;
        ended.and(joined)
    }
}
