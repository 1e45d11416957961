//! Policies of handlers that override those of the organ, the event and the runtime.

use std::{num::NonZeroU32, time::Duration};

use organum::{
    policy::{Policy, Retry},
    prelude::*,
};
use tokio::time::sleep;

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
