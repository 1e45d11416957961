//! Events, emissions, and organs that are functions.

use std::{marker::PhantomData, sync::Arc};

use organum::{event::EventType, prelude::*};
use organum_tests::block_on;
use serde::{Deserialize, Serialize};

// `two events of spine … have the name …: give one of them another`
mod names {
    use super::*;

    #[event]
    pub(super) struct Greeted;

    pub(super) mod foreign {
        use organum::prelude::*;

        #[event("foreign.Greeted")]
        pub(in super::super) struct Greeted;
    }

    #[organ]
    fn greet(_event: &Greeted) -> foreign::Greeted {
        foreign::Greeted
    }

    #[spine(entry(Greeted), terminal(foreign::Greeted))]
    #[derive(Default)]
    struct Hall {
        greet: greet,
    }

    #[test]
    fn another_name() {
        assert_eq!(block_on(Hall::default().run(Greeted)).unwrap().events, 2);
    }
}

// `an event with a flattened field cannot be read back …: remove `flatten``
// `an event with a reference cannot be read back …: write `String``
// `… cannot be a part of an event …: derive `serde::Serialize` and `serde::Deserialize` …, or say how the field is written:
// `#[serde(with = "…")]``
// `an event with `Rc<u8>` cannot be shared by threads: write `u8``
mod fields {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Cart {
        items: u32,
    }

    // Of another crate, say, which knows nothing of serde.
    struct Instant(u64);

    #[event]
    struct Placed {
        cart: Cart,
        name: String,
        bytes: Vec<u8>,
        #[serde(skip)]
        kind: &'static str,
        of: PhantomData<&'static str>,
        count: u8,
        #[serde(with = "instant")]
        at: Instant,
        children: Vec<Placed>,
    }

    mod instant {
        use super::Instant;
        use serde::{Deserialize, Deserializer, Serializer};

        pub(super) fn serialize<S: Serializer>(at: &Instant, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_u64(at.0)
        }

        pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Instant, D::Error> {
            u64::deserialize(from).map(Instant)
        }
    }

    #[test]
    fn owned_and_serialisable() {
        let name = "Ada".to_owned();
        let cart = Cart { items: 3 };
        let bytes = vec![1];
        let kind = "shop";
        let of = PhantomData;
        let placed = Placed {
            cart,
            name,
            bytes,
            kind,
            of,
            count: 1,
            at: Instant(7),
            children: Vec::new(),
        };
        let text = serde_json::to_string(&placed).unwrap();
        let read: Placed = serde_json::from_str(&text).unwrap();
        assert_eq!((read.cart.items, read.name.as_str()), (3, "Ada"));
        assert_eq!((read.bytes.as_slice(), read.kind), (&[1][..], ""));
        assert_eq!((read.count, read.at.0, read.children.len()), (1, 7, 0));
    }
}

// `event … has a type parameter …: write an event for each type`, `use owned fields, or `Arc``
mod one_type {
    use super::*;

    #[event]
    struct OfNumber {
        value: u64,
    }

    #[event]
    struct OfText {
        value: String,
    }

    #[test]
    fn an_event_for_each() {
        assert_eq!(OfNumber { value: 1 }.value, 1);
        assert_eq!(
            OfText {
                value: "a".to_owned()
            }
            .value,
            "a"
        );
        assert_ne!(OfNumber::TABLE.name, OfText::TABLE.name);
    }
}

// `… cannot be the key of an event, which is a string: name a field that does, or a function that makes a text of
// several: `key = Self::key``
// `event … is an enum …: name a function that gives the key, `key = Booking::key``
mod keys {
    use super::*;

    #[event(key = Self::key)]
    struct Several {
        parts: Vec<u8>,
    }

    impl Several {
        fn key(&self) -> String {
            format!("{:?}", self.parts)
        }
    }

    #[event(key = Booking::key)]
    enum Booking {
        Paid { account: u32 },
        Refunded { account: u32 },
    }

    impl Booking {
        fn key(&self) -> u32 {
            match self {
                Self::Paid { account } | Self::Refunded { account } => *account,
            }
        }
    }

    #[test]
    fn of_a_function() {
        assert_eq!(Several { parts: vec![1, 2] }.key(), "[1, 2]");
        assert_eq!(
            EventType::key(&Booking::Paid { account: 3 }).as_deref(),
            Some("3")
        );
        assert_eq!(
            EventType::key(&Booking::Refunded { account: 4 }).as_deref(),
            Some("4")
        );
    }
}

