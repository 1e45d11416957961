//! The diamond of 10 layers of 4, every node yielding once.
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
pub const NODES: usize = 42;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N12(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N13(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N14(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N15(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N16(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N17(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N18(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N19(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N20(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N21(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N22(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N23(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N24(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N25(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N26(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N27(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N28(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N29(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N30(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N31(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N32(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N33(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N34(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N35(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N36(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N37(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N38(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N39(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N40(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N41(pub u64);

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

    pub async fn n5(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N5 {
        tokio::task::yield_now().await;
        black_box(N5(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(6)))
    }

    pub async fn n6(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N6 {
        tokio::task::yield_now().await;
        black_box(N6(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(7)))
    }

    pub async fn n7(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N7 {
        tokio::task::yield_now().await;
        black_box(N7(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(8)))
    }

    pub async fn n8(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N8 {
        tokio::task::yield_now().await;
        black_box(N8(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9)))
    }

    pub async fn n9(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N9 {
        tokio::task::yield_now().await;
        black_box(N9(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(10)))
    }

    pub async fn n10(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N10 {
        tokio::task::yield_now().await;
        black_box(N10(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(11)))
    }

    pub async fn n11(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N11 {
        tokio::task::yield_now().await;
        black_box(N11(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(12)))
    }

    pub async fn n12(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N12 {
        tokio::task::yield_now().await;
        black_box(N12(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(13)))
    }

    pub async fn n13(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N13 {
        tokio::task::yield_now().await;
        black_box(N13(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(14)))
    }

    pub async fn n14(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N14 {
        tokio::task::yield_now().await;
        black_box(N14(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(15)))
    }

    pub async fn n15(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N15 {
        tokio::task::yield_now().await;
        black_box(N15(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(16)))
    }

    pub async fn n16(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N16 {
        tokio::task::yield_now().await;
        black_box(N16(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(17)))
    }

    pub async fn n17(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N17 {
        tokio::task::yield_now().await;
        black_box(N17(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(18)))
    }

    pub async fn n18(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N18 {
        tokio::task::yield_now().await;
        black_box(N18(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(19)))
    }

    pub async fn n19(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N19 {
        tokio::task::yield_now().await;
        black_box(N19(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(20)))
    }

    pub async fn n20(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N20 {
        tokio::task::yield_now().await;
        black_box(N20(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(21)))
    }

    pub async fn n21(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N21 {
        tokio::task::yield_now().await;
        black_box(N21(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(22)))
    }

    pub async fn n22(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N22 {
        tokio::task::yield_now().await;
        black_box(N22(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(23)))
    }

    pub async fn n23(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N23 {
        tokio::task::yield_now().await;
        black_box(N23(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(24)))
    }

    pub async fn n24(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N24 {
        tokio::task::yield_now().await;
        black_box(N24(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(25)))
    }

    pub async fn n25(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N25 {
        tokio::task::yield_now().await;
        black_box(N25(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(26)))
    }

    pub async fn n26(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N26 {
        tokio::task::yield_now().await;
        black_box(N26(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(27)))
    }

    pub async fn n27(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N27 {
        tokio::task::yield_now().await;
        black_box(N27(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(28)))
    }

    pub async fn n28(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N28 {
        tokio::task::yield_now().await;
        black_box(N28(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(29)))
    }

    pub async fn n29(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N29 {
        tokio::task::yield_now().await;
        black_box(N29(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(30)))
    }

    pub async fn n30(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N30 {
        tokio::task::yield_now().await;
        black_box(N30(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(31)))
    }

    pub async fn n31(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N31 {
        tokio::task::yield_now().await;
        black_box(N31(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(32)))
    }

    pub async fn n32(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N32 {
        tokio::task::yield_now().await;
        black_box(N32(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(33)))
    }

    pub async fn n33(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N33 {
        tokio::task::yield_now().await;
        black_box(N33(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(34)))
    }

    pub async fn n34(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N34 {
        tokio::task::yield_now().await;
        black_box(N34(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(35)))
    }

    pub async fn n35(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N35 {
        tokio::task::yield_now().await;
        black_box(N35(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(36)))
    }

    pub async fn n36(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N36 {
        tokio::task::yield_now().await;
        black_box(N36(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(37)))
    }

    pub async fn n37(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N37 {
        tokio::task::yield_now().await;
        black_box(N37(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(38)))
    }

    pub async fn n38(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N38 {
        tokio::task::yield_now().await;
        black_box(N38(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(39)))
    }

    pub async fn n39(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N39 {
        tokio::task::yield_now().await;
        black_box(N39(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(40)))
    }

    pub async fn n40(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N40 {
        tokio::task::yield_now().await;
        black_box(N40(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(41)))
    }

    pub async fn n41(n37: &N37, n38: &N38, n39: &N39, n40: &N40) -> N41 {
        tokio::task::yield_now().await;
        black_box(N41(n37
            .0
            .wrapping_add(n38.0)
            .wrapping_add(n39.0)
            .wrapping_add(n40.0)
            .wrapping_add(42)))
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
    pub async fn n5(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> Result<N5, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N5(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(6))))
    }

    #[organum::node]
    pub async fn n6(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> Result<N6, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N6(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(7))))
    }

    #[organum::node]
    pub async fn n7(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> Result<N7, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N7(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(8))))
    }

    #[organum::node]
    pub async fn n8(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> Result<N8, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N8(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9))))
    }

    #[organum::node]
    pub async fn n9(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> Result<N9, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N9(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(10))))
    }

    #[organum::node]
    pub async fn n10(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> Result<N10, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N10(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(11))))
    }

    #[organum::node]
    pub async fn n11(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> Result<N11, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N11(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(12))))
    }

    #[organum::node]
    pub async fn n12(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> Result<N12, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N12(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(13))))
    }

    #[organum::node]
    pub async fn n13(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> Result<N13, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N13(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(14))))
    }

    #[organum::node]
    pub async fn n14(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> Result<N14, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N14(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(15))))
    }

    #[organum::node]
    pub async fn n15(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> Result<N15, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N15(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(16))))
    }

    #[organum::node]
    pub async fn n16(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> Result<N16, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N16(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(17))))
    }

    #[organum::node]
    pub async fn n17(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> Result<N17, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N17(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(18))))
    }

    #[organum::node]
    pub async fn n18(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> Result<N18, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N18(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(19))))
    }

    #[organum::node]
    pub async fn n19(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> Result<N19, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N19(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(20))))
    }

    #[organum::node]
    pub async fn n20(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> Result<N20, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N20(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(21))))
    }

    #[organum::node]
    pub async fn n21(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> Result<N21, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N21(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(22))))
    }

    #[organum::node]
    pub async fn n22(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> Result<N22, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N22(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(23))))
    }

    #[organum::node]
    pub async fn n23(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> Result<N23, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N23(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(24))))
    }

    #[organum::node]
    pub async fn n24(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> Result<N24, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N24(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(25))))
    }

    #[organum::node]
    pub async fn n25(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> Result<N25, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N25(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(26))))
    }

    #[organum::node]
    pub async fn n26(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> Result<N26, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N26(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(27))))
    }

    #[organum::node]
    pub async fn n27(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> Result<N27, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N27(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(28))))
    }

    #[organum::node]
    pub async fn n28(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> Result<N28, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N28(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(29))))
    }

    #[organum::node]
    pub async fn n29(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> Result<N29, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N29(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(30))))
    }

    #[organum::node]
    pub async fn n30(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> Result<N30, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N30(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(31))))
    }

    #[organum::node]
    pub async fn n31(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> Result<N31, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N31(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(32))))
    }

    #[organum::node]
    pub async fn n32(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> Result<N32, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N32(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(33))))
    }

    #[organum::node]
    pub async fn n33(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> Result<N33, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N33(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(34))))
    }

    #[organum::node]
    pub async fn n34(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> Result<N34, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N34(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(35))))
    }

    #[organum::node]
    pub async fn n35(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> Result<N35, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N35(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(36))))
    }

    #[organum::node]
    pub async fn n36(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> Result<N36, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N36(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(37))))
    }

    #[organum::node]
    pub async fn n37(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> Result<N37, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N37(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(38))))
    }

    #[organum::node]
    pub async fn n38(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> Result<N38, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N38(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(39))))
    }

    #[organum::node]
    pub async fn n39(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> Result<N39, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N39(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(40))))
    }

    #[organum::node]
    pub async fn n40(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> Result<N40, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N40(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(41))))
    }

    #[organum::node]
    pub async fn n41(n37: &N37, n38: &N38, n39: &N39, n40: &N40) -> Result<N41, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N41(n37
            .0
            .wrapping_add(n38.0)
            .wrapping_add(n39.0)
            .wrapping_add(n40.0)
            .wrapping_add(42))))
    }
}

