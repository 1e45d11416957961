//! Each kind of fragment in each position of `#[event]`, `#[organ]` and `#[spine]`.

use organum::{event, organ, prelude::*, spine};

/// The declarations of events.
mod events {
    use super::*;

    macro_rules! of_item {
        ($item:item) => {
            #[event]
            $item
        };
    }
    of_item!(
        pub(super) struct OfItem {
            pub(super) x: u32,
        }
    );

    macro_rules! of_attributes {
        ($(#[$meta:meta])* $name:ident($($tree:tt)*)) => {
            $(#[$meta])*
            struct $name { $($tree)* }
        };
    }
    of_attributes!(#[event(version = 2)] #[derive(Clone)] OfAttributes(x: u32));

    macro_rules! of_expressions {
        ($name:ident, $field:ident, $version:expr, $attempts:expr, $stable:expr) => {
            #[event(name = $stable, version = $version, key = $field, retry(attempts = $attempts))]
            struct $name {
                $field: u64,
            }
        };
    }
    of_expressions!(OfExpressions, order, 3, 2, "OF_EXPRESSIONS");

    macro_rules! of_trees {
        ($name:tt, $field:tt, $ty:tt, $version:tt) => {
            #[event(version = $version, key = $field)]
            struct $name {
                $field: $ty,
            }
        };
    }
    of_trees!(OfTrees, order, u64, 4);

    macro_rules! tuple {
        ($vis:vis $name:ident, $ty:ty, $path:path) => {
            #[event(key = 0)]
            $vis struct $name($ty, $path);
        };
    }
    tuple!(pub(super) Tuple, u32, std::string::String);

    macro_rules! choice {
        ($name:ident, $unit:ident, $of:ident, $ty:ty, $fields:ident, $field:ident) => {
            #[event]
            enum $name {
                $unit,
                $of($ty),
                $fields { $field: $ty },
            }
        };
    }
    choice!(Choice, Unit, Of, u32, Fields, x);
}

/// Organs that are functions.
mod functions {
    use super::*;

    #[event]
    struct A {
        x: u32,
    }
    #[event]
    struct B {
        y: u32,
    }

    macro_rules! of_item {
        ($item:item) => {
            #[organ]
            $item
        };
    }
    of_item!(
        fn of_item(event: &A) -> B {
            B { y: event.x }
        }
    );

    macro_rules! of_path {
        ($vis:vis $name:ident, $event:path, $out:path, $body:block) => {
            #[organ]
            $vis async fn $name(event: &$event) -> Option<$out> $body
        };
    }
    of_path!(pub(self) of_path, self::A, self::B, { None });

    macro_rules! of_reference {
        ($name:ident, $event:ident: $reference:ty, $out:ty, $body:expr) => {
            #[organ]
            fn $name($event: $reference) -> $out {
                $body
            }
        };
    }
    of_reference!(of_reference, event: &A, Vec<B>, vec![B { y: event.x }]);

    macro_rules! of_outbox {
        ($name:ident, $event:ident, $out:ident, $sent:ty, $body:expr) => {
            #[organ]
            fn $name($event: &A, $out: &mut Outbox<$sent>) {
                $body
            }
        };
    }
    of_outbox!(of_outbox, event, out, (B,), out.emit(B { y: event.x }));

    macro_rules! of_whole_outbox {
        ($name:ident, $out:ident: $outbox:ty) => {
            #[organ]
            fn $name(event: &A, $out: $outbox) {
                $out.emit(B { y: event.x });
            }
        };
    }
    of_whole_outbox!(of_whole_outbox, out: &mut Outbox<B>);

    macro_rules! of_match {
        ($name:ident, $event:ident, $pattern:pat, $bound:ident, $other:path, $value:expr) => {
            #[organ]
            fn $name($event: &Event) -> Option<B> {
                match $event {
                    $pattern => None,
                    A { x: $bound } => Some(B { y: *$bound }),
                    $other { .. } => $value,
                }
            }
        };
    }
    of_match!(of_match, event, A { x: 1..=3 }, x, B, None);

    macro_rules! of_trees {
        ($name:tt, $event:tt, $ty:tt, $field:tt, $out:tt) => {
            #[organ]
            fn $name($event: &$ty) -> $out {
                $out { y: $event.$field }
            }
        };
    }
    of_trees!(of_trees, event, A, x, B);

    macro_rules! of_options {
        ($name:ident, $flag:ident, $version:literal, $attempts:expr, $limit:expr, $end:ident, $count:literal) => {
            #[organ(
                            $flag,
                            version = $version,
                            retry(attempts = $attempts, backoff = exponential("10ms"), jitter),
                            timeout = $limit,
                            on_failure = $end,
                            concurrency = $count
                        )]
            async fn $name(event: &A) -> B {
                B { y: event.x }
            }
        };
    }
    of_options!(of_options, cached, 3, 2, "1m", nack, 4);
    of_options!(of_literals, cached, 3, 2, "5s", dead_letter, 4);

    macro_rules! of_option_trees {
        ([$($options:tt)*] $name:ident) => {
            #[organ($($options)*)]
            async fn $name(event: &A) {
                let _ = event;
            }
        };
    }
    of_option_trees!([timeout = "1s", retry(attempts = 2)] of_option_trees);

    macro_rules! of_dependencies {
        ($name:ident, $($dependency:ident: $ty:path),*) => {
            #[organ]
            fn $name(event: &B $(, $dependency: &$ty)*) {
                let _ = (event.y, $($dependency),*);
            }
        };
    }
    #[derive(Clone, Default)]
    struct Mailer;
    of_dependencies!(of_dependencies, mailer: Mailer, text: String);

    #[spine(entry(A), terminal(B), max_hops = 9)]
    struct Whole {
        of_item: of_item,
        of_path: of_path,
        of_reference: of_reference,
        of_outbox: of_outbox,
        of_whole_outbox: of_whole_outbox,
        of_match: of_match,
        of_trees: of_trees,
        of_options: of_options,
        of_literals: of_literals,
        of_option_trees: of_option_trees,
        of_dependencies: of_dependencies,
    }

    #[tokio::test]
    async fn run() {
        let mut whole = Whole {
            of_item: of_item {},
            of_path: of_path {},
            of_reference: of_reference {},
            of_outbox: of_outbox {},
            of_whole_outbox: of_whole_outbox {},
            of_match: of_match {},
            of_trees: of_trees {},
            of_options: of_options {},
            of_literals: of_literals {},
            of_option_trees: of_option_trees {},
            of_dependencies: of_dependencies {
                mailer: Mailer,
                text: String::new(),
            },
        };
        let stats = whole.run(A { x: 7 }).await.unwrap();
        assert_eq!((stats.emitted, stats.dead_letters), (8, 0));
    }
}

/// Organs that are `impl` blocks.
mod blocks {
    use super::*;

