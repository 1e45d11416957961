//! The organs of a runtime: whole while nothing is done, or while one after the other is called, and
//! each on its own while they work side by side.

use super::{Runtime, Spine, SpineError, parallel::Workers, serve::Until};

pub(super) const AT_WORK: &str =
    "organs are still at work, as the future of a parallel run was dropped: await `join` first";

/// The organs of a runtime.
pub(super) enum Organs<S> {
    Whole(S),
    /// Each is at work on its own.
    Apart(Box<Workers>),
    /// They are being taken apart or put together, which nothing interrupts.
    Moving,
}

/// What is to be done with the organs.
#[derive(Clone, Copy)]
pub(super) enum Duty {
    Run,
    Serve(Until),
}

impl<S: Spine> Runtime<S> {
    /// Waits until no organ is at work any more, after the future of a [parallel](super::SpineBuilder::parallel) run
    /// was dropped. What they emit stays in the queue, and the next run begins with it. All that runs,
    /// serves or stops does so by itself.
    ///
    /// # Errors
    /// A handler failed whose failures are to stop the spine.
    ///
    /// # Cancel safety
    /// Nothing is lost.
    pub async fn join(&mut self) -> Result<(), SpineError> {
        let Organs::Apart(workers) = &mut self.organs else {
            return Ok(());
        };
        let recalled = self.engine.recall(workers).await;
        if let Organs::Apart(workers) = std::mem::replace(&mut self.organs, Organs::Moving) {
            self.organs = Organs::Whole(S::assemble(workers.into_organs()));
        }
        recalled
    }

    /// What was in flight when serving was aborted goes back to the backend.
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

    /// Does what is to be done with the organs, each at work on its own.
    pub(super) async fn side_by_side(&mut self, duty: Duty) -> Result<(), SpineError> {
        if let Organs::Apart(workers) = &self.organs
            && workers.is_closed()
        {
            self.join().await?;
        }
        if let Organs::Whole(spine) = &mut self.organs {
            let mut organs = spine.organs();
            match duty {
                Duty::Run => self.engine.start(&mut organs, self.run).await?,
                Duty::Serve(_) => self.engine.start_serving(&mut organs, self.run).await?,
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
        let ended = match duty {
            Duty::Run => self.engine.run_workers(workers, self.run).await,
            Duty::Serve(until) => self.engine.serve_workers(workers, self.run, until).await,
        };
        let joined = self.join().await;
        ended.and(joined)
    }
}
