//! `#[event]`, `#[derive(Emits)]`, `#[organ]`, `#[spine]`.

use organum::{Emits, event, organ, prelude::*, spine};

mod declared {
    use super::*;

    macro_rules! events {
        ($($vis:vis $name:ident($stable:literal, $version:literal) { $($field:ident: $ty:ty),* } key = $key:ident;)*) => {
            $(
                #[event($stable, version = $version, key = $key)]
                #[derive(Debug, PartialEq)]
                $vis struct $name {
                    $($field: $ty,)*
                }
            )*
        };
    }
    events! {
        pub(super) Placed("PLACED", 1) { order: u64, express: bool } key = order;
        pub(super) Paid("PAID", 2) { order: u64, cents: u64 } key = order;
    }

    macro_rules! variants {
        ($name:ident { $($variant:ident($ty:ty)),* }, $function:path) => {
            #[event(key = $function)]
            enum $name {
                $($variant($ty),)*
            }
        };
    }
    impl Change {
        fn of(&self) -> u8 {
            1
        }
    }
    variants!(Change { Up(u32), Down(u32) }, Change::of);

    macro_rules! emits {
        ($name:ident { $($variant:ident($ty:ty)),* }) => {
            #[derive(Emits)]
            enum $name {
                $($variant($ty),)*
            }
        };
    }
    #[event]
    struct Shipped {
        order: u64,
    }
    #[event]
    struct Held {
        order: u64,
    }
    emits!(Outcome { Shipped(Shipped), Held(Held) });

    #[derive(Default)]
    struct Watcher {
        lines: Vec<String>,
    }
    macro_rules! hears_all {
        ($ty:ident, $param:ident) => {
            #[organ(all)]
            impl $ty {
                fn handle(&mut self, $param: &Event) {
                    self.lines.push($param.name().to_owned());
                }
            }
        };
    }
    hears_all!(Watcher, event);

    macro_rules! decides {
        ($ty:ident, $method:ident, $param:ident, $a:path, $b:path, $out:ty, $body_a:expr, $body_b:expr) => {
            #[derive(Default)]
            struct $ty;
            #[organ]
            impl $ty {
                fn $method(&mut self, $param: &Event) -> $out {
                    match $param {
                        $a { order, .. } => $body_a,
                        $b { order, .. } => $body_b,
                    }
                }
            }
        };
    }
    decides!(
        Decider,
        handle,
        event,
        Placed,
        Paid,
        Outcome,
        Outcome::Held(Held { order: 1 }),
        Outcome::Shipped(Shipped { order: 2 })
    );

    macro_rules! spine {
        ($vis:vis $name:ident($($entry:path),*) { $($field:ident: $ty:ty),* }) => {
            #[spine(entry($($entry),*))]
            #[derive(Default)]
            $vis struct $name {
                $($field: $ty,)*
            }
        };
    }
    spine!(Shop(Placed, Paid) { decider: Decider, watcher: Watcher });

    #[tokio::test]
    async fn run() {
        let mut shop = Shop::default();
        shop.run(Paid { order: 1, cents: 2 }).await.unwrap();
        assert_eq!(shop.watcher.lines, ["PAID", "Shipped"]);
    }
}

mod shapes {
    use super::*;

    #[event]
    pub(super) struct A {
        x: u32,
    }
    #[event]
    struct B {
        y: u32,
    }
    #[event]
    #[derive(Clone, Copy)]
    enum Level {
        Low,
        High(u32),
    }
    const LIMIT: u32 = 3;

    macro_rules! function {
        ($ty:ty, $name:ident, $param:ident, $body:expr) => {
            #[organ]
            fn $name($param: &$ty) -> Option<B> {
                $body
            }
        };
    }
    function!(A, of_a, event, (event.x > 0).then_some(B { y: event.x }));

    macro_rules! with_field {
        ($name:ident, $event:ty, $dep:ident: $ty:ty) => {
            #[organ(concurrency = 2)]
            async fn $name(event: &$event, $dep: &$ty) {
                let _ = ($dep, event);
            }
        };
    }
    #[derive(Clone, Default)]
    struct Mailer;
    with_field!(mailed, B, mailer: Mailer);

    macro_rules! hooks {
        ($ty:ident, $start:ident, $idle:ident, $stop:ident, $out:ty, $event:ident, $value:expr) => {
            #[derive(Default)]
            struct $ty {
                phases: u32,
            }
            #[organ]
            impl $ty {
                fn handle(&mut self, event: &Event) {
                    match event {
                        $event { .. } => {}
                    }
                }
                #[start]
                fn $start(&mut self, out: &mut Outbox<$out>) {
                    out.emit($value);
                }
                #[stop]
                async fn $stop(&mut self) {}
            }
        };
    }
    hooks!(Hooked, begin, rest, end, B, A, B { y: 1 });

    macro_rules! patterns {
        ($ty:ident, $pattern:pat, $other:pat, $guard:expr, $lit:literal) => {
            #[derive(Default)]
            struct $ty {
                seen: Vec<&'static str>,
            }
            #[organ]
            impl $ty {
                fn handle(&mut self, event: &Event) {
                    match event {
                        $pattern => self.seen.push("first"),
                        A { x: $lit } => self.seen.push("literal"),
                        $other if $guard => self.seen.push("second"),
                    }
                }
            }
        };
    }
    patterns!(
        Patterns,
        A { x: LIMIT },
        Level::Low | Level::High(1..=5),
        true,
        7
    );

    macro_rules! methods {
        ($ty:ident { $($name:ident($event:ty)),* }) => {
            #[derive(Default)]
            struct $ty;
            #[organ(retry(attempts = 2))]
            impl $ty {
                $(
                    #[handle(timeout = "5s")]
                    async fn $name(&self, event: &$event) -> Result<(), std::fmt::Error> {
                        let _ = event;
                        Ok(())
                    }
                )*
            }
        };
    }
    methods!(Methods { a(A), b(B) });

    macro_rules! by_tokens {
        ($($item:tt)*) => {
            #[organ(snapshot, cached, version = 2)]
            $($item)*
        };
    }
    #[derive(Default, serde::Serialize)]
    struct Cached;
    by_tokens! {
        impl Cached {
            fn handle(&mut self, event: &Event) {
                match event {
                    Level::Low => {}
                    Level::High(n) if *n > 1 => {}
                }
            }
        }
    }

    #[spine(entry(A, Level))]
    struct Whole {
        of_a: of_a,
        mailed: mailed,
        hooked: Hooked,
        patterns: Patterns,
        methods: Methods,
        cached: Cached,
    }

    #[tokio::test]
    async fn run() {
        let mut whole = Whole {
            of_a: of_a {},
            mailed: mailed { mailer: Mailer },
            hooked: Hooked::default(),
            patterns: Patterns::default(),
            methods: Methods,
            cached: Cached,
        };
        whole.run(A { x: 3 }).await.unwrap();
        whole.run(Level::High(2)).await.unwrap();
        assert_eq!(whole.patterns.seen, ["first", "second"]);
    }
}
