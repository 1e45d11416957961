//! Blocking nodes for which the system cannot start a thread.
//!
//! The test limits the address space of a process of its own, so that it controls whether a thread with a
//! large stack can start.
#![cfg(target_os = "linux")]
#![allow(clippy::unused_async, reason = "async nodes are what is tested")]

use std::{
    env,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

use organum::{NodeErrorKind, prelude::*};
use tokio::runtime::Builder;

static IS_BASE_ALIVE: AtomicBool = AtomicBool::new(false);

struct Base;

impl Drop for Base {
    fn drop(&mut self) {
        IS_BASE_ALIVE.store(false, Ordering::SeqCst);
    }
}

struct Pending;
struct Blocking;
struct Both;

#[node]
async fn base() -> Base {
    IS_BASE_ALIVE.store(true, Ordering::SeqCst);
    Base
}

#[node]
async fn pending(_: &Base) -> Pending {
    std::future::pending().await
}

#[node(blocking)]
fn blocking(_: &Base) -> Blocking {
    assert!(
        IS_BASE_ALIVE.load(Ordering::SeqCst),
        "the node borrows a value that is gone"
    );
    Blocking
}

#[node]
fn both(_: &Pending, _: &Blocking) -> Both {
    Both
}

#[graph(output = Both)]
struct Blocks;

const MIB: usize = 1 << 20;

#[test]
fn a_blocking_node_that_gets_no_thread_fails_the_run_and_reads_nothing_after_it() {
    if env::var_os("ORGANUM_INNER").is_none() {
        let name =
            "threads::a_blocking_node_that_gets_no_thread_fails_the_run_and_reads_nothing_after_it";
        let limited = "ulimit -v 2000000; exec \"$0\" --exact \"$1\" --nocapture";
        let output = Command::new("sh")
            .args(["-c", limited])
            .arg(env::current_exe().expect("the path of this test"))
            .arg(name)
            .env("ORGANUM_INNER", "1")
            .output()
            .expect("the process starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}\n{stderr}", output.status);
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(stdout.contains("1 passed"), "{stdout}");
        assert!(!stderr.contains("a value that is gone"), "{stderr}");
        return;
    }
    let runtime = Builder::new_current_thread()
        .thread_stack_size(1000 * MIB)
        .build()
        .expect("a runtime of one thread, which is this one");
    let runner = Blocks::runner();
    let space = Vec::<u8>::with_capacity(1200 * MIB);
    let error = runtime
        .block_on(runner.run(()))
        .err()
        .expect("there is no thread");
    let failed = error.node_error().expect("a node failed");
    assert_eq!(
        (failed.node(), failed.kind()),
        ("Blocking", NodeErrorKind::Panicked)
    );
    // A thread can start now, and the runtime may still hold the work for which there was none.
    drop(space);
    let other = runtime.spawn_blocking(|| ());
    runtime.block_on(other).expect("there is a thread");
}
