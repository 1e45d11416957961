//! A random graph of 100 nodes, each with 1 to 4 dependencies, gathered to one sink.
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
pub const NODES: usize = 100;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N42(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N43(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N44(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N45(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N46(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N47(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N48(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N49(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N50(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N51(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N52(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N53(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N54(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N55(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N56(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N57(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N58(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N59(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N60(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N61(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N62(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N63(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N64(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N65(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N66(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N67(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N68(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N69(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N70(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N71(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N72(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N73(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N74(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N75(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N76(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N77(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N78(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N79(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N80(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N81(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N82(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N83(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N84(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N85(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N86(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N87(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N88(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N89(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N90(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N91(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N92(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N93(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N94(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N95(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N96(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N97(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N98(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N99(pub u64);

/// The nodes as functions that cannot fail.
pub mod infallible {
    use super::*;
    pub async fn n0(input: &Input) -> N0 {
        black_box(N0(input.0.wrapping_add(1)))
    }

    pub async fn n1(n0: &N0) -> N1 {
        black_box(N1(n0.0.wrapping_add(2)))
    }

    pub async fn n2(n1: &N1) -> N2 {
        black_box(N2(n1.0.wrapping_add(3)))
    }

    pub async fn n3(n0: &N0) -> N3 {
        black_box(N3(n0.0.wrapping_add(4)))
    }

    pub async fn n4(n1: &N1, n3: &N3) -> N4 {
        black_box(N4(n1.0.wrapping_add(n3.0).wrapping_add(5)))
    }

    pub async fn n5(n2: &N2) -> N5 {
        black_box(N5(n2.0.wrapping_add(6)))
    }

    pub async fn n6(n0: &N0, n1: &N1, n5: &N5) -> N6 {
        black_box(N6(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n5.0)
            .wrapping_add(7)))
    }

    pub async fn n7(n0: &N0) -> N7 {
        black_box(N7(n0.0.wrapping_add(8)))
    }

    pub async fn n8(n0: &N0, n1: &N1, n3: &N3, n4: &N4) -> N8 {
        black_box(N8(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9)))
    }

    pub async fn n9(n0: &N0, n3: &N3, n7: &N7) -> N9 {
        black_box(N9(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n7.0)
            .wrapping_add(10)))
    }

    pub async fn n10(n3: &N3, n5: &N5, n6: &N6, n9: &N9) -> N10 {
        black_box(N10(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(11)))
    }

    pub async fn n11(n3: &N3, n4: &N4, n5: &N5, n8: &N8) -> N11 {
        black_box(N11(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n8.0)
            .wrapping_add(12)))
    }

    pub async fn n12(n2: &N2, n3: &N3, n6: &N6) -> N12 {
        black_box(N12(n2
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n6.0)
            .wrapping_add(13)))
    }

    pub async fn n13(n7: &N7, n11: &N11) -> N13 {
        black_box(N13(n7.0.wrapping_add(n11.0).wrapping_add(14)))
    }

    pub async fn n14(n6: &N6, n8: &N8) -> N14 {
        black_box(N14(n6.0.wrapping_add(n8.0).wrapping_add(15)))
    }

    pub async fn n15(n3: &N3, n4: &N4, n5: &N5, n11: &N11) -> N15 {
        black_box(N15(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n11.0)
            .wrapping_add(16)))
    }

    pub async fn n16(n2: &N2, n10: &N10, n12: &N12, n15: &N15) -> N16 {
        black_box(N16(n2
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n12.0)
            .wrapping_add(n15.0)
            .wrapping_add(17)))
    }

    pub async fn n17(n11: &N11) -> N17 {
        black_box(N17(n11.0.wrapping_add(18)))
    }

    pub async fn n18(n7: &N7) -> N18 {
        black_box(N18(n7.0.wrapping_add(19)))
    }

    pub async fn n19(n7: &N7, n9: &N9, n13: &N13) -> N19 {
        black_box(N19(n7
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n13.0)
            .wrapping_add(20)))
    }

    pub async fn n20(n6: &N6, n19: &N19) -> N20 {
        black_box(N20(n6.0.wrapping_add(n19.0).wrapping_add(21)))
    }

    pub async fn n21(n1: &N1) -> N21 {
        black_box(N21(n1.0.wrapping_add(22)))
    }

    pub async fn n22(n3: &N3, n5: &N5, n19: &N19) -> N22 {
        black_box(N22(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n19.0)
            .wrapping_add(23)))
    }

    pub async fn n23(n1: &N1, n4: &N4, n6: &N6, n9: &N9) -> N23 {
        black_box(N23(n1
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(24)))
    }

    pub async fn n24(n2: &N2, n15: &N15) -> N24 {
        black_box(N24(n2.0.wrapping_add(n15.0).wrapping_add(25)))
    }

    pub async fn n25(n18: &N18, n22: &N22) -> N25 {
        black_box(N25(n18.0.wrapping_add(n22.0).wrapping_add(26)))
    }

    pub async fn n26(n8: &N8, n16: &N16) -> N26 {
        black_box(N26(n8.0.wrapping_add(n16.0).wrapping_add(27)))
    }

    pub async fn n27(n6: &N6, n17: &N17, n25: &N25) -> N27 {
        black_box(N27(n6
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n25.0)
            .wrapping_add(28)))
    }

    pub async fn n28(n6: &N6, n8: &N8, n24: &N24) -> N28 {
        black_box(N28(n6
            .0
            .wrapping_add(n8.0)
            .wrapping_add(n24.0)
            .wrapping_add(29)))
    }

    pub async fn n29(n15: &N15, n17: &N17, n22: &N22, n28: &N28) -> N29 {
        black_box(N29(n15
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n22.0)
            .wrapping_add(n28.0)
            .wrapping_add(30)))
    }

    pub async fn n30(n28: &N28) -> N30 {
        black_box(N30(n28.0.wrapping_add(31)))
    }

    pub async fn n31(n14: &N14) -> N31 {
        black_box(N31(n14.0.wrapping_add(32)))
    }

    pub async fn n32(n17: &N17, n21: &N21) -> N32 {
        black_box(N32(n17.0.wrapping_add(n21.0).wrapping_add(33)))
    }

    pub async fn n33(n5: &N5, n9: &N9) -> N33 {
        black_box(N33(n5.0.wrapping_add(n9.0).wrapping_add(34)))
    }

    pub async fn n34(n33: &N33) -> N34 {
        black_box(N34(n33.0.wrapping_add(35)))
    }

    pub async fn n35(n1: &N1, n2: &N2, n15: &N15, n28: &N28) -> N35 {
        black_box(N35(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n15.0)
            .wrapping_add(n28.0)
            .wrapping_add(36)))
    }

    pub async fn n36(n7: &N7, n29: &N29, n35: &N35) -> N36 {
        black_box(N36(n7
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n35.0)
            .wrapping_add(37)))
    }

    pub async fn n37(n33: &N33) -> N37 {
        black_box(N37(n33.0.wrapping_add(38)))
    }

    pub async fn n38(n6: &N6, n7: &N7) -> N38 {
        black_box(N38(n6.0.wrapping_add(n7.0).wrapping_add(39)))
    }

    pub async fn n39(n13: &N13, n26: &N26) -> N39 {
        black_box(N39(n13.0.wrapping_add(n26.0).wrapping_add(40)))
    }

    pub async fn n40(n3: &N3, n5: &N5) -> N40 {
        black_box(N40(n3.0.wrapping_add(n5.0).wrapping_add(41)))
    }

    pub async fn n41(n28: &N28, n39: &N39) -> N41 {
        black_box(N41(n28.0.wrapping_add(n39.0).wrapping_add(42)))
    }

    pub async fn n42(n14: &N14) -> N42 {
        black_box(N42(n14.0.wrapping_add(43)))
    }

    pub async fn n43(n0: &N0, n3: &N3, n11: &N11, n42: &N42) -> N43 {
        black_box(N43(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n11.0)
            .wrapping_add(n42.0)
            .wrapping_add(44)))
    }

    pub async fn n44(n0: &N0, n42: &N42, n43: &N43) -> N44 {
        black_box(N44(n0
            .0
            .wrapping_add(n42.0)
            .wrapping_add(n43.0)
            .wrapping_add(45)))
    }

    pub async fn n45(n10: &N10, n16: &N16, n43: &N43) -> N45 {
        black_box(N45(n10
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n43.0)
            .wrapping_add(46)))
    }

    pub async fn n46(n1: &N1, n28: &N28, n33: &N33) -> N46 {
        black_box(N46(n1
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n33.0)
            .wrapping_add(47)))
    }

    pub async fn n47(n10: &N10, n30: &N30, n43: &N43, n46: &N46) -> N47 {
        black_box(N47(n10
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n43.0)
            .wrapping_add(n46.0)
            .wrapping_add(48)))
    }

    pub async fn n48(n25: &N25, n30: &N30, n32: &N32) -> N48 {
        black_box(N48(n25
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n32.0)
            .wrapping_add(49)))
    }

    pub async fn n49(n1: &N1, n19: &N19) -> N49 {
        black_box(N49(n1.0.wrapping_add(n19.0).wrapping_add(50)))
    }

    pub async fn n50(n16: &N16) -> N50 {
        black_box(N50(n16.0.wrapping_add(51)))
    }

    pub async fn n51(n16: &N16, n31: &N31, n38: &N38) -> N51 {
        black_box(N51(n16
            .0
            .wrapping_add(n31.0)
            .wrapping_add(n38.0)
            .wrapping_add(52)))
    }

    pub async fn n52(n18: &N18, n27: &N27, n30: &N30) -> N52 {
        black_box(N52(n18
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n30.0)
            .wrapping_add(53)))
    }

    pub async fn n53(n10: &N10, n13: &N13, n38: &N38) -> N53 {
        black_box(N53(n10
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n38.0)
            .wrapping_add(54)))
    }

    pub async fn n54(n9: &N9, n16: &N16, n46: &N46, n52: &N52) -> N54 {
        black_box(N54(n9
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(55)))
    }

    pub async fn n55(n0: &N0, n27: &N27, n33: &N33) -> N55 {
        black_box(N55(n0
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n33.0)
            .wrapping_add(56)))
    }

    pub async fn n56(n14: &N14, n26: &N26, n28: &N28) -> N56 {
        black_box(N56(n14
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n28.0)
            .wrapping_add(57)))
    }

    pub async fn n57(n11: &N11) -> N57 {
        black_box(N57(n11.0.wrapping_add(58)))
    }

    pub async fn n58(n17: &N17, n29: &N29, n53: &N53) -> N58 {
        black_box(N58(n17
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n53.0)
            .wrapping_add(59)))
    }

    pub async fn n59(n2: &N2, n14: &N14, n17: &N17, n28: &N28) -> N59 {
        black_box(N59(n2
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n17.0)
            .wrapping_add(n28.0)
            .wrapping_add(60)))
    }

    pub async fn n60(n5: &N5, n7: &N7, n48: &N48, n57: &N57) -> N60 {
        black_box(N60(n5
            .0
            .wrapping_add(n7.0)
            .wrapping_add(n48.0)
            .wrapping_add(n57.0)
            .wrapping_add(61)))
    }

    pub async fn n61(n30: &N30) -> N61 {
        black_box(N61(n30.0.wrapping_add(62)))
    }

    pub async fn n62(n2: &N2, n32: &N32, n44: &N44, n54: &N54) -> N62 {
        black_box(N62(n2
            .0
            .wrapping_add(n32.0)
            .wrapping_add(n44.0)
            .wrapping_add(n54.0)
            .wrapping_add(63)))
    }

    pub async fn n63(n13: &N13, n23: &N23) -> N63 {
        black_box(N63(n13.0.wrapping_add(n23.0).wrapping_add(64)))
    }

    pub async fn n64(n16: &N16, n54: &N54, n57: &N57) -> N64 {
        black_box(N64(n16
            .0
            .wrapping_add(n54.0)
            .wrapping_add(n57.0)
            .wrapping_add(65)))
    }

    pub async fn n65(n13: &N13, n25: &N25) -> N65 {
        black_box(N65(n13.0.wrapping_add(n25.0).wrapping_add(66)))
    }

    pub async fn n66(n6: &N6, n33: &N33, n49: &N49, n59: &N59) -> N66 {
        black_box(N66(n6
            .0
            .wrapping_add(n33.0)
            .wrapping_add(n49.0)
            .wrapping_add(n59.0)
            .wrapping_add(67)))
    }

    pub async fn n67(n53: &N53, n61: &N61) -> N67 {
        black_box(N67(n53.0.wrapping_add(n61.0).wrapping_add(68)))
    }

    pub async fn n68(n5: &N5, n44: &N44) -> N68 {
        black_box(N68(n5.0.wrapping_add(n44.0).wrapping_add(69)))
    }

    pub async fn n69(n55: &N55) -> N69 {
        black_box(N69(n55.0.wrapping_add(70)))
    }

    pub async fn n70(n3: &N3, n4: &N4, n57: &N57, n64: &N64) -> N70 {
        black_box(N70(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n57.0)
            .wrapping_add(n64.0)
            .wrapping_add(71)))
    }

    pub async fn n71(n32: &N32, n67: &N67) -> N71 {
        black_box(N71(n32.0.wrapping_add(n67.0).wrapping_add(72)))
    }

    pub async fn n72(n6: &N6, n10: &N10, n63: &N63) -> N72 {
        black_box(N72(n6
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n63.0)
            .wrapping_add(73)))
    }

    pub async fn n73(n30: &N30) -> N73 {
        black_box(N73(n30.0.wrapping_add(74)))
    }

    pub async fn n74(n20: &N20) -> N74 {
        black_box(N74(n20.0.wrapping_add(75)))
    }

    pub async fn n75(n8: &N8, n26: &N26, n49: &N49, n73: &N73) -> N75 {
        black_box(N75(n8
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n49.0)
            .wrapping_add(n73.0)
            .wrapping_add(76)))
    }

    pub async fn n76(n16: &N16, n46: &N46, n58: &N58, n70: &N70) -> N76 {
        black_box(N76(n16
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n58.0)
            .wrapping_add(n70.0)
            .wrapping_add(77)))
    }

    pub async fn n77(n71: &N71) -> N77 {
        black_box(N77(n71.0.wrapping_add(78)))
    }

    pub async fn n78(n8: &N8, n13: &N13, n68: &N68) -> N78 {
        black_box(N78(n8
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n68.0)
            .wrapping_add(79)))
    }

    pub async fn n79(n6: &N6, n46: &N46, n52: &N52) -> N79 {
        black_box(N79(n6
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(80)))
    }

    pub async fn n80(n4: &N4, n68: &N68) -> N80 {
        black_box(N80(n4.0.wrapping_add(n68.0).wrapping_add(81)))
    }

    pub async fn n81(n77: &N77) -> N81 {
        black_box(N81(n77.0.wrapping_add(82)))
    }

    pub async fn n82(n16: &N16, n28: &N28, n42: &N42, n73: &N73) -> N82 {
        black_box(N82(n16
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n42.0)
            .wrapping_add(n73.0)
            .wrapping_add(83)))
    }

    pub async fn n83(n51: &N51, n63: &N63, n73: &N73, n80: &N80) -> N83 {
        black_box(N83(n51
            .0
            .wrapping_add(n63.0)
            .wrapping_add(n73.0)
            .wrapping_add(n80.0)
            .wrapping_add(84)))
    }

    pub async fn n84(n28: &N28, n53: &N53) -> N84 {
        black_box(N84(n28.0.wrapping_add(n53.0).wrapping_add(85)))
    }

    pub async fn n85(n53: &N53) -> N85 {
        black_box(N85(n53.0.wrapping_add(86)))
    }

    pub async fn n86(n19: &N19, n81: &N81) -> N86 {
        black_box(N86(n19.0.wrapping_add(n81.0).wrapping_add(87)))
    }

    pub async fn n87(n2: &N2, n9: &N9, n52: &N52, n75: &N75) -> N87 {
        black_box(N87(n2
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n52.0)
            .wrapping_add(n75.0)
            .wrapping_add(88)))
    }

    pub async fn n88(n32: &N32) -> N88 {
        black_box(N88(n32.0.wrapping_add(89)))
    }

    pub async fn n89(n54: &N54, n81: &N81) -> N89 {
        black_box(N89(n54.0.wrapping_add(n81.0).wrapping_add(90)))
    }

    pub async fn n90(n29: &N29) -> N90 {
        black_box(N90(n29.0.wrapping_add(91)))
    }

    pub async fn n91(n21: &N21, n41: &N41, n69: &N69, n81: &N81) -> N91 {
        black_box(N91(n21
            .0
            .wrapping_add(n41.0)
            .wrapping_add(n69.0)
            .wrapping_add(n81.0)
            .wrapping_add(92)))
    }

    pub async fn n92(n69: &N69, n78: &N78) -> N92 {
        black_box(N92(n69.0.wrapping_add(n78.0).wrapping_add(93)))
    }

    pub async fn n93(n12: &N12, n86: &N86) -> N93 {
        black_box(N93(n12.0.wrapping_add(n86.0).wrapping_add(94)))
    }

    pub async fn n94(n42: &N42, n49: &N49, n71: &N71, n75: &N75) -> N94 {
        black_box(N94(n42
            .0
            .wrapping_add(n49.0)
            .wrapping_add(n71.0)
            .wrapping_add(n75.0)
            .wrapping_add(95)))
    }

    pub async fn n95(
        n34: &N34,
        n36: &N36,
        n37: &N37,
        n40: &N40,
        n45: &N45,
        n47: &N47,
        n50: &N50,
        n56: &N56,
    ) -> N95 {
        black_box(N95(n34
            .0
            .wrapping_add(n36.0)
            .wrapping_add(n37.0)
            .wrapping_add(n40.0)
            .wrapping_add(n45.0)
            .wrapping_add(n47.0)
            .wrapping_add(n50.0)
            .wrapping_add(n56.0)
            .wrapping_add(96)))
    }

    pub async fn n96(
        n60: &N60,
        n62: &N62,
        n65: &N65,
        n66: &N66,
        n72: &N72,
        n74: &N74,
        n76: &N76,
        n79: &N79,
    ) -> N96 {
        black_box(N96(n60
            .0
            .wrapping_add(n62.0)
            .wrapping_add(n65.0)
            .wrapping_add(n66.0)
            .wrapping_add(n72.0)
            .wrapping_add(n74.0)
            .wrapping_add(n76.0)
            .wrapping_add(n79.0)
            .wrapping_add(97)))
    }

    pub async fn n97(
        n82: &N82,
        n83: &N83,
        n84: &N84,
        n85: &N85,
        n87: &N87,
        n88: &N88,
        n89: &N89,
        n90: &N90,
    ) -> N97 {
        black_box(N97(n82
            .0
            .wrapping_add(n83.0)
            .wrapping_add(n84.0)
            .wrapping_add(n85.0)
            .wrapping_add(n87.0)
            .wrapping_add(n88.0)
            .wrapping_add(n89.0)
            .wrapping_add(n90.0)
            .wrapping_add(98)))
    }

    pub async fn n98(n91: &N91, n92: &N92, n93: &N93, n94: &N94) -> N98 {
        black_box(N98(n91
            .0
            .wrapping_add(n92.0)
            .wrapping_add(n93.0)
            .wrapping_add(n94.0)
            .wrapping_add(99)))
    }

    pub async fn n99(n95: &N95, n96: &N96, n97: &N97, n98: &N98) -> N99 {
        black_box(N99(n95
            .0
            .wrapping_add(n96.0)
            .wrapping_add(n97.0)
            .wrapping_add(n98.0)
            .wrapping_add(100)))
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
    pub async fn n2(n1: &N1) -> Result<N2, BenchError> {
        black_box(Ok(N2(n1.0.wrapping_add(3))))
    }

    #[organum::node]
    pub async fn n3(n0: &N0) -> Result<N3, BenchError> {
        black_box(Ok(N3(n0.0.wrapping_add(4))))
    }

    #[organum::node]
    pub async fn n4(n1: &N1, n3: &N3) -> Result<N4, BenchError> {
        black_box(Ok(N4(n1.0.wrapping_add(n3.0).wrapping_add(5))))
    }

    #[organum::node]
    pub async fn n5(n2: &N2) -> Result<N5, BenchError> {
        black_box(Ok(N5(n2.0.wrapping_add(6))))
    }

    #[organum::node]
    pub async fn n6(n0: &N0, n1: &N1, n5: &N5) -> Result<N6, BenchError> {
        black_box(Ok(N6(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n5.0)
            .wrapping_add(7))))
    }

    #[organum::node]
    pub async fn n7(n0: &N0) -> Result<N7, BenchError> {
        black_box(Ok(N7(n0.0.wrapping_add(8))))
    }

    #[organum::node]
    pub async fn n8(n0: &N0, n1: &N1, n3: &N3, n4: &N4) -> Result<N8, BenchError> {
        black_box(Ok(N8(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9))))
    }

    #[organum::node]
    pub async fn n9(n0: &N0, n3: &N3, n7: &N7) -> Result<N9, BenchError> {
        black_box(Ok(N9(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n7.0)
            .wrapping_add(10))))
    }

    #[organum::node]
    pub async fn n10(n3: &N3, n5: &N5, n6: &N6, n9: &N9) -> Result<N10, BenchError> {
        black_box(Ok(N10(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(11))))
    }

    #[organum::node]
    pub async fn n11(n3: &N3, n4: &N4, n5: &N5, n8: &N8) -> Result<N11, BenchError> {
        black_box(Ok(N11(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n8.0)
            .wrapping_add(12))))
    }

    #[organum::node]
    pub async fn n12(n2: &N2, n3: &N3, n6: &N6) -> Result<N12, BenchError> {
        black_box(Ok(N12(n2
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n6.0)
            .wrapping_add(13))))
    }

    #[organum::node]
    pub async fn n13(n7: &N7, n11: &N11) -> Result<N13, BenchError> {
        black_box(Ok(N13(n7.0.wrapping_add(n11.0).wrapping_add(14))))
    }

    #[organum::node]
    pub async fn n14(n6: &N6, n8: &N8) -> Result<N14, BenchError> {
        black_box(Ok(N14(n6.0.wrapping_add(n8.0).wrapping_add(15))))
    }

    #[organum::node]
    pub async fn n15(n3: &N3, n4: &N4, n5: &N5, n11: &N11) -> Result<N15, BenchError> {
        black_box(Ok(N15(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n11.0)
            .wrapping_add(16))))
    }

    #[organum::node]
    pub async fn n16(n2: &N2, n10: &N10, n12: &N12, n15: &N15) -> Result<N16, BenchError> {
        black_box(Ok(N16(n2
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n12.0)
            .wrapping_add(n15.0)
            .wrapping_add(17))))
    }

    #[organum::node]
    pub async fn n17(n11: &N11) -> Result<N17, BenchError> {
        black_box(Ok(N17(n11.0.wrapping_add(18))))
    }

    #[organum::node]
    pub async fn n18(n7: &N7) -> Result<N18, BenchError> {
        black_box(Ok(N18(n7.0.wrapping_add(19))))
    }

    #[organum::node]
    pub async fn n19(n7: &N7, n9: &N9, n13: &N13) -> Result<N19, BenchError> {
        black_box(Ok(N19(n7
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n13.0)
            .wrapping_add(20))))
    }

    #[organum::node]
    pub async fn n20(n6: &N6, n19: &N19) -> Result<N20, BenchError> {
        black_box(Ok(N20(n6.0.wrapping_add(n19.0).wrapping_add(21))))
    }

    #[organum::node]
    pub async fn n21(n1: &N1) -> Result<N21, BenchError> {
        black_box(Ok(N21(n1.0.wrapping_add(22))))
    }

    #[organum::node]
    pub async fn n22(n3: &N3, n5: &N5, n19: &N19) -> Result<N22, BenchError> {
        black_box(Ok(N22(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n19.0)
            .wrapping_add(23))))
    }

    #[organum::node]
    pub async fn n23(n1: &N1, n4: &N4, n6: &N6, n9: &N9) -> Result<N23, BenchError> {
        black_box(Ok(N23(n1
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(24))))
    }

    #[organum::node]
    pub async fn n24(n2: &N2, n15: &N15) -> Result<N24, BenchError> {
        black_box(Ok(N24(n2.0.wrapping_add(n15.0).wrapping_add(25))))
    }

    #[organum::node]
    pub async fn n25(n18: &N18, n22: &N22) -> Result<N25, BenchError> {
        black_box(Ok(N25(n18.0.wrapping_add(n22.0).wrapping_add(26))))
    }

    #[organum::node]
    pub async fn n26(n8: &N8, n16: &N16) -> Result<N26, BenchError> {
        black_box(Ok(N26(n8.0.wrapping_add(n16.0).wrapping_add(27))))
    }

    #[organum::node]
    pub async fn n27(n6: &N6, n17: &N17, n25: &N25) -> Result<N27, BenchError> {
        black_box(Ok(N27(n6
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n25.0)
            .wrapping_add(28))))
    }

    #[organum::node]
    pub async fn n28(n6: &N6, n8: &N8, n24: &N24) -> Result<N28, BenchError> {
        black_box(Ok(N28(n6
            .0
            .wrapping_add(n8.0)
            .wrapping_add(n24.0)
            .wrapping_add(29))))
    }

    #[organum::node]
    pub async fn n29(n15: &N15, n17: &N17, n22: &N22, n28: &N28) -> Result<N29, BenchError> {
        black_box(Ok(N29(n15
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n22.0)
            .wrapping_add(n28.0)
            .wrapping_add(30))))
    }

    #[organum::node]
    pub async fn n30(n28: &N28) -> Result<N30, BenchError> {
        black_box(Ok(N30(n28.0.wrapping_add(31))))
    }

    #[organum::node]
    pub async fn n31(n14: &N14) -> Result<N31, BenchError> {
        black_box(Ok(N31(n14.0.wrapping_add(32))))
    }

    #[organum::node]
    pub async fn n32(n17: &N17, n21: &N21) -> Result<N32, BenchError> {
        black_box(Ok(N32(n17.0.wrapping_add(n21.0).wrapping_add(33))))
    }

    #[organum::node]
    pub async fn n33(n5: &N5, n9: &N9) -> Result<N33, BenchError> {
        black_box(Ok(N33(n5.0.wrapping_add(n9.0).wrapping_add(34))))
    }

    #[organum::node]
    pub async fn n34(n33: &N33) -> Result<N34, BenchError> {
        black_box(Ok(N34(n33.0.wrapping_add(35))))
    }

    #[organum::node]
    pub async fn n35(n1: &N1, n2: &N2, n15: &N15, n28: &N28) -> Result<N35, BenchError> {
        black_box(Ok(N35(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n15.0)
            .wrapping_add(n28.0)
            .wrapping_add(36))))
    }

    #[organum::node]
    pub async fn n36(n7: &N7, n29: &N29, n35: &N35) -> Result<N36, BenchError> {
        black_box(Ok(N36(n7
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n35.0)
            .wrapping_add(37))))
    }

    #[organum::node]
    pub async fn n37(n33: &N33) -> Result<N37, BenchError> {
        black_box(Ok(N37(n33.0.wrapping_add(38))))
    }

    #[organum::node]
    pub async fn n38(n6: &N6, n7: &N7) -> Result<N38, BenchError> {
        black_box(Ok(N38(n6.0.wrapping_add(n7.0).wrapping_add(39))))
    }

    #[organum::node]
    pub async fn n39(n13: &N13, n26: &N26) -> Result<N39, BenchError> {
        black_box(Ok(N39(n13.0.wrapping_add(n26.0).wrapping_add(40))))
    }

    #[organum::node]
    pub async fn n40(n3: &N3, n5: &N5) -> Result<N40, BenchError> {
        black_box(Ok(N40(n3.0.wrapping_add(n5.0).wrapping_add(41))))
    }

    #[organum::node]
    pub async fn n41(n28: &N28, n39: &N39) -> Result<N41, BenchError> {
        black_box(Ok(N41(n28.0.wrapping_add(n39.0).wrapping_add(42))))
    }

    #[organum::node]
    pub async fn n42(n14: &N14) -> Result<N42, BenchError> {
        black_box(Ok(N42(n14.0.wrapping_add(43))))
    }

    #[organum::node]
    pub async fn n43(n0: &N0, n3: &N3, n11: &N11, n42: &N42) -> Result<N43, BenchError> {
        black_box(Ok(N43(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n11.0)
            .wrapping_add(n42.0)
            .wrapping_add(44))))
    }

    #[organum::node]
    pub async fn n44(n0: &N0, n42: &N42, n43: &N43) -> Result<N44, BenchError> {
        black_box(Ok(N44(n0
            .0
            .wrapping_add(n42.0)
            .wrapping_add(n43.0)
            .wrapping_add(45))))
    }

    #[organum::node]
    pub async fn n45(n10: &N10, n16: &N16, n43: &N43) -> Result<N45, BenchError> {
        black_box(Ok(N45(n10
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n43.0)
            .wrapping_add(46))))
    }

    #[organum::node]
    pub async fn n46(n1: &N1, n28: &N28, n33: &N33) -> Result<N46, BenchError> {
        black_box(Ok(N46(n1
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n33.0)
            .wrapping_add(47))))
    }

    #[organum::node]
    pub async fn n47(n10: &N10, n30: &N30, n43: &N43, n46: &N46) -> Result<N47, BenchError> {
        black_box(Ok(N47(n10
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n43.0)
            .wrapping_add(n46.0)
            .wrapping_add(48))))
    }

    #[organum::node]
    pub async fn n48(n25: &N25, n30: &N30, n32: &N32) -> Result<N48, BenchError> {
        black_box(Ok(N48(n25
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n32.0)
            .wrapping_add(49))))
    }

    #[organum::node]
    pub async fn n49(n1: &N1, n19: &N19) -> Result<N49, BenchError> {
        black_box(Ok(N49(n1.0.wrapping_add(n19.0).wrapping_add(50))))
    }

    #[organum::node]
    pub async fn n50(n16: &N16) -> Result<N50, BenchError> {
        black_box(Ok(N50(n16.0.wrapping_add(51))))
    }

    #[organum::node]
    pub async fn n51(n16: &N16, n31: &N31, n38: &N38) -> Result<N51, BenchError> {
        black_box(Ok(N51(n16
            .0
            .wrapping_add(n31.0)
            .wrapping_add(n38.0)
            .wrapping_add(52))))
    }

    #[organum::node]
    pub async fn n52(n18: &N18, n27: &N27, n30: &N30) -> Result<N52, BenchError> {
        black_box(Ok(N52(n18
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n30.0)
            .wrapping_add(53))))
    }

    #[organum::node]
    pub async fn n53(n10: &N10, n13: &N13, n38: &N38) -> Result<N53, BenchError> {
        black_box(Ok(N53(n10
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n38.0)
            .wrapping_add(54))))
    }

    #[organum::node]
    pub async fn n54(n9: &N9, n16: &N16, n46: &N46, n52: &N52) -> Result<N54, BenchError> {
        black_box(Ok(N54(n9
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(55))))
    }

    #[organum::node]
    pub async fn n55(n0: &N0, n27: &N27, n33: &N33) -> Result<N55, BenchError> {
        black_box(Ok(N55(n0
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n33.0)
            .wrapping_add(56))))
    }

    #[organum::node]
    pub async fn n56(n14: &N14, n26: &N26, n28: &N28) -> Result<N56, BenchError> {
        black_box(Ok(N56(n14
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n28.0)
            .wrapping_add(57))))
    }

    #[organum::node]
    pub async fn n57(n11: &N11) -> Result<N57, BenchError> {
        black_box(Ok(N57(n11.0.wrapping_add(58))))
    }

    #[organum::node]
    pub async fn n58(n17: &N17, n29: &N29, n53: &N53) -> Result<N58, BenchError> {
        black_box(Ok(N58(n17
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n53.0)
            .wrapping_add(59))))
    }

    #[organum::node]
    pub async fn n59(n2: &N2, n14: &N14, n17: &N17, n28: &N28) -> Result<N59, BenchError> {
        black_box(Ok(N59(n2
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n17.0)
            .wrapping_add(n28.0)
            .wrapping_add(60))))
    }

    #[organum::node]
    pub async fn n60(n5: &N5, n7: &N7, n48: &N48, n57: &N57) -> Result<N60, BenchError> {
        black_box(Ok(N60(n5
            .0
            .wrapping_add(n7.0)
            .wrapping_add(n48.0)
            .wrapping_add(n57.0)
            .wrapping_add(61))))
    }

    #[organum::node]
    pub async fn n61(n30: &N30) -> Result<N61, BenchError> {
        black_box(Ok(N61(n30.0.wrapping_add(62))))
    }

    #[organum::node]
    pub async fn n62(n2: &N2, n32: &N32, n44: &N44, n54: &N54) -> Result<N62, BenchError> {
        black_box(Ok(N62(n2
            .0
            .wrapping_add(n32.0)
            .wrapping_add(n44.0)
            .wrapping_add(n54.0)
            .wrapping_add(63))))
    }

    #[organum::node]
    pub async fn n63(n13: &N13, n23: &N23) -> Result<N63, BenchError> {
        black_box(Ok(N63(n13.0.wrapping_add(n23.0).wrapping_add(64))))
    }

    #[organum::node]
    pub async fn n64(n16: &N16, n54: &N54, n57: &N57) -> Result<N64, BenchError> {
        black_box(Ok(N64(n16
            .0
            .wrapping_add(n54.0)
            .wrapping_add(n57.0)
            .wrapping_add(65))))
    }

    #[organum::node]
    pub async fn n65(n13: &N13, n25: &N25) -> Result<N65, BenchError> {
        black_box(Ok(N65(n13.0.wrapping_add(n25.0).wrapping_add(66))))
    }

    #[organum::node]
    pub async fn n66(n6: &N6, n33: &N33, n49: &N49, n59: &N59) -> Result<N66, BenchError> {
        black_box(Ok(N66(n6
            .0
            .wrapping_add(n33.0)
            .wrapping_add(n49.0)
            .wrapping_add(n59.0)
            .wrapping_add(67))))
    }

    #[organum::node]
    pub async fn n67(n53: &N53, n61: &N61) -> Result<N67, BenchError> {
        black_box(Ok(N67(n53.0.wrapping_add(n61.0).wrapping_add(68))))
    }

    #[organum::node]
    pub async fn n68(n5: &N5, n44: &N44) -> Result<N68, BenchError> {
        black_box(Ok(N68(n5.0.wrapping_add(n44.0).wrapping_add(69))))
    }

    #[organum::node]
    pub async fn n69(n55: &N55) -> Result<N69, BenchError> {
        black_box(Ok(N69(n55.0.wrapping_add(70))))
    }

    #[organum::node]
    pub async fn n70(n3: &N3, n4: &N4, n57: &N57, n64: &N64) -> Result<N70, BenchError> {
        black_box(Ok(N70(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n57.0)
            .wrapping_add(n64.0)
            .wrapping_add(71))))
    }

    #[organum::node]
    pub async fn n71(n32: &N32, n67: &N67) -> Result<N71, BenchError> {
        black_box(Ok(N71(n32.0.wrapping_add(n67.0).wrapping_add(72))))
    }

    #[organum::node]
    pub async fn n72(n6: &N6, n10: &N10, n63: &N63) -> Result<N72, BenchError> {
        black_box(Ok(N72(n6
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n63.0)
            .wrapping_add(73))))
    }

    #[organum::node]
    pub async fn n73(n30: &N30) -> Result<N73, BenchError> {
        black_box(Ok(N73(n30.0.wrapping_add(74))))
    }

    #[organum::node]
    pub async fn n74(n20: &N20) -> Result<N74, BenchError> {
        black_box(Ok(N74(n20.0.wrapping_add(75))))
    }

    #[organum::node]
    pub async fn n75(n8: &N8, n26: &N26, n49: &N49, n73: &N73) -> Result<N75, BenchError> {
        black_box(Ok(N75(n8
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n49.0)
            .wrapping_add(n73.0)
            .wrapping_add(76))))
    }

    #[organum::node]
    pub async fn n76(n16: &N16, n46: &N46, n58: &N58, n70: &N70) -> Result<N76, BenchError> {
        black_box(Ok(N76(n16
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n58.0)
            .wrapping_add(n70.0)
            .wrapping_add(77))))
    }

    #[organum::node]
    pub async fn n77(n71: &N71) -> Result<N77, BenchError> {
        black_box(Ok(N77(n71.0.wrapping_add(78))))
    }

    #[organum::node]
    pub async fn n78(n8: &N8, n13: &N13, n68: &N68) -> Result<N78, BenchError> {
        black_box(Ok(N78(n8
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n68.0)
            .wrapping_add(79))))
    }

    #[organum::node]
    pub async fn n79(n6: &N6, n46: &N46, n52: &N52) -> Result<N79, BenchError> {
        black_box(Ok(N79(n6
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(80))))
    }

    #[organum::node]
    pub async fn n80(n4: &N4, n68: &N68) -> Result<N80, BenchError> {
        black_box(Ok(N80(n4.0.wrapping_add(n68.0).wrapping_add(81))))
    }

    #[organum::node]
    pub async fn n81(n77: &N77) -> Result<N81, BenchError> {
        black_box(Ok(N81(n77.0.wrapping_add(82))))
    }

    #[organum::node]
    pub async fn n82(n16: &N16, n28: &N28, n42: &N42, n73: &N73) -> Result<N82, BenchError> {
        black_box(Ok(N82(n16
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n42.0)
            .wrapping_add(n73.0)
            .wrapping_add(83))))
    }

    #[organum::node]
    pub async fn n83(n51: &N51, n63: &N63, n73: &N73, n80: &N80) -> Result<N83, BenchError> {
        black_box(Ok(N83(n51
            .0
            .wrapping_add(n63.0)
            .wrapping_add(n73.0)
            .wrapping_add(n80.0)
            .wrapping_add(84))))
    }

    #[organum::node]
    pub async fn n84(n28: &N28, n53: &N53) -> Result<N84, BenchError> {
        black_box(Ok(N84(n28.0.wrapping_add(n53.0).wrapping_add(85))))
    }

    #[organum::node]
    pub async fn n85(n53: &N53) -> Result<N85, BenchError> {
        black_box(Ok(N85(n53.0.wrapping_add(86))))
    }

    #[organum::node]
    pub async fn n86(n19: &N19, n81: &N81) -> Result<N86, BenchError> {
        black_box(Ok(N86(n19.0.wrapping_add(n81.0).wrapping_add(87))))
    }

    #[organum::node]
    pub async fn n87(n2: &N2, n9: &N9, n52: &N52, n75: &N75) -> Result<N87, BenchError> {
        black_box(Ok(N87(n2
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n52.0)
            .wrapping_add(n75.0)
            .wrapping_add(88))))
    }

    #[organum::node]
    pub async fn n88(n32: &N32) -> Result<N88, BenchError> {
        black_box(Ok(N88(n32.0.wrapping_add(89))))
    }

    #[organum::node]
    pub async fn n89(n54: &N54, n81: &N81) -> Result<N89, BenchError> {
        black_box(Ok(N89(n54.0.wrapping_add(n81.0).wrapping_add(90))))
    }

    #[organum::node]
    pub async fn n90(n29: &N29) -> Result<N90, BenchError> {
        black_box(Ok(N90(n29.0.wrapping_add(91))))
    }

    #[organum::node]
    pub async fn n91(n21: &N21, n41: &N41, n69: &N69, n81: &N81) -> Result<N91, BenchError> {
        black_box(Ok(N91(n21
            .0
            .wrapping_add(n41.0)
            .wrapping_add(n69.0)
            .wrapping_add(n81.0)
            .wrapping_add(92))))
    }

    #[organum::node]
    pub async fn n92(n69: &N69, n78: &N78) -> Result<N92, BenchError> {
        black_box(Ok(N92(n69.0.wrapping_add(n78.0).wrapping_add(93))))
    }

    #[organum::node]
    pub async fn n93(n12: &N12, n86: &N86) -> Result<N93, BenchError> {
        black_box(Ok(N93(n12.0.wrapping_add(n86.0).wrapping_add(94))))
    }

    #[organum::node]
    pub async fn n94(n42: &N42, n49: &N49, n71: &N71, n75: &N75) -> Result<N94, BenchError> {
        black_box(Ok(N94(n42
            .0
            .wrapping_add(n49.0)
            .wrapping_add(n71.0)
            .wrapping_add(n75.0)
            .wrapping_add(95))))
    }

    #[organum::node]
    pub async fn n95(
        n34: &N34,
        n36: &N36,
        n37: &N37,
        n40: &N40,
        n45: &N45,
        n47: &N47,
        n50: &N50,
        n56: &N56,
    ) -> Result<N95, BenchError> {
        black_box(Ok(N95(n34
            .0
            .wrapping_add(n36.0)
            .wrapping_add(n37.0)
            .wrapping_add(n40.0)
            .wrapping_add(n45.0)
            .wrapping_add(n47.0)
            .wrapping_add(n50.0)
            .wrapping_add(n56.0)
            .wrapping_add(96))))
    }

    #[organum::node]
    pub async fn n96(
        n60: &N60,
        n62: &N62,
        n65: &N65,
        n66: &N66,
        n72: &N72,
        n74: &N74,
        n76: &N76,
        n79: &N79,
    ) -> Result<N96, BenchError> {
        black_box(Ok(N96(n60
            .0
            .wrapping_add(n62.0)
            .wrapping_add(n65.0)
            .wrapping_add(n66.0)
            .wrapping_add(n72.0)
            .wrapping_add(n74.0)
            .wrapping_add(n76.0)
            .wrapping_add(n79.0)
            .wrapping_add(97))))
    }

    #[organum::node]
    pub async fn n97(
        n82: &N82,
        n83: &N83,
        n84: &N84,
        n85: &N85,
        n87: &N87,
        n88: &N88,
        n89: &N89,
        n90: &N90,
    ) -> Result<N97, BenchError> {
        black_box(Ok(N97(n82
            .0
            .wrapping_add(n83.0)
            .wrapping_add(n84.0)
            .wrapping_add(n85.0)
            .wrapping_add(n87.0)
            .wrapping_add(n88.0)
            .wrapping_add(n89.0)
            .wrapping_add(n90.0)
            .wrapping_add(98))))
    }

    #[organum::node]
    pub async fn n98(n91: &N91, n92: &N92, n93: &N93, n94: &N94) -> Result<N98, BenchError> {
        black_box(Ok(N98(n91
            .0
            .wrapping_add(n92.0)
            .wrapping_add(n93.0)
            .wrapping_add(n94.0)
            .wrapping_add(99))))
    }

    #[organum::node]
    pub async fn n99(n95: &N95, n96: &N96, n97: &N97, n98: &N98) -> Result<N99, BenchError> {
        black_box(Ok(N99(n95
            .0
            .wrapping_add(n96.0)
            .wrapping_add(n97.0)
            .wrapping_add(n98.0)
            .wrapping_add(100))))
    }
}

