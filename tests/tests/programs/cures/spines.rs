//! Spines: their entry and terminal events, and their limit of hops.

use organum::prelude::*;
use organum_tests::block_on;

#[event]
struct Ping;

#[event]
struct Pong;

#[event]
struct Greeted;

#[organ]
fn greet(_event: &Ping) -> Greeted {
    Greeted
}

#[organ]
fn note(_event: &Greeted) {}

// `organ … emits …, which no organ of spine … handles: add an organ that matches it, or list it in `terminal(…)``
// `spine … takes no … from outside: list it in `#[spine(entry(…))]``
mod ends {
    use super::*;

    #[spine(entry(Ping), terminal(Greeted))]
    #[derive(Default)]
    struct Listed {
        greet: greet,
    }

    #[spine(entry(Ping))]
    #[derive(Default)]
    struct Heard {
        greet: greet,
        note: note,
    }

    #[spine(entry(Ping, Greeted))]
    #[derive(Default)]
    struct FromOutside {
        greet: greet,
        note: note,
    }

    #[test]
    fn listed_or_heard() {
        assert_eq!(block_on(Listed::default().run(Ping)).unwrap().handled, 1);
        assert_eq!(block_on(Heard::default().run(Ping)).unwrap().handled, 2);
        assert_eq!(
            block_on(FromOutside::default().run(Greeted))
                .unwrap()
                .handled,
            1
        );
    }
}

// `the events of spine … may follow from one another without an end: …: limit each chain with `max_hops = 100`, or let
// one of the organs emit something else`; separate handlers declare their own emissions
mod loops {
    use super::*;

    #[organ]
    fn ping(_event: &Ping) -> Pong {
        Pong
    }

    #[organ]
    fn pong(_event: &Pong) -> Ping {
        Ping
    }

    #[spine(entry(Ping), max_hops = 4)]
    #[derive(Default)]
    struct Bounded {
        ping: ping,
        pong: pong,
    }

    #[derive(Default)]
    struct Apart;

    #[organ]
    impl Apart {
        #[handle]
        fn ping(&mut self, _event: &Ping) -> Pong {
            Pong
        }

        #[handle]
        fn pong(&mut self, _event: &Pong) -> Greeted {
            Greeted
        }
    }

    #[spine(entry(Ping), terminal(Greeted))]
    #[derive(Default)]
    struct WithAnEnd {
        apart: Apart,
    }

    #[test]
    fn bounded_or_apart() {
        let stats = block_on(Bounded::default().run(Ping)).unwrap();
        assert_eq!((stats.handled, stats.dead_letters), (5, 1));
        assert_eq!(block_on(WithAnEnd::default().run(Ping)).unwrap().handled, 2);
    }
}

// `… is not an organ: put `#[organ]` on an `impl` block of a type of this crate …; a field of a spine is the organ
// itself, not a `Box` or an `Arc` of one`
// `the organs of spine … have no names …: write `struct Hall { organ: Organ }``
// `spine … has a type parameter …: write a spine for each type, and let generic organs do the work`
mod organs {
    use super::*;

    #[derive(Default)]
    struct Desk<T> {
        last: Option<T>,
    }

    #[organ]
    impl<T: Default + Send + Sync + 'static> Desk<T> {
        fn handle(&mut self, _event: &Ping) {
            self.last = Some(T::default());
        }
    }

    #[spine(entry(Ping))]
    #[derive(Default)]
    struct OfNumbers {
        desk: Desk<u8>,
    }

    #[spine(entry(Ping))]
    #[derive(Default)]
    struct OfTexts {
        desk: Desk<String>,
    }

    #[test]
    fn themselves_and_by_name() {
        let mut numbers = OfNumbers::default();
        block_on(numbers.run(Ping)).unwrap();
        assert_eq!(numbers.desk.last, Some(0));
        let mut texts = OfTexts::default();
        block_on(texts.run(Ping)).unwrap();
        assert_eq!(texts.desk.last.as_deref(), Some(""));
    }
}
