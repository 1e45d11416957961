//! The chain of 10, every node yielding once.
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
pub const NODES: usize = 10;

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

    pub async fn n2(n1: &N1) -> N2 {
        tokio::task::yield_now().await;
        black_box(N2(n1.0.wrapping_add(3)))
    }

    pub async fn n3(n2: &N2) -> N3 {
        tokio::task::yield_now().await;
        black_box(N3(n2.0.wrapping_add(4)))
    }

    pub async fn n4(n3: &N3) -> N4 {
        tokio::task::yield_now().await;
        black_box(N4(n3.0.wrapping_add(5)))
    }

    pub async fn n5(n4: &N4) -> N5 {
        tokio::task::yield_now().await;
        black_box(N5(n4.0.wrapping_add(6)))
    }

    pub async fn n6(n5: &N5) -> N6 {
        tokio::task::yield_now().await;
        black_box(N6(n5.0.wrapping_add(7)))
    }

    pub async fn n7(n6: &N6) -> N7 {
        tokio::task::yield_now().await;
        black_box(N7(n6.0.wrapping_add(8)))
    }

    pub async fn n8(n7: &N7) -> N8 {
        tokio::task::yield_now().await;
        black_box(N8(n7.0.wrapping_add(9)))
    }

    pub async fn n9(n8: &N8) -> N9 {
        tokio::task::yield_now().await;
        black_box(N9(n8.0.wrapping_add(10)))
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
    pub async fn n2(n1: &N1) -> Result<N2, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N2(n1.0.wrapping_add(3))))
    }

    #[organum::node]
    pub async fn n3(n2: &N2) -> Result<N3, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N3(n2.0.wrapping_add(4))))
    }

    #[organum::node]
    pub async fn n4(n3: &N3) -> Result<N4, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N4(n3.0.wrapping_add(5))))
    }

    #[organum::node]
    pub async fn n5(n4: &N4) -> Result<N5, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N5(n4.0.wrapping_add(6))))
    }

    #[organum::node]
    pub async fn n6(n5: &N5) -> Result<N6, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N6(n5.0.wrapping_add(7))))
    }

    #[organum::node]
    pub async fn n7(n6: &N6) -> Result<N7, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N7(n6.0.wrapping_add(8))))
    }

    #[organum::node]
    pub async fn n8(n7: &N7) -> Result<N8, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N8(n7.0.wrapping_add(9))))
    }

    #[organum::node]
    pub async fn n9(n8: &N8) -> Result<N9, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N9(n8.0.wrapping_add(10))))
    }
}

/// The graph as Organum has it.
#[organum::graph(output = N9)]
pub struct Chain10Yield {
    pub input: Input,
}

/// By hand: every layer in one `tokio::join!`.
pub async fn join_by_layer(input: Input) -> N9 {
    let n0 = infallible::n0(&input).await;
    let n1 = infallible::n1(&n0).await;
    let n2 = infallible::n2(&n1).await;
    let n3 = infallible::n3(&n2).await;
    let n4 = infallible::n4(&n3).await;
    let n5 = infallible::n5(&n4).await;
    let n6 = infallible::n6(&n5).await;
    let n7 = infallible::n7(&n6).await;
    let n8 = infallible::n8(&n7).await;
    let n9 = infallible::n9(&n8).await;
    n9
}

/// By hand: every layer in one `tokio::try_join!`.
pub async fn try_join_by_layer(input: Input) -> Result<N9, BenchError> {
    let n0 = fallible::n0(&input).await?;
    let n1 = fallible::n1(&n0).await?;
    let n2 = fallible::n2(&n1).await?;
    let n3 = fallible::n3(&n2).await?;
    let n4 = fallible::n4(&n3).await?;
    let n5 = fallible::n5(&n4).await?;
    let n6 = fallible::n6(&n5).await?;
    let n7 = fallible::n7(&n6).await?;
    let n8 = fallible::n8(&n7).await?;
    let n9 = fallible::n9(&n8).await?;
    Ok(n9)
}
