//! A dead letter that is redriven while a program without its handler serves: the letter stays, and can be redriven
//! again.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use organum::{
    Spine as _,
    dead_letter::{DeadLetterFilter, MemoryDeadLetters},
    event,
    event::backend::MemoryBackend,
    organ,
};

#[event]
struct Job {
    number: u32,
}

#[derive(Clone, Default)]
struct Worker {
    works: Arc<AtomicBool>,
    done: Arc<AtomicU32>,
}

#[organ]
impl Worker {
    fn handle(&mut self, event: &Job) -> Result<(), String> {
        if !self.works.load(Ordering::Relaxed) {
            return Err(format!("not {}", event.number));
        }
        self.done.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

mod before {
    #[organum::spine(entry(super::Job))]
    pub(super) struct Shop {
        pub(super) worker: super::Worker,
    }
}

/// The next version of the program, whose organ has another name.
mod after {
    #[organum::spine(entry(super::Job))]
    pub(super) struct Shop {
        pub(super) helper: super::Worker,
    }
}

#[tokio::test(start_paused = true)]
async fn a_letter_stays_until_its_handler_was_called() {
    for is_parallel in [false, true] {
        let (backend, letters) = (MemoryBackend::new(), MemoryDeadLetters::new());
        let worker = Worker::default();
        let before = before::Shop {
            worker: worker.clone(),
        };
        let mut before = before
            .builder()
            .backend(backend.clone())
            .dead_letters(letters.clone())
            .build();
        before.publish(Job { number: 1 }).await.unwrap();
        before.drain().await.unwrap();
        worker.works.store(true, Ordering::Relaxed);
        let id = letters.letters()[0].id;
        before.redrive(id).await.unwrap();

        let after = after::Shop {
            helper: worker.clone(),
        };
        let after = after
            .builder()
            .backend(backend.clone())
            .dead_letters(letters.clone());
        let mut after = if is_parallel { after.parallel() } else { after }.build();
        // The event is left to other programs for ten minutes.
        assert_eq!(after.drain().await.unwrap().dead_letters, 0);
        let stop = tokio::time::sleep(std::time::Duration::from_mins(11));
        let stats = after.serve(stop).await.unwrap();
        assert_eq!(stats.dead_letters, 1);
        assert_eq!(worker.done.load(Ordering::Relaxed), 0);
        let letter = &letters.letters()[0];
        assert_eq!((letter.id, letter.attempts), (id, 2));
        assert_eq!(letter.reason.kind, "no such place");

        before.redrive_all(&DeadLetterFilter::all()).await.unwrap();
        before.drain().await.unwrap();
        assert_eq!(worker.done.load(Ordering::Relaxed), 1);
        assert!(letters.is_empty());
    }
}
