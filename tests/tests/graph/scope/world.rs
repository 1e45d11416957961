//! A graph with two shared values, and a world that records its events.

use std::{
    collections::VecDeque,
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use organum::prelude::*;
use organum_tests::{Log, Tracked};
use tokio::time::sleep;

#[derive(Debug, thiserror::Error)]
#[error("refused")]
pub(crate) struct Refused;

/// The behaviour of one call of a node.
pub(crate) enum Act {
    /// Succeeds, which is the default.
    Go,
    Fail,
    Panic,
    /// Never completes.
    Hang,
}

/// The world of a graph: the events so far, and the behaviour of its next calls.
#[derive(Clone, Default)]
pub(crate) struct World(pub(crate) Arc<Inner>);

#[derive(Default)]
pub(crate) struct Inner {
    log: Log,
    calls: AtomicUsize,
    pub(crate) acts: Mutex<VecDeque<Act>>,
}

impl World {
    pub(crate) fn that(acts: impl IntoIterator<Item = Act>) -> Self {
        let world = Self::default();
        world.0.acts.lock().unwrap().extend(acts);
        world
    }

    pub(crate) fn log(&self) -> &Log {
        &self.0.log
    }

    pub(crate) fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    /// Returns the number of this call, and its behaviour; `None` for success.
    pub(crate) fn called(&self) -> (usize, Option<Act>) {
        let call = self.0.calls.fetch_add(1, Ordering::SeqCst) + 1;
        (call, self.0.acts.lock().unwrap().pop_front())
    }

    /// Runs the behaviour of the next call, and returns its number.
    pub(crate) async fn work(&self) -> Result<usize, Refused> {
        let (call, act) = self.called();
        sleep(Duration::from_millis(10)).await;
        match act {
            None | Some(Act::Go) => Ok(call),
            Some(Act::Fail) => Err(Refused),
            Some(Act::Panic) => panic!("on purpose"),
            Some(Act::Hang) => std::future::pending().await,
        }
    }
}

/// Runs all futures concurrently, in this task.
pub(crate) async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<Option<Pin<Box<F>>>> = Vec::new();
    running.extend(futures.into_iter().map(|future| Some(Box::pin(future))));
    let mut outputs: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    poll_fn(|cx| {
        for (future, output) in running.iter_mut().zip(&mut outputs) {
            if let Some(polled) = future
                && let Poll::Ready(ready) = polled.as_mut().poll(cx)
            {
                (*future, *output) = (None, Some(ready));
            }
        }
        if running.iter().all(Option::is_none) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    outputs.into_iter().flatten().collect()
}

pub(crate) struct Ask(pub(crate) u32);

/// The value that is opened first and closed last.
pub(crate) struct Wire {
    pub(crate) world: World,
    pub(crate) _tracked: Tracked,
}

impl Wire {
    pub(crate) async fn close(&mut self) {
        self.world.log().say("close wire");
    }
}

#[node(scope = "runner", close = Wire::close)]
pub(crate) fn wire(world: &World) -> Wire {
    Wire {
        world: world.clone(),
        _tracked: world.log().tracked("wire"),
    }
}

pub(crate) struct Pool {
    pub(crate) number: usize,
    pub(crate) world: World,
    pub(crate) _tracked: Tracked,
}

impl Pool {
    pub(crate) fn new(number: usize, world: &World) -> Self {
        Self {
            number,
            world: world.clone(),
            _tracked: world.log().tracked("pool"),
        }
    }

    pub(crate) async fn close(&mut self) {
        sleep(Duration::from_millis(1)).await;
        self.world.log().say("close pool");
    }
}

#[node(scope = "runner", close = Pool::close)]
pub(crate) async fn pool(world: &World, _wire: &Wire) -> Result<Pool, Refused> {
    Ok(Pool::new(world.work().await?, world))
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) asked: u32,
    pub(crate) pool: usize,
}

#[node]
pub(crate) fn answer(ask: &Ask, pool: &Pool) -> Answer {
    Answer {
        asked: ask.0,
        pool: pool.number,
    }
}

#[graph(output = Answer)]
pub(crate) struct Shop {
    pub(crate) ask: Ask,
    #[inject]
    pub(crate) world: World,
}

pub(crate) fn answers(asked: u32, pool: usize) -> Answer {
    Answer { asked, pool }
}
