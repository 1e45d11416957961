//! Two sagas whose steps and undos fail according to the plan of the world.

use std::{pin::Pin, sync::Arc};

use organum::{
    dead_letter::{DeadLetterId, DeadLetters},
    policy::Retry,
    prelude::*,
    saga::{
        Journalled, Recovery, Restore, SagaHandle, SagaRedriveError, SagaRunner, SagaRunnerBuilder,
    },
    store::{Guarded, Journal, StoreError, StorePolicy},
};

use super::world::{LEASE, NOTHING, No, Plan, Told, World, parks, plan};

/// A saga whose failures the world determines.
pub(super) trait Staged: Journalled + Restore<Injected = World> {
    fn of(world: &World) -> Self;
}

/// Makes a runner of a saga with these stores.
type MakeRunner = fn(&World, Arc<dyn Journal>, Arc<dyn DeadLetters>) -> Box<dyn Runner>;

/// A saga as the tests see it: its type is erased, so that the tests are compiled once for all sagas.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    /// Makes a runner with these stores, whose calls are not repeated.
    pub(super) runner: MakeRunner,
    pub(super) plans: &'static [Plan],
    /// The effects of a completed saga, except those of alternatives.
    pub(super) effects: &'static [&'static str],
    /// The alternatives, of which a completed saga has the effect of one.
    pub(super) alternatives: &'static [&'static str],
    /// False if a step with an unknown outcome makes a saga go back that was going forward.
    pub(super) goes_forward: bool,
}

/// A saga, and the plans with which it is run.
pub(super) type Cases<'a> = (Subject, &'a [Plan]);

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The runner of a saga.
pub(super) trait Runner {
    /// Runs the saga to its report.
    fn run(&self) -> Boxed<'static, Told>;

    fn recover(&self) -> Boxed<'_, Result<Recovery, StoreError>>;

    fn redrive(&self, letter: DeadLetterId) -> Boxed<'_, Result<(), SagaRedriveError>>;

    fn handle(&self) -> SagaHandle;
}

struct Typed<S: Staged> {
    world: World,
    runner: SagaRunner<S, World>,
}

impl<S: Staged> Runner for Typed<S> {
    fn run(&self) -> Boxed<'static, Told> {
        let world = self.world.clone();
        let run = self.runner.run(S::of(&world)).report();
        Box::pin(async move {
            let report = run.await;
            world.told(report.status(), report.result().is_ok())
        })
    }

    fn recover(&self) -> Boxed<'_, Result<Recovery, StoreError>> {
        Box::pin(self.runner.recover())
    }

    fn redrive(&self, letter: DeadLetterId) -> Boxed<'_, Result<(), SagaRedriveError>> {
        Box::pin(self.runner.redrive(letter))
    }

    fn handle(&self) -> SagaHandle {
        self.runner.handle()
    }
}

fn typed<S: Staged>(
    world: &World,
    journal: Arc<dyn Journal>,
    letters: Arc<dyn DeadLetters>,
) -> Box<dyn Runner> {
    let not_again = StorePolicy::default().retry(Retry::ONCE);
    let builder = SagaRunnerBuilder::<S, World>::new(world.clone())
        .journal(Guarded::with("journal", journal, not_again))
        .dead_letters(Guarded::with("letters", letters, not_again));
    Box::new(Typed {
        world: world.clone(),
        runner: builder.lease(LEASE).build(),
    })
}

organum_tests::values!(Reserved Inner Deeper Paid Shipped);