/// The graph as Organum has it.
#[organum::graph(output = N41)]
pub struct Diamond10x4Yield {
    pub input: Input,
}

/// By hand: every layer in one `tokio::join!`.
pub async fn join_by_layer(input: Input) -> N41 {
    let n0 = infallible::n0(&input).await;
    let (n1, n2, n3, n4) = tokio::join!(
        infallible::n1(&n0),
        infallible::n2(&n0),
        infallible::n3(&n0),
        infallible::n4(&n0)
    );
    let (n5, n6, n7, n8) = tokio::join!(
        infallible::n5(&n1, &n2, &n3, &n4),
        infallible::n6(&n1, &n2, &n3, &n4),
        infallible::n7(&n1, &n2, &n3, &n4),
        infallible::n8(&n1, &n2, &n3, &n4)
    );
    let (n9, n10, n11, n12) = tokio::join!(
        infallible::n9(&n5, &n6, &n7, &n8),
        infallible::n10(&n5, &n6, &n7, &n8),
        infallible::n11(&n5, &n6, &n7, &n8),
        infallible::n12(&n5, &n6, &n7, &n8)
    );
    let (n13, n14, n15, n16) = tokio::join!(
        infallible::n13(&n9, &n10, &n11, &n12),
        infallible::n14(&n9, &n10, &n11, &n12),
        infallible::n15(&n9, &n10, &n11, &n12),
        infallible::n16(&n9, &n10, &n11, &n12)
    );
    let (n17, n18, n19, n20) = tokio::join!(
        infallible::n17(&n13, &n14, &n15, &n16),
        infallible::n18(&n13, &n14, &n15, &n16),
        infallible::n19(&n13, &n14, &n15, &n16),
        infallible::n20(&n13, &n14, &n15, &n16)
    );
    let (n21, n22, n23, n24) = tokio::join!(
        infallible::n21(&n17, &n18, &n19, &n20),
        infallible::n22(&n17, &n18, &n19, &n20),
        infallible::n23(&n17, &n18, &n19, &n20),
        infallible::n24(&n17, &n18, &n19, &n20)
    );
    let (n25, n26, n27, n28) = tokio::join!(
        infallible::n25(&n21, &n22, &n23, &n24),
        infallible::n26(&n21, &n22, &n23, &n24),
        infallible::n27(&n21, &n22, &n23, &n24),
        infallible::n28(&n21, &n22, &n23, &n24)
    );
    let (n29, n30, n31, n32) = tokio::join!(
        infallible::n29(&n25, &n26, &n27, &n28),
        infallible::n30(&n25, &n26, &n27, &n28),
        infallible::n31(&n25, &n26, &n27, &n28),
        infallible::n32(&n25, &n26, &n27, &n28)
    );
    let (n33, n34, n35, n36) = tokio::join!(
        infallible::n33(&n29, &n30, &n31, &n32),
        infallible::n34(&n29, &n30, &n31, &n32),
        infallible::n35(&n29, &n30, &n31, &n32),
        infallible::n36(&n29, &n30, &n31, &n32)
    );
    let (n37, n38, n39, n40) = tokio::join!(
        infallible::n37(&n33, &n34, &n35, &n36),
        infallible::n38(&n33, &n34, &n35, &n36),
        infallible::n39(&n33, &n34, &n35, &n36),
        infallible::n40(&n33, &n34, &n35, &n36)
    );
    let n41 = infallible::n41(&n37, &n38, &n39, &n40).await;
    n41
}