/// The graph as Organum has it.
#[organum::graph(output = N99)]
pub struct Random100 {
    pub input: Input,
}

/// By hand: every layer in one `tokio::join!`.
pub async fn join_by_layer(input: Input) -> N99 {
    let n0 = infallible::n0(&input).await;
    let (n1, n3, n7) = tokio::join!(
        infallible::n1(&n0),
        infallible::n3(&n0),
        infallible::n7(&n0)
    );
    let (n2, n4, n9, n18, n21) = tokio::join!(
        infallible::n2(&n1),
        infallible::n4(&n1, &n3),
        infallible::n9(&n0, &n3, &n7),
        infallible::n18(&n7),
        infallible::n21(&n1)
    );
    let (n5, n8) = tokio::join!(infallible::n5(&n2), infallible::n8(&n0, &n1, &n3, &n4));
    let (n6, n11, n33, n40) = tokio::join!(
        infallible::n6(&n0, &n1, &n5),
        infallible::n11(&n3, &n4, &n5, &n8),
        infallible::n33(&n5, &n9),
        infallible::n40(&n3, &n5)
    );
    let (n10, n12, n13, n14, n15, n17, n23, n34, n37, n38, n57) = tokio::join!(
        infallible::n10(&n3, &n5, &n6, &n9),
        infallible::n12(&n2, &n3, &n6),
        infallible::n13(&n7, &n11),
        infallible::n14(&n6, &n8),
        infallible::n15(&n3, &n4, &n5, &n11),
        infallible::n17(&n11),
        infallible::n23(&n1, &n4, &n6, &n9),
        infallible::n34(&n33),
        infallible::n37(&n33),
        infallible::n38(&n6, &n7),
        infallible::n57(&n11)
    );
    let (n16, n19, n24, n31, n32, n42, n53, n63) = tokio::join!(
        infallible::n16(&n2, &n10, &n12, &n15),
        infallible::n19(&n7, &n9, &n13),
        infallible::n24(&n2, &n15),
        infallible::n31(&n14),
        infallible::n32(&n17, &n21),
        infallible::n42(&n14),
        infallible::n53(&n10, &n13, &n38),
        infallible::n63(&n13, &n23)
    );
    let (n20, n22, n26, n28, n43, n49, n50, n51, n72, n85, n88) = tokio::join!(
        infallible::n20(&n6, &n19),
        infallible::n22(&n3, &n5, &n19),
        infallible::n26(&n8, &n16),
        infallible::n28(&n6, &n8, &n24),
        infallible::n43(&n0, &n3, &n11, &n42),
        infallible::n49(&n1, &n19),
        infallible::n50(&n16),
        infallible::n51(&n16, &n31, &n38),
        infallible::n72(&n6, &n10, &n63),
        infallible::n85(&n53),
        infallible::n88(&n32)
    );
    let (n25, n29, n30, n35, n39, n44, n45, n46, n56, n59, n74, n84) = tokio::join!(
        infallible::n25(&n18, &n22),
        infallible::n29(&n15, &n17, &n22, &n28),
        infallible::n30(&n28),
        infallible::n35(&n1, &n2, &n15, &n28),
        infallible::n39(&n13, &n26),
        infallible::n44(&n0, &n42, &n43),
        infallible::n45(&n10, &n16, &n43),
        infallible::n46(&n1, &n28, &n33),
        infallible::n56(&n14, &n26, &n28),
        infallible::n59(&n2, &n14, &n17, &n28),
        infallible::n74(&n20),
        infallible::n84(&n28, &n53)
    );
    let (n27, n36, n41, n47, n48, n58, n61, n65, n66, n68, n73, n90) = tokio::join!(
        infallible::n27(&n6, &n17, &n25),
        infallible::n36(&n7, &n29, &n35),
        infallible::n41(&n28, &n39),
        infallible::n47(&n10, &n30, &n43, &n46),
        infallible::n48(&n25, &n30, &n32),
        infallible::n58(&n17, &n29, &n53),
        infallible::n61(&n30),
        infallible::n65(&n13, &n25),
        infallible::n66(&n6, &n33, &n49, &n59),
        infallible::n68(&n5, &n44),
        infallible::n73(&n30),
        infallible::n90(&n29)
    );
    let (n52, n55, n60, n67, n75, n78, n80, n82, n95) = tokio::join!(
        infallible::n52(&n18, &n27, &n30),
        infallible::n55(&n0, &n27, &n33),
        infallible::n60(&n5, &n7, &n48, &n57),
        infallible::n67(&n53, &n61),
        infallible::n75(&n8, &n26, &n49, &n73),
        infallible::n78(&n8, &n13, &n68),
        infallible::n80(&n4, &n68),
        infallible::n82(&n16, &n28, &n42, &n73),
        infallible::n95(&n34, &n36, &n37, &n40, &n45, &n47, &n50, &n56)
    );
    let (n54, n69, n71, n79, n83, n87) = tokio::join!(
        infallible::n54(&n9, &n16, &n46, &n52),
        infallible::n69(&n55),
        infallible::n71(&n32, &n67),
        infallible::n79(&n6, &n46, &n52),
        infallible::n83(&n51, &n63, &n73, &n80),
        infallible::n87(&n2, &n9, &n52, &n75)
    );
    let (n62, n64, n77, n92, n94) = tokio::join!(
        infallible::n62(&n2, &n32, &n44, &n54),
        infallible::n64(&n16, &n54, &n57),
        infallible::n77(&n71),
        infallible::n92(&n69, &n78),
        infallible::n94(&n42, &n49, &n71, &n75)
    );
    let (n70, n81) = tokio::join!(infallible::n70(&n3, &n4, &n57, &n64), infallible::n81(&n77));
    let (n76, n86, n89, n91) = tokio::join!(
        infallible::n76(&n16, &n46, &n58, &n70),
        infallible::n86(&n19, &n81),
        infallible::n89(&n54, &n81),
        infallible::n91(&n21, &n41, &n69, &n81)
    );
    let (n93, n96, n97) = tokio::join!(
        infallible::n93(&n12, &n86),
        infallible::n96(&n60, &n62, &n65, &n66, &n72, &n74, &n76, &n79),
        infallible::n97(&n82, &n83, &n84, &n85, &n87, &n88, &n89, &n90)
    );
    let n98 = infallible::n98(&n91, &n92, &n93, &n94).await;
    let n99 = infallible::n99(&n95, &n96, &n97, &n98).await;
    n99
}