#[derive(Debug, thiserror::Error)]
pub(super) enum TripNo {
    #[error("refused")]
    No(#[from] No),
    #[error("the part")]
    Part(#[from] SagaError<No>),
}

/// A nested saga.
#[saga]
pub(super) struct Part {
    number: u32,
    #[inject]
    world: World,
}

#[saga(error = No, output = Deeper, version = 1)]
impl Part {
    #[step(undo = undo_inner)]
    async fn inner(&self, key: &IdempotencyKey) -> Result<Inner, No> {
        self.world.call("inner", key).await?;
        Ok(Inner(self.number + 1))
    }

    #[step(undo = undo_deeper)]
    async fn deeper(&self, inner: &Inner, key: &IdempotencyKey) -> Result<Deeper, No> {
        self.world.call("deeper", key).await?;
        Ok(Deeper(inner.0))
    }

    async fn undo_inner(&self, inner: &Inner, key: &IdempotencyKey) -> Result<(), No> {
        assert_eq!(inner.0, self.number + 1);
        self.world.uncall("inner", key).await
    }

    async fn undo_deeper(&self, _: &Deeper, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall("deeper", key).await
    }
}

/// A chain with a nested saga, a pivot, and a step after the pivot with retries.
#[saga]
pub(super) struct Trip {
    #[inject]
    world: World,
}

#[saga(error = TripNo, output = Shipped, version = 1)]
impl Trip {
    #[step(undo = undo_reserve, undo_retry(attempts = 2))]
    async fn reserve(&self, key: &IdempotencyKey) -> Result<Reserved, No> {
        self.world.call("reserve", key).await?;
        Ok(Reserved(1))
    }

    #[step(saga)]
    fn part(&self, reserved: &Reserved) -> Part {
        Part {
            number: reserved.0,
            world: self.world.clone(),
        }
    }

    #[step(pivot)]
    async fn pay(&self, deeper: &Deeper, key: &IdempotencyKey) -> Result<Paid, No> {
        self.world.call("pay", key).await?;
        Ok(Paid(deeper.0))
    }

    #[step(retry(attempts = 2))]
    async fn ship(&self, paid: &Paid, key: &IdempotencyKey) -> Result<Shipped, No> {
        self.world.call("ship", key).await?;
        Ok(Shipped(paid.0))
    }

    async fn undo_reserve(&self, reserved: &Reserved, key: &IdempotencyKey) -> Result<(), No> {
        assert_eq!(reserved.0, 1);
        self.world.uncall("reserve", key).await
    }
}

impl Staged for Trip {
    fn of(world: &World) -> Self {
        Self {
            world: world.clone(),
        }
    }
}

pub(super) const TRIP: Subject = Subject {
    runner: typed::<Trip>,
    plans: &[
        NOTHING,
        plan("reserve"),
        plan("inner"),
        plan("deeper"),
        plan("pay"),
        plan("ship"),
        parks("pay", "reserve"),
        parks("pay", "inner"),
    ],
    effects: &["reserve", "inner", "deeper", "pay", "ship"],
    alternatives: &[],
    goes_forward: true,
};

organum_tests::values!(Opened Kept One Other Closed);

/// A saga with items and a race that run concurrently.
#[saga]
pub(super) struct Basket {
    items: Vec<u32>,
    #[inject]
    world: World,
}

#[saga(error = No, output = Closed, version = 1)]
impl Basket {
    #[step(undo = undo_open)]
    async fn open(&self, key: &IdempotencyKey) -> Result<Opened, No> {
        self.world.call("open", key).await?;
        Ok(Opened(1))
    }

    #[step(each = items, undo = undo_item, undo_retry(attempts = 2), concurrency = 2)]
    async fn keep(&self, item: &u32, opened: &Opened, key: &IdempotencyKey) -> Result<Kept, No> {
        self.world.call(ITEMS[*item as usize], key).await?;
        Ok(Kept(item + opened.0))
    }

    #[step(undo = undo_one)]
    async fn one(&self, _: &Opened, key: &IdempotencyKey) -> Result<One, No> {
        self.world.call("one", key).await?;
        Ok(One(1))
    }

    #[step(undo = undo_other)]
    async fn other(&self, _: &Opened, key: &IdempotencyKey) -> Result<Other, No> {
        self.world.wait().await;
        self.world.call("other", key).await?;
        Ok(Other(1))
    }

    #[step(undo = undo_close)]
    async fn close(
        &self,
        _: &[Kept],
        _: Race<(&One, &Other)>,
        key: &IdempotencyKey,
    ) -> Result<Closed, No> {
        self.world.call("close", key).await?;
        Ok(Closed(1))
    }

    async fn undo_open(&self, _: &Opened, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall("open", key).await
    }

    async fn undo_item(&self, kept: &Kept, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall(ITEMS[kept.0 as usize - 1], key).await
    }

    async fn undo_one(&self, _: &One, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall("one", key).await
    }

    async fn undo_other(&self, _: &Other, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall("other", key).await
    }

    async fn undo_close(&self, _: &Closed, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall("close", key).await
    }
}

const ITEMS: [&str; 3] = ["item 0", "item 1", "item 2"];

impl Staged for Basket {
    fn of(world: &World) -> Self {
        Self {
            items: vec![0, 1, 2],
            world: world.clone(),
        }
    }
}

pub(super) const BASKET: Subject = Subject {
    runner: typed::<Basket>,
    plans: &[
        NOTHING,
        plan("item 1"),
        plan("one"),
        plan("close"),
        parks("close", "item 1"),
        parks("item 2", "other"),
    ],
    effects: &["open", "item 0", "item 1", "item 2", "close"],
    alternatives: &["one", "other"],
    goes_forward: true,
};

organum_tests::values!(Seen Blinded Parking Last);

/// Steps that say what is done when their outcomes are unknown.
#[saga]
pub(super) struct Cautious {
    #[inject]
    world: World,
}

#[saga(error = No, output = Last, version = 1)]
impl Cautious {
    #[step(undo = undo_blind, unknown = undo)]
    async fn blind(&self, key: &IdempotencyKey) -> Result<Blinded, No> {
        self.world.call("blind", key).await?;
        Ok(Blinded(1))
    }

    async fn undo_blind(&self, _: Option<&Blinded>, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall_blindly("blind", key).await
    }

    #[step(undo = undo_parking, unknown = park)]
    async fn parking(&self, _: &Blinded, key: &IdempotencyKey) -> Result<Parking, No> {
        self.world.call("parking", key).await?;
        Ok(Parking(1))
    }

    async fn undo_parking(&self, _: Option<&Parking>, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall_blindly("parking", key).await
    }

    #[step(undo = undo_seen)]
    async fn seen(&self, _: &Blinded, key: &IdempotencyKey) -> Result<Seen, No> {
        self.world.wait().await;
        self.world.call("seen", key).await?;
        Ok(Seen(1))
    }

    async fn undo_seen(&self, _: Option<&Seen>, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall_blindly("seen", key).await
    }

    #[step(undo = undo_last)]
    async fn last(&self, _: &Parking, _: &Seen, key: &IdempotencyKey) -> Result<Last, No> {
        self.world.call("last", key).await?;
        Ok(Last(1))
    }

    async fn undo_last(&self, _: &Last, key: &IdempotencyKey) -> Result<(), No> {
        self.world.uncall("last", key).await
    }
}

impl Staged for Cautious {
    fn of(world: &World) -> Self {
        Self {
            world: world.clone(),
        }
    }
}

pub(super) const CAUTIOUS: Subject = Subject {
    runner: typed::<Cautious>,
    plans: &[NOTHING, plan("blind"), plan("last"), parks("last", "blind")],
    effects: &["blind", "parking", "seen", "last"],
    alternatives: &[],
    goes_forward: false,
};
