//! The user's own items have the names that the code generated for events uses.
#![allow(dead_code, non_camel_case_types, non_upper_case_globals, clippy::all)]

mod shadows {
    use ::organum::{Event, Outbox, event, organ, spine};

    macro_rules! types {
        ($($name:ident)*) => { $(pub struct $name(pub u8);)* };
    }
    types!(
        Option Box Send Sync Sized Future Ok Err Some None Vec Result String Default Into Iterator
        Organ Spine Table OrganTable EventTable HandlerTable Interest Emissions Failure Hook Row
        Plan Size Dispatch Held Named Entry Envelope Calling Self_ ToString Display
    );

    pub mod core {}
    pub mod std {}
    pub mod organum {}
    pub mod serde {}
    pub mod serde_json {}

    pub trait Runs {
        fn get(&self) {}
        fn call(&self) {}
        fn emit(&self) {}
        fn wants(&self) {}
        fn hook(&self) {}
        fn snapshot(&self) {}
        fn erased(&self) {}
        fn key(&self) {}
        fn to_string(&self) {}
        fn into_iter(&self) {}
    }
    impl<U> Runs for U {}

    #[event(key = name, retry(attempts = 2))]
    pub struct Came {
        pub name: u32,
    }

    #[event]
    pub struct Went;

    #[derive(::organum::Emits)]
    pub enum Answer {
        Went(Went),
        Nothing,
    }

    pub struct Desk {
        pub count: u32,
    }

    #[organ(timeout = "5s", on_failure = nack)]
    impl Desk {
        #[handle]
        pub async fn came(&mut self, event: &Event, out: &mut Outbox<Went>) -> Answer {
            match event {
                Came { name: 3 } => Answer::Nothing,
                Came { .. } => {
                    out.emit(Went);
                    Answer::Went(Went)
                }
            }
        }

        #[handle]
        pub fn went(&mut self, _event: &Went) {
            self.count += 1;
        }

        #[idle]
        pub fn idle(&mut self, phase: u32) {
            self.count += 10 * phase;
        }
    }

    #[organ]
    pub fn idle(_event: &Went) {}

    #[spine(entry(Came), max_hops = 3)]
    pub struct Hall {
        pub desk: Desk,
        pub idle: idle,
    }
}

#[test]
fn shadowed_names_change_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let hall = shadows::Hall {
            desk: shadows::Desk { count: 0 },
            idle: Default::default(),
        };
        let mut hall = organum::Spine::builder(hall).build();
        hall.run(shadows::Came { name: 7 }).await.unwrap();
        assert_eq!(hall.spine().desk.count, 12);
    });
}
