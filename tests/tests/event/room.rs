//! Callers that make room in a bounded backend do not wait for room: hooks, redrives, and publishers inside of
//! handlers.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{num::NonZeroUsize, time::Duration};

use organum::{
    Runtime, Spine, SpineError,
    dead_letter::DeadLetterFilter,
    event,
    event::{SpineBuilder, SpineHandle, Stats, backend::MemoryBackend},
    organ, spine,
};

#[event]
struct Sale(u32);

#[event]
struct Opened;

#[derive(Default)]
struct Till {
    sales: Vec<u32>,
    is_down: bool,
    /// The number of events that the hook emits at the start, and in the first idle phase.
    at_start: usize,
    when_idle: usize,
}

#[organ]
impl Till {
    #[start]
    async fn open(&mut self) -> Vec<Opened> {
        (0..self.at_start).map(|_| Opened).collect()
    }

    #[handle]
    async fn sale(&mut self, event: &Sale) -> Result<(), &'static str> {
        if self.is_down {
            return Err("down");
        }
        self.sales.push(event.0);
        Ok(())
    }

    #[idle]
    fn rest(&mut self) -> Vec<Opened> {
        let count = std::mem::take(&mut self.when_idle);
        (0..count).map(|_| Opened).collect()
    }
}

#[derive(Default)]
struct Log {
    opened: usize,
}

#[organ]
impl Log {
    fn handle(&mut self, _event: &Opened) {
        self.opened += 1;
    }
}

#[spine(entry(Sale))]
#[derive(Default)]
struct Shop {
    till: Till,
    log: Log,
}

const TWO: NonZeroUsize = NonZeroUsize::new(2).expect("two");

fn build<S: Spine>(spine: S, is_parallel: bool) -> Runtime<S> {
    let builder: SpineBuilder<S> = spine.builder().backend(MemoryBackend::bounded(TWO));
    if is_parallel {
        builder.parallel().build()
    } else {
        builder.build()
    }
}

/// Awaits a future in virtual time, and panics if it does not complete: a future that waits for itself never does.
async fn ends<T>(future: impl Future<Output = Result<T, SpineError>>) -> T {
    let ended = tokio::time::timeout(Duration::from_mins(1), future).await;
    ended.expect("the future does not wait for itself").unwrap()
}

