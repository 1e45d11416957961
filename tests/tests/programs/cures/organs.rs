//! Organs: their interests, handlers and hooks.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use organum::prelude::*;
use organum_tests::block_on;

#[event]
struct Came {
    guests: u32,
}

#[event]
struct Left;

#[event]
struct Greeted;

// `the events of organ … cannot be inferred: end `handle` with `match event { … }` …, or ask for all with
// `#[organ(all)]``
// `… would make organ … listen for every event: name the event, `other @ Came { .. }``
// `this arm … is never reached: … remove it, or move it up`
mod interests {
    use super::*;

    #[derive(Default)]
    struct ByArms {
        sum: u32,
    }

    #[organ]
    impl ByArms {
        fn handle(&mut self, event: &Event) {
            self.sum += 1;
            match event {
                Came { guests: 0 } => {}
                Came { guests } if *guests > 10 => self.sum += 100,
                other @ Came { .. } => self.sum += other.guests,
                Left => self.sum += 1000,
            }
        }
    }

    #[derive(Default)]
    struct All {
        seen: Vec<&'static str>,
    }

    #[organ(all)]
    impl All {
        fn handle(&mut self, event: &Event) {
            self.seen.push(event.name());
        }
    }

    #[derive(Default)]
    struct AllOfOne {
        seen: usize,
    }

    #[organ]
    impl AllOfOne {
        #[handle(all)]
        fn audit(&mut self, _event: &Event) {
            self.seen += 1;
        }
    }

    #[spine(entry(Came, Left))]
    #[derive(Default)]
    struct Hall {
        by_arms: ByArms,
        all: All,
        all_of_one: AllOfOne,
    }

    #[test]
    fn arms_or_all() {
        let mut hall = Hall::default();
        for guests in [0, 5, 50] {
            block_on(hall.run(Came { guests })).unwrap();
        }
        block_on(hall.run(Left)).unwrap();
        assert_eq!(hall.by_arms.sum, 4 + 5 + 100 + 1000);
        assert_eq!(hall.all.seen, ["Came", "Came", "Came", "Left"]);
        assert_eq!(hall.all_of_one.seen, 4);
    }
}

// `organ … has no handler: put `#[handle]` on …`
// ``handle` is a handler by its name only where no method has `#[handle]`: put `#[handle]` on it too, or give it another
// name`
// `conflicting implementations of trait `Organ` for type …`: all handlers in one block
mod handlers {
    use super::*;

    #[derive(Default)]
    struct Desk {
        guests: u32,
    }

    #[organ]
    impl Desk {
        #[handle]
        fn handle(&mut self, event: &Came) {
            self.add(event.guests);
        }

        #[handle]
        fn left(&mut self, _event: &Left) {
            self.guests = 0;
        }

        fn add(&mut self, guests: u32) {
            self.guests += guests;
        }
    }

    #[spine(entry(Came, Left))]
    #[derive(Default)]
    struct Hall {
        desk: Desk,
    }

    #[test]
    fn each_marked() {
        let mut hall = Hall::default();
        block_on(hall.run(Came { guests: 3 })).unwrap();
        assert_eq!(hall.desk.guests, 3);
        block_on(hall.run(Left)).unwrap();
        assert_eq!(hall.desk.guests, 0);
    }
}

// `the arms may refuse an event, and … has no value for "nothing to emit": return `Option<…>`, or add an arm without a
// guard`
mod guards {
    use super::*;

    struct Perhaps;

    #[organ]
    impl Perhaps {
        fn handle(&self, event: &Event) -> Option<Greeted> {
            match event {
                Came { guests } if *guests > 1 => Some(Greeted),
            }
        }
    }

    struct Surely;

    #[organ]
    impl Surely {
        fn handle(&self, event: &Event) -> Greeted {
            match event {
                Came { guests } if *guests > 1 => Greeted,
                Came { .. } => Greeted,
            }
        }
    }

    #[spine(entry(Came), terminal(Greeted))]
    struct Hall {
        perhaps: Perhaps,
        surely: Surely,
    }

    #[test]
    fn an_option_or_an_arm() {
        let mut hall = Hall {
            perhaps: Perhaps,
            surely: Surely,
        };
        let stats = block_on(hall.run(Came { guests: 1 })).unwrap();
        assert_eq!((stats.emitted, stats.unhandled), (1, 1));
    }
}

// `… cannot be sent between threads safely`: `Arc` for `Rc`, `Mutex` for `RefCell`, an atomic for `Cell`; dropped before
// the `await`
mod threads {
    use super::*;