// `… is not something an organ can emit: … put `#[event]` on the type, or `#[derive(Emits)]` on an enum whose variants
// hold what may be emitted`
// `variant … does not hold just one thing to emit: write `Two((A, B))``
// `emissions … contain themselves …: let variant `Several` hold the events`
mod emissions {
    use super::*;

    #[event]
    struct Came;

    #[event]
    struct Greeted;

    #[event]
    struct Parted;

    #[derive(Emits)]
    enum Answer {
        One(Greeted),
        Two((Greeted, Parted)),
        Several(Vec<Greeted>),
        Nothing,
    }

    #[organ]
    fn answer(_event: &Came, number: &u8) -> Answer {
        match number {
            0 => Answer::Nothing,
            1 => Answer::One(Greeted),
            2 => Answer::Two((Greeted, Parted)),
            _ => Answer::Several(vec![Greeted, Greeted, Greeted]),
        }
    }

    #[spine(entry(Came), terminal(Greeted, Parted))]
    struct Hall {
        answer: answer,
    }

    #[test]
    fn variants_that_hold_events() {
        for number in 0..4 {
            let answer = answer { number };
            let stats = block_on(Hall { answer }.run(Came)).unwrap();
            assert_eq!(stats.emitted, u64::from(number));
        }
    }
}

// `organ … takes `Outbox<Greeted>` …: take `&mut Outbox<Greeted>``
// `… has an outbox already: let that declare all, `out: &mut Outbox<(A, B)>``
// `… is emitted through an outbox that declares … only: add … to the handler's `Outbox<(…)>``
mod outboxes {
    use super::*;

    #[event]
    struct Came;

    #[event]
    struct Greeted;

    #[event]
    struct Parted;

    #[organ]
    fn greet(_event: &Came, out: &mut Outbox<(Greeted, Parted)>) {
        out.emit(Greeted);
        out.emit(Parted);
    }

    #[spine(entry(Came), terminal(Greeted, Parted))]
    #[derive(Default)]
    struct Hall {
        greet: greet,
    }

    #[test]
    fn one_for_all() {
        assert_eq!(block_on(Hall::default().run(Came)).unwrap().emitted, 2);
    }
}

// `a node is built from clones of its fields, but `Mailer` is not `Clone`: derive `Clone`, or hold an `Arc<Mailer>``
// `parameter … is …, and an organ keeps what it depends on: take `&T``, `&String`, `&Vec<T>`, `&dyn Trait`
mod dependencies {
    use super::*;

    trait Bell: Send + Sync {
        fn rings(&self) -> usize;
    }

    struct Brass;

    impl Bell for Brass {
        fn rings(&self) -> usize {
            1
        }
    }

    struct Mailer;

    #[derive(Clone)]
    struct Cheap(usize);

    #[event]
    struct Came;

    #[event]
    struct Rung {
        count: usize,
    }

    #[organ]
    fn ring(
        _event: &Came,
        bell: &dyn Bell,
        mailer: &Arc<Mailer>,
        cheap: &Cheap,
        name: &String,
        list: &Vec<u8>,
    ) -> Rung {
        let shares = Arc::strong_count(mailer).min(1);
        let count = bell.rings() + shares + cheap.0 + name.len() + list.len();
        Rung { count }
    }

    #[organ]
    fn hear(event: &Rung) {
        assert_eq!(event.count, 6);
    }

    #[graph(output = ring)]
    struct Organs {
        bell: Arc<dyn Bell>,
        mailer: Arc<Mailer>,
        cheap: Cheap,
        name: String,
        list: Vec<u8>,
    }

    #[spine(entry(Came))]
    struct Hall {
        ring: ring,
        hear: hear,
    }

    #[test]
    fn borrowed_from_the_organ() {
        let organs = Organs {
            bell: Arc::new(Brass),
            mailer: Arc::new(Mailer),
            cheap: Cheap(1),
            name: "Ada".to_owned(),
            list: Vec::new(),
        };
        let ring = block_on(organs.run()).unwrap();
        let hear = hear::default();
        let stats = block_on(Hall { ring, hear }.run(Came)).unwrap();
        assert_eq!((stats.handled, stats.dead_letters), (2, 0));
    }
}
