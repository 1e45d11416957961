//! Graphs of unusual size and values of unusual layout.
#![allow(
    clippy::unused_async,
    clippy::too_many_arguments,
    clippy::needless_pass_by_value,
    reason = "the forms of nodes are what is tested"
)]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use organum::prelude::*;
use organum_tests::{block_on, yield_once};

mod wide {
    use super::*;

    pub(super) struct Given<const N: usize>(pub(super) usize);
    pub(super) struct Injected<const N: usize>(pub(super) usize);
    pub(super) struct Out<const N: usize>(pub(super) usize);

    struct AllGiven(usize);
    struct AllInjected(usize);

    #[node]
    async fn out<const N: usize>(given: &AllGiven, injected: &AllInjected) -> Out<N> {
        yield_once().await;
        Out(given.0 + injected.0 + N)
    }

    macro_rules! wide {
        ($($given:ident $injected:ident $number:literal)*) => {
            #[node]
            fn all_given($($given: &Given<$number>),*) -> AllGiven {
                AllGiven([$($given.0),*].iter().sum())
            }

            #[node]
            async fn all_injected($($injected: &Injected<$number>),*) -> AllInjected {
                AllInjected([$($injected.0),*].iter().sum())
            }

            #[graph(output = (Out<0>, Out<1>, Out<2>, Out<3>, Out<4>, Out<5>, Out<6>, Out<7>))]
            pub(super) struct Wide {
                $($given: Given<$number>, #[inject] $injected: Injected<$number>),*
            }

            pub(super) fn runner() -> Runner<Wide> {
                Wide::runner($(Injected(1000 * $number)),*)
            }

            pub(super) fn args() -> <Wide as organum::Graph>::Args {
                ($(Given($number)),*)
            }
        };
    }

    wide! {
        a0 b0 0 a1 b1 1 a2 b2 2 a3 b3 3 a4 b4 4 a5 b5 5 a6 b6 6 a7 b7 7 a8 b8 8 a9 b9 9
        a10 b10 10 a11 b11 11 a12 b12 12 a13 b13 13 a14 b14 14 a15 b15 15 a16 b16 16 a17 b17 17
        a18 b18 18 a19 b19 19 a20 b20 20 a21 b21 21 a22 b22 22 a23 b23 23 a24 b24 24 a25 b25 25
        a26 b26 26 a27 b27 27 a28 b28 28 a29 b29 29 a30 b30 30 a31 b31 31
    }
}

#[test]
fn a_graph_may_have_32_fields_of_either_kind_32_parameters_and_8_outputs() {
    let sum = 32 * 31 / 2 + 1000 * 32 * 31 / 2;
    let runner = wide::runner();
    for _ in 0..2 {
        let outputs = block_on(runner.run(wide::args())).unwrap();
        assert_eq!(
            (outputs.0.0, outputs.3.0, outputs.7.0),
            (sum, sum + 3, sum + 7)
        );
    }
    assert_eq!(
        block_on(runner.run(wide::args()).only::<wide::Out<5>>())
            .unwrap()
            .0,
        sum + 5
    );
}

mod layout {
    use super::*;

    #[repr(align(256))]
    #[derive(Clone)]
    pub(super) struct Aligned<const N: usize>(pub(super) u8);

    pub(super) fn is_aligned<const N: usize>(aligned: &Aligned<N>) -> bool {
        std::ptr::from_ref(aligned).addr().is_multiple_of(256)
    }

    pub(super) struct Odd(#[expect(dead_code, reason = "for its size")] [u8; 3]);
    pub(super) struct Large(pub(super) [u64; 2000]);
    pub(super) struct Seen(pub(super) bool);

    #[node]
    fn odd() -> Odd {
        Odd([1; 3])
    }

    #[node]
    async fn made(_: &Odd, given: &Aligned<0>) -> Aligned<2> {
        yield_once().await;
        Aligned(given.0 + 1)
    }

    #[node]
    async fn large(_: &Odd) -> Large {
        yield_once().await;
        Large([7; 2000])
    }

    #[node]
    async fn seen(
        given: &Aligned<0>,
        injected: Aligned<1>,
        made: &Aligned<2>,
        large: &Large,
    ) -> Seen {
        let before = is_aligned(&injected);
        yield_once().await;
        let all = [is_aligned(given), is_aligned(&injected), is_aligned(made)];
        let values = (given.0, injected.0, made.0, large.0[1999]);
        Seen(before && all == [true; 3] && values == (1, 9, 2, 7))
    }

    #[graph(output = Seen)]
    pub(super) struct Layouts {
        pub(super) given: Aligned<0>,
        #[inject]
        pub(super) injected: Aligned<1>,
    }
}

#[test]
fn values_lie_at_their_alignment_wherever_they_come_from() {
    use layout::{Aligned, Layouts};
    let run = Layouts {
        given: Aligned(1),
        injected: Aligned(9),
    }
    .run();
    assert!(block_on(run).unwrap().0);
    let runner = Layouts::runner(Aligned(9));
    for _ in 0..3 {
        assert!(block_on(runner.run(Aligned(1))).unwrap().0);
    }
}

static EMPTY_DROPS: AtomicUsize = AtomicUsize::new(0);

mod empty {
    use super::*;

    pub(super) struct Empty;

    impl Drop for Empty {
        fn drop(&mut self) {
            EMPTY_DROPS.fetch_add(1, Ordering::SeqCst);
        }
    }

    pub(super) struct Counted(pub(super) Arc<()>);

    #[node]
    async fn empty() -> Empty {
        yield_once().await;
        Empty
    }

    #[node]
    fn counted(_: &Empty) -> Counted {
        Counted(Arc::new(()))
    }

    #[graph(output = (Counted, Empty))]
    pub(super) struct Empties;
}

#[test]
fn values_without_a_size_are_dropped_like_others() {
    let (counted, empty) = block_on(empty::Empties.run()).unwrap();
    assert_eq!(
        (
            Arc::strong_count(&counted.0),
            EMPTY_DROPS.load(Ordering::SeqCst)
        ),
        (1, 0)
    );
    drop(empty);
    assert_eq!(EMPTY_DROPS.load(Ordering::SeqCst), 1);
    assert!(block_on(empty::Empties.run().only::<empty::Counted>()).is_ok());
    assert_eq!(EMPTY_DROPS.load(Ordering::SeqCst), 2);
}