    #[event]
    struct Counted {
        count: AtomicU32,
    }

    #[derive(Clone, Default)]
    struct Names(Arc<Mutex<Vec<u32>>>);

    #[derive(Default)]
    struct Desk {
        names: Names,
    }

    #[organ]
    impl Desk {
        async fn handle(&mut self, event: &Counted) {
            let count = {
                let cell = std::rc::Rc::new(event.count.load(Ordering::Relaxed));
                *cell
            };
            std::future::ready(()).await;
            self.names.0.lock().unwrap().push(count);
        }
    }

    #[spine(entry(Counted))]
    #[derive(Default)]
    struct Hall {
        desk: Desk,
    }

    #[test]
    fn shared_and_dropped_in_time() {
        let mut hall = Hall::default();
        let names = hall.desk.names.clone();
        let count = AtomicU32::new(7);
        block_on(hall.run(Counted { count })).unwrap();
        assert_eq!(*names.0.lock().unwrap(), [7]);
    }
}

// ``LIMIT` is declared inside `handle` …: move the `const` or the `use` out of the `impl` block`
// `the events of an organ cannot be conditional: put the condition on the organ, and write one organ for each case`
mod declared_outside {
    use super::*;

    const LIMIT: u32 = 3;

    #[derive(Default)]
    struct Limited(u32);

    #[cfg(test)]
    #[organ]
    impl Limited {
        fn handle(&mut self, event: &Event) {
            match event {
                Came { guests: LIMIT } => self.0 += 1,
            }
        }
    }

    #[cfg(any())]
    #[organ]
    impl Limited {
        fn handle(&mut self, event: &Event) {
            match event {
                Came { .. } | Left => self.0 += 1,
            }
        }
    }

    #[spine(entry(Came))]
    #[derive(Default)]
    struct Hall {
        limited: Limited,
    }

    #[test]
    fn constants_and_conditions() {
        let mut hall = Hall::default();
        for guests in 0..5 {
            block_on(hall.run(Came { guests })).unwrap();
        }
        assert_eq!(hall.limited.0, 1);
    }
}

// `hook … may take `phase: u32` … and perhaps an outbox`, `… an outbox, `out: &mut Outbox<(A, B)>`, or nothing`
// `… are hooks of one kind: keep one of them, and let it call the other`
// `organ … handles 4 events at once, but only one call at a time can have `&mut self``: `&self`
// ``timeout` stops an async fn at an await, and … is not async: make it so`
mod options {
    use super::*;

    #[derive(Default)]
    struct Desk {
        begun: AtomicU32,
    }

    #[organ(concurrency = 4, timeout = "5s")]
    impl Desk {
        async fn handle(&self, event: &Event) {
            match event {
                Came { .. } => {}
                Greeted => {}
            }
        }

        #[start]
        fn begin(&mut self) {
            self.first();
            self.second();
        }

        #[idle]
        fn idle(&mut self, phase: u32, out: &mut Outbox<(Greeted, Left)>) {
            if phase == 1 {
                out.emit(Greeted);
            }
        }

        fn first(&self) {
            self.begun.fetch_add(1, Ordering::Relaxed);
        }

        fn second(&self) {
            self.begun.fetch_add(10, Ordering::Relaxed);
        }
    }

    #[spine(entry(Came), terminal(Left), max_hops = 10)]
    #[derive(Default)]
    struct Hall {
        desk: Desk,
    }

    #[test]
    fn that_fit() {
        let mut hall = Hall::default();
        let stats = block_on(hall.run(Came { guests: 1 })).unwrap();
        assert_eq!(stats.handled, 2);
        assert_eq!(*hall.desk.begun.get_mut(), 11);
    }
}

// `… cannot be the error of a node or a handler: implement `std::error::Error` for it, for example with `thiserror`, or
// fail with a `Box<dyn std::error::Error + Send + Sync>``
mod errors {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("refused")]
    struct Refused;

    #[organ]
    async fn named(event: &Came) -> Result<(), Refused> {
        if event.guests > 1 {
            Err(Refused)
        } else {
            Ok(())
        }
    }

    #[organ]
    async fn boxed(event: &Came) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        if event.guests > 1 {
            Err("too many".into())
        } else {
            Ok(())
        }
    }

    #[spine(entry(Came))]
    #[derive(Default)]
    struct Hall {
        named: named,
        boxed: boxed,
    }

    #[test]
    fn named_or_boxed() {
        let stats = block_on(Hall::default().run(Came { guests: 2 })).unwrap();
        assert_eq!(stats.dead_letters, 2);
    }
}
