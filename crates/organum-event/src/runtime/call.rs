//! One attempt of a handler, with the layers around it and the cache in front of it.

use std::sync::Arc;

use super::{
    super::{
        Emissions, Event,
        handler::{Access, AttemptResult, Handler, caught},
        layer::{Call, Next},
    },
    cached,
    plan::Plan,
};

/// An event and the handler that handles it.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) plan: &'a Plan,
    pub(super) handler: &'a Handler,
    pub(super) event: &'a Event,
}

/// Makes the first attempt, or uses the cache instead.
pub(super) async fn first(
    job: Job<'_>,
    organ: &mut Access<'_>,
    out: &mut Emissions,
) -> AttemptResult {
    if job.handler.cached {
        cached::tried(job, organ, out).await
    } else {
        once(job, organ, out, 1).await
    }
}

/// Makes one attempt, inside the layers.
pub(super) async fn once(
    job: Job<'_>,
    organ: &mut Access<'_>,
    out: &mut Emissions,
    attempt: u32,
) -> AttemptResult {
    out.begin(job.handler.key);
    let layers: &[Arc<_>] = &job.plan.settings.layers;
    let mut next = Next {
        layers,
        call: Call {
            spine: job.plan.spine.name,
            handler: job.handler,
            event: job.event,
            attempt,
        },
        access: organ.lend(),
        out,
    };
    caught(|| next.run()).await
}

/// Makes another attempt, after one that failed.
pub(super) async fn again(
    job: Job<'_>,
    organ: &mut Access<'_>,
    out: &mut Emissions,
    attempt: u32,
) -> AttemptResult {
    let tried = once(job, organ, out, attempt).await;
    if tried.result.is_ok() && job.handler.cached {
        cached::keep(job, out).await;
    }
    AttemptResult {
        result: tried.result,
        // The handler has waited before this attempt, at the latest.
        waited: true,
        attempts: attempt,
    }
}
