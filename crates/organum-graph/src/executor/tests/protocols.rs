//! The wake and hand-over protocols.
//!
//! Built with `--cfg organum_shuttle`, each test runs under many schedules of shuttle; otherwise it runs
//! many times on real threads.

use std::{
    sync::Arc,
    task::{Wake, Waker},
};

use crate::{
    executor::{
        handover::{Latch, Outstanding},
        wake::WakeSet,
    },
    sync::{AtomicUsize, Ordering},
};

#[cfg(organum_shuttle)]
use shuttle::thread;
#[cfg(not(organum_shuttle))]
use std::thread;

/// Runs `test` under many schedules, or many times.
fn check(test: impl Fn() + Send + Sync + 'static) {
    #[cfg(organum_shuttle)]
    {
        let test = Arc::new(test);
        let again = Arc::clone(&test);
        shuttle::check_random(move || test(), 5_000);
        shuttle::check_pct(move || again(), 5_000, 3);
    }
    #[cfg(not(organum_shuttle))]
    for _ in 0..300 {
        test();
    }
}

/// Counts the wake-ups of the task.
#[derive(Default)]
struct Task(AtomicUsize);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// No wake-up is lost: the task is woken for every wake-up that `take` did not see.
#[test]
fn a_wake_is_seen_or_wakes_the_task() {
    check(|| {
        let task = Arc::new(Task::default());
        let wakes = WakeSet::new(70);
        wakes.register(&Waker::from(Arc::clone(&task)));
        let wakers: Vec<Waker> = [0, 3, 69].map(|node| wakes.owned_waker(node)).into();
        let threads: Vec<_> = wakers
            .into_iter()
            .map(|waker| thread::spawn(move || waker.wake()))
            .collect();
        let mut seen = Vec::new();
        wakes.take(|node| seen.push(node));
        for thread in threads {
            thread.join().unwrap();
        }
        if seen.len() < 3 {
            assert!(task.0.load(Ordering::SeqCst) > 0, "the task is not woken");
        }
        wakes.take(|node| seen.push(node));
        seen.sort_unstable();
        assert_eq!(seen, [0, 3, 69], "each wake is seen once");
    });
}

/// Wakes a parked thread.
struct Parked(thread::Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// A run that sleeps until its task is woken sees every wake-up, and never sleeps forever.
#[test]
fn a_run_that_sleeps_until_woken_ends() {
    check(|| {
        let task = Waker::from(Arc::new(Parked(thread::current())));
        let wakes = WakeSet::new(2);
        let threads: Vec<_> = [0, 1]
            .map(|node| wakes.owned_waker(node))
            .into_iter()
            .map(|waker| thread::spawn(move || waker.wake_by_ref()))
            .collect();
        let mut left = 2;
        loop {
            wakes.register(&task);
            wakes.take(|_| left -= 1);
            if left == 0 {
                break;
            }
            thread::park();
        }
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

/// The last reference frees the block, whichever it is.
#[test]
fn wakers_may_outlive_the_set() {
    check(|| {
        let wakes = WakeSet::new(1);
        let waker = wakes.owned_waker(0);
        let thread = thread::spawn(move || {
            let copy = waker.clone();
            waker.wake();
            copy.wake_by_ref();
        });
        drop(wakes);
        thread.join().unwrap();
    });
}

/// Of a run that ends and the nodes that it abandons, exactly one is the last party, and exactly one of
/// them drops each output.
#[test]
fn one_party_is_the_last() {
    check(|| {
        let latches: Arc<Vec<Latch>> = Arc::new((0..3).map(|_| Latch::new()).collect());
        let outstanding = Arc::new(Outstanding::new());
        let last = Arc::new(AtomicUsize::new(0));
        let dropped = Arc::new(AtomicUsize::new(0));
        let threads: Vec<_> = (0..3)
            .map(|node| {
                let (latches, outstanding) = (Arc::clone(&latches), Arc::clone(&outstanding));
                let (last, dropped) = (Arc::clone(&last), Arc::clone(&dropped));
                thread::spawn(move || {
                    if !latches[node].finish() {
                        dropped.fetch_add(1, Ordering::SeqCst);
                        if outstanding.leave() {
                            last.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                })
            })
            .collect();
        for latch in latches.iter() {
            outstanding.abandon(latch);
            if latch.is_done() {
                dropped.fetch_add(1, Ordering::SeqCst);
            }
        }
        if outstanding.leave() {
            last.fetch_add(1, Ordering::SeqCst);
        }
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(last.load(Ordering::SeqCst), 1);
        assert_eq!(dropped.load(Ordering::SeqCst), 3);
    });
}