/// By hand: every layer in one `tokio::try_join!`.
pub async fn try_join_by_layer(input: Input) -> Result<N41, BenchError> {
    let n0 = fallible::n0(&input).await?;
    let (n1, n2, n3, n4) = tokio::try_join!(
        fallible::n1(&n0),
        fallible::n2(&n0),
        fallible::n3(&n0),
        fallible::n4(&n0)
    )?;
    let (n5, n6, n7, n8) = tokio::try_join!(
        fallible::n5(&n1, &n2, &n3, &n4),
        fallible::n6(&n1, &n2, &n3, &n4),
        fallible::n7(&n1, &n2, &n3, &n4),
        fallible::n8(&n1, &n2, &n3, &n4)
    )?;
    let (n9, n10, n11, n12) = tokio::try_join!(
        fallible::n9(&n5, &n6, &n7, &n8),
        fallible::n10(&n5, &n6, &n7, &n8),
        fallible::n11(&n5, &n6, &n7, &n8),
        fallible::n12(&n5, &n6, &n7, &n8)
    )?;
    let (n13, n14, n15, n16) = tokio::try_join!(
        fallible::n13(&n9, &n10, &n11, &n12),
        fallible::n14(&n9, &n10, &n11, &n12),
        fallible::n15(&n9, &n10, &n11, &n12),
        fallible::n16(&n9, &n10, &n11, &n12)
    )?;
    let (n17, n18, n19, n20) = tokio::try_join!(
        fallible::n17(&n13, &n14, &n15, &n16),
        fallible::n18(&n13, &n14, &n15, &n16),
        fallible::n19(&n13, &n14, &n15, &n16),
        fallible::n20(&n13, &n14, &n15, &n16)
    )?;
    let (n21, n22, n23, n24) = tokio::try_join!(
        fallible::n21(&n17, &n18, &n19, &n20),
        fallible::n22(&n17, &n18, &n19, &n20),
        fallible::n23(&n17, &n18, &n19, &n20),
        fallible::n24(&n17, &n18, &n19, &n20)
    )?;
    let (n25, n26, n27, n28) = tokio::try_join!(
        fallible::n25(&n21, &n22, &n23, &n24),
        fallible::n26(&n21, &n22, &n23, &n24),
        fallible::n27(&n21, &n22, &n23, &n24),
        fallible::n28(&n21, &n22, &n23, &n24)
    )?;
    let (n29, n30, n31, n32) = tokio::try_join!(
        fallible::n29(&n25, &n26, &n27, &n28),
        fallible::n30(&n25, &n26, &n27, &n28),
        fallible::n31(&n25, &n26, &n27, &n28),
        fallible::n32(&n25, &n26, &n27, &n28)
    )?;
    let (n33, n34, n35, n36) = tokio::try_join!(
        fallible::n33(&n29, &n30, &n31, &n32),
        fallible::n34(&n29, &n30, &n31, &n32),
        fallible::n35(&n29, &n30, &n31, &n32),
        fallible::n36(&n29, &n30, &n31, &n32)
    )?;
    let (n37, n38, n39, n40) = tokio::try_join!(
        fallible::n37(&n33, &n34, &n35, &n36),
        fallible::n38(&n33, &n34, &n35, &n36),
        fallible::n39(&n33, &n34, &n35, &n36),
        fallible::n40(&n33, &n34, &n35, &n36)
    )?;
    let n41 = fallible::n41(&n37, &n38, &n39, &n40).await?;
    Ok(n41)
}