    #[event]
    struct A {
        x: u32,
    }
    #[event]
    enum Level {
        Low,
        High(u32),
    }

    macro_rules! of_item {
        ($item:item) => {
            #[organ]
            $item
        };
    }
    #[derive(Default)]
    struct OfItem(u32);
    of_item!(
        impl OfItem {
            fn handle(&mut self, event: &A) {
                self.0 += event.x;
            }
        }
    );

    macro_rules! of_type {
        ($ty:ty, $event:ty) => {
            #[organ]
            impl $ty {
                fn handle(&mut self, event: &$event) {
                    self.0 += event.x;
                }
            }
        };
    }
    #[derive(Default)]
    struct OfType(u32);
    of_type!(OfType, A);

    macro_rules! of_path {
        ($ty:path, $event:path) => {
            #[organ]
            impl $ty {
                fn handle(&mut self, event: &Event) {
                    match event {
                        $event { x } => self.0 += x,
                    }
                }
            }
        };
    }
    #[derive(Default)]
    struct OfPath(u32);
    of_path!(self::OfPath, self::A);

    macro_rules! of_receiver {
        ($ty:ident, $this:ident, $event:ident, $field:ident, $body:expr) => {
            #[organ]
            impl $ty {
                fn handle(&mut $this, $event: &Event) {
                    match $event {
                        A { $field } => $body,
                    }
                }
            }
        };
    }
    #[derive(Default)]
    struct OfReceiver(u32);
    of_receiver!(OfReceiver, self, event, x, self.0 += x);

    macro_rules! of_block {
        ($ty:ident, $event:ident, $body:block) => {
            #[organ]
            impl $ty {
                async fn handle(&mut self, $event: &A) $body
            }
        };
    }
    #[derive(Default)]
    struct OfBlock;
    of_block!(OfBlock, event, {
        let _ = event.x;
    });

    macro_rules! of_arms {
        ($ty:ident, $this:ident, $event:ident { $($pattern:pat => $value:expr),* }) => {
            #[organ]
            impl $ty {
                fn handle(&mut $this, $event: &Event) {
                    match $event {
                        $($pattern => $value),*
                    }
                }
            }
        };
    }
    #[derive(Default)]
    struct OfArms(u32);
    of_arms!(OfArms, self, event {
        A { x: x @ 1.. } => self.0 += x,
        A { .. } => {},
        Level::Low | Level::High(0) => self.0 += 1,
        Level::High(x) => self.0 += *x
    });

