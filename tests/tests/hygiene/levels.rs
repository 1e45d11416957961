//! The lints that an item, a field or a parameter allows or expects are allowed for the code generated
//! from it.
#![deny(deprecated)]

use organum::prelude::*;
use organum_tests::block_on;

mod old {
    #[derive(Clone)]
    #[deprecated]
    pub(super) struct Rate(pub(super) u32);
    #[deprecated]
    pub(super) struct Seed(pub(super) u32);
}

#[expect(deprecated, reason = "until the new one is there")]
#[node]
fn rate() -> old::Rate {
    old::Rate(2)
}

struct Price(u32);

#[allow(deprecated)]
#[node]
fn price(rate: &old::Rate) -> Price {
    Price(rate.0)
}

struct Fee(u32);

#[node]
#[allow(deprecated)]
fn fee(rate: old::Rate) -> Fee {
    Fee(rate.0)
}

#[node]
#[derive(Clone)]
struct Service {
    #[allow(deprecated)]
    rate: old::Rate,
}

struct Total(u32);

#[cfg_attr(test, allow(deprecated))]
#[node]
fn total(price: &Price, fee: &Fee, service: &Service) -> Total {
    Total(price.0 + fee.0 + service.rate.0)
}

#[graph(output = Total)]
struct Sum {}

struct Fresh(u32);

#[node]
#[expect(deprecated, reason = "an input of the old kind")]
fn fresh(seed: &old::Seed) -> Fresh {
    Fresh(seed.0)
}

#[graph(output = Fresh)]
struct Refreshed {
    #[allow(deprecated)]
    seed: old::Seed,
}

#[test]
fn run() {
    assert_eq!(block_on(Sum {}.run()).unwrap().0, 6);
    #[allow(deprecated)]
    let seed = old::Seed(3);
    assert_eq!(block_on(Refreshed { seed }.run()).unwrap().0, 3);
}

/// Deprecated events, values and functions, and the code generated from them.
mod of_events_and_sagas {
    use organum::{event, organ, prelude::*, saga, spine};

    #[deprecated]
    #[allow(deprecated)]
    #[event]
    pub(super) struct Came;

    #[allow(deprecated)]
    #[organ]
    fn heard(_came: &Came) {}

    #[organ]
    #[deprecated]
    #[allow(deprecated)]
    fn old(_came: &Came) {}

    #[derive(Default)]
    struct Desk(u32);

    #[organ]
    impl Desk {
        #[handle]
        #[deprecated]
        #[allow(deprecated)]
        fn came(&mut self, _came: &Came) {
            self.0 += 1;
        }
    }

    #[allow(deprecated)]
    #[spine(entry(Came))]
    #[derive(Default)]
    struct Hall {
        heard: heard,
        old: old,
        desk: Desk,
    }

    #[deprecated]
    #[derive(Debug)]
    pub(super) struct Held(u32);

    #[allow(deprecated)]
    #[saga]
    struct Order {
        #[inject]
        seed: super::old::Rate,
    }

    #[allow(deprecated)]
    #[saga(output = Held)]
    impl Order {
        #[step(undo = release)]
        #[deprecated]
        async fn hold(&self) -> Held {
            Held(self.seed.0)
        }

        #[deprecated]
        async fn release(&self, _held: &Held) {}
    }

    #[test]
    #[allow(deprecated)]
    fn run() {
        let mut hall = Hall::default();
        super::block_on(hall.run(Came)).unwrap();
        assert_eq!(hall.desk.0, 1);
        let seed = super::old::Rate(2);
        assert_eq!(super::block_on(Order { seed }.run()).unwrap().0, 2);
    }
}
