//! A node whose value a run supplies itself, in place of the node's own function.

use std::{
    alloc::Layout,
    any::{Any, TypeId},
    pin::Pin,
    task::{Context, Poll},
};

use super::{
    call::{Cause, Place},
    step::{DropFn, Frame, Operations, Progress, Step, drop_fn},
};
use crate::form::Scope;

type Work<T> = Pin<Box<dyn Future<Output = Result<T, Cause>> + Send>>;

/// The future for one replaced node; empty once it was started.
pub(crate) struct ReplacementFuture(Option<Box<dyn Any + Send>>);

impl ReplacementFuture {
    pub(crate) fn new<T: Send + Sync + 'static>(
        work: impl Future<Output = Result<T, Cause>> + Send + 'static,
    ) -> Self {
        let work: Work<T> = Box::pin(work);
        Self(Some(Box::new(work)))
    }
}

impl Operations {
    /// Returns the operations of a replaced node that provides a `T`. It has no dependencies.
    pub(crate) fn replacement<T: Send + Sync + 'static>() -> Self {
        Self {
            output: TypeId::of::<T>(),
            output_name: std::any::type_name::<T>(),
            output_layout: Layout::new::<T>(),
            future_layout: Layout::new::<Work<T>>(),
            accepts: <[_]>::is_empty,
            place: Place::Inline,
            concurrency: None,
            scope: Scope::Run,
            step: step::<T>,
            // The replacement of a run is not shared with other runs.
            shared_step: None,
            drop_output: drop_fn::<T>(),
            drop_future: drop_work::<T> as DropFn,
            // The value belongs to the caller that replaced the node, so the node's `close` is not
            // called.
            close: None,
            retries: false,
            runs_to_end: false,
            stable_name: None,
        }
    }
}

/// # Safety
/// The conditions of [`DropFn`] hold.
unsafe fn drop_work<T>(work: *mut u8) {
    // SAFETY: the caller guarantees a live value of this type, which is not used afterwards.
    unsafe { work.cast::<Work<T>>().drop_in_place() }
}

/// # Safety
/// The conditions of [`StepFn`](super::step::StepFn) hold.
unsafe fn step<T: Send + Sync + 'static>(
    frame: &mut Frame,
    step: &Step,
    cx: &mut Context<'_>,
    first: bool,
) -> Progress {
    // SAFETY: the slots lie within the arena, laid out by `Operations::replacement::<T>`. The list of
    // replacements, if there is one, belongs to the run, which is executing this step.
    unsafe {
        let slot = frame.bases[0].add(step.future as usize).cast::<Work<T>>();
        if first {
            let work = frame
                .replacement_futures
                .as_mut()
                .and_then(|all| all.iter_mut().find(|(node, _)| *node == step.index))
                .and_then(|(_, replacement_futures)| replacement_futures.0.take())
                .and_then(|work| work.downcast::<Work<T>>().ok())
                .expect("a run that replaces a node has a future of the node's type");
            slot.write(*work);
            frame.began = true;
        }
        match (*slot.as_ptr()).as_mut().poll(cx) {
            Poll::Pending => Progress::Pending,
            Poll::Ready(result) => {
                frame.began = false;
                slot.drop_in_place();
                match result {
                    Ok(value) => {
                        let output = frame.bases[0].add(step.output as usize);
                        output.cast::<T>().write(value);
                        Progress::Ready
                    }
                    Err(cause) => {
                        frame.cause = Some(cause);
                        Progress::Failed
                    }
                }
            }
        }
    }
}
