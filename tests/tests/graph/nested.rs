//! Runs inside of nodes of other runs.
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and what fails here fails the test"
)]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering::SeqCst},
};

use organum::{
    observe::{NodeEvent, NodeInfo, Observer},
    prelude::*,
};

/// Fails this number of times.
#[derive(Clone)]
struct Fails(Arc<AtomicU32>);

impl Fails {
    fn times(times: u32) -> Self {
        Self(Arc::new(AtomicU32::new(times)))
    }

    fn check(&self) -> Result<(), std::fmt::Error> {
        let left = self
            .0
            .fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1));
        left.map_or(Ok(()), |_| Err(std::fmt::Error))
    }
}

mod inner {
    use super::*;

    pub(super) struct Part;

    #[node(retry(attempts = 3))]
    pub(super) async fn part(fails: &Fails) -> Result<Part, std::fmt::Error> {
        fails.check()?;
        Ok(Part)
    }

    #[graph(output = Part)]
    pub(super) struct Inner {
        pub(super) fails: Fails,
    }
}

struct Part;

#[node(retry(attempts = 2))]
async fn part(fails: &Fails) -> Result<Part, GraphError> {
    let fails = fails.clone();
    inner::Inner { fails }.run().await?;
    Ok(Part)
}

#[graph(output = Part)]
struct Outer {
    fails: Fails,
}

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Observer for Told {
    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let line = match event {
            NodeEvent::Retried { attempt, .. } => format!("{} retried {attempt}", node.name()),
            NodeEvent::Ended { attempts, .. } => format!("{} in {attempts}", node.name()),
            _ => return,
        };
        self.0.lock().unwrap().push(line);
    }
}

/// The inner node has the same name, and its run is not observed.
#[tokio::test]
async fn retries_of_an_inner_run_are_not_reported_for_the_outer_node() {
    let told = Told::default();
    let fails = Fails::times(2);
    assert!(Outer { fails }.run().observe(told.clone()).await.is_ok());
    assert_eq!(*told.0.lock().unwrap(), ["Part in 1"]);

    let told = Told::default();
    let fails = Fails::times(3);
    assert!(Outer { fails }.run().observe(told.clone()).await.is_ok());
    assert_eq!(*told.0.lock().unwrap(), ["Part retried 1", "Part in 2"]);
}