    macro_rules! of_arm_trees {
        ($ty:ident, $this:ident, $event:ident { $($arms:tt)* }) => {
            #[organ]
            impl $ty {
                fn handle(&mut $this, $event: &Event) {
                    match $event { $($arms)* }
                }
            }
        };
    }
    #[derive(Default)]
    struct OfArmTrees(u32);
    of_arm_trees!(OfArmTrees, self, event {
        A { x } if *x > 1 => self.0 += x,
        Level::High(x) => { self.0 += *x; }
    });

    macro_rules! of_statement {
        ($ty:ident, $this:ident, $event:ident, $statement:stmt, $pattern:pat, $value:expr) => {
            #[organ]
            impl $ty {
                fn handle(&mut $this, $event: &Event) {
                    $statement;
                    match $event {
                        $pattern => $value,
                    }
                }
            }
        };
    }
    #[derive(Default)]
    struct OfStatement(u32);
    of_statement!(OfStatement, self, event, let more = 1, A { x }, self.0 += x + more);

    macro_rules! of_hooks {
        ($ty:ident, $start:ident, $idle:ident, $stop:ident, $out:ident: $outbox:ty, $event:path, $result:ty) => {
            #[organ]
            impl $ty {
                #[handle]
                fn handle(&mut self, event: &$event) {
                    self.0 += event.x;
                }
                #[start]
                fn $start(&mut self, $out: $outbox) {
                    $out.emit(Level::Low);
                }
                #[idle]
                async fn $idle(&mut self) -> $result {
                    None
                }
                #[stop]
                fn $stop(&mut self) {}
            }
        };
    }
    #[derive(Default)]
    struct OfHooks(u32);
    of_hooks!(OfHooks, begin, rest, end, out: &mut Outbox<Level>, A, Option<Level>);

    macro_rules! of_attributes {
        ($ty:ident { $($(#[$meta:meta])* $name:ident($event:ty))* }) => {
            #[organ]
            impl $ty {
                $(
                    $(#[$meta])*
                    async fn $name(&self, event: &$event) {
                        let _ = event;
                    }
                )*
            }
        };
    }
    #[derive(Default)]
    struct OfAttributes;
    of_attributes!(OfAttributes {
        #[handle] a(A)
        #[handle(timeout = "1s")] level(Level)
    });

    macro_rules! of_generics {
        ($ty:ident<$param:ident: $bound:path>, $event:ty) => {
            #[organ]
            impl<$param: $bound + Send + Sync + 'static> $ty<$param> {
                fn handle(&mut self, event: &$event) {
                    self.1 += event.x;
                }
            }
        };
    }
    #[derive(Default)]
    struct OfGenerics<T>(T, u32);
    of_generics!(OfGenerics<T: Default>, A);

    macro_rules! spine {
        ($(#[$meta:meta])* $vis:vis $name:ident, $entry:ident, $other:ty, $terminal:path, $hops:expr, $($field:ident: $organ:path),*) => {
            #[spine(entry($entry, $other), terminal($terminal), max_hops = $hops)]
            $(#[$meta])*
            $vis struct $name {
                $($field: $organ),*
            }
        };
    }
    spine!(
        #[derive(Default)]
        pub(super) Whole, A, Level, Level, 5,
        of_item: OfItem,
        of_type: OfType,
        of_path: OfPath,
        of_receiver: OfReceiver,
        of_block: OfBlock,
        of_arms: OfArms,
        of_arm_trees: OfArmTrees,
        of_statement: OfStatement,
        of_hooks: OfHooks,
        of_attributes: OfAttributes,
        of_generics: OfGenerics<String>
    );

    macro_rules! spine_of_item {
        ($item:item) => {
            #[spine(entry(A))]
            $item
        };
    }
    spine_of_item!(
        #[derive(Default)]
        struct Small {
            of_item: OfItem,
        }
    );

    macro_rules! spine_of_trees {
        ([$($options:tt)*] $name:tt { $($fields:tt)* }) => {
            #[spine($($options)*)]
            #[derive(Default)]
            struct $name { $($fields)* }
        };
    }
    spine_of_trees!([entry(A), max_hops = 3] OfTrees { of_item: OfItem, of_type: OfType });

    #[tokio::test]
    async fn run() {
        let mut whole = Whole::default();
        whole.run(A { x: 7 }).await.unwrap();
        whole.run(Level::High(2)).await.unwrap();
        let sums = [
            whole.of_item.0,
            whole.of_type.0,
            whole.of_path.0,
            whole.of_receiver.0,
            whole.of_hooks.0,
            whole.of_generics.1,
        ];
        assert_eq!(sums, [7; 6]);
        assert_eq!((whole.of_arm_trees.0, whole.of_statement.0), (9, 8));
        // Each run begins with a `Level::Low`.
        assert_eq!(whole.of_arms.0, 7 + 2 + 2);
        Small::default().run(A { x: 1 }).await.unwrap();
        OfTrees::default().run(A { x: 1 }).await.unwrap();
    }
}