/// By hand: every layer in one `tokio::try_join!`.
pub async fn try_join_by_layer(input: Input) -> Result<N99, BenchError> {
    let n0 = fallible::n0(&input).await?;
    let (n1, n3, n7) = tokio::try_join!(fallible::n1(&n0), fallible::n3(&n0), fallible::n7(&n0))?;
    let (n2, n4, n9, n18, n21) = tokio::try_join!(
        fallible::n2(&n1),
        fallible::n4(&n1, &n3),
        fallible::n9(&n0, &n3, &n7),
        fallible::n18(&n7),
        fallible::n21(&n1)
    )?;
    let (n5, n8) = tokio::try_join!(fallible::n5(&n2), fallible::n8(&n0, &n1, &n3, &n4))?;
    let (n6, n11, n33, n40) = tokio::try_join!(
        fallible::n6(&n0, &n1, &n5),
        fallible::n11(&n3, &n4, &n5, &n8),
        fallible::n33(&n5, &n9),
        fallible::n40(&n3, &n5)
    )?;
    let (n10, n12, n13, n14, n15, n17, n23, n34, n37, n38, n57) = tokio::try_join!(
        fallible::n10(&n3, &n5, &n6, &n9),
        fallible::n12(&n2, &n3, &n6),
        fallible::n13(&n7, &n11),
        fallible::n14(&n6, &n8),
        fallible::n15(&n3, &n4, &n5, &n11),
        fallible::n17(&n11),
        fallible::n23(&n1, &n4, &n6, &n9),
        fallible::n34(&n33),
        fallible::n37(&n33),
        fallible::n38(&n6, &n7),
        fallible::n57(&n11)
    )?;
    let (n16, n19, n24, n31, n32, n42, n53, n63) = tokio::try_join!(
        fallible::n16(&n2, &n10, &n12, &n15),
        fallible::n19(&n7, &n9, &n13),
        fallible::n24(&n2, &n15),
        fallible::n31(&n14),
        fallible::n32(&n17, &n21),
        fallible::n42(&n14),
        fallible::n53(&n10, &n13, &n38),
        fallible::n63(&n13, &n23)
    )?;
    let (n20, n22, n26, n28, n43, n49, n50, n51, n72, n85, n88) = tokio::try_join!(
        fallible::n20(&n6, &n19),
        fallible::n22(&n3, &n5, &n19),
        fallible::n26(&n8, &n16),
        fallible::n28(&n6, &n8, &n24),
        fallible::n43(&n0, &n3, &n11, &n42),
        fallible::n49(&n1, &n19),
        fallible::n50(&n16),
        fallible::n51(&n16, &n31, &n38),
        fallible::n72(&n6, &n10, &n63),
        fallible::n85(&n53),
        fallible::n88(&n32)
    )?;
    let (n25, n29, n30, n35, n39, n44, n45, n46, n56, n59, n74, n84) = tokio::try_join!(
        fallible::n25(&n18, &n22),
        fallible::n29(&n15, &n17, &n22, &n28),
        fallible::n30(&n28),
        fallible::n35(&n1, &n2, &n15, &n28),
        fallible::n39(&n13, &n26),
        fallible::n44(&n0, &n42, &n43),
        fallible::n45(&n10, &n16, &n43),
        fallible::n46(&n1, &n28, &n33),
        fallible::n56(&n14, &n26, &n28),
        fallible::n59(&n2, &n14, &n17, &n28),
        fallible::n74(&n20),
        fallible::n84(&n28, &n53)
    )?;
    let (n27, n36, n41, n47, n48, n58, n61, n65, n66, n68, n73, n90) = tokio::try_join!(
        fallible::n27(&n6, &n17, &n25),
        fallible::n36(&n7, &n29, &n35),
        fallible::n41(&n28, &n39),
        fallible::n47(&n10, &n30, &n43, &n46),
        fallible::n48(&n25, &n30, &n32),
        fallible::n58(&n17, &n29, &n53),
        fallible::n61(&n30),
        fallible::n65(&n13, &n25),
        fallible::n66(&n6, &n33, &n49, &n59),
        fallible::n68(&n5, &n44),
        fallible::n73(&n30),
        fallible::n90(&n29)
    )?;
    let (n52, n55, n60, n67, n75, n78, n80, n82, n95) = tokio::try_join!(
        fallible::n52(&n18, &n27, &n30),
        fallible::n55(&n0, &n27, &n33),
        fallible::n60(&n5, &n7, &n48, &n57),
        fallible::n67(&n53, &n61),
        fallible::n75(&n8, &n26, &n49, &n73),
        fallible::n78(&n8, &n13, &n68),
        fallible::n80(&n4, &n68),
        fallible::n82(&n16, &n28, &n42, &n73),
        fallible::n95(&n34, &n36, &n37, &n40, &n45, &n47, &n50, &n56)
    )?;
    let (n54, n69, n71, n79, n83, n87) = tokio::try_join!(
        fallible::n54(&n9, &n16, &n46, &n52),
        fallible::n69(&n55),
        fallible::n71(&n32, &n67),
        fallible::n79(&n6, &n46, &n52),
        fallible::n83(&n51, &n63, &n73, &n80),
        fallible::n87(&n2, &n9, &n52, &n75)
    )?;
    let (n62, n64, n77, n92, n94) = tokio::try_join!(
        fallible::n62(&n2, &n32, &n44, &n54),
        fallible::n64(&n16, &n54, &n57),
        fallible::n77(&n71),
        fallible::n92(&n69, &n78),
        fallible::n94(&n42, &n49, &n71, &n75)
    )?;
    let (n70, n81) = tokio::try_join!(fallible::n70(&n3, &n4, &n57, &n64), fallible::n81(&n77))?;
    let (n76, n86, n89, n91) = tokio::try_join!(
        fallible::n76(&n16, &n46, &n58, &n70),
        fallible::n86(&n19, &n81),
        fallible::n89(&n54, &n81),
        fallible::n91(&n21, &n41, &n69, &n81)
    )?;
    let (n93, n96, n97) = tokio::try_join!(
        fallible::n93(&n12, &n86),
        fallible::n96(&n60, &n62, &n65, &n66, &n72, &n74, &n76, &n79),
        fallible::n97(&n82, &n83, &n84, &n85, &n87, &n88, &n89, &n90)
    )?;
    let n98 = fallible::n98(&n91, &n92, &n93, &n94).await?;
    let n99 = fallible::n99(&n95, &n96, &n97, &n98).await?;
    Ok(n99)
}

/// As an `async_dag` graph.
pub mod async_dag {
    use ::async_dag::TryGraph;

