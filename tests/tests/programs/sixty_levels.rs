//! The depth of a graph that compiles without an attribute.

use organum::prelude::*;

struct Level<const N: usize>(usize);
struct Top(usize);

macro_rules! chain {
    ($below:literal) => {
        #[node]
        fn top(below: &Level<$below>) -> Top {
            Top(below.0 + 1)
        }
    };
    ($below:literal $level:literal $($rest:literal)*) => {
        const _: () = {
            #[node]
            async fn level(below: &Level<$below>) -> Level<$level> {
                tokio::task::yield_now().await;
                Level(below.0 + 1)
            }
        };
        chain!($level $($rest)*);
    };
}

#[node]
fn bottom() -> Level<0> {
    Level(1)
}

chain!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
    31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58
);

#[graph(output = Top)]
struct Deep;

#[tokio::test]
async fn sixty_levels_run_by_default() {
    assert_eq!(Deep.run().await.unwrap().0, 60);
}
