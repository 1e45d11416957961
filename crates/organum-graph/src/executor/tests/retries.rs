//! A node that is retried: observers are notified of retries in order, with their number, and never after
//! the end of the node.

use std::{
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use crate::{
    Call, Cause, Place, PlanBuilder, Run, Source,
    executor::{
        ActiveRun, Extras, Operations, PlanRef, Retained, Single,
        context::RunContext,
        watch::{AttemptChange, Watch, note_attempt},
    },
    observe::{NodeEvent, NodeInfo, Observer},
    policy::Attempt,
    share::{Proof, output},
};

const DELAY: Duration = Duration::from_millis(7);

fn failed(attempt: u32, delay: Duration) {
    note_attempt(AttemptChange::Failed { attempt, delay });
}

/// Fails twice, waits once, and provides its run.
struct Retried;

impl Call for Retried {
    type Deps<'a> = (&'a Run,);
    type Return = Run;
    type Out = Run;
    const SHAREABLE: Proof<Run> = output();
    const PLACE: Place = Place::Inline;
    const RETRIES: bool = true;

    async fn call<'a>((run,): Self::Deps<'a>) -> Run {
        failed(1, DELAY);
        note_attempt(AttemptChange::Begins);
        failed(2, DELAY * 2);
        let mut waited = false;
        std::future::poll_fn(|_| {
            if std::mem::replace(&mut waited, true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        note_attempt(AttemptChange::Begins);
        run.clone()
    }

    fn finish(returned: Run) -> Result<Run, Attempt<Cause>> {
        Ok(returned)
    }
}

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Observer for Told {
    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let event = match *event {
            NodeEvent::Started => "started".to_owned(),
            NodeEvent::Retried { attempt, delay } => format!("retried {attempt} {delay:?}"),
            NodeEvent::Ended {
                outcome, attempts, ..
            } => format!("{outcome} in {attempts}"),
            NodeEvent::Closed { .. } => "closed".to_owned(),
            _ => unreachable!("there is no other event"),
        };
        let line = format!("{} {event}", node.name());
        self.0.lock().unwrap().push(line);
    }
}

/// Starts a run of the one node.
fn start(told: &Told) -> ActiveRun {
    let mut builder = PlanBuilder::new::<(), ()>("Graph");
    let operations = Operations::of::<Retried>();
    let node = builder.node("Node", operations, vec![Source::Context.into()]);
    let plan = PlanRef::Own(Arc::new(builder.finish(&[node.unwrap()]).unwrap()));
    let context = Arc::new(RunContext::default());
    let watch = Watch::new(
        Arc::new(told.clone()),
        "Graph",
        Some(Arc::clone(&context)),
        plan.clone(),
    );
    let mut extras = Extras::default();
    extras.watch = Some(Arc::new(watch));
    extras.context = Some(context);
    let retained = Retained { plan, runner: None };
    ActiveRun::start(retained, ((), ()), Some(((), ())), Some(Box::new(extras)))
}

fn poll(run: &mut ActiveRun) -> Poll<bool> {
    let polled = run.poll(&mut Context::from_waker(Waker::noop()));
    polled.map(|result| result.is_ok())
}

const BEGIN: [&str; 3] = ["Node started", "Node retried 1 7ms", "Node retried 2 14ms"];

#[test]
fn observers_are_notified_of_retries_in_order_with_their_number() {
    let told = Told::default();
    let mut run = start(&told);
    assert_eq!(poll(&mut run), Poll::Pending);
    assert_eq!(poll(&mut run), Poll::Ready(true));
    let (of_node, _) = run.take::<Single<Run>>();
    let expected = [&BEGIN[..], &["Node ok in 3"]].concat();
    assert_eq!(*told.0.lock().unwrap(), expected);
    // Simulates a spawned node that continues after its run has ended.
    drop(of_node);
    failed(3, DELAY);
    assert_eq!(*told.0.lock().unwrap(), expected);
}

#[test]
fn a_node_that_is_cancelled_between_attempts_counts_those_that_have_begun() {
    let told = Told::default();
    let mut run = start(&told);
    assert_eq!(poll(&mut run), Poll::Pending);
    drop(run);
    let expected = [&BEGIN[..], &["Node cancelled in 2"]].concat();
    assert_eq!(*told.0.lock().unwrap(), expected);
}
