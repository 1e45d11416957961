//! Policies of handlers that override those of the organ, the event and the runtime.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{
    policy::{Policy, Retry},
    prelude::*,
};
use tokio::time::{Instant, sleep};

#[derive(Debug, thiserror::Error)]
#[error("refused")]
struct Refused;

#[event]
struct Came;

#[event(retry = none)]
struct Left;

#[derive(Default)]
struct Desk {
    attempts: [u32; 4],
    finished: u32,
}

#[organ(retry(attempts = 2), timeout = "1s")]
impl Desk {
    #[handle(retry = none)]
    fn once(&mut self, _event: &Came) -> Result<(), Refused> {
        self.attempts[0] += 1;
        Err(Refused)
    }

    #[handle]
    fn twice(&mut self, _event: &Came) -> Result<(), Refused> {
        self.attempts[1] += 1;
        Err(Refused)
    }

    #[handle(timeout = none)]
    async fn slow(&mut self, _event: &Came) {
        sleep(Duration::from_mins(1)).await;
        self.finished += 1;
    }

    #[handle]
    async fn limited(&mut self, _event: &Came) {
        self.attempts[2] += 1;
        sleep(Duration::from_mins(1)).await;
        self.finished += 100;
    }
}

#[derive(Default)]
struct Door {
    attempts: u32,
}

#[organ]
impl Door {
    fn handle(&mut self, _event: &Left) -> Result<(), Refused> {
        self.attempts += 1;
        Err(Refused)
    }
}

const ATTEMPTS: u32 = 2;
const LIMIT: Duration = Duration::from_secs(1);

#[organ(retry(attempts = ATTEMPTS + 1), timeout = LIMIT)]
async fn constant(_event: &Late, calls: &Calls) {
    calls.0.fetch_add(1, Ordering::Relaxed);
    sleep(2 * LIMIT).await;
}

#[event(retry(attempts = ATTEMPTS))]
struct Late;

#[derive(Clone, Default)]
struct Calls(Arc<AtomicU32>);

#[spine(entry(Late))]
struct Clock {
    constant: constant,
}

#[tokio::test(start_paused = true)]
async fn policies_may_be_constants() {
    let calls = Calls::default();
    let mut clock = Clock {
        constant: constant {
            calls: calls.clone(),
        },
    };
    let begin = Instant::now();
    let stats = clock.run(Late).await.unwrap();
    assert_eq!(stats.dead_letters, 1);
    assert_eq!(calls.0.load(Ordering::Relaxed), ATTEMPTS + 1);
    assert_eq!(begin.elapsed(), 3 * LIMIT);
}

#[organ(timeout = none)]
async fn unlimited(_event: &Left) {
    sleep(Duration::from_mins(1)).await;
}

#[spine(entry(Came, Left))]
#[derive(Default)]
struct Hall {
    desk: Desk,
    door: Door,
    unlimited: unlimited,
}

#[tokio::test(start_paused = true)]
async fn none_overrides_the_other_policies() {
    let thrice = NonZeroU32::new(3).expect("three");
    let defaults = Policy::new()
        .retry(Retry::new(thrice))
        .timeout(Duration::from_millis(10));
    let mut hall = Hall::default().builder().defaults(defaults).build();
    let stats = hall.run(Came).await.expect("nothing stops the spine");
    assert_eq!(stats.dead_letters, 3);
    assert_eq!(hall.spine().desk.attempts, [1, 2, 2, 0]);
    assert_eq!(hall.spine().desk.finished, 1);

    let stats = hall.run(Left).await.expect("nothing stops the spine");
    assert_eq!(stats.dead_letters, 1);
    assert_eq!(hall.spine().door.attempts, 1);
}
