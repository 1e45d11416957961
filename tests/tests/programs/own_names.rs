//! User types with the names of types of Organum, and raw identifiers.

mod events {
    use organum::{Spine, event, organ, spine};

    #[event]
    struct Event {
        n: u32,
    }

    #[derive(Default)]
    struct Sum(u32);

    #[organ]
    impl Sum {
        fn handle(&mut self, event: &Event) {
            self.0 += event.n;
        }
    }

    #[organ]
    fn by_path(event: &crate::own_names::events::Event) {
        assert_eq!(event.n, 2);
    }

    #[spine(entry(Event))]
    #[derive(Default)]
    struct Of {
        sum: Sum,
        by_path: by_path,
    }

    mod variants {
        use organum::{event, organ, spine};

        #[event]
        pub(super) enum Event {
            A(u32),
            B,
        }

        #[derive(Default)]
        pub(super) struct Sum(pub(super) u32);

        #[organ]
        impl Sum {
            fn handle(&mut self, event: &Event) {
                match event {
                    Event::A(n) => self.0 += n,
                    Event::B => {}
                }
            }
        }

        #[spine(entry(Event))]
        #[derive(Default)]
        pub(super) struct Of {
            pub(super) sum: Sum,
        }
    }

    #[tokio::test]
    async fn an_event_may_be_called_event() {
        let mut of = Of::default();
        of.run(Event { n: 2 }).await.unwrap();
        assert_eq!(of.sum.0, 2);
        let mut of = variants::Of::default();
        of.run(variants::Event::A(3)).await.unwrap();
        of.run(variants::Event::B).await.unwrap();
        assert_eq!(of.sum.0, 3);
    }
}

mod values {
    use organum::{graph, node, saga};

    #[derive(Clone)]
    struct Race<T>(T);

    struct Car(u32);

    #[node]
    fn car(race: Race<u32>) -> Car {
        Car(race.0)
    }

    #[graph(output = Car)]
    struct Of {
        race: Race<u32>,
    }

    #[derive(Debug)]
    struct IdempotencyKey(u32);
    #[derive(Debug)]
    struct Door(u32);

    struct Opened;

    #[saga(output = Door)]
    impl Opened {
        #[step(undo = drop_key)]
        async fn key(&self) -> IdempotencyKey {
            IdempotencyKey(4)
        }

        async fn drop_key(&self, key: &IdempotencyKey) {
            assert_eq!(key.0, 4);
        }

        #[step(irrevocable)]
        async fn door(&self, key: &IdempotencyKey) -> Door {
            Door(key.0)
        }
    }

    #[tokio::test]
    async fn a_value_may_be_called_race_or_key() {
        assert_eq!(Of { race: Race(3) }.run().await.unwrap().0, 3);
        assert_eq!(Opened.run().await.unwrap().0, 4);
    }
}

#[allow(non_camel_case_types)]
mod words {
    use organum::prelude::*;

    struct r#type(u32);
    struct r#match(u32);

    #[node]
    fn r#fn(r#in: &r#type) -> r#match {
        r#match(r#in.0)
    }

    #[graph(output = r#match)]
    struct r#loop {
        r#as: r#type,
    }

    #[event]
    struct r#struct {
        r#type: u32,
    }

    #[organ]
    fn r#trait(event: &r#struct, r#ref: &u32) {
        assert_eq!(event.r#type, *r#ref);
    }

    #[spine(entry(r#struct))]
    struct r#mod {
        r#use: r#trait,
    }

    #[derive(Debug)]
    struct r#const(u32);

    #[saga]
    struct r#async {
        r#box: u32,
        #[inject]
        r#dyn: u32,
    }

    #[saga(output = r#const)]
    impl r#async {
        #[step(undo = r#yield)]
        async fn r#do(&self) -> r#const {
            r#const(self.r#box + self.r#dyn)
        }

        async fn r#yield(&self, r#if: &r#const) {
            let _ = r#if.0;
        }
    }

    #[tokio::test]
    async fn raw_identifiers_are_shown_without_their_prefix() {
        assert_eq!(r#loop { r#as: r#type(3) }.run().await.unwrap().0, 3);
        let r#use = r#trait { r#ref: 7 };
        assert_eq!(format!("{:?}", r#use), "trait { .. }");
        r#mod { r#use }.run(r#struct { r#type: 7 }).await.unwrap();
        let input = asyncInput { r#box: 1 };
        assert_eq!(format!("{input:?}"), "asyncInput { .. }");
        let report = r#async::builder(2).build().run(input).report().await;
        let texts = [
            organum::picture::<r#loop>().mermaid(),
            organum::picture::<r#loop>().json(),
            organum::event::picture::<r#mod>().text(),
            organum::event::picture::<r#mod>().json(),
            organum::saga::picture::<r#async>().text(),
            organum::saga::picture::<r#async>().json(),
            report.to_string(),
        ];
        let raw = texts.iter().filter(|text| text.contains("r#"));
        assert_eq!(raw.collect::<Vec<_>>(), [""; 0]);
    }
}
