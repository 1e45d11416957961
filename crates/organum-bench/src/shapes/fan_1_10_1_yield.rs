//! The 1-10-1 graph, every node yielding once.
//!
//! Written by `cargo run -p organum-bench --bin generate`; change the generator instead.

#![allow(
    missing_docs,
    clippy::pedantic,
    clippy::let_and_return,
    clippy::needless_borrows_for_generic_args,
    clippy::too_many_arguments,
    reason = "generated: numbered nodes, all written in the same way"
)]

use std::hint::black_box;

use crate::BenchError;

/// How many nodes the graph has.
pub const NODES: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N0(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N1(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N2(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N3(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N4(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N5(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N6(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N7(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N8(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N9(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N10(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N11(pub u64);

/// The nodes as functions that cannot fail.
pub mod infallible {
    use super::*;
    pub async fn n0(input: &Input) -> N0 {
        tokio::task::yield_now().await;
        black_box(N0(input.0.wrapping_add(1)))
    }

    pub async fn n1(n0: &N0) -> N1 {
        tokio::task::yield_now().await;
        black_box(N1(n0.0.wrapping_add(2)))
    }

    pub async fn n2(n0: &N0) -> N2 {
        tokio::task::yield_now().await;
        black_box(N2(n0.0.wrapping_add(3)))
    }

    pub async fn n3(n0: &N0) -> N3 {
        tokio::task::yield_now().await;
        black_box(N3(n0.0.wrapping_add(4)))
    }

    pub async fn n4(n0: &N0) -> N4 {
        tokio::task::yield_now().await;
        black_box(N4(n0.0.wrapping_add(5)))
    }

    pub async fn n5(n0: &N0) -> N5 {
        tokio::task::yield_now().await;
        black_box(N5(n0.0.wrapping_add(6)))
    }

    pub async fn n6(n0: &N0) -> N6 {
        tokio::task::yield_now().await;
        black_box(N6(n0.0.wrapping_add(7)))
    }

    pub async fn n7(n0: &N0) -> N7 {
        tokio::task::yield_now().await;
        black_box(N7(n0.0.wrapping_add(8)))
    }

    pub async fn n8(n0: &N0) -> N8 {
        tokio::task::yield_now().await;
        black_box(N8(n0.0.wrapping_add(9)))
    }

    pub async fn n9(n0: &N0) -> N9 {
        tokio::task::yield_now().await;
        black_box(N9(n0.0.wrapping_add(10)))
    }

    pub async fn n10(n0: &N0) -> N10 {
        tokio::task::yield_now().await;
        black_box(N10(n0.0.wrapping_add(11)))
    }

    pub async fn n11(
        n1: &N1,
        n2: &N2,
        n3: &N3,
        n4: &N4,
        n5: &N5,
        n6: &N6,
        n7: &N7,
        n8: &N8,
        n9: &N9,
        n10: &N10,
    ) -> N11 {
        tokio::task::yield_now().await;
        black_box(N11(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(n9.0)
            .wrapping_add(n10.0)
            .wrapping_add(12)))
    }
}

/// The nodes as functions that can fail.
pub mod fallible {
    use super::*;
    #[organum::node]
    pub async fn n0(input: &Input) -> Result<N0, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N0(input.0.wrapping_add(1))))
    }

    #[organum::node]
    pub async fn n1(n0: &N0) -> Result<N1, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N1(n0.0.wrapping_add(2))))
    }

    #[organum::node]
    pub async fn n2(n0: &N0) -> Result<N2, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N2(n0.0.wrapping_add(3))))
    }

    #[organum::node]
    pub async fn n3(n0: &N0) -> Result<N3, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N3(n0.0.wrapping_add(4))))
    }

    #[organum::node]
    pub async fn n4(n0: &N0) -> Result<N4, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N4(n0.0.wrapping_add(5))))
    }

    #[organum::node]
    pub async fn n5(n0: &N0) -> Result<N5, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N5(n0.0.wrapping_add(6))))
    }

    #[organum::node]
    pub async fn n6(n0: &N0) -> Result<N6, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N6(n0.0.wrapping_add(7))))
    }

    #[organum::node]
    pub async fn n7(n0: &N0) -> Result<N7, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N7(n0.0.wrapping_add(8))))
    }

    #[organum::node]
    pub async fn n8(n0: &N0) -> Result<N8, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N8(n0.0.wrapping_add(9))))
    }

    #[organum::node]
    pub async fn n9(n0: &N0) -> Result<N9, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N9(n0.0.wrapping_add(10))))
    }

    #[organum::node]
    pub async fn n10(n0: &N0) -> Result<N10, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N10(n0.0.wrapping_add(11))))
    }

    #[organum::node]
    pub async fn n11(
        n1: &N1,
        n2: &N2,
        n3: &N3,
        n4: &N4,
        n5: &N5,
        n6: &N6,
        n7: &N7,
        n8: &N8,
        n9: &N9,
        n10: &N10,
    ) -> Result<N11, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N11(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(n9.0)
            .wrapping_add(n10.0)
            .wrapping_add(12))))
    }
}

/// The graph as Organum has it.
#[organum::graph(output = N11)]
pub struct Fan1101Yield {
    pub input: Input,
}

/// By hand: every layer in one `tokio::join!`.
pub async fn join_by_layer(input: Input) -> N11 {
    let n0 = infallible::n0(&input).await;
    let (n1, n2, n3, n4, n5, n6, n7, n8, n9, n10) = tokio::join!(
        infallible::n1(&n0),
        infallible::n2(&n0),
        infallible::n3(&n0),
        infallible::n4(&n0),
        infallible::n5(&n0),
        infallible::n6(&n0),
        infallible::n7(&n0),
        infallible::n8(&n0),
        infallible::n9(&n0),
        infallible::n10(&n0)
    );
    let n11 = infallible::n11(&n1, &n2, &n3, &n4, &n5, &n6, &n7, &n8, &n9, &n10).await;
    n11
}

/// By hand: every layer in one `tokio::try_join!`.
pub async fn try_join_by_layer(input: Input) -> Result<N11, BenchError> {
    let n0 = fallible::n0(&input).await?;
    let (n1, n2, n3, n4, n5, n6, n7, n8, n9, n10) = tokio::try_join!(
        fallible::n1(&n0),
        fallible::n2(&n0),
        fallible::n3(&n0),
        fallible::n4(&n0),
        fallible::n5(&n0),
        fallible::n6(&n0),
        fallible::n7(&n0),
        fallible::n8(&n0),
        fallible::n9(&n0),
        fallible::n10(&n0)
    )?;
    let n11 = fallible::n11(&n1, &n2, &n3, &n4, &n5, &n6, &n7, &n8, &n9, &n10).await?;
    Ok(n11)
}
