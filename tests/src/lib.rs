//! Tests of the whole workspace, and the helpers that they share.
//!
//! Nodes are plain functions, so tests observe and control them through inputs of the graph: a [`Log`], a
//! [`Gate`], a [`Script`](script::Script).

pub mod backend;
#[cfg(doctest)]
mod book;
pub mod command;
pub mod journal;
pub mod letters;
pub mod saga;
pub mod script;
pub mod shop;
pub mod stranger;

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use organum::observe::{GraphEvent, NodeEvent, NodeInfo, Observer, RunInfo};

/// The events of a test, in order, as nodes and values record them. Clones share one record.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Makes an empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line.
    pub fn say(&self, line: impl Into<String>) {
        lock(&self.0).push(line.into());
    }

    /// Returns all lines so far.
    pub fn lines(&self) -> Vec<String> {
        lock(&self.0).clone()
    }

    /// Returns how often a line was added.
    pub fn count(&self, line: &str) -> usize {
        lock(&self.0).iter().filter(|said| *said == line).count()
    }

    /// Returns a value that adds `made {name}` now and `drop {name}` when it is dropped.
    pub fn tracked(&self, name: &'static str) -> Tracked {
        self.say(format!("made {name}"));
        Tracked {
            name,
            log: self.clone(),
        }
    }

    /// Asserts that every tracked value was dropped, as often as it was made.
    ///
    /// # Panics
    /// If a value was not.
    pub fn assert_balanced(&self) {
        assert_eq!(self.alive(), Vec::<String>::new(), "values not dropped");
    }

    /// Returns the tracked values that were made and not dropped.
    pub fn alive(&self) -> Vec<String> {
        let mut balance: BTreeMap<String, isize> = BTreeMap::new();
        for line in lock(&self.0).iter() {
            if let Some(name) = line.strip_prefix("made ") {
                *balance.entry(name.to_owned()).or_default() += 1;
            } else if let Some(name) = line.strip_prefix("drop ") {
                *balance.entry(name.to_owned()).or_default() -= 1;
            }
        }
        balance.retain(|_, alive| *alive != 0);
        balance.into_keys().collect()
    }
}

/// A value that records its drop in a [`Log`].
pub struct Tracked {
    name: &'static str,
    log: Log,
}

impl Drop for Tracked {
    fn drop(&mut self) {
        self.log.say(format!("drop {}", self.name));
    }
}

/// A gate that tasks wait for without a runtime. It counts the polls of the waiting tasks.
#[derive(Default)]
pub struct Gate {
    is_open: AtomicBool,
    polls: AtomicUsize,
    waiting: Mutex<Vec<Waker>>,
}

impl Gate {
    /// Makes a closed gate that stores this number of wakers without an allocation.
    pub fn with_room(wakers: usize) -> Self {
        Self {
            waiting: Mutex::new(Vec::with_capacity(wakers)),
            ..Self::default()
        }
    }

    /// Waits until the gate is open.
    pub async fn wait(&self) {
        poll_fn(|cx| {
            self.polls.fetch_add(1, Ordering::SeqCst);
            let mut waiting = lock(&self.waiting);
            if self.is_open.load(Ordering::SeqCst) {
                Poll::Ready(())
            } else {
                waiting.push(cx.waker().clone());
                Poll::Pending
            }
        })
        .await;
    }

    /// Opens the gate, and wakes all waiting tasks.
    pub fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Wakes the waiting tasks without opening the gate.
    pub fn wake(&self) {
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Returns how often waiting tasks polled the gate.
    pub fn polls(&self) -> usize {
        self.polls.load(Ordering::SeqCst)
    }
}

/// Returns `Pending` once, and wakes the task at once: an await point without a runtime.
pub async fn yield_once() {
    let mut yielded = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Drives a future on this thread, with `std` alone.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Waits, in real time and on this thread, until a condition is true.
///
/// # Panics
/// If the condition is false after ten seconds.
pub fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(10), "never: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Records the events of an observer, in order: `start A`, `ok A`, `graph start G`, …
#[derive(Clone, Default)]
pub struct Events(Log);

impl Events {
    /// Makes an empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the events so far.
    pub fn told(&self) -> Vec<String> {
        self.0.lines()
    }

    /// Asserts that the graph and its nodes ended exactly once each, after they began, and that there is
    /// no other event, except a clean-up at the end.
    ///
    /// # Panics
    /// If the events differ from that.
    pub fn assert_paired(&self) {
        let mut open: Vec<String> = Vec::new();
        let mut is_clean = false;
        for line in self.told() {
            let (prefix, rest) = match line.strip_prefix("graph ") {
                Some(rest) => ("graph ", rest),
                None => ("", line.as_str()),
            };
            let (what, name) = rest.split_once(' ').unwrap_or_default();
            let name = format!("{prefix}{name}");
            if what == "clean" {
                assert!(
                    !open.contains(&name),
                    "{name} was cleaned up before its end"
                );
                assert!(!is_clean, "{name} was cleaned up twice");
                is_clean = true;
            } else if what == "start" {
                assert!(!open.contains(&name), "{name} began twice");
                open.push(name);
            } else {
                let at = open.iter().position(|began| *began == name);
                open.remove(at.unwrap_or_else(|| panic!("{name} ended without a begin")));
            }
        }
        assert!(open.is_empty(), "{open:?} did not end");
    }
}

impl Observer for Events {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        let graph = run.graph();
        self.0.say(match event {
            GraphEvent::Started => format!("graph start {graph}"),
            GraphEvent::Ended { outcome, .. } => format!("graph {outcome} {graph}"),
            GraphEvent::CleanedUp { .. } => format!("graph clean {graph}"),
            _ => format!("graph unknown {graph}"),
        });
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let name = node.name();
        self.0.say(match event {
            NodeEvent::Started => format!("start {name}"),
            NodeEvent::Ended { outcome, .. } => format!("{outcome} {name}"),
            _ => format!("unknown {name}"),
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