    use super::*;

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> Result<N99, BenchError> {
        const WIRED: &str = "the generated types agree";
        let mut graph = TryGraph::<BenchError>::new();
        let n0 = graph.add_try_task(move || async move { fallible::n0(&input).await });
        let n1 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n1(&n0).await }, 0)
            .expect(WIRED);
        let n2 = graph
            .add_child_try_task(n1, |n1: N1| async move { fallible::n2(&n1).await }, 0)
            .expect(WIRED);
        let n3 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n3(&n0).await }, 0)
            .expect(WIRED);
        let n4 = graph
            .add_child_try_task(
                n1,
                |n1: N1, n3: N3| async move { fallible::n4(&n1, &n3).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n3, n4, 1).expect(WIRED);
        let n5 = graph
            .add_child_try_task(n2, |n2: N2| async move { fallible::n5(&n2).await }, 0)
            .expect(WIRED);
        let n6 = graph
            .add_child_try_task(
                n0,
                |n0: N0, n1: N1, n5: N5| async move { fallible::n6(&n0, &n1, &n5).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n1, n6, 1).expect(WIRED);
        graph.update_dependency(n5, n6, 2).expect(WIRED);
        let n7 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n7(&n0).await }, 0)
            .expect(WIRED);
        let n8 =
            graph
                .add_child_try_task(
                    n0,
                    |n0: N0, n1: N1, n3: N3, n4: N4| async move {
                        fallible::n8(&n0, &n1, &n3, &n4).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n1, n8, 1).expect(WIRED);
        graph.update_dependency(n3, n8, 2).expect(WIRED);
        graph.update_dependency(n4, n8, 3).expect(WIRED);
        let n9 = graph
            .add_child_try_task(
                n0,
                |n0: N0, n3: N3, n7: N7| async move { fallible::n9(&n0, &n3, &n7).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n3, n9, 1).expect(WIRED);
        graph.update_dependency(n7, n9, 2).expect(WIRED);
        let n10 =
            graph
                .add_child_try_task(
                    n3,
                    |n3: N3, n5: N5, n6: N6, n9: N9| async move {
                        fallible::n10(&n3, &n5, &n6, &n9).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n5, n10, 1).expect(WIRED);
        graph.update_dependency(n6, n10, 2).expect(WIRED);
        graph.update_dependency(n9, n10, 3).expect(WIRED);
        let n11 =
            graph
                .add_child_try_task(
                    n3,
                    |n3: N3, n4: N4, n5: N5, n8: N8| async move {
                        fallible::n11(&n3, &n4, &n5, &n8).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n4, n11, 1).expect(WIRED);
        graph.update_dependency(n5, n11, 2).expect(WIRED);
        graph.update_dependency(n8, n11, 3).expect(WIRED);
        let n12 = graph
            .add_child_try_task(
                n2,
                |n2: N2, n3: N3, n6: N6| async move { fallible::n12(&n2, &n3, &n6).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n3, n12, 1).expect(WIRED);
        graph.update_dependency(n6, n12, 2).expect(WIRED);
        let n13 = graph
            .add_child_try_task(
                n7,
                |n7: N7, n11: N11| async move { fallible::n13(&n7, &n11).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n11, n13, 1).expect(WIRED);
        let n14 = graph
            .add_child_try_task(
                n6,
                |n6: N6, n8: N8| async move { fallible::n14(&n6, &n8).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n8, n14, 1).expect(WIRED);
        let n15 = graph
            .add_child_try_task(
                n3,
                |n3: N3, n4: N4, n5: N5, n11: N11| async move {
                    fallible::n15(&n3, &n4, &n5, &n11).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n4, n15, 1).expect(WIRED);
        graph.update_dependency(n5, n15, 2).expect(WIRED);
        graph.update_dependency(n11, n15, 3).expect(WIRED);
        let n16 = graph
            .add_child_try_task(
                n2,
                |n2: N2, n10: N10, n12: N12, n15: N15| async move {
                    fallible::n16(&n2, &n10, &n12, &n15).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n10, n16, 1).expect(WIRED);
        graph.update_dependency(n12, n16, 2).expect(WIRED);
        graph.update_dependency(n15, n16, 3).expect(WIRED);
        let n17 = graph
            .add_child_try_task(n11, |n11: N11| async move { fallible::n17(&n11).await }, 0)
            .expect(WIRED);
        let n18 = graph
            .add_child_try_task(n7, |n7: N7| async move { fallible::n18(&n7).await }, 0)
            .expect(WIRED);
        let n19 = graph
            .add_child_try_task(
                n7,
                |n7: N7, n9: N9, n13: N13| async move { fallible::n19(&n7, &n9, &n13).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n9, n19, 1).expect(WIRED);
        graph.update_dependency(n13, n19, 2).expect(WIRED);
        let n20 = graph
            .add_child_try_task(
                n6,
                |n6: N6, n19: N19| async move { fallible::n20(&n6, &n19).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n19, n20, 1).expect(WIRED);
        let n21 = graph
            .add_child_try_task(n1, |n1: N1| async move { fallible::n21(&n1).await }, 0)
            .expect(WIRED);
        let n22 = graph
            .add_child_try_task(
                n3,
                |n3: N3, n5: N5, n19: N19| async move { fallible::n22(&n3, &n5, &n19).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n5, n22, 1).expect(WIRED);
        graph.update_dependency(n19, n22, 2).expect(WIRED);
        let n23 =
            graph
                .add_child_try_task(
                    n1,
                    |n1: N1, n4: N4, n6: N6, n9: N9| async move {
                        fallible::n23(&n1, &n4, &n6, &n9).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n4, n23, 1).expect(WIRED);
        graph.update_dependency(n6, n23, 2).expect(WIRED);
        graph.update_dependency(n9, n23, 3).expect(WIRED);
        let n24 = graph
            .add_child_try_task(
                n2,
                |n2: N2, n15: N15| async move { fallible::n24(&n2, &n15).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n15, n24, 1).expect(WIRED);
        let n25 = graph
            .add_child_try_task(
                n18,
                |n18: N18, n22: N22| async move { fallible::n25(&n18, &n22).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n22, n25, 1).expect(WIRED);
        let n26 = graph
            .add_child_try_task(
                n8,
                |n8: N8, n16: N16| async move { fallible::n26(&n8, &n16).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n16, n26, 1).expect(WIRED);
        let n27 = graph
            .add_child_try_task(
                n6,
                |n6: N6, n17: N17, n25: N25| async move { fallible::n27(&n6, &n17, &n25).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n17, n27, 1).expect(WIRED);
        graph.update_dependency(n25, n27, 2).expect(WIRED);
        let n28 = graph
            .add_child_try_task(
                n6,
                |n6: N6, n8: N8, n24: N24| async move { fallible::n28(&n6, &n8, &n24).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n8, n28, 1).expect(WIRED);
        graph.update_dependency(n24, n28, 2).expect(WIRED);
        let n29 = graph
            .add_child_try_task(
                n15,
                |n15: N15, n17: N17, n22: N22, n28: N28| async move {
                    fallible::n29(&n15, &n17, &n22, &n28).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n17, n29, 1).expect(WIRED);
        graph.update_dependency(n22, n29, 2).expect(WIRED);
        graph.update_dependency(n28, n29, 3).expect(WIRED);
        let n30 = graph
            .add_child_try_task(n28, |n28: N28| async move { fallible::n30(&n28).await }, 0)
            .expect(WIRED);
        let n31 = graph
            .add_child_try_task(n14, |n14: N14| async move { fallible::n31(&n14).await }, 0)
            .expect(WIRED);
        let n32 = graph
            .add_child_try_task(
                n17,
                |n17: N17, n21: N21| async move { fallible::n32(&n17, &n21).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n21, n32, 1).expect(WIRED);
        let n33 = graph
            .add_child_try_task(
                n5,
                |n5: N5, n9: N9| async move { fallible::n33(&n5, &n9).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n9, n33, 1).expect(WIRED);
        let n34 = graph
            .add_child_try_task(n33, |n33: N33| async move { fallible::n34(&n33).await }, 0)
            .expect(WIRED);
        let n35 = graph
            .add_child_try_task(
                n1,
                |n1: N1, n2: N2, n15: N15, n28: N28| async move {
                    fallible::n35(&n1, &n2, &n15, &n28).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n2, n35, 1).expect(WIRED);
        graph.update_dependency(n15, n35, 2).expect(WIRED);
        graph.update_dependency(n28, n35, 3).expect(WIRED);
        let n36 = graph
            .add_child_try_task(
                n7,
                |n7: N7, n29: N29, n35: N35| async move { fallible::n36(&n7, &n29, &n35).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n29, n36, 1).expect(WIRED);
        graph.update_dependency(n35, n36, 2).expect(WIRED);
        let n37 = graph
            .add_child_try_task(n33, |n33: N33| async move { fallible::n37(&n33).await }, 0)
            .expect(WIRED);
        let n38 = graph
            .add_child_try_task(
                n6,
                |n6: N6, n7: N7| async move { fallible::n38(&n6, &n7).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n7, n38, 1).expect(WIRED);
        let n39 = graph
            .add_child_try_task(
                n13,
                |n13: N13, n26: N26| async move { fallible::n39(&n13, &n26).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n26, n39, 1).expect(WIRED);
        let n40 = graph
            .add_child_try_task(
                n3,
                |n3: N3, n5: N5| async move { fallible::n40(&n3, &n5).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n5, n40, 1).expect(WIRED);
        let n41 = graph
            .add_child_try_task(
                n28,
                |n28: N28, n39: N39| async move { fallible::n41(&n28, &n39).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n39, n41, 1).expect(WIRED);
        let n42 = graph
            .add_child_try_task(n14, |n14: N14| async move { fallible::n42(&n14).await }, 0)
            .expect(WIRED);
        let n43 = graph
            .add_child_try_task(
                n0,
                |n0: N0, n3: N3, n11: N11, n42: N42| async move {
                    fallible::n43(&n0, &n3, &n11, &n42).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n3, n43, 1).expect(WIRED);
        graph.update_dependency(n11, n43, 2).expect(WIRED);
        graph.update_dependency(n42, n43, 3).expect(WIRED);
        let n44 = graph
            .add_child_try_task(
                n0,
                |n0: N0, n42: N42, n43: N43| async move { fallible::n44(&n0, &n42, &n43).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n42, n44, 1).expect(WIRED);
        graph.update_dependency(n43, n44, 2).expect(WIRED);
        let n45 = graph
            .add_child_try_task(
                n10,
                |n10: N10, n16: N16, n43: N43| async move { fallible::n45(&n10, &n16, &n43).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n16, n45, 1).expect(WIRED);
        graph.update_dependency(n43, n45, 2).expect(WIRED);
        let n46 = graph
            .add_child_try_task(
                n1,
                |n1: N1, n28: N28, n33: N33| async move { fallible::n46(&n1, &n28, &n33).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n28, n46, 1).expect(WIRED);
        graph.update_dependency(n33, n46, 2).expect(WIRED);
        let n47 = graph
            .add_child_try_task(
                n10,
                |n10: N10, n30: N30, n43: N43, n46: N46| async move {
                    fallible::n47(&n10, &n30, &n43, &n46).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n30, n47, 1).expect(WIRED);
        graph.update_dependency(n43, n47, 2).expect(WIRED);
        graph.update_dependency(n46, n47, 3).expect(WIRED);
        let n48 = graph
            .add_child_try_task(
                n25,
                |n25: N25, n30: N30, n32: N32| async move { fallible::n48(&n25, &n30, &n32).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n30, n48, 1).expect(WIRED);
        graph.update_dependency(n32, n48, 2).expect(WIRED);
        let n49 = graph
            .add_child_try_task(
                n1,
                |n1: N1, n19: N19| async move { fallible::n49(&n1, &n19).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n19, n49, 1).expect(WIRED);
        let n50 = graph
            .add_child_try_task(n16, |n16: N16| async move { fallible::n50(&n16).await }, 0)
            .expect(WIRED);
        let n51 = graph
            .add_child_try_task(
                n16,
                |n16: N16, n31: N31, n38: N38| async move { fallible::n51(&n16, &n31, &n38).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n31, n51, 1).expect(WIRED);
        graph.update_dependency(n38, n51, 2).expect(WIRED);
        let n52 = graph
            .add_child_try_task(
                n18,
                |n18: N18, n27: N27, n30: N30| async move { fallible::n52(&n18, &n27, &n30).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n27, n52, 1).expect(WIRED);
        graph.update_dependency(n30, n52, 2).expect(WIRED);
        let n53 = graph
            .add_child_try_task(
                n10,
                |n10: N10, n13: N13, n38: N38| async move { fallible::n53(&n10, &n13, &n38).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n13, n53, 1).expect(WIRED);
        graph.update_dependency(n38, n53, 2).expect(WIRED);
        let n54 = graph
            .add_child_try_task(
                n9,
                |n9: N9, n16: N16, n46: N46, n52: N52| async move {
                    fallible::n54(&n9, &n16, &n46, &n52).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n16, n54, 1).expect(WIRED);
        graph.update_dependency(n46, n54, 2).expect(WIRED);
        graph.update_dependency(n52, n54, 3).expect(WIRED);
        let n55 = graph
            .add_child_try_task(
                n0,
                |n0: N0, n27: N27, n33: N33| async move { fallible::n55(&n0, &n27, &n33).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n27, n55, 1).expect(WIRED);
        graph.update_dependency(n33, n55, 2).expect(WIRED);
        let n56 = graph
            .add_child_try_task(
                n14,
                |n14: N14, n26: N26, n28: N28| async move { fallible::n56(&n14, &n26, &n28).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n26, n56, 1).expect(WIRED);
        graph.update_dependency(n28, n56, 2).expect(WIRED);
        let n57 = graph
            .add_child_try_task(n11, |n11: N11| async move { fallible::n57(&n11).await }, 0)
            .expect(WIRED);
        let n58 = graph
            .add_child_try_task(
                n17,
                |n17: N17, n29: N29, n53: N53| async move { fallible::n58(&n17, &n29, &n53).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n29, n58, 1).expect(WIRED);
        graph.update_dependency(n53, n58, 2).expect(WIRED);
        let n59 = graph
            .add_child_try_task(
                n2,
                |n2: N2, n14: N14, n17: N17, n28: N28| async move {
                    fallible::n59(&n2, &n14, &n17, &n28).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n14, n59, 1).expect(WIRED);
        graph.update_dependency(n17, n59, 2).expect(WIRED);
        graph.update_dependency(n28, n59, 3).expect(WIRED);
        let n60 = graph
            .add_child_try_task(
                n5,
                |n5: N5, n7: N7, n48: N48, n57: N57| async move {
                    fallible::n60(&n5, &n7, &n48, &n57).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n7, n60, 1).expect(WIRED);
        graph.update_dependency(n48, n60, 2).expect(WIRED);
        graph.update_dependency(n57, n60, 3).expect(WIRED);
        let n61 = graph
            .add_child_try_task(n30, |n30: N30| async move { fallible::n61(&n30).await }, 0)
            .expect(WIRED);
        let n62 = graph
            .add_child_try_task(
                n2,
                |n2: N2, n32: N32, n44: N44, n54: N54| async move {
                    fallible::n62(&n2, &n32, &n44, &n54).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n32, n62, 1).expect(WIRED);
        graph.update_dependency(n44, n62, 2).expect(WIRED);
        graph.update_dependency(n54, n62, 3).expect(WIRED);
        let n63 = graph
            .add_child_try_task(
                n13,
                |n13: N13, n23: N23| async move { fallible::n63(&n13, &n23).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n23, n63, 1).expect(WIRED);
        let n64 = graph
            .add_child_try_task(
                n16,
                |n16: N16, n54: N54, n57: N57| async move { fallible::n64(&n16, &n54, &n57).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n54, n64, 1).expect(WIRED);
        graph.update_dependency(n57, n64, 2).expect(WIRED);
        let n65 = graph
            .add_child_try_task(
                n13,
                |n13: N13, n25: N25| async move { fallible::n65(&n13, &n25).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n25, n65, 1).expect(WIRED);
        let n66 = graph
            .add_child_try_task(
                n6,
                |n6: N6, n33: N33, n49: N49, n59: N59| async move {
                    fallible::n66(&n6, &n33, &n49, &n59).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n33, n66, 1).expect(WIRED);
        graph.update_dependency(n49, n66, 2).expect(WIRED);
        graph.update_dependency(n59, n66, 3).expect(WIRED);
        let n67 = graph
            .add_child_try_task(
                n53,
                |n53: N53, n61: N61| async move { fallible::n67(&n53, &n61).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n61, n67, 1).expect(WIRED);
        let n68 = graph
            .add_child_try_task(
                n5,
                |n5: N5, n44: N44| async move { fallible::n68(&n5, &n44).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n44, n68, 1).expect(WIRED);
        let n69 = graph
            .add_child_try_task(n55, |n55: N55| async move { fallible::n69(&n55).await }, 0)
            .expect(WIRED);
        let n70 = graph
            .add_child_try_task(
                n3,
                |n3: N3, n4: N4, n57: N57, n64: N64| async move {
                    fallible::n70(&n3, &n4, &n57, &n64).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n4, n70, 1).expect(WIRED);
        graph.update_dependency(n57, n70, 2).expect(WIRED);
        graph.update_dependency(n64, n70, 3).expect(WIRED);
        let n71 = graph
            .add_child_try_task(
                n32,
                |n32: N32, n67: N67| async move { fallible::n71(&n32, &n67).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n67, n71, 1).expect(WIRED);
        let n72 = graph
            .add_child_try_task(
                n6,
                |n6: N6, n10: N10, n63: N63| async move { fallible::n72(&n6, &n10, &n63).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n10, n72, 1).expect(WIRED);
        graph.update_dependency(n63, n72, 2).expect(WIRED);
        let n73 = graph
            .add_child_try_task(n30, |n30: N30| async move { fallible::n73(&n30).await }, 0)
            .expect(WIRED);
        let n74 = graph
            .add_child_try_task(n20, |n20: N20| async move { fallible::n74(&n20).await }, 0)
            .expect(WIRED);
        let n75 = graph
            .add_child_try_task(
                n8,
                |n8: N8, n26: N26, n49: N49, n73: N73| async move {
                    fallible::n75(&n8, &n26, &n49, &n73).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n26, n75, 1).expect(WIRED);
        graph.update_dependency(n49, n75, 2).expect(WIRED);
        graph.update_dependency(n73, n75, 3).expect(WIRED);
        let n76 = graph
            .add_child_try_task(
                n16,
                |n16: N16, n46: N46, n58: N58, n70: N70| async move {
                    fallible::n76(&n16, &n46, &n58, &n70).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n46, n76, 1).expect(WIRED);
        graph.update_dependency(n58, n76, 2).expect(WIRED);
        graph.update_dependency(n70, n76, 3).expect(WIRED);
        let n77 = graph
            .add_child_try_task(n71, |n71: N71| async move { fallible::n77(&n71).await }, 0)
            .expect(WIRED);
        let n78 = graph
            .add_child_try_task(
                n8,
                |n8: N8, n13: N13, n68: N68| async move { fallible::n78(&n8, &n13, &n68).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n13, n78, 1).expect(WIRED);
        graph.update_dependency(n68, n78, 2).expect(WIRED);
        let n79 = graph
            .add_child_try_task(
                n6,
                |n6: N6, n46: N46, n52: N52| async move { fallible::n79(&n6, &n46, &n52).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n46, n79, 1).expect(WIRED);
        graph.update_dependency(n52, n79, 2).expect(WIRED);
        let n80 = graph
            .add_child_try_task(
                n4,
                |n4: N4, n68: N68| async move { fallible::n80(&n4, &n68).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n68, n80, 1).expect(WIRED);
        let n81 = graph
            .add_child_try_task(n77, |n77: N77| async move { fallible::n81(&n77).await }, 0)
            .expect(WIRED);
        let n82 = graph
            .add_child_try_task(
                n16,
                |n16: N16, n28: N28, n42: N42, n73: N73| async move {
                    fallible::n82(&n16, &n28, &n42, &n73).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n28, n82, 1).expect(WIRED);
        graph.update_dependency(n42, n82, 2).expect(WIRED);
        graph.update_dependency(n73, n82, 3).expect(WIRED);
        let n83 = graph
            .add_child_try_task(
                n51,
                |n51: N51, n63: N63, n73: N73, n80: N80| async move {
                    fallible::n83(&n51, &n63, &n73, &n80).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n63, n83, 1).expect(WIRED);
        graph.update_dependency(n73, n83, 2).expect(WIRED);
        graph.update_dependency(n80, n83, 3).expect(WIRED);
        let n84 = graph
            .add_child_try_task(
                n28,
                |n28: N28, n53: N53| async move { fallible::n84(&n28, &n53).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n53, n84, 1).expect(WIRED);
        let n85 = graph
            .add_child_try_task(n53, |n53: N53| async move { fallible::n85(&n53).await }, 0)
            .expect(WIRED);
        let n86 = graph
            .add_child_try_task(
                n19,
                |n19: N19, n81: N81| async move { fallible::n86(&n19, &n81).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n81, n86, 1).expect(WIRED);
        let n87 = graph
            .add_child_try_task(
                n2,
                |n2: N2, n9: N9, n52: N52, n75: N75| async move {
                    fallible::n87(&n2, &n9, &n52, &n75).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n9, n87, 1).expect(WIRED);
        graph.update_dependency(n52, n87, 2).expect(WIRED);
        graph.update_dependency(n75, n87, 3).expect(WIRED);
        let n88 = graph
            .add_child_try_task(n32, |n32: N32| async move { fallible::n88(&n32).await }, 0)
            .expect(WIRED);
        let n89 = graph
            .add_child_try_task(
                n54,
                |n54: N54, n81: N81| async move { fallible::n89(&n54, &n81).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n81, n89, 1).expect(WIRED);
        let n90 = graph
            .add_child_try_task(n29, |n29: N29| async move { fallible::n90(&n29).await }, 0)
            .expect(WIRED);
        let n91 = graph
            .add_child_try_task(
                n21,
                |n21: N21, n41: N41, n69: N69, n81: N81| async move {
                    fallible::n91(&n21, &n41, &n69, &n81).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n41, n91, 1).expect(WIRED);
        graph.update_dependency(n69, n91, 2).expect(WIRED);
        graph.update_dependency(n81, n91, 3).expect(WIRED);
        let n92 = graph
            .add_child_try_task(
                n69,
                |n69: N69, n78: N78| async move { fallible::n92(&n69, &n78).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n78, n92, 1).expect(WIRED);
        let n93 = graph
            .add_child_try_task(
                n12,
                |n12: N12, n86: N86| async move { fallible::n93(&n12, &n86).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n86, n93, 1).expect(WIRED);
        let n94 = graph
            .add_child_try_task(
                n42,
                |n42: N42, n49: N49, n71: N71, n75: N75| async move {
                    fallible::n94(&n42, &n49, &n71, &n75).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n49, n94, 1).expect(WIRED);
        graph.update_dependency(n71, n94, 2).expect(WIRED);
        graph.update_dependency(n75, n94, 3).expect(WIRED);
        let n95 =
            graph
                .add_child_try_task(
                    n34,
                    |n34: N34,
                     n36: N36,
                     n37: N37,
                     n40: N40,
                     n45: N45,
                     n47: N47,
                     n50: N50,
                     n56: N56| async move {
                        fallible::n95(&n34, &n36, &n37, &n40, &n45, &n47, &n50, &n56).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n36, n95, 1).expect(WIRED);
        graph.update_dependency(n37, n95, 2).expect(WIRED);
        graph.update_dependency(n40, n95, 3).expect(WIRED);
        graph.update_dependency(n45, n95, 4).expect(WIRED);
        graph.update_dependency(n47, n95, 5).expect(WIRED);
        graph.update_dependency(n50, n95, 6).expect(WIRED);
        graph.update_dependency(n56, n95, 7).expect(WIRED);
        let n96 =
            graph
                .add_child_try_task(
                    n60,
                    |n60: N60,
                     n62: N62,
                     n65: N65,
                     n66: N66,
                     n72: N72,
                     n74: N74,
                     n76: N76,
                     n79: N79| async move {
                        fallible::n96(&n60, &n62, &n65, &n66, &n72, &n74, &n76, &n79).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n62, n96, 1).expect(WIRED);
        graph.update_dependency(n65, n96, 2).expect(WIRED);
        graph.update_dependency(n66, n96, 3).expect(WIRED);
        graph.update_dependency(n72, n96, 4).expect(WIRED);
        graph.update_dependency(n74, n96, 5).expect(WIRED);
        graph.update_dependency(n76, n96, 6).expect(WIRED);
        graph.update_dependency(n79, n96, 7).expect(WIRED);
        let n97 =
            graph
                .add_child_try_task(
                    n82,
                    |n82: N82,
                     n83: N83,
                     n84: N84,
                     n85: N85,
                     n87: N87,
                     n88: N88,
                     n89: N89,
                     n90: N90| async move {
                        fallible::n97(&n82, &n83, &n84, &n85, &n87, &n88, &n89, &n90).await
                    },
                    0,
                )
                .expect(WIRED);
        graph.update_dependency(n83, n97, 1).expect(WIRED);
        graph.update_dependency(n84, n97, 2).expect(WIRED);
        graph.update_dependency(n85, n97, 3).expect(WIRED);
        graph.update_dependency(n87, n97, 4).expect(WIRED);
        graph.update_dependency(n88, n97, 5).expect(WIRED);
        graph.update_dependency(n89, n97, 6).expect(WIRED);
        graph.update_dependency(n90, n97, 7).expect(WIRED);
        let n98 = graph
            .add_child_try_task(
                n91,
                |n91: N91, n92: N92, n93: N93, n94: N94| async move {
                    fallible::n98(&n91, &n92, &n93, &n94).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n92, n98, 1).expect(WIRED);
        graph.update_dependency(n93, n98, 2).expect(WIRED);
        graph.update_dependency(n94, n98, 3).expect(WIRED);
        let n99 = graph
            .add_child_try_task(
                n95,
                |n95: N95, n96: N96, n97: N97, n98: N98| async move {
                    fallible::n99(&n95, &n96, &n97, &n98).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n96, n99, 1).expect(WIRED);
        graph.update_dependency(n97, n99, 2).expect(WIRED);
        graph.update_dependency(n98, n99, 3).expect(WIRED);
        graph.try_run().await?;
        Ok(graph.get_value(n99).expect("the sink has run"))
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
        pub async fn run(n1: &N1) -> N2 {
            infallible::n2(n1).await
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
        pub async fn run(n1: &N1, n3: &N3) -> N4 {
            infallible::n4(n1, n3).await
        }
    }

    pub struct T5;

    #[task]
    impl T5 {
        pub async fn run(n2: &N2) -> N5 {
            infallible::n5(n2).await
        }
    }

    pub struct T6;

    #[task]
    impl T6 {
        pub async fn run(n0: &N0, n1: &N1, n5: &N5) -> N6 {
            infallible::n6(n0, n1, n5).await
        }
    }

    pub struct T7;

    #[task]
    impl T7 {
        pub async fn run(n0: &N0) -> N7 {
            infallible::n7(n0).await
        }
    }

    pub struct T8;

    #[task]
    impl T8 {
        pub async fn run(n0: &N0, n1: &N1, n3: &N3, n4: &N4) -> N8 {
            infallible::n8(n0, n1, n3, n4).await
        }
    }

    pub struct T9;

    #[task]
    impl T9 {
        pub async fn run(n0: &N0, n3: &N3, n7: &N7) -> N9 {
            infallible::n9(n0, n3, n7).await
        }
    }

    pub struct T10;

    #[task]
    impl T10 {
        pub async fn run(n3: &N3, n5: &N5, n6: &N6, n9: &N9) -> N10 {
            infallible::n10(n3, n5, n6, n9).await
        }
    }

    pub struct T11;

    #[task]
    impl T11 {
        pub async fn run(n3: &N3, n4: &N4, n5: &N5, n8: &N8) -> N11 {
            infallible::n11(n3, n4, n5, n8).await
        }
    }

    pub struct T12;

    #[task]
    impl T12 {
        pub async fn run(n2: &N2, n3: &N3, n6: &N6) -> N12 {
            infallible::n12(n2, n3, n6).await
        }
    }

    pub struct T13;

    #[task]
    impl T13 {
        pub async fn run(n7: &N7, n11: &N11) -> N13 {
            infallible::n13(n7, n11).await
        }
    }

    pub struct T14;

    #[task]
    impl T14 {
        pub async fn run(n6: &N6, n8: &N8) -> N14 {
            infallible::n14(n6, n8).await
        }
    }

    pub struct T15;

    #[task]
    impl T15 {
        pub async fn run(n3: &N3, n4: &N4, n5: &N5, n11: &N11) -> N15 {
            infallible::n15(n3, n4, n5, n11).await
        }
    }

    pub struct T16;

    #[task]
    impl T16 {
        pub async fn run(n2: &N2, n10: &N10, n12: &N12, n15: &N15) -> N16 {
            infallible::n16(n2, n10, n12, n15).await
        }
    }

    pub struct T17;

    #[task]
    impl T17 {
        pub async fn run(n11: &N11) -> N17 {
            infallible::n17(n11).await
        }
    }

    pub struct T18;

    #[task]
    impl T18 {
        pub async fn run(n7: &N7) -> N18 {
            infallible::n18(n7).await
        }
    }

    pub struct T19;

    #[task]
    impl T19 {
        pub async fn run(n7: &N7, n9: &N9, n13: &N13) -> N19 {
            infallible::n19(n7, n9, n13).await
        }
    }

    pub struct T20;

    #[task]
    impl T20 {
        pub async fn run(n6: &N6, n19: &N19) -> N20 {
            infallible::n20(n6, n19).await
        }
    }

    pub struct T21;

    #[task]
    impl T21 {
        pub async fn run(n1: &N1) -> N21 {
            infallible::n21(n1).await
        }
    }

    pub struct T22;

    #[task]
    impl T22 {
        pub async fn run(n3: &N3, n5: &N5, n19: &N19) -> N22 {
            infallible::n22(n3, n5, n19).await
        }
    }

    pub struct T23;

    #[task]
    impl T23 {
        pub async fn run(n1: &N1, n4: &N4, n6: &N6, n9: &N9) -> N23 {
            infallible::n23(n1, n4, n6, n9).await
        }
    }

    pub struct T24;

    #[task]
    impl T24 {
        pub async fn run(n2: &N2, n15: &N15) -> N24 {
            infallible::n24(n2, n15).await
        }
    }

    pub struct T25;

    #[task]
    impl T25 {
        pub async fn run(n18: &N18, n22: &N22) -> N25 {
            infallible::n25(n18, n22).await
        }
    }

    pub struct T26;

    #[task]
    impl T26 {
        pub async fn run(n8: &N8, n16: &N16) -> N26 {
            infallible::n26(n8, n16).await
        }
    }

    pub struct T27;

    #[task]
    impl T27 {
        pub async fn run(n6: &N6, n17: &N17, n25: &N25) -> N27 {
            infallible::n27(n6, n17, n25).await
        }
    }

    pub struct T28;

    #[task]
    impl T28 {
        pub async fn run(n6: &N6, n8: &N8, n24: &N24) -> N28 {
            infallible::n28(n6, n8, n24).await
        }
    }

    pub struct T29;

    #[task]
    impl T29 {
        pub async fn run(n15: &N15, n17: &N17, n22: &N22, n28: &N28) -> N29 {
            infallible::n29(n15, n17, n22, n28).await
        }
    }

    pub struct T30;

    #[task]
    impl T30 {
        pub async fn run(n28: &N28) -> N30 {
            infallible::n30(n28).await
        }
    }

    pub struct T31;

    #[task]
    impl T31 {
        pub async fn run(n14: &N14) -> N31 {
            infallible::n31(n14).await
        }
    }

    pub struct T32;

    #[task]
    impl T32 {
        pub async fn run(n17: &N17, n21: &N21) -> N32 {
            infallible::n32(n17, n21).await
        }
    }

    pub struct T33;

    #[task]
    impl T33 {
        pub async fn run(n5: &N5, n9: &N9) -> N33 {
            infallible::n33(n5, n9).await
        }
    }

    pub struct T34;

    #[task]
    impl T34 {
        pub async fn run(n33: &N33) -> N34 {
            infallible::n34(n33).await
        }
    }

    pub struct T35;

    #[task]
    impl T35 {
        pub async fn run(n1: &N1, n2: &N2, n15: &N15, n28: &N28) -> N35 {
            infallible::n35(n1, n2, n15, n28).await
        }
    }

    pub struct T36;

    #[task]
    impl T36 {
        pub async fn run(n7: &N7, n29: &N29, n35: &N35) -> N36 {
            infallible::n36(n7, n29, n35).await
        }
    }

    pub struct T37;

    #[task]
    impl T37 {
        pub async fn run(n33: &N33) -> N37 {
            infallible::n37(n33).await
        }
    }

    pub struct T38;

    #[task]
    impl T38 {
        pub async fn run(n6: &N6, n7: &N7) -> N38 {
            infallible::n38(n6, n7).await
        }
    }

    pub struct T39;

    #[task]
    impl T39 {
        pub async fn run(n13: &N13, n26: &N26) -> N39 {
            infallible::n39(n13, n26).await
        }
    }

    pub struct T40;

    #[task]
    impl T40 {
        pub async fn run(n3: &N3, n5: &N5) -> N40 {
            infallible::n40(n3, n5).await
        }
    }

    pub struct T41;

    #[task]
    impl T41 {
        pub async fn run(n28: &N28, n39: &N39) -> N41 {
            infallible::n41(n28, n39).await
        }
    }

    pub struct T42;

    #[task]
    impl T42 {
        pub async fn run(n14: &N14) -> N42 {
            infallible::n42(n14).await
        }
    }

    pub struct T43;

    #[task]
    impl T43 {
        pub async fn run(n0: &N0, n3: &N3, n11: &N11, n42: &N42) -> N43 {
            infallible::n43(n0, n3, n11, n42).await
        }
    }

    pub struct T44;

    #[task]
    impl T44 {
        pub async fn run(n0: &N0, n42: &N42, n43: &N43) -> N44 {
            infallible::n44(n0, n42, n43).await
        }
    }

    pub struct T45;

    #[task]
    impl T45 {
        pub async fn run(n10: &N10, n16: &N16, n43: &N43) -> N45 {
            infallible::n45(n10, n16, n43).await
        }
    }

    pub struct T46;

    #[task]
    impl T46 {
        pub async fn run(n1: &N1, n28: &N28, n33: &N33) -> N46 {
            infallible::n46(n1, n28, n33).await
        }
    }

    pub struct T47;

    #[task]
    impl T47 {
        pub async fn run(n10: &N10, n30: &N30, n43: &N43, n46: &N46) -> N47 {
            infallible::n47(n10, n30, n43, n46).await
        }
    }

    pub struct T48;

    #[task]
    impl T48 {
        pub async fn run(n25: &N25, n30: &N30, n32: &N32) -> N48 {
            infallible::n48(n25, n30, n32).await
        }
    }

    pub struct T49;

    #[task]
    impl T49 {
        pub async fn run(n1: &N1, n19: &N19) -> N49 {
            infallible::n49(n1, n19).await
        }
    }

    pub struct T50;

    #[task]
    impl T50 {
        pub async fn run(n16: &N16) -> N50 {
            infallible::n50(n16).await
        }
    }

    pub struct T51;

    #[task]
    impl T51 {
        pub async fn run(n16: &N16, n31: &N31, n38: &N38) -> N51 {
            infallible::n51(n16, n31, n38).await
        }
    }

    pub struct T52;

    #[task]
    impl T52 {
        pub async fn run(n18: &N18, n27: &N27, n30: &N30) -> N52 {
            infallible::n52(n18, n27, n30).await
        }
    }

    pub struct T53;

    #[task]
    impl T53 {
        pub async fn run(n10: &N10, n13: &N13, n38: &N38) -> N53 {
            infallible::n53(n10, n13, n38).await
        }
    }

    pub struct T54;

    #[task]
    impl T54 {
        pub async fn run(n9: &N9, n16: &N16, n46: &N46, n52: &N52) -> N54 {
            infallible::n54(n9, n16, n46, n52).await
        }
    }

    pub struct T55;

    #[task]
    impl T55 {
        pub async fn run(n0: &N0, n27: &N27, n33: &N33) -> N55 {
            infallible::n55(n0, n27, n33).await
        }
    }

    pub struct T56;

    #[task]
    impl T56 {
        pub async fn run(n14: &N14, n26: &N26, n28: &N28) -> N56 {
            infallible::n56(n14, n26, n28).await
        }
    }

    pub struct T57;

    #[task]
    impl T57 {
        pub async fn run(n11: &N11) -> N57 {
            infallible::n57(n11).await
        }
    }

    pub struct T58;

    #[task]
    impl T58 {
        pub async fn run(n17: &N17, n29: &N29, n53: &N53) -> N58 {
            infallible::n58(n17, n29, n53).await
        }
    }

    pub struct T59;

    #[task]
    impl T59 {
        pub async fn run(n2: &N2, n14: &N14, n17: &N17, n28: &N28) -> N59 {
            infallible::n59(n2, n14, n17, n28).await
        }
    }

    pub struct T60;

    #[task]
    impl T60 {
        pub async fn run(n5: &N5, n7: &N7, n48: &N48, n57: &N57) -> N60 {
            infallible::n60(n5, n7, n48, n57).await
        }
    }

    pub struct T61;

    #[task]
    impl T61 {
        pub async fn run(n30: &N30) -> N61 {
            infallible::n61(n30).await
        }
    }

    pub struct T62;

    #[task]
    impl T62 {
        pub async fn run(n2: &N2, n32: &N32, n44: &N44, n54: &N54) -> N62 {
            infallible::n62(n2, n32, n44, n54).await
        }
    }

    pub struct T63;

    #[task]
    impl T63 {
        pub async fn run(n13: &N13, n23: &N23) -> N63 {
            infallible::n63(n13, n23).await
        }
    }

    pub struct T64;

    #[task]
    impl T64 {
        pub async fn run(n16: &N16, n54: &N54, n57: &N57) -> N64 {
            infallible::n64(n16, n54, n57).await
        }
    }

    pub struct T65;

    #[task]
    impl T65 {
        pub async fn run(n13: &N13, n25: &N25) -> N65 {
            infallible::n65(n13, n25).await
        }
    }

    pub struct T66;

    #[task]
    impl T66 {
        pub async fn run(n6: &N6, n33: &N33, n49: &N49, n59: &N59) -> N66 {
            infallible::n66(n6, n33, n49, n59).await
        }
    }

    pub struct T67;

    #[task]
    impl T67 {
        pub async fn run(n53: &N53, n61: &N61) -> N67 {
            infallible::n67(n53, n61).await
        }
    }

    pub struct T68;

    #[task]
    impl T68 {
        pub async fn run(n5: &N5, n44: &N44) -> N68 {
            infallible::n68(n5, n44).await
        }
    }

    pub struct T69;

    #[task]
    impl T69 {
        pub async fn run(n55: &N55) -> N69 {
            infallible::n69(n55).await
        }
    }

    pub struct T70;

    #[task]
    impl T70 {
        pub async fn run(n3: &N3, n4: &N4, n57: &N57, n64: &N64) -> N70 {
            infallible::n70(n3, n4, n57, n64).await
        }
    }

    pub struct T71;

    #[task]
    impl T71 {
        pub async fn run(n32: &N32, n67: &N67) -> N71 {
            infallible::n71(n32, n67).await
        }
    }

    pub struct T72;

    #[task]
    impl T72 {
        pub async fn run(n6: &N6, n10: &N10, n63: &N63) -> N72 {
            infallible::n72(n6, n10, n63).await
        }
    }

    pub struct T73;

    #[task]
    impl T73 {
        pub async fn run(n30: &N30) -> N73 {
            infallible::n73(n30).await
        }
    }

    pub struct T74;

    #[task]
    impl T74 {
        pub async fn run(n20: &N20) -> N74 {
            infallible::n74(n20).await
        }
    }

    pub struct T75;

    #[task]
    impl T75 {
        pub async fn run(n8: &N8, n26: &N26, n49: &N49, n73: &N73) -> N75 {
            infallible::n75(n8, n26, n49, n73).await
        }
    }

    pub struct T76;

    #[task]
    impl T76 {
        pub async fn run(n16: &N16, n46: &N46, n58: &N58, n70: &N70) -> N76 {
            infallible::n76(n16, n46, n58, n70).await
        }
    }

    pub struct T77;

    #[task]
    impl T77 {
        pub async fn run(n71: &N71) -> N77 {
            infallible::n77(n71).await
        }
    }

    pub struct T78;

    #[task]
    impl T78 {
        pub async fn run(n8: &N8, n13: &N13, n68: &N68) -> N78 {
            infallible::n78(n8, n13, n68).await
        }
    }

    pub struct T79;

    #[task]
    impl T79 {
        pub async fn run(n6: &N6, n46: &N46, n52: &N52) -> N79 {
            infallible::n79(n6, n46, n52).await
        }
    }

    pub struct T80;

    #[task]
    impl T80 {
        pub async fn run(n4: &N4, n68: &N68) -> N80 {
            infallible::n80(n4, n68).await
        }
    }

    pub struct T81;

    #[task]
    impl T81 {
        pub async fn run(n77: &N77) -> N81 {
            infallible::n81(n77).await
        }
    }

    pub struct T82;

    #[task]
    impl T82 {
        pub async fn run(n16: &N16, n28: &N28, n42: &N42, n73: &N73) -> N82 {
            infallible::n82(n16, n28, n42, n73).await
        }
    }

    pub struct T83;

    #[task]
    impl T83 {
        pub async fn run(n51: &N51, n63: &N63, n73: &N73, n80: &N80) -> N83 {
            infallible::n83(n51, n63, n73, n80).await
        }
    }

    pub struct T84;

    #[task]
    impl T84 {
        pub async fn run(n28: &N28, n53: &N53) -> N84 {
            infallible::n84(n28, n53).await
        }
    }

    pub struct T85;

    #[task]
    impl T85 {
        pub async fn run(n53: &N53) -> N85 {
            infallible::n85(n53).await
        }
    }

    pub struct T86;

    #[task]
    impl T86 {
        pub async fn run(n19: &N19, n81: &N81) -> N86 {
            infallible::n86(n19, n81).await
        }
    }

    pub struct T87;

    #[task]
    impl T87 {
        pub async fn run(n2: &N2, n9: &N9, n52: &N52, n75: &N75) -> N87 {
            infallible::n87(n2, n9, n52, n75).await
        }
    }

    pub struct T88;

    #[task]
    impl T88 {
        pub async fn run(n32: &N32) -> N88 {
            infallible::n88(n32).await
        }
    }

    pub struct T89;

    #[task]
    impl T89 {
        pub async fn run(n54: &N54, n81: &N81) -> N89 {
            infallible::n89(n54, n81).await
        }
    }

    pub struct T90;

    #[task]
    impl T90 {
        pub async fn run(n29: &N29) -> N90 {
            infallible::n90(n29).await
        }
    }

    pub struct T91;

    #[task]
    impl T91 {
        pub async fn run(n21: &N21, n41: &N41, n69: &N69, n81: &N81) -> N91 {
            infallible::n91(n21, n41, n69, n81).await
        }
    }

    pub struct T92;

    #[task]
    impl T92 {
        pub async fn run(n69: &N69, n78: &N78) -> N92 {
            infallible::n92(n69, n78).await
        }
    }

    pub struct T93;

    #[task]
    impl T93 {
        pub async fn run(n12: &N12, n86: &N86) -> N93 {
            infallible::n93(n12, n86).await
        }
    }

    pub struct T94;

    #[task]
    impl T94 {
        pub async fn run(n42: &N42, n49: &N49, n71: &N71, n75: &N75) -> N94 {
            infallible::n94(n42, n49, n71, n75).await
        }
    }

    pub struct T95;

    #[task]
    impl T95 {
        pub async fn run(
            n34: &N34,
            n36: &N36,
            n37: &N37,
            n40: &N40,
            n45: &N45,
            n47: &N47,
            n50: &N50,
            n56: &N56,
        ) -> N95 {
            infallible::n95(n34, n36, n37, n40, n45, n47, n50, n56).await
        }
    }

    pub struct T96;

    #[task]
    impl T96 {
        pub async fn run(
            n60: &N60,
            n62: &N62,
            n65: &N65,
            n66: &N66,
            n72: &N72,
            n74: &N74,
            n76: &N76,
            n79: &N79,
        ) -> N96 {
            infallible::n96(n60, n62, n65, n66, n72, n74, n76, n79).await
        }
    }

    pub struct T97;

    #[task]
    impl T97 {
        pub async fn run(
            n82: &N82,
            n83: &N83,
            n84: &N84,
            n85: &N85,
            n87: &N87,
            n88: &N88,
            n89: &N89,
            n90: &N90,
        ) -> N97 {
            infallible::n97(n82, n83, n84, n85, n87, n88, n89, n90).await
        }
    }

    pub struct T98;

    #[task]
    impl T98 {
        pub async fn run(n91: &N91, n92: &N92, n93: &N93, n94: &N94) -> N98 {
            infallible::n98(n91, n92, n93, n94).await
        }
    }

    pub struct T99;

    #[task]
    impl T99 {
        pub async fn run(n95: &N95, n96: &N96, n97: &N97, n98: &N98) -> N99 {
            infallible::n99(n95, n96, n97, n98).await
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N99 {
        let mut dag = DagRunner::new();
        let n0 = dag.add_task(T0(input));
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2).depends_on(&n1);
        let n3 = dag.add_task(T3).depends_on(&n0);
        let n4 = dag.add_task(T4).depends_on((&n1, &n3));
        let n5 = dag.add_task(T5).depends_on(&n2);
        let n6 = dag.add_task(T6).depends_on((&n0, &n1, &n5));
        let n7 = dag.add_task(T7).depends_on(&n0);
        let n8 = dag.add_task(T8).depends_on((&n0, &n1, &n3, &n4));
        let n9 = dag.add_task(T9).depends_on((&n0, &n3, &n7));
        let n10 = dag.add_task(T10).depends_on((&n3, &n5, &n6, &n9));
        let n11 = dag.add_task(T11).depends_on((&n3, &n4, &n5, &n8));
        let n12 = dag.add_task(T12).depends_on((&n2, &n3, &n6));
        let n13 = dag.add_task(T13).depends_on((&n7, &n11));
        let n14 = dag.add_task(T14).depends_on((&n6, &n8));
        let n15 = dag.add_task(T15).depends_on((&n3, &n4, &n5, &n11));
        let n16 = dag.add_task(T16).depends_on((&n2, &n10, &n12, &n15));
        let n17 = dag.add_task(T17).depends_on(&n11);
        let n18 = dag.add_task(T18).depends_on(&n7);
        let n19 = dag.add_task(T19).depends_on((&n7, &n9, &n13));
        let n20 = dag.add_task(T20).depends_on((&n6, &n19));
        let n21 = dag.add_task(T21).depends_on(&n1);
        let n22 = dag.add_task(T22).depends_on((&n3, &n5, &n19));
        let n23 = dag.add_task(T23).depends_on((&n1, &n4, &n6, &n9));
        let n24 = dag.add_task(T24).depends_on((&n2, &n15));
        let n25 = dag.add_task(T25).depends_on((&n18, &n22));
        let n26 = dag.add_task(T26).depends_on((&n8, &n16));
        let n27 = dag.add_task(T27).depends_on((&n6, &n17, &n25));
        let n28 = dag.add_task(T28).depends_on((&n6, &n8, &n24));
        let n29 = dag.add_task(T29).depends_on((&n15, &n17, &n22, &n28));
        let n30 = dag.add_task(T30).depends_on(&n28);
        let n31 = dag.add_task(T31).depends_on(&n14);
        let n32 = dag.add_task(T32).depends_on((&n17, &n21));
        let n33 = dag.add_task(T33).depends_on((&n5, &n9));
        let n34 = dag.add_task(T34).depends_on(&n33);
        let n35 = dag.add_task(T35).depends_on((&n1, &n2, &n15, &n28));
        let n36 = dag.add_task(T36).depends_on((&n7, &n29, &n35));
        let n37 = dag.add_task(T37).depends_on(&n33);
        let n38 = dag.add_task(T38).depends_on((&n6, &n7));
        let n39 = dag.add_task(T39).depends_on((&n13, &n26));
        let n40 = dag.add_task(T40).depends_on((&n3, &n5));
        let n41 = dag.add_task(T41).depends_on((&n28, &n39));
        let n42 = dag.add_task(T42).depends_on(&n14);
        let n43 = dag.add_task(T43).depends_on((&n0, &n3, &n11, &n42));
        let n44 = dag.add_task(T44).depends_on((&n0, &n42, &n43));
        let n45 = dag.add_task(T45).depends_on((&n10, &n16, &n43));
        let n46 = dag.add_task(T46).depends_on((&n1, &n28, &n33));
        let n47 = dag.add_task(T47).depends_on((&n10, &n30, &n43, &n46));
        let n48 = dag.add_task(T48).depends_on((&n25, &n30, &n32));
        let n49 = dag.add_task(T49).depends_on((&n1, &n19));
        let n50 = dag.add_task(T50).depends_on(&n16);
        let n51 = dag.add_task(T51).depends_on((&n16, &n31, &n38));
        let n52 = dag.add_task(T52).depends_on((&n18, &n27, &n30));
        let n53 = dag.add_task(T53).depends_on((&n10, &n13, &n38));
        let n54 = dag.add_task(T54).depends_on((&n9, &n16, &n46, &n52));
        let n55 = dag.add_task(T55).depends_on((&n0, &n27, &n33));
        let n56 = dag.add_task(T56).depends_on((&n14, &n26, &n28));
        let n57 = dag.add_task(T57).depends_on(&n11);
        let n58 = dag.add_task(T58).depends_on((&n17, &n29, &n53));
        let n59 = dag.add_task(T59).depends_on((&n2, &n14, &n17, &n28));
        let n60 = dag.add_task(T60).depends_on((&n5, &n7, &n48, &n57));
        let n61 = dag.add_task(T61).depends_on(&n30);
        let n62 = dag.add_task(T62).depends_on((&n2, &n32, &n44, &n54));
        let n63 = dag.add_task(T63).depends_on((&n13, &n23));
        let n64 = dag.add_task(T64).depends_on((&n16, &n54, &n57));
        let n65 = dag.add_task(T65).depends_on((&n13, &n25));
        let n66 = dag.add_task(T66).depends_on((&n6, &n33, &n49, &n59));
        let n67 = dag.add_task(T67).depends_on((&n53, &n61));
        let n68 = dag.add_task(T68).depends_on((&n5, &n44));
        let n69 = dag.add_task(T69).depends_on(&n55);
        let n70 = dag.add_task(T70).depends_on((&n3, &n4, &n57, &n64));
        let n71 = dag.add_task(T71).depends_on((&n32, &n67));
        let n72 = dag.add_task(T72).depends_on((&n6, &n10, &n63));
        let n73 = dag.add_task(T73).depends_on(&n30);
        let n74 = dag.add_task(T74).depends_on(&n20);
        let n75 = dag.add_task(T75).depends_on((&n8, &n26, &n49, &n73));
        let n76 = dag.add_task(T76).depends_on((&n16, &n46, &n58, &n70));
        let n77 = dag.add_task(T77).depends_on(&n71);
        let n78 = dag.add_task(T78).depends_on((&n8, &n13, &n68));
        let n79 = dag.add_task(T79).depends_on((&n6, &n46, &n52));
        let n80 = dag.add_task(T80).depends_on((&n4, &n68));
        let n81 = dag.add_task(T81).depends_on(&n77);
        let n82 = dag.add_task(T82).depends_on((&n16, &n28, &n42, &n73));
        let n83 = dag.add_task(T83).depends_on((&n51, &n63, &n73, &n80));
        let n84 = dag.add_task(T84).depends_on((&n28, &n53));
        let n85 = dag.add_task(T85).depends_on(&n53);
        let n86 = dag.add_task(T86).depends_on((&n19, &n81));
        let n87 = dag.add_task(T87).depends_on((&n2, &n9, &n52, &n75));
        let n88 = dag.add_task(T88).depends_on(&n32);
        let n89 = dag.add_task(T89).depends_on((&n54, &n81));
        let n90 = dag.add_task(T90).depends_on(&n29);
        let n91 = dag.add_task(T91).depends_on((&n21, &n41, &n69, &n81));
        let n92 = dag.add_task(T92).depends_on((&n69, &n78));
        let n93 = dag.add_task(T93).depends_on((&n12, &n86));
        let n94 = dag.add_task(T94).depends_on((&n42, &n49, &n71, &n75));
        let n95 = dag
            .add_task(T95)
            .depends_on((&n34, &n36, &n37, &n40, &n45, &n47, &n50, &n56));
        let n96 = dag
            .add_task(T96)
            .depends_on((&n60, &n62, &n65, &n66, &n72, &n74, &n76, &n79));
        let n97 = dag
            .add_task(T97)
            .depends_on((&n82, &n83, &n84, &n85, &n87, &n88, &n89, &n90));
        let n98 = dag.add_task(T98).depends_on((&n91, &n92, &n93, &n94));
        let n99 = dag.add_task(T99).depends_on((&n95, &n96, &n97, &n98));
        dag.run(|task| task).await.expect("no task panics").get(n99)
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
        pub async fn run(n1: &N1) -> N2 {
            infallible::n2(n1).await
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
        pub async fn run(n1: &N1, n3: &N3) -> N4 {
            infallible::n4(n1, n3).await
        }
    }

    pub struct T5;

    #[task]
    impl T5 {
        pub async fn run(n2: &N2) -> N5 {
            infallible::n5(n2).await
        }
    }

    pub struct T6;

    #[task]
    impl T6 {
        pub async fn run(n0: &N0, n1: &N1, n5: &N5) -> N6 {
            infallible::n6(n0, n1, n5).await
        }
    }

    pub struct T7;

    #[task]
    impl T7 {
        pub async fn run(n0: &N0) -> N7 {
            infallible::n7(n0).await
        }
    }

    pub struct T8;

    #[task]
    impl T8 {
        pub async fn run(n0: &N0, n1: &N1, n3: &N3, n4: &N4) -> N8 {
            infallible::n8(n0, n1, n3, n4).await
        }
    }

    pub struct T9;

    #[task]
    impl T9 {
        pub async fn run(n0: &N0, n3: &N3, n7: &N7) -> N9 {
            infallible::n9(n0, n3, n7).await
        }
    }

    pub struct T10;

    #[task]
    impl T10 {
        pub async fn run(n3: &N3, n5: &N5, n6: &N6, n9: &N9) -> N10 {
            infallible::n10(n3, n5, n6, n9).await
        }
    }

    pub struct T11;

    #[task]
    impl T11 {
        pub async fn run(n3: &N3, n4: &N4, n5: &N5, n8: &N8) -> N11 {
            infallible::n11(n3, n4, n5, n8).await
        }
    }

    pub struct T12;

    #[task]
    impl T12 {
        pub async fn run(n2: &N2, n3: &N3, n6: &N6) -> N12 {
            infallible::n12(n2, n3, n6).await
        }
    }

    pub struct T13;

    #[task]
    impl T13 {
        pub async fn run(n7: &N7, n11: &N11) -> N13 {
            infallible::n13(n7, n11).await
        }
    }

    pub struct T14;

    #[task]
    impl T14 {
        pub async fn run(n6: &N6, n8: &N8) -> N14 {
            infallible::n14(n6, n8).await
        }
    }

    pub struct T15;

    #[task]
    impl T15 {
        pub async fn run(n3: &N3, n4: &N4, n5: &N5, n11: &N11) -> N15 {
            infallible::n15(n3, n4, n5, n11).await
        }
    }

    pub struct T16;

    #[task]
    impl T16 {
        pub async fn run(n2: &N2, n10: &N10, n12: &N12, n15: &N15) -> N16 {
            infallible::n16(n2, n10, n12, n15).await
        }
    }

    pub struct T17;

    #[task]
    impl T17 {
        pub async fn run(n11: &N11) -> N17 {
            infallible::n17(n11).await
        }
    }

    pub struct T18;

    #[task]
    impl T18 {
        pub async fn run(n7: &N7) -> N18 {
            infallible::n18(n7).await
        }
    }

    pub struct T19;

    #[task]
    impl T19 {
        pub async fn run(n7: &N7, n9: &N9, n13: &N13) -> N19 {
            infallible::n19(n7, n9, n13).await
        }
    }

    pub struct T20;

    #[task]
    impl T20 {
        pub async fn run(n6: &N6, n19: &N19) -> N20 {
            infallible::n20(n6, n19).await
        }
    }

    pub struct T21;

    #[task]
    impl T21 {
        pub async fn run(n1: &N1) -> N21 {
            infallible::n21(n1).await
        }
    }

    pub struct T22;

    #[task]
    impl T22 {
        pub async fn run(n3: &N3, n5: &N5, n19: &N19) -> N22 {
            infallible::n22(n3, n5, n19).await
        }
    }

    pub struct T23;

    #[task]
    impl T23 {
        pub async fn run(n1: &N1, n4: &N4, n6: &N6, n9: &N9) -> N23 {
            infallible::n23(n1, n4, n6, n9).await
        }
    }

    pub struct T24;

    #[task]
    impl T24 {
        pub async fn run(n2: &N2, n15: &N15) -> N24 {
            infallible::n24(n2, n15).await
        }
    }

    pub struct T25;

    #[task]
    impl T25 {
        pub async fn run(n18: &N18, n22: &N22) -> N25 {
            infallible::n25(n18, n22).await
        }
    }

    pub struct T26;

    #[task]
    impl T26 {
        pub async fn run(n8: &N8, n16: &N16) -> N26 {
            infallible::n26(n8, n16).await
        }
    }

    pub struct T27;

    #[task]
    impl T27 {
        pub async fn run(n6: &N6, n17: &N17, n25: &N25) -> N27 {
            infallible::n27(n6, n17, n25).await
        }
    }

    pub struct T28;

    #[task]
    impl T28 {
        pub async fn run(n6: &N6, n8: &N8, n24: &N24) -> N28 {
            infallible::n28(n6, n8, n24).await
        }
    }

    pub struct T29;

    #[task]
    impl T29 {
        pub async fn run(n15: &N15, n17: &N17, n22: &N22, n28: &N28) -> N29 {
            infallible::n29(n15, n17, n22, n28).await
        }
    }

    pub struct T30;

    #[task]
    impl T30 {
        pub async fn run(n28: &N28) -> N30 {
            infallible::n30(n28).await
        }
    }

    pub struct T31;

    #[task]
    impl T31 {
        pub async fn run(n14: &N14) -> N31 {
            infallible::n31(n14).await
        }
    }

    pub struct T32;

    #[task]
    impl T32 {
        pub async fn run(n17: &N17, n21: &N21) -> N32 {
            infallible::n32(n17, n21).await
        }
    }

    pub struct T33;

    #[task]
    impl T33 {
        pub async fn run(n5: &N5, n9: &N9) -> N33 {
            infallible::n33(n5, n9).await
        }
    }

    pub struct T34;

    #[task]
    impl T34 {
        pub async fn run(n33: &N33) -> N34 {
            infallible::n34(n33).await
        }
    }

    pub struct T35;

    #[task]
    impl T35 {
        pub async fn run(n1: &N1, n2: &N2, n15: &N15, n28: &N28) -> N35 {
            infallible::n35(n1, n2, n15, n28).await
        }
    }

    pub struct T36;

    #[task]
    impl T36 {
        pub async fn run(n7: &N7, n29: &N29, n35: &N35) -> N36 {
            infallible::n36(n7, n29, n35).await
        }
    }

    pub struct T37;

    #[task]
    impl T37 {
        pub async fn run(n33: &N33) -> N37 {
            infallible::n37(n33).await
        }
    }

    pub struct T38;

    #[task]
    impl T38 {
        pub async fn run(n6: &N6, n7: &N7) -> N38 {
            infallible::n38(n6, n7).await
        }
    }

    pub struct T39;

    #[task]
    impl T39 {
        pub async fn run(n13: &N13, n26: &N26) -> N39 {
            infallible::n39(n13, n26).await
        }
    }

    pub struct T40;

    #[task]
    impl T40 {
        pub async fn run(n3: &N3, n5: &N5) -> N40 {
            infallible::n40(n3, n5).await
        }
    }

    pub struct T41;

    #[task]
    impl T41 {
        pub async fn run(n28: &N28, n39: &N39) -> N41 {
            infallible::n41(n28, n39).await
        }
    }

    pub struct T42;

    #[task]
    impl T42 {
        pub async fn run(n14: &N14) -> N42 {
            infallible::n42(n14).await
        }
    }

    pub struct T43;

    #[task]
    impl T43 {
        pub async fn run(n0: &N0, n3: &N3, n11: &N11, n42: &N42) -> N43 {
            infallible::n43(n0, n3, n11, n42).await
        }
    }

    pub struct T44;

    #[task]
    impl T44 {
        pub async fn run(n0: &N0, n42: &N42, n43: &N43) -> N44 {
            infallible::n44(n0, n42, n43).await
        }
    }

    pub struct T45;

    #[task]
    impl T45 {
        pub async fn run(n10: &N10, n16: &N16, n43: &N43) -> N45 {
            infallible::n45(n10, n16, n43).await
        }
    }

    pub struct T46;

    #[task]
    impl T46 {
        pub async fn run(n1: &N1, n28: &N28, n33: &N33) -> N46 {
            infallible::n46(n1, n28, n33).await
        }
    }

    pub struct T47;

    #[task]
    impl T47 {
        pub async fn run(n10: &N10, n30: &N30, n43: &N43, n46: &N46) -> N47 {
            infallible::n47(n10, n30, n43, n46).await
        }
    }

    pub struct T48;

    #[task]
    impl T48 {
        pub async fn run(n25: &N25, n30: &N30, n32: &N32) -> N48 {
            infallible::n48(n25, n30, n32).await
        }
    }

    pub struct T49;

    #[task]
    impl T49 {
        pub async fn run(n1: &N1, n19: &N19) -> N49 {
            infallible::n49(n1, n19).await
        }
    }

    pub struct T50;

    #[task]
    impl T50 {
        pub async fn run(n16: &N16) -> N50 {
            infallible::n50(n16).await
        }
    }

    pub struct T51;

    #[task]
    impl T51 {
        pub async fn run(n16: &N16, n31: &N31, n38: &N38) -> N51 {
            infallible::n51(n16, n31, n38).await
        }
    }

    pub struct T52;

    #[task]
    impl T52 {
        pub async fn run(n18: &N18, n27: &N27, n30: &N30) -> N52 {
            infallible::n52(n18, n27, n30).await
        }
    }

    pub struct T53;

    #[task]
    impl T53 {
        pub async fn run(n10: &N10, n13: &N13, n38: &N38) -> N53 {
            infallible::n53(n10, n13, n38).await
        }
    }

    pub struct T54;

    #[task]
    impl T54 {
        pub async fn run(n9: &N9, n16: &N16, n46: &N46, n52: &N52) -> N54 {
            infallible::n54(n9, n16, n46, n52).await
        }
    }

    pub struct T55;

    #[task]
    impl T55 {
        pub async fn run(n0: &N0, n27: &N27, n33: &N33) -> N55 {
            infallible::n55(n0, n27, n33).await
        }
    }

    pub struct T56;

    #[task]
    impl T56 {
        pub async fn run(n14: &N14, n26: &N26, n28: &N28) -> N56 {
            infallible::n56(n14, n26, n28).await
        }
    }

    pub struct T57;

    #[task]
    impl T57 {
        pub async fn run(n11: &N11) -> N57 {
            infallible::n57(n11).await
        }
    }

    pub struct T58;

    #[task]
    impl T58 {
        pub async fn run(n17: &N17, n29: &N29, n53: &N53) -> N58 {
            infallible::n58(n17, n29, n53).await
        }
    }

    pub struct T59;

    #[task]
    impl T59 {
        pub async fn run(n2: &N2, n14: &N14, n17: &N17, n28: &N28) -> N59 {
            infallible::n59(n2, n14, n17, n28).await
        }
    }

    pub struct T60;

    #[task]
    impl T60 {
        pub async fn run(n5: &N5, n7: &N7, n48: &N48, n57: &N57) -> N60 {
            infallible::n60(n5, n7, n48, n57).await
        }
    }

    pub struct T61;

    #[task]
    impl T61 {
        pub async fn run(n30: &N30) -> N61 {
            infallible::n61(n30).await
        }
    }

    pub struct T62;

    #[task]
    impl T62 {
        pub async fn run(n2: &N2, n32: &N32, n44: &N44, n54: &N54) -> N62 {
            infallible::n62(n2, n32, n44, n54).await
        }
    }

    pub struct T63;

    #[task]
    impl T63 {
        pub async fn run(n13: &N13, n23: &N23) -> N63 {
            infallible::n63(n13, n23).await
        }
    }

    pub struct T64;

    #[task]
    impl T64 {
        pub async fn run(n16: &N16, n54: &N54, n57: &N57) -> N64 {
            infallible::n64(n16, n54, n57).await
        }
    }

    pub struct T65;

    #[task]
    impl T65 {
        pub async fn run(n13: &N13, n25: &N25) -> N65 {
            infallible::n65(n13, n25).await
        }
    }

    pub struct T66;

    #[task]
    impl T66 {
        pub async fn run(n6: &N6, n33: &N33, n49: &N49, n59: &N59) -> N66 {
            infallible::n66(n6, n33, n49, n59).await
        }
    }

    pub struct T67;

    #[task]
    impl T67 {
        pub async fn run(n53: &N53, n61: &N61) -> N67 {
            infallible::n67(n53, n61).await
        }
    }

    pub struct T68;

    #[task]
    impl T68 {
        pub async fn run(n5: &N5, n44: &N44) -> N68 {
            infallible::n68(n5, n44).await
        }
    }

    pub struct T69;

    #[task]
    impl T69 {
        pub async fn run(n55: &N55) -> N69 {
            infallible::n69(n55).await
        }
    }

    pub struct T70;

    #[task]
    impl T70 {
        pub async fn run(n3: &N3, n4: &N4, n57: &N57, n64: &N64) -> N70 {
            infallible::n70(n3, n4, n57, n64).await
        }
    }

    pub struct T71;

    #[task]
    impl T71 {
        pub async fn run(n32: &N32, n67: &N67) -> N71 {
            infallible::n71(n32, n67).await
        }
    }

    pub struct T72;

    #[task]
    impl T72 {
        pub async fn run(n6: &N6, n10: &N10, n63: &N63) -> N72 {
            infallible::n72(n6, n10, n63).await
        }
    }

    pub struct T73;

    #[task]
    impl T73 {
        pub async fn run(n30: &N30) -> N73 {
            infallible::n73(n30).await
        }
    }

    pub struct T74;

    #[task]
    impl T74 {
        pub async fn run(n20: &N20) -> N74 {
            infallible::n74(n20).await
        }
    }

    pub struct T75;

    #[task]
    impl T75 {
        pub async fn run(n8: &N8, n26: &N26, n49: &N49, n73: &N73) -> N75 {
            infallible::n75(n8, n26, n49, n73).await
        }
    }

    pub struct T76;

    #[task]
    impl T76 {
        pub async fn run(n16: &N16, n46: &N46, n58: &N58, n70: &N70) -> N76 {
            infallible::n76(n16, n46, n58, n70).await
        }
    }

    pub struct T77;

    #[task]
    impl T77 {
        pub async fn run(n71: &N71) -> N77 {
            infallible::n77(n71).await
        }
    }

    pub struct T78;

    #[task]
    impl T78 {
        pub async fn run(n8: &N8, n13: &N13, n68: &N68) -> N78 {
            infallible::n78(n8, n13, n68).await
        }
    }

    pub struct T79;

    #[task]
    impl T79 {
        pub async fn run(n6: &N6, n46: &N46, n52: &N52) -> N79 {
            infallible::n79(n6, n46, n52).await
        }
    }

    pub struct T80;

    #[task]
    impl T80 {
        pub async fn run(n4: &N4, n68: &N68) -> N80 {
            infallible::n80(n4, n68).await
        }
    }

    pub struct T81;

    #[task]
    impl T81 {
        pub async fn run(n77: &N77) -> N81 {
            infallible::n81(n77).await
        }
    }

    pub struct T82;

    #[task]
    impl T82 {
        pub async fn run(n16: &N16, n28: &N28, n42: &N42, n73: &N73) -> N82 {
            infallible::n82(n16, n28, n42, n73).await
        }
    }

    pub struct T83;

    #[task]
    impl T83 {
        pub async fn run(n51: &N51, n63: &N63, n73: &N73, n80: &N80) -> N83 {
            infallible::n83(n51, n63, n73, n80).await
        }
    }

    pub struct T84;

    #[task]
    impl T84 {
        pub async fn run(n28: &N28, n53: &N53) -> N84 {
            infallible::n84(n28, n53).await
        }
    }

    pub struct T85;

    #[task]
    impl T85 {
        pub async fn run(n53: &N53) -> N85 {
            infallible::n85(n53).await
        }
    }

    pub struct T86;

    #[task]
    impl T86 {
        pub async fn run(n19: &N19, n81: &N81) -> N86 {
            infallible::n86(n19, n81).await
        }
    }

    pub struct T87;

    #[task]
    impl T87 {
        pub async fn run(n2: &N2, n9: &N9, n52: &N52, n75: &N75) -> N87 {
            infallible::n87(n2, n9, n52, n75).await
        }
    }

    pub struct T88;

    #[task]
    impl T88 {
        pub async fn run(n32: &N32) -> N88 {
            infallible::n88(n32).await
        }
    }

    pub struct T89;

    #[task]
    impl T89 {
        pub async fn run(n54: &N54, n81: &N81) -> N89 {
            infallible::n89(n54, n81).await
        }
    }

    pub struct T90;

    #[task]
    impl T90 {
        pub async fn run(n29: &N29) -> N90 {
            infallible::n90(n29).await
        }
    }

    pub struct T91;

    #[task]
    impl T91 {
        pub async fn run(n21: &N21, n41: &N41, n69: &N69, n81: &N81) -> N91 {
            infallible::n91(n21, n41, n69, n81).await
        }
    }

    pub struct T92;

    #[task]
    impl T92 {
        pub async fn run(n69: &N69, n78: &N78) -> N92 {
            infallible::n92(n69, n78).await
        }
    }

    pub struct T93;

    #[task]
    impl T93 {
        pub async fn run(n12: &N12, n86: &N86) -> N93 {
            infallible::n93(n12, n86).await
        }
    }

    pub struct T94;

    #[task]
    impl T94 {
        pub async fn run(n42: &N42, n49: &N49, n71: &N71, n75: &N75) -> N94 {
            infallible::n94(n42, n49, n71, n75).await
        }
    }

    pub struct T95;

    #[task]
    impl T95 {
        pub async fn run(
            n34: &N34,
            n36: &N36,
            n37: &N37,
            n40: &N40,
            n45: &N45,
            n47: &N47,
            n50: &N50,
            n56: &N56,
        ) -> N95 {
            infallible::n95(n34, n36, n37, n40, n45, n47, n50, n56).await
        }
    }

    pub struct T96;

    #[task]
    impl T96 {
        pub async fn run(
            n60: &N60,
            n62: &N62,
            n65: &N65,
            n66: &N66,
            n72: &N72,
            n74: &N74,
            n76: &N76,
            n79: &N79,
        ) -> N96 {
            infallible::n96(n60, n62, n65, n66, n72, n74, n76, n79).await
        }
    }

    pub struct T97;

    #[task]
    impl T97 {
        pub async fn run(
            n82: &N82,
            n83: &N83,
            n84: &N84,
            n85: &N85,
            n87: &N87,
            n88: &N88,
            n89: &N89,
            n90: &N90,
        ) -> N97 {
            infallible::n97(n82, n83, n84, n85, n87, n88, n89, n90).await
        }
    }

    pub struct T98;

    #[task]
    impl T98 {
        pub async fn run(n91: &N91, n92: &N92, n93: &N93, n94: &N94) -> N98 {
            infallible::n98(n91, n92, n93, n94).await
        }
    }

    pub struct T99;

    #[task]
    impl T99 {
        pub async fn run(n95: &N95, n96: &N96, n97: &N97, n98: &N98) -> N99 {
            infallible::n99(n95, n96, n97, n98).await
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N99 {
        let dag = DagRunner::new();
        let n0: TaskHandle<N0> = dag.add_task(T0(input)).into();
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2).depends_on(&n1);
        let n3 = dag.add_task(T3).depends_on(&n0);
        let n4 = dag.add_task(T4).depends_on((&n1, &n3));
        let n5 = dag.add_task(T5).depends_on(&n2);
        let n6 = dag.add_task(T6).depends_on((&n0, &n1, &n5));
        let n7 = dag.add_task(T7).depends_on(&n0);
        let n8 = dag.add_task(T8).depends_on((&n0, &n1, &n3, &n4));
        let n9 = dag.add_task(T9).depends_on((&n0, &n3, &n7));
        let n10 = dag.add_task(T10).depends_on((&n3, &n5, &n6, &n9));
        let n11 = dag.add_task(T11).depends_on((&n3, &n4, &n5, &n8));
        let n12 = dag.add_task(T12).depends_on((&n2, &n3, &n6));
        let n13 = dag.add_task(T13).depends_on((&n7, &n11));
        let n14 = dag.add_task(T14).depends_on((&n6, &n8));
        let n15 = dag.add_task(T15).depends_on((&n3, &n4, &n5, &n11));
        let n16 = dag.add_task(T16).depends_on((&n2, &n10, &n12, &n15));
        let n17 = dag.add_task(T17).depends_on(&n11);
        let n18 = dag.add_task(T18).depends_on(&n7);
        let n19 = dag.add_task(T19).depends_on((&n7, &n9, &n13));
        let n20 = dag.add_task(T20).depends_on((&n6, &n19));
        let n21 = dag.add_task(T21).depends_on(&n1);
        let n22 = dag.add_task(T22).depends_on((&n3, &n5, &n19));
        let n23 = dag.add_task(T23).depends_on((&n1, &n4, &n6, &n9));
        let n24 = dag.add_task(T24).depends_on((&n2, &n15));
        let n25 = dag.add_task(T25).depends_on((&n18, &n22));
        let n26 = dag.add_task(T26).depends_on((&n8, &n16));
        let n27 = dag.add_task(T27).depends_on((&n6, &n17, &n25));
        let n28 = dag.add_task(T28).depends_on((&n6, &n8, &n24));
        let n29 = dag.add_task(T29).depends_on((&n15, &n17, &n22, &n28));
        let n30 = dag.add_task(T30).depends_on(&n28);
        let n31 = dag.add_task(T31).depends_on(&n14);
        let n32 = dag.add_task(T32).depends_on((&n17, &n21));
        let n33 = dag.add_task(T33).depends_on((&n5, &n9));
        let n34 = dag.add_task(T34).depends_on(&n33);
        let n35 = dag.add_task(T35).depends_on((&n1, &n2, &n15, &n28));
        let n36 = dag.add_task(T36).depends_on((&n7, &n29, &n35));
        let n37 = dag.add_task(T37).depends_on(&n33);
        let n38 = dag.add_task(T38).depends_on((&n6, &n7));
        let n39 = dag.add_task(T39).depends_on((&n13, &n26));
        let n40 = dag.add_task(T40).depends_on((&n3, &n5));
        let n41 = dag.add_task(T41).depends_on((&n28, &n39));
        let n42 = dag.add_task(T42).depends_on(&n14);
        let n43 = dag.add_task(T43).depends_on((&n0, &n3, &n11, &n42));
        let n44 = dag.add_task(T44).depends_on((&n0, &n42, &n43));
        let n45 = dag.add_task(T45).depends_on((&n10, &n16, &n43));
        let n46 = dag.add_task(T46).depends_on((&n1, &n28, &n33));
        let n47 = dag.add_task(T47).depends_on((&n10, &n30, &n43, &n46));
        let n48 = dag.add_task(T48).depends_on((&n25, &n30, &n32));
        let n49 = dag.add_task(T49).depends_on((&n1, &n19));
        let n50 = dag.add_task(T50).depends_on(&n16);
        let n51 = dag.add_task(T51).depends_on((&n16, &n31, &n38));
        let n52 = dag.add_task(T52).depends_on((&n18, &n27, &n30));
        let n53 = dag.add_task(T53).depends_on((&n10, &n13, &n38));
        let n54 = dag.add_task(T54).depends_on((&n9, &n16, &n46, &n52));
        let n55 = dag.add_task(T55).depends_on((&n0, &n27, &n33));
        let n56 = dag.add_task(T56).depends_on((&n14, &n26, &n28));
        let n57 = dag.add_task(T57).depends_on(&n11);
        let n58 = dag.add_task(T58).depends_on((&n17, &n29, &n53));
        let n59 = dag.add_task(T59).depends_on((&n2, &n14, &n17, &n28));
        let n60 = dag.add_task(T60).depends_on((&n5, &n7, &n48, &n57));
        let n61 = dag.add_task(T61).depends_on(&n30);
        let n62 = dag.add_task(T62).depends_on((&n2, &n32, &n44, &n54));
        let n63 = dag.add_task(T63).depends_on((&n13, &n23));
        let n64 = dag.add_task(T64).depends_on((&n16, &n54, &n57));
        let n65 = dag.add_task(T65).depends_on((&n13, &n25));
        let n66 = dag.add_task(T66).depends_on((&n6, &n33, &n49, &n59));
        let n67 = dag.add_task(T67).depends_on((&n53, &n61));
        let n68 = dag.add_task(T68).depends_on((&n5, &n44));
        let n69 = dag.add_task(T69).depends_on(&n55);
        let n70 = dag.add_task(T70).depends_on((&n3, &n4, &n57, &n64));
        let n71 = dag.add_task(T71).depends_on((&n32, &n67));
        let n72 = dag.add_task(T72).depends_on((&n6, &n10, &n63));
        let n73 = dag.add_task(T73).depends_on(&n30);
        let n74 = dag.add_task(T74).depends_on(&n20);
        let n75 = dag.add_task(T75).depends_on((&n8, &n26, &n49, &n73));
        let n76 = dag.add_task(T76).depends_on((&n16, &n46, &n58, &n70));
        let n77 = dag.add_task(T77).depends_on(&n71);
        let n78 = dag.add_task(T78).depends_on((&n8, &n13, &n68));
        let n79 = dag.add_task(T79).depends_on((&n6, &n46, &n52));
        let n80 = dag.add_task(T80).depends_on((&n4, &n68));
        let n81 = dag.add_task(T81).depends_on(&n77);
        let n82 = dag.add_task(T82).depends_on((&n16, &n28, &n42, &n73));
        let n83 = dag.add_task(T83).depends_on((&n51, &n63, &n73, &n80));
        let n84 = dag.add_task(T84).depends_on((&n28, &n53));
        let n85 = dag.add_task(T85).depends_on(&n53);
        let n86 = dag.add_task(T86).depends_on((&n19, &n81));
        let n87 = dag.add_task(T87).depends_on((&n2, &n9, &n52, &n75));
        let n88 = dag.add_task(T88).depends_on(&n32);
        let n89 = dag.add_task(T89).depends_on((&n54, &n81));
        let n90 = dag.add_task(T90).depends_on(&n29);
        let n91 = dag.add_task(T91).depends_on((&n21, &n41, &n69, &n81));
        let n92 = dag.add_task(T92).depends_on((&n69, &n78));
        let n93 = dag.add_task(T93).depends_on((&n12, &n86));
        let n94 = dag.add_task(T94).depends_on((&n42, &n49, &n71, &n75));
        let n95 = dag
            .add_task(T95)
            .depends_on((&n34, &n36, &n37, &n40, &n45, &n47, &n50, &n56));
        let n96 = dag
            .add_task(T96)
            .depends_on((&n60, &n62, &n65, &n66, &n72, &n74, &n76, &n79));
        let n97 = dag
            .add_task(T97)
            .depends_on((&n82, &n83, &n84, &n85, &n87, &n88, &n89, &n90));
        let n98 = dag.add_task(T98).depends_on((&n91, &n92, &n93, &n94));
        let n99 = dag.add_task(T99).depends_on((&n95, &n96, &n97, &n98));
        dag.run(|task| {
            tokio::spawn(task);
        })
        .await
        .expect("no task panics");
        dag.get(n99).expect("the sink has run")
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

    fn n2(n1: Res<'_, N1>, mut result: ResMut<'_, N2>) {
        *result = black_box(N2(n1.0.wrapping_add(3)));
    }

    fn n3(n0: Res<'_, N0>, mut result: ResMut<'_, N3>) {
        *result = black_box(N3(n0.0.wrapping_add(4)));
    }

    fn n4(n1: Res<'_, N1>, n3: Res<'_, N3>, mut result: ResMut<'_, N4>) {
        *result = black_box(N4(n1.0.wrapping_add(n3.0).wrapping_add(5)));
    }

    fn n5(n2: Res<'_, N2>, mut result: ResMut<'_, N5>) {
        *result = black_box(N5(n2.0.wrapping_add(6)));
    }

    fn n6(n0: Res<'_, N0>, n1: Res<'_, N1>, n5: Res<'_, N5>, mut result: ResMut<'_, N6>) {
        *result = black_box(N6(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n5.0)
            .wrapping_add(7)));
    }

    fn n7(n0: Res<'_, N0>, mut result: ResMut<'_, N7>) {
        *result = black_box(N7(n0.0.wrapping_add(8)));
    }

    fn n8(
        n0: Res<'_, N0>,
        n1: Res<'_, N1>,
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        mut result: ResMut<'_, N8>,
    ) {
        *result = black_box(N8(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9)));
    }

    fn n9(n0: Res<'_, N0>, n3: Res<'_, N3>, n7: Res<'_, N7>, mut result: ResMut<'_, N9>) {
        *result = black_box(N9(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n7.0)
            .wrapping_add(10)));
    }

    fn n10(
        n3: Res<'_, N3>,
        n5: Res<'_, N5>,
        n6: Res<'_, N6>,
        n9: Res<'_, N9>,
        mut result: ResMut<'_, N10>,
    ) {
        *result = black_box(N10(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(11)));
    }

    fn n11(
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        n5: Res<'_, N5>,
        n8: Res<'_, N8>,
        mut result: ResMut<'_, N11>,
    ) {
        *result = black_box(N11(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n8.0)
            .wrapping_add(12)));
    }

    fn n12(n2: Res<'_, N2>, n3: Res<'_, N3>, n6: Res<'_, N6>, mut result: ResMut<'_, N12>) {
        *result = black_box(N12(n2
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n6.0)
            .wrapping_add(13)));
    }

    fn n13(n7: Res<'_, N7>, n11: Res<'_, N11>, mut result: ResMut<'_, N13>) {
        *result = black_box(N13(n7.0.wrapping_add(n11.0).wrapping_add(14)));
    }

    fn n14(n6: Res<'_, N6>, n8: Res<'_, N8>, mut result: ResMut<'_, N14>) {
        *result = black_box(N14(n6.0.wrapping_add(n8.0).wrapping_add(15)));
    }

    fn n15(
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        n5: Res<'_, N5>,
        n11: Res<'_, N11>,
        mut result: ResMut<'_, N15>,
    ) {
        *result = black_box(N15(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n11.0)
            .wrapping_add(16)));
    }

    fn n16(
        n2: Res<'_, N2>,
        n10: Res<'_, N10>,
        n12: Res<'_, N12>,
        n15: Res<'_, N15>,
        mut result: ResMut<'_, N16>,
    ) {
        *result = black_box(N16(n2
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n12.0)
            .wrapping_add(n15.0)
            .wrapping_add(17)));
    }

    fn n17(n11: Res<'_, N11>, mut result: ResMut<'_, N17>) {
        *result = black_box(N17(n11.0.wrapping_add(18)));
    }

    fn n18(n7: Res<'_, N7>, mut result: ResMut<'_, N18>) {
        *result = black_box(N18(n7.0.wrapping_add(19)));
    }

    fn n19(n7: Res<'_, N7>, n9: Res<'_, N9>, n13: Res<'_, N13>, mut result: ResMut<'_, N19>) {
        *result = black_box(N19(n7
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n13.0)
            .wrapping_add(20)));
    }

    fn n20(n6: Res<'_, N6>, n19: Res<'_, N19>, mut result: ResMut<'_, N20>) {
        *result = black_box(N20(n6.0.wrapping_add(n19.0).wrapping_add(21)));
    }

    fn n21(n1: Res<'_, N1>, mut result: ResMut<'_, N21>) {
        *result = black_box(N21(n1.0.wrapping_add(22)));
    }

    fn n22(n3: Res<'_, N3>, n5: Res<'_, N5>, n19: Res<'_, N19>, mut result: ResMut<'_, N22>) {
        *result = black_box(N22(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n19.0)
            .wrapping_add(23)));
    }

    fn n23(
        n1: Res<'_, N1>,
        n4: Res<'_, N4>,
        n6: Res<'_, N6>,
        n9: Res<'_, N9>,
        mut result: ResMut<'_, N23>,
    ) {
        *result = black_box(N23(n1
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(24)));
    }

    fn n24(n2: Res<'_, N2>, n15: Res<'_, N15>, mut result: ResMut<'_, N24>) {
        *result = black_box(N24(n2.0.wrapping_add(n15.0).wrapping_add(25)));
    }

    fn n25(n18: Res<'_, N18>, n22: Res<'_, N22>, mut result: ResMut<'_, N25>) {
        *result = black_box(N25(n18.0.wrapping_add(n22.0).wrapping_add(26)));
    }

    fn n26(n8: Res<'_, N8>, n16: Res<'_, N16>, mut result: ResMut<'_, N26>) {
        *result = black_box(N26(n8.0.wrapping_add(n16.0).wrapping_add(27)));
    }

    fn n27(n6: Res<'_, N6>, n17: Res<'_, N17>, n25: Res<'_, N25>, mut result: ResMut<'_, N27>) {
        *result = black_box(N27(n6
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n25.0)
            .wrapping_add(28)));
    }

    fn n28(n6: Res<'_, N6>, n8: Res<'_, N8>, n24: Res<'_, N24>, mut result: ResMut<'_, N28>) {
        *result = black_box(N28(n6
            .0
            .wrapping_add(n8.0)
            .wrapping_add(n24.0)
            .wrapping_add(29)));
    }

    fn n29(
        n15: Res<'_, N15>,
        n17: Res<'_, N17>,
        n22: Res<'_, N22>,
        n28: Res<'_, N28>,
        mut result: ResMut<'_, N29>,
    ) {
        *result = black_box(N29(n15
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n22.0)
            .wrapping_add(n28.0)
            .wrapping_add(30)));
    }

    fn n30(n28: Res<'_, N28>, mut result: ResMut<'_, N30>) {
        *result = black_box(N30(n28.0.wrapping_add(31)));
    }

    fn n31(n14: Res<'_, N14>, mut result: ResMut<'_, N31>) {
        *result = black_box(N31(n14.0.wrapping_add(32)));
    }

    fn n32(n17: Res<'_, N17>, n21: Res<'_, N21>, mut result: ResMut<'_, N32>) {
        *result = black_box(N32(n17.0.wrapping_add(n21.0).wrapping_add(33)));
    }

    fn n33(n5: Res<'_, N5>, n9: Res<'_, N9>, mut result: ResMut<'_, N33>) {
        *result = black_box(N33(n5.0.wrapping_add(n9.0).wrapping_add(34)));
    }

    fn n34(n33: Res<'_, N33>, mut result: ResMut<'_, N34>) {
        *result = black_box(N34(n33.0.wrapping_add(35)));
    }

    fn n35(
        n1: Res<'_, N1>,
        n2: Res<'_, N2>,
        n15: Res<'_, N15>,
        n28: Res<'_, N28>,
        mut result: ResMut<'_, N35>,
    ) {
        *result = black_box(N35(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n15.0)
            .wrapping_add(n28.0)
            .wrapping_add(36)));
    }

    fn n36(n7: Res<'_, N7>, n29: Res<'_, N29>, n35: Res<'_, N35>, mut result: ResMut<'_, N36>) {
        *result = black_box(N36(n7
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n35.0)
            .wrapping_add(37)));
    }

    fn n37(n33: Res<'_, N33>, mut result: ResMut<'_, N37>) {
        *result = black_box(N37(n33.0.wrapping_add(38)));
    }

    fn n38(n6: Res<'_, N6>, n7: Res<'_, N7>, mut result: ResMut<'_, N38>) {
        *result = black_box(N38(n6.0.wrapping_add(n7.0).wrapping_add(39)));
    }

    fn n39(n13: Res<'_, N13>, n26: Res<'_, N26>, mut result: ResMut<'_, N39>) {
        *result = black_box(N39(n13.0.wrapping_add(n26.0).wrapping_add(40)));
    }

    fn n40(n3: Res<'_, N3>, n5: Res<'_, N5>, mut result: ResMut<'_, N40>) {
        *result = black_box(N40(n3.0.wrapping_add(n5.0).wrapping_add(41)));
    }

    fn n41(n28: Res<'_, N28>, n39: Res<'_, N39>, mut result: ResMut<'_, N41>) {
        *result = black_box(N41(n28.0.wrapping_add(n39.0).wrapping_add(42)));
    }

    fn n42(n14: Res<'_, N14>, mut result: ResMut<'_, N42>) {
        *result = black_box(N42(n14.0.wrapping_add(43)));
    }

    fn n43(
        n0: Res<'_, N0>,
        n3: Res<'_, N3>,
        n11: Res<'_, N11>,
        n42: Res<'_, N42>,
        mut result: ResMut<'_, N43>,
    ) {
        *result = black_box(N43(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n11.0)
            .wrapping_add(n42.0)
            .wrapping_add(44)));
    }

    fn n44(n0: Res<'_, N0>, n42: Res<'_, N42>, n43: Res<'_, N43>, mut result: ResMut<'_, N44>) {
        *result = black_box(N44(n0
            .0
            .wrapping_add(n42.0)
            .wrapping_add(n43.0)
            .wrapping_add(45)));
    }

    fn n45(n10: Res<'_, N10>, n16: Res<'_, N16>, n43: Res<'_, N43>, mut result: ResMut<'_, N45>) {
        *result = black_box(N45(n10
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n43.0)
            .wrapping_add(46)));
    }

    fn n46(n1: Res<'_, N1>, n28: Res<'_, N28>, n33: Res<'_, N33>, mut result: ResMut<'_, N46>) {
        *result = black_box(N46(n1
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n33.0)
            .wrapping_add(47)));
    }

    fn n47(
        n10: Res<'_, N10>,
        n30: Res<'_, N30>,
        n43: Res<'_, N43>,
        n46: Res<'_, N46>,
        mut result: ResMut<'_, N47>,
    ) {
        *result = black_box(N47(n10
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n43.0)
            .wrapping_add(n46.0)
            .wrapping_add(48)));
    }

    fn n48(n25: Res<'_, N25>, n30: Res<'_, N30>, n32: Res<'_, N32>, mut result: ResMut<'_, N48>) {
        *result = black_box(N48(n25
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n32.0)
            .wrapping_add(49)));
    }

    fn n49(n1: Res<'_, N1>, n19: Res<'_, N19>, mut result: ResMut<'_, N49>) {
        *result = black_box(N49(n1.0.wrapping_add(n19.0).wrapping_add(50)));
    }

    fn n50(n16: Res<'_, N16>, mut result: ResMut<'_, N50>) {
        *result = black_box(N50(n16.0.wrapping_add(51)));
    }

    fn n51(n16: Res<'_, N16>, n31: Res<'_, N31>, n38: Res<'_, N38>, mut result: ResMut<'_, N51>) {
        *result = black_box(N51(n16
            .0
            .wrapping_add(n31.0)
            .wrapping_add(n38.0)
            .wrapping_add(52)));
    }

    fn n52(n18: Res<'_, N18>, n27: Res<'_, N27>, n30: Res<'_, N30>, mut result: ResMut<'_, N52>) {
        *result = black_box(N52(n18
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n30.0)
            .wrapping_add(53)));
    }

    fn n53(n10: Res<'_, N10>, n13: Res<'_, N13>, n38: Res<'_, N38>, mut result: ResMut<'_, N53>) {
        *result = black_box(N53(n10
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n38.0)
            .wrapping_add(54)));
    }

    fn n54(
        n9: Res<'_, N9>,
        n16: Res<'_, N16>,
        n46: Res<'_, N46>,
        n52: Res<'_, N52>,
        mut result: ResMut<'_, N54>,
    ) {
        *result = black_box(N54(n9
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(55)));
    }

    fn n55(n0: Res<'_, N0>, n27: Res<'_, N27>, n33: Res<'_, N33>, mut result: ResMut<'_, N55>) {
        *result = black_box(N55(n0
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n33.0)
            .wrapping_add(56)));
    }

    fn n56(n14: Res<'_, N14>, n26: Res<'_, N26>, n28: Res<'_, N28>, mut result: ResMut<'_, N56>) {
        *result = black_box(N56(n14
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n28.0)
            .wrapping_add(57)));
    }

    fn n57(n11: Res<'_, N11>, mut result: ResMut<'_, N57>) {
        *result = black_box(N57(n11.0.wrapping_add(58)));
    }

    fn n58(n17: Res<'_, N17>, n29: Res<'_, N29>, n53: Res<'_, N53>, mut result: ResMut<'_, N58>) {
        *result = black_box(N58(n17
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n53.0)
            .wrapping_add(59)));
    }

    fn n59(
        n2: Res<'_, N2>,
        n14: Res<'_, N14>,
        n17: Res<'_, N17>,
        n28: Res<'_, N28>,
        mut result: ResMut<'_, N59>,
    ) {
        *result = black_box(N59(n2
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n17.0)
            .wrapping_add(n28.0)
            .wrapping_add(60)));
    }

    fn n60(
        n5: Res<'_, N5>,
        n7: Res<'_, N7>,
        n48: Res<'_, N48>,
        n57: Res<'_, N57>,
        mut result: ResMut<'_, N60>,
    ) {
        *result = black_box(N60(n5
            .0
            .wrapping_add(n7.0)
            .wrapping_add(n48.0)
            .wrapping_add(n57.0)
            .wrapping_add(61)));
    }

    fn n61(n30: Res<'_, N30>, mut result: ResMut<'_, N61>) {
        *result = black_box(N61(n30.0.wrapping_add(62)));
    }

    fn n62(
        n2: Res<'_, N2>,
        n32: Res<'_, N32>,
        n44: Res<'_, N44>,
        n54: Res<'_, N54>,
        mut result: ResMut<'_, N62>,
    ) {
        *result = black_box(N62(n2
            .0
            .wrapping_add(n32.0)
            .wrapping_add(n44.0)
            .wrapping_add(n54.0)
            .wrapping_add(63)));
    }

    fn n63(n13: Res<'_, N13>, n23: Res<'_, N23>, mut result: ResMut<'_, N63>) {
        *result = black_box(N63(n13.0.wrapping_add(n23.0).wrapping_add(64)));
    }

    fn n64(n16: Res<'_, N16>, n54: Res<'_, N54>, n57: Res<'_, N57>, mut result: ResMut<'_, N64>) {
        *result = black_box(N64(n16
            .0
            .wrapping_add(n54.0)
            .wrapping_add(n57.0)
            .wrapping_add(65)));
    }

    fn n65(n13: Res<'_, N13>, n25: Res<'_, N25>, mut result: ResMut<'_, N65>) {
        *result = black_box(N65(n13.0.wrapping_add(n25.0).wrapping_add(66)));
    }

    fn n66(
        n6: Res<'_, N6>,
        n33: Res<'_, N33>,
        n49: Res<'_, N49>,
        n59: Res<'_, N59>,
        mut result: ResMut<'_, N66>,
    ) {
        *result = black_box(N66(n6
            .0
            .wrapping_add(n33.0)
            .wrapping_add(n49.0)
            .wrapping_add(n59.0)
            .wrapping_add(67)));
    }

    fn n67(n53: Res<'_, N53>, n61: Res<'_, N61>, mut result: ResMut<'_, N67>) {
        *result = black_box(N67(n53.0.wrapping_add(n61.0).wrapping_add(68)));
    }

    fn n68(n5: Res<'_, N5>, n44: Res<'_, N44>, mut result: ResMut<'_, N68>) {
        *result = black_box(N68(n5.0.wrapping_add(n44.0).wrapping_add(69)));
    }

    fn n69(n55: Res<'_, N55>, mut result: ResMut<'_, N69>) {
        *result = black_box(N69(n55.0.wrapping_add(70)));
    }

    fn n70(
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        n57: Res<'_, N57>,
        n64: Res<'_, N64>,
        mut result: ResMut<'_, N70>,
    ) {
        *result = black_box(N70(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n57.0)
            .wrapping_add(n64.0)
            .wrapping_add(71)));
    }

    fn n71(n32: Res<'_, N32>, n67: Res<'_, N67>, mut result: ResMut<'_, N71>) {
        *result = black_box(N71(n32.0.wrapping_add(n67.0).wrapping_add(72)));
    }

    fn n72(n6: Res<'_, N6>, n10: Res<'_, N10>, n63: Res<'_, N63>, mut result: ResMut<'_, N72>) {
        *result = black_box(N72(n6
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n63.0)
            .wrapping_add(73)));
    }

    fn n73(n30: Res<'_, N30>, mut result: ResMut<'_, N73>) {
        *result = black_box(N73(n30.0.wrapping_add(74)));
    }

    fn n74(n20: Res<'_, N20>, mut result: ResMut<'_, N74>) {
        *result = black_box(N74(n20.0.wrapping_add(75)));
    }

    fn n75(
        n8: Res<'_, N8>,
        n26: Res<'_, N26>,
        n49: Res<'_, N49>,
        n73: Res<'_, N73>,
        mut result: ResMut<'_, N75>,
    ) {
        *result = black_box(N75(n8
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n49.0)
            .wrapping_add(n73.0)
            .wrapping_add(76)));
    }

    fn n76(
        n16: Res<'_, N16>,
        n46: Res<'_, N46>,
        n58: Res<'_, N58>,
        n70: Res<'_, N70>,
        mut result: ResMut<'_, N76>,
    ) {
        *result = black_box(N76(n16
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n58.0)
            .wrapping_add(n70.0)
            .wrapping_add(77)));
    }

    fn n77(n71: Res<'_, N71>, mut result: ResMut<'_, N77>) {
        *result = black_box(N77(n71.0.wrapping_add(78)));
    }

    fn n78(n8: Res<'_, N8>, n13: Res<'_, N13>, n68: Res<'_, N68>, mut result: ResMut<'_, N78>) {
        *result = black_box(N78(n8
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n68.0)
            .wrapping_add(79)));
    }

    fn n79(n6: Res<'_, N6>, n46: Res<'_, N46>, n52: Res<'_, N52>, mut result: ResMut<'_, N79>) {
        *result = black_box(N79(n6
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(80)));
    }

    fn n80(n4: Res<'_, N4>, n68: Res<'_, N68>, mut result: ResMut<'_, N80>) {
        *result = black_box(N80(n4.0.wrapping_add(n68.0).wrapping_add(81)));
    }

    fn n81(n77: Res<'_, N77>, mut result: ResMut<'_, N81>) {
        *result = black_box(N81(n77.0.wrapping_add(82)));
    }

    fn n82(
        n16: Res<'_, N16>,
        n28: Res<'_, N28>,
        n42: Res<'_, N42>,
        n73: Res<'_, N73>,
        mut result: ResMut<'_, N82>,
    ) {
        *result = black_box(N82(n16
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n42.0)
            .wrapping_add(n73.0)
            .wrapping_add(83)));
    }

    fn n83(
        n51: Res<'_, N51>,
        n63: Res<'_, N63>,
        n73: Res<'_, N73>,
        n80: Res<'_, N80>,
        mut result: ResMut<'_, N83>,
    ) {
        *result = black_box(N83(n51
            .0
            .wrapping_add(n63.0)
            .wrapping_add(n73.0)
            .wrapping_add(n80.0)
            .wrapping_add(84)));
    }

    fn n84(n28: Res<'_, N28>, n53: Res<'_, N53>, mut result: ResMut<'_, N84>) {
        *result = black_box(N84(n28.0.wrapping_add(n53.0).wrapping_add(85)));
    }

    fn n85(n53: Res<'_, N53>, mut result: ResMut<'_, N85>) {
        *result = black_box(N85(n53.0.wrapping_add(86)));
    }

    fn n86(n19: Res<'_, N19>, n81: Res<'_, N81>, mut result: ResMut<'_, N86>) {
        *result = black_box(N86(n19.0.wrapping_add(n81.0).wrapping_add(87)));
    }

    fn n87(
        n2: Res<'_, N2>,
        n9: Res<'_, N9>,
        n52: Res<'_, N52>,
        n75: Res<'_, N75>,
        mut result: ResMut<'_, N87>,
    ) {
        *result = black_box(N87(n2
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n52.0)
            .wrapping_add(n75.0)
            .wrapping_add(88)));
    }

    fn n88(n32: Res<'_, N32>, mut result: ResMut<'_, N88>) {
        *result = black_box(N88(n32.0.wrapping_add(89)));
    }

    fn n89(n54: Res<'_, N54>, n81: Res<'_, N81>, mut result: ResMut<'_, N89>) {
        *result = black_box(N89(n54.0.wrapping_add(n81.0).wrapping_add(90)));
    }

    fn n90(n29: Res<'_, N29>, mut result: ResMut<'_, N90>) {
        *result = black_box(N90(n29.0.wrapping_add(91)));
    }

    fn n91(
        n21: Res<'_, N21>,
        n41: Res<'_, N41>,
        n69: Res<'_, N69>,
        n81: Res<'_, N81>,
        mut result: ResMut<'_, N91>,
    ) {
        *result = black_box(N91(n21
            .0
            .wrapping_add(n41.0)
            .wrapping_add(n69.0)
            .wrapping_add(n81.0)
            .wrapping_add(92)));
    }

    fn n92(n69: Res<'_, N69>, n78: Res<'_, N78>, mut result: ResMut<'_, N92>) {
        *result = black_box(N92(n69.0.wrapping_add(n78.0).wrapping_add(93)));
    }

    fn n93(n12: Res<'_, N12>, n86: Res<'_, N86>, mut result: ResMut<'_, N93>) {
        *result = black_box(N93(n12.0.wrapping_add(n86.0).wrapping_add(94)));
    }

    fn n94(
        n42: Res<'_, N42>,
        n49: Res<'_, N49>,
        n71: Res<'_, N71>,
        n75: Res<'_, N75>,
        mut result: ResMut<'_, N94>,
    ) {
        *result = black_box(N94(n42
            .0
            .wrapping_add(n49.0)
            .wrapping_add(n71.0)
            .wrapping_add(n75.0)
            .wrapping_add(95)));
    }

    fn n95(
        n34: Res<'_, N34>,
        n36: Res<'_, N36>,
        n37: Res<'_, N37>,
        n40: Res<'_, N40>,
        n45: Res<'_, N45>,
        n47: Res<'_, N47>,
        n50: Res<'_, N50>,
        n56: Res<'_, N56>,
        mut result: ResMut<'_, N95>,
    ) {
        *result = black_box(N95(n34
            .0
            .wrapping_add(n36.0)
            .wrapping_add(n37.0)
            .wrapping_add(n40.0)
            .wrapping_add(n45.0)
            .wrapping_add(n47.0)
            .wrapping_add(n50.0)
            .wrapping_add(n56.0)
            .wrapping_add(96)));
    }

    fn n96(
        n60: Res<'_, N60>,
        n62: Res<'_, N62>,
        n65: Res<'_, N65>,
        n66: Res<'_, N66>,
        n72: Res<'_, N72>,
        n74: Res<'_, N74>,
        n76: Res<'_, N76>,
        n79: Res<'_, N79>,
        mut result: ResMut<'_, N96>,
    ) {
        *result = black_box(N96(n60
            .0
            .wrapping_add(n62.0)
            .wrapping_add(n65.0)
            .wrapping_add(n66.0)
            .wrapping_add(n72.0)
            .wrapping_add(n74.0)
            .wrapping_add(n76.0)
            .wrapping_add(n79.0)
            .wrapping_add(97)));
    }

    fn n97(
        n82: Res<'_, N82>,
        n83: Res<'_, N83>,
        n84: Res<'_, N84>,
        n85: Res<'_, N85>,
        n87: Res<'_, N87>,
        n88: Res<'_, N88>,
        n89: Res<'_, N89>,
        n90: Res<'_, N90>,
        mut result: ResMut<'_, N97>,
    ) {
        *result = black_box(N97(n82
            .0
            .wrapping_add(n83.0)
            .wrapping_add(n84.0)
            .wrapping_add(n85.0)
            .wrapping_add(n87.0)
            .wrapping_add(n88.0)
            .wrapping_add(n89.0)
            .wrapping_add(n90.0)
            .wrapping_add(98)));
    }

    fn n98(
        n91: Res<'_, N91>,
        n92: Res<'_, N92>,
        n93: Res<'_, N93>,
        n94: Res<'_, N94>,
        mut result: ResMut<'_, N98>,
    ) {
        *result = black_box(N98(n91
            .0
            .wrapping_add(n92.0)
            .wrapping_add(n93.0)
            .wrapping_add(n94.0)
            .wrapping_add(99)));
    }

    fn n99(
        n95: Res<'_, N95>,
        n96: Res<'_, N96>,
        n97: Res<'_, N97>,
        n98: Res<'_, N98>,
        mut result: ResMut<'_, N99>,
    ) {
        *result = black_box(N99(n95
            .0
            .wrapping_add(n96.0)
            .wrapping_add(n97.0)
            .wrapping_add(n98.0)
            .wrapping_add(100)));
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
            schedule.add_systems(n2.after(n1));
            world.init_resource::<N3>();
            schedule.add_systems(n3.after(n0));
            world.init_resource::<N4>();
            schedule.add_systems(n4.after(n1).after(n3));
            world.init_resource::<N5>();
            schedule.add_systems(n5.after(n2));
            world.init_resource::<N6>();
            schedule.add_systems(n6.after(n0).after(n1).after(n5));
            world.init_resource::<N7>();
            schedule.add_systems(n7.after(n0));
            world.init_resource::<N8>();
            schedule.add_systems(n8.after(n0).after(n1).after(n3).after(n4));
            world.init_resource::<N9>();
            schedule.add_systems(n9.after(n0).after(n3).after(n7));
            world.init_resource::<N10>();
            schedule.add_systems(n10.after(n3).after(n5).after(n6).after(n9));
            world.init_resource::<N11>();
            schedule.add_systems(n11.after(n3).after(n4).after(n5).after(n8));
            world.init_resource::<N12>();
            schedule.add_systems(n12.after(n2).after(n3).after(n6));
            world.init_resource::<N13>();
            schedule.add_systems(n13.after(n7).after(n11));
            world.init_resource::<N14>();
            schedule.add_systems(n14.after(n6).after(n8));
            world.init_resource::<N15>();
            schedule.add_systems(n15.after(n3).after(n4).after(n5).after(n11));
            world.init_resource::<N16>();
            schedule.add_systems(n16.after(n2).after(n10).after(n12).after(n15));
            world.init_resource::<N17>();
            schedule.add_systems(n17.after(n11));
            world.init_resource::<N18>();
            schedule.add_systems(n18.after(n7));
            world.init_resource::<N19>();
            schedule.add_systems(n19.after(n7).after(n9).after(n13));
            world.init_resource::<N20>();
            schedule.add_systems(n20.after(n6).after(n19));
            world.init_resource::<N21>();
            schedule.add_systems(n21.after(n1));
            world.init_resource::<N22>();
            schedule.add_systems(n22.after(n3).after(n5).after(n19));
            world.init_resource::<N23>();
            schedule.add_systems(n23.after(n1).after(n4).after(n6).after(n9));
            world.init_resource::<N24>();
            schedule.add_systems(n24.after(n2).after(n15));
            world.init_resource::<N25>();
            schedule.add_systems(n25.after(n18).after(n22));
            world.init_resource::<N26>();
            schedule.add_systems(n26.after(n8).after(n16));
            world.init_resource::<N27>();
            schedule.add_systems(n27.after(n6).after(n17).after(n25));
            world.init_resource::<N28>();
            schedule.add_systems(n28.after(n6).after(n8).after(n24));
            world.init_resource::<N29>();
            schedule.add_systems(n29.after(n15).after(n17).after(n22).after(n28));
            world.init_resource::<N30>();
            schedule.add_systems(n30.after(n28));
            world.init_resource::<N31>();
            schedule.add_systems(n31.after(n14));
            world.init_resource::<N32>();
            schedule.add_systems(n32.after(n17).after(n21));
            world.init_resource::<N33>();
            schedule.add_systems(n33.after(n5).after(n9));
            world.init_resource::<N34>();
            schedule.add_systems(n34.after(n33));
            world.init_resource::<N35>();
            schedule.add_systems(n35.after(n1).after(n2).after(n15).after(n28));
            world.init_resource::<N36>();
            schedule.add_systems(n36.after(n7).after(n29).after(n35));
            world.init_resource::<N37>();
            schedule.add_systems(n37.after(n33));
            world.init_resource::<N38>();
            schedule.add_systems(n38.after(n6).after(n7));
            world.init_resource::<N39>();
            schedule.add_systems(n39.after(n13).after(n26));
            world.init_resource::<N40>();
            schedule.add_systems(n40.after(n3).after(n5));
            world.init_resource::<N41>();
            schedule.add_systems(n41.after(n28).after(n39));
            world.init_resource::<N42>();
            schedule.add_systems(n42.after(n14));
            world.init_resource::<N43>();
            schedule.add_systems(n43.after(n0).after(n3).after(n11).after(n42));
            world.init_resource::<N44>();
            schedule.add_systems(n44.after(n0).after(n42).after(n43));
            world.init_resource::<N45>();
            schedule.add_systems(n45.after(n10).after(n16).after(n43));
            world.init_resource::<N46>();
            schedule.add_systems(n46.after(n1).after(n28).after(n33));
            world.init_resource::<N47>();
            schedule.add_systems(n47.after(n10).after(n30).after(n43).after(n46));
            world.init_resource::<N48>();
            schedule.add_systems(n48.after(n25).after(n30).after(n32));
            world.init_resource::<N49>();
            schedule.add_systems(n49.after(n1).after(n19));
            world.init_resource::<N50>();
            schedule.add_systems(n50.after(n16));
            world.init_resource::<N51>();
            schedule.add_systems(n51.after(n16).after(n31).after(n38));
            world.init_resource::<N52>();
            schedule.add_systems(n52.after(n18).after(n27).after(n30));
            world.init_resource::<N53>();
            schedule.add_systems(n53.after(n10).after(n13).after(n38));
            world.init_resource::<N54>();
            schedule.add_systems(n54.after(n9).after(n16).after(n46).after(n52));
            world.init_resource::<N55>();
            schedule.add_systems(n55.after(n0).after(n27).after(n33));
            world.init_resource::<N56>();
            schedule.add_systems(n56.after(n14).after(n26).after(n28));
            world.init_resource::<N57>();
            schedule.add_systems(n57.after(n11));
            world.init_resource::<N58>();
            schedule.add_systems(n58.after(n17).after(n29).after(n53));
            world.init_resource::<N59>();
            schedule.add_systems(n59.after(n2).after(n14).after(n17).after(n28));
            world.init_resource::<N60>();
            schedule.add_systems(n60.after(n5).after(n7).after(n48).after(n57));
            world.init_resource::<N61>();
            schedule.add_systems(n61.after(n30));
            world.init_resource::<N62>();
            schedule.add_systems(n62.after(n2).after(n32).after(n44).after(n54));
            world.init_resource::<N63>();
            schedule.add_systems(n63.after(n13).after(n23));
            world.init_resource::<N64>();
            schedule.add_systems(n64.after(n16).after(n54).after(n57));
            world.init_resource::<N65>();
            schedule.add_systems(n65.after(n13).after(n25));
            world.init_resource::<N66>();
            schedule.add_systems(n66.after(n6).after(n33).after(n49).after(n59));
            world.init_resource::<N67>();
            schedule.add_systems(n67.after(n53).after(n61));
            world.init_resource::<N68>();
            schedule.add_systems(n68.after(n5).after(n44));
            world.init_resource::<N69>();
            schedule.add_systems(n69.after(n55));
            world.init_resource::<N70>();
            schedule.add_systems(n70.after(n3).after(n4).after(n57).after(n64));
            world.init_resource::<N71>();
            schedule.add_systems(n71.after(n32).after(n67));
            world.init_resource::<N72>();
            schedule.add_systems(n72.after(n6).after(n10).after(n63));
            world.init_resource::<N73>();
            schedule.add_systems(n73.after(n30));
            world.init_resource::<N74>();
            schedule.add_systems(n74.after(n20));
            world.init_resource::<N75>();
            schedule.add_systems(n75.after(n8).after(n26).after(n49).after(n73));
            world.init_resource::<N76>();
            schedule.add_systems(n76.after(n16).after(n46).after(n58).after(n70));
            world.init_resource::<N77>();
            schedule.add_systems(n77.after(n71));
            world.init_resource::<N78>();
            schedule.add_systems(n78.after(n8).after(n13).after(n68));
            world.init_resource::<N79>();
            schedule.add_systems(n79.after(n6).after(n46).after(n52));
            world.init_resource::<N80>();
            schedule.add_systems(n80.after(n4).after(n68));
            world.init_resource::<N81>();
            schedule.add_systems(n81.after(n77));
            world.init_resource::<N82>();
            schedule.add_systems(n82.after(n16).after(n28).after(n42).after(n73));
            world.init_resource::<N83>();
            schedule.add_systems(n83.after(n51).after(n63).after(n73).after(n80));
            world.init_resource::<N84>();
            schedule.add_systems(n84.after(n28).after(n53));
            world.init_resource::<N85>();
            schedule.add_systems(n85.after(n53));
            world.init_resource::<N86>();
            schedule.add_systems(n86.after(n19).after(n81));
            world.init_resource::<N87>();
            schedule.add_systems(n87.after(n2).after(n9).after(n52).after(n75));
            world.init_resource::<N88>();
            schedule.add_systems(n88.after(n32));
            world.init_resource::<N89>();
            schedule.add_systems(n89.after(n54).after(n81));
            world.init_resource::<N90>();
            schedule.add_systems(n90.after(n29));
            world.init_resource::<N91>();
            schedule.add_systems(n91.after(n21).after(n41).after(n69).after(n81));
            world.init_resource::<N92>();
            schedule.add_systems(n92.after(n69).after(n78));
            world.init_resource::<N93>();
            schedule.add_systems(n93.after(n12).after(n86));
            world.init_resource::<N94>();
            schedule.add_systems(n94.after(n42).after(n49).after(n71).after(n75));
            world.init_resource::<N95>();
            schedule.add_systems(
                n95.after(n34)
                    .after(n36)
                    .after(n37)
                    .after(n40)
                    .after(n45)
                    .after(n47)
                    .after(n50)
                    .after(n56),
            );
            world.init_resource::<N96>();
            schedule.add_systems(
                n96.after(n60)
                    .after(n62)
                    .after(n65)
                    .after(n66)
                    .after(n72)
                    .after(n74)
                    .after(n76)
                    .after(n79),
            );
            world.init_resource::<N97>();
            schedule.add_systems(
                n97.after(n82)
                    .after(n83)
                    .after(n84)
                    .after(n85)
                    .after(n87)
                    .after(n88)
                    .after(n89)
                    .after(n90),
            );
            world.init_resource::<N98>();
            schedule.add_systems(n98.after(n91).after(n92).after(n93).after(n94));
            world.init_resource::<N99>();
            schedule.add_systems(n99.after(n95).after(n96).after(n97).after(n98));
            Self { world, schedule }
        }
    }

    impl Systems {
        /// Runs every system once.
        pub fn run(&mut self, input: Input) -> N99 {
            *self.world.resource_mut::<Input>() = input;
            self.schedule.run(&mut self.world);
            *self.world.resource::<N99>()
        }
    }
}