#[tokio::test(start_paused = true)]
async fn hooks_emit_into_a_full_backend() {
    for is_parallel in [false, true] {
        for (at_start, when_idle) in [(1, 0), (3, 0), (0, 3), (3, 3)] {
            let mut shop = Shop::default();
            (shop.till.at_start, shop.till.when_idle) = (at_start, when_idle);
            let mut shop = build(shop, is_parallel);
            for sale in 0..2 {
                shop.publish(Sale(sale)).await.unwrap();
            }
            ends(shop.drain()).await;
            assert_eq!(shop.spine().till.sales, [0, 1]);
            assert_eq!(shop.spine().log.opened, at_start + when_idle);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn more_letters_than_the_backend_has_room_for_are_redriven() {
    for is_parallel in [false, true] {
        let mut shop = Shop::default();
        shop.till.is_down = true;
        let mut shop = build(shop, is_parallel);
        for sale in 0..5 {
            shop.publish(Sale(sale)).await.unwrap();
            ends(shop.drain()).await;
        }
        shop.spine_mut().till.is_down = false;
        ends(shop.redrive_all(&DeadLetterFilter::all())).await;
        let letters = shop.dead_letters();
        assert_eq!(
            letters.list(&DeadLetterFilter::all()).await.unwrap().len(),
            5
        );
        ends(shop.drain()).await;
        assert_eq!(shop.spine().till.sales.len(), 5);
        assert!(
            letters
                .list(&DeadLetterFilter::all())
                .await
                .unwrap()
                .is_empty()
        );
    }
}

/// An organ that publishes instead of emitting, in hooks and in handlers.
#[derive(Default)]
struct Desk {
    handle: Option<SpineHandle<Office>>,
    sales: Vec<u32>,
}

impl Desk {
    async fn publish(&self, sales: std::ops::Range<u32>) -> Result<(), SpineError> {
        let handle = self.handle.as_ref().unwrap();
        for sale in sales {
            handle.publish(Sale(sale)).await?;
        }
        Ok(())
    }
}

#[organ(on_failure = fail)]
impl Desk {
    #[start]
    async fn open(&mut self) -> Result<(), SpineError> {
        self.publish(10..14).await
    }

    #[handle]
    async fn sale(&mut self, event: &Sale) -> Result<(), SpineError> {
        self.sales.push(event.0);
        if event.0 == 0 {
            self.publish(20..24).await?;
        }
        Ok(())
    }

    #[idle]
    async fn rest(&mut self) -> Result<(), SpineError> {
        if self.sales.contains(&30) {
            return Ok(());
        }
        self.publish(30..34).await
    }
}

#[spine(entry(Sale))]
#[derive(Default)]
struct Office {
    desk: Desk,
}

#[tokio::test(start_paused = true)]
async fn events_that_handlers_publish_are_taken() {
    for is_parallel in [false, true] {
        let mut office = build(Office::default(), is_parallel);
        let handle = office.handle();
        office.spine_mut().desk.handle = Some(handle);
        for sale in 0..2 {
            office.publish(Sale(sale)).await.unwrap();
        }
        ends(office.drain()).await;
        // The events that the hooks of the last phase published.
        ends(office.drain()).await;
        let mut sales = office.spine().desk.sales.clone();
        sales.sort_unstable();
        let expected = (0..2).chain(10..14).chain(20..24).chain(30..34);
        assert_eq!(sales, expected.collect::<Vec<_>>());
    }
}

/// The way in which a clerk publishes in a task that it waits for.
#[derive(Clone, Copy, Default)]
enum Way {
    /// With a clone of the handle.
    #[default]
    Clone,
    /// The publication is made in the handler, and awaited in the task.
    Publication,
    /// With the handle of another task, which receives requests from the handler.
    Actor,
}

type Request = (u32, tokio::sync::oneshot::Sender<()>);

#[derive(Default)]
struct Clerk {
    way: Way,
    handle: Option<SpineHandle<Bureau>>,
    actor: Option<tokio::sync::mpsc::Sender<Request>>,
    sales: Vec<u32>,
}

#[organ(on_failure = fail)]
impl Clerk {
    #[handle]
    async fn sale(&mut self, event: &Sale) -> Result<(), SpineError> {
        self.sales.push(event.0);
        if event.0 != 0 {
            return Ok(());
        }
        let handle = self.handle.as_ref().unwrap();
        for sale in 10..14 {
            match self.way {
                Way::Clone => {
                    let handle = handle.clone();
                    let task = tokio::spawn(async move { handle.publish(Sale(sale)).await });
                    task.await.unwrap()?;
                }
                Way::Publication => {
                    tokio::spawn(handle.publish(Sale(sale))).await.unwrap()?;
                }
                Way::Actor => {
                    let (done, published) = tokio::sync::oneshot::channel();
                    let actor = self.actor.as_ref().unwrap();
                    actor.send((sale, done)).await.unwrap();
                    published.await.unwrap();
                }
            }
        }
        Ok(())
    }
}

#[spine(entry(Sale))]
#[derive(Default)]
struct Bureau {
    clerk: Clerk,
}

#[tokio::test(start_paused = true)]
async fn a_task_that_a_handler_waits_for_publishes_without_waiting() {
    for is_parallel in [false, true] {
        for way in [Way::Clone, Way::Publication, Way::Actor] {
            let mut bureau = build(Bureau::default(), is_parallel);
            let (actor, mut requests) = tokio::sync::mpsc::channel::<Request>(1);
            let unbounded = bureau.handle().unbounded();
            let works = tokio::spawn(async move {
                while let Some((sale, done)) = requests.recv().await {
                    unbounded.publish(Sale(sale)).await.unwrap();
                    done.send(()).unwrap();
                }
            });
            let handle = bureau.handle();
            let clerk = &mut bureau.spine_mut().clerk;
            (clerk.way, clerk.handle, clerk.actor) = (way, Some(handle), Some(actor));
            for sale in 0..2 {
                bureau.publish(Sale(sale)).await.unwrap();
            }
            ends(bureau.drain()).await;
            let mut sales = bureau.into_inner().clerk.sales;
            sales.sort_unstable();
            assert_eq!(sales, [0, 1, 10, 11, 12, 13]);
            works.await.unwrap();
        }
    }
}

/// A publisher outside waits, also in the same task as the serve.
#[tokio::test(start_paused = true)]
async fn a_publisher_outside_waits_for_room() {
    let mut shop = build(Shop::default(), false);
    let handle = shop.handle();
    let outside = async {
        for sale in 0..20 {
            handle.publish(Sale(sale)).await.unwrap();
            assert!(handle.queue().list(10).await.unwrap().len() <= TWO.get());
        }
        handle.shutdown().await
    };
    let (stats, left): (Result<Stats, _>, _) =
        tokio::join!(shop.serve(std::future::pending()), outside);
    assert_eq!((stats.unwrap().handled, left.unwrap()), (20, 0));
}
