//! A source, 10 layers of 4 in which every node depends on all 4 of the layer before, and a sink.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct Input(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N0(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N1(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N2(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N3(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N4(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N5(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N6(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N7(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N8(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N9(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N10(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N11(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N12(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N13(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N14(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N15(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N16(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N17(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N18(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N19(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N20(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N21(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N22(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N23(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N24(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N25(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N26(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N27(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N28(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N29(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N30(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N31(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N32(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N33(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N34(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N35(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N36(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N37(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N38(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N39(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N40(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N41(pub u64);

/// The nodes as functions that cannot fail.
pub mod infallible {
    use super::*;
    pub async fn n0(input: &Input) -> N0 {
        black_box(N0(input.0.wrapping_add(1)))
    }

    pub async fn n1(n0: &N0) -> N1 {
        black_box(N1(n0.0.wrapping_add(2)))
    }

    pub async fn n2(n0: &N0) -> N2 {
        black_box(N2(n0.0.wrapping_add(3)))
    }

    pub async fn n3(n0: &N0) -> N3 {
        black_box(N3(n0.0.wrapping_add(4)))
    }

    pub async fn n4(n0: &N0) -> N4 {
        black_box(N4(n0.0.wrapping_add(5)))
    }

    pub async fn n5(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N5 {
        black_box(N5(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(6)))
    }

    pub async fn n6(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N6 {
        black_box(N6(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(7)))
    }

    pub async fn n7(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N7 {
        black_box(N7(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(8)))
    }

    pub async fn n8(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N8 {
        black_box(N8(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9)))
    }

    pub async fn n9(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N9 {
        black_box(N9(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(10)))
    }

    pub async fn n10(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N10 {
        black_box(N10(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(11)))
    }

    pub async fn n11(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N11 {
        black_box(N11(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(12)))
    }

    pub async fn n12(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N12 {
        black_box(N12(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(13)))
    }

    pub async fn n13(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N13 {
        black_box(N13(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(14)))
    }

    pub async fn n14(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N14 {
        black_box(N14(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(15)))
    }

    pub async fn n15(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N15 {
        black_box(N15(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(16)))
    }

    pub async fn n16(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N16 {
        black_box(N16(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(17)))
    }

    pub async fn n17(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N17 {
        black_box(N17(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(18)))
    }

    pub async fn n18(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N18 {
        black_box(N18(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(19)))
    }

    pub async fn n19(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N19 {
        black_box(N19(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(20)))
    }

    pub async fn n20(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N20 {
        black_box(N20(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(21)))
    }

    pub async fn n21(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N21 {
        black_box(N21(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(22)))
    }

    pub async fn n22(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N22 {
        black_box(N22(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(23)))
    }

    pub async fn n23(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N23 {
        black_box(N23(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(24)))
    }

    pub async fn n24(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N24 {
        black_box(N24(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(25)))
    }

    pub async fn n25(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N25 {
        black_box(N25(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(26)))
    }

    pub async fn n26(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N26 {
        black_box(N26(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(27)))
    }

    pub async fn n27(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N27 {
        black_box(N27(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(28)))
    }

    pub async fn n28(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N28 {
        black_box(N28(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(29)))
    }

    pub async fn n29(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N29 {
        black_box(N29(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(30)))
    }

    pub async fn n30(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N30 {
        black_box(N30(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(31)))
    }

    pub async fn n31(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N31 {
        black_box(N31(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(32)))
    }

    pub async fn n32(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N32 {
        black_box(N32(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(33)))
    }

    pub async fn n33(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N33 {
        black_box(N33(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(34)))
    }

    pub async fn n34(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N34 {
        black_box(N34(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(35)))
    }

    pub async fn n35(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N35 {
        black_box(N35(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(36)))
    }

    pub async fn n36(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N36 {
        black_box(N36(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(37)))
    }

    pub async fn n37(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N37 {
        black_box(N37(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(38)))
    }

    pub async fn n38(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N38 {
        black_box(N38(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(39)))
    }

    pub async fn n39(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N39 {
        black_box(N39(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(40)))
    }

    pub async fn n40(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N40 {
        black_box(N40(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(41)))
    }

    pub async fn n41(n37: &N37, n38: &N38, n39: &N39, n40: &N40) -> N41 {
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
        black_box(Ok(N0(input.0.wrapping_add(1))))
    }

    #[organum::node]
    pub async fn n1(n0: &N0) -> Result<N1, BenchError> {
        black_box(Ok(N1(n0.0.wrapping_add(2))))
    }

    #[organum::node]
    pub async fn n2(n0: &N0) -> Result<N2, BenchError> {
        black_box(Ok(N2(n0.0.wrapping_add(3))))
    }

    #[organum::node]
    pub async fn n3(n0: &N0) -> Result<N3, BenchError> {
        black_box(Ok(N3(n0.0.wrapping_add(4))))
    }

    #[organum::node]
    pub async fn n4(n0: &N0) -> Result<N4, BenchError> {
        black_box(Ok(N4(n0.0.wrapping_add(5))))
    }

    #[organum::node]
    pub async fn n5(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> Result<N5, BenchError> {
        black_box(Ok(N5(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(6))))
    }

    #[organum::node]
    pub async fn n6(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> Result<N6, BenchError> {
        black_box(Ok(N6(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(7))))
    }

    #[organum::node]
    pub async fn n7(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> Result<N7, BenchError> {
        black_box(Ok(N7(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(8))))
    }

    #[organum::node]
    pub async fn n8(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> Result<N8, BenchError> {
        black_box(Ok(N8(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9))))
    }

    #[organum::node]
    pub async fn n9(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> Result<N9, BenchError> {
        black_box(Ok(N9(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(10))))
    }

    #[organum::node]
    pub async fn n10(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> Result<N10, BenchError> {
        black_box(Ok(N10(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(11))))
    }

    #[organum::node]
    pub async fn n11(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> Result<N11, BenchError> {
        black_box(Ok(N11(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(12))))
    }

    #[organum::node]
    pub async fn n12(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> Result<N12, BenchError> {
        black_box(Ok(N12(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(13))))
    }

    #[organum::node]
    pub async fn n13(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> Result<N13, BenchError> {
        black_box(Ok(N13(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(14))))
    }

    #[organum::node]
    pub async fn n14(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> Result<N14, BenchError> {
        black_box(Ok(N14(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(15))))
    }

    #[organum::node]
    pub async fn n15(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> Result<N15, BenchError> {
        black_box(Ok(N15(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(16))))
    }

    #[organum::node]
    pub async fn n16(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> Result<N16, BenchError> {
        black_box(Ok(N16(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(17))))
    }

    #[organum::node]
    pub async fn n17(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> Result<N17, BenchError> {
        black_box(Ok(N17(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(18))))
    }

    #[organum::node]
    pub async fn n18(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> Result<N18, BenchError> {
        black_box(Ok(N18(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(19))))
    }

    #[organum::node]
    pub async fn n19(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> Result<N19, BenchError> {
        black_box(Ok(N19(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(20))))
    }

    #[organum::node]
    pub async fn n20(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> Result<N20, BenchError> {
        black_box(Ok(N20(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(21))))
    }

    #[organum::node]
    pub async fn n21(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> Result<N21, BenchError> {
        black_box(Ok(N21(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(22))))
    }

    #[organum::node]
    pub async fn n22(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> Result<N22, BenchError> {
        black_box(Ok(N22(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(23))))
    }

    #[organum::node]
    pub async fn n23(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> Result<N23, BenchError> {
        black_box(Ok(N23(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(24))))
    }

    #[organum::node]
    pub async fn n24(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> Result<N24, BenchError> {
        black_box(Ok(N24(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(25))))
    }

    #[organum::node]
    pub async fn n25(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> Result<N25, BenchError> {
        black_box(Ok(N25(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(26))))
    }

    #[organum::node]
    pub async fn n26(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> Result<N26, BenchError> {
        black_box(Ok(N26(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(27))))
    }

    #[organum::node]
    pub async fn n27(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> Result<N27, BenchError> {
        black_box(Ok(N27(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(28))))
    }

    #[organum::node]
    pub async fn n28(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> Result<N28, BenchError> {
        black_box(Ok(N28(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(29))))
    }

    #[organum::node]
    pub async fn n29(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> Result<N29, BenchError> {
        black_box(Ok(N29(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(30))))
    }

    #[organum::node]
    pub async fn n30(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> Result<N30, BenchError> {
        black_box(Ok(N30(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(31))))
    }

    #[organum::node]
    pub async fn n31(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> Result<N31, BenchError> {
        black_box(Ok(N31(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(32))))
    }

    #[organum::node]
    pub async fn n32(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> Result<N32, BenchError> {
        black_box(Ok(N32(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(33))))
    }

    #[organum::node]
    pub async fn n33(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> Result<N33, BenchError> {
        black_box(Ok(N33(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(34))))
    }

    #[organum::node]
    pub async fn n34(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> Result<N34, BenchError> {
        black_box(Ok(N34(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(35))))
    }

    #[organum::node]
    pub async fn n35(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> Result<N35, BenchError> {
        black_box(Ok(N35(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(36))))
    }

    #[organum::node]
    pub async fn n36(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> Result<N36, BenchError> {
        black_box(Ok(N36(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(37))))
    }

    #[organum::node]
    pub async fn n37(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> Result<N37, BenchError> {
        black_box(Ok(N37(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(38))))
    }

    #[organum::node]
    pub async fn n38(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> Result<N38, BenchError> {
        black_box(Ok(N38(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(39))))
    }

    #[organum::node]
    pub async fn n39(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> Result<N39, BenchError> {
        black_box(Ok(N39(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(40))))
    }

    #[organum::node]
    pub async fn n40(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> Result<N40, BenchError> {
        black_box(Ok(N40(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(41))))
    }

    #[organum::node]
    pub async fn n41(n37: &N37, n38: &N38, n39: &N39, n40: &N40) -> Result<N41, BenchError> {
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
pub struct Diamond10x4 {
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

/// As an `async_dag` graph.
pub mod async_dag {
    use ::async_dag::TryGraph;

    use super::*;

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> Result<N41, BenchError> {
        const WIRED: &str = "the generated types agree";
        let mut graph = TryGraph::<BenchError>::new();
        let n0 = graph.add_try_task(move || async move { fallible::n0(&input).await });
        let n1 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n1(&n0).await }, 0)
            .expect(WIRED);
        let n2 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n2(&n0).await }, 0)
            .expect(WIRED);
        let n3 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n3(&n0).await }, 0)
            .expect(WIRED);
        let n4 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n4(&n0).await }, 0)
            .expect(WIRED);
        let n5 =
            graph
                .add_child_try_task(
                    n1,
                    |n1: N1, n2: N2, n3: N3, n4: N4| async move {
                        fallible::n5(&n1, &n2, &n3, &n4).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n2, n5, 1).expect(WIRED);
        graph.update_dependency(n3, n5, 2).expect(WIRED);
        graph.update_dependency(n4, n5, 3).expect(WIRED);
        let n6 =
            graph
                .add_child_try_task(
                    n1,
                    |n1: N1, n2: N2, n3: N3, n4: N4| async move {
                        fallible::n6(&n1, &n2, &n3, &n4).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n2, n6, 1).expect(WIRED);
        graph.update_dependency(n3, n6, 2).expect(WIRED);
        graph.update_dependency(n4, n6, 3).expect(WIRED);
        let n7 =
            graph
                .add_child_try_task(
                    n1,
                    |n1: N1, n2: N2, n3: N3, n4: N4| async move {
                        fallible::n7(&n1, &n2, &n3, &n4).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n2, n7, 1).expect(WIRED);
        graph.update_dependency(n3, n7, 2).expect(WIRED);
        graph.update_dependency(n4, n7, 3).expect(WIRED);
        let n8 =
            graph
                .add_child_try_task(
                    n1,
                    |n1: N1, n2: N2, n3: N3, n4: N4| async move {
                        fallible::n8(&n1, &n2, &n3, &n4).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n2, n8, 1).expect(WIRED);
        graph.update_dependency(n3, n8, 2).expect(WIRED);
        graph.update_dependency(n4, n8, 3).expect(WIRED);
        let n9 =
            graph
                .add_child_try_task(
                    n5,
                    |n5: N5, n6: N6, n7: N7, n8: N8| async move {
                        fallible::n9(&n5, &n6, &n7, &n8).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n6, n9, 1).expect(WIRED);
        graph.update_dependency(n7, n9, 2).expect(WIRED);
        graph.update_dependency(n8, n9, 3).expect(WIRED);
        let n10 =
            graph
                .add_child_try_task(
                    n5,
                    |n5: N5, n6: N6, n7: N7, n8: N8| async move {
                        fallible::n10(&n5, &n6, &n7, &n8).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n6, n10, 1).expect(WIRED);
        graph.update_dependency(n7, n10, 2).expect(WIRED);
        graph.update_dependency(n8, n10, 3).expect(WIRED);
        let n11 =
            graph
                .add_child_try_task(
                    n5,
                    |n5: N5, n6: N6, n7: N7, n8: N8| async move {
                        fallible::n11(&n5, &n6, &n7, &n8).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n6, n11, 1).expect(WIRED);
        graph.update_dependency(n7, n11, 2).expect(WIRED);
        graph.update_dependency(n8, n11, 3).expect(WIRED);
        let n12 =
            graph
                .add_child_try_task(
                    n5,
                    |n5: N5, n6: N6, n7: N7, n8: N8| async move {
                        fallible::n12(&n5, &n6, &n7, &n8).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n6, n12, 1).expect(WIRED);
        graph.update_dependency(n7, n12, 2).expect(WIRED);
        graph.update_dependency(n8, n12, 3).expect(WIRED);
        let n13 = graph
            .add_child_try_task(
                n9,
                |n9: N9, n10: N10, n11: N11, n12: N12| async move {
                    fallible::n13(&n9, &n10, &n11, &n12).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n10, n13, 1).expect(WIRED);
        graph.update_dependency(n11, n13, 2).expect(WIRED);
        graph.update_dependency(n12, n13, 3).expect(WIRED);
        let n14 = graph
            .add_child_try_task(
                n9,
                |n9: N9, n10: N10, n11: N11, n12: N12| async move {
                    fallible::n14(&n9, &n10, &n11, &n12).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n10, n14, 1).expect(WIRED);
        graph.update_dependency(n11, n14, 2).expect(WIRED);
        graph.update_dependency(n12, n14, 3).expect(WIRED);
        let n15 = graph
            .add_child_try_task(
                n9,
                |n9: N9, n10: N10, n11: N11, n12: N12| async move {
                    fallible::n15(&n9, &n10, &n11, &n12).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n10, n15, 1).expect(WIRED);
        graph.update_dependency(n11, n15, 2).expect(WIRED);
        graph.update_dependency(n12, n15, 3).expect(WIRED);
        let n16 = graph
            .add_child_try_task(
                n9,
                |n9: N9, n10: N10, n11: N11, n12: N12| async move {
                    fallible::n16(&n9, &n10, &n11, &n12).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n10, n16, 1).expect(WIRED);
        graph.update_dependency(n11, n16, 2).expect(WIRED);
        graph.update_dependency(n12, n16, 3).expect(WIRED);
        let n17 = graph
            .add_child_try_task(
                n13,
                |n13: N13, n14: N14, n15: N15, n16: N16| async move {
                    fallible::n17(&n13, &n14, &n15, &n16).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n14, n17, 1).expect(WIRED);
        graph.update_dependency(n15, n17, 2).expect(WIRED);
        graph.update_dependency(n16, n17, 3).expect(WIRED);
        let n18 = graph
            .add_child_try_task(
                n13,
                |n13: N13, n14: N14, n15: N15, n16: N16| async move {
                    fallible::n18(&n13, &n14, &n15, &n16).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n14, n18, 1).expect(WIRED);
        graph.update_dependency(n15, n18, 2).expect(WIRED);
        graph.update_dependency(n16, n18, 3).expect(WIRED);
        let n19 = graph
            .add_child_try_task(
                n13,
                |n13: N13, n14: N14, n15: N15, n16: N16| async move {
                    fallible::n19(&n13, &n14, &n15, &n16).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n14, n19, 1).expect(WIRED);
        graph.update_dependency(n15, n19, 2).expect(WIRED);
        graph.update_dependency(n16, n19, 3).expect(WIRED);
        let n20 = graph
            .add_child_try_task(
                n13,
                |n13: N13, n14: N14, n15: N15, n16: N16| async move {
                    fallible::n20(&n13, &n14, &n15, &n16).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n14, n20, 1).expect(WIRED);
        graph.update_dependency(n15, n20, 2).expect(WIRED);
        graph.update_dependency(n16, n20, 3).expect(WIRED);
        let n21 = graph
            .add_child_try_task(
                n17,
                |n17: N17, n18: N18, n19: N19, n20: N20| async move {
                    fallible::n21(&n17, &n18, &n19, &n20).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n18, n21, 1).expect(WIRED);
        graph.update_dependency(n19, n21, 2).expect(WIRED);
        graph.update_dependency(n20, n21, 3).expect(WIRED);
        let n22 = graph
            .add_child_try_task(
                n17,
                |n17: N17, n18: N18, n19: N19, n20: N20| async move {
                    fallible::n22(&n17, &n18, &n19, &n20).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n18, n22, 1).expect(WIRED);
        graph.update_dependency(n19, n22, 2).expect(WIRED);
        graph.update_dependency(n20, n22, 3).expect(WIRED);
        let n23 = graph
            .add_child_try_task(
                n17,
                |n17: N17, n18: N18, n19: N19, n20: N20| async move {
                    fallible::n23(&n17, &n18, &n19, &n20).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n18, n23, 1).expect(WIRED);
        graph.update_dependency(n19, n23, 2).expect(WIRED);
        graph.update_dependency(n20, n23, 3).expect(WIRED);
        let n24 = graph
            .add_child_try_task(
                n17,
                |n17: N17, n18: N18, n19: N19, n20: N20| async move {
                    fallible::n24(&n17, &n18, &n19, &n20).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n18, n24, 1).expect(WIRED);
        graph.update_dependency(n19, n24, 2).expect(WIRED);
        graph.update_dependency(n20, n24, 3).expect(WIRED);
        let n25 = graph
            .add_child_try_task(
                n21,
                |n21: N21, n22: N22, n23: N23, n24: N24| async move {
                    fallible::n25(&n21, &n22, &n23, &n24).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n22, n25, 1).expect(WIRED);
        graph.update_dependency(n23, n25, 2).expect(WIRED);
        graph.update_dependency(n24, n25, 3).expect(WIRED);
        let n26 = graph
            .add_child_try_task(
                n21,
                |n21: N21, n22: N22, n23: N23, n24: N24| async move {
                    fallible::n26(&n21, &n22, &n23, &n24).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n22, n26, 1).expect(WIRED);
        graph.update_dependency(n23, n26, 2).expect(WIRED);
        graph.update_dependency(n24, n26, 3).expect(WIRED);
        let n27 = graph
            .add_child_try_task(
                n21,
                |n21: N21, n22: N22, n23: N23, n24: N24| async move {
                    fallible::n27(&n21, &n22, &n23, &n24).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n22, n27, 1).expect(WIRED);
        graph.update_dependency(n23, n27, 2).expect(WIRED);
        graph.update_dependency(n24, n27, 3).expect(WIRED);
        let n28 = graph
            .add_child_try_task(
                n21,
                |n21: N21, n22: N22, n23: N23, n24: N24| async move {
                    fallible::n28(&n21, &n22, &n23, &n24).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n22, n28, 1).expect(WIRED);
        graph.update_dependency(n23, n28, 2).expect(WIRED);
        graph.update_dependency(n24, n28, 3).expect(WIRED);
        let n29 = graph
            .add_child_try_task(
                n25,
                |n25: N25, n26: N26, n27: N27, n28: N28| async move {
                    fallible::n29(&n25, &n26, &n27, &n28).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n26, n29, 1).expect(WIRED);
        graph.update_dependency(n27, n29, 2).expect(WIRED);
        graph.update_dependency(n28, n29, 3).expect(WIRED);
        let n30 = graph
            .add_child_try_task(
                n25,
                |n25: N25, n26: N26, n27: N27, n28: N28| async move {
                    fallible::n30(&n25, &n26, &n27, &n28).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n26, n30, 1).expect(WIRED);
        graph.update_dependency(n27, n30, 2).expect(WIRED);
        graph.update_dependency(n28, n30, 3).expect(WIRED);
        let n31 = graph
            .add_child_try_task(
                n25,
                |n25: N25, n26: N26, n27: N27, n28: N28| async move {
                    fallible::n31(&n25, &n26, &n27, &n28).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n26, n31, 1).expect(WIRED);
        graph.update_dependency(n27, n31, 2).expect(WIRED);
        graph.update_dependency(n28, n31, 3).expect(WIRED);
        let n32 = graph
            .add_child_try_task(
                n25,
                |n25: N25, n26: N26, n27: N27, n28: N28| async move {
                    fallible::n32(&n25, &n26, &n27, &n28).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n26, n32, 1).expect(WIRED);
        graph.update_dependency(n27, n32, 2).expect(WIRED);
        graph.update_dependency(n28, n32, 3).expect(WIRED);
        let n33 = graph
            .add_child_try_task(
                n29,
                |n29: N29, n30: N30, n31: N31, n32: N32| async move {
                    fallible::n33(&n29, &n30, &n31, &n32).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n30, n33, 1).expect(WIRED);
        graph.update_dependency(n31, n33, 2).expect(WIRED);
        graph.update_dependency(n32, n33, 3).expect(WIRED);
        let n34 = graph
            .add_child_try_task(
                n29,
                |n29: N29, n30: N30, n31: N31, n32: N32| async move {
                    fallible::n34(&n29, &n30, &n31, &n32).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n30, n34, 1).expect(WIRED);
        graph.update_dependency(n31, n34, 2).expect(WIRED);
        graph.update_dependency(n32, n34, 3).expect(WIRED);
        let n35 = graph
            .add_child_try_task(
                n29,
                |n29: N29, n30: N30, n31: N31, n32: N32| async move {
                    fallible::n35(&n29, &n30, &n31, &n32).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n30, n35, 1).expect(WIRED);
        graph.update_dependency(n31, n35, 2).expect(WIRED);
        graph.update_dependency(n32, n35, 3).expect(WIRED);
        let n36 = graph
            .add_child_try_task(
                n29,
                |n29: N29, n30: N30, n31: N31, n32: N32| async move {
                    fallible::n36(&n29, &n30, &n31, &n32).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n30, n36, 1).expect(WIRED);
        graph.update_dependency(n31, n36, 2).expect(WIRED);
        graph.update_dependency(n32, n36, 3).expect(WIRED);
        let n37 = graph
            .add_child_try_task(
                n33,
                |n33: N33, n34: N34, n35: N35, n36: N36| async move {
                    fallible::n37(&n33, &n34, &n35, &n36).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n34, n37, 1).expect(WIRED);
        graph.update_dependency(n35, n37, 2).expect(WIRED);
        graph.update_dependency(n36, n37, 3).expect(WIRED);
        let n38 = graph
            .add_child_try_task(
                n33,
                |n33: N33, n34: N34, n35: N35, n36: N36| async move {
                    fallible::n38(&n33, &n34, &n35, &n36).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n34, n38, 1).expect(WIRED);
        graph.update_dependency(n35, n38, 2).expect(WIRED);
        graph.update_dependency(n36, n38, 3).expect(WIRED);
        let n39 = graph
            .add_child_try_task(
                n33,
                |n33: N33, n34: N34, n35: N35, n36: N36| async move {
                    fallible::n39(&n33, &n34, &n35, &n36).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n34, n39, 1).expect(WIRED);
        graph.update_dependency(n35, n39, 2).expect(WIRED);
        graph.update_dependency(n36, n39, 3).expect(WIRED);
        let n40 = graph
            .add_child_try_task(
                n33,
                |n33: N33, n34: N34, n35: N35, n36: N36| async move {
                    fallible::n40(&n33, &n34, &n35, &n36).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n34, n40, 1).expect(WIRED);
        graph.update_dependency(n35, n40, 2).expect(WIRED);
        graph.update_dependency(n36, n40, 3).expect(WIRED);
        let n41 = graph
            .add_child_try_task(
                n37,
                |n37: N37, n38: N38, n39: N39, n40: N40| async move {
                    fallible::n41(&n37, &n38, &n39, &n40).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n38, n41, 1).expect(WIRED);
        graph.update_dependency(n39, n41, 2).expect(WIRED);
        graph.update_dependency(n40, n41, 3).expect(WIRED);
        graph.try_run().await?;
        Ok(graph.get_value(n41).expect("the sink has run"))
    }
}

/// As a operese-dagx graph.
pub mod operese {
    use ::operese_dagx::{DagRunner, task};

    use super::*;

    pub struct T0(Input);

    #[task]
    impl T0 {
        pub async fn run(&self) -> N0 {
            infallible::n0(&self.0).await
        }
    }

    pub struct T1;

    #[task]
    impl T1 {
        pub async fn run(n0: &N0) -> N1 {
            infallible::n1(n0).await
        }
    }

    pub struct T2;

    #[task]
    impl T2 {
        pub async fn run(n0: &N0) -> N2 {
            infallible::n2(n0).await
        }
    }

    pub struct T3;

    #[task]
    impl T3 {
        pub async fn run(n0: &N0) -> N3 {
            infallible::n3(n0).await
        }
    }

    pub struct T4;

    #[task]
    impl T4 {
        pub async fn run(n0: &N0) -> N4 {
            infallible::n4(n0).await
        }
    }

    pub struct T5;

    #[task]
    impl T5 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N5 {
            infallible::n5(n1, n2, n3, n4).await
        }
    }

    pub struct T6;

    #[task]
    impl T6 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N6 {
            infallible::n6(n1, n2, n3, n4).await
        }
    }

    pub struct T7;

    #[task]
    impl T7 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N7 {
            infallible::n7(n1, n2, n3, n4).await
        }
    }

    pub struct T8;

    #[task]
    impl T8 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N8 {
            infallible::n8(n1, n2, n3, n4).await
        }
    }

    pub struct T9;

    #[task]
    impl T9 {
        pub async fn run(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N9 {
            infallible::n9(n5, n6, n7, n8).await
        }
    }

    pub struct T10;

    #[task]
    impl T10 {
        pub async fn run(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N10 {
            infallible::n10(n5, n6, n7, n8).await
        }
    }

    pub struct T11;

    #[task]
    impl T11 {
        pub async fn run(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N11 {
            infallible::n11(n5, n6, n7, n8).await
        }
    }

    pub struct T12;

    #[task]
    impl T12 {
        pub async fn run(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N12 {
            infallible::n12(n5, n6, n7, n8).await
        }
    }

    pub struct T13;

    #[task]
    impl T13 {
        pub async fn run(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N13 {
            infallible::n13(n9, n10, n11, n12).await
        }
    }

    pub struct T14;

    #[task]
    impl T14 {
        pub async fn run(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N14 {
            infallible::n14(n9, n10, n11, n12).await
        }
    }

    pub struct T15;

    #[task]
    impl T15 {
        pub async fn run(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N15 {
            infallible::n15(n9, n10, n11, n12).await
        }
    }

    pub struct T16;

    #[task]
    impl T16 {
        pub async fn run(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N16 {
            infallible::n16(n9, n10, n11, n12).await
        }
    }

    pub struct T17;

    #[task]
    impl T17 {
        pub async fn run(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N17 {
            infallible::n17(n13, n14, n15, n16).await
        }
    }

    pub struct T18;

    #[task]
    impl T18 {
        pub async fn run(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N18 {
            infallible::n18(n13, n14, n15, n16).await
        }
    }

    pub struct T19;

    #[task]
    impl T19 {
        pub async fn run(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N19 {
            infallible::n19(n13, n14, n15, n16).await
        }
    }

    pub struct T20;

    #[task]
    impl T20 {
        pub async fn run(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N20 {
            infallible::n20(n13, n14, n15, n16).await
        }
    }

    pub struct T21;

    #[task]
    impl T21 {
        pub async fn run(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N21 {
            infallible::n21(n17, n18, n19, n20).await
        }
    }

    pub struct T22;

    #[task]
    impl T22 {
        pub async fn run(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N22 {
            infallible::n22(n17, n18, n19, n20).await
        }
    }

    pub struct T23;

    #[task]
    impl T23 {
        pub async fn run(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N23 {
            infallible::n23(n17, n18, n19, n20).await
        }
    }

    pub struct T24;

    #[task]
    impl T24 {
        pub async fn run(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N24 {
            infallible::n24(n17, n18, n19, n20).await
        }
    }

    pub struct T25;

    #[task]
    impl T25 {
        pub async fn run(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N25 {
            infallible::n25(n21, n22, n23, n24).await
        }
    }

    pub struct T26;

    #[task]
    impl T26 {
        pub async fn run(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N26 {
            infallible::n26(n21, n22, n23, n24).await
        }
    }

    pub struct T27;

    #[task]
    impl T27 {
        pub async fn run(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N27 {
            infallible::n27(n21, n22, n23, n24).await
        }
    }

    pub struct T28;

    #[task]
    impl T28 {
        pub async fn run(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N28 {
            infallible::n28(n21, n22, n23, n24).await
        }
    }

    pub struct T29;

    #[task]
    impl T29 {
        pub async fn run(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N29 {
            infallible::n29(n25, n26, n27, n28).await
        }
    }

    pub struct T30;

    #[task]
    impl T30 {
        pub async fn run(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N30 {
            infallible::n30(n25, n26, n27, n28).await
        }
    }

    pub struct T31;

    #[task]
    impl T31 {
        pub async fn run(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N31 {
            infallible::n31(n25, n26, n27, n28).await
        }
    }

    pub struct T32;

    #[task]
    impl T32 {
        pub async fn run(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N32 {
            infallible::n32(n25, n26, n27, n28).await
        }
    }

    pub struct T33;

    #[task]
    impl T33 {
        pub async fn run(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N33 {
            infallible::n33(n29, n30, n31, n32).await
        }
    }

    pub struct T34;

    #[task]
    impl T34 {
        pub async fn run(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N34 {
            infallible::n34(n29, n30, n31, n32).await
        }
    }

    pub struct T35;

    #[task]
    impl T35 {
        pub async fn run(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N35 {
            infallible::n35(n29, n30, n31, n32).await
        }
    }

    pub struct T36;

    #[task]
    impl T36 {
        pub async fn run(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N36 {
            infallible::n36(n29, n30, n31, n32).await
        }
    }

    pub struct T37;

    #[task]
    impl T37 {
        pub async fn run(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N37 {
            infallible::n37(n33, n34, n35, n36).await
        }
    }

    pub struct T38;

    #[task]
    impl T38 {
        pub async fn run(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N38 {
            infallible::n38(n33, n34, n35, n36).await
        }
    }

    pub struct T39;

    #[task]
    impl T39 {
        pub async fn run(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N39 {
            infallible::n39(n33, n34, n35, n36).await
        }
    }

    pub struct T40;

    #[task]
    impl T40 {
        pub async fn run(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N40 {
            infallible::n40(n33, n34, n35, n36).await
        }
    }

    pub struct T41;

    #[task]
    impl T41 {
        pub async fn run(n37: &N37, n38: &N38, n39: &N39, n40: &N40) -> N41 {
            infallible::n41(n37, n38, n39, n40).await
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N41 {
        let mut dag = DagRunner::new();
        let n0 = dag.add_task(T0(input));
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2).depends_on(&n0);
        let n3 = dag.add_task(T3).depends_on(&n0);
        let n4 = dag.add_task(T4).depends_on(&n0);
        let n5 = dag.add_task(T5).depends_on((&n1, &n2, &n3, &n4));
        let n6 = dag.add_task(T6).depends_on((&n1, &n2, &n3, &n4));
        let n7 = dag.add_task(T7).depends_on((&n1, &n2, &n3, &n4));
        let n8 = dag.add_task(T8).depends_on((&n1, &n2, &n3, &n4));
        let n9 = dag.add_task(T9).depends_on((&n5, &n6, &n7, &n8));
        let n10 = dag.add_task(T10).depends_on((&n5, &n6, &n7, &n8));
        let n11 = dag.add_task(T11).depends_on((&n5, &n6, &n7, &n8));
        let n12 = dag.add_task(T12).depends_on((&n5, &n6, &n7, &n8));
        let n13 = dag.add_task(T13).depends_on((&n9, &n10, &n11, &n12));
        let n14 = dag.add_task(T14).depends_on((&n9, &n10, &n11, &n12));
        let n15 = dag.add_task(T15).depends_on((&n9, &n10, &n11, &n12));
        let n16 = dag.add_task(T16).depends_on((&n9, &n10, &n11, &n12));
        let n17 = dag.add_task(T17).depends_on((&n13, &n14, &n15, &n16));
        let n18 = dag.add_task(T18).depends_on((&n13, &n14, &n15, &n16));
        let n19 = dag.add_task(T19).depends_on((&n13, &n14, &n15, &n16));
        let n20 = dag.add_task(T20).depends_on((&n13, &n14, &n15, &n16));
        let n21 = dag.add_task(T21).depends_on((&n17, &n18, &n19, &n20));
        let n22 = dag.add_task(T22).depends_on((&n17, &n18, &n19, &n20));
        let n23 = dag.add_task(T23).depends_on((&n17, &n18, &n19, &n20));
        let n24 = dag.add_task(T24).depends_on((&n17, &n18, &n19, &n20));
        let n25 = dag.add_task(T25).depends_on((&n21, &n22, &n23, &n24));
        let n26 = dag.add_task(T26).depends_on((&n21, &n22, &n23, &n24));
        let n27 = dag.add_task(T27).depends_on((&n21, &n22, &n23, &n24));
        let n28 = dag.add_task(T28).depends_on((&n21, &n22, &n23, &n24));
        let n29 = dag.add_task(T29).depends_on((&n25, &n26, &n27, &n28));
        let n30 = dag.add_task(T30).depends_on((&n25, &n26, &n27, &n28));
        let n31 = dag.add_task(T31).depends_on((&n25, &n26, &n27, &n28));
        let n32 = dag.add_task(T32).depends_on((&n25, &n26, &n27, &n28));
        let n33 = dag.add_task(T33).depends_on((&n29, &n30, &n31, &n32));
        let n34 = dag.add_task(T34).depends_on((&n29, &n30, &n31, &n32));
        let n35 = dag.add_task(T35).depends_on((&n29, &n30, &n31, &n32));
        let n36 = dag.add_task(T36).depends_on((&n29, &n30, &n31, &n32));
        let n37 = dag.add_task(T37).depends_on((&n33, &n34, &n35, &n36));
        let n38 = dag.add_task(T38).depends_on((&n33, &n34, &n35, &n36));
        let n39 = dag.add_task(T39).depends_on((&n33, &n34, &n35, &n36));
        let n40 = dag.add_task(T40).depends_on((&n33, &n34, &n35, &n36));
        let n41 = dag.add_task(T41).depends_on((&n37, &n38, &n39, &n40));
        dag.run(|task| task).await.expect("no task panics").get(n41)
    }
}

/// As a dagx graph.
pub mod dagx {
    use ::dagx::{DagRunner, Task, TaskHandle, task};

    use super::*;

    pub struct T0(Input);

    #[task]
    impl T0 {
        pub async fn run(&self) -> N0 {
            infallible::n0(&self.0).await
        }
    }

    pub struct T1;

    #[task]
    impl T1 {
        pub async fn run(n0: &N0) -> N1 {
            infallible::n1(n0).await
        }
    }

    pub struct T2;

    #[task]
    impl T2 {
        pub async fn run(n0: &N0) -> N2 {
            infallible::n2(n0).await
        }
    }

    pub struct T3;

    #[task]
    impl T3 {
        pub async fn run(n0: &N0) -> N3 {
            infallible::n3(n0).await
        }
    }

    pub struct T4;

    #[task]
    impl T4 {
        pub async fn run(n0: &N0) -> N4 {
            infallible::n4(n0).await
        }
    }

    pub struct T5;

    #[task]
    impl T5 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N5 {
            infallible::n5(n1, n2, n3, n4).await
        }
    }

    pub struct T6;

    #[task]
    impl T6 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N6 {
            infallible::n6(n1, n2, n3, n4).await
        }
    }

    pub struct T7;

    #[task]
    impl T7 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N7 {
            infallible::n7(n1, n2, n3, n4).await
        }
    }

    pub struct T8;

    #[task]
    impl T8 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4) -> N8 {
            infallible::n8(n1, n2, n3, n4).await
        }
    }

    pub struct T9;

    #[task]
    impl T9 {
        pub async fn run(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N9 {
            infallible::n9(n5, n6, n7, n8).await
        }
    }

    pub struct T10;

    #[task]
    impl T10 {
        pub async fn run(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N10 {
            infallible::n10(n5, n6, n7, n8).await
        }
    }

    pub struct T11;

    #[task]
    impl T11 {
        pub async fn run(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N11 {
            infallible::n11(n5, n6, n7, n8).await
        }
    }

    pub struct T12;

    #[task]
    impl T12 {
        pub async fn run(n5: &N5, n6: &N6, n7: &N7, n8: &N8) -> N12 {
            infallible::n12(n5, n6, n7, n8).await
        }
    }

    pub struct T13;

    #[task]
    impl T13 {
        pub async fn run(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N13 {
            infallible::n13(n9, n10, n11, n12).await
        }
    }

    pub struct T14;

    #[task]
    impl T14 {
        pub async fn run(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N14 {
            infallible::n14(n9, n10, n11, n12).await
        }
    }

    pub struct T15;

    #[task]
    impl T15 {
        pub async fn run(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N15 {
            infallible::n15(n9, n10, n11, n12).await
        }
    }

    pub struct T16;

    #[task]
    impl T16 {
        pub async fn run(n9: &N9, n10: &N10, n11: &N11, n12: &N12) -> N16 {
            infallible::n16(n9, n10, n11, n12).await
        }
    }

    pub struct T17;

    #[task]
    impl T17 {
        pub async fn run(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N17 {
            infallible::n17(n13, n14, n15, n16).await
        }
    }

    pub struct T18;

    #[task]
    impl T18 {
        pub async fn run(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N18 {
            infallible::n18(n13, n14, n15, n16).await
        }
    }

    pub struct T19;

    #[task]
    impl T19 {
        pub async fn run(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N19 {
            infallible::n19(n13, n14, n15, n16).await
        }
    }

    pub struct T20;

    #[task]
    impl T20 {
        pub async fn run(n13: &N13, n14: &N14, n15: &N15, n16: &N16) -> N20 {
            infallible::n20(n13, n14, n15, n16).await
        }
    }

    pub struct T21;

    #[task]
    impl T21 {
        pub async fn run(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N21 {
            infallible::n21(n17, n18, n19, n20).await
        }
    }

    pub struct T22;

    #[task]
    impl T22 {
        pub async fn run(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N22 {
            infallible::n22(n17, n18, n19, n20).await
        }
    }

    pub struct T23;

    #[task]
    impl T23 {
        pub async fn run(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N23 {
            infallible::n23(n17, n18, n19, n20).await
        }
    }

    pub struct T24;

    #[task]
    impl T24 {
        pub async fn run(n17: &N17, n18: &N18, n19: &N19, n20: &N20) -> N24 {
            infallible::n24(n17, n18, n19, n20).await
        }
    }

    pub struct T25;

    #[task]
    impl T25 {
        pub async fn run(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N25 {
            infallible::n25(n21, n22, n23, n24).await
        }
    }

    pub struct T26;

    #[task]
    impl T26 {
        pub async fn run(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N26 {
            infallible::n26(n21, n22, n23, n24).await
        }
    }

    pub struct T27;

    #[task]
    impl T27 {
        pub async fn run(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N27 {
            infallible::n27(n21, n22, n23, n24).await
        }
    }

    pub struct T28;

    #[task]
    impl T28 {
        pub async fn run(n21: &N21, n22: &N22, n23: &N23, n24: &N24) -> N28 {
            infallible::n28(n21, n22, n23, n24).await
        }
    }

    pub struct T29;

    #[task]
    impl T29 {
        pub async fn run(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N29 {
            infallible::n29(n25, n26, n27, n28).await
        }
    }

    pub struct T30;

    #[task]
    impl T30 {
        pub async fn run(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N30 {
            infallible::n30(n25, n26, n27, n28).await
        }
    }

    pub struct T31;

    #[task]
    impl T31 {
        pub async fn run(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N31 {
            infallible::n31(n25, n26, n27, n28).await
        }
    }

    pub struct T32;

    #[task]
    impl T32 {
        pub async fn run(n25: &N25, n26: &N26, n27: &N27, n28: &N28) -> N32 {
            infallible::n32(n25, n26, n27, n28).await
        }
    }

    pub struct T33;

    #[task]
    impl T33 {
        pub async fn run(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N33 {
            infallible::n33(n29, n30, n31, n32).await
        }
    }

    pub struct T34;

    #[task]
    impl T34 {
        pub async fn run(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N34 {
            infallible::n34(n29, n30, n31, n32).await
        }
    }

    pub struct T35;

    #[task]
    impl T35 {
        pub async fn run(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N35 {
            infallible::n35(n29, n30, n31, n32).await
        }
    }

    pub struct T36;

    #[task]
    impl T36 {
        pub async fn run(n29: &N29, n30: &N30, n31: &N31, n32: &N32) -> N36 {
            infallible::n36(n29, n30, n31, n32).await
        }
    }

    pub struct T37;

    #[task]
    impl T37 {
        pub async fn run(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N37 {
            infallible::n37(n33, n34, n35, n36).await
        }
    }

    pub struct T38;

    #[task]
    impl T38 {
        pub async fn run(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N38 {
            infallible::n38(n33, n34, n35, n36).await
        }
    }

    pub struct T39;

    #[task]
    impl T39 {
        pub async fn run(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N39 {
            infallible::n39(n33, n34, n35, n36).await
        }
    }

    pub struct T40;

    #[task]
    impl T40 {
        pub async fn run(n33: &N33, n34: &N34, n35: &N35, n36: &N36) -> N40 {
            infallible::n40(n33, n34, n35, n36).await
        }
    }

    pub struct T41;

    #[task]
    impl T41 {
        pub async fn run(n37: &N37, n38: &N38, n39: &N39, n40: &N40) -> N41 {
            infallible::n41(n37, n38, n39, n40).await
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N41 {
        let dag = DagRunner::new();
        let n0: TaskHandle<N0> = dag.add_task(T0(input)).into();
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2).depends_on(&n0);
        let n3 = dag.add_task(T3).depends_on(&n0);
        let n4 = dag.add_task(T4).depends_on(&n0);
        let n5 = dag.add_task(T5).depends_on((&n1, &n2, &n3, &n4));
        let n6 = dag.add_task(T6).depends_on((&n1, &n2, &n3, &n4));
        let n7 = dag.add_task(T7).depends_on((&n1, &n2, &n3, &n4));
        let n8 = dag.add_task(T8).depends_on((&n1, &n2, &n3, &n4));
        let n9 = dag.add_task(T9).depends_on((&n5, &n6, &n7, &n8));
        let n10 = dag.add_task(T10).depends_on((&n5, &n6, &n7, &n8));
        let n11 = dag.add_task(T11).depends_on((&n5, &n6, &n7, &n8));
        let n12 = dag.add_task(T12).depends_on((&n5, &n6, &n7, &n8));
        let n13 = dag.add_task(T13).depends_on((&n9, &n10, &n11, &n12));
        let n14 = dag.add_task(T14).depends_on((&n9, &n10, &n11, &n12));
        let n15 = dag.add_task(T15).depends_on((&n9, &n10, &n11, &n12));
        let n16 = dag.add_task(T16).depends_on((&n9, &n10, &n11, &n12));
        let n17 = dag.add_task(T17).depends_on((&n13, &n14, &n15, &n16));
        let n18 = dag.add_task(T18).depends_on((&n13, &n14, &n15, &n16));
        let n19 = dag.add_task(T19).depends_on((&n13, &n14, &n15, &n16));
        let n20 = dag.add_task(T20).depends_on((&n13, &n14, &n15, &n16));
        let n21 = dag.add_task(T21).depends_on((&n17, &n18, &n19, &n20));
        let n22 = dag.add_task(T22).depends_on((&n17, &n18, &n19, &n20));
        let n23 = dag.add_task(T23).depends_on((&n17, &n18, &n19, &n20));
        let n24 = dag.add_task(T24).depends_on((&n17, &n18, &n19, &n20));
        let n25 = dag.add_task(T25).depends_on((&n21, &n22, &n23, &n24));
        let n26 = dag.add_task(T26).depends_on((&n21, &n22, &n23, &n24));
        let n27 = dag.add_task(T27).depends_on((&n21, &n22, &n23, &n24));
        let n28 = dag.add_task(T28).depends_on((&n21, &n22, &n23, &n24));
        let n29 = dag.add_task(T29).depends_on((&n25, &n26, &n27, &n28));
        let n30 = dag.add_task(T30).depends_on((&n25, &n26, &n27, &n28));
        let n31 = dag.add_task(T31).depends_on((&n25, &n26, &n27, &n28));
        let n32 = dag.add_task(T32).depends_on((&n25, &n26, &n27, &n28));
        let n33 = dag.add_task(T33).depends_on((&n29, &n30, &n31, &n32));
        let n34 = dag.add_task(T34).depends_on((&n29, &n30, &n31, &n32));
        let n35 = dag.add_task(T35).depends_on((&n29, &n30, &n31, &n32));
        let n36 = dag.add_task(T36).depends_on((&n29, &n30, &n31, &n32));
        let n37 = dag.add_task(T37).depends_on((&n33, &n34, &n35, &n36));
        let n38 = dag.add_task(T38).depends_on((&n33, &n34, &n35, &n36));
        let n39 = dag.add_task(T39).depends_on((&n33, &n34, &n35, &n36));
        let n40 = dag.add_task(T40).depends_on((&n33, &n34, &n35, &n36));
        let n41 = dag.add_task(T41).depends_on((&n37, &n38, &n39, &n40));
        dag.run(|task| {
            tokio::spawn(task);
        })
        .await
        .expect("no task panics");
        dag.get(n41).expect("the sink has run")
    }
}

/// As a `bevy_ecs` schedule of ordinary functions.
pub mod bevy {
    use bevy_ecs::prelude::*;

    use super::*;

    fn n0(input: Res<'_, Input>, mut result: ResMut<'_, N0>) {
        *result = black_box(N0(input.0.wrapping_add(1)));
    }

    fn n1(n0: Res<'_, N0>, mut result: ResMut<'_, N1>) {
        *result = black_box(N1(n0.0.wrapping_add(2)));
    }

    fn n2(n0: Res<'_, N0>, mut result: ResMut<'_, N2>) {
        *result = black_box(N2(n0.0.wrapping_add(3)));
    }

    fn n3(n0: Res<'_, N0>, mut result: ResMut<'_, N3>) {
        *result = black_box(N3(n0.0.wrapping_add(4)));
    }

    fn n4(n0: Res<'_, N0>, mut result: ResMut<'_, N4>) {
        *result = black_box(N4(n0.0.wrapping_add(5)));
    }

    fn n5(
        n1: Res<'_, N1>,
        n2: Res<'_, N2>,
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        mut result: ResMut<'_, N5>,
    ) {
        *result = black_box(N5(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(6)));
    }

    fn n6(
        n1: Res<'_, N1>,
        n2: Res<'_, N2>,
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        mut result: ResMut<'_, N6>,
    ) {
        *result = black_box(N6(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(7)));
    }

    fn n7(
        n1: Res<'_, N1>,
        n2: Res<'_, N2>,
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        mut result: ResMut<'_, N7>,
    ) {
        *result = black_box(N7(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(8)));
    }

    fn n8(
        n1: Res<'_, N1>,
        n2: Res<'_, N2>,
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        mut result: ResMut<'_, N8>,
    ) {
        *result = black_box(N8(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9)));
    }

    fn n9(
        n5: Res<'_, N5>,
        n6: Res<'_, N6>,
        n7: Res<'_, N7>,
        n8: Res<'_, N8>,
        mut result: ResMut<'_, N9>,
    ) {
        *result = black_box(N9(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(10)));
    }

    fn n10(
        n5: Res<'_, N5>,
        n6: Res<'_, N6>,
        n7: Res<'_, N7>,
        n8: Res<'_, N8>,
        mut result: ResMut<'_, N10>,
    ) {
        *result = black_box(N10(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(11)));
    }

    fn n11(
        n5: Res<'_, N5>,
        n6: Res<'_, N6>,
        n7: Res<'_, N7>,
        n8: Res<'_, N8>,
        mut result: ResMut<'_, N11>,
    ) {
        *result = black_box(N11(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(12)));
    }

    fn n12(
        n5: Res<'_, N5>,
        n6: Res<'_, N6>,
        n7: Res<'_, N7>,
        n8: Res<'_, N8>,
        mut result: ResMut<'_, N12>,
    ) {
        *result = black_box(N12(n5
            .0
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(13)));
    }

    fn n13(
        n9: Res<'_, N9>,
        n10: Res<'_, N10>,
        n11: Res<'_, N11>,
        n12: Res<'_, N12>,
        mut result: ResMut<'_, N13>,
    ) {
        *result = black_box(N13(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(14)));
    }

    fn n14(
        n9: Res<'_, N9>,
        n10: Res<'_, N10>,
        n11: Res<'_, N11>,
        n12: Res<'_, N12>,
        mut result: ResMut<'_, N14>,
    ) {
        *result = black_box(N14(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(15)));
    }

    fn n15(
        n9: Res<'_, N9>,
        n10: Res<'_, N10>,
        n11: Res<'_, N11>,
        n12: Res<'_, N12>,
        mut result: ResMut<'_, N15>,
    ) {
        *result = black_box(N15(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(16)));
    }

    fn n16(
        n9: Res<'_, N9>,
        n10: Res<'_, N10>,
        n11: Res<'_, N11>,
        n12: Res<'_, N12>,
        mut result: ResMut<'_, N16>,
    ) {
        *result = black_box(N16(n9
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n11.0)
            .wrapping_add(n12.0)
            .wrapping_add(17)));
    }

    fn n17(
        n13: Res<'_, N13>,
        n14: Res<'_, N14>,
        n15: Res<'_, N15>,
        n16: Res<'_, N16>,
        mut result: ResMut<'_, N17>,
    ) {
        *result = black_box(N17(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(18)));
    }

    fn n18(
        n13: Res<'_, N13>,
        n14: Res<'_, N14>,
        n15: Res<'_, N15>,
        n16: Res<'_, N16>,
        mut result: ResMut<'_, N18>,
    ) {
        *result = black_box(N18(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(19)));
    }

    fn n19(
        n13: Res<'_, N13>,
        n14: Res<'_, N14>,
        n15: Res<'_, N15>,
        n16: Res<'_, N16>,
        mut result: ResMut<'_, N19>,
    ) {
        *result = black_box(N19(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(20)));
    }

    fn n20(
        n13: Res<'_, N13>,
        n14: Res<'_, N14>,
        n15: Res<'_, N15>,
        n16: Res<'_, N16>,
        mut result: ResMut<'_, N20>,
    ) {
        *result = black_box(N20(n13
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n15.0)
            .wrapping_add(n16.0)
            .wrapping_add(21)));
    }

    fn n21(
        n17: Res<'_, N17>,
        n18: Res<'_, N18>,
        n19: Res<'_, N19>,
        n20: Res<'_, N20>,
        mut result: ResMut<'_, N21>,
    ) {
        *result = black_box(N21(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(22)));
    }

    fn n22(
        n17: Res<'_, N17>,
        n18: Res<'_, N18>,
        n19: Res<'_, N19>,
        n20: Res<'_, N20>,
        mut result: ResMut<'_, N22>,
    ) {
        *result = black_box(N22(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(23)));
    }

    fn n23(
        n17: Res<'_, N17>,
        n18: Res<'_, N18>,
        n19: Res<'_, N19>,
        n20: Res<'_, N20>,
        mut result: ResMut<'_, N23>,
    ) {
        *result = black_box(N23(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(24)));
    }

    fn n24(
        n17: Res<'_, N17>,
        n18: Res<'_, N18>,
        n19: Res<'_, N19>,
        n20: Res<'_, N20>,
        mut result: ResMut<'_, N24>,
    ) {
        *result = black_box(N24(n17
            .0
            .wrapping_add(n18.0)
            .wrapping_add(n19.0)
            .wrapping_add(n20.0)
            .wrapping_add(25)));
    }

    fn n25(
        n21: Res<'_, N21>,
        n22: Res<'_, N22>,
        n23: Res<'_, N23>,
        n24: Res<'_, N24>,
        mut result: ResMut<'_, N25>,
    ) {
        *result = black_box(N25(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(26)));
    }

    fn n26(
        n21: Res<'_, N21>,
        n22: Res<'_, N22>,
        n23: Res<'_, N23>,
        n24: Res<'_, N24>,
        mut result: ResMut<'_, N26>,
    ) {
        *result = black_box(N26(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(27)));
    }

    fn n27(
        n21: Res<'_, N21>,
        n22: Res<'_, N22>,
        n23: Res<'_, N23>,
        n24: Res<'_, N24>,
        mut result: ResMut<'_, N27>,
    ) {
        *result = black_box(N27(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(28)));
    }

    fn n28(
        n21: Res<'_, N21>,
        n22: Res<'_, N22>,
        n23: Res<'_, N23>,
        n24: Res<'_, N24>,
        mut result: ResMut<'_, N28>,
    ) {
        *result = black_box(N28(n21
            .0
            .wrapping_add(n22.0)
            .wrapping_add(n23.0)
            .wrapping_add(n24.0)
            .wrapping_add(29)));
    }

    fn n29(
        n25: Res<'_, N25>,
        n26: Res<'_, N26>,
        n27: Res<'_, N27>,
        n28: Res<'_, N28>,
        mut result: ResMut<'_, N29>,
    ) {
        *result = black_box(N29(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(30)));
    }

    fn n30(
        n25: Res<'_, N25>,
        n26: Res<'_, N26>,
        n27: Res<'_, N27>,
        n28: Res<'_, N28>,
        mut result: ResMut<'_, N30>,
    ) {
        *result = black_box(N30(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(31)));
    }

    fn n31(
        n25: Res<'_, N25>,
        n26: Res<'_, N26>,
        n27: Res<'_, N27>,
        n28: Res<'_, N28>,
        mut result: ResMut<'_, N31>,
    ) {
        *result = black_box(N31(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(32)));
    }

    fn n32(
        n25: Res<'_, N25>,
        n26: Res<'_, N26>,
        n27: Res<'_, N27>,
        n28: Res<'_, N28>,
        mut result: ResMut<'_, N32>,
    ) {
        *result = black_box(N32(n25
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n27.0)
            .wrapping_add(n28.0)
            .wrapping_add(33)));
    }

    fn n33(
        n29: Res<'_, N29>,
        n30: Res<'_, N30>,
        n31: Res<'_, N31>,
        n32: Res<'_, N32>,
        mut result: ResMut<'_, N33>,
    ) {
        *result = black_box(N33(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(34)));
    }

    fn n34(
        n29: Res<'_, N29>,
        n30: Res<'_, N30>,
        n31: Res<'_, N31>,
        n32: Res<'_, N32>,
        mut result: ResMut<'_, N34>,
    ) {
        *result = black_box(N34(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(35)));
    }

    fn n35(
        n29: Res<'_, N29>,
        n30: Res<'_, N30>,
        n31: Res<'_, N31>,
        n32: Res<'_, N32>,
        mut result: ResMut<'_, N35>,
    ) {
        *result = black_box(N35(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(36)));
    }

    fn n36(
        n29: Res<'_, N29>,
        n30: Res<'_, N30>,
        n31: Res<'_, N31>,
        n32: Res<'_, N32>,
        mut result: ResMut<'_, N36>,
    ) {
        *result = black_box(N36(n29
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n31.0)
            .wrapping_add(n32.0)
            .wrapping_add(37)));
    }

    fn n37(
        n33: Res<'_, N33>,
        n34: Res<'_, N34>,
        n35: Res<'_, N35>,
        n36: Res<'_, N36>,
        mut result: ResMut<'_, N37>,
    ) {
        *result = black_box(N37(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(38)));
    }

    fn n38(
        n33: Res<'_, N33>,
        n34: Res<'_, N34>,
        n35: Res<'_, N35>,
        n36: Res<'_, N36>,
        mut result: ResMut<'_, N38>,
    ) {
        *result = black_box(N38(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(39)));
    }

    fn n39(
        n33: Res<'_, N33>,
        n34: Res<'_, N34>,
        n35: Res<'_, N35>,
        n36: Res<'_, N36>,
        mut result: ResMut<'_, N39>,
    ) {
        *result = black_box(N39(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(40)));
    }

    fn n40(
        n33: Res<'_, N33>,
        n34: Res<'_, N34>,
        n35: Res<'_, N35>,
        n36: Res<'_, N36>,
        mut result: ResMut<'_, N40>,
    ) {
        *result = black_box(N40(n33
            .0
            .wrapping_add(n34.0)
            .wrapping_add(n35.0)
            .wrapping_add(n36.0)
            .wrapping_add(41)));
    }

    fn n41(
        n37: Res<'_, N37>,
        n38: Res<'_, N38>,
        n39: Res<'_, N39>,
        n40: Res<'_, N40>,
        mut result: ResMut<'_, N41>,
    ) {
        *result = black_box(N41(n37
            .0
            .wrapping_add(n38.0)
            .wrapping_add(n39.0)
            .wrapping_add(n40.0)
            .wrapping_add(42)));
    }

    /// The world that holds the results and the schedule that fills it.
    pub struct Systems {
        world: World,
        schedule: Schedule,
    }

    impl Default for Systems {
        fn default() -> Self {
            let mut world = World::new();
            let mut schedule = Schedule::default();
            world.init_resource::<Input>();
            world.init_resource::<N0>();
            schedule.add_systems(n0);
            world.init_resource::<N1>();
            schedule.add_systems(n1.after(n0));
            world.init_resource::<N2>();
            schedule.add_systems(n2.after(n0));
            world.init_resource::<N3>();
            schedule.add_systems(n3.after(n0));
            world.init_resource::<N4>();
            schedule.add_systems(n4.after(n0));
            world.init_resource::<N5>();
            schedule.add_systems(n5.after(n1).after(n2).after(n3).after(n4));
            world.init_resource::<N6>();
            schedule.add_systems(n6.after(n1).after(n2).after(n3).after(n4));
            world.init_resource::<N7>();
            schedule.add_systems(n7.after(n1).after(n2).after(n3).after(n4));
            world.init_resource::<N8>();
            schedule.add_systems(n8.after(n1).after(n2).after(n3).after(n4));
            world.init_resource::<N9>();
            schedule.add_systems(n9.after(n5).after(n6).after(n7).after(n8));
            world.init_resource::<N10>();
            schedule.add_systems(n10.after(n5).after(n6).after(n7).after(n8));
            world.init_resource::<N11>();
            schedule.add_systems(n11.after(n5).after(n6).after(n7).after(n8));
            world.init_resource::<N12>();
            schedule.add_systems(n12.after(n5).after(n6).after(n7).after(n8));
            world.init_resource::<N13>();
            schedule.add_systems(n13.after(n9).after(n10).after(n11).after(n12));
            world.init_resource::<N14>();
            schedule.add_systems(n14.after(n9).after(n10).after(n11).after(n12));
            world.init_resource::<N15>();
            schedule.add_systems(n15.after(n9).after(n10).after(n11).after(n12));
            world.init_resource::<N16>();
            schedule.add_systems(n16.after(n9).after(n10).after(n11).after(n12));
            world.init_resource::<N17>();
            schedule.add_systems(n17.after(n13).after(n14).after(n15).after(n16));
            world.init_resource::<N18>();
            schedule.add_systems(n18.after(n13).after(n14).after(n15).after(n16));
            world.init_resource::<N19>();
            schedule.add_systems(n19.after(n13).after(n14).after(n15).after(n16));
            world.init_resource::<N20>();
            schedule.add_systems(n20.after(n13).after(n14).after(n15).after(n16));
            world.init_resource::<N21>();
            schedule.add_systems(n21.after(n17).after(n18).after(n19).after(n20));
            world.init_resource::<N22>();
            schedule.add_systems(n22.after(n17).after(n18).after(n19).after(n20));
            world.init_resource::<N23>();
            schedule.add_systems(n23.after(n17).after(n18).after(n19).after(n20));
            world.init_resource::<N24>();
            schedule.add_systems(n24.after(n17).after(n18).after(n19).after(n20));
            world.init_resource::<N25>();
            schedule.add_systems(n25.after(n21).after(n22).after(n23).after(n24));
            world.init_resource::<N26>();
            schedule.add_systems(n26.after(n21).after(n22).after(n23).after(n24));
            world.init_resource::<N27>();
            schedule.add_systems(n27.after(n21).after(n22).after(n23).after(n24));
            world.init_resource::<N28>();
            schedule.add_systems(n28.after(n21).after(n22).after(n23).after(n24));
            world.init_resource::<N29>();
            schedule.add_systems(n29.after(n25).after(n26).after(n27).after(n28));
            world.init_resource::<N30>();
            schedule.add_systems(n30.after(n25).after(n26).after(n27).after(n28));
            world.init_resource::<N31>();
            schedule.add_systems(n31.after(n25).after(n26).after(n27).after(n28));
            world.init_resource::<N32>();
            schedule.add_systems(n32.after(n25).after(n26).after(n27).after(n28));
            world.init_resource::<N33>();
            schedule.add_systems(n33.after(n29).after(n30).after(n31).after(n32));
            world.init_resource::<N34>();
            schedule.add_systems(n34.after(n29).after(n30).after(n31).after(n32));
            world.init_resource::<N35>();
            schedule.add_systems(n35.after(n29).after(n30).after(n31).after(n32));
            world.init_resource::<N36>();
            schedule.add_systems(n36.after(n29).after(n30).after(n31).after(n32));
            world.init_resource::<N37>();
            schedule.add_systems(n37.after(n33).after(n34).after(n35).after(n36));
            world.init_resource::<N38>();
            schedule.add_systems(n38.after(n33).after(n34).after(n35).after(n36));
            world.init_resource::<N39>();
            schedule.add_systems(n39.after(n33).after(n34).after(n35).after(n36));
            world.init_resource::<N40>();
            schedule.add_systems(n40.after(n33).after(n34).after(n35).after(n36));
            world.init_resource::<N41>();
            schedule.add_systems(n41.after(n37).after(n38).after(n39).after(n40));
            Self { world, schedule }
        }
    }

    impl Systems {
        /// Runs every system once.
        pub fn run(&mut self, input: Input) -> N41 {
            *self.world.resource_mut::<Input>() = input;
            self.schedule.run(&mut self.world);
            *self.world.resource::<N41>()
        }
    }
}
