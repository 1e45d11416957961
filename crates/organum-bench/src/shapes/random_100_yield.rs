//! The random graph of 100 nodes, every node yielding once.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N42(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N43(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N44(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N45(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N46(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N47(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N48(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N49(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N50(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N51(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N52(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N53(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N54(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N55(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N56(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N57(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N58(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N59(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N60(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N61(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N62(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N63(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N64(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N65(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N66(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N67(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N68(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N69(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N70(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N71(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N72(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N73(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N74(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N75(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N76(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N77(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N78(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N79(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N80(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N81(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N82(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N83(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N84(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N85(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N86(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N87(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N88(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N89(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N90(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N91(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N92(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N93(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N94(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N95(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N96(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N97(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N98(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N99(pub u64);

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

    pub async fn n3(n0: &N0) -> N3 {
        tokio::task::yield_now().await;
        black_box(N3(n0.0.wrapping_add(4)))
    }

    pub async fn n4(n1: &N1, n3: &N3) -> N4 {
        tokio::task::yield_now().await;
        black_box(N4(n1.0.wrapping_add(n3.0).wrapping_add(5)))
    }

    pub async fn n5(n2: &N2) -> N5 {
        tokio::task::yield_now().await;
        black_box(N5(n2.0.wrapping_add(6)))
    }

    pub async fn n6(n0: &N0, n1: &N1, n5: &N5) -> N6 {
        tokio::task::yield_now().await;
        black_box(N6(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n5.0)
            .wrapping_add(7)))
    }

    pub async fn n7(n0: &N0) -> N7 {
        tokio::task::yield_now().await;
        black_box(N7(n0.0.wrapping_add(8)))
    }

    pub async fn n8(n0: &N0, n1: &N1, n3: &N3, n4: &N4) -> N8 {
        tokio::task::yield_now().await;
        black_box(N8(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9)))
    }

    pub async fn n9(n0: &N0, n3: &N3, n7: &N7) -> N9 {
        tokio::task::yield_now().await;
        black_box(N9(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n7.0)
            .wrapping_add(10)))
    }

    pub async fn n10(n3: &N3, n5: &N5, n6: &N6, n9: &N9) -> N10 {
        tokio::task::yield_now().await;
        black_box(N10(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(11)))
    }

    pub async fn n11(n3: &N3, n4: &N4, n5: &N5, n8: &N8) -> N11 {
        tokio::task::yield_now().await;
        black_box(N11(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n8.0)
            .wrapping_add(12)))
    }

    pub async fn n12(n2: &N2, n3: &N3, n6: &N6) -> N12 {
        tokio::task::yield_now().await;
        black_box(N12(n2
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n6.0)
            .wrapping_add(13)))
    }

    pub async fn n13(n7: &N7, n11: &N11) -> N13 {
        tokio::task::yield_now().await;
        black_box(N13(n7.0.wrapping_add(n11.0).wrapping_add(14)))
    }

    pub async fn n14(n6: &N6, n8: &N8) -> N14 {
        tokio::task::yield_now().await;
        black_box(N14(n6.0.wrapping_add(n8.0).wrapping_add(15)))
    }

    pub async fn n15(n3: &N3, n4: &N4, n5: &N5, n11: &N11) -> N15 {
        tokio::task::yield_now().await;
        black_box(N15(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n11.0)
            .wrapping_add(16)))
    }

    pub async fn n16(n2: &N2, n10: &N10, n12: &N12, n15: &N15) -> N16 {
        tokio::task::yield_now().await;
        black_box(N16(n2
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n12.0)
            .wrapping_add(n15.0)
            .wrapping_add(17)))
    }

    pub async fn n17(n11: &N11) -> N17 {
        tokio::task::yield_now().await;
        black_box(N17(n11.0.wrapping_add(18)))
    }

    pub async fn n18(n7: &N7) -> N18 {
        tokio::task::yield_now().await;
        black_box(N18(n7.0.wrapping_add(19)))
    }

    pub async fn n19(n7: &N7, n9: &N9, n13: &N13) -> N19 {
        tokio::task::yield_now().await;
        black_box(N19(n7
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n13.0)
            .wrapping_add(20)))
    }

    pub async fn n20(n6: &N6, n19: &N19) -> N20 {
        tokio::task::yield_now().await;
        black_box(N20(n6.0.wrapping_add(n19.0).wrapping_add(21)))
    }

    pub async fn n21(n1: &N1) -> N21 {
        tokio::task::yield_now().await;
        black_box(N21(n1.0.wrapping_add(22)))
    }

    pub async fn n22(n3: &N3, n5: &N5, n19: &N19) -> N22 {
        tokio::task::yield_now().await;
        black_box(N22(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n19.0)
            .wrapping_add(23)))
    }

    pub async fn n23(n1: &N1, n4: &N4, n6: &N6, n9: &N9) -> N23 {
        tokio::task::yield_now().await;
        black_box(N23(n1
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(24)))
    }

    pub async fn n24(n2: &N2, n15: &N15) -> N24 {
        tokio::task::yield_now().await;
        black_box(N24(n2.0.wrapping_add(n15.0).wrapping_add(25)))
    }

    pub async fn n25(n18: &N18, n22: &N22) -> N25 {
        tokio::task::yield_now().await;
        black_box(N25(n18.0.wrapping_add(n22.0).wrapping_add(26)))
    }

    pub async fn n26(n8: &N8, n16: &N16) -> N26 {
        tokio::task::yield_now().await;
        black_box(N26(n8.0.wrapping_add(n16.0).wrapping_add(27)))
    }

    pub async fn n27(n6: &N6, n17: &N17, n25: &N25) -> N27 {
        tokio::task::yield_now().await;
        black_box(N27(n6
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n25.0)
            .wrapping_add(28)))
    }

    pub async fn n28(n6: &N6, n8: &N8, n24: &N24) -> N28 {
        tokio::task::yield_now().await;
        black_box(N28(n6
            .0
            .wrapping_add(n8.0)
            .wrapping_add(n24.0)
            .wrapping_add(29)))
    }

    pub async fn n29(n15: &N15, n17: &N17, n22: &N22, n28: &N28) -> N29 {
        tokio::task::yield_now().await;
        black_box(N29(n15
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n22.0)
            .wrapping_add(n28.0)
            .wrapping_add(30)))
    }

    pub async fn n30(n28: &N28) -> N30 {
        tokio::task::yield_now().await;
        black_box(N30(n28.0.wrapping_add(31)))
    }

    pub async fn n31(n14: &N14) -> N31 {
        tokio::task::yield_now().await;
        black_box(N31(n14.0.wrapping_add(32)))
    }

    pub async fn n32(n17: &N17, n21: &N21) -> N32 {
        tokio::task::yield_now().await;
        black_box(N32(n17.0.wrapping_add(n21.0).wrapping_add(33)))
    }

    pub async fn n33(n5: &N5, n9: &N9) -> N33 {
        tokio::task::yield_now().await;
        black_box(N33(n5.0.wrapping_add(n9.0).wrapping_add(34)))
    }

    pub async fn n34(n33: &N33) -> N34 {
        tokio::task::yield_now().await;
        black_box(N34(n33.0.wrapping_add(35)))
    }

    pub async fn n35(n1: &N1, n2: &N2, n15: &N15, n28: &N28) -> N35 {
        tokio::task::yield_now().await;
        black_box(N35(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n15.0)
            .wrapping_add(n28.0)
            .wrapping_add(36)))
    }

    pub async fn n36(n7: &N7, n29: &N29, n35: &N35) -> N36 {
        tokio::task::yield_now().await;
        black_box(N36(n7
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n35.0)
            .wrapping_add(37)))
    }

    pub async fn n37(n33: &N33) -> N37 {
        tokio::task::yield_now().await;
        black_box(N37(n33.0.wrapping_add(38)))
    }

    pub async fn n38(n6: &N6, n7: &N7) -> N38 {
        tokio::task::yield_now().await;
        black_box(N38(n6.0.wrapping_add(n7.0).wrapping_add(39)))
    }

    pub async fn n39(n13: &N13, n26: &N26) -> N39 {
        tokio::task::yield_now().await;
        black_box(N39(n13.0.wrapping_add(n26.0).wrapping_add(40)))
    }

    pub async fn n40(n3: &N3, n5: &N5) -> N40 {
        tokio::task::yield_now().await;
        black_box(N40(n3.0.wrapping_add(n5.0).wrapping_add(41)))
    }

    pub async fn n41(n28: &N28, n39: &N39) -> N41 {
        tokio::task::yield_now().await;
        black_box(N41(n28.0.wrapping_add(n39.0).wrapping_add(42)))
    }

    pub async fn n42(n14: &N14) -> N42 {
        tokio::task::yield_now().await;
        black_box(N42(n14.0.wrapping_add(43)))
    }

    pub async fn n43(n0: &N0, n3: &N3, n11: &N11, n42: &N42) -> N43 {
        tokio::task::yield_now().await;
        black_box(N43(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n11.0)
            .wrapping_add(n42.0)
            .wrapping_add(44)))
    }

    pub async fn n44(n0: &N0, n42: &N42, n43: &N43) -> N44 {
        tokio::task::yield_now().await;
        black_box(N44(n0
            .0
            .wrapping_add(n42.0)
            .wrapping_add(n43.0)
            .wrapping_add(45)))
    }

    pub async fn n45(n10: &N10, n16: &N16, n43: &N43) -> N45 {
        tokio::task::yield_now().await;
        black_box(N45(n10
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n43.0)
            .wrapping_add(46)))
    }

    pub async fn n46(n1: &N1, n28: &N28, n33: &N33) -> N46 {
        tokio::task::yield_now().await;
        black_box(N46(n1
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n33.0)
            .wrapping_add(47)))
    }

    pub async fn n47(n10: &N10, n30: &N30, n43: &N43, n46: &N46) -> N47 {
        tokio::task::yield_now().await;
        black_box(N47(n10
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n43.0)
            .wrapping_add(n46.0)
            .wrapping_add(48)))
    }

    pub async fn n48(n25: &N25, n30: &N30, n32: &N32) -> N48 {
        tokio::task::yield_now().await;
        black_box(N48(n25
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n32.0)
            .wrapping_add(49)))
    }

    pub async fn n49(n1: &N1, n19: &N19) -> N49 {
        tokio::task::yield_now().await;
        black_box(N49(n1.0.wrapping_add(n19.0).wrapping_add(50)))
    }

    pub async fn n50(n16: &N16) -> N50 {
        tokio::task::yield_now().await;
        black_box(N50(n16.0.wrapping_add(51)))
    }

    pub async fn n51(n16: &N16, n31: &N31, n38: &N38) -> N51 {
        tokio::task::yield_now().await;
        black_box(N51(n16
            .0
            .wrapping_add(n31.0)
            .wrapping_add(n38.0)
            .wrapping_add(52)))
    }

    pub async fn n52(n18: &N18, n27: &N27, n30: &N30) -> N52 {
        tokio::task::yield_now().await;
        black_box(N52(n18
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n30.0)
            .wrapping_add(53)))
    }

    pub async fn n53(n10: &N10, n13: &N13, n38: &N38) -> N53 {
        tokio::task::yield_now().await;
        black_box(N53(n10
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n38.0)
            .wrapping_add(54)))
    }

    pub async fn n54(n9: &N9, n16: &N16, n46: &N46, n52: &N52) -> N54 {
        tokio::task::yield_now().await;
        black_box(N54(n9
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(55)))
    }

    pub async fn n55(n0: &N0, n27: &N27, n33: &N33) -> N55 {
        tokio::task::yield_now().await;
        black_box(N55(n0
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n33.0)
            .wrapping_add(56)))
    }

    pub async fn n56(n14: &N14, n26: &N26, n28: &N28) -> N56 {
        tokio::task::yield_now().await;
        black_box(N56(n14
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n28.0)
            .wrapping_add(57)))
    }

    pub async fn n57(n11: &N11) -> N57 {
        tokio::task::yield_now().await;
        black_box(N57(n11.0.wrapping_add(58)))
    }

    pub async fn n58(n17: &N17, n29: &N29, n53: &N53) -> N58 {
        tokio::task::yield_now().await;
        black_box(N58(n17
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n53.0)
            .wrapping_add(59)))
    }

    pub async fn n59(n2: &N2, n14: &N14, n17: &N17, n28: &N28) -> N59 {
        tokio::task::yield_now().await;
        black_box(N59(n2
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n17.0)
            .wrapping_add(n28.0)
            .wrapping_add(60)))
    }

    pub async fn n60(n5: &N5, n7: &N7, n48: &N48, n57: &N57) -> N60 {
        tokio::task::yield_now().await;
        black_box(N60(n5
            .0
            .wrapping_add(n7.0)
            .wrapping_add(n48.0)
            .wrapping_add(n57.0)
            .wrapping_add(61)))
    }

    pub async fn n61(n30: &N30) -> N61 {
        tokio::task::yield_now().await;
        black_box(N61(n30.0.wrapping_add(62)))
    }

    pub async fn n62(n2: &N2, n32: &N32, n44: &N44, n54: &N54) -> N62 {
        tokio::task::yield_now().await;
        black_box(N62(n2
            .0
            .wrapping_add(n32.0)
            .wrapping_add(n44.0)
            .wrapping_add(n54.0)
            .wrapping_add(63)))
    }

    pub async fn n63(n13: &N13, n23: &N23) -> N63 {
        tokio::task::yield_now().await;
        black_box(N63(n13.0.wrapping_add(n23.0).wrapping_add(64)))
    }

    pub async fn n64(n16: &N16, n54: &N54, n57: &N57) -> N64 {
        tokio::task::yield_now().await;
        black_box(N64(n16
            .0
            .wrapping_add(n54.0)
            .wrapping_add(n57.0)
            .wrapping_add(65)))
    }

    pub async fn n65(n13: &N13, n25: &N25) -> N65 {
        tokio::task::yield_now().await;
        black_box(N65(n13.0.wrapping_add(n25.0).wrapping_add(66)))
    }

    pub async fn n66(n6: &N6, n33: &N33, n49: &N49, n59: &N59) -> N66 {
        tokio::task::yield_now().await;
        black_box(N66(n6
            .0
            .wrapping_add(n33.0)
            .wrapping_add(n49.0)
            .wrapping_add(n59.0)
            .wrapping_add(67)))
    }

    pub async fn n67(n53: &N53, n61: &N61) -> N67 {
        tokio::task::yield_now().await;
        black_box(N67(n53.0.wrapping_add(n61.0).wrapping_add(68)))
    }

    pub async fn n68(n5: &N5, n44: &N44) -> N68 {
        tokio::task::yield_now().await;
        black_box(N68(n5.0.wrapping_add(n44.0).wrapping_add(69)))
    }

    pub async fn n69(n55: &N55) -> N69 {
        tokio::task::yield_now().await;
        black_box(N69(n55.0.wrapping_add(70)))
    }

    pub async fn n70(n3: &N3, n4: &N4, n57: &N57, n64: &N64) -> N70 {
        tokio::task::yield_now().await;
        black_box(N70(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n57.0)
            .wrapping_add(n64.0)
            .wrapping_add(71)))
    }

    pub async fn n71(n32: &N32, n67: &N67) -> N71 {
        tokio::task::yield_now().await;
        black_box(N71(n32.0.wrapping_add(n67.0).wrapping_add(72)))
    }

    pub async fn n72(n6: &N6, n10: &N10, n63: &N63) -> N72 {
        tokio::task::yield_now().await;
        black_box(N72(n6
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n63.0)
            .wrapping_add(73)))
    }

    pub async fn n73(n30: &N30) -> N73 {
        tokio::task::yield_now().await;
        black_box(N73(n30.0.wrapping_add(74)))
    }

    pub async fn n74(n20: &N20) -> N74 {
        tokio::task::yield_now().await;
        black_box(N74(n20.0.wrapping_add(75)))
    }

    pub async fn n75(n8: &N8, n26: &N26, n49: &N49, n73: &N73) -> N75 {
        tokio::task::yield_now().await;
        black_box(N75(n8
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n49.0)
            .wrapping_add(n73.0)
            .wrapping_add(76)))
    }

    pub async fn n76(n16: &N16, n46: &N46, n58: &N58, n70: &N70) -> N76 {
        tokio::task::yield_now().await;
        black_box(N76(n16
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n58.0)
            .wrapping_add(n70.0)
            .wrapping_add(77)))
    }

    pub async fn n77(n71: &N71) -> N77 {
        tokio::task::yield_now().await;
        black_box(N77(n71.0.wrapping_add(78)))
    }

    pub async fn n78(n8: &N8, n13: &N13, n68: &N68) -> N78 {
        tokio::task::yield_now().await;
        black_box(N78(n8
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n68.0)
            .wrapping_add(79)))
    }

    pub async fn n79(n6: &N6, n46: &N46, n52: &N52) -> N79 {
        tokio::task::yield_now().await;
        black_box(N79(n6
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(80)))
    }

    pub async fn n80(n4: &N4, n68: &N68) -> N80 {
        tokio::task::yield_now().await;
        black_box(N80(n4.0.wrapping_add(n68.0).wrapping_add(81)))
    }

    pub async fn n81(n77: &N77) -> N81 {
        tokio::task::yield_now().await;
        black_box(N81(n77.0.wrapping_add(82)))
    }

    pub async fn n82(n16: &N16, n28: &N28, n42: &N42, n73: &N73) -> N82 {
        tokio::task::yield_now().await;
        black_box(N82(n16
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n42.0)
            .wrapping_add(n73.0)
            .wrapping_add(83)))
    }

    pub async fn n83(n51: &N51, n63: &N63, n73: &N73, n80: &N80) -> N83 {
        tokio::task::yield_now().await;
        black_box(N83(n51
            .0
            .wrapping_add(n63.0)
            .wrapping_add(n73.0)
            .wrapping_add(n80.0)
            .wrapping_add(84)))
    }

    pub async fn n84(n28: &N28, n53: &N53) -> N84 {
        tokio::task::yield_now().await;
        black_box(N84(n28.0.wrapping_add(n53.0).wrapping_add(85)))
    }

    pub async fn n85(n53: &N53) -> N85 {
        tokio::task::yield_now().await;
        black_box(N85(n53.0.wrapping_add(86)))
    }

    pub async fn n86(n19: &N19, n81: &N81) -> N86 {
        tokio::task::yield_now().await;
        black_box(N86(n19.0.wrapping_add(n81.0).wrapping_add(87)))
    }

    pub async fn n87(n2: &N2, n9: &N9, n52: &N52, n75: &N75) -> N87 {
        tokio::task::yield_now().await;
        black_box(N87(n2
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n52.0)
            .wrapping_add(n75.0)
            .wrapping_add(88)))
    }

    pub async fn n88(n32: &N32) -> N88 {
        tokio::task::yield_now().await;
        black_box(N88(n32.0.wrapping_add(89)))
    }

    pub async fn n89(n54: &N54, n81: &N81) -> N89 {
        tokio::task::yield_now().await;
        black_box(N89(n54.0.wrapping_add(n81.0).wrapping_add(90)))
    }

    pub async fn n90(n29: &N29) -> N90 {
        tokio::task::yield_now().await;
        black_box(N90(n29.0.wrapping_add(91)))
    }

    pub async fn n91(n21: &N21, n41: &N41, n69: &N69, n81: &N81) -> N91 {
        tokio::task::yield_now().await;
        black_box(N91(n21
            .0
            .wrapping_add(n41.0)
            .wrapping_add(n69.0)
            .wrapping_add(n81.0)
            .wrapping_add(92)))
    }

    pub async fn n92(n69: &N69, n78: &N78) -> N92 {
        tokio::task::yield_now().await;
        black_box(N92(n69.0.wrapping_add(n78.0).wrapping_add(93)))
    }

    pub async fn n93(n12: &N12, n86: &N86) -> N93 {
        tokio::task::yield_now().await;
        black_box(N93(n12.0.wrapping_add(n86.0).wrapping_add(94)))
    }

    pub async fn n94(n42: &N42, n49: &N49, n71: &N71, n75: &N75) -> N94 {
        tokio::task::yield_now().await;
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
        tokio::task::yield_now().await;
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
        tokio::task::yield_now().await;
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
        tokio::task::yield_now().await;
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
        tokio::task::yield_now().await;
        black_box(N98(n91
            .0
            .wrapping_add(n92.0)
            .wrapping_add(n93.0)
            .wrapping_add(n94.0)
            .wrapping_add(99)))
    }

    pub async fn n99(n95: &N95, n96: &N96, n97: &N97, n98: &N98) -> N99 {
        tokio::task::yield_now().await;
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
    pub async fn n3(n0: &N0) -> Result<N3, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N3(n0.0.wrapping_add(4))))
    }

    #[organum::node]
    pub async fn n4(n1: &N1, n3: &N3) -> Result<N4, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N4(n1.0.wrapping_add(n3.0).wrapping_add(5))))
    }

    #[organum::node]
    pub async fn n5(n2: &N2) -> Result<N5, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N5(n2.0.wrapping_add(6))))
    }

    #[organum::node]
    pub async fn n6(n0: &N0, n1: &N1, n5: &N5) -> Result<N6, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N6(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n5.0)
            .wrapping_add(7))))
    }

    #[organum::node]
    pub async fn n7(n0: &N0) -> Result<N7, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N7(n0.0.wrapping_add(8))))
    }

    #[organum::node]
    pub async fn n8(n0: &N0, n1: &N1, n3: &N3, n4: &N4) -> Result<N8, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N8(n0
            .0
            .wrapping_add(n1.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(9))))
    }

    #[organum::node]
    pub async fn n9(n0: &N0, n3: &N3, n7: &N7) -> Result<N9, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N9(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n7.0)
            .wrapping_add(10))))
    }

    #[organum::node]
    pub async fn n10(n3: &N3, n5: &N5, n6: &N6, n9: &N9) -> Result<N10, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N10(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(11))))
    }

    #[organum::node]
    pub async fn n11(n3: &N3, n4: &N4, n5: &N5, n8: &N8) -> Result<N11, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N11(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n8.0)
            .wrapping_add(12))))
    }

    #[organum::node]
    pub async fn n12(n2: &N2, n3: &N3, n6: &N6) -> Result<N12, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N12(n2
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n6.0)
            .wrapping_add(13))))
    }

    #[organum::node]
    pub async fn n13(n7: &N7, n11: &N11) -> Result<N13, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N13(n7.0.wrapping_add(n11.0).wrapping_add(14))))
    }

    #[organum::node]
    pub async fn n14(n6: &N6, n8: &N8) -> Result<N14, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N14(n6.0.wrapping_add(n8.0).wrapping_add(15))))
    }

    #[organum::node]
    pub async fn n15(n3: &N3, n4: &N4, n5: &N5, n11: &N11) -> Result<N15, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N15(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n11.0)
            .wrapping_add(16))))
    }

    #[organum::node]
    pub async fn n16(n2: &N2, n10: &N10, n12: &N12, n15: &N15) -> Result<N16, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N16(n2
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n12.0)
            .wrapping_add(n15.0)
            .wrapping_add(17))))
    }

    #[organum::node]
    pub async fn n17(n11: &N11) -> Result<N17, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N17(n11.0.wrapping_add(18))))
    }

    #[organum::node]
    pub async fn n18(n7: &N7) -> Result<N18, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N18(n7.0.wrapping_add(19))))
    }

    #[organum::node]
    pub async fn n19(n7: &N7, n9: &N9, n13: &N13) -> Result<N19, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N19(n7
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n13.0)
            .wrapping_add(20))))
    }

    #[organum::node]
    pub async fn n20(n6: &N6, n19: &N19) -> Result<N20, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N20(n6.0.wrapping_add(n19.0).wrapping_add(21))))
    }

    #[organum::node]
    pub async fn n21(n1: &N1) -> Result<N21, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N21(n1.0.wrapping_add(22))))
    }

    #[organum::node]
    pub async fn n22(n3: &N3, n5: &N5, n19: &N19) -> Result<N22, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N22(n3
            .0
            .wrapping_add(n5.0)
            .wrapping_add(n19.0)
            .wrapping_add(23))))
    }

    #[organum::node]
    pub async fn n23(n1: &N1, n4: &N4, n6: &N6, n9: &N9) -> Result<N23, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N23(n1
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n6.0)
            .wrapping_add(n9.0)
            .wrapping_add(24))))
    }

    #[organum::node]
    pub async fn n24(n2: &N2, n15: &N15) -> Result<N24, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N24(n2.0.wrapping_add(n15.0).wrapping_add(25))))
    }

    #[organum::node]
    pub async fn n25(n18: &N18, n22: &N22) -> Result<N25, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N25(n18.0.wrapping_add(n22.0).wrapping_add(26))))
    }

    #[organum::node]
    pub async fn n26(n8: &N8, n16: &N16) -> Result<N26, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N26(n8.0.wrapping_add(n16.0).wrapping_add(27))))
    }

    #[organum::node]
    pub async fn n27(n6: &N6, n17: &N17, n25: &N25) -> Result<N27, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N27(n6
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n25.0)
            .wrapping_add(28))))
    }

    #[organum::node]
    pub async fn n28(n6: &N6, n8: &N8, n24: &N24) -> Result<N28, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N28(n6
            .0
            .wrapping_add(n8.0)
            .wrapping_add(n24.0)
            .wrapping_add(29))))
    }

    #[organum::node]
    pub async fn n29(n15: &N15, n17: &N17, n22: &N22, n28: &N28) -> Result<N29, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N29(n15
            .0
            .wrapping_add(n17.0)
            .wrapping_add(n22.0)
            .wrapping_add(n28.0)
            .wrapping_add(30))))
    }

    #[organum::node]
    pub async fn n30(n28: &N28) -> Result<N30, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N30(n28.0.wrapping_add(31))))
    }

    #[organum::node]
    pub async fn n31(n14: &N14) -> Result<N31, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N31(n14.0.wrapping_add(32))))
    }

    #[organum::node]
    pub async fn n32(n17: &N17, n21: &N21) -> Result<N32, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N32(n17.0.wrapping_add(n21.0).wrapping_add(33))))
    }

    #[organum::node]
    pub async fn n33(n5: &N5, n9: &N9) -> Result<N33, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N33(n5.0.wrapping_add(n9.0).wrapping_add(34))))
    }

    #[organum::node]
    pub async fn n34(n33: &N33) -> Result<N34, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N34(n33.0.wrapping_add(35))))
    }

    #[organum::node]
    pub async fn n35(n1: &N1, n2: &N2, n15: &N15, n28: &N28) -> Result<N35, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N35(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n15.0)
            .wrapping_add(n28.0)
            .wrapping_add(36))))
    }

    #[organum::node]
    pub async fn n36(n7: &N7, n29: &N29, n35: &N35) -> Result<N36, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N36(n7
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n35.0)
            .wrapping_add(37))))
    }

    #[organum::node]
    pub async fn n37(n33: &N33) -> Result<N37, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N37(n33.0.wrapping_add(38))))
    }

    #[organum::node]
    pub async fn n38(n6: &N6, n7: &N7) -> Result<N38, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N38(n6.0.wrapping_add(n7.0).wrapping_add(39))))
    }

    #[organum::node]
    pub async fn n39(n13: &N13, n26: &N26) -> Result<N39, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N39(n13.0.wrapping_add(n26.0).wrapping_add(40))))
    }

    #[organum::node]
    pub async fn n40(n3: &N3, n5: &N5) -> Result<N40, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N40(n3.0.wrapping_add(n5.0).wrapping_add(41))))
    }

    #[organum::node]
    pub async fn n41(n28: &N28, n39: &N39) -> Result<N41, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N41(n28.0.wrapping_add(n39.0).wrapping_add(42))))
    }

    #[organum::node]
    pub async fn n42(n14: &N14) -> Result<N42, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N42(n14.0.wrapping_add(43))))
    }

    #[organum::node]
    pub async fn n43(n0: &N0, n3: &N3, n11: &N11, n42: &N42) -> Result<N43, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N43(n0
            .0
            .wrapping_add(n3.0)
            .wrapping_add(n11.0)
            .wrapping_add(n42.0)
            .wrapping_add(44))))
    }

    #[organum::node]
    pub async fn n44(n0: &N0, n42: &N42, n43: &N43) -> Result<N44, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N44(n0
            .0
            .wrapping_add(n42.0)
            .wrapping_add(n43.0)
            .wrapping_add(45))))
    }

    #[organum::node]
    pub async fn n45(n10: &N10, n16: &N16, n43: &N43) -> Result<N45, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N45(n10
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n43.0)
            .wrapping_add(46))))
    }

    #[organum::node]
    pub async fn n46(n1: &N1, n28: &N28, n33: &N33) -> Result<N46, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N46(n1
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n33.0)
            .wrapping_add(47))))
    }

    #[organum::node]
    pub async fn n47(n10: &N10, n30: &N30, n43: &N43, n46: &N46) -> Result<N47, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N47(n10
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n43.0)
            .wrapping_add(n46.0)
            .wrapping_add(48))))
    }

    #[organum::node]
    pub async fn n48(n25: &N25, n30: &N30, n32: &N32) -> Result<N48, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N48(n25
            .0
            .wrapping_add(n30.0)
            .wrapping_add(n32.0)
            .wrapping_add(49))))
    }

    #[organum::node]
    pub async fn n49(n1: &N1, n19: &N19) -> Result<N49, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N49(n1.0.wrapping_add(n19.0).wrapping_add(50))))
    }

    #[organum::node]
    pub async fn n50(n16: &N16) -> Result<N50, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N50(n16.0.wrapping_add(51))))
    }

    #[organum::node]
    pub async fn n51(n16: &N16, n31: &N31, n38: &N38) -> Result<N51, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N51(n16
            .0
            .wrapping_add(n31.0)
            .wrapping_add(n38.0)
            .wrapping_add(52))))
    }

    #[organum::node]
    pub async fn n52(n18: &N18, n27: &N27, n30: &N30) -> Result<N52, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N52(n18
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n30.0)
            .wrapping_add(53))))
    }

    #[organum::node]
    pub async fn n53(n10: &N10, n13: &N13, n38: &N38) -> Result<N53, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N53(n10
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n38.0)
            .wrapping_add(54))))
    }

    #[organum::node]
    pub async fn n54(n9: &N9, n16: &N16, n46: &N46, n52: &N52) -> Result<N54, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N54(n9
            .0
            .wrapping_add(n16.0)
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(55))))
    }

    #[organum::node]
    pub async fn n55(n0: &N0, n27: &N27, n33: &N33) -> Result<N55, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N55(n0
            .0
            .wrapping_add(n27.0)
            .wrapping_add(n33.0)
            .wrapping_add(56))))
    }

    #[organum::node]
    pub async fn n56(n14: &N14, n26: &N26, n28: &N28) -> Result<N56, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N56(n14
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n28.0)
            .wrapping_add(57))))
    }

    #[organum::node]
    pub async fn n57(n11: &N11) -> Result<N57, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N57(n11.0.wrapping_add(58))))
    }

    #[organum::node]
    pub async fn n58(n17: &N17, n29: &N29, n53: &N53) -> Result<N58, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N58(n17
            .0
            .wrapping_add(n29.0)
            .wrapping_add(n53.0)
            .wrapping_add(59))))
    }

    #[organum::node]
    pub async fn n59(n2: &N2, n14: &N14, n17: &N17, n28: &N28) -> Result<N59, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N59(n2
            .0
            .wrapping_add(n14.0)
            .wrapping_add(n17.0)
            .wrapping_add(n28.0)
            .wrapping_add(60))))
    }

    #[organum::node]
    pub async fn n60(n5: &N5, n7: &N7, n48: &N48, n57: &N57) -> Result<N60, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N60(n5
            .0
            .wrapping_add(n7.0)
            .wrapping_add(n48.0)
            .wrapping_add(n57.0)
            .wrapping_add(61))))
    }

    #[organum::node]
    pub async fn n61(n30: &N30) -> Result<N61, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N61(n30.0.wrapping_add(62))))
    }

    #[organum::node]
    pub async fn n62(n2: &N2, n32: &N32, n44: &N44, n54: &N54) -> Result<N62, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N62(n2
            .0
            .wrapping_add(n32.0)
            .wrapping_add(n44.0)
            .wrapping_add(n54.0)
            .wrapping_add(63))))
    }

    #[organum::node]
    pub async fn n63(n13: &N13, n23: &N23) -> Result<N63, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N63(n13.0.wrapping_add(n23.0).wrapping_add(64))))
    }

    #[organum::node]
    pub async fn n64(n16: &N16, n54: &N54, n57: &N57) -> Result<N64, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N64(n16
            .0
            .wrapping_add(n54.0)
            .wrapping_add(n57.0)
            .wrapping_add(65))))
    }

    #[organum::node]
    pub async fn n65(n13: &N13, n25: &N25) -> Result<N65, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N65(n13.0.wrapping_add(n25.0).wrapping_add(66))))
    }

    #[organum::node]
    pub async fn n66(n6: &N6, n33: &N33, n49: &N49, n59: &N59) -> Result<N66, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N66(n6
            .0
            .wrapping_add(n33.0)
            .wrapping_add(n49.0)
            .wrapping_add(n59.0)
            .wrapping_add(67))))
    }

    #[organum::node]
    pub async fn n67(n53: &N53, n61: &N61) -> Result<N67, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N67(n53.0.wrapping_add(n61.0).wrapping_add(68))))
    }

    #[organum::node]
    pub async fn n68(n5: &N5, n44: &N44) -> Result<N68, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N68(n5.0.wrapping_add(n44.0).wrapping_add(69))))
    }

    #[organum::node]
    pub async fn n69(n55: &N55) -> Result<N69, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N69(n55.0.wrapping_add(70))))
    }

    #[organum::node]
    pub async fn n70(n3: &N3, n4: &N4, n57: &N57, n64: &N64) -> Result<N70, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N70(n3
            .0
            .wrapping_add(n4.0)
            .wrapping_add(n57.0)
            .wrapping_add(n64.0)
            .wrapping_add(71))))
    }

    #[organum::node]
    pub async fn n71(n32: &N32, n67: &N67) -> Result<N71, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N71(n32.0.wrapping_add(n67.0).wrapping_add(72))))
    }

    #[organum::node]
    pub async fn n72(n6: &N6, n10: &N10, n63: &N63) -> Result<N72, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N72(n6
            .0
            .wrapping_add(n10.0)
            .wrapping_add(n63.0)
            .wrapping_add(73))))
    }

    #[organum::node]
    pub async fn n73(n30: &N30) -> Result<N73, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N73(n30.0.wrapping_add(74))))
    }

    #[organum::node]
    pub async fn n74(n20: &N20) -> Result<N74, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N74(n20.0.wrapping_add(75))))
    }

    #[organum::node]
    pub async fn n75(n8: &N8, n26: &N26, n49: &N49, n73: &N73) -> Result<N75, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N75(n8
            .0
            .wrapping_add(n26.0)
            .wrapping_add(n49.0)
            .wrapping_add(n73.0)
            .wrapping_add(76))))
    }

    #[organum::node]
    pub async fn n76(n16: &N16, n46: &N46, n58: &N58, n70: &N70) -> Result<N76, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N76(n16
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n58.0)
            .wrapping_add(n70.0)
            .wrapping_add(77))))
    }

    #[organum::node]
    pub async fn n77(n71: &N71) -> Result<N77, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N77(n71.0.wrapping_add(78))))
    }

    #[organum::node]
    pub async fn n78(n8: &N8, n13: &N13, n68: &N68) -> Result<N78, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N78(n8
            .0
            .wrapping_add(n13.0)
            .wrapping_add(n68.0)
            .wrapping_add(79))))
    }

    #[organum::node]
    pub async fn n79(n6: &N6, n46: &N46, n52: &N52) -> Result<N79, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N79(n6
            .0
            .wrapping_add(n46.0)
            .wrapping_add(n52.0)
            .wrapping_add(80))))
    }

    #[organum::node]
    pub async fn n80(n4: &N4, n68: &N68) -> Result<N80, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N80(n4.0.wrapping_add(n68.0).wrapping_add(81))))
    }

    #[organum::node]
    pub async fn n81(n77: &N77) -> Result<N81, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N81(n77.0.wrapping_add(82))))
    }

    #[organum::node]
    pub async fn n82(n16: &N16, n28: &N28, n42: &N42, n73: &N73) -> Result<N82, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N82(n16
            .0
            .wrapping_add(n28.0)
            .wrapping_add(n42.0)
            .wrapping_add(n73.0)
            .wrapping_add(83))))
    }

    #[organum::node]
    pub async fn n83(n51: &N51, n63: &N63, n73: &N73, n80: &N80) -> Result<N83, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N83(n51
            .0
            .wrapping_add(n63.0)
            .wrapping_add(n73.0)
            .wrapping_add(n80.0)
            .wrapping_add(84))))
    }

    #[organum::node]
    pub async fn n84(n28: &N28, n53: &N53) -> Result<N84, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N84(n28.0.wrapping_add(n53.0).wrapping_add(85))))
    }

    #[organum::node]
    pub async fn n85(n53: &N53) -> Result<N85, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N85(n53.0.wrapping_add(86))))
    }

    #[organum::node]
    pub async fn n86(n19: &N19, n81: &N81) -> Result<N86, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N86(n19.0.wrapping_add(n81.0).wrapping_add(87))))
    }

    #[organum::node]
    pub async fn n87(n2: &N2, n9: &N9, n52: &N52, n75: &N75) -> Result<N87, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N87(n2
            .0
            .wrapping_add(n9.0)
            .wrapping_add(n52.0)
            .wrapping_add(n75.0)
            .wrapping_add(88))))
    }

    #[organum::node]
    pub async fn n88(n32: &N32) -> Result<N88, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N88(n32.0.wrapping_add(89))))
    }

    #[organum::node]
    pub async fn n89(n54: &N54, n81: &N81) -> Result<N89, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N89(n54.0.wrapping_add(n81.0).wrapping_add(90))))
    }

    #[organum::node]
    pub async fn n90(n29: &N29) -> Result<N90, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N90(n29.0.wrapping_add(91))))
    }

    #[organum::node]
    pub async fn n91(n21: &N21, n41: &N41, n69: &N69, n81: &N81) -> Result<N91, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N91(n21
            .0
            .wrapping_add(n41.0)
            .wrapping_add(n69.0)
            .wrapping_add(n81.0)
            .wrapping_add(92))))
    }

    #[organum::node]
    pub async fn n92(n69: &N69, n78: &N78) -> Result<N92, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N92(n69.0.wrapping_add(n78.0).wrapping_add(93))))
    }

    #[organum::node]
    pub async fn n93(n12: &N12, n86: &N86) -> Result<N93, BenchError> {
        tokio::task::yield_now().await;
        black_box(Ok(N93(n12.0.wrapping_add(n86.0).wrapping_add(94))))
    }

    #[organum::node]
    pub async fn n94(n42: &N42, n49: &N49, n71: &N71, n75: &N75) -> Result<N94, BenchError> {
        tokio::task::yield_now().await;
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
        tokio::task::yield_now().await;
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
        tokio::task::yield_now().await;
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
        tokio::task::yield_now().await;
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
        tokio::task::yield_now().await;
        black_box(Ok(N98(n91
            .0
            .wrapping_add(n92.0)
            .wrapping_add(n93.0)
            .wrapping_add(n94.0)
            .wrapping_add(99))))
    }

    #[organum::node]
    pub async fn n99(n95: &N95, n96: &N96, n97: &N97, n98: &N98) -> Result<N99, BenchError> {
        tokio::task::yield_now().await;
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
pub struct Random100Yield {
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
