//! A random graph of 1 000 nodes, each with 1 to 4 dependencies, gathered to one sink.
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
pub const NODES: usize = 1000;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N100(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N101(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N102(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N103(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N104(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N105(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N106(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N107(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N108(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N109(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N110(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N111(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N112(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N113(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N114(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N115(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N116(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N117(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N118(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N119(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N120(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N121(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N122(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N123(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N124(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N125(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N126(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N127(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N128(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N129(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N130(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N131(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N132(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N133(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N134(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N135(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N136(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N137(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N138(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N139(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N140(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N141(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N142(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N143(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N144(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N145(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N146(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N147(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N148(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N149(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N150(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N151(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N152(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N153(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N154(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N155(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N156(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N157(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N158(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N159(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N160(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N161(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N162(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N163(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N164(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N165(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N166(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N167(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N168(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N169(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N170(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N171(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N172(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N173(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N174(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N175(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N176(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N177(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N178(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N179(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N180(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N181(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N182(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N183(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N184(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N185(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N186(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N187(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N188(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N189(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N190(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N191(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N192(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N193(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N194(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N195(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N196(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N197(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N198(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N199(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N200(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N201(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N202(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N203(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N204(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N205(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N206(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N207(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N208(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N209(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N210(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N211(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N212(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N213(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N214(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N215(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N216(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N217(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N218(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N219(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N220(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N221(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N222(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N223(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N224(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N225(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N226(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N227(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N228(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N229(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N230(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N231(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N232(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N233(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N234(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N235(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N236(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N237(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N238(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N239(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N240(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N241(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N242(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N243(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N244(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N245(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N246(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N247(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N248(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N249(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N250(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N251(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N252(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N253(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N254(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N255(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N256(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N257(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N258(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N259(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N260(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N261(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N262(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N263(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N264(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N265(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N266(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N267(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N268(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N269(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N270(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N271(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N272(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N273(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N274(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N275(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N276(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N277(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N278(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N279(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N280(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N281(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N282(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N283(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N284(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N285(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N286(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N287(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N288(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N289(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N290(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N291(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N292(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N293(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N294(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N295(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N296(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N297(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N298(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N299(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N300(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N301(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N302(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N303(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N304(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N305(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N306(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N307(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N308(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N309(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N310(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N311(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N312(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N313(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N314(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N315(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N316(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N317(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N318(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N319(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N320(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N321(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N322(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N323(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N324(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N325(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N326(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N327(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N328(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N329(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N330(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N331(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N332(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N333(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N334(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N335(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N336(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N337(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N338(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N339(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N340(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N341(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N342(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N343(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N344(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N345(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N346(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N347(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N348(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N349(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N350(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N351(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N352(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N353(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N354(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N355(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N356(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N357(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N358(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N359(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N360(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N361(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N362(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N363(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N364(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N365(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N366(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N367(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N368(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N369(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N370(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N371(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N372(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N373(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N374(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N375(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N376(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N377(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N378(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N379(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N380(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N381(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N382(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N383(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N384(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N385(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N386(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N387(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N388(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N389(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N390(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N391(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N392(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N393(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N394(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N395(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N396(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N397(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N398(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N399(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N400(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N401(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N402(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N403(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N404(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N405(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N406(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N407(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N408(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N409(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N410(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N411(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N412(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N413(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N414(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N415(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N416(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N417(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N418(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N419(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N420(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N421(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N422(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N423(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N424(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N425(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N426(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N427(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N428(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N429(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N430(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N431(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N432(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N433(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N434(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N435(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N436(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N437(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N438(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N439(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N440(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N441(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N442(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N443(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N444(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N445(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N446(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N447(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N448(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N449(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N450(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N451(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N452(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N453(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N454(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N455(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N456(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N457(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N458(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N459(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N460(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N461(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N462(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N463(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N464(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N465(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N466(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N467(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N468(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N469(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N470(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N471(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N472(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N473(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N474(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N475(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N476(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N477(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N478(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N479(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N480(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N481(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N482(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N483(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N484(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N485(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N486(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N487(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N488(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N489(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N490(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N491(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N492(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N493(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N494(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N495(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N496(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N497(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N498(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N499(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N500(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N501(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N502(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N503(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N504(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N505(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N506(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N507(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N508(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N509(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N510(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N511(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N512(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N513(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N514(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N515(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N516(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N517(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N518(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N519(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N520(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N521(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N522(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N523(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N524(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N525(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N526(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N527(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N528(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N529(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N530(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N531(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N532(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N533(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N534(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N535(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N536(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N537(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N538(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N539(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N540(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N541(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N542(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N543(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N544(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N545(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N546(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N547(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N548(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N549(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N550(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N551(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N552(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N553(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N554(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N555(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N556(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N557(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N558(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N559(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N560(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N561(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N562(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N563(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N564(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N565(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N566(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N567(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N568(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N569(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N570(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N571(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N572(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N573(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N574(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N575(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N576(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N577(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N578(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N579(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N580(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N581(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N582(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N583(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N584(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N585(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N586(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N587(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N588(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N589(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N590(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N591(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N592(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N593(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N594(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N595(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N596(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N597(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N598(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N599(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N600(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N601(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N602(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N603(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N604(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N605(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N606(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N607(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N608(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N609(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N610(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N611(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N612(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N613(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N614(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N615(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N616(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N617(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N618(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N619(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N620(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N621(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N622(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N623(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N624(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N625(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N626(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N627(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N628(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N629(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N630(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N631(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N632(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N633(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N634(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N635(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N636(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N637(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N638(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N639(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N640(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N641(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N642(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N643(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N644(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N645(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N646(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N647(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N648(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N649(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N650(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N651(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N652(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N653(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N654(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N655(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N656(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N657(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N658(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N659(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N660(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N661(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N662(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N663(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N664(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N665(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N666(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N667(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N668(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N669(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N670(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N671(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N672(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N673(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N674(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N675(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N676(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N677(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N678(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N679(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N680(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N681(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N682(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N683(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N684(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N685(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N686(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N687(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N688(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N689(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N690(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N691(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N692(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N693(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N694(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N695(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N696(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N697(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N698(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N699(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N700(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N701(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N702(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N703(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N704(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N705(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N706(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N707(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N708(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N709(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N710(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N711(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N712(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N713(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N714(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N715(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N716(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N717(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N718(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N719(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N720(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N721(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N722(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N723(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N724(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N725(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N726(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N727(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N728(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N729(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N730(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N731(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N732(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N733(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N734(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N735(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N736(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N737(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N738(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N739(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N740(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N741(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N742(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N743(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N744(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N745(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N746(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N747(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N748(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N749(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N750(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N751(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N752(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N753(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N754(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N755(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N756(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N757(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N758(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N759(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N760(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N761(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N762(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N763(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N764(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N765(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N766(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N767(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N768(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N769(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N770(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N771(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N772(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N773(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N774(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N775(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N776(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N777(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N778(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N779(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N780(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N781(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N782(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N783(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N784(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N785(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N786(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N787(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N788(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N789(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N790(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N791(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N792(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N793(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N794(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N795(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N796(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N797(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N798(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N799(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N800(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N801(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N802(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N803(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N804(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N805(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N806(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N807(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N808(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N809(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N810(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N811(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N812(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N813(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N814(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N815(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N816(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N817(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N818(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N819(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N820(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N821(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N822(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N823(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N824(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N825(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N826(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N827(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N828(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N829(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N830(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N831(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N832(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N833(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N834(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N835(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N836(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N837(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N838(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N839(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N840(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N841(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N842(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N843(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N844(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N845(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N846(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N847(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N848(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N849(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N850(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N851(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N852(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N853(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N854(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N855(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N856(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N857(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N858(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N859(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N860(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N861(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N862(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N863(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N864(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N865(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N866(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N867(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N868(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N869(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N870(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N871(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N872(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N873(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N874(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N875(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N876(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N877(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N878(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N879(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N880(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N881(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N882(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N883(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N884(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N885(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N886(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N887(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N888(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N889(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N890(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N891(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N892(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N893(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N894(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N895(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N896(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N897(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N898(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N899(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N900(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N901(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N902(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N903(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N904(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N905(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N906(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N907(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N908(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N909(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N910(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N911(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N912(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N913(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N914(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N915(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N916(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N917(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N918(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N919(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N920(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N921(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N922(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N923(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N924(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N925(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N926(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N927(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N928(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N929(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N930(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N931(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N932(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N933(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N934(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N935(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N936(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N937(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N938(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N939(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N940(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N941(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N942(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N943(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N944(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N945(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N946(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N947(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N948(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N949(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N950(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N951(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N952(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N953(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N954(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N955(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N956(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N957(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N958(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N959(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N960(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N961(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N962(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N963(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N964(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N965(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N966(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N967(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N968(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N969(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N970(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N971(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N972(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N973(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N974(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N975(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N976(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N977(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N978(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N979(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N980(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N981(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N982(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N983(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N984(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N985(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N986(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N987(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N988(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N989(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N990(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N991(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N992(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N993(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N994(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N995(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N996(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N997(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N998(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N999(pub u64);

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
    pub async fn n95(n15: &N15, n16: &N16) -> Result<N95, BenchError> {
        black_box(Ok(N95(n15.0.wrapping_add(n16.0).wrapping_add(96))))
    }

    #[organum::node]
    pub async fn n96(n4: &N4, n85: &N85) -> Result<N96, BenchError> {
        black_box(Ok(N96(n4.0.wrapping_add(n85.0).wrapping_add(97))))
    }

    #[organum::node]
    pub async fn n97(n96: &N96) -> Result<N97, BenchError> {
        black_box(Ok(N97(n96.0.wrapping_add(98))))
    }

    #[organum::node]
    pub async fn n98(n10: &N10, n84: &N84) -> Result<N98, BenchError> {
        black_box(Ok(N98(n10.0.wrapping_add(n84.0).wrapping_add(99))))
    }

    #[organum::node]
    pub async fn n99(n23: &N23, n37: &N37, n56: &N56, n60: &N60) -> Result<N99, BenchError> {
        black_box(Ok(N99(n23
            .0
            .wrapping_add(n37.0)
            .wrapping_add(n56.0)
            .wrapping_add(n60.0)
            .wrapping_add(100))))
    }

    #[organum::node]
    pub async fn n100(n26: &N26, n42: &N42, n56: &N56, n78: &N78) -> Result<N100, BenchError> {
        black_box(Ok(N100(
            n26.0
                .wrapping_add(n42.0)
                .wrapping_add(n56.0)
                .wrapping_add(n78.0)
                .wrapping_add(101),
        )))
    }

    #[organum::node]
    pub async fn n101(n62: &N62, n74: &N74) -> Result<N101, BenchError> {
        black_box(Ok(N101(n62.0.wrapping_add(n74.0).wrapping_add(102))))
    }

    #[organum::node]
    pub async fn n102(n27: &N27, n29: &N29, n75: &N75, n101: &N101) -> Result<N102, BenchError> {
        black_box(Ok(N102(
            n27.0
                .wrapping_add(n29.0)
                .wrapping_add(n75.0)
                .wrapping_add(n101.0)
                .wrapping_add(103),
        )))
    }

    #[organum::node]
    pub async fn n103(n31: &N31) -> Result<N103, BenchError> {
        black_box(Ok(N103(n31.0.wrapping_add(104))))
    }

    #[organum::node]
    pub async fn n104(n0: &N0, n11: &N11, n31: &N31, n99: &N99) -> Result<N104, BenchError> {
        black_box(Ok(N104(
            n0.0.wrapping_add(n11.0)
                .wrapping_add(n31.0)
                .wrapping_add(n99.0)
                .wrapping_add(105),
        )))
    }

    #[organum::node]
    pub async fn n105(n7: &N7) -> Result<N105, BenchError> {
        black_box(Ok(N105(n7.0.wrapping_add(106))))
    }

    #[organum::node]
    pub async fn n106(n48: &N48, n69: &N69, n75: &N75) -> Result<N106, BenchError> {
        black_box(Ok(N106(
            n48.0
                .wrapping_add(n69.0)
                .wrapping_add(n75.0)
                .wrapping_add(107),
        )))
    }

    #[organum::node]
    pub async fn n107(n40: &N40, n60: &N60) -> Result<N107, BenchError> {
        black_box(Ok(N107(n40.0.wrapping_add(n60.0).wrapping_add(108))))
    }

    #[organum::node]
    pub async fn n108(n22: &N22, n37: &N37, n43: &N43, n105: &N105) -> Result<N108, BenchError> {
        black_box(Ok(N108(
            n22.0
                .wrapping_add(n37.0)
                .wrapping_add(n43.0)
                .wrapping_add(n105.0)
                .wrapping_add(109),
        )))
    }

    #[organum::node]
    pub async fn n109(n1: &N1, n42: &N42, n74: &N74, n106: &N106) -> Result<N109, BenchError> {
        black_box(Ok(N109(
            n1.0.wrapping_add(n42.0)
                .wrapping_add(n74.0)
                .wrapping_add(n106.0)
                .wrapping_add(110),
        )))
    }

    #[organum::node]
    pub async fn n110(n57: &N57, n59: &N59) -> Result<N110, BenchError> {
        black_box(Ok(N110(n57.0.wrapping_add(n59.0).wrapping_add(111))))
    }

    #[organum::node]
    pub async fn n111(n45: &N45, n52: &N52, n105: &N105) -> Result<N111, BenchError> {
        black_box(Ok(N111(
            n45.0
                .wrapping_add(n52.0)
                .wrapping_add(n105.0)
                .wrapping_add(112),
        )))
    }

    #[organum::node]
    pub async fn n112(n18: &N18, n46: &N46, n51: &N51, n58: &N58) -> Result<N112, BenchError> {
        black_box(Ok(N112(
            n18.0
                .wrapping_add(n46.0)
                .wrapping_add(n51.0)
                .wrapping_add(n58.0)
                .wrapping_add(113),
        )))
    }

    #[organum::node]
    pub async fn n113(n37: &N37, n48: &N48, n77: &N77, n79: &N79) -> Result<N113, BenchError> {
        black_box(Ok(N113(
            n37.0
                .wrapping_add(n48.0)
                .wrapping_add(n77.0)
                .wrapping_add(n79.0)
                .wrapping_add(114),
        )))
    }

    #[organum::node]
    pub async fn n114(n3: &N3, n10: &N10, n40: &N40, n77: &N77) -> Result<N114, BenchError> {
        black_box(Ok(N114(
            n3.0.wrapping_add(n10.0)
                .wrapping_add(n40.0)
                .wrapping_add(n77.0)
                .wrapping_add(115),
        )))
    }

    #[organum::node]
    pub async fn n115(n30: &N30, n55: &N55) -> Result<N115, BenchError> {
        black_box(Ok(N115(n30.0.wrapping_add(n55.0).wrapping_add(116))))
    }

    #[organum::node]
    pub async fn n116(n16: &N16, n44: &N44, n69: &N69) -> Result<N116, BenchError> {
        black_box(Ok(N116(
            n16.0
                .wrapping_add(n44.0)
                .wrapping_add(n69.0)
                .wrapping_add(117),
        )))
    }

    #[organum::node]
    pub async fn n117(n10: &N10, n46: &N46, n109: &N109, n111: &N111) -> Result<N117, BenchError> {
        black_box(Ok(N117(
            n10.0
                .wrapping_add(n46.0)
                .wrapping_add(n109.0)
                .wrapping_add(n111.0)
                .wrapping_add(118),
        )))
    }

    #[organum::node]
    pub async fn n118(n82: &N82, n85: &N85) -> Result<N118, BenchError> {
        black_box(Ok(N118(n82.0.wrapping_add(n85.0).wrapping_add(119))))
    }

    #[organum::node]
    pub async fn n119(n11: &N11, n65: &N65, n90: &N90, n106: &N106) -> Result<N119, BenchError> {
        black_box(Ok(N119(
            n11.0
                .wrapping_add(n65.0)
                .wrapping_add(n90.0)
                .wrapping_add(n106.0)
                .wrapping_add(120),
        )))
    }

    #[organum::node]
    pub async fn n120(n28: &N28, n61: &N61, n91: &N91, n105: &N105) -> Result<N120, BenchError> {
        black_box(Ok(N120(
            n28.0
                .wrapping_add(n61.0)
                .wrapping_add(n91.0)
                .wrapping_add(n105.0)
                .wrapping_add(121),
        )))
    }

    #[organum::node]
    pub async fn n121(n21: &N21, n97: &N97) -> Result<N121, BenchError> {
        black_box(Ok(N121(n21.0.wrapping_add(n97.0).wrapping_add(122))))
    }

    #[organum::node]
    pub async fn n122(n102: &N102) -> Result<N122, BenchError> {
        black_box(Ok(N122(n102.0.wrapping_add(123))))
    }

    #[organum::node]
    pub async fn n123(n38: &N38, n52: &N52) -> Result<N123, BenchError> {
        black_box(Ok(N123(n38.0.wrapping_add(n52.0).wrapping_add(124))))
    }

    #[organum::node]
    pub async fn n124(n43: &N43, n50: &N50, n76: &N76, n80: &N80) -> Result<N124, BenchError> {
        black_box(Ok(N124(
            n43.0
                .wrapping_add(n50.0)
                .wrapping_add(n76.0)
                .wrapping_add(n80.0)
                .wrapping_add(125),
        )))
    }

    #[organum::node]
    pub async fn n125(n116: &N116) -> Result<N125, BenchError> {
        black_box(Ok(N125(n116.0.wrapping_add(126))))
    }

    #[organum::node]
    pub async fn n126(n7: &N7, n92: &N92) -> Result<N126, BenchError> {
        black_box(Ok(N126(n7.0.wrapping_add(n92.0).wrapping_add(127))))
    }

    #[organum::node]
    pub async fn n127(n61: &N61, n65: &N65, n68: &N68) -> Result<N127, BenchError> {
        black_box(Ok(N127(
            n61.0
                .wrapping_add(n65.0)
                .wrapping_add(n68.0)
                .wrapping_add(128),
        )))
    }

    #[organum::node]
    pub async fn n128(n19: &N19, n22: &N22, n40: &N40, n76: &N76) -> Result<N128, BenchError> {
        black_box(Ok(N128(
            n19.0
                .wrapping_add(n22.0)
                .wrapping_add(n40.0)
                .wrapping_add(n76.0)
                .wrapping_add(129),
        )))
    }

    #[organum::node]
    pub async fn n129(n8: &N8, n11: &N11, n98: &N98, n123: &N123) -> Result<N129, BenchError> {
        black_box(Ok(N129(
            n8.0.wrapping_add(n11.0)
                .wrapping_add(n98.0)
                .wrapping_add(n123.0)
                .wrapping_add(130),
        )))
    }

    #[organum::node]
    pub async fn n130(n30: &N30, n126: &N126) -> Result<N130, BenchError> {
        black_box(Ok(N130(n30.0.wrapping_add(n126.0).wrapping_add(131))))
    }

    #[organum::node]
    pub async fn n131(n23: &N23, n41: &N41, n47: &N47, n82: &N82) -> Result<N131, BenchError> {
        black_box(Ok(N131(
            n23.0
                .wrapping_add(n41.0)
                .wrapping_add(n47.0)
                .wrapping_add(n82.0)
                .wrapping_add(132),
        )))
    }

    #[organum::node]
    pub async fn n132(n21: &N21, n56: &N56) -> Result<N132, BenchError> {
        black_box(Ok(N132(n21.0.wrapping_add(n56.0).wrapping_add(133))))
    }

    #[organum::node]
    pub async fn n133(n44: &N44, n55: &N55, n104: &N104) -> Result<N133, BenchError> {
        black_box(Ok(N133(
            n44.0
                .wrapping_add(n55.0)
                .wrapping_add(n104.0)
                .wrapping_add(134),
        )))
    }

    #[organum::node]
    pub async fn n134(n11: &N11, n85: &N85) -> Result<N134, BenchError> {
        black_box(Ok(N134(n11.0.wrapping_add(n85.0).wrapping_add(135))))
    }

    #[organum::node]
    pub async fn n135(n47: &N47, n63: &N63, n71: &N71) -> Result<N135, BenchError> {
        black_box(Ok(N135(
            n47.0
                .wrapping_add(n63.0)
                .wrapping_add(n71.0)
                .wrapping_add(136),
        )))
    }

    #[organum::node]
    pub async fn n136(n86: &N86) -> Result<N136, BenchError> {
        black_box(Ok(N136(n86.0.wrapping_add(137))))
    }

    #[organum::node]
    pub async fn n137(n70: &N70) -> Result<N137, BenchError> {
        black_box(Ok(N137(n70.0.wrapping_add(138))))
    }

    #[organum::node]
    pub async fn n138(n45: &N45, n78: &N78, n96: &N96, n119: &N119) -> Result<N138, BenchError> {
        black_box(Ok(N138(
            n45.0
                .wrapping_add(n78.0)
                .wrapping_add(n96.0)
                .wrapping_add(n119.0)
                .wrapping_add(139),
        )))
    }

    #[organum::node]
    pub async fn n139(n51: &N51) -> Result<N139, BenchError> {
        black_box(Ok(N139(n51.0.wrapping_add(140))))
    }

    #[organum::node]
    pub async fn n140(n76: &N76, n91: &N91, n93: &N93) -> Result<N140, BenchError> {
        black_box(Ok(N140(
            n76.0
                .wrapping_add(n91.0)
                .wrapping_add(n93.0)
                .wrapping_add(141),
        )))
    }

    #[organum::node]
    pub async fn n141(n4: &N4, n44: &N44, n64: &N64) -> Result<N141, BenchError> {
        black_box(Ok(N141(
            n4.0.wrapping_add(n44.0)
                .wrapping_add(n64.0)
                .wrapping_add(142),
        )))
    }

    #[organum::node]
    pub async fn n142(n13: &N13, n21: &N21, n51: &N51, n72: &N72) -> Result<N142, BenchError> {
        black_box(Ok(N142(
            n13.0
                .wrapping_add(n21.0)
                .wrapping_add(n51.0)
                .wrapping_add(n72.0)
                .wrapping_add(143),
        )))
    }

    #[organum::node]
    pub async fn n143(n33: &N33, n44: &N44, n135: &N135) -> Result<N143, BenchError> {
        black_box(Ok(N143(
            n33.0
                .wrapping_add(n44.0)
                .wrapping_add(n135.0)
                .wrapping_add(144),
        )))
    }

    #[organum::node]
    pub async fn n144(n46: &N46) -> Result<N144, BenchError> {
        black_box(Ok(N144(n46.0.wrapping_add(145))))
    }

    #[organum::node]
    pub async fn n145(n67: &N67, n133: &N133, n134: &N134) -> Result<N145, BenchError> {
        black_box(Ok(N145(
            n67.0
                .wrapping_add(n133.0)
                .wrapping_add(n134.0)
                .wrapping_add(146),
        )))
    }

    #[organum::node]
    pub async fn n146(n130: &N130, n133: &N133) -> Result<N146, BenchError> {
        black_box(Ok(N146(n130.0.wrapping_add(n133.0).wrapping_add(147))))
    }

    #[organum::node]
    pub async fn n147(n41: &N41, n89: &N89, n104: &N104) -> Result<N147, BenchError> {
        black_box(Ok(N147(
            n41.0
                .wrapping_add(n89.0)
                .wrapping_add(n104.0)
                .wrapping_add(148),
        )))
    }

    #[organum::node]
    pub async fn n148(n47: &N47, n87: &N87, n89: &N89) -> Result<N148, BenchError> {
        black_box(Ok(N148(
            n47.0
                .wrapping_add(n87.0)
                .wrapping_add(n89.0)
                .wrapping_add(149),
        )))
    }

    #[organum::node]
    pub async fn n149(n75: &N75) -> Result<N149, BenchError> {
        black_box(Ok(N149(n75.0.wrapping_add(150))))
    }

    #[organum::node]
    pub async fn n150(n41: &N41, n87: &N87) -> Result<N150, BenchError> {
        black_box(Ok(N150(n41.0.wrapping_add(n87.0).wrapping_add(151))))
    }

    #[organum::node]
    pub async fn n151(n48: &N48, n49: &N49, n144: &N144) -> Result<N151, BenchError> {
        black_box(Ok(N151(
            n48.0
                .wrapping_add(n49.0)
                .wrapping_add(n144.0)
                .wrapping_add(152),
        )))
    }

    #[organum::node]
    pub async fn n152(n41: &N41, n102: &N102, n112: &N112) -> Result<N152, BenchError> {
        black_box(Ok(N152(
            n41.0
                .wrapping_add(n102.0)
                .wrapping_add(n112.0)
                .wrapping_add(153),
        )))
    }

    #[organum::node]
    pub async fn n153(n20: &N20, n124: &N124) -> Result<N153, BenchError> {
        black_box(Ok(N153(n20.0.wrapping_add(n124.0).wrapping_add(154))))
    }

    #[organum::node]
    pub async fn n154(n35: &N35) -> Result<N154, BenchError> {
        black_box(Ok(N154(n35.0.wrapping_add(155))))
    }

    #[organum::node]
    pub async fn n155(n16: &N16, n133: &N133, n146: &N146) -> Result<N155, BenchError> {
        black_box(Ok(N155(
            n16.0
                .wrapping_add(n133.0)
                .wrapping_add(n146.0)
                .wrapping_add(156),
        )))
    }

    #[organum::node]
    pub async fn n156(
        n51: &N51,
        n119: &N119,
        n134: &N134,
        n148: &N148,
    ) -> Result<N156, BenchError> {
        black_box(Ok(N156(
            n51.0
                .wrapping_add(n119.0)
                .wrapping_add(n134.0)
                .wrapping_add(n148.0)
                .wrapping_add(157),
        )))
    }

    #[organum::node]
    pub async fn n157(n65: &N65, n66: &N66) -> Result<N157, BenchError> {
        black_box(Ok(N157(n65.0.wrapping_add(n66.0).wrapping_add(158))))
    }

    #[organum::node]
    pub async fn n158(n127: &N127, n142: &N142, n145: &N145) -> Result<N158, BenchError> {
        black_box(Ok(N158(
            n127.0
                .wrapping_add(n142.0)
                .wrapping_add(n145.0)
                .wrapping_add(159),
        )))
    }

    #[organum::node]
    pub async fn n159(n99: &N99, n135: &N135) -> Result<N159, BenchError> {
        black_box(Ok(N159(n99.0.wrapping_add(n135.0).wrapping_add(160))))
    }

    #[organum::node]
    pub async fn n160(n29: &N29, n46: &N46, n130: &N130, n152: &N152) -> Result<N160, BenchError> {
        black_box(Ok(N160(
            n29.0
                .wrapping_add(n46.0)
                .wrapping_add(n130.0)
                .wrapping_add(n152.0)
                .wrapping_add(161),
        )))
    }

    #[organum::node]
    pub async fn n161(n2: &N2, n51: &N51) -> Result<N161, BenchError> {
        black_box(Ok(N161(n2.0.wrapping_add(n51.0).wrapping_add(162))))
    }

    #[organum::node]
    pub async fn n162(n107: &N107) -> Result<N162, BenchError> {
        black_box(Ok(N162(n107.0.wrapping_add(163))))
    }

    #[organum::node]
    pub async fn n163(n116: &N116) -> Result<N163, BenchError> {
        black_box(Ok(N163(n116.0.wrapping_add(164))))
    }

    #[organum::node]
    pub async fn n164(n152: &N152) -> Result<N164, BenchError> {
        black_box(Ok(N164(n152.0.wrapping_add(165))))
    }

    #[organum::node]
    pub async fn n165(n148: &N148) -> Result<N165, BenchError> {
        black_box(Ok(N165(n148.0.wrapping_add(166))))
    }

    #[organum::node]
    pub async fn n166(n25: &N25, n41: &N41, n93: &N93) -> Result<N166, BenchError> {
        black_box(Ok(N166(
            n25.0
                .wrapping_add(n41.0)
                .wrapping_add(n93.0)
                .wrapping_add(167),
        )))
    }

    #[organum::node]
    pub async fn n167(n74: &N74, n152: &N152) -> Result<N167, BenchError> {
        black_box(Ok(N167(n74.0.wrapping_add(n152.0).wrapping_add(168))))
    }

    #[organum::node]
    pub async fn n168(
        n83: &N83,
        n109: &N109,
        n158: &N158,
        n164: &N164,
    ) -> Result<N168, BenchError> {
        black_box(Ok(N168(
            n83.0
                .wrapping_add(n109.0)
                .wrapping_add(n158.0)
                .wrapping_add(n164.0)
                .wrapping_add(169),
        )))
    }

    #[organum::node]
    pub async fn n169(n21: &N21, n38: &N38, n70: &N70) -> Result<N169, BenchError> {
        black_box(Ok(N169(
            n21.0
                .wrapping_add(n38.0)
                .wrapping_add(n70.0)
                .wrapping_add(170),
        )))
    }

    #[organum::node]
    pub async fn n170(n27: &N27, n37: &N37, n100: &N100, n123: &N123) -> Result<N170, BenchError> {
        black_box(Ok(N170(
            n27.0
                .wrapping_add(n37.0)
                .wrapping_add(n100.0)
                .wrapping_add(n123.0)
                .wrapping_add(171),
        )))
    }

    #[organum::node]
    pub async fn n171(n62: &N62, n86: &N86) -> Result<N171, BenchError> {
        black_box(Ok(N171(n62.0.wrapping_add(n86.0).wrapping_add(172))))
    }

    #[organum::node]
    pub async fn n172(n8: &N8, n77: &N77) -> Result<N172, BenchError> {
        black_box(Ok(N172(n8.0.wrapping_add(n77.0).wrapping_add(173))))
    }

    #[organum::node]
    pub async fn n173(n72: &N72) -> Result<N173, BenchError> {
        black_box(Ok(N173(n72.0.wrapping_add(174))))
    }

    #[organum::node]
    pub async fn n174(n140: &N140, n170: &N170) -> Result<N174, BenchError> {
        black_box(Ok(N174(n140.0.wrapping_add(n170.0).wrapping_add(175))))
    }

    #[organum::node]
    pub async fn n175(n28: &N28, n120: &N120, n154: &N154) -> Result<N175, BenchError> {
        black_box(Ok(N175(
            n28.0
                .wrapping_add(n120.0)
                .wrapping_add(n154.0)
                .wrapping_add(176),
        )))
    }

    #[organum::node]
    pub async fn n176(n47: &N47, n62: &N62) -> Result<N176, BenchError> {
        black_box(Ok(N176(n47.0.wrapping_add(n62.0).wrapping_add(177))))
    }

    #[organum::node]
    pub async fn n177(n117: &N117) -> Result<N177, BenchError> {
        black_box(Ok(N177(n117.0.wrapping_add(178))))
    }

    #[organum::node]
    pub async fn n178(n35: &N35, n42: &N42) -> Result<N178, BenchError> {
        black_box(Ok(N178(n35.0.wrapping_add(n42.0).wrapping_add(179))))
    }

    #[organum::node]
    pub async fn n179(n92: &N92, n117: &N117) -> Result<N179, BenchError> {
        black_box(Ok(N179(n92.0.wrapping_add(n117.0).wrapping_add(180))))
    }

    #[organum::node]
    pub async fn n180(n121: &N121, n148: &N148, n177: &N177) -> Result<N180, BenchError> {
        black_box(Ok(N180(
            n121.0
                .wrapping_add(n148.0)
                .wrapping_add(n177.0)
                .wrapping_add(181),
        )))
    }

    #[organum::node]
    pub async fn n181(n43: &N43) -> Result<N181, BenchError> {
        black_box(Ok(N181(n43.0.wrapping_add(182))))
    }

    #[organum::node]
    pub async fn n182(n18: &N18, n79: &N79, n177: &N177) -> Result<N182, BenchError> {
        black_box(Ok(N182(
            n18.0
                .wrapping_add(n79.0)
                .wrapping_add(n177.0)
                .wrapping_add(183),
        )))
    }

    #[organum::node]
    pub async fn n183(n175: &N175) -> Result<N183, BenchError> {
        black_box(Ok(N183(n175.0.wrapping_add(184))))
    }

    #[organum::node]
    pub async fn n184(n52: &N52, n54: &N54) -> Result<N184, BenchError> {
        black_box(Ok(N184(n52.0.wrapping_add(n54.0).wrapping_add(185))))
    }

    #[organum::node]
    pub async fn n185(n2: &N2, n68: &N68, n95: &N95) -> Result<N185, BenchError> {
        black_box(Ok(N185(
            n2.0.wrapping_add(n68.0)
                .wrapping_add(n95.0)
                .wrapping_add(186),
        )))
    }

    #[organum::node]
    pub async fn n186(n27: &N27, n117: &N117) -> Result<N186, BenchError> {
        black_box(Ok(N186(n27.0.wrapping_add(n117.0).wrapping_add(187))))
    }

    #[organum::node]
    pub async fn n187(n130: &N130) -> Result<N187, BenchError> {
        black_box(Ok(N187(n130.0.wrapping_add(188))))
    }

    #[organum::node]
    pub async fn n188(n83: &N83) -> Result<N188, BenchError> {
        black_box(Ok(N188(n83.0.wrapping_add(189))))
    }

    #[organum::node]
    pub async fn n189(n61: &N61, n68: &N68, n75: &N75, n113: &N113) -> Result<N189, BenchError> {
        black_box(Ok(N189(
            n61.0
                .wrapping_add(n68.0)
                .wrapping_add(n75.0)
                .wrapping_add(n113.0)
                .wrapping_add(190),
        )))
    }

    #[organum::node]
    pub async fn n190(n17: &N17, n27: &N27, n100: &N100) -> Result<N190, BenchError> {
        black_box(Ok(N190(
            n17.0
                .wrapping_add(n27.0)
                .wrapping_add(n100.0)
                .wrapping_add(191),
        )))
    }

    #[organum::node]
    pub async fn n191(n119: &N119, n143: &N143) -> Result<N191, BenchError> {
        black_box(Ok(N191(n119.0.wrapping_add(n143.0).wrapping_add(192))))
    }

    #[organum::node]
    pub async fn n192(n63: &N63, n98: &N98, n183: &N183) -> Result<N192, BenchError> {
        black_box(Ok(N192(
            n63.0
                .wrapping_add(n98.0)
                .wrapping_add(n183.0)
                .wrapping_add(193),
        )))
    }

    #[organum::node]
    pub async fn n193(n55: &N55, n63: &N63) -> Result<N193, BenchError> {
        black_box(Ok(N193(n55.0.wrapping_add(n63.0).wrapping_add(194))))
    }

    #[organum::node]
    pub async fn n194(n12: &N12, n122: &N122, n162: &N162) -> Result<N194, BenchError> {
        black_box(Ok(N194(
            n12.0
                .wrapping_add(n122.0)
                .wrapping_add(n162.0)
                .wrapping_add(195),
        )))
    }

    #[organum::node]
    pub async fn n195(n60: &N60, n178: &N178) -> Result<N195, BenchError> {
        black_box(Ok(N195(n60.0.wrapping_add(n178.0).wrapping_add(196))))
    }

    #[organum::node]
    pub async fn n196(n64: &N64) -> Result<N196, BenchError> {
        black_box(Ok(N196(n64.0.wrapping_add(197))))
    }

    #[organum::node]
    pub async fn n197(n105: &N105, n106: &N106) -> Result<N197, BenchError> {
        black_box(Ok(N197(n105.0.wrapping_add(n106.0).wrapping_add(198))))
    }

    #[organum::node]
    pub async fn n198(n22: &N22, n62: &N62, n117: &N117, n190: &N190) -> Result<N198, BenchError> {
        black_box(Ok(N198(
            n22.0
                .wrapping_add(n62.0)
                .wrapping_add(n117.0)
                .wrapping_add(n190.0)
                .wrapping_add(199),
        )))
    }

    #[organum::node]
    pub async fn n199(n26: &N26, n84: &N84, n160: &N160, n166: &N166) -> Result<N199, BenchError> {
        black_box(Ok(N199(
            n26.0
                .wrapping_add(n84.0)
                .wrapping_add(n160.0)
                .wrapping_add(n166.0)
                .wrapping_add(200),
        )))
    }

    #[organum::node]
    pub async fn n200(n65: &N65, n97: &N97, n133: &N133) -> Result<N200, BenchError> {
        black_box(Ok(N200(
            n65.0
                .wrapping_add(n97.0)
                .wrapping_add(n133.0)
                .wrapping_add(201),
        )))
    }

    #[organum::node]
    pub async fn n201(n0: &N0, n88: &N88, n140: &N140) -> Result<N201, BenchError> {
        black_box(Ok(N201(
            n0.0.wrapping_add(n88.0)
                .wrapping_add(n140.0)
                .wrapping_add(202),
        )))
    }

    #[organum::node]
    pub async fn n202(n82: &N82, n138: &N138) -> Result<N202, BenchError> {
        black_box(Ok(N202(n82.0.wrapping_add(n138.0).wrapping_add(203))))
    }

    #[organum::node]
    pub async fn n203(
        n29: &N29,
        n133: &N133,
        n149: &N149,
        n189: &N189,
    ) -> Result<N203, BenchError> {
        black_box(Ok(N203(
            n29.0
                .wrapping_add(n133.0)
                .wrapping_add(n149.0)
                .wrapping_add(n189.0)
                .wrapping_add(204),
        )))
    }

    #[organum::node]
    pub async fn n204(n23: &N23, n200: &N200) -> Result<N204, BenchError> {
        black_box(Ok(N204(n23.0.wrapping_add(n200.0).wrapping_add(205))))
    }

    #[organum::node]
    pub async fn n205(n22: &N22, n95: &N95, n134: &N134, n159: &N159) -> Result<N205, BenchError> {
        black_box(Ok(N205(
            n22.0
                .wrapping_add(n95.0)
                .wrapping_add(n134.0)
                .wrapping_add(n159.0)
                .wrapping_add(206),
        )))
    }

    #[organum::node]
    pub async fn n206(n179: &N179, n205: &N205) -> Result<N206, BenchError> {
        black_box(Ok(N206(n179.0.wrapping_add(n205.0).wrapping_add(207))))
    }

    #[organum::node]
    pub async fn n207(n36: &N36, n45: &N45) -> Result<N207, BenchError> {
        black_box(Ok(N207(n36.0.wrapping_add(n45.0).wrapping_add(208))))
    }

    #[organum::node]
    pub async fn n208(n71: &N71) -> Result<N208, BenchError> {
        black_box(Ok(N208(n71.0.wrapping_add(209))))
    }

    #[organum::node]
    pub async fn n209(n34: &N34, n37: &N37, n106: &N106, n160: &N160) -> Result<N209, BenchError> {
        black_box(Ok(N209(
            n34.0
                .wrapping_add(n37.0)
                .wrapping_add(n106.0)
                .wrapping_add(n160.0)
                .wrapping_add(210),
        )))
    }

    #[organum::node]
    pub async fn n210(n112: &N112, n117: &N117) -> Result<N210, BenchError> {
        black_box(Ok(N210(n112.0.wrapping_add(n117.0).wrapping_add(211))))
    }

    #[organum::node]
    pub async fn n211(n0: &N0, n31: &N31, n151: &N151) -> Result<N211, BenchError> {
        black_box(Ok(N211(
            n0.0.wrapping_add(n31.0)
                .wrapping_add(n151.0)
                .wrapping_add(212),
        )))
    }

    #[organum::node]
    pub async fn n212(n106: &N106, n168: &N168) -> Result<N212, BenchError> {
        black_box(Ok(N212(n106.0.wrapping_add(n168.0).wrapping_add(213))))
    }

    #[organum::node]
    pub async fn n213(n59: &N59) -> Result<N213, BenchError> {
        black_box(Ok(N213(n59.0.wrapping_add(214))))
    }

    #[organum::node]
    pub async fn n214(n145: &N145) -> Result<N214, BenchError> {
        black_box(Ok(N214(n145.0.wrapping_add(215))))
    }

    #[organum::node]
    pub async fn n215(n148: &N148) -> Result<N215, BenchError> {
        black_box(Ok(N215(n148.0.wrapping_add(216))))
    }

    #[organum::node]
    pub async fn n216(n32: &N32, n91: &N91, n133: &N133, n165: &N165) -> Result<N216, BenchError> {
        black_box(Ok(N216(
            n32.0
                .wrapping_add(n91.0)
                .wrapping_add(n133.0)
                .wrapping_add(n165.0)
                .wrapping_add(217),
        )))
    }

    #[organum::node]
    pub async fn n217(n70: &N70, n193: &N193) -> Result<N217, BenchError> {
        black_box(Ok(N217(n70.0.wrapping_add(n193.0).wrapping_add(218))))
    }

    #[organum::node]
    pub async fn n218(n51: &N51, n149: &N149) -> Result<N218, BenchError> {
        black_box(Ok(N218(n51.0.wrapping_add(n149.0).wrapping_add(219))))
    }

    #[organum::node]
    pub async fn n219(n9: &N9, n59: &N59, n195: &N195) -> Result<N219, BenchError> {
        black_box(Ok(N219(
            n9.0.wrapping_add(n59.0)
                .wrapping_add(n195.0)
                .wrapping_add(220),
        )))
    }

    #[organum::node]
    pub async fn n220(n95: &N95) -> Result<N220, BenchError> {
        black_box(Ok(N220(n95.0.wrapping_add(221))))
    }

    #[organum::node]
    pub async fn n221(n23: &N23, n91: &N91) -> Result<N221, BenchError> {
        black_box(Ok(N221(n23.0.wrapping_add(n91.0).wrapping_add(222))))
    }

    #[organum::node]
    pub async fn n222(
        n80: &N80,
        n166: &N166,
        n189: &N189,
        n199: &N199,
    ) -> Result<N222, BenchError> {
        black_box(Ok(N222(
            n80.0
                .wrapping_add(n166.0)
                .wrapping_add(n189.0)
                .wrapping_add(n199.0)
                .wrapping_add(223),
        )))
    }

    #[organum::node]
    pub async fn n223(n0: &N0) -> Result<N223, BenchError> {
        black_box(Ok(N223(n0.0.wrapping_add(224))))
    }

    #[organum::node]
    pub async fn n224(n0: &N0, n103: &N103, n124: &N124) -> Result<N224, BenchError> {
        black_box(Ok(N224(
            n0.0.wrapping_add(n103.0)
                .wrapping_add(n124.0)
                .wrapping_add(225),
        )))
    }

    #[organum::node]
    pub async fn n225(n71: &N71, n144: &N144, n176: &N176) -> Result<N225, BenchError> {
        black_box(Ok(N225(
            n71.0
                .wrapping_add(n144.0)
                .wrapping_add(n176.0)
                .wrapping_add(226),
        )))
    }

    #[organum::node]
    pub async fn n226(n85: &N85) -> Result<N226, BenchError> {
        black_box(Ok(N226(n85.0.wrapping_add(227))))
    }

    #[organum::node]
    pub async fn n227(n132: &N132, n186: &N186, n217: &N217) -> Result<N227, BenchError> {
        black_box(Ok(N227(
            n132.0
                .wrapping_add(n186.0)
                .wrapping_add(n217.0)
                .wrapping_add(228),
        )))
    }

    #[organum::node]
    pub async fn n228(n40: &N40, n62: &N62) -> Result<N228, BenchError> {
        black_box(Ok(N228(n40.0.wrapping_add(n62.0).wrapping_add(229))))
    }

    #[organum::node]
    pub async fn n229(n22: &N22, n46: &N46, n68: &N68, n165: &N165) -> Result<N229, BenchError> {
        black_box(Ok(N229(
            n22.0
                .wrapping_add(n46.0)
                .wrapping_add(n68.0)
                .wrapping_add(n165.0)
                .wrapping_add(230),
        )))
    }

    #[organum::node]
    pub async fn n230(n17: &N17, n84: &N84) -> Result<N230, BenchError> {
        black_box(Ok(N230(n17.0.wrapping_add(n84.0).wrapping_add(231))))
    }

    #[organum::node]
    pub async fn n231(n45: &N45) -> Result<N231, BenchError> {
        black_box(Ok(N231(n45.0.wrapping_add(232))))
    }

    #[organum::node]
    pub async fn n232(n5: &N5, n22: &N22, n60: &N60) -> Result<N232, BenchError> {
        black_box(Ok(N232(
            n5.0.wrapping_add(n22.0)
                .wrapping_add(n60.0)
                .wrapping_add(233),
        )))
    }

    #[organum::node]
    pub async fn n233(n23: &N23, n69: &N69, n216: &N216) -> Result<N233, BenchError> {
        black_box(Ok(N233(
            n23.0
                .wrapping_add(n69.0)
                .wrapping_add(n216.0)
                .wrapping_add(234),
        )))
    }

    #[organum::node]
    pub async fn n234(n24: &N24, n79: &N79, n186: &N186, n232: &N232) -> Result<N234, BenchError> {
        black_box(Ok(N234(
            n24.0
                .wrapping_add(n79.0)
                .wrapping_add(n186.0)
                .wrapping_add(n232.0)
                .wrapping_add(235),
        )))
    }

    #[organum::node]
    pub async fn n235(n207: &N207) -> Result<N235, BenchError> {
        black_box(Ok(N235(n207.0.wrapping_add(236))))
    }

    #[organum::node]
    pub async fn n236(n116: &N116) -> Result<N236, BenchError> {
        black_box(Ok(N236(n116.0.wrapping_add(237))))
    }

    #[organum::node]
    pub async fn n237(
        n65: &N65,
        n108: &N108,
        n142: &N142,
        n192: &N192,
    ) -> Result<N237, BenchError> {
        black_box(Ok(N237(
            n65.0
                .wrapping_add(n108.0)
                .wrapping_add(n142.0)
                .wrapping_add(n192.0)
                .wrapping_add(238),
        )))
    }

    #[organum::node]
    pub async fn n238(
        n79: &N79,
        n147: &N147,
        n167: &N167,
        n190: &N190,
    ) -> Result<N238, BenchError> {
        black_box(Ok(N238(
            n79.0
                .wrapping_add(n147.0)
                .wrapping_add(n167.0)
                .wrapping_add(n190.0)
                .wrapping_add(239),
        )))
    }

    #[organum::node]
    pub async fn n239(n60: &N60, n69: &N69, n188: &N188) -> Result<N239, BenchError> {
        black_box(Ok(N239(
            n60.0
                .wrapping_add(n69.0)
                .wrapping_add(n188.0)
                .wrapping_add(240),
        )))
    }

    #[organum::node]
    pub async fn n240(n96: &N96, n143: &N143, n156: &N156) -> Result<N240, BenchError> {
        black_box(Ok(N240(
            n96.0
                .wrapping_add(n143.0)
                .wrapping_add(n156.0)
                .wrapping_add(241),
        )))
    }

    #[organum::node]
    pub async fn n241(n0: &N0, n76: &N76, n110: &N110, n202: &N202) -> Result<N241, BenchError> {
        black_box(Ok(N241(
            n0.0.wrapping_add(n76.0)
                .wrapping_add(n110.0)
                .wrapping_add(n202.0)
                .wrapping_add(242),
        )))
    }

    #[organum::node]
    pub async fn n242(n51: &N51) -> Result<N242, BenchError> {
        black_box(Ok(N242(n51.0.wrapping_add(243))))
    }

    #[organum::node]
    pub async fn n243(n224: &N224) -> Result<N243, BenchError> {
        black_box(Ok(N243(n224.0.wrapping_add(244))))
    }

    #[organum::node]
    pub async fn n244(n18: &N18, n161: &N161) -> Result<N244, BenchError> {
        black_box(Ok(N244(n18.0.wrapping_add(n161.0).wrapping_add(245))))
    }

    #[organum::node]
    pub async fn n245(n114: &N114, n171: &N171) -> Result<N245, BenchError> {
        black_box(Ok(N245(n114.0.wrapping_add(n171.0).wrapping_add(246))))
    }

    #[organum::node]
    pub async fn n246(n120: &N120, n168: &N168, n203: &N203) -> Result<N246, BenchError> {
        black_box(Ok(N246(
            n120.0
                .wrapping_add(n168.0)
                .wrapping_add(n203.0)
                .wrapping_add(247),
        )))
    }

    #[organum::node]
    pub async fn n247(
        n37: &N37,
        n149: &N149,
        n159: &N159,
        n230: &N230,
    ) -> Result<N247, BenchError> {
        black_box(Ok(N247(
            n37.0
                .wrapping_add(n149.0)
                .wrapping_add(n159.0)
                .wrapping_add(n230.0)
                .wrapping_add(248),
        )))
    }

    #[organum::node]
    pub async fn n248(n3: &N3, n64: &N64) -> Result<N248, BenchError> {
        black_box(Ok(N248(n3.0.wrapping_add(n64.0).wrapping_add(249))))
    }

    #[organum::node]
    pub async fn n249(n36: &N36, n73: &N73, n116: &N116, n218: &N218) -> Result<N249, BenchError> {
        black_box(Ok(N249(
            n36.0
                .wrapping_add(n73.0)
                .wrapping_add(n116.0)
                .wrapping_add(n218.0)
                .wrapping_add(250),
        )))
    }

    #[organum::node]
    pub async fn n250(n51: &N51, n100: &N100, n129: &N129) -> Result<N250, BenchError> {
        black_box(Ok(N250(
            n51.0
                .wrapping_add(n100.0)
                .wrapping_add(n129.0)
                .wrapping_add(251),
        )))
    }

    #[organum::node]
    pub async fn n251(n87: &N87, n125: &N125, n143: &N143) -> Result<N251, BenchError> {
        black_box(Ok(N251(
            n87.0
                .wrapping_add(n125.0)
                .wrapping_add(n143.0)
                .wrapping_add(252),
        )))
    }

    #[organum::node]
    pub async fn n252(
        n13: &N13,
        n112: &N112,
        n119: &N119,
        n202: &N202,
    ) -> Result<N252, BenchError> {
        black_box(Ok(N252(
            n13.0
                .wrapping_add(n112.0)
                .wrapping_add(n119.0)
                .wrapping_add(n202.0)
                .wrapping_add(253),
        )))
    }

    #[organum::node]
    pub async fn n253(n214: &N214) -> Result<N253, BenchError> {
        black_box(Ok(N253(n214.0.wrapping_add(254))))
    }

    #[organum::node]
    pub async fn n254(n3: &N3, n141: &N141) -> Result<N254, BenchError> {
        black_box(Ok(N254(n3.0.wrapping_add(n141.0).wrapping_add(255))))
    }

    #[organum::node]
    pub async fn n255(n17: &N17, n39: &N39, n187: &N187) -> Result<N255, BenchError> {
        black_box(Ok(N255(
            n17.0
                .wrapping_add(n39.0)
                .wrapping_add(n187.0)
                .wrapping_add(256),
        )))
    }

    #[organum::node]
    pub async fn n256(n68: &N68, n148: &N148) -> Result<N256, BenchError> {
        black_box(Ok(N256(n68.0.wrapping_add(n148.0).wrapping_add(257))))
    }

    #[organum::node]
    pub async fn n257(n41: &N41) -> Result<N257, BenchError> {
        black_box(Ok(N257(n41.0.wrapping_add(258))))
    }

    #[organum::node]
    pub async fn n258(n214: &N214) -> Result<N258, BenchError> {
        black_box(Ok(N258(n214.0.wrapping_add(259))))
    }

    #[organum::node]
    pub async fn n259(n202: &N202, n252: &N252) -> Result<N259, BenchError> {
        black_box(Ok(N259(n202.0.wrapping_add(n252.0).wrapping_add(260))))
    }

    #[organum::node]
    pub async fn n260(n126: &N126, n202: &N202) -> Result<N260, BenchError> {
        black_box(Ok(N260(n126.0.wrapping_add(n202.0).wrapping_add(261))))
    }

    #[organum::node]
    pub async fn n261(n259: &N259) -> Result<N261, BenchError> {
        black_box(Ok(N261(n259.0.wrapping_add(262))))
    }

    #[organum::node]
    pub async fn n262(n9: &N9, n53: &N53, n88: &N88, n229: &N229) -> Result<N262, BenchError> {
        black_box(Ok(N262(
            n9.0.wrapping_add(n53.0)
                .wrapping_add(n88.0)
                .wrapping_add(n229.0)
                .wrapping_add(263),
        )))
    }

    #[organum::node]
    pub async fn n263(n105: &N105, n220: &N220, n223: &N223) -> Result<N263, BenchError> {
        black_box(Ok(N263(
            n105.0
                .wrapping_add(n220.0)
                .wrapping_add(n223.0)
                .wrapping_add(264),
        )))
    }

    #[organum::node]
    pub async fn n264(n59: &N59, n194: &N194) -> Result<N264, BenchError> {
        black_box(Ok(N264(n59.0.wrapping_add(n194.0).wrapping_add(265))))
    }

    #[organum::node]
    pub async fn n265(
        n91: &N91,
        n138: &N138,
        n178: &N178,
        n186: &N186,
    ) -> Result<N265, BenchError> {
        black_box(Ok(N265(
            n91.0
                .wrapping_add(n138.0)
                .wrapping_add(n178.0)
                .wrapping_add(n186.0)
                .wrapping_add(266),
        )))
    }

    #[organum::node]
    pub async fn n266(
        n40: &N40,
        n150: &N150,
        n207: &N207,
        n243: &N243,
    ) -> Result<N266, BenchError> {
        black_box(Ok(N266(
            n40.0
                .wrapping_add(n150.0)
                .wrapping_add(n207.0)
                .wrapping_add(n243.0)
                .wrapping_add(267),
        )))
    }

    #[organum::node]
    pub async fn n267(n27: &N27, n182: &N182, n218: &N218) -> Result<N267, BenchError> {
        black_box(Ok(N267(
            n27.0
                .wrapping_add(n182.0)
                .wrapping_add(n218.0)
                .wrapping_add(268),
        )))
    }

    #[organum::node]
    pub async fn n268(n7: &N7, n33: &N33) -> Result<N268, BenchError> {
        black_box(Ok(N268(n7.0.wrapping_add(n33.0).wrapping_add(269))))
    }

    #[organum::node]
    pub async fn n269(n41: &N41, n69: &N69, n212: &N212) -> Result<N269, BenchError> {
        black_box(Ok(N269(
            n41.0
                .wrapping_add(n69.0)
                .wrapping_add(n212.0)
                .wrapping_add(270),
        )))
    }

    #[organum::node]
    pub async fn n270(n15: &N15, n55: &N55, n247: &N247) -> Result<N270, BenchError> {
        black_box(Ok(N270(
            n15.0
                .wrapping_add(n55.0)
                .wrapping_add(n247.0)
                .wrapping_add(271),
        )))
    }

    #[organum::node]
    pub async fn n271(n228: &N228) -> Result<N271, BenchError> {
        black_box(Ok(N271(n228.0.wrapping_add(272))))
    }

    #[organum::node]
    pub async fn n272(n175: &N175) -> Result<N272, BenchError> {
        black_box(Ok(N272(n175.0.wrapping_add(273))))
    }

    #[organum::node]
    pub async fn n273(n103: &N103) -> Result<N273, BenchError> {
        black_box(Ok(N273(n103.0.wrapping_add(274))))
    }

    #[organum::node]
    pub async fn n274(n45: &N45, n124: &N124) -> Result<N274, BenchError> {
        black_box(Ok(N274(n45.0.wrapping_add(n124.0).wrapping_add(275))))
    }

    #[organum::node]
    pub async fn n275(n78: &N78, n179: &N179, n208: &N208) -> Result<N275, BenchError> {
        black_box(Ok(N275(
            n78.0
                .wrapping_add(n179.0)
                .wrapping_add(n208.0)
                .wrapping_add(276),
        )))
    }

    #[organum::node]
    pub async fn n276(n76: &N76, n95: &N95, n126: &N126, n149: &N149) -> Result<N276, BenchError> {
        black_box(Ok(N276(
            n76.0
                .wrapping_add(n95.0)
                .wrapping_add(n126.0)
                .wrapping_add(n149.0)
                .wrapping_add(277),
        )))
    }

    #[organum::node]
    pub async fn n277(n187: &N187) -> Result<N277, BenchError> {
        black_box(Ok(N277(n187.0.wrapping_add(278))))
    }

    #[organum::node]
    pub async fn n278(n15: &N15, n55: &N55) -> Result<N278, BenchError> {
        black_box(Ok(N278(n15.0.wrapping_add(n55.0).wrapping_add(279))))
    }

    #[organum::node]
    pub async fn n279(n16: &N16, n19: &N19, n206: &N206) -> Result<N279, BenchError> {
        black_box(Ok(N279(
            n16.0
                .wrapping_add(n19.0)
                .wrapping_add(n206.0)
                .wrapping_add(280),
        )))
    }

    #[organum::node]
    pub async fn n280(n86: &N86, n270: &N270, n276: &N276) -> Result<N280, BenchError> {
        black_box(Ok(N280(
            n86.0
                .wrapping_add(n270.0)
                .wrapping_add(n276.0)
                .wrapping_add(281),
        )))
    }

    #[organum::node]
    pub async fn n281(n1: &N1, n196: &N196) -> Result<N281, BenchError> {
        black_box(Ok(N281(n1.0.wrapping_add(n196.0).wrapping_add(282))))
    }

    #[organum::node]
    pub async fn n282(n48: &N48, n151: &N151, n271: &N271) -> Result<N282, BenchError> {
        black_box(Ok(N282(
            n48.0
                .wrapping_add(n151.0)
                .wrapping_add(n271.0)
                .wrapping_add(283),
        )))
    }

    #[organum::node]
    pub async fn n283(n17: &N17) -> Result<N283, BenchError> {
        black_box(Ok(N283(n17.0.wrapping_add(284))))
    }

    #[organum::node]
    pub async fn n284(n209: &N209) -> Result<N284, BenchError> {
        black_box(Ok(N284(n209.0.wrapping_add(285))))
    }

    #[organum::node]
    pub async fn n285(n39: &N39, n92: &N92, n218: &N218) -> Result<N285, BenchError> {
        black_box(Ok(N285(
            n39.0
                .wrapping_add(n92.0)
                .wrapping_add(n218.0)
                .wrapping_add(286),
        )))
    }

    #[organum::node]
    pub async fn n286(n31: &N31, n72: &N72, n242: &N242) -> Result<N286, BenchError> {
        black_box(Ok(N286(
            n31.0
                .wrapping_add(n72.0)
                .wrapping_add(n242.0)
                .wrapping_add(287),
        )))
    }

    #[organum::node]
    pub async fn n287(n34: &N34, n200: &N200) -> Result<N287, BenchError> {
        black_box(Ok(N287(n34.0.wrapping_add(n200.0).wrapping_add(288))))
    }

    #[organum::node]
    pub async fn n288(n281: &N281) -> Result<N288, BenchError> {
        black_box(Ok(N288(n281.0.wrapping_add(289))))
    }

    #[organum::node]
    pub async fn n289(n54: &N54, n56: &N56, n254: &N254, n280: &N280) -> Result<N289, BenchError> {
        black_box(Ok(N289(
            n54.0
                .wrapping_add(n56.0)
                .wrapping_add(n254.0)
                .wrapping_add(n280.0)
                .wrapping_add(290),
        )))
    }

    #[organum::node]
    pub async fn n290(
        n131: &N131,
        n143: &N143,
        n168: &N168,
        n223: &N223,
    ) -> Result<N290, BenchError> {
        black_box(Ok(N290(
            n131.0
                .wrapping_add(n143.0)
                .wrapping_add(n168.0)
                .wrapping_add(n223.0)
                .wrapping_add(291),
        )))
    }

    #[organum::node]
    pub async fn n291(n67: &N67) -> Result<N291, BenchError> {
        black_box(Ok(N291(n67.0.wrapping_add(292))))
    }

    #[organum::node]
    pub async fn n292(n61: &N61, n102: &N102, n159: &N159) -> Result<N292, BenchError> {
        black_box(Ok(N292(
            n61.0
                .wrapping_add(n102.0)
                .wrapping_add(n159.0)
                .wrapping_add(293),
        )))
    }

    #[organum::node]
    pub async fn n293(n204: &N204) -> Result<N293, BenchError> {
        black_box(Ok(N293(n204.0.wrapping_add(294))))
    }

    #[organum::node]
    pub async fn n294(n124: &N124, n236: &N236, n264: &N264) -> Result<N294, BenchError> {
        black_box(Ok(N294(
            n124.0
                .wrapping_add(n236.0)
                .wrapping_add(n264.0)
                .wrapping_add(295),
        )))
    }

    #[organum::node]
    pub async fn n295(
        n55: &N55,
        n212: &N212,
        n218: &N218,
        n281: &N281,
    ) -> Result<N295, BenchError> {
        black_box(Ok(N295(
            n55.0
                .wrapping_add(n212.0)
                .wrapping_add(n218.0)
                .wrapping_add(n281.0)
                .wrapping_add(296),
        )))
    }

    #[organum::node]
    pub async fn n296(
        n51: &N51,
        n165: &N165,
        n256: &N256,
        n291: &N291,
    ) -> Result<N296, BenchError> {
        black_box(Ok(N296(
            n51.0
                .wrapping_add(n165.0)
                .wrapping_add(n256.0)
                .wrapping_add(n291.0)
                .wrapping_add(297),
        )))
    }

    #[organum::node]
    pub async fn n297(n46: &N46, n102: &N102) -> Result<N297, BenchError> {
        black_box(Ok(N297(n46.0.wrapping_add(n102.0).wrapping_add(298))))
    }

    #[organum::node]
    pub async fn n298(n143: &N143) -> Result<N298, BenchError> {
        black_box(Ok(N298(n143.0.wrapping_add(299))))
    }

    #[organum::node]
    pub async fn n299(n212: &N212) -> Result<N299, BenchError> {
        black_box(Ok(N299(n212.0.wrapping_add(300))))
    }

    #[organum::node]
    pub async fn n300(n82: &N82, n174: &N174, n221: &N221) -> Result<N300, BenchError> {
        black_box(Ok(N300(
            n82.0
                .wrapping_add(n174.0)
                .wrapping_add(n221.0)
                .wrapping_add(301),
        )))
    }

    #[organum::node]
    pub async fn n301(n34: &N34, n51: &N51, n179: &N179, n203: &N203) -> Result<N301, BenchError> {
        black_box(Ok(N301(
            n34.0
                .wrapping_add(n51.0)
                .wrapping_add(n179.0)
                .wrapping_add(n203.0)
                .wrapping_add(302),
        )))
    }

    #[organum::node]
    pub async fn n302(n54: &N54, n83: &N83, n103: &N103, n162: &N162) -> Result<N302, BenchError> {
        black_box(Ok(N302(
            n54.0
                .wrapping_add(n83.0)
                .wrapping_add(n103.0)
                .wrapping_add(n162.0)
                .wrapping_add(303),
        )))
    }

    #[organum::node]
    pub async fn n303(n32: &N32, n275: &N275) -> Result<N303, BenchError> {
        black_box(Ok(N303(n32.0.wrapping_add(n275.0).wrapping_add(304))))
    }

    #[organum::node]
    pub async fn n304(n58: &N58, n76: &N76, n154: &N154) -> Result<N304, BenchError> {
        black_box(Ok(N304(
            n58.0
                .wrapping_add(n76.0)
                .wrapping_add(n154.0)
                .wrapping_add(305),
        )))
    }

    #[organum::node]
    pub async fn n305(n102: &N102, n262: &N262) -> Result<N305, BenchError> {
        black_box(Ok(N305(n102.0.wrapping_add(n262.0).wrapping_add(306))))
    }

    #[organum::node]
    pub async fn n306(n68: &N68, n113: &N113, n183: &N183) -> Result<N306, BenchError> {
        black_box(Ok(N306(
            n68.0
                .wrapping_add(n113.0)
                .wrapping_add(n183.0)
                .wrapping_add(307),
        )))
    }

    #[organum::node]
    pub async fn n307(n75: &N75) -> Result<N307, BenchError> {
        black_box(Ok(N307(n75.0.wrapping_add(308))))
    }

    #[organum::node]
    pub async fn n308(n2: &N2, n199: &N199) -> Result<N308, BenchError> {
        black_box(Ok(N308(n2.0.wrapping_add(n199.0).wrapping_add(309))))
    }

    #[organum::node]
    pub async fn n309(n23: &N23, n57: &N57, n112: &N112, n188: &N188) -> Result<N309, BenchError> {
        black_box(Ok(N309(
            n23.0
                .wrapping_add(n57.0)
                .wrapping_add(n112.0)
                .wrapping_add(n188.0)
                .wrapping_add(310),
        )))
    }

    #[organum::node]
    pub async fn n310(n32: &N32, n223: &N223, n256: &N256) -> Result<N310, BenchError> {
        black_box(Ok(N310(
            n32.0
                .wrapping_add(n223.0)
                .wrapping_add(n256.0)
                .wrapping_add(311),
        )))
    }

    #[organum::node]
    pub async fn n311(n217: &N217) -> Result<N311, BenchError> {
        black_box(Ok(N311(n217.0.wrapping_add(312))))
    }

    #[organum::node]
    pub async fn n312(n4: &N4, n159: &N159, n244: &N244) -> Result<N312, BenchError> {
        black_box(Ok(N312(
            n4.0.wrapping_add(n159.0)
                .wrapping_add(n244.0)
                .wrapping_add(313),
        )))
    }

    #[organum::node]
    pub async fn n313(n51: &N51, n81: &N81, n160: &N160) -> Result<N313, BenchError> {
        black_box(Ok(N313(
            n51.0
                .wrapping_add(n81.0)
                .wrapping_add(n160.0)
                .wrapping_add(314),
        )))
    }

    #[organum::node]
    pub async fn n314(n79: &N79, n131: &N131, n173: &N173) -> Result<N314, BenchError> {
        black_box(Ok(N314(
            n79.0
                .wrapping_add(n131.0)
                .wrapping_add(n173.0)
                .wrapping_add(315),
        )))
    }

    #[organum::node]
    pub async fn n315(n35: &N35, n46: &N46, n275: &N275) -> Result<N315, BenchError> {
        black_box(Ok(N315(
            n35.0
                .wrapping_add(n46.0)
                .wrapping_add(n275.0)
                .wrapping_add(316),
        )))
    }

    #[organum::node]
    pub async fn n316(n11: &N11, n89: &N89) -> Result<N316, BenchError> {
        black_box(Ok(N316(n11.0.wrapping_add(n89.0).wrapping_add(317))))
    }

    #[organum::node]
    pub async fn n317(n178: &N178, n314: &N314) -> Result<N317, BenchError> {
        black_box(Ok(N317(n178.0.wrapping_add(n314.0).wrapping_add(318))))
    }

    #[organum::node]
    pub async fn n318(n24: &N24) -> Result<N318, BenchError> {
        black_box(Ok(N318(n24.0.wrapping_add(319))))
    }

    #[organum::node]
    pub async fn n319(n5: &N5, n6: &N6, n23: &N23, n82: &N82) -> Result<N319, BenchError> {
        black_box(Ok(N319(
            n5.0.wrapping_add(n6.0)
                .wrapping_add(n23.0)
                .wrapping_add(n82.0)
                .wrapping_add(320),
        )))
    }

    #[organum::node]
    pub async fn n320(n54: &N54, n240: &N240) -> Result<N320, BenchError> {
        black_box(Ok(N320(n54.0.wrapping_add(n240.0).wrapping_add(321))))
    }

    #[organum::node]
    pub async fn n321(
        n145: &N145,
        n197: &N197,
        n295: &N295,
        n302: &N302,
    ) -> Result<N321, BenchError> {
        black_box(Ok(N321(
            n145.0
                .wrapping_add(n197.0)
                .wrapping_add(n295.0)
                .wrapping_add(n302.0)
                .wrapping_add(322),
        )))
    }

    #[organum::node]
    pub async fn n322(n134: &N134, n287: &N287) -> Result<N322, BenchError> {
        black_box(Ok(N322(n134.0.wrapping_add(n287.0).wrapping_add(323))))
    }

    #[organum::node]
    pub async fn n323(n113: &N113) -> Result<N323, BenchError> {
        black_box(Ok(N323(n113.0.wrapping_add(324))))
    }

    #[organum::node]
    pub async fn n324(n3: &N3, n42: &N42, n215: &N215, n221: &N221) -> Result<N324, BenchError> {
        black_box(Ok(N324(
            n3.0.wrapping_add(n42.0)
                .wrapping_add(n215.0)
                .wrapping_add(n221.0)
                .wrapping_add(325),
        )))
    }

    #[organum::node]
    pub async fn n325(n35: &N35, n72: &N72) -> Result<N325, BenchError> {
        black_box(Ok(N325(n35.0.wrapping_add(n72.0).wrapping_add(326))))
    }

    #[organum::node]
    pub async fn n326(n47: &N47, n123: &N123) -> Result<N326, BenchError> {
        black_box(Ok(N326(n47.0.wrapping_add(n123.0).wrapping_add(327))))
    }

    #[organum::node]
    pub async fn n327(n88: &N88, n182: &N182, n256: &N256) -> Result<N327, BenchError> {
        black_box(Ok(N327(
            n88.0
                .wrapping_add(n182.0)
                .wrapping_add(n256.0)
                .wrapping_add(328),
        )))
    }

    #[organum::node]
    pub async fn n328(n230: &N230, n312: &N312) -> Result<N328, BenchError> {
        black_box(Ok(N328(n230.0.wrapping_add(n312.0).wrapping_add(329))))
    }

    #[organum::node]
    pub async fn n329(
        n142: &N142,
        n199: &N199,
        n214: &N214,
        n265: &N265,
    ) -> Result<N329, BenchError> {
        black_box(Ok(N329(
            n142.0
                .wrapping_add(n199.0)
                .wrapping_add(n214.0)
                .wrapping_add(n265.0)
                .wrapping_add(330),
        )))
    }

    #[organum::node]
    pub async fn n330(n239: &N239) -> Result<N330, BenchError> {
        black_box(Ok(N330(n239.0.wrapping_add(331))))
    }

    #[organum::node]
    pub async fn n331(n70: &N70, n99: &N99, n218: &N218, n326: &N326) -> Result<N331, BenchError> {
        black_box(Ok(N331(
            n70.0
                .wrapping_add(n99.0)
                .wrapping_add(n218.0)
                .wrapping_add(n326.0)
                .wrapping_add(332),
        )))
    }

    #[organum::node]
    pub async fn n332(n202: &N202, n244: &N244) -> Result<N332, BenchError> {
        black_box(Ok(N332(n202.0.wrapping_add(n244.0).wrapping_add(333))))
    }

    #[organum::node]
    pub async fn n333(
        n51: &N51,
        n198: &N198,
        n294: &N294,
        n308: &N308,
    ) -> Result<N333, BenchError> {
        black_box(Ok(N333(
            n51.0
                .wrapping_add(n198.0)
                .wrapping_add(n294.0)
                .wrapping_add(n308.0)
                .wrapping_add(334),
        )))
    }

    #[organum::node]
    pub async fn n334(n185: &N185) -> Result<N334, BenchError> {
        black_box(Ok(N334(n185.0.wrapping_add(335))))
    }

    #[organum::node]
    pub async fn n335(n303: &N303) -> Result<N335, BenchError> {
        black_box(Ok(N335(n303.0.wrapping_add(336))))
    }

    #[organum::node]
    pub async fn n336(n239: &N239) -> Result<N336, BenchError> {
        black_box(Ok(N336(n239.0.wrapping_add(337))))
    }

    #[organum::node]
    pub async fn n337(n98: &N98) -> Result<N337, BenchError> {
        black_box(Ok(N337(n98.0.wrapping_add(338))))
    }

    #[organum::node]
    pub async fn n338(n324: &N324) -> Result<N338, BenchError> {
        black_box(Ok(N338(n324.0.wrapping_add(339))))
    }

    #[organum::node]
    pub async fn n339(n266: &N266, n290: &N290) -> Result<N339, BenchError> {
        black_box(Ok(N339(n266.0.wrapping_add(n290.0).wrapping_add(340))))
    }

    #[organum::node]
    pub async fn n340(n29: &N29, n148: &N148, n230: &N230) -> Result<N340, BenchError> {
        black_box(Ok(N340(
            n29.0
                .wrapping_add(n148.0)
                .wrapping_add(n230.0)
                .wrapping_add(341),
        )))
    }

    #[organum::node]
    pub async fn n341(n151: &N151, n165: &N165, n302: &N302) -> Result<N341, BenchError> {
        black_box(Ok(N341(
            n151.0
                .wrapping_add(n165.0)
                .wrapping_add(n302.0)
                .wrapping_add(342),
        )))
    }

    #[organum::node]
    pub async fn n342(n98: &N98, n206: &N206) -> Result<N342, BenchError> {
        black_box(Ok(N342(n98.0.wrapping_add(n206.0).wrapping_add(343))))
    }

    #[organum::node]
    pub async fn n343(n52: &N52, n277: &N277) -> Result<N343, BenchError> {
        black_box(Ok(N343(n52.0.wrapping_add(n277.0).wrapping_add(344))))
    }

    #[organum::node]
    pub async fn n344(n87: &N87, n154: &N154) -> Result<N344, BenchError> {
        black_box(Ok(N344(n87.0.wrapping_add(n154.0).wrapping_add(345))))
    }

    #[organum::node]
    pub async fn n345(n71: &N71) -> Result<N345, BenchError> {
        black_box(Ok(N345(n71.0.wrapping_add(346))))
    }

    #[organum::node]
    pub async fn n346(n163: &N163, n274: &N274, n296: &N296) -> Result<N346, BenchError> {
        black_box(Ok(N346(
            n163.0
                .wrapping_add(n274.0)
                .wrapping_add(n296.0)
                .wrapping_add(347),
        )))
    }

    #[organum::node]
    pub async fn n347(
        n34: &N34,
        n292: &N292,
        n295: &N295,
        n311: &N311,
    ) -> Result<N347, BenchError> {
        black_box(Ok(N347(
            n34.0
                .wrapping_add(n292.0)
                .wrapping_add(n295.0)
                .wrapping_add(n311.0)
                .wrapping_add(348),
        )))
    }

    #[organum::node]
    pub async fn n348(n202: &N202) -> Result<N348, BenchError> {
        black_box(Ok(N348(n202.0.wrapping_add(349))))
    }

    #[organum::node]
    pub async fn n349(n172: &N172, n243: &N243) -> Result<N349, BenchError> {
        black_box(Ok(N349(n172.0.wrapping_add(n243.0).wrapping_add(350))))
    }

    #[organum::node]
    pub async fn n350(n21: &N21, n45: &N45, n197: &N197) -> Result<N350, BenchError> {
        black_box(Ok(N350(
            n21.0
                .wrapping_add(n45.0)
                .wrapping_add(n197.0)
                .wrapping_add(351),
        )))
    }

    #[organum::node]
    pub async fn n351(n340: &N340) -> Result<N351, BenchError> {
        black_box(Ok(N351(n340.0.wrapping_add(352))))
    }

    #[organum::node]
    pub async fn n352(
        n225: &N225,
        n254: &N254,
        n292: &N292,
        n333: &N333,
    ) -> Result<N352, BenchError> {
        black_box(Ok(N352(
            n225.0
                .wrapping_add(n254.0)
                .wrapping_add(n292.0)
                .wrapping_add(n333.0)
                .wrapping_add(353),
        )))
    }

    #[organum::node]
    pub async fn n353(n247: &N247, n304: &N304) -> Result<N353, BenchError> {
        black_box(Ok(N353(n247.0.wrapping_add(n304.0).wrapping_add(354))))
    }

    #[organum::node]
    pub async fn n354(n144: &N144) -> Result<N354, BenchError> {
        black_box(Ok(N354(n144.0.wrapping_add(355))))
    }

    #[organum::node]
    pub async fn n355(n44: &N44, n202: &N202) -> Result<N355, BenchError> {
        black_box(Ok(N355(n44.0.wrapping_add(n202.0).wrapping_add(356))))
    }

    #[organum::node]
    pub async fn n356(n134: &N134, n259: &N259) -> Result<N356, BenchError> {
        black_box(Ok(N356(n134.0.wrapping_add(n259.0).wrapping_add(357))))
    }

    #[organum::node]
    pub async fn n357(n198: &N198) -> Result<N357, BenchError> {
        black_box(Ok(N357(n198.0.wrapping_add(358))))
    }

    #[organum::node]
    pub async fn n358(n54: &N54) -> Result<N358, BenchError> {
        black_box(Ok(N358(n54.0.wrapping_add(359))))
    }

    #[organum::node]
    pub async fn n359(n4: &N4, n25: &N25, n30: &N30) -> Result<N359, BenchError> {
        black_box(Ok(N359(
            n4.0.wrapping_add(n25.0)
                .wrapping_add(n30.0)
                .wrapping_add(360),
        )))
    }

    #[organum::node]
    pub async fn n360(n203: &N203) -> Result<N360, BenchError> {
        black_box(Ok(N360(n203.0.wrapping_add(361))))
    }

    #[organum::node]
    pub async fn n361(n197: &N197) -> Result<N361, BenchError> {
        black_box(Ok(N361(n197.0.wrapping_add(362))))
    }

    #[organum::node]
    pub async fn n362(n235: &N235) -> Result<N362, BenchError> {
        black_box(Ok(N362(n235.0.wrapping_add(363))))
    }

    #[organum::node]
    pub async fn n363(n218: &N218) -> Result<N363, BenchError> {
        black_box(Ok(N363(n218.0.wrapping_add(364))))
    }

    #[organum::node]
    pub async fn n364(n95: &N95) -> Result<N364, BenchError> {
        black_box(Ok(N364(n95.0.wrapping_add(365))))
    }

    #[organum::node]
    pub async fn n365(n324: &N324) -> Result<N365, BenchError> {
        black_box(Ok(N365(n324.0.wrapping_add(366))))
    }

    #[organum::node]
    pub async fn n366(n7: &N7) -> Result<N366, BenchError> {
        black_box(Ok(N366(n7.0.wrapping_add(367))))
    }

    #[organum::node]
    pub async fn n367(n108: &N108, n191: &N191) -> Result<N367, BenchError> {
        black_box(Ok(N367(n108.0.wrapping_add(n191.0).wrapping_add(368))))
    }

    #[organum::node]
    pub async fn n368(
        n43: &N43,
        n151: &N151,
        n156: &N156,
        n221: &N221,
    ) -> Result<N368, BenchError> {
        black_box(Ok(N368(
            n43.0
                .wrapping_add(n151.0)
                .wrapping_add(n156.0)
                .wrapping_add(n221.0)
                .wrapping_add(369),
        )))
    }

    #[organum::node]
    pub async fn n369(n72: &N72) -> Result<N369, BenchError> {
        black_box(Ok(N369(n72.0.wrapping_add(370))))
    }

    #[organum::node]
    pub async fn n370(n165: &N165) -> Result<N370, BenchError> {
        black_box(Ok(N370(n165.0.wrapping_add(371))))
    }

    #[organum::node]
    pub async fn n371(n183: &N183) -> Result<N371, BenchError> {
        black_box(Ok(N371(n183.0.wrapping_add(372))))
    }

    #[organum::node]
    pub async fn n372(n93: &N93) -> Result<N372, BenchError> {
        black_box(Ok(N372(n93.0.wrapping_add(373))))
    }

    #[organum::node]
    pub async fn n373(n64: &N64, n235: &N235, n368: &N368) -> Result<N373, BenchError> {
        black_box(Ok(N373(
            n64.0
                .wrapping_add(n235.0)
                .wrapping_add(n368.0)
                .wrapping_add(374),
        )))
    }

    #[organum::node]
    pub async fn n374(n102: &N102, n313: &N313) -> Result<N374, BenchError> {
        black_box(Ok(N374(n102.0.wrapping_add(n313.0).wrapping_add(375))))
    }

    #[organum::node]
    pub async fn n375(n308: &N308) -> Result<N375, BenchError> {
        black_box(Ok(N375(n308.0.wrapping_add(376))))
    }

    #[organum::node]
    pub async fn n376(n25: &N25) -> Result<N376, BenchError> {
        black_box(Ok(N376(n25.0.wrapping_add(377))))
    }

    #[organum::node]
    pub async fn n377(n59: &N59, n307: &N307) -> Result<N377, BenchError> {
        black_box(Ok(N377(n59.0.wrapping_add(n307.0).wrapping_add(378))))
    }

    #[organum::node]
    pub async fn n378(n83: &N83) -> Result<N378, BenchError> {
        black_box(Ok(N378(n83.0.wrapping_add(379))))
    }

    #[organum::node]
    pub async fn n379(n41: &N41, n319: &N319, n369: &N369) -> Result<N379, BenchError> {
        black_box(Ok(N379(
            n41.0
                .wrapping_add(n319.0)
                .wrapping_add(n369.0)
                .wrapping_add(380),
        )))
    }

    #[organum::node]
    pub async fn n380(n6: &N6, n236: &N236) -> Result<N380, BenchError> {
        black_box(Ok(N380(n6.0.wrapping_add(n236.0).wrapping_add(381))))
    }

    #[organum::node]
    pub async fn n381(n28: &N28, n230: &N230) -> Result<N381, BenchError> {
        black_box(Ok(N381(n28.0.wrapping_add(n230.0).wrapping_add(382))))
    }

    #[organum::node]
    pub async fn n382(n315: &N315, n349: &N349) -> Result<N382, BenchError> {
        black_box(Ok(N382(n315.0.wrapping_add(n349.0).wrapping_add(383))))
    }

    #[organum::node]
    pub async fn n383(n58: &N58) -> Result<N383, BenchError> {
        black_box(Ok(N383(n58.0.wrapping_add(384))))
    }

    #[organum::node]
    pub async fn n384(n87: &N87, n88: &N88, n227: &N227, n234: &N234) -> Result<N384, BenchError> {
        black_box(Ok(N384(
            n87.0
                .wrapping_add(n88.0)
                .wrapping_add(n227.0)
                .wrapping_add(n234.0)
                .wrapping_add(385),
        )))
    }

    #[organum::node]
    pub async fn n385(n74: &N74) -> Result<N385, BenchError> {
        black_box(Ok(N385(n74.0.wrapping_add(386))))
    }

    #[organum::node]
    pub async fn n386(n56: &N56, n251: &N251, n312: &N312) -> Result<N386, BenchError> {
        black_box(Ok(N386(
            n56.0
                .wrapping_add(n251.0)
                .wrapping_add(n312.0)
                .wrapping_add(387),
        )))
    }

    #[organum::node]
    pub async fn n387(n11: &N11) -> Result<N387, BenchError> {
        black_box(Ok(N387(n11.0.wrapping_add(388))))
    }

    #[organum::node]
    pub async fn n388(n7: &N7, n128: &N128, n222: &N222) -> Result<N388, BenchError> {
        black_box(Ok(N388(
            n7.0.wrapping_add(n128.0)
                .wrapping_add(n222.0)
                .wrapping_add(389),
        )))
    }

    #[organum::node]
    pub async fn n389(n291: &N291) -> Result<N389, BenchError> {
        black_box(Ok(N389(n291.0.wrapping_add(390))))
    }

    #[organum::node]
    pub async fn n390(n28: &N28, n130: &N130, n332: &N332) -> Result<N390, BenchError> {
        black_box(Ok(N390(
            n28.0
                .wrapping_add(n130.0)
                .wrapping_add(n332.0)
                .wrapping_add(391),
        )))
    }

    #[organum::node]
    pub async fn n391(n19: &N19) -> Result<N391, BenchError> {
        black_box(Ok(N391(n19.0.wrapping_add(392))))
    }

    #[organum::node]
    pub async fn n392(n3: &N3, n223: &N223, n244: &N244) -> Result<N392, BenchError> {
        black_box(Ok(N392(
            n3.0.wrapping_add(n223.0)
                .wrapping_add(n244.0)
                .wrapping_add(393),
        )))
    }

    #[organum::node]
    pub async fn n393(n76: &N76, n242: &N242) -> Result<N393, BenchError> {
        black_box(Ok(N393(n76.0.wrapping_add(n242.0).wrapping_add(394))))
    }

    #[organum::node]
    pub async fn n394(n1: &N1, n90: &N90, n299: &N299) -> Result<N394, BenchError> {
        black_box(Ok(N394(
            n1.0.wrapping_add(n90.0)
                .wrapping_add(n299.0)
                .wrapping_add(395),
        )))
    }

    #[organum::node]
    pub async fn n395(n61: &N61, n89: &N89, n123: &N123, n341: &N341) -> Result<N395, BenchError> {
        black_box(Ok(N395(
            n61.0
                .wrapping_add(n89.0)
                .wrapping_add(n123.0)
                .wrapping_add(n341.0)
                .wrapping_add(396),
        )))
    }

    #[organum::node]
    pub async fn n396(n92: &N92, n219: &N219) -> Result<N396, BenchError> {
        black_box(Ok(N396(n92.0.wrapping_add(n219.0).wrapping_add(397))))
    }

    #[organum::node]
    pub async fn n397(n74: &N74, n250: &N250, n318: &N318) -> Result<N397, BenchError> {
        black_box(Ok(N397(
            n74.0
                .wrapping_add(n250.0)
                .wrapping_add(n318.0)
                .wrapping_add(398),
        )))
    }

    #[organum::node]
    pub async fn n398(
        n72: &N72,
        n168: &N168,
        n238: &N238,
        n245: &N245,
    ) -> Result<N398, BenchError> {
        black_box(Ok(N398(
            n72.0
                .wrapping_add(n168.0)
                .wrapping_add(n238.0)
                .wrapping_add(n245.0)
                .wrapping_add(399),
        )))
    }

    #[organum::node]
    pub async fn n399(
        n135: &N135,
        n209: &N209,
        n260: &N260,
        n321: &N321,
    ) -> Result<N399, BenchError> {
        black_box(Ok(N399(
            n135.0
                .wrapping_add(n209.0)
                .wrapping_add(n260.0)
                .wrapping_add(n321.0)
                .wrapping_add(400),
        )))
    }

    #[organum::node]
    pub async fn n400(n309: &N309) -> Result<N400, BenchError> {
        black_box(Ok(N400(n309.0.wrapping_add(401))))
    }

    #[organum::node]
    pub async fn n401(n13: &N13, n316: &N316) -> Result<N401, BenchError> {
        black_box(Ok(N401(n13.0.wrapping_add(n316.0).wrapping_add(402))))
    }

    #[organum::node]
    pub async fn n402(n297: &N297) -> Result<N402, BenchError> {
        black_box(Ok(N402(n297.0.wrapping_add(403))))
    }

    #[organum::node]
    pub async fn n403(n100: &N100, n141: &N141, n388: &N388) -> Result<N403, BenchError> {
        black_box(Ok(N403(
            n100.0
                .wrapping_add(n141.0)
                .wrapping_add(n388.0)
                .wrapping_add(404),
        )))
    }

    #[organum::node]
    pub async fn n404(n109: &N109, n333: &N333) -> Result<N404, BenchError> {
        black_box(Ok(N404(n109.0.wrapping_add(n333.0).wrapping_add(405))))
    }

    #[organum::node]
    pub async fn n405(n2: &N2, n81: &N81, n187: &N187, n366: &N366) -> Result<N405, BenchError> {
        black_box(Ok(N405(
            n2.0.wrapping_add(n81.0)
                .wrapping_add(n187.0)
                .wrapping_add(n366.0)
                .wrapping_add(406),
        )))
    }

    #[organum::node]
    pub async fn n406(n28: &N28, n163: &N163, n252: &N252) -> Result<N406, BenchError> {
        black_box(Ok(N406(
            n28.0
                .wrapping_add(n163.0)
                .wrapping_add(n252.0)
                .wrapping_add(407),
        )))
    }

    #[organum::node]
    pub async fn n407(n13: &N13) -> Result<N407, BenchError> {
        black_box(Ok(N407(n13.0.wrapping_add(408))))
    }

    #[organum::node]
    pub async fn n408(n8: &N8, n129: &N129) -> Result<N408, BenchError> {
        black_box(Ok(N408(n8.0.wrapping_add(n129.0).wrapping_add(409))))
    }

    #[organum::node]
    pub async fn n409(n89: &N89, n194: &N194, n225: &N225) -> Result<N409, BenchError> {
        black_box(Ok(N409(
            n89.0
                .wrapping_add(n194.0)
                .wrapping_add(n225.0)
                .wrapping_add(410),
        )))
    }

    #[organum::node]
    pub async fn n410(n162: &N162) -> Result<N410, BenchError> {
        black_box(Ok(N410(n162.0.wrapping_add(411))))
    }

    #[organum::node]
    pub async fn n411(n182: &N182, n230: &N230, n354: &N354) -> Result<N411, BenchError> {
        black_box(Ok(N411(
            n182.0
                .wrapping_add(n230.0)
                .wrapping_add(n354.0)
                .wrapping_add(412),
        )))
    }

    #[organum::node]
    pub async fn n412(n184: &N184, n211: &N211) -> Result<N412, BenchError> {
        black_box(Ok(N412(n184.0.wrapping_add(n211.0).wrapping_add(413))))
    }

    #[organum::node]
    pub async fn n413(n69: &N69, n90: &N90, n334: &N334) -> Result<N413, BenchError> {
        black_box(Ok(N413(
            n69.0
                .wrapping_add(n90.0)
                .wrapping_add(n334.0)
                .wrapping_add(414),
        )))
    }

    #[organum::node]
    pub async fn n414(n78: &N78, n119: &N119, n359: &N359) -> Result<N414, BenchError> {
        black_box(Ok(N414(
            n78.0
                .wrapping_add(n119.0)
                .wrapping_add(n359.0)
                .wrapping_add(415),
        )))
    }

    #[organum::node]
    pub async fn n415(n45: &N45, n138: &N138, n359: &N359) -> Result<N415, BenchError> {
        black_box(Ok(N415(
            n45.0
                .wrapping_add(n138.0)
                .wrapping_add(n359.0)
                .wrapping_add(416),
        )))
    }

    #[organum::node]
    pub async fn n416(n370: &N370) -> Result<N416, BenchError> {
        black_box(Ok(N416(n370.0.wrapping_add(417))))
    }

    #[organum::node]
    pub async fn n417(
        n11: &N11,
        n179: &N179,
        n292: &N292,
        n306: &N306,
    ) -> Result<N417, BenchError> {
        black_box(Ok(N417(
            n11.0
                .wrapping_add(n179.0)
                .wrapping_add(n292.0)
                .wrapping_add(n306.0)
                .wrapping_add(418),
        )))
    }

    #[organum::node]
    pub async fn n418(
        n57: &N57,
        n190: &N190,
        n319: &N319,
        n374: &N374,
    ) -> Result<N418, BenchError> {
        black_box(Ok(N418(
            n57.0
                .wrapping_add(n190.0)
                .wrapping_add(n319.0)
                .wrapping_add(n374.0)
                .wrapping_add(419),
        )))
    }

    #[organum::node]
    pub async fn n419(n43: &N43) -> Result<N419, BenchError> {
        black_box(Ok(N419(n43.0.wrapping_add(420))))
    }

    #[organum::node]
    pub async fn n420(
        n131: &N131,
        n283: &N283,
        n335: &N335,
        n378: &N378,
    ) -> Result<N420, BenchError> {
        black_box(Ok(N420(
            n131.0
                .wrapping_add(n283.0)
                .wrapping_add(n335.0)
                .wrapping_add(n378.0)
                .wrapping_add(421),
        )))
    }

    #[organum::node]
    pub async fn n421(n364: &N364) -> Result<N421, BenchError> {
        black_box(Ok(N421(n364.0.wrapping_add(422))))
    }

    #[organum::node]
    pub async fn n422(n277: &N277, n286: &N286, n309: &N309) -> Result<N422, BenchError> {
        black_box(Ok(N422(
            n277.0
                .wrapping_add(n286.0)
                .wrapping_add(n309.0)
                .wrapping_add(423),
        )))
    }

    #[organum::node]
    pub async fn n423(n214: &N214, n416: &N416) -> Result<N423, BenchError> {
        black_box(Ok(N423(n214.0.wrapping_add(n416.0).wrapping_add(424))))
    }

    #[organum::node]
    pub async fn n424(
        n24: &N24,
        n155: &N155,
        n160: &N160,
        n369: &N369,
    ) -> Result<N424, BenchError> {
        black_box(Ok(N424(
            n24.0
                .wrapping_add(n155.0)
                .wrapping_add(n160.0)
                .wrapping_add(n369.0)
                .wrapping_add(425),
        )))
    }

    #[organum::node]
    pub async fn n425(
        n107: &N107,
        n116: &N116,
        n323: &N323,
        n369: &N369,
    ) -> Result<N425, BenchError> {
        black_box(Ok(N425(
            n107.0
                .wrapping_add(n116.0)
                .wrapping_add(n323.0)
                .wrapping_add(n369.0)
                .wrapping_add(426),
        )))
    }

    #[organum::node]
    pub async fn n426(n279: &N279) -> Result<N426, BenchError> {
        black_box(Ok(N426(n279.0.wrapping_add(427))))
    }

    #[organum::node]
    pub async fn n427(n33: &N33, n140: &N140) -> Result<N427, BenchError> {
        black_box(Ok(N427(n33.0.wrapping_add(n140.0).wrapping_add(428))))
    }

    #[organum::node]
    pub async fn n428(n321: &N321) -> Result<N428, BenchError> {
        black_box(Ok(N428(n321.0.wrapping_add(429))))
    }

    #[organum::node]
    pub async fn n429(n184: &N184, n385: &N385) -> Result<N429, BenchError> {
        black_box(Ok(N429(n184.0.wrapping_add(n385.0).wrapping_add(430))))
    }

    #[organum::node]
    pub async fn n430(
        n193: &N193,
        n209: &N209,
        n303: &N303,
        n381: &N381,
    ) -> Result<N430, BenchError> {
        black_box(Ok(N430(
            n193.0
                .wrapping_add(n209.0)
                .wrapping_add(n303.0)
                .wrapping_add(n381.0)
                .wrapping_add(431),
        )))
    }

    #[organum::node]
    pub async fn n431(
        n107: &N107,
        n204: &N204,
        n342: &N342,
        n353: &N353,
    ) -> Result<N431, BenchError> {
        black_box(Ok(N431(
            n107.0
                .wrapping_add(n204.0)
                .wrapping_add(n342.0)
                .wrapping_add(n353.0)
                .wrapping_add(432),
        )))
    }

    #[organum::node]
    pub async fn n432(n122: &N122, n388: &N388) -> Result<N432, BenchError> {
        black_box(Ok(N432(n122.0.wrapping_add(n388.0).wrapping_add(433))))
    }

    #[organum::node]
    pub async fn n433(
        n57: &N57,
        n231: &N231,
        n241: &N241,
        n276: &N276,
    ) -> Result<N433, BenchError> {
        black_box(Ok(N433(
            n57.0
                .wrapping_add(n231.0)
                .wrapping_add(n241.0)
                .wrapping_add(n276.0)
                .wrapping_add(434),
        )))
    }

    #[organum::node]
    pub async fn n434(
        n85: &N85,
        n228: &N228,
        n350: &N350,
        n420: &N420,
    ) -> Result<N434, BenchError> {
        black_box(Ok(N434(
            n85.0
                .wrapping_add(n228.0)
                .wrapping_add(n350.0)
                .wrapping_add(n420.0)
                .wrapping_add(435),
        )))
    }

    #[organum::node]
    pub async fn n435(n100: &N100, n127: &N127) -> Result<N435, BenchError> {
        black_box(Ok(N435(n100.0.wrapping_add(n127.0).wrapping_add(436))))
    }

    #[organum::node]
    pub async fn n436(n135: &N135) -> Result<N436, BenchError> {
        black_box(Ok(N436(n135.0.wrapping_add(437))))
    }

    #[organum::node]
    pub async fn n437(n19: &N19) -> Result<N437, BenchError> {
        black_box(Ok(N437(n19.0.wrapping_add(438))))
    }

    #[organum::node]
    pub async fn n438(n6: &N6) -> Result<N438, BenchError> {
        black_box(Ok(N438(n6.0.wrapping_add(439))))
    }

    #[organum::node]
    pub async fn n439(n148: &N148, n174: &N174, n378: &N378) -> Result<N439, BenchError> {
        black_box(Ok(N439(
            n148.0
                .wrapping_add(n174.0)
                .wrapping_add(n378.0)
                .wrapping_add(440),
        )))
    }

    #[organum::node]
    pub async fn n440(n214: &N214, n332: &N332, n375: &N375) -> Result<N440, BenchError> {
        black_box(Ok(N440(
            n214.0
                .wrapping_add(n332.0)
                .wrapping_add(n375.0)
                .wrapping_add(441),
        )))
    }

    #[organum::node]
    pub async fn n441(n87: &N87, n91: &N91) -> Result<N441, BenchError> {
        black_box(Ok(N441(n87.0.wrapping_add(n91.0).wrapping_add(442))))
    }

    #[organum::node]
    pub async fn n442(n239: &N239) -> Result<N442, BenchError> {
        black_box(Ok(N442(n239.0.wrapping_add(443))))
    }

    #[organum::node]
    pub async fn n443(n40: &N40, n57: &N57, n244: &N244, n346: &N346) -> Result<N443, BenchError> {
        black_box(Ok(N443(
            n40.0
                .wrapping_add(n57.0)
                .wrapping_add(n244.0)
                .wrapping_add(n346.0)
                .wrapping_add(444),
        )))
    }

    #[organum::node]
    pub async fn n444(n101: &N101, n354: &N354, n402: &N402) -> Result<N444, BenchError> {
        black_box(Ok(N444(
            n101.0
                .wrapping_add(n354.0)
                .wrapping_add(n402.0)
                .wrapping_add(445),
        )))
    }

    #[organum::node]
    pub async fn n445(n5: &N5, n285: &N285) -> Result<N445, BenchError> {
        black_box(Ok(N445(n5.0.wrapping_add(n285.0).wrapping_add(446))))
    }

    #[organum::node]
    pub async fn n446(n327: &N327, n434: &N434) -> Result<N446, BenchError> {
        black_box(Ok(N446(n327.0.wrapping_add(n434.0).wrapping_add(447))))
    }

    #[organum::node]
    pub async fn n447(n27: &N27, n251: &N251, n421: &N421) -> Result<N447, BenchError> {
        black_box(Ok(N447(
            n27.0
                .wrapping_add(n251.0)
                .wrapping_add(n421.0)
                .wrapping_add(448),
        )))
    }

    #[organum::node]
    pub async fn n448(n55: &N55, n299: &N299) -> Result<N448, BenchError> {
        black_box(Ok(N448(n55.0.wrapping_add(n299.0).wrapping_add(449))))
    }

    #[organum::node]
    pub async fn n449(n411: &N411) -> Result<N449, BenchError> {
        black_box(Ok(N449(n411.0.wrapping_add(450))))
    }

    #[organum::node]
    pub async fn n450(n127: &N127, n330: &N330, n434: &N434) -> Result<N450, BenchError> {
        black_box(Ok(N450(
            n127.0
                .wrapping_add(n330.0)
                .wrapping_add(n434.0)
                .wrapping_add(451),
        )))
    }

    #[organum::node]
    pub async fn n451(
        n169: &N169,
        n271: &N271,
        n321: &N321,
        n417: &N417,
    ) -> Result<N451, BenchError> {
        black_box(Ok(N451(
            n169.0
                .wrapping_add(n271.0)
                .wrapping_add(n321.0)
                .wrapping_add(n417.0)
                .wrapping_add(452),
        )))
    }

    #[organum::node]
    pub async fn n452(
        n170: &N170,
        n213: &N213,
        n221: &N221,
        n403: &N403,
    ) -> Result<N452, BenchError> {
        black_box(Ok(N452(
            n170.0
                .wrapping_add(n213.0)
                .wrapping_add(n221.0)
                .wrapping_add(n403.0)
                .wrapping_add(453),
        )))
    }

    #[organum::node]
    pub async fn n453(
        n95: &N95,
        n116: &N116,
        n320: &N320,
        n386: &N386,
    ) -> Result<N453, BenchError> {
        black_box(Ok(N453(
            n95.0
                .wrapping_add(n116.0)
                .wrapping_add(n320.0)
                .wrapping_add(n386.0)
                .wrapping_add(454),
        )))
    }

    #[organum::node]
    pub async fn n454(n415: &N415) -> Result<N454, BenchError> {
        black_box(Ok(N454(n415.0.wrapping_add(455))))
    }

    #[organum::node]
    pub async fn n455(
        n240: &N240,
        n259: &N259,
        n262: &N262,
        n282: &N282,
    ) -> Result<N455, BenchError> {
        black_box(Ok(N455(
            n240.0
                .wrapping_add(n259.0)
                .wrapping_add(n262.0)
                .wrapping_add(n282.0)
                .wrapping_add(456),
        )))
    }

    #[organum::node]
    pub async fn n456(
        n13: &N13,
        n216: &N216,
        n242: &N242,
        n293: &N293,
    ) -> Result<N456, BenchError> {
        black_box(Ok(N456(
            n13.0
                .wrapping_add(n216.0)
                .wrapping_add(n242.0)
                .wrapping_add(n293.0)
                .wrapping_add(457),
        )))
    }

    #[organum::node]
    pub async fn n457(
        n106: &N106,
        n134: &N134,
        n148: &N148,
        n406: &N406,
    ) -> Result<N457, BenchError> {
        black_box(Ok(N457(
            n106.0
                .wrapping_add(n134.0)
                .wrapping_add(n148.0)
                .wrapping_add(n406.0)
                .wrapping_add(458),
        )))
    }

    #[organum::node]
    pub async fn n458(n372: &N372) -> Result<N458, BenchError> {
        black_box(Ok(N458(n372.0.wrapping_add(459))))
    }

    #[organum::node]
    pub async fn n459(n200: &N200, n400: &N400) -> Result<N459, BenchError> {
        black_box(Ok(N459(n200.0.wrapping_add(n400.0).wrapping_add(460))))
    }

    #[organum::node]
    pub async fn n460(n30: &N30, n72: &N72, n96: &N96) -> Result<N460, BenchError> {
        black_box(Ok(N460(
            n30.0
                .wrapping_add(n72.0)
                .wrapping_add(n96.0)
                .wrapping_add(461),
        )))
    }

    #[organum::node]
    pub async fn n461(n61: &N61, n76: &N76, n166: &N166, n191: &N191) -> Result<N461, BenchError> {
        black_box(Ok(N461(
            n61.0
                .wrapping_add(n76.0)
                .wrapping_add(n166.0)
                .wrapping_add(n191.0)
                .wrapping_add(462),
        )))
    }

    #[organum::node]
    pub async fn n462(n67: &N67, n106: &N106, n440: &N440) -> Result<N462, BenchError> {
        black_box(Ok(N462(
            n67.0
                .wrapping_add(n106.0)
                .wrapping_add(n440.0)
                .wrapping_add(463),
        )))
    }

    #[organum::node]
    pub async fn n463(
        n135: &N135,
        n156: &N156,
        n168: &N168,
        n370: &N370,
    ) -> Result<N463, BenchError> {
        black_box(Ok(N463(
            n135.0
                .wrapping_add(n156.0)
                .wrapping_add(n168.0)
                .wrapping_add(n370.0)
                .wrapping_add(464),
        )))
    }

    #[organum::node]
    pub async fn n464(n98: &N98, n186: &N186, n381: &N381) -> Result<N464, BenchError> {
        black_box(Ok(N464(
            n98.0
                .wrapping_add(n186.0)
                .wrapping_add(n381.0)
                .wrapping_add(465),
        )))
    }

    #[organum::node]
    pub async fn n465(n164: &N164, n388: &N388) -> Result<N465, BenchError> {
        black_box(Ok(N465(n164.0.wrapping_add(n388.0).wrapping_add(466))))
    }

    #[organum::node]
    pub async fn n466(n3: &N3, n178: &N178, n296: &N296, n331: &N331) -> Result<N466, BenchError> {
        black_box(Ok(N466(
            n3.0.wrapping_add(n178.0)
                .wrapping_add(n296.0)
                .wrapping_add(n331.0)
                .wrapping_add(467),
        )))
    }

    #[organum::node]
    pub async fn n467(n166: &N166, n278: &N278, n319: &N319) -> Result<N467, BenchError> {
        black_box(Ok(N467(
            n166.0
                .wrapping_add(n278.0)
                .wrapping_add(n319.0)
                .wrapping_add(468),
        )))
    }

    #[organum::node]
    pub async fn n468(n43: &N43, n117: &N117) -> Result<N468, BenchError> {
        black_box(Ok(N468(n43.0.wrapping_add(n117.0).wrapping_add(469))))
    }

    #[organum::node]
    pub async fn n469(n171: &N171, n174: &N174, n357: &N357) -> Result<N469, BenchError> {
        black_box(Ok(N469(
            n171.0
                .wrapping_add(n174.0)
                .wrapping_add(n357.0)
                .wrapping_add(470),
        )))
    }

    #[organum::node]
    pub async fn n470(n66: &N66, n230: &N230) -> Result<N470, BenchError> {
        black_box(Ok(N470(n66.0.wrapping_add(n230.0).wrapping_add(471))))
    }

    #[organum::node]
    pub async fn n471(n297: &N297) -> Result<N471, BenchError> {
        black_box(Ok(N471(n297.0.wrapping_add(472))))
    }

    #[organum::node]
    pub async fn n472(n62: &N62) -> Result<N472, BenchError> {
        black_box(Ok(N472(n62.0.wrapping_add(473))))
    }

    #[organum::node]
    pub async fn n473(n60: &N60, n90: &N90, n245: &N245) -> Result<N473, BenchError> {
        black_box(Ok(N473(
            n60.0
                .wrapping_add(n90.0)
                .wrapping_add(n245.0)
                .wrapping_add(474),
        )))
    }

    #[organum::node]
    pub async fn n474(n204: &N204) -> Result<N474, BenchError> {
        black_box(Ok(N474(n204.0.wrapping_add(475))))
    }

    #[organum::node]
    pub async fn n475(n100: &N100, n393: &N393) -> Result<N475, BenchError> {
        black_box(Ok(N475(n100.0.wrapping_add(n393.0).wrapping_add(476))))
    }

    #[organum::node]
    pub async fn n476(
        n78: &N78,
        n411: &N411,
        n444: &N444,
        n455: &N455,
    ) -> Result<N476, BenchError> {
        black_box(Ok(N476(
            n78.0
                .wrapping_add(n411.0)
                .wrapping_add(n444.0)
                .wrapping_add(n455.0)
                .wrapping_add(477),
        )))
    }

    #[organum::node]
    pub async fn n477(n259: &N259, n309: &N309) -> Result<N477, BenchError> {
        black_box(Ok(N477(n259.0.wrapping_add(n309.0).wrapping_add(478))))
    }

    #[organum::node]
    pub async fn n478(n257: &N257, n435: &N435) -> Result<N478, BenchError> {
        black_box(Ok(N478(n257.0.wrapping_add(n435.0).wrapping_add(479))))
    }

    #[organum::node]
    pub async fn n479(n81: &N81, n216: &N216, n469: &N469) -> Result<N479, BenchError> {
        black_box(Ok(N479(
            n81.0
                .wrapping_add(n216.0)
                .wrapping_add(n469.0)
                .wrapping_add(480),
        )))
    }

    #[organum::node]
    pub async fn n480(n133: &N133) -> Result<N480, BenchError> {
        black_box(Ok(N480(n133.0.wrapping_add(481))))
    }

    #[organum::node]
    pub async fn n481(
        n27: &N27,
        n146: &N146,
        n341: &N341,
        n473: &N473,
    ) -> Result<N481, BenchError> {
        black_box(Ok(N481(
            n27.0
                .wrapping_add(n146.0)
                .wrapping_add(n341.0)
                .wrapping_add(n473.0)
                .wrapping_add(482),
        )))
    }

    #[organum::node]
    pub async fn n482(
        n46: &N46,
        n227: &N227,
        n289: &N289,
        n297: &N297,
    ) -> Result<N482, BenchError> {
        black_box(Ok(N482(
            n46.0
                .wrapping_add(n227.0)
                .wrapping_add(n289.0)
                .wrapping_add(n297.0)
                .wrapping_add(483),
        )))
    }

    #[organum::node]
    pub async fn n483(
        n171: &N171,
        n386: &N386,
        n413: &N413,
        n414: &N414,
    ) -> Result<N483, BenchError> {
        black_box(Ok(N483(
            n171.0
                .wrapping_add(n386.0)
                .wrapping_add(n413.0)
                .wrapping_add(n414.0)
                .wrapping_add(484),
        )))
    }

    #[organum::node]
    pub async fn n484(
        n60: &N60,
        n146: &N146,
        n249: &N249,
        n414: &N414,
    ) -> Result<N484, BenchError> {
        black_box(Ok(N484(
            n60.0
                .wrapping_add(n146.0)
                .wrapping_add(n249.0)
                .wrapping_add(n414.0)
                .wrapping_add(485),
        )))
    }

    #[organum::node]
    pub async fn n485(
        n42: &N42,
        n261: &N261,
        n276: &N276,
        n468: &N468,
    ) -> Result<N485, BenchError> {
        black_box(Ok(N485(
            n42.0
                .wrapping_add(n261.0)
                .wrapping_add(n276.0)
                .wrapping_add(n468.0)
                .wrapping_add(486),
        )))
    }

    #[organum::node]
    pub async fn n486(n258: &N258) -> Result<N486, BenchError> {
        black_box(Ok(N486(n258.0.wrapping_add(487))))
    }

    #[organum::node]
    pub async fn n487(n1: &N1, n138: &N138, n142: &N142) -> Result<N487, BenchError> {
        black_box(Ok(N487(
            n1.0.wrapping_add(n138.0)
                .wrapping_add(n142.0)
                .wrapping_add(488),
        )))
    }

    #[organum::node]
    pub async fn n488(n85: &N85, n241: &N241, n487: &N487) -> Result<N488, BenchError> {
        black_box(Ok(N488(
            n85.0
                .wrapping_add(n241.0)
                .wrapping_add(n487.0)
                .wrapping_add(489),
        )))
    }

    #[organum::node]
    pub async fn n489(
        n50: &N50,
        n188: &N188,
        n248: &N248,
        n425: &N425,
    ) -> Result<N489, BenchError> {
        black_box(Ok(N489(
            n50.0
                .wrapping_add(n188.0)
                .wrapping_add(n248.0)
                .wrapping_add(n425.0)
                .wrapping_add(490),
        )))
    }

    #[organum::node]
    pub async fn n490(n68: &N68) -> Result<N490, BenchError> {
        black_box(Ok(N490(n68.0.wrapping_add(491))))
    }

    #[organum::node]
    pub async fn n491(n70: &N70) -> Result<N491, BenchError> {
        black_box(Ok(N491(n70.0.wrapping_add(492))))
    }

    #[organum::node]
    pub async fn n492(
        n200: &N200,
        n327: &N327,
        n409: &N409,
        n467: &N467,
    ) -> Result<N492, BenchError> {
        black_box(Ok(N492(
            n200.0
                .wrapping_add(n327.0)
                .wrapping_add(n409.0)
                .wrapping_add(n467.0)
                .wrapping_add(493),
        )))
    }

    #[organum::node]
    pub async fn n493(n489: &N489) -> Result<N493, BenchError> {
        black_box(Ok(N493(n489.0.wrapping_add(494))))
    }

    #[organum::node]
    pub async fn n494(
        n145: &N145,
        n404: &N404,
        n410: &N410,
        n493: &N493,
    ) -> Result<N494, BenchError> {
        black_box(Ok(N494(
            n145.0
                .wrapping_add(n404.0)
                .wrapping_add(n410.0)
                .wrapping_add(n493.0)
                .wrapping_add(495),
        )))
    }

    #[organum::node]
    pub async fn n495(n63: &N63, n100: &N100, n126: &N126) -> Result<N495, BenchError> {
        black_box(Ok(N495(
            n63.0
                .wrapping_add(n100.0)
                .wrapping_add(n126.0)
                .wrapping_add(496),
        )))
    }

    #[organum::node]
    pub async fn n496(
        n150: &N150,
        n352: &N352,
        n398: &N398,
        n462: &N462,
    ) -> Result<N496, BenchError> {
        black_box(Ok(N496(
            n150.0
                .wrapping_add(n352.0)
                .wrapping_add(n398.0)
                .wrapping_add(n462.0)
                .wrapping_add(497),
        )))
    }

    #[organum::node]
    pub async fn n497(n40: &N40, n178: &N178) -> Result<N497, BenchError> {
        black_box(Ok(N497(n40.0.wrapping_add(n178.0).wrapping_add(498))))
    }

    #[organum::node]
    pub async fn n498(n133: &N133, n160: &N160) -> Result<N498, BenchError> {
        black_box(Ok(N498(n133.0.wrapping_add(n160.0).wrapping_add(499))))
    }

    #[organum::node]
    pub async fn n499(n119: &N119) -> Result<N499, BenchError> {
        black_box(Ok(N499(n119.0.wrapping_add(500))))
    }

    #[organum::node]
    pub async fn n500(n70: &N70, n426: &N426) -> Result<N500, BenchError> {
        black_box(Ok(N500(n70.0.wrapping_add(n426.0).wrapping_add(501))))
    }

    #[organum::node]
    pub async fn n501(n362: &N362, n404: &N404) -> Result<N501, BenchError> {
        black_box(Ok(N501(n362.0.wrapping_add(n404.0).wrapping_add(502))))
    }

    #[organum::node]
    pub async fn n502(
        n153: &N153,
        n286: &N286,
        n364: &N364,
        n447: &N447,
    ) -> Result<N502, BenchError> {
        black_box(Ok(N502(
            n153.0
                .wrapping_add(n286.0)
                .wrapping_add(n364.0)
                .wrapping_add(n447.0)
                .wrapping_add(503),
        )))
    }

    #[organum::node]
    pub async fn n503(n430: &N430) -> Result<N503, BenchError> {
        black_box(Ok(N503(n430.0.wrapping_add(504))))
    }

    #[organum::node]
    pub async fn n504(n448: &N448) -> Result<N504, BenchError> {
        black_box(Ok(N504(n448.0.wrapping_add(505))))
    }

    #[organum::node]
    pub async fn n505(
        n137: &N137,
        n188: &N188,
        n216: &N216,
        n256: &N256,
    ) -> Result<N505, BenchError> {
        black_box(Ok(N505(
            n137.0
                .wrapping_add(n188.0)
                .wrapping_add(n216.0)
                .wrapping_add(n256.0)
                .wrapping_add(506),
        )))
    }

    #[organum::node]
    pub async fn n506(
        n231: &N231,
        n288: &N288,
        n358: &N358,
        n409: &N409,
    ) -> Result<N506, BenchError> {
        black_box(Ok(N506(
            n231.0
                .wrapping_add(n288.0)
                .wrapping_add(n358.0)
                .wrapping_add(n409.0)
                .wrapping_add(507),
        )))
    }

    #[organum::node]
    pub async fn n507(n272: &N272) -> Result<N507, BenchError> {
        black_box(Ok(N507(n272.0.wrapping_add(508))))
    }

    #[organum::node]
    pub async fn n508(n139: &N139) -> Result<N508, BenchError> {
        black_box(Ok(N508(n139.0.wrapping_add(509))))
    }

    #[organum::node]
    pub async fn n509(n162: &N162) -> Result<N509, BenchError> {
        black_box(Ok(N509(n162.0.wrapping_add(510))))
    }

    #[organum::node]
    pub async fn n510(n72: &N72, n174: &N174) -> Result<N510, BenchError> {
        black_box(Ok(N510(n72.0.wrapping_add(n174.0).wrapping_add(511))))
    }

    #[organum::node]
    pub async fn n511(n67: &N67) -> Result<N511, BenchError> {
        black_box(Ok(N511(n67.0.wrapping_add(512))))
    }

    #[organum::node]
    pub async fn n512(n104: &N104, n158: &N158, n188: &N188) -> Result<N512, BenchError> {
        black_box(Ok(N512(
            n104.0
                .wrapping_add(n158.0)
                .wrapping_add(n188.0)
                .wrapping_add(513),
        )))
    }

    #[organum::node]
    pub async fn n513(
        n60: &N60,
        n131: &N131,
        n459: &N459,
        n488: &N488,
    ) -> Result<N513, BenchError> {
        black_box(Ok(N513(
            n60.0
                .wrapping_add(n131.0)
                .wrapping_add(n459.0)
                .wrapping_add(n488.0)
                .wrapping_add(514),
        )))
    }

    #[organum::node]
    pub async fn n514(n284: &N284) -> Result<N514, BenchError> {
        black_box(Ok(N514(n284.0.wrapping_add(515))))
    }

    #[organum::node]
    pub async fn n515(n23: &N23, n410: &N410) -> Result<N515, BenchError> {
        black_box(Ok(N515(n23.0.wrapping_add(n410.0).wrapping_add(516))))
    }

    #[organum::node]
    pub async fn n516(n33: &N33, n297: &N297, n430: &N430) -> Result<N516, BenchError> {
        black_box(Ok(N516(
            n33.0
                .wrapping_add(n297.0)
                .wrapping_add(n430.0)
                .wrapping_add(517),
        )))
    }

    #[organum::node]
    pub async fn n517(n257: &N257, n291: &N291, n471: &N471) -> Result<N517, BenchError> {
        black_box(Ok(N517(
            n257.0
                .wrapping_add(n291.0)
                .wrapping_add(n471.0)
                .wrapping_add(518),
        )))
    }

    #[organum::node]
    pub async fn n518(
        n156: &N156,
        n190: &N190,
        n230: &N230,
        n498: &N498,
    ) -> Result<N518, BenchError> {
        black_box(Ok(N518(
            n156.0
                .wrapping_add(n190.0)
                .wrapping_add(n230.0)
                .wrapping_add(n498.0)
                .wrapping_add(519),
        )))
    }

    #[organum::node]
    pub async fn n519(n430: &N430, n510: &N510) -> Result<N519, BenchError> {
        black_box(Ok(N519(n430.0.wrapping_add(n510.0).wrapping_add(520))))
    }

    #[organum::node]
    pub async fn n520(n69: &N69, n157: &N157, n170: &N170) -> Result<N520, BenchError> {
        black_box(Ok(N520(
            n69.0
                .wrapping_add(n157.0)
                .wrapping_add(n170.0)
                .wrapping_add(521),
        )))
    }

    #[organum::node]
    pub async fn n521(n133: &N133) -> Result<N521, BenchError> {
        black_box(Ok(N521(n133.0.wrapping_add(522))))
    }

    #[organum::node]
    pub async fn n522(n145: &N145, n463: &N463) -> Result<N522, BenchError> {
        black_box(Ok(N522(n145.0.wrapping_add(n463.0).wrapping_add(523))))
    }

    #[organum::node]
    pub async fn n523(n87: &N87) -> Result<N523, BenchError> {
        black_box(Ok(N523(n87.0.wrapping_add(524))))
    }

    #[organum::node]
    pub async fn n524(n244: &N244) -> Result<N524, BenchError> {
        black_box(Ok(N524(n244.0.wrapping_add(525))))
    }

    #[organum::node]
    pub async fn n525(n276: &N276, n330: &N330, n495: &N495) -> Result<N525, BenchError> {
        black_box(Ok(N525(
            n276.0
                .wrapping_add(n330.0)
                .wrapping_add(n495.0)
                .wrapping_add(526),
        )))
    }

    #[organum::node]
    pub async fn n526(
        n150: &N150,
        n227: &N227,
        n300: &N300,
        n407: &N407,
    ) -> Result<N526, BenchError> {
        black_box(Ok(N526(
            n150.0
                .wrapping_add(n227.0)
                .wrapping_add(n300.0)
                .wrapping_add(n407.0)
                .wrapping_add(527),
        )))
    }

    #[organum::node]
    pub async fn n527(n0: &N0, n77: &N77) -> Result<N527, BenchError> {
        black_box(Ok(N527(n0.0.wrapping_add(n77.0).wrapping_add(528))))
    }

    #[organum::node]
    pub async fn n528(
        n145: &N145,
        n205: &N205,
        n242: &N242,
        n443: &N443,
    ) -> Result<N528, BenchError> {
        black_box(Ok(N528(
            n145.0
                .wrapping_add(n205.0)
                .wrapping_add(n242.0)
                .wrapping_add(n443.0)
                .wrapping_add(529),
        )))
    }

    #[organum::node]
    pub async fn n529(n19: &N19, n160: &N160, n329: &N329) -> Result<N529, BenchError> {
        black_box(Ok(N529(
            n19.0
                .wrapping_add(n160.0)
                .wrapping_add(n329.0)
                .wrapping_add(530),
        )))
    }

    #[organum::node]
    pub async fn n530(n102: &N102) -> Result<N530, BenchError> {
        black_box(Ok(N530(n102.0.wrapping_add(531))))
    }

    #[organum::node]
    pub async fn n531(n49: &N49, n379: &N379, n488: &N488) -> Result<N531, BenchError> {
        black_box(Ok(N531(
            n49.0
                .wrapping_add(n379.0)
                .wrapping_add(n488.0)
                .wrapping_add(532),
        )))
    }

    #[organum::node]
    pub async fn n532(n361: &N361, n377: &N377, n520: &N520) -> Result<N532, BenchError> {
        black_box(Ok(N532(
            n361.0
                .wrapping_add(n377.0)
                .wrapping_add(n520.0)
                .wrapping_add(533),
        )))
    }

    #[organum::node]
    pub async fn n533(n21: &N21, n25: &N25) -> Result<N533, BenchError> {
        black_box(Ok(N533(n21.0.wrapping_add(n25.0).wrapping_add(534))))
    }

    #[organum::node]
    pub async fn n534(n77: &N77) -> Result<N534, BenchError> {
        black_box(Ok(N534(n77.0.wrapping_add(535))))
    }

    #[organum::node]
    pub async fn n535(
        n269: &N269,
        n377: &N377,
        n470: &N470,
        n512: &N512,
    ) -> Result<N535, BenchError> {
        black_box(Ok(N535(
            n269.0
                .wrapping_add(n377.0)
                .wrapping_add(n470.0)
                .wrapping_add(n512.0)
                .wrapping_add(536),
        )))
    }

    #[organum::node]
    pub async fn n536(n31: &N31, n112: &N112, n335: &N335) -> Result<N536, BenchError> {
        black_box(Ok(N536(
            n31.0
                .wrapping_add(n112.0)
                .wrapping_add(n335.0)
                .wrapping_add(537),
        )))
    }

    #[organum::node]
    pub async fn n537(
        n99: &N99,
        n295: &N295,
        n298: &N298,
        n472: &N472,
    ) -> Result<N537, BenchError> {
        black_box(Ok(N537(
            n99.0
                .wrapping_add(n295.0)
                .wrapping_add(n298.0)
                .wrapping_add(n472.0)
                .wrapping_add(538),
        )))
    }

    #[organum::node]
    pub async fn n538(
        n25: &N25,
        n193: &N193,
        n210: &N210,
        n385: &N385,
    ) -> Result<N538, BenchError> {
        black_box(Ok(N538(
            n25.0
                .wrapping_add(n193.0)
                .wrapping_add(n210.0)
                .wrapping_add(n385.0)
                .wrapping_add(539),
        )))
    }

    #[organum::node]
    pub async fn n539(n306: &N306) -> Result<N539, BenchError> {
        black_box(Ok(N539(n306.0.wrapping_add(540))))
    }

    #[organum::node]
    pub async fn n540(n31: &N31, n66: &N66, n97: &N97, n202: &N202) -> Result<N540, BenchError> {
        black_box(Ok(N540(
            n31.0
                .wrapping_add(n66.0)
                .wrapping_add(n97.0)
                .wrapping_add(n202.0)
                .wrapping_add(541),
        )))
    }

    #[organum::node]
    pub async fn n541(
        n250: &N250,
        n292: &N292,
        n430: &N430,
        n468: &N468,
    ) -> Result<N541, BenchError> {
        black_box(Ok(N541(
            n250.0
                .wrapping_add(n292.0)
                .wrapping_add(n430.0)
                .wrapping_add(n468.0)
                .wrapping_add(542),
        )))
    }

    #[organum::node]
    pub async fn n542(n77: &N77) -> Result<N542, BenchError> {
        black_box(Ok(N542(n77.0.wrapping_add(543))))
    }

    #[organum::node]
    pub async fn n543(n36: &N36, n86: &N86) -> Result<N543, BenchError> {
        black_box(Ok(N543(n36.0.wrapping_add(n86.0).wrapping_add(544))))
    }

    #[organum::node]
    pub async fn n544(n81: &N81, n273: &N273) -> Result<N544, BenchError> {
        black_box(Ok(N544(n81.0.wrapping_add(n273.0).wrapping_add(545))))
    }

    #[organum::node]
    pub async fn n545(n212: &N212, n256: &N256) -> Result<N545, BenchError> {
        black_box(Ok(N545(n212.0.wrapping_add(n256.0).wrapping_add(546))))
    }

    #[organum::node]
    pub async fn n546(n416: &N416) -> Result<N546, BenchError> {
        black_box(Ok(N546(n416.0.wrapping_add(547))))
    }

    #[organum::node]
    pub async fn n547(n530: &N530) -> Result<N547, BenchError> {
        black_box(Ok(N547(n530.0.wrapping_add(548))))
    }

    #[organum::node]
    pub async fn n548(n179: &N179, n422: &N422, n527: &N527) -> Result<N548, BenchError> {
        black_box(Ok(N548(
            n179.0
                .wrapping_add(n422.0)
                .wrapping_add(n527.0)
                .wrapping_add(549),
        )))
    }

    #[organum::node]
    pub async fn n549(n95: &N95, n305: &N305, n462: &N462) -> Result<N549, BenchError> {
        black_box(Ok(N549(
            n95.0
                .wrapping_add(n305.0)
                .wrapping_add(n462.0)
                .wrapping_add(550),
        )))
    }

    #[organum::node]
    pub async fn n550(n300: &N300) -> Result<N550, BenchError> {
        black_box(Ok(N550(n300.0.wrapping_add(551))))
    }

    #[organum::node]
    pub async fn n551(n163: &N163, n518: &N518) -> Result<N551, BenchError> {
        black_box(Ok(N551(n163.0.wrapping_add(n518.0).wrapping_add(552))))
    }

    #[organum::node]
    pub async fn n552(n203: &N203, n258: &N258) -> Result<N552, BenchError> {
        black_box(Ok(N552(n203.0.wrapping_add(n258.0).wrapping_add(553))))
    }

    #[organum::node]
    pub async fn n553(n144: &N144, n312: &N312, n334: &N334) -> Result<N553, BenchError> {
        black_box(Ok(N553(
            n144.0
                .wrapping_add(n312.0)
                .wrapping_add(n334.0)
                .wrapping_add(554),
        )))
    }

    #[organum::node]
    pub async fn n554(n48: &N48, n74: &N74, n103: &N103) -> Result<N554, BenchError> {
        black_box(Ok(N554(
            n48.0
                .wrapping_add(n74.0)
                .wrapping_add(n103.0)
                .wrapping_add(555),
        )))
    }

    #[organum::node]
    pub async fn n555(n144: &N144) -> Result<N555, BenchError> {
        black_box(Ok(N555(n144.0.wrapping_add(556))))
    }

    #[organum::node]
    pub async fn n556(
        n205: &N205,
        n212: &N212,
        n483: &N483,
        n540: &N540,
    ) -> Result<N556, BenchError> {
        black_box(Ok(N556(
            n205.0
                .wrapping_add(n212.0)
                .wrapping_add(n483.0)
                .wrapping_add(n540.0)
                .wrapping_add(557),
        )))
    }

    #[organum::node]
    pub async fn n557(n248: &N248, n259: &N259) -> Result<N557, BenchError> {
        black_box(Ok(N557(n248.0.wrapping_add(n259.0).wrapping_add(558))))
    }

    #[organum::node]
    pub async fn n558(
        n147: &N147,
        n149: &N149,
        n264: &N264,
        n533: &N533,
    ) -> Result<N558, BenchError> {
        black_box(Ok(N558(
            n147.0
                .wrapping_add(n149.0)
                .wrapping_add(n264.0)
                .wrapping_add(n533.0)
                .wrapping_add(559),
        )))
    }

    #[organum::node]
    pub async fn n559(
        n35: &N35,
        n371: &N371,
        n453: &N453,
        n479: &N479,
    ) -> Result<N559, BenchError> {
        black_box(Ok(N559(
            n35.0
                .wrapping_add(n371.0)
                .wrapping_add(n453.0)
                .wrapping_add(n479.0)
                .wrapping_add(560),
        )))
    }

    #[organum::node]
    pub async fn n560(n66: &N66, n299: &N299, n468: &N468) -> Result<N560, BenchError> {
        black_box(Ok(N560(
            n66.0
                .wrapping_add(n299.0)
                .wrapping_add(n468.0)
                .wrapping_add(561),
        )))
    }

    #[organum::node]
    pub async fn n561(n300: &N300) -> Result<N561, BenchError> {
        black_box(Ok(N561(n300.0.wrapping_add(562))))
    }

    #[organum::node]
    pub async fn n562(n332: &N332, n544: &N544) -> Result<N562, BenchError> {
        black_box(Ok(N562(n332.0.wrapping_add(n544.0).wrapping_add(563))))
    }

    #[organum::node]
    pub async fn n563(n231: &N231, n267: &N267, n481: &N481) -> Result<N563, BenchError> {
        black_box(Ok(N563(
            n231.0
                .wrapping_add(n267.0)
                .wrapping_add(n481.0)
                .wrapping_add(564),
        )))
    }

    #[organum::node]
    pub async fn n564(n198: &N198, n557: &N557) -> Result<N564, BenchError> {
        black_box(Ok(N564(n198.0.wrapping_add(n557.0).wrapping_add(565))))
    }

    #[organum::node]
    pub async fn n565(n55: &N55, n75: &N75, n245: &N245, n330: &N330) -> Result<N565, BenchError> {
        black_box(Ok(N565(
            n55.0
                .wrapping_add(n75.0)
                .wrapping_add(n245.0)
                .wrapping_add(n330.0)
                .wrapping_add(566),
        )))
    }

    #[organum::node]
    pub async fn n566(n218: &N218, n364: &N364) -> Result<N566, BenchError> {
        black_box(Ok(N566(n218.0.wrapping_add(n364.0).wrapping_add(567))))
    }

    #[organum::node]
    pub async fn n567(n14: &N14, n238: &N238) -> Result<N567, BenchError> {
        black_box(Ok(N567(n14.0.wrapping_add(n238.0).wrapping_add(568))))
    }

    #[organum::node]
    pub async fn n568(n141: &N141) -> Result<N568, BenchError> {
        black_box(Ok(N568(n141.0.wrapping_add(569))))
    }

    #[organum::node]
    pub async fn n569(n11: &N11, n20: &N20, n191: &N191, n271: &N271) -> Result<N569, BenchError> {
        black_box(Ok(N569(
            n11.0
                .wrapping_add(n20.0)
                .wrapping_add(n191.0)
                .wrapping_add(n271.0)
                .wrapping_add(570),
        )))
    }

    #[organum::node]
    pub async fn n570(n170: &N170, n330: &N330) -> Result<N570, BenchError> {
        black_box(Ok(N570(n170.0.wrapping_add(n330.0).wrapping_add(571))))
    }

    #[organum::node]
    pub async fn n571(n225: &N225, n529: &N529) -> Result<N571, BenchError> {
        black_box(Ok(N571(n225.0.wrapping_add(n529.0).wrapping_add(572))))
    }

    #[organum::node]
    pub async fn n572(n47: &N47, n120: &N120, n183: &N183) -> Result<N572, BenchError> {
        black_box(Ok(N572(
            n47.0
                .wrapping_add(n120.0)
                .wrapping_add(n183.0)
                .wrapping_add(573),
        )))
    }

    #[organum::node]
    pub async fn n573(n459: &N459) -> Result<N573, BenchError> {
        black_box(Ok(N573(n459.0.wrapping_add(574))))
    }

    #[organum::node]
    pub async fn n574(n196: &N196, n377: &N377) -> Result<N574, BenchError> {
        black_box(Ok(N574(n196.0.wrapping_add(n377.0).wrapping_add(575))))
    }

    #[organum::node]
    pub async fn n575(n75: &N75, n241: &N241, n519: &N519) -> Result<N575, BenchError> {
        black_box(Ok(N575(
            n75.0
                .wrapping_add(n241.0)
                .wrapping_add(n519.0)
                .wrapping_add(576),
        )))
    }

    #[organum::node]
    pub async fn n576(n272: &N272, n555: &N555) -> Result<N576, BenchError> {
        black_box(Ok(N576(n272.0.wrapping_add(n555.0).wrapping_add(577))))
    }

    #[organum::node]
    pub async fn n577(n167: &N167, n469: &N469) -> Result<N577, BenchError> {
        black_box(Ok(N577(n167.0.wrapping_add(n469.0).wrapping_add(578))))
    }

    #[organum::node]
    pub async fn n578(n140: &N140, n569: &N569) -> Result<N578, BenchError> {
        black_box(Ok(N578(n140.0.wrapping_add(n569.0).wrapping_add(579))))
    }

    #[organum::node]
    pub async fn n579(n136: &N136, n341: &N341) -> Result<N579, BenchError> {
        black_box(Ok(N579(n136.0.wrapping_add(n341.0).wrapping_add(580))))
    }

    #[organum::node]
    pub async fn n580(n53: &N53, n277: &N277) -> Result<N580, BenchError> {
        black_box(Ok(N580(n53.0.wrapping_add(n277.0).wrapping_add(581))))
    }

    #[organum::node]
    pub async fn n581(
        n298: &N298,
        n321: &N321,
        n413: &N413,
        n451: &N451,
    ) -> Result<N581, BenchError> {
        black_box(Ok(N581(
            n298.0
                .wrapping_add(n321.0)
                .wrapping_add(n413.0)
                .wrapping_add(n451.0)
                .wrapping_add(582),
        )))
    }

    #[organum::node]
    pub async fn n582(n92: &N92, n489: &N489, n566: &N566) -> Result<N582, BenchError> {
        black_box(Ok(N582(
            n92.0
                .wrapping_add(n489.0)
                .wrapping_add(n566.0)
                .wrapping_add(583),
        )))
    }

    #[organum::node]
    pub async fn n583(
        n93: &N93,
        n106: &N106,
        n201: &N201,
        n472: &N472,
    ) -> Result<N583, BenchError> {
        black_box(Ok(N583(
            n93.0
                .wrapping_add(n106.0)
                .wrapping_add(n201.0)
                .wrapping_add(n472.0)
                .wrapping_add(584),
        )))
    }

    #[organum::node]
    pub async fn n584(n146: &N146, n449: &N449) -> Result<N584, BenchError> {
        black_box(Ok(N584(n146.0.wrapping_add(n449.0).wrapping_add(585))))
    }

    #[organum::node]
    pub async fn n585(n103: &N103, n295: &N295) -> Result<N585, BenchError> {
        black_box(Ok(N585(n103.0.wrapping_add(n295.0).wrapping_add(586))))
    }

    #[organum::node]
    pub async fn n586(
        n64: &N64,
        n178: &N178,
        n333: &N333,
        n377: &N377,
    ) -> Result<N586, BenchError> {
        black_box(Ok(N586(
            n64.0
                .wrapping_add(n178.0)
                .wrapping_add(n333.0)
                .wrapping_add(n377.0)
                .wrapping_add(587),
        )))
    }

    #[organum::node]
    pub async fn n587(n32: &N32, n97: &N97, n253: &N253, n422: &N422) -> Result<N587, BenchError> {
        black_box(Ok(N587(
            n32.0
                .wrapping_add(n97.0)
                .wrapping_add(n253.0)
                .wrapping_add(n422.0)
                .wrapping_add(588),
        )))
    }

    #[organum::node]
    pub async fn n588(n51: &N51) -> Result<N588, BenchError> {
        black_box(Ok(N588(n51.0.wrapping_add(589))))
    }

    #[organum::node]
    pub async fn n589(
        n31: &N31,
        n203: &N203,
        n240: &N240,
        n297: &N297,
    ) -> Result<N589, BenchError> {
        black_box(Ok(N589(
            n31.0
                .wrapping_add(n203.0)
                .wrapping_add(n240.0)
                .wrapping_add(n297.0)
                .wrapping_add(590),
        )))
    }

    #[organum::node]
    pub async fn n590(n533: &N533) -> Result<N590, BenchError> {
        black_box(Ok(N590(n533.0.wrapping_add(591))))
    }

    #[organum::node]
    pub async fn n591(n451: &N451) -> Result<N591, BenchError> {
        black_box(Ok(N591(n451.0.wrapping_add(592))))
    }

    #[organum::node]
    pub async fn n592(n136: &N136, n338: &N338) -> Result<N592, BenchError> {
        black_box(Ok(N592(n136.0.wrapping_add(n338.0).wrapping_add(593))))
    }

    #[organum::node]
    pub async fn n593(n2: &N2, n269: &N269, n439: &N439) -> Result<N593, BenchError> {
        black_box(Ok(N593(
            n2.0.wrapping_add(n269.0)
                .wrapping_add(n439.0)
                .wrapping_add(594),
        )))
    }

    #[organum::node]
    pub async fn n594(n557: &N557) -> Result<N594, BenchError> {
        black_box(Ok(N594(n557.0.wrapping_add(595))))
    }

    #[organum::node]
    pub async fn n595(
        n63: &N63,
        n200: &N200,
        n420: &N420,
        n547: &N547,
    ) -> Result<N595, BenchError> {
        black_box(Ok(N595(
            n63.0
                .wrapping_add(n200.0)
                .wrapping_add(n420.0)
                .wrapping_add(n547.0)
                .wrapping_add(596),
        )))
    }

    #[organum::node]
    pub async fn n596(n59: &N59) -> Result<N596, BenchError> {
        black_box(Ok(N596(n59.0.wrapping_add(597))))
    }

    #[organum::node]
    pub async fn n597(n179: &N179) -> Result<N597, BenchError> {
        black_box(Ok(N597(n179.0.wrapping_add(598))))
    }

    #[organum::node]
    pub async fn n598(
        n195: &N195,
        n309: &N309,
        n434: &N434,
        n459: &N459,
    ) -> Result<N598, BenchError> {
        black_box(Ok(N598(
            n195.0
                .wrapping_add(n309.0)
                .wrapping_add(n434.0)
                .wrapping_add(n459.0)
                .wrapping_add(599),
        )))
    }

    #[organum::node]
    pub async fn n599(n151: &N151) -> Result<N599, BenchError> {
        black_box(Ok(N599(n151.0.wrapping_add(600))))
    }

    #[organum::node]
    pub async fn n600(n297: &N297, n470: &N470) -> Result<N600, BenchError> {
        black_box(Ok(N600(n297.0.wrapping_add(n470.0).wrapping_add(601))))
    }

    #[organum::node]
    pub async fn n601(n182: &N182, n370: &N370, n495: &N495) -> Result<N601, BenchError> {
        black_box(Ok(N601(
            n182.0
                .wrapping_add(n370.0)
                .wrapping_add(n495.0)
                .wrapping_add(602),
        )))
    }

    #[organum::node]
    pub async fn n602(n48: &N48) -> Result<N602, BenchError> {
        black_box(Ok(N602(n48.0.wrapping_add(603))))
    }

    #[organum::node]
    pub async fn n603(n298: &N298, n497: &N497) -> Result<N603, BenchError> {
        black_box(Ok(N603(n298.0.wrapping_add(n497.0).wrapping_add(604))))
    }

    #[organum::node]
    pub async fn n604(n7: &N7, n186: &N186, n356: &N356) -> Result<N604, BenchError> {
        black_box(Ok(N604(
            n7.0.wrapping_add(n186.0)
                .wrapping_add(n356.0)
                .wrapping_add(605),
        )))
    }

    #[organum::node]
    pub async fn n605(n189: &N189, n300: &N300, n409: &N409) -> Result<N605, BenchError> {
        black_box(Ok(N605(
            n189.0
                .wrapping_add(n300.0)
                .wrapping_add(n409.0)
                .wrapping_add(606),
        )))
    }

    #[organum::node]
    pub async fn n606(
        n105: &N105,
        n108: &N108,
        n419: &N419,
        n456: &N456,
    ) -> Result<N606, BenchError> {
        black_box(Ok(N606(
            n105.0
                .wrapping_add(n108.0)
                .wrapping_add(n419.0)
                .wrapping_add(n456.0)
                .wrapping_add(607),
        )))
    }

    #[organum::node]
    pub async fn n607(n339: &N339, n375: &N375, n602: &N602) -> Result<N607, BenchError> {
        black_box(Ok(N607(
            n339.0
                .wrapping_add(n375.0)
                .wrapping_add(n602.0)
                .wrapping_add(608),
        )))
    }

    #[organum::node]
    pub async fn n608(n42: &N42) -> Result<N608, BenchError> {
        black_box(Ok(N608(n42.0.wrapping_add(609))))
    }

    #[organum::node]
    pub async fn n609(n48: &N48, n291: &N291, n409: &N409) -> Result<N609, BenchError> {
        black_box(Ok(N609(
            n48.0
                .wrapping_add(n291.0)
                .wrapping_add(n409.0)
                .wrapping_add(610),
        )))
    }

    #[organum::node]
    pub async fn n610(n18: &N18, n294: &N294, n325: &N325) -> Result<N610, BenchError> {
        black_box(Ok(N610(
            n18.0
                .wrapping_add(n294.0)
                .wrapping_add(n325.0)
                .wrapping_add(611),
        )))
    }

    #[organum::node]
    pub async fn n611(n33: &N33, n73: &N73, n130: &N130) -> Result<N611, BenchError> {
        black_box(Ok(N611(
            n33.0
                .wrapping_add(n73.0)
                .wrapping_add(n130.0)
                .wrapping_add(612),
        )))
    }

    #[organum::node]
    pub async fn n612(n32: &N32, n58: &N58, n154: &N154, n187: &N187) -> Result<N612, BenchError> {
        black_box(Ok(N612(
            n32.0
                .wrapping_add(n58.0)
                .wrapping_add(n154.0)
                .wrapping_add(n187.0)
                .wrapping_add(613),
        )))
    }

    #[organum::node]
    pub async fn n613(n336: &N336) -> Result<N613, BenchError> {
        black_box(Ok(N613(n336.0.wrapping_add(614))))
    }

    #[organum::node]
    pub async fn n614(
        n179: &N179,
        n213: &N213,
        n322: &N322,
        n376: &N376,
    ) -> Result<N614, BenchError> {
        black_box(Ok(N614(
            n179.0
                .wrapping_add(n213.0)
                .wrapping_add(n322.0)
                .wrapping_add(n376.0)
                .wrapping_add(615),
        )))
    }

    #[organum::node]
    pub async fn n615(n84: &N84, n239: &N239, n517: &N517) -> Result<N615, BenchError> {
        black_box(Ok(N615(
            n84.0
                .wrapping_add(n239.0)
                .wrapping_add(n517.0)
                .wrapping_add(616),
        )))
    }

    #[organum::node]
    pub async fn n616(
        n155: &N155,
        n197: &N197,
        n382: &N382,
        n487: &N487,
    ) -> Result<N616, BenchError> {
        black_box(Ok(N616(
            n155.0
                .wrapping_add(n197.0)
                .wrapping_add(n382.0)
                .wrapping_add(n487.0)
                .wrapping_add(617),
        )))
    }

    #[organum::node]
    pub async fn n617(n50: &N50, n135: &N135, n207: &N207) -> Result<N617, BenchError> {
        black_box(Ok(N617(
            n50.0
                .wrapping_add(n135.0)
                .wrapping_add(n207.0)
                .wrapping_add(618),
        )))
    }

    #[organum::node]
    pub async fn n618(
        n141: &N141,
        n146: &N146,
        n227: &N227,
        n591: &N591,
    ) -> Result<N618, BenchError> {
        black_box(Ok(N618(
            n141.0
                .wrapping_add(n146.0)
                .wrapping_add(n227.0)
                .wrapping_add(n591.0)
                .wrapping_add(619),
        )))
    }

    #[organum::node]
    pub async fn n619(n276: &N276, n399: &N399, n510: &N510) -> Result<N619, BenchError> {
        black_box(Ok(N619(
            n276.0
                .wrapping_add(n399.0)
                .wrapping_add(n510.0)
                .wrapping_add(620),
        )))
    }

    #[organum::node]
    pub async fn n620(
        n270: &N270,
        n278: &N278,
        n490: &N490,
        n589: &N589,
    ) -> Result<N620, BenchError> {
        black_box(Ok(N620(
            n270.0
                .wrapping_add(n278.0)
                .wrapping_add(n490.0)
                .wrapping_add(n589.0)
                .wrapping_add(621),
        )))
    }

    #[organum::node]
    pub async fn n621(
        n140: &N140,
        n411: &N411,
        n472: &N472,
        n546: &N546,
    ) -> Result<N621, BenchError> {
        black_box(Ok(N621(
            n140.0
                .wrapping_add(n411.0)
                .wrapping_add(n472.0)
                .wrapping_add(n546.0)
                .wrapping_add(622),
        )))
    }

    #[organum::node]
    pub async fn n622(n6: &N6, n101: &N101, n106: &N106, n281: &N281) -> Result<N622, BenchError> {
        black_box(Ok(N622(
            n6.0.wrapping_add(n101.0)
                .wrapping_add(n106.0)
                .wrapping_add(n281.0)
                .wrapping_add(623),
        )))
    }

    #[organum::node]
    pub async fn n623(n128: &N128, n461: &N461) -> Result<N623, BenchError> {
        black_box(Ok(N623(n128.0.wrapping_add(n461.0).wrapping_add(624))))
    }

    #[organum::node]
    pub async fn n624(n143: &N143, n377: &N377, n485: &N485) -> Result<N624, BenchError> {
        black_box(Ok(N624(
            n143.0
                .wrapping_add(n377.0)
                .wrapping_add(n485.0)
                .wrapping_add(625),
        )))
    }

    #[organum::node]
    pub async fn n625(
        n478: &N478,
        n486: &N486,
        n517: &N517,
        n572: &N572,
    ) -> Result<N625, BenchError> {
        black_box(Ok(N625(
            n478.0
                .wrapping_add(n486.0)
                .wrapping_add(n517.0)
                .wrapping_add(n572.0)
                .wrapping_add(626),
        )))
    }

    #[organum::node]
    pub async fn n626(
        n10: &N10,
        n124: &N124,
        n343: &N343,
        n477: &N477,
    ) -> Result<N626, BenchError> {
        black_box(Ok(N626(
            n10.0
                .wrapping_add(n124.0)
                .wrapping_add(n343.0)
                .wrapping_add(n477.0)
                .wrapping_add(627),
        )))
    }

    #[organum::node]
    pub async fn n627(n16: &N16, n193: &N193, n403: &N403) -> Result<N627, BenchError> {
        black_box(Ok(N627(
            n16.0
                .wrapping_add(n193.0)
                .wrapping_add(n403.0)
                .wrapping_add(628),
        )))
    }

    #[organum::node]
    pub async fn n628(n385: &N385) -> Result<N628, BenchError> {
        black_box(Ok(N628(n385.0.wrapping_add(629))))
    }

    #[organum::node]
    pub async fn n629(n236: &N236) -> Result<N629, BenchError> {
        black_box(Ok(N629(n236.0.wrapping_add(630))))
    }

    #[organum::node]
    pub async fn n630(n49: &N49, n60: &N60, n534: &N534) -> Result<N630, BenchError> {
        black_box(Ok(N630(
            n49.0
                .wrapping_add(n60.0)
                .wrapping_add(n534.0)
                .wrapping_add(631),
        )))
    }

    #[organum::node]
    pub async fn n631(n47: &N47, n480: &N480, n598: &N598) -> Result<N631, BenchError> {
        black_box(Ok(N631(
            n47.0
                .wrapping_add(n480.0)
                .wrapping_add(n598.0)
                .wrapping_add(632),
        )))
    }

    #[organum::node]
    pub async fn n632(
        n95: &N95,
        n205: &N205,
        n412: &N412,
        n502: &N502,
    ) -> Result<N632, BenchError> {
        black_box(Ok(N632(
            n95.0
                .wrapping_add(n205.0)
                .wrapping_add(n412.0)
                .wrapping_add(n502.0)
                .wrapping_add(633),
        )))
    }

    #[organum::node]
    pub async fn n633(n27: &N27) -> Result<N633, BenchError> {
        black_box(Ok(N633(n27.0.wrapping_add(634))))
    }

    #[organum::node]
    pub async fn n634(n310: &N310, n479: &N479) -> Result<N634, BenchError> {
        black_box(Ok(N634(n310.0.wrapping_add(n479.0).wrapping_add(635))))
    }

    #[organum::node]
    pub async fn n635(n200: &N200) -> Result<N635, BenchError> {
        black_box(Ok(N635(n200.0.wrapping_add(636))))
    }

    #[organum::node]
    pub async fn n636(n16: &N16, n90: &N90, n108: &N108, n421: &N421) -> Result<N636, BenchError> {
        black_box(Ok(N636(
            n16.0
                .wrapping_add(n90.0)
                .wrapping_add(n108.0)
                .wrapping_add(n421.0)
                .wrapping_add(637),
        )))
    }

    #[organum::node]
    pub async fn n637(n303: &N303, n311: &N311) -> Result<N637, BenchError> {
        black_box(Ok(N637(n303.0.wrapping_add(n311.0).wrapping_add(638))))
    }

    #[organum::node]
    pub async fn n638(
        n304: &N304,
        n469: &N469,
        n565: &N565,
        n616: &N616,
    ) -> Result<N638, BenchError> {
        black_box(Ok(N638(
            n304.0
                .wrapping_add(n469.0)
                .wrapping_add(n565.0)
                .wrapping_add(n616.0)
                .wrapping_add(639),
        )))
    }

    #[organum::node]
    pub async fn n639(n547: &N547) -> Result<N639, BenchError> {
        black_box(Ok(N639(n547.0.wrapping_add(640))))
    }

    #[organum::node]
    pub async fn n640(n118: &N118, n489: &N489, n505: &N505) -> Result<N640, BenchError> {
        black_box(Ok(N640(
            n118.0
                .wrapping_add(n489.0)
                .wrapping_add(n505.0)
                .wrapping_add(641),
        )))
    }

    #[organum::node]
    pub async fn n641(n228: &N228, n461: &N461) -> Result<N641, BenchError> {
        black_box(Ok(N641(n228.0.wrapping_add(n461.0).wrapping_add(642))))
    }

    #[organum::node]
    pub async fn n642(n62: &N62, n213: &N213) -> Result<N642, BenchError> {
        black_box(Ok(N642(n62.0.wrapping_add(n213.0).wrapping_add(643))))
    }

    #[organum::node]
    pub async fn n643(
        n221: &N221,
        n543: &N543,
        n591: &N591,
        n607: &N607,
    ) -> Result<N643, BenchError> {
        black_box(Ok(N643(
            n221.0
                .wrapping_add(n543.0)
                .wrapping_add(n591.0)
                .wrapping_add(n607.0)
                .wrapping_add(644),
        )))
    }

    #[organum::node]
    pub async fn n644(n544: &N544, n557: &N557) -> Result<N644, BenchError> {
        black_box(Ok(N644(n544.0.wrapping_add(n557.0).wrapping_add(645))))
    }

    #[organum::node]
    pub async fn n645(n439: &N439, n587: &N587, n618: &N618) -> Result<N645, BenchError> {
        black_box(Ok(N645(
            n439.0
                .wrapping_add(n587.0)
                .wrapping_add(n618.0)
                .wrapping_add(646),
        )))
    }

    #[organum::node]
    pub async fn n646(n7: &N7, n442: &N442) -> Result<N646, BenchError> {
        black_box(Ok(N646(n7.0.wrapping_add(n442.0).wrapping_add(647))))
    }

    #[organum::node]
    pub async fn n647(n350: &N350) -> Result<N647, BenchError> {
        black_box(Ok(N647(n350.0.wrapping_add(648))))
    }

    #[organum::node]
    pub async fn n648(n141: &N141) -> Result<N648, BenchError> {
        black_box(Ok(N648(n141.0.wrapping_add(649))))
    }

    #[organum::node]
    pub async fn n649(n83: &N83, n84: &N84, n551: &N551) -> Result<N649, BenchError> {
        black_box(Ok(N649(
            n83.0
                .wrapping_add(n84.0)
                .wrapping_add(n551.0)
                .wrapping_add(650),
        )))
    }

    #[organum::node]
    pub async fn n650(n140: &N140, n568: &N568) -> Result<N650, BenchError> {
        black_box(Ok(N650(n140.0.wrapping_add(n568.0).wrapping_add(651))))
    }

    #[organum::node]
    pub async fn n651(n137: &N137, n266: &N266, n387: &N387) -> Result<N651, BenchError> {
        black_box(Ok(N651(
            n137.0
                .wrapping_add(n266.0)
                .wrapping_add(n387.0)
                .wrapping_add(652),
        )))
    }

    #[organum::node]
    pub async fn n652(n252: &N252, n485: &N485) -> Result<N652, BenchError> {
        black_box(Ok(N652(n252.0.wrapping_add(n485.0).wrapping_add(653))))
    }

    #[organum::node]
    pub async fn n653(n151: &N151, n297: &N297, n517: &N517) -> Result<N653, BenchError> {
        black_box(Ok(N653(
            n151.0
                .wrapping_add(n297.0)
                .wrapping_add(n517.0)
                .wrapping_add(654),
        )))
    }

    #[organum::node]
    pub async fn n654(n398: &N398, n482: &N482) -> Result<N654, BenchError> {
        black_box(Ok(N654(n398.0.wrapping_add(n482.0).wrapping_add(655))))
    }

    #[organum::node]
    pub async fn n655(n494: &N494) -> Result<N655, BenchError> {
        black_box(Ok(N655(n494.0.wrapping_add(656))))
    }

    #[organum::node]
    pub async fn n656(
        n156: &N156,
        n273: &N273,
        n528: &N528,
        n533: &N533,
    ) -> Result<N656, BenchError> {
        black_box(Ok(N656(
            n156.0
                .wrapping_add(n273.0)
                .wrapping_add(n528.0)
                .wrapping_add(n533.0)
                .wrapping_add(657),
        )))
    }

    #[organum::node]
    pub async fn n657(n301: &N301) -> Result<N657, BenchError> {
        black_box(Ok(N657(n301.0.wrapping_add(658))))
    }

    #[organum::node]
    pub async fn n658(
        n353: &N353,
        n405: &N405,
        n489: &N489,
        n572: &N572,
    ) -> Result<N658, BenchError> {
        black_box(Ok(N658(
            n353.0
                .wrapping_add(n405.0)
                .wrapping_add(n489.0)
                .wrapping_add(n572.0)
                .wrapping_add(659),
        )))
    }

    #[organum::node]
    pub async fn n659(n161: &N161, n239: &N239) -> Result<N659, BenchError> {
        black_box(Ok(N659(n161.0.wrapping_add(n239.0).wrapping_add(660))))
    }

    #[organum::node]
    pub async fn n660(n49: &N49) -> Result<N660, BenchError> {
        black_box(Ok(N660(n49.0.wrapping_add(661))))
    }

    #[organum::node]
    pub async fn n661(n43: &N43, n307: &N307, n646: &N646) -> Result<N661, BenchError> {
        black_box(Ok(N661(
            n43.0
                .wrapping_add(n307.0)
                .wrapping_add(n646.0)
                .wrapping_add(662),
        )))
    }

    #[organum::node]
    pub async fn n662(n520: &N520, n592: &N592, n647: &N647) -> Result<N662, BenchError> {
        black_box(Ok(N662(
            n520.0
                .wrapping_add(n592.0)
                .wrapping_add(n647.0)
                .wrapping_add(663),
        )))
    }

    #[organum::node]
    pub async fn n663(n256: &N256) -> Result<N663, BenchError> {
        black_box(Ok(N663(n256.0.wrapping_add(664))))
    }

    #[organum::node]
    pub async fn n664(n31: &N31, n607: &N607) -> Result<N664, BenchError> {
        black_box(Ok(N664(n31.0.wrapping_add(n607.0).wrapping_add(665))))
    }

    #[organum::node]
    pub async fn n665(n274: &N274, n410: &N410, n515: &N515) -> Result<N665, BenchError> {
        black_box(Ok(N665(
            n274.0
                .wrapping_add(n410.0)
                .wrapping_add(n515.0)
                .wrapping_add(666),
        )))
    }

    #[organum::node]
    pub async fn n666(n173: &N173, n330: &N330) -> Result<N666, BenchError> {
        black_box(Ok(N666(n173.0.wrapping_add(n330.0).wrapping_add(667))))
    }

    #[organum::node]
    pub async fn n667(n259: &N259, n287: &N287) -> Result<N667, BenchError> {
        black_box(Ok(N667(n259.0.wrapping_add(n287.0).wrapping_add(668))))
    }

    #[organum::node]
    pub async fn n668(n411: &N411) -> Result<N668, BenchError> {
        black_box(Ok(N668(n411.0.wrapping_add(669))))
    }

    #[organum::node]
    pub async fn n669(n91: &N91, n191: &N191, n639: &N639) -> Result<N669, BenchError> {
        black_box(Ok(N669(
            n91.0
                .wrapping_add(n191.0)
                .wrapping_add(n639.0)
                .wrapping_add(670),
        )))
    }

    #[organum::node]
    pub async fn n670(n487: &N487) -> Result<N670, BenchError> {
        black_box(Ok(N670(n487.0.wrapping_add(671))))
    }

    #[organum::node]
    pub async fn n671(n434: &N434, n490: &N490) -> Result<N671, BenchError> {
        black_box(Ok(N671(n434.0.wrapping_add(n490.0).wrapping_add(672))))
    }

    #[organum::node]
    pub async fn n672(n192: &N192, n456: &N456) -> Result<N672, BenchError> {
        black_box(Ok(N672(n192.0.wrapping_add(n456.0).wrapping_add(673))))
    }

    #[organum::node]
    pub async fn n673(n118: &N118, n373: &N373, n420: &N420) -> Result<N673, BenchError> {
        black_box(Ok(N673(
            n118.0
                .wrapping_add(n373.0)
                .wrapping_add(n420.0)
                .wrapping_add(674),
        )))
    }

    #[organum::node]
    pub async fn n674(n76: &N76) -> Result<N674, BenchError> {
        black_box(Ok(N674(n76.0.wrapping_add(675))))
    }

    #[organum::node]
    pub async fn n675(n85: &N85) -> Result<N675, BenchError> {
        black_box(Ok(N675(n85.0.wrapping_add(676))))
    }

    #[organum::node]
    pub async fn n676(n661: &N661) -> Result<N676, BenchError> {
        black_box(Ok(N676(n661.0.wrapping_add(677))))
    }

    #[organum::node]
    pub async fn n677(n197: &N197, n279: &N279) -> Result<N677, BenchError> {
        black_box(Ok(N677(n197.0.wrapping_add(n279.0).wrapping_add(678))))
    }

    #[organum::node]
    pub async fn n678(n20: &N20, n491: &N491, n503: &N503) -> Result<N678, BenchError> {
        black_box(Ok(N678(
            n20.0
                .wrapping_add(n491.0)
                .wrapping_add(n503.0)
                .wrapping_add(679),
        )))
    }

    #[organum::node]
    pub async fn n679(n273: &N273, n324: &N324, n363: &N363) -> Result<N679, BenchError> {
        black_box(Ok(N679(
            n273.0
                .wrapping_add(n324.0)
                .wrapping_add(n363.0)
                .wrapping_add(680),
        )))
    }

    #[organum::node]
    pub async fn n680(
        n182: &N182,
        n395: &N395,
        n463: &N463,
        n489: &N489,
    ) -> Result<N680, BenchError> {
        black_box(Ok(N680(
            n182.0
                .wrapping_add(n395.0)
                .wrapping_add(n463.0)
                .wrapping_add(n489.0)
                .wrapping_add(681),
        )))
    }

    #[organum::node]
    pub async fn n681(
        n36: &N36,
        n131: &N131,
        n365: &N365,
        n662: &N662,
    ) -> Result<N681, BenchError> {
        black_box(Ok(N681(
            n36.0
                .wrapping_add(n131.0)
                .wrapping_add(n365.0)
                .wrapping_add(n662.0)
                .wrapping_add(682),
        )))
    }

    #[organum::node]
    pub async fn n682(n134: &N134, n285: &N285, n668: &N668) -> Result<N682, BenchError> {
        black_box(Ok(N682(
            n134.0
                .wrapping_add(n285.0)
                .wrapping_add(n668.0)
                .wrapping_add(683),
        )))
    }

    #[organum::node]
    pub async fn n683(n35: &N35, n499: &N499, n569: &N569) -> Result<N683, BenchError> {
        black_box(Ok(N683(
            n35.0
                .wrapping_add(n499.0)
                .wrapping_add(n569.0)
                .wrapping_add(684),
        )))
    }

    #[organum::node]
    pub async fn n684(n386: &N386, n616: &N616) -> Result<N684, BenchError> {
        black_box(Ok(N684(n386.0.wrapping_add(n616.0).wrapping_add(685))))
    }

    #[organum::node]
    pub async fn n685(n2: &N2, n241: &N241, n407: &N407, n674: &N674) -> Result<N685, BenchError> {
        black_box(Ok(N685(
            n2.0.wrapping_add(n241.0)
                .wrapping_add(n407.0)
                .wrapping_add(n674.0)
                .wrapping_add(686),
        )))
    }

    #[organum::node]
    pub async fn n686(
        n323: &N323,
        n390: &N390,
        n420: &N420,
        n591: &N591,
    ) -> Result<N686, BenchError> {
        black_box(Ok(N686(
            n323.0
                .wrapping_add(n390.0)
                .wrapping_add(n420.0)
                .wrapping_add(n591.0)
                .wrapping_add(687),
        )))
    }

    #[organum::node]
    pub async fn n687(n31: &N31, n379: &N379, n387: &N387) -> Result<N687, BenchError> {
        black_box(Ok(N687(
            n31.0
                .wrapping_add(n379.0)
                .wrapping_add(n387.0)
                .wrapping_add(688),
        )))
    }

    #[organum::node]
    pub async fn n688(n632: &N632) -> Result<N688, BenchError> {
        black_box(Ok(N688(n632.0.wrapping_add(689))))
    }

    #[organum::node]
    pub async fn n689(n192: &N192) -> Result<N689, BenchError> {
        black_box(Ok(N689(n192.0.wrapping_add(690))))
    }

    #[organum::node]
    pub async fn n690(n484: &N484) -> Result<N690, BenchError> {
        black_box(Ok(N690(n484.0.wrapping_add(691))))
    }

    #[organum::node]
    pub async fn n691(n144: &N144) -> Result<N691, BenchError> {
        black_box(Ok(N691(n144.0.wrapping_add(692))))
    }

    #[organum::node]
    pub async fn n692(n154: &N154, n324: &N324, n499: &N499) -> Result<N692, BenchError> {
        black_box(Ok(N692(
            n154.0
                .wrapping_add(n324.0)
                .wrapping_add(n499.0)
                .wrapping_add(693),
        )))
    }

    #[organum::node]
    pub async fn n693(
        n98: &N98,
        n258: &N258,
        n269: &N269,
        n628: &N628,
    ) -> Result<N693, BenchError> {
        black_box(Ok(N693(
            n98.0
                .wrapping_add(n258.0)
                .wrapping_add(n269.0)
                .wrapping_add(n628.0)
                .wrapping_add(694),
        )))
    }

    #[organum::node]
    pub async fn n694(n41: &N41, n199: &N199) -> Result<N694, BenchError> {
        black_box(Ok(N694(n41.0.wrapping_add(n199.0).wrapping_add(695))))
    }

    #[organum::node]
    pub async fn n695(n145: &N145) -> Result<N695, BenchError> {
        black_box(Ok(N695(n145.0.wrapping_add(696))))
    }

    #[organum::node]
    pub async fn n696(n25: &N25, n69: &N69) -> Result<N696, BenchError> {
        black_box(Ok(N696(n25.0.wrapping_add(n69.0).wrapping_add(697))))
    }

    #[organum::node]
    pub async fn n697(n167: &N167, n214: &N214, n537: &N537) -> Result<N697, BenchError> {
        black_box(Ok(N697(
            n167.0
                .wrapping_add(n214.0)
                .wrapping_add(n537.0)
                .wrapping_add(698),
        )))
    }

    #[organum::node]
    pub async fn n698(n29: &N29, n202: &N202) -> Result<N698, BenchError> {
        black_box(Ok(N698(n29.0.wrapping_add(n202.0).wrapping_add(699))))
    }

    #[organum::node]
    pub async fn n699(
        n223: &N223,
        n319: &N319,
        n529: &N529,
        n691: &N691,
    ) -> Result<N699, BenchError> {
        black_box(Ok(N699(
            n223.0
                .wrapping_add(n319.0)
                .wrapping_add(n529.0)
                .wrapping_add(n691.0)
                .wrapping_add(700),
        )))
    }

    #[organum::node]
    pub async fn n700(
        n181: &N181,
        n308: &N308,
        n349: &N349,
        n492: &N492,
    ) -> Result<N700, BenchError> {
        black_box(Ok(N700(
            n181.0
                .wrapping_add(n308.0)
                .wrapping_add(n349.0)
                .wrapping_add(n492.0)
                .wrapping_add(701),
        )))
    }

    #[organum::node]
    pub async fn n701(n474: &N474) -> Result<N701, BenchError> {
        black_box(Ok(N701(n474.0.wrapping_add(702))))
    }

    #[organum::node]
    pub async fn n702(n333: &N333) -> Result<N702, BenchError> {
        black_box(Ok(N702(n333.0.wrapping_add(703))))
    }

    #[organum::node]
    pub async fn n703(n367: &N367, n396: &N396, n472: &N472) -> Result<N703, BenchError> {
        black_box(Ok(N703(
            n367.0
                .wrapping_add(n396.0)
                .wrapping_add(n472.0)
                .wrapping_add(704),
        )))
    }

    #[organum::node]
    pub async fn n704(n465: &N465) -> Result<N704, BenchError> {
        black_box(Ok(N704(n465.0.wrapping_add(705))))
    }

    #[organum::node]
    pub async fn n705(n221: &N221) -> Result<N705, BenchError> {
        black_box(Ok(N705(n221.0.wrapping_add(706))))
    }

    #[organum::node]
    pub async fn n706(n316: &N316) -> Result<N706, BenchError> {
        black_box(Ok(N706(n316.0.wrapping_add(707))))
    }

    #[organum::node]
    pub async fn n707(n112: &N112, n376: &N376) -> Result<N707, BenchError> {
        black_box(Ok(N707(n112.0.wrapping_add(n376.0).wrapping_add(708))))
    }

    #[organum::node]
    pub async fn n708(n0: &N0) -> Result<N708, BenchError> {
        black_box(Ok(N708(n0.0.wrapping_add(709))))
    }

    #[organum::node]
    pub async fn n709(
        n50: &N50,
        n364: &N364,
        n446: &N446,
        n524: &N524,
    ) -> Result<N709, BenchError> {
        black_box(Ok(N709(
            n50.0
                .wrapping_add(n364.0)
                .wrapping_add(n446.0)
                .wrapping_add(n524.0)
                .wrapping_add(710),
        )))
    }

    #[organum::node]
    pub async fn n710(n580: &N580) -> Result<N710, BenchError> {
        black_box(Ok(N710(n580.0.wrapping_add(711))))
    }

    #[organum::node]
    pub async fn n711(n248: &N248, n664: &N664) -> Result<N711, BenchError> {
        black_box(Ok(N711(n248.0.wrapping_add(n664.0).wrapping_add(712))))
    }

    #[organum::node]
    pub async fn n712(n102: &N102) -> Result<N712, BenchError> {
        black_box(Ok(N712(n102.0.wrapping_add(713))))
    }

    #[organum::node]
    pub async fn n713(n87: &N87, n89: &N89, n171: &N171, n416: &N416) -> Result<N713, BenchError> {
        black_box(Ok(N713(
            n87.0
                .wrapping_add(n89.0)
                .wrapping_add(n171.0)
                .wrapping_add(n416.0)
                .wrapping_add(714),
        )))
    }

    #[organum::node]
    pub async fn n714(n134: &N134, n510: &N510) -> Result<N714, BenchError> {
        black_box(Ok(N714(n134.0.wrapping_add(n510.0).wrapping_add(715))))
    }

    #[organum::node]
    pub async fn n715(n556: &N556) -> Result<N715, BenchError> {
        black_box(Ok(N715(n556.0.wrapping_add(716))))
    }

    #[organum::node]
    pub async fn n716(n8: &N8, n396: &N396, n420: &N420) -> Result<N716, BenchError> {
        black_box(Ok(N716(
            n8.0.wrapping_add(n396.0)
                .wrapping_add(n420.0)
                .wrapping_add(717),
        )))
    }

    #[organum::node]
    pub async fn n717(
        n145: &N145,
        n241: &N241,
        n293: &N293,
        n296: &N296,
    ) -> Result<N717, BenchError> {
        black_box(Ok(N717(
            n145.0
                .wrapping_add(n241.0)
                .wrapping_add(n293.0)
                .wrapping_add(n296.0)
                .wrapping_add(718),
        )))
    }

    #[organum::node]
    pub async fn n718(n169: &N169) -> Result<N718, BenchError> {
        black_box(Ok(N718(n169.0.wrapping_add(719))))
    }

    #[organum::node]
    pub async fn n719(n253: &N253, n513: &N513) -> Result<N719, BenchError> {
        black_box(Ok(N719(n253.0.wrapping_add(n513.0).wrapping_add(720))))
    }

    #[organum::node]
    pub async fn n720(
        n171: &N171,
        n337: &N337,
        n588: &N588,
        n673: &N673,
    ) -> Result<N720, BenchError> {
        black_box(Ok(N720(
            n171.0
                .wrapping_add(n337.0)
                .wrapping_add(n588.0)
                .wrapping_add(n673.0)
                .wrapping_add(721),
        )))
    }

    #[organum::node]
    pub async fn n721(n230: &N230) -> Result<N721, BenchError> {
        black_box(Ok(N721(n230.0.wrapping_add(722))))
    }

    #[organum::node]
    pub async fn n722(n534: &N534, n700: &N700) -> Result<N722, BenchError> {
        black_box(Ok(N722(n534.0.wrapping_add(n700.0).wrapping_add(723))))
    }

    #[organum::node]
    pub async fn n723(
        n227: &N227,
        n451: &N451,
        n622: &N622,
        n714: &N714,
    ) -> Result<N723, BenchError> {
        black_box(Ok(N723(
            n227.0
                .wrapping_add(n451.0)
                .wrapping_add(n622.0)
                .wrapping_add(n714.0)
                .wrapping_add(724),
        )))
    }

    #[organum::node]
    pub async fn n724(n146: &N146, n647: &N647, n661: &N661) -> Result<N724, BenchError> {
        black_box(Ok(N724(
            n146.0
                .wrapping_add(n647.0)
                .wrapping_add(n661.0)
                .wrapping_add(725),
        )))
    }

    #[organum::node]
    pub async fn n725(n457: &N457) -> Result<N725, BenchError> {
        black_box(Ok(N725(n457.0.wrapping_add(726))))
    }

    #[organum::node]
    pub async fn n726(n576: &N576, n673: &N673) -> Result<N726, BenchError> {
        black_box(Ok(N726(n576.0.wrapping_add(n673.0).wrapping_add(727))))
    }

    #[organum::node]
    pub async fn n727(n717: &N717) -> Result<N727, BenchError> {
        black_box(Ok(N727(n717.0.wrapping_add(728))))
    }

    #[organum::node]
    pub async fn n728(
        n41: &N41,
        n193: &N193,
        n643: &N643,
        n652: &N652,
    ) -> Result<N728, BenchError> {
        black_box(Ok(N728(
            n41.0
                .wrapping_add(n193.0)
                .wrapping_add(n643.0)
                .wrapping_add(n652.0)
                .wrapping_add(729),
        )))
    }

    #[organum::node]
    pub async fn n729(n172: &N172, n514: &N514) -> Result<N729, BenchError> {
        black_box(Ok(N729(n172.0.wrapping_add(n514.0).wrapping_add(730))))
    }

    #[organum::node]
    pub async fn n730(n224: &N224, n564: &N564) -> Result<N730, BenchError> {
        black_box(Ok(N730(n224.0.wrapping_add(n564.0).wrapping_add(731))))
    }

    #[organum::node]
    pub async fn n731(n42: &N42, n223: &N223, n730: &N730) -> Result<N731, BenchError> {
        black_box(Ok(N731(
            n42.0
                .wrapping_add(n223.0)
                .wrapping_add(n730.0)
                .wrapping_add(732),
        )))
    }

    #[organum::node]
    pub async fn n732(
        n42: &N42,
        n489: &N489,
        n581: &N581,
        n629: &N629,
    ) -> Result<N732, BenchError> {
        black_box(Ok(N732(
            n42.0
                .wrapping_add(n489.0)
                .wrapping_add(n581.0)
                .wrapping_add(n629.0)
                .wrapping_add(733),
        )))
    }

    #[organum::node]
    pub async fn n733(n37: &N37, n432: &N432, n452: &N452) -> Result<N733, BenchError> {
        black_box(Ok(N733(
            n37.0
                .wrapping_add(n432.0)
                .wrapping_add(n452.0)
                .wrapping_add(734),
        )))
    }

    #[organum::node]
    pub async fn n734(n684: &N684) -> Result<N734, BenchError> {
        black_box(Ok(N734(n684.0.wrapping_add(735))))
    }

    #[organum::node]
    pub async fn n735(n694: &N694) -> Result<N735, BenchError> {
        black_box(Ok(N735(n694.0.wrapping_add(736))))
    }

    #[organum::node]
    pub async fn n736(n89: &N89, n194: &N194, n731: &N731) -> Result<N736, BenchError> {
        black_box(Ok(N736(
            n89.0
                .wrapping_add(n194.0)
                .wrapping_add(n731.0)
                .wrapping_add(737),
        )))
    }

    #[organum::node]
    pub async fn n737(n53: &N53) -> Result<N737, BenchError> {
        black_box(Ok(N737(n53.0.wrapping_add(738))))
    }

    #[organum::node]
    pub async fn n738(
        n226: &N226,
        n393: &N393,
        n415: &N415,
        n650: &N650,
    ) -> Result<N738, BenchError> {
        black_box(Ok(N738(
            n226.0
                .wrapping_add(n393.0)
                .wrapping_add(n415.0)
                .wrapping_add(n650.0)
                .wrapping_add(739),
        )))
    }

    #[organum::node]
    pub async fn n739(n240: &N240, n252: &N252, n475: &N475) -> Result<N739, BenchError> {
        black_box(Ok(N739(
            n240.0
                .wrapping_add(n252.0)
                .wrapping_add(n475.0)
                .wrapping_add(740),
        )))
    }

    #[organum::node]
    pub async fn n740(n312: &N312, n354: &N354) -> Result<N740, BenchError> {
        black_box(Ok(N740(n312.0.wrapping_add(n354.0).wrapping_add(741))))
    }

    #[organum::node]
    pub async fn n741(n189: &N189, n664: &N664, n723: &N723) -> Result<N741, BenchError> {
        black_box(Ok(N741(
            n189.0
                .wrapping_add(n664.0)
                .wrapping_add(n723.0)
                .wrapping_add(742),
        )))
    }

    #[organum::node]
    pub async fn n742(n707: &N707, n736: &N736) -> Result<N742, BenchError> {
        black_box(Ok(N742(n707.0.wrapping_add(n736.0).wrapping_add(743))))
    }

    #[organum::node]
    pub async fn n743(n408: &N408, n418: &N418) -> Result<N743, BenchError> {
        black_box(Ok(N743(n408.0.wrapping_add(n418.0).wrapping_add(744))))
    }

    #[organum::node]
    pub async fn n744(n701: &N701) -> Result<N744, BenchError> {
        black_box(Ok(N744(n701.0.wrapping_add(745))))
    }

    #[organum::node]
    pub async fn n745(n17: &N17, n52: &N52, n282: &N282) -> Result<N745, BenchError> {
        black_box(Ok(N745(
            n17.0
                .wrapping_add(n52.0)
                .wrapping_add(n282.0)
                .wrapping_add(746),
        )))
    }

    #[organum::node]
    pub async fn n746(
        n185: &N185,
        n548: &N548,
        n581: &N581,
        n710: &N710,
    ) -> Result<N746, BenchError> {
        black_box(Ok(N746(
            n185.0
                .wrapping_add(n548.0)
                .wrapping_add(n581.0)
                .wrapping_add(n710.0)
                .wrapping_add(747),
        )))
    }

    #[organum::node]
    pub async fn n747(
        n362: &N362,
        n500: &N500,
        n636: &N636,
        n661: &N661,
    ) -> Result<N747, BenchError> {
        black_box(Ok(N747(
            n362.0
                .wrapping_add(n500.0)
                .wrapping_add(n636.0)
                .wrapping_add(n661.0)
                .wrapping_add(748),
        )))
    }

    #[organum::node]
    pub async fn n748(n65: &N65, n116: &N116, n525: &N525) -> Result<N748, BenchError> {
        black_box(Ok(N748(
            n65.0
                .wrapping_add(n116.0)
                .wrapping_add(n525.0)
                .wrapping_add(749),
        )))
    }

    #[organum::node]
    pub async fn n749(n88: &N88, n660: &N660, n684: &N684) -> Result<N749, BenchError> {
        black_box(Ok(N749(
            n88.0
                .wrapping_add(n660.0)
                .wrapping_add(n684.0)
                .wrapping_add(750),
        )))
    }

    #[organum::node]
    pub async fn n750(
        n33: &N33,
        n454: &N454,
        n493: &N493,
        n688: &N688,
    ) -> Result<N750, BenchError> {
        black_box(Ok(N750(
            n33.0
                .wrapping_add(n454.0)
                .wrapping_add(n493.0)
                .wrapping_add(n688.0)
                .wrapping_add(751),
        )))
    }

    #[organum::node]
    pub async fn n751(n90: &N90, n662: &N662) -> Result<N751, BenchError> {
        black_box(Ok(N751(n90.0.wrapping_add(n662.0).wrapping_add(752))))
    }

    #[organum::node]
    pub async fn n752(
        n279: &N279,
        n357: &N357,
        n440: &N440,
        n707: &N707,
    ) -> Result<N752, BenchError> {
        black_box(Ok(N752(
            n279.0
                .wrapping_add(n357.0)
                .wrapping_add(n440.0)
                .wrapping_add(n707.0)
                .wrapping_add(753),
        )))
    }

    #[organum::node]
    pub async fn n753(
        n77: &N77,
        n293: &N293,
        n446: &N446,
        n665: &N665,
    ) -> Result<N753, BenchError> {
        black_box(Ok(N753(
            n77.0
                .wrapping_add(n293.0)
                .wrapping_add(n446.0)
                .wrapping_add(n665.0)
                .wrapping_add(754),
        )))
    }

    #[organum::node]
    pub async fn n754(n592: &N592, n698: &N698, n719: &N719) -> Result<N754, BenchError> {
        black_box(Ok(N754(
            n592.0
                .wrapping_add(n698.0)
                .wrapping_add(n719.0)
                .wrapping_add(755),
        )))
    }

    #[organum::node]
    pub async fn n755(n677: &N677, n709: &N709, n718: &N718) -> Result<N755, BenchError> {
        black_box(Ok(N755(
            n677.0
                .wrapping_add(n709.0)
                .wrapping_add(n718.0)
                .wrapping_add(756),
        )))
    }

    #[organum::node]
    pub async fn n756(n400: &N400, n441: &N441) -> Result<N756, BenchError> {
        black_box(Ok(N756(n400.0.wrapping_add(n441.0).wrapping_add(757))))
    }

    #[organum::node]
    pub async fn n757(n100: &N100, n111: &N111, n736: &N736) -> Result<N757, BenchError> {
        black_box(Ok(N757(
            n100.0
                .wrapping_add(n111.0)
                .wrapping_add(n736.0)
                .wrapping_add(758),
        )))
    }

    #[organum::node]
    pub async fn n758(
        n47: &N47,
        n132: &N132,
        n568: &N568,
        n635: &N635,
    ) -> Result<N758, BenchError> {
        black_box(Ok(N758(
            n47.0
                .wrapping_add(n132.0)
                .wrapping_add(n568.0)
                .wrapping_add(n635.0)
                .wrapping_add(759),
        )))
    }

    #[organum::node]
    pub async fn n759(n516: &N516, n676: &N676) -> Result<N759, BenchError> {
        black_box(Ok(N759(n516.0.wrapping_add(n676.0).wrapping_add(760))))
    }

    #[organum::node]
    pub async fn n760(n48: &N48, n54: &N54, n207: &N207, n277: &N277) -> Result<N760, BenchError> {
        black_box(Ok(N760(
            n48.0
                .wrapping_add(n54.0)
                .wrapping_add(n207.0)
                .wrapping_add(n277.0)
                .wrapping_add(761),
        )))
    }

    #[organum::node]
    pub async fn n761(
        n201: &N201,
        n275: &N275,
        n679: &N679,
        n736: &N736,
    ) -> Result<N761, BenchError> {
        black_box(Ok(N761(
            n201.0
                .wrapping_add(n275.0)
                .wrapping_add(n679.0)
                .wrapping_add(n736.0)
                .wrapping_add(762),
        )))
    }

    #[organum::node]
    pub async fn n762(
        n247: &N247,
        n269: &N269,
        n399: &N399,
        n684: &N684,
    ) -> Result<N762, BenchError> {
        black_box(Ok(N762(
            n247.0
                .wrapping_add(n269.0)
                .wrapping_add(n399.0)
                .wrapping_add(n684.0)
                .wrapping_add(763),
        )))
    }

    #[organum::node]
    pub async fn n763(n246: &N246, n376: &N376, n417: &N417) -> Result<N763, BenchError> {
        black_box(Ok(N763(
            n246.0
                .wrapping_add(n376.0)
                .wrapping_add(n417.0)
                .wrapping_add(764),
        )))
    }

    #[organum::node]
    pub async fn n764(
        n98: &N98,
        n102: &N102,
        n192: &N192,
        n243: &N243,
    ) -> Result<N764, BenchError> {
        black_box(Ok(N764(
            n98.0
                .wrapping_add(n102.0)
                .wrapping_add(n192.0)
                .wrapping_add(n243.0)
                .wrapping_add(765),
        )))
    }

    #[organum::node]
    pub async fn n765(n31: &N31, n746: &N746, n755: &N755) -> Result<N765, BenchError> {
        black_box(Ok(N765(
            n31.0
                .wrapping_add(n746.0)
                .wrapping_add(n755.0)
                .wrapping_add(766),
        )))
    }

    #[organum::node]
    pub async fn n766(n378: &N378) -> Result<N766, BenchError> {
        black_box(Ok(N766(n378.0.wrapping_add(767))))
    }

    #[organum::node]
    pub async fn n767(n244: &N244, n439: &N439, n680: &N680) -> Result<N767, BenchError> {
        black_box(Ok(N767(
            n244.0
                .wrapping_add(n439.0)
                .wrapping_add(n680.0)
                .wrapping_add(768),
        )))
    }

    #[organum::node]
    pub async fn n768(
        n172: &N172,
        n215: &N215,
        n314: &N314,
        n335: &N335,
    ) -> Result<N768, BenchError> {
        black_box(Ok(N768(
            n172.0
                .wrapping_add(n215.0)
                .wrapping_add(n314.0)
                .wrapping_add(n335.0)
                .wrapping_add(769),
        )))
    }

    #[organum::node]
    pub async fn n769(n110: &N110, n156: &N156, n596: &N596) -> Result<N769, BenchError> {
        black_box(Ok(N769(
            n110.0
                .wrapping_add(n156.0)
                .wrapping_add(n596.0)
                .wrapping_add(770),
        )))
    }

    #[organum::node]
    pub async fn n770(n347: &N347, n581: &N581, n589: &N589) -> Result<N770, BenchError> {
        black_box(Ok(N770(
            n347.0
                .wrapping_add(n581.0)
                .wrapping_add(n589.0)
                .wrapping_add(771),
        )))
    }

    #[organum::node]
    pub async fn n771(n444: &N444) -> Result<N771, BenchError> {
        black_box(Ok(N771(n444.0.wrapping_add(772))))
    }

    #[organum::node]
    pub async fn n772(n628: &N628) -> Result<N772, BenchError> {
        black_box(Ok(N772(n628.0.wrapping_add(773))))
    }

    #[organum::node]
    pub async fn n773(n284: &N284, n429: &N429, n690: &N690) -> Result<N773, BenchError> {
        black_box(Ok(N773(
            n284.0
                .wrapping_add(n429.0)
                .wrapping_add(n690.0)
                .wrapping_add(774),
        )))
    }

    #[organum::node]
    pub async fn n774(n509: &N509, n580: &N580, n617: &N617) -> Result<N774, BenchError> {
        black_box(Ok(N774(
            n509.0
                .wrapping_add(n580.0)
                .wrapping_add(n617.0)
                .wrapping_add(775),
        )))
    }

    #[organum::node]
    pub async fn n775(n493: &N493, n647: &N647, n668: &N668) -> Result<N775, BenchError> {
        black_box(Ok(N775(
            n493.0
                .wrapping_add(n647.0)
                .wrapping_add(n668.0)
                .wrapping_add(776),
        )))
    }

    #[organum::node]
    pub async fn n776(n540: &N540) -> Result<N776, BenchError> {
        black_box(Ok(N776(n540.0.wrapping_add(777))))
    }

    #[organum::node]
    pub async fn n777(
        n266: &N266,
        n303: &N303,
        n403: &N403,
        n549: &N549,
    ) -> Result<N777, BenchError> {
        black_box(Ok(N777(
            n266.0
                .wrapping_add(n303.0)
                .wrapping_add(n403.0)
                .wrapping_add(n549.0)
                .wrapping_add(778),
        )))
    }

    #[organum::node]
    pub async fn n778(n635: &N635) -> Result<N778, BenchError> {
        black_box(Ok(N778(n635.0.wrapping_add(779))))
    }

    #[organum::node]
    pub async fn n779(n155: &N155) -> Result<N779, BenchError> {
        black_box(Ok(N779(n155.0.wrapping_add(780))))
    }

    #[organum::node]
    pub async fn n780(n112: &N112) -> Result<N780, BenchError> {
        black_box(Ok(N780(n112.0.wrapping_add(781))))
    }

    #[organum::node]
    pub async fn n781(n678: &N678, n774: &N774) -> Result<N781, BenchError> {
        black_box(Ok(N781(n678.0.wrapping_add(n774.0).wrapping_add(782))))
    }

    #[organum::node]
    pub async fn n782(
        n154: &N154,
        n205: &N205,
        n650: &N650,
        n749: &N749,
    ) -> Result<N782, BenchError> {
        black_box(Ok(N782(
            n154.0
                .wrapping_add(n205.0)
                .wrapping_add(n650.0)
                .wrapping_add(n749.0)
                .wrapping_add(783),
        )))
    }

    #[organum::node]
    pub async fn n783(n66: &N66, n411: &N411) -> Result<N783, BenchError> {
        black_box(Ok(N783(n66.0.wrapping_add(n411.0).wrapping_add(784))))
    }

    #[organum::node]
    pub async fn n784(n34: &N34) -> Result<N784, BenchError> {
        black_box(Ok(N784(n34.0.wrapping_add(785))))
    }

    #[organum::node]
    pub async fn n785(n766: &N766) -> Result<N785, BenchError> {
        black_box(Ok(N785(n766.0.wrapping_add(786))))
    }

    #[organum::node]
    pub async fn n786(n623: &N623, n655: &N655, n731: &N731) -> Result<N786, BenchError> {
        black_box(Ok(N786(
            n623.0
                .wrapping_add(n655.0)
                .wrapping_add(n731.0)
                .wrapping_add(787),
        )))
    }

    #[organum::node]
    pub async fn n787(n108: &N108, n314: &N314, n413: &N413) -> Result<N787, BenchError> {
        black_box(Ok(N787(
            n108.0
                .wrapping_add(n314.0)
                .wrapping_add(n413.0)
                .wrapping_add(788),
        )))
    }

    #[organum::node]
    pub async fn n788(n63: &N63, n504: &N504) -> Result<N788, BenchError> {
        black_box(Ok(N788(n63.0.wrapping_add(n504.0).wrapping_add(789))))
    }

    #[organum::node]
    pub async fn n789(n2: &N2, n59: &N59, n442: &N442, n711: &N711) -> Result<N789, BenchError> {
        black_box(Ok(N789(
            n2.0.wrapping_add(n59.0)
                .wrapping_add(n442.0)
                .wrapping_add(n711.0)
                .wrapping_add(790),
        )))
    }

    #[organum::node]
    pub async fn n790(n687: &N687, n776: &N776) -> Result<N790, BenchError> {
        black_box(Ok(N790(n687.0.wrapping_add(n776.0).wrapping_add(791))))
    }

    #[organum::node]
    pub async fn n791(
        n93: &N93,
        n284: &N284,
        n646: &N646,
        n668: &N668,
    ) -> Result<N791, BenchError> {
        black_box(Ok(N791(
            n93.0
                .wrapping_add(n284.0)
                .wrapping_add(n646.0)
                .wrapping_add(n668.0)
                .wrapping_add(792),
        )))
    }

    #[organum::node]
    pub async fn n792(n52: &N52, n600: &N600) -> Result<N792, BenchError> {
        black_box(Ok(N792(n52.0.wrapping_add(n600.0).wrapping_add(793))))
    }

    #[organum::node]
    pub async fn n793(n493: &N493, n676: &N676) -> Result<N793, BenchError> {
        black_box(Ok(N793(n493.0.wrapping_add(n676.0).wrapping_add(794))))
    }

    #[organum::node]
    pub async fn n794(
        n145: &N145,
        n259: &N259,
        n471: &N471,
        n617: &N617,
    ) -> Result<N794, BenchError> {
        black_box(Ok(N794(
            n145.0
                .wrapping_add(n259.0)
                .wrapping_add(n471.0)
                .wrapping_add(n617.0)
                .wrapping_add(795),
        )))
    }

    #[organum::node]
    pub async fn n795(n268: &N268, n428: &N428) -> Result<N795, BenchError> {
        black_box(Ok(N795(n268.0.wrapping_add(n428.0).wrapping_add(796))))
    }

    #[organum::node]
    pub async fn n796(n704: &N704) -> Result<N796, BenchError> {
        black_box(Ok(N796(n704.0.wrapping_add(797))))
    }

    #[organum::node]
    pub async fn n797(n7: &N7, n76: &N76, n294: &N294) -> Result<N797, BenchError> {
        black_box(Ok(N797(
            n7.0.wrapping_add(n76.0)
                .wrapping_add(n294.0)
                .wrapping_add(798),
        )))
    }

    #[organum::node]
    pub async fn n798(n32: &N32) -> Result<N798, BenchError> {
        black_box(Ok(N798(n32.0.wrapping_add(799))))
    }

    #[organum::node]
    pub async fn n799(n276: &N276) -> Result<N799, BenchError> {
        black_box(Ok(N799(n276.0.wrapping_add(800))))
    }

    #[organum::node]
    pub async fn n800(n522: &N522, n629: &N629, n769: &N769) -> Result<N800, BenchError> {
        black_box(Ok(N800(
            n522.0
                .wrapping_add(n629.0)
                .wrapping_add(n769.0)
                .wrapping_add(801),
        )))
    }

    #[organum::node]
    pub async fn n801(n7: &N7, n233: &N233, n753: &N753) -> Result<N801, BenchError> {
        black_box(Ok(N801(
            n7.0.wrapping_add(n233.0)
                .wrapping_add(n753.0)
                .wrapping_add(802),
        )))
    }

    #[organum::node]
    pub async fn n802(n313: &N313) -> Result<N802, BenchError> {
        black_box(Ok(N802(n313.0.wrapping_add(803))))
    }

    #[organum::node]
    pub async fn n803(n262: &N262, n284: &N284) -> Result<N803, BenchError> {
        black_box(Ok(N803(n262.0.wrapping_add(n284.0).wrapping_add(804))))
    }

    #[organum::node]
    pub async fn n804(n502: &N502, n720: &N720) -> Result<N804, BenchError> {
        black_box(Ok(N804(n502.0.wrapping_add(n720.0).wrapping_add(805))))
    }

    #[organum::node]
    pub async fn n805(n458: &N458) -> Result<N805, BenchError> {
        black_box(Ok(N805(n458.0.wrapping_add(806))))
    }

    #[organum::node]
    pub async fn n806(n445: &N445, n471: &N471) -> Result<N806, BenchError> {
        black_box(Ok(N806(n445.0.wrapping_add(n471.0).wrapping_add(807))))
    }

    #[organum::node]
    pub async fn n807(n306: &N306, n638: &N638) -> Result<N807, BenchError> {
        black_box(Ok(N807(n306.0.wrapping_add(n638.0).wrapping_add(808))))
    }

    #[organum::node]
    pub async fn n808(n357: &N357, n420: &N420, n552: &N552) -> Result<N808, BenchError> {
        black_box(Ok(N808(
            n357.0
                .wrapping_add(n420.0)
                .wrapping_add(n552.0)
                .wrapping_add(809),
        )))
    }

    #[organum::node]
    pub async fn n809(n40: &N40, n389: &N389) -> Result<N809, BenchError> {
        black_box(Ok(N809(n40.0.wrapping_add(n389.0).wrapping_add(810))))
    }

    #[organum::node]
    pub async fn n810(n221: &N221) -> Result<N810, BenchError> {
        black_box(Ok(N810(n221.0.wrapping_add(811))))
    }

    #[organum::node]
    pub async fn n811(n179: &N179, n519: &N519) -> Result<N811, BenchError> {
        black_box(Ok(N811(n179.0.wrapping_add(n519.0).wrapping_add(812))))
    }

    #[organum::node]
    pub async fn n812(n164: &N164, n568: &N568) -> Result<N812, BenchError> {
        black_box(Ok(N812(n164.0.wrapping_add(n568.0).wrapping_add(813))))
    }

    #[organum::node]
    pub async fn n813(n39: &N39, n430: &N430) -> Result<N813, BenchError> {
        black_box(Ok(N813(n39.0.wrapping_add(n430.0).wrapping_add(814))))
    }

    #[organum::node]
    pub async fn n814(
        n235: &N235,
        n353: &N353,
        n460: &N460,
        n694: &N694,
    ) -> Result<N814, BenchError> {
        black_box(Ok(N814(
            n235.0
                .wrapping_add(n353.0)
                .wrapping_add(n460.0)
                .wrapping_add(n694.0)
                .wrapping_add(815),
        )))
    }

    #[organum::node]
    pub async fn n815(n20: &N20, n754: &N754, n811: &N811) -> Result<N815, BenchError> {
        black_box(Ok(N815(
            n20.0
                .wrapping_add(n754.0)
                .wrapping_add(n811.0)
                .wrapping_add(816),
        )))
    }

    #[organum::node]
    pub async fn n816(n76: &N76, n343: &N343) -> Result<N816, BenchError> {
        black_box(Ok(N816(n76.0.wrapping_add(n343.0).wrapping_add(817))))
    }

    #[organum::node]
    pub async fn n817(n548: &N548, n619: &N619) -> Result<N817, BenchError> {
        black_box(Ok(N817(n548.0.wrapping_add(n619.0).wrapping_add(818))))
    }

    #[organum::node]
    pub async fn n818(n141: &N141, n253: &N253) -> Result<N818, BenchError> {
        black_box(Ok(N818(n141.0.wrapping_add(n253.0).wrapping_add(819))))
    }

    #[organum::node]
    pub async fn n819(n123: &N123) -> Result<N819, BenchError> {
        black_box(Ok(N819(n123.0.wrapping_add(820))))
    }

    #[organum::node]
    pub async fn n820(
        n265: &N265,
        n282: &N282,
        n284: &N284,
        n367: &N367,
    ) -> Result<N820, BenchError> {
        black_box(Ok(N820(
            n265.0
                .wrapping_add(n282.0)
                .wrapping_add(n284.0)
                .wrapping_add(n367.0)
                .wrapping_add(821),
        )))
    }

    #[organum::node]
    pub async fn n821(n599: &N599) -> Result<N821, BenchError> {
        black_box(Ok(N821(n599.0.wrapping_add(822))))
    }

    #[organum::node]
    pub async fn n822(n186: &N186, n298: &N298) -> Result<N822, BenchError> {
        black_box(Ok(N822(n186.0.wrapping_add(n298.0).wrapping_add(823))))
    }

    #[organum::node]
    pub async fn n823(
        n54: &N54,
        n179: &N179,
        n308: &N308,
        n475: &N475,
    ) -> Result<N823, BenchError> {
        black_box(Ok(N823(
            n54.0
                .wrapping_add(n179.0)
                .wrapping_add(n308.0)
                .wrapping_add(n475.0)
                .wrapping_add(824),
        )))
    }

    #[organum::node]
    pub async fn n824(n315: &N315, n530: &N530, n686: &N686) -> Result<N824, BenchError> {
        black_box(Ok(N824(
            n315.0
                .wrapping_add(n530.0)
                .wrapping_add(n686.0)
                .wrapping_add(825),
        )))
    }

    #[organum::node]
    pub async fn n825(n463: &N463, n768: &N768) -> Result<N825, BenchError> {
        black_box(Ok(N825(n463.0.wrapping_add(n768.0).wrapping_add(826))))
    }

    #[organum::node]
    pub async fn n826(n330: &N330, n488: &N488, n593: &N593) -> Result<N826, BenchError> {
        black_box(Ok(N826(
            n330.0
                .wrapping_add(n488.0)
                .wrapping_add(n593.0)
                .wrapping_add(827),
        )))
    }

    #[organum::node]
    pub async fn n827(n625: &N625) -> Result<N827, BenchError> {
        black_box(Ok(N827(n625.0.wrapping_add(828))))
    }

    #[organum::node]
    pub async fn n828(
        n56: &N56,
        n130: &N130,
        n248: &N248,
        n546: &N546,
    ) -> Result<N828, BenchError> {
        black_box(Ok(N828(
            n56.0
                .wrapping_add(n130.0)
                .wrapping_add(n248.0)
                .wrapping_add(n546.0)
                .wrapping_add(829),
        )))
    }

    #[organum::node]
    pub async fn n829(n736: &N736) -> Result<N829, BenchError> {
        black_box(Ok(N829(n736.0.wrapping_add(830))))
    }

    #[organum::node]
    pub async fn n830(
        n107: &N107,
        n149: &N149,
        n470: &N470,
        n581: &N581,
    ) -> Result<N830, BenchError> {
        black_box(Ok(N830(
            n107.0
                .wrapping_add(n149.0)
                .wrapping_add(n470.0)
                .wrapping_add(n581.0)
                .wrapping_add(831),
        )))
    }

    #[organum::node]
    pub async fn n831(n358: &N358) -> Result<N831, BenchError> {
        black_box(Ok(N831(n358.0.wrapping_add(832))))
    }

    #[organum::node]
    pub async fn n832(n7: &N7, n476: &N476, n662: &N662) -> Result<N832, BenchError> {
        black_box(Ok(N832(
            n7.0.wrapping_add(n476.0)
                .wrapping_add(n662.0)
                .wrapping_add(833),
        )))
    }

    #[organum::node]
    pub async fn n833(n530: &N530) -> Result<N833, BenchError> {
        black_box(Ok(N833(n530.0.wrapping_add(834))))
    }

    #[organum::node]
    pub async fn n834(n2: &N2, n585: &N585, n798: &N798) -> Result<N834, BenchError> {
        black_box(Ok(N834(
            n2.0.wrapping_add(n585.0)
                .wrapping_add(n798.0)
                .wrapping_add(835),
        )))
    }

    #[organum::node]
    pub async fn n835(n57: &N57, n472: &N472, n559: &N559) -> Result<N835, BenchError> {
        black_box(Ok(N835(
            n57.0
                .wrapping_add(n472.0)
                .wrapping_add(n559.0)
                .wrapping_add(836),
        )))
    }

    #[organum::node]
    pub async fn n836(n137: &N137, n296: &N296, n697: &N697) -> Result<N836, BenchError> {
        black_box(Ok(N836(
            n137.0
                .wrapping_add(n296.0)
                .wrapping_add(n697.0)
                .wrapping_add(837),
        )))
    }

    #[organum::node]
    pub async fn n837(n185: &N185, n294: &N294, n416: &N416) -> Result<N837, BenchError> {
        black_box(Ok(N837(
            n185.0
                .wrapping_add(n294.0)
                .wrapping_add(n416.0)
                .wrapping_add(838),
        )))
    }

    #[organum::node]
    pub async fn n838(n446: &N446, n486: &N486, n657: &N657) -> Result<N838, BenchError> {
        black_box(Ok(N838(
            n446.0
                .wrapping_add(n486.0)
                .wrapping_add(n657.0)
                .wrapping_add(839),
        )))
    }

    #[organum::node]
    pub async fn n839(n64: &N64, n174: &N174, n608: &N608) -> Result<N839, BenchError> {
        black_box(Ok(N839(
            n64.0
                .wrapping_add(n174.0)
                .wrapping_add(n608.0)
                .wrapping_add(840),
        )))
    }

    #[organum::node]
    pub async fn n840(n421: &N421) -> Result<N840, BenchError> {
        black_box(Ok(N840(n421.0.wrapping_add(841))))
    }

    #[organum::node]
    pub async fn n841(n298: &N298) -> Result<N841, BenchError> {
        black_box(Ok(N841(n298.0.wrapping_add(842))))
    }

    #[organum::node]
    pub async fn n842(
        n75: &N75,
        n257: &N257,
        n480: &N480,
        n841: &N841,
    ) -> Result<N842, BenchError> {
        black_box(Ok(N842(
            n75.0
                .wrapping_add(n257.0)
                .wrapping_add(n480.0)
                .wrapping_add(n841.0)
                .wrapping_add(843),
        )))
    }

    #[organum::node]
    pub async fn n843(n442: &N442) -> Result<N843, BenchError> {
        black_box(Ok(N843(n442.0.wrapping_add(844))))
    }

    #[organum::node]
    pub async fn n844(n316: &N316) -> Result<N844, BenchError> {
        black_box(Ok(N844(n316.0.wrapping_add(845))))
    }

    #[organum::node]
    pub async fn n845(
        n206: &N206,
        n370: &N370,
        n483: &N483,
        n798: &N798,
    ) -> Result<N845, BenchError> {
        black_box(Ok(N845(
            n206.0
                .wrapping_add(n370.0)
                .wrapping_add(n483.0)
                .wrapping_add(n798.0)
                .wrapping_add(846),
        )))
    }

    #[organum::node]
    pub async fn n846(n97: &N97, n124: &N124) -> Result<N846, BenchError> {
        black_box(Ok(N846(n97.0.wrapping_add(n124.0).wrapping_add(847))))
    }

    #[organum::node]
    pub async fn n847(n123: &N123, n375: &N375, n521: &N521) -> Result<N847, BenchError> {
        black_box(Ok(N847(
            n123.0
                .wrapping_add(n375.0)
                .wrapping_add(n521.0)
                .wrapping_add(848),
        )))
    }

    #[organum::node]
    pub async fn n848(n102: &N102) -> Result<N848, BenchError> {
        black_box(Ok(N848(n102.0.wrapping_add(849))))
    }

    #[organum::node]
    pub async fn n849(n26: &N26, n543: &N543) -> Result<N849, BenchError> {
        black_box(Ok(N849(n26.0.wrapping_add(n543.0).wrapping_add(850))))
    }

    #[organum::node]
    pub async fn n850(
        n180: &N180,
        n480: &N480,
        n621: &N621,
        n649: &N649,
    ) -> Result<N850, BenchError> {
        black_box(Ok(N850(
            n180.0
                .wrapping_add(n480.0)
                .wrapping_add(n621.0)
                .wrapping_add(n649.0)
                .wrapping_add(851),
        )))
    }

    #[organum::node]
    pub async fn n851(n524: &N524, n730: &N730) -> Result<N851, BenchError> {
        black_box(Ok(N851(n524.0.wrapping_add(n730.0).wrapping_add(852))))
    }

    #[organum::node]
    pub async fn n852(n392: &N392) -> Result<N852, BenchError> {
        black_box(Ok(N852(n392.0.wrapping_add(853))))
    }

    #[organum::node]
    pub async fn n853(
        n252: &N252,
        n289: &N289,
        n328: &N328,
        n392: &N392,
    ) -> Result<N853, BenchError> {
        black_box(Ok(N853(
            n252.0
                .wrapping_add(n289.0)
                .wrapping_add(n328.0)
                .wrapping_add(n392.0)
                .wrapping_add(854),
        )))
    }

    #[organum::node]
    pub async fn n854(n300: &N300) -> Result<N854, BenchError> {
        black_box(Ok(N854(n300.0.wrapping_add(855))))
    }

    #[organum::node]
    pub async fn n855(n299: &N299, n654: &N654, n737: &N737) -> Result<N855, BenchError> {
        black_box(Ok(N855(
            n299.0
                .wrapping_add(n654.0)
                .wrapping_add(n737.0)
                .wrapping_add(856),
        )))
    }

    #[organum::node]
    pub async fn n856(n210: &N210, n294: &N294) -> Result<N856, BenchError> {
        black_box(Ok(N856(n210.0.wrapping_add(n294.0).wrapping_add(857))))
    }

    #[organum::node]
    pub async fn n857(n40: &N40, n83: &N83, n399: &N399, n429: &N429) -> Result<N857, BenchError> {
        black_box(Ok(N857(
            n40.0
                .wrapping_add(n83.0)
                .wrapping_add(n399.0)
                .wrapping_add(n429.0)
                .wrapping_add(858),
        )))
    }

    #[organum::node]
    pub async fn n858(n199: &N199) -> Result<N858, BenchError> {
        black_box(Ok(N858(n199.0.wrapping_add(859))))
    }

    #[organum::node]
    pub async fn n859(n698: &N698) -> Result<N859, BenchError> {
        black_box(Ok(N859(n698.0.wrapping_add(860))))
    }

    #[organum::node]
    pub async fn n860(
        n435: &N435,
        n585: &N585,
        n774: &N774,
        n780: &N780,
    ) -> Result<N860, BenchError> {
        black_box(Ok(N860(
            n435.0
                .wrapping_add(n585.0)
                .wrapping_add(n774.0)
                .wrapping_add(n780.0)
                .wrapping_add(861),
        )))
    }

    #[organum::node]
    pub async fn n861(n107: &N107, n493: &N493, n600: &N600) -> Result<N861, BenchError> {
        black_box(Ok(N861(
            n107.0
                .wrapping_add(n493.0)
                .wrapping_add(n600.0)
                .wrapping_add(862),
        )))
    }

    #[organum::node]
    pub async fn n862(n279: &N279, n307: &N307) -> Result<N862, BenchError> {
        black_box(Ok(N862(n279.0.wrapping_add(n307.0).wrapping_add(863))))
    }

    #[organum::node]
    pub async fn n863(
        n263: &N263,
        n372: &N372,
        n438: &N438,
        n828: &N828,
    ) -> Result<N863, BenchError> {
        black_box(Ok(N863(
            n263.0
                .wrapping_add(n372.0)
                .wrapping_add(n438.0)
                .wrapping_add(n828.0)
                .wrapping_add(864),
        )))
    }

    #[organum::node]
    pub async fn n864(n61: &N61, n63: &N63) -> Result<N864, BenchError> {
        black_box(Ok(N864(n61.0.wrapping_add(n63.0).wrapping_add(865))))
    }

    #[organum::node]
    pub async fn n865(n255: &N255, n303: &N303) -> Result<N865, BenchError> {
        black_box(Ok(N865(n255.0.wrapping_add(n303.0).wrapping_add(866))))
    }

    #[organum::node]
    pub async fn n866(n856: &N856) -> Result<N866, BenchError> {
        black_box(Ok(N866(n856.0.wrapping_add(867))))
    }

    #[organum::node]
    pub async fn n867(n620: &N620, n647: &N647, n844: &N844) -> Result<N867, BenchError> {
        black_box(Ok(N867(
            n620.0
                .wrapping_add(n647.0)
                .wrapping_add(n844.0)
                .wrapping_add(868),
        )))
    }

    #[organum::node]
    pub async fn n868(
        n119: &N119,
        n330: &N330,
        n400: &N400,
        n794: &N794,
    ) -> Result<N868, BenchError> {
        black_box(Ok(N868(
            n119.0
                .wrapping_add(n330.0)
                .wrapping_add(n400.0)
                .wrapping_add(n794.0)
                .wrapping_add(869),
        )))
    }

    #[organum::node]
    pub async fn n869(n108: &N108, n361: &N361, n379: &N379) -> Result<N869, BenchError> {
        black_box(Ok(N869(
            n108.0
                .wrapping_add(n361.0)
                .wrapping_add(n379.0)
                .wrapping_add(870),
        )))
    }

    #[organum::node]
    pub async fn n870(n752: &N752) -> Result<N870, BenchError> {
        black_box(Ok(N870(n752.0.wrapping_add(871))))
    }

    #[organum::node]
    pub async fn n871(n598: &N598) -> Result<N871, BenchError> {
        black_box(Ok(N871(n598.0.wrapping_add(872))))
    }

    #[organum::node]
    pub async fn n872(n87: &N87, n433: &N433, n831: &N831) -> Result<N872, BenchError> {
        black_box(Ok(N872(
            n87.0
                .wrapping_add(n433.0)
                .wrapping_add(n831.0)
                .wrapping_add(873),
        )))
    }

    #[organum::node]
    pub async fn n873(n278: &N278, n409: &N409, n848: &N848) -> Result<N873, BenchError> {
        black_box(Ok(N873(
            n278.0
                .wrapping_add(n409.0)
                .wrapping_add(n848.0)
                .wrapping_add(874),
        )))
    }

    #[organum::node]
    pub async fn n874(n48: &N48) -> Result<N874, BenchError> {
        black_box(Ok(N874(n48.0.wrapping_add(875))))
    }

    #[organum::node]
    pub async fn n875(
        n18: &N18,
        n194: &N194,
        n301: &N301,
        n809: &N809,
    ) -> Result<N875, BenchError> {
        black_box(Ok(N875(
            n18.0
                .wrapping_add(n194.0)
                .wrapping_add(n301.0)
                .wrapping_add(n809.0)
                .wrapping_add(876),
        )))
    }

    #[organum::node]
    pub async fn n876(n45: &N45, n164: &N164, n774: &N774) -> Result<N876, BenchError> {
        black_box(Ok(N876(
            n45.0
                .wrapping_add(n164.0)
                .wrapping_add(n774.0)
                .wrapping_add(877),
        )))
    }

    #[organum::node]
    pub async fn n877(
        n85: &N85,
        n334: &N334,
        n500: &N500,
        n846: &N846,
    ) -> Result<N877, BenchError> {
        black_box(Ok(N877(
            n85.0
                .wrapping_add(n334.0)
                .wrapping_add(n500.0)
                .wrapping_add(n846.0)
                .wrapping_add(878),
        )))
    }

    #[organum::node]
    pub async fn n878(n125: &N125, n350: &N350) -> Result<N878, BenchError> {
        black_box(Ok(N878(n125.0.wrapping_add(n350.0).wrapping_add(879))))
    }

    #[organum::node]
    pub async fn n879(
        n471: &N471,
        n670: &N670,
        n679: &N679,
        n745: &N745,
    ) -> Result<N879, BenchError> {
        black_box(Ok(N879(
            n471.0
                .wrapping_add(n670.0)
                .wrapping_add(n679.0)
                .wrapping_add(n745.0)
                .wrapping_add(880),
        )))
    }

    #[organum::node]
    pub async fn n880(
        n306: &N306,
        n626: &N626,
        n736: &N736,
        n807: &N807,
    ) -> Result<N880, BenchError> {
        black_box(Ok(N880(
            n306.0
                .wrapping_add(n626.0)
                .wrapping_add(n736.0)
                .wrapping_add(n807.0)
                .wrapping_add(881),
        )))
    }

    #[organum::node]
    pub async fn n881(n193: &N193, n722: &N722, n856: &N856) -> Result<N881, BenchError> {
        black_box(Ok(N881(
            n193.0
                .wrapping_add(n722.0)
                .wrapping_add(n856.0)
                .wrapping_add(882),
        )))
    }

    #[organum::node]
    pub async fn n882(n252: &N252) -> Result<N882, BenchError> {
        black_box(Ok(N882(n252.0.wrapping_add(883))))
    }

    #[organum::node]
    pub async fn n883(n780: &N780) -> Result<N883, BenchError> {
        black_box(Ok(N883(n780.0.wrapping_add(884))))
    }

    #[organum::node]
    pub async fn n884(n255: &N255, n283: &N283, n666: &N666) -> Result<N884, BenchError> {
        black_box(Ok(N884(
            n255.0
                .wrapping_add(n283.0)
                .wrapping_add(n666.0)
                .wrapping_add(885),
        )))
    }

    #[organum::node]
    pub async fn n885(
        n327: &N327,
        n584: &N584,
        n625: &N625,
        n747: &N747,
    ) -> Result<N885, BenchError> {
        black_box(Ok(N885(
            n327.0
                .wrapping_add(n584.0)
                .wrapping_add(n625.0)
                .wrapping_add(n747.0)
                .wrapping_add(886),
        )))
    }

    #[organum::node]
    pub async fn n886(n756: &N756) -> Result<N886, BenchError> {
        black_box(Ok(N886(n756.0.wrapping_add(887))))
    }

    #[organum::node]
    pub async fn n887(n192: &N192) -> Result<N887, BenchError> {
        black_box(Ok(N887(n192.0.wrapping_add(888))))
    }

    #[organum::node]
    pub async fn n888(
        n158: &N158,
        n523: &N523,
        n683: &N683,
        n745: &N745,
    ) -> Result<N888, BenchError> {
        black_box(Ok(N888(
            n158.0
                .wrapping_add(n523.0)
                .wrapping_add(n683.0)
                .wrapping_add(n745.0)
                .wrapping_add(889),
        )))
    }

    #[organum::node]
    pub async fn n889(n113: &N113, n613: &N613) -> Result<N889, BenchError> {
        black_box(Ok(N889(n113.0.wrapping_add(n613.0).wrapping_add(890))))
    }

    #[organum::node]
    pub async fn n890(n363: &N363, n764: &N764, n863: &N863) -> Result<N890, BenchError> {
        black_box(Ok(N890(
            n363.0
                .wrapping_add(n764.0)
                .wrapping_add(n863.0)
                .wrapping_add(891),
        )))
    }

    #[organum::node]
    pub async fn n891(
        n24: &N24,
        n304: &N304,
        n353: &N353,
        n762: &N762,
    ) -> Result<N891, BenchError> {
        black_box(Ok(N891(
            n24.0
                .wrapping_add(n304.0)
                .wrapping_add(n353.0)
                .wrapping_add(n762.0)
                .wrapping_add(892),
        )))
    }

    #[organum::node]
    pub async fn n892(n312: &N312) -> Result<N892, BenchError> {
        black_box(Ok(N892(n312.0.wrapping_add(893))))
    }

    #[organum::node]
    pub async fn n893(n123: &N123) -> Result<N893, BenchError> {
        black_box(Ok(N893(n123.0.wrapping_add(894))))
    }

    #[organum::node]
    pub async fn n894(n558: &N558) -> Result<N894, BenchError> {
        black_box(Ok(N894(n558.0.wrapping_add(895))))
    }

    #[organum::node]
    pub async fn n895(
        n230: &N230,
        n318: &N318,
        n426: &N426,
        n614: &N614,
    ) -> Result<N895, BenchError> {
        black_box(Ok(N895(
            n230.0
                .wrapping_add(n318.0)
                .wrapping_add(n426.0)
                .wrapping_add(n614.0)
                .wrapping_add(896),
        )))
    }

    #[organum::node]
    pub async fn n896(
        n104: &N104,
        n113: &N113,
        n433: &N433,
        n572: &N572,
    ) -> Result<N896, BenchError> {
        black_box(Ok(N896(
            n104.0
                .wrapping_add(n113.0)
                .wrapping_add(n433.0)
                .wrapping_add(n572.0)
                .wrapping_add(897),
        )))
    }

    #[organum::node]
    pub async fn n897(
        n37: &N37,
        n134: &N134,
        n258: &N258,
        n826: &N826,
    ) -> Result<N897, BenchError> {
        black_box(Ok(N897(
            n37.0
                .wrapping_add(n134.0)
                .wrapping_add(n258.0)
                .wrapping_add(n826.0)
                .wrapping_add(898),
        )))
    }

    #[organum::node]
    pub async fn n898(
        n460: &N460,
        n518: &N518,
        n549: &N549,
        n894: &N894,
    ) -> Result<N898, BenchError> {
        black_box(Ok(N898(
            n460.0
                .wrapping_add(n518.0)
                .wrapping_add(n549.0)
                .wrapping_add(n894.0)
                .wrapping_add(899),
        )))
    }

    #[organum::node]
    pub async fn n899(n138: &N138, n893: &N893) -> Result<N899, BenchError> {
        black_box(Ok(N899(n138.0.wrapping_add(n893.0).wrapping_add(900))))
    }

    #[organum::node]
    pub async fn n900(n319: &N319) -> Result<N900, BenchError> {
        black_box(Ok(N900(n319.0.wrapping_add(901))))
    }

    #[organum::node]
    pub async fn n901(n288: &N288, n404: &N404) -> Result<N901, BenchError> {
        black_box(Ok(N901(n288.0.wrapping_add(n404.0).wrapping_add(902))))
    }

    #[organum::node]
    pub async fn n902(n574: &N574, n699: &N699, n900: &N900) -> Result<N902, BenchError> {
        black_box(Ok(N902(
            n574.0
                .wrapping_add(n699.0)
                .wrapping_add(n900.0)
                .wrapping_add(903),
        )))
    }

    #[organum::node]
    pub async fn n903(n623: &N623) -> Result<N903, BenchError> {
        black_box(Ok(N903(n623.0.wrapping_add(904))))
    }

    #[organum::node]
    pub async fn n904(
        n379: &N379,
        n457: &N457,
        n534: &N534,
        n572: &N572,
    ) -> Result<N904, BenchError> {
        black_box(Ok(N904(
            n379.0
                .wrapping_add(n457.0)
                .wrapping_add(n534.0)
                .wrapping_add(n572.0)
                .wrapping_add(905),
        )))
    }

    #[organum::node]
    pub async fn n905(n369: &N369, n637: &N637) -> Result<N905, BenchError> {
        black_box(Ok(N905(n369.0.wrapping_add(n637.0).wrapping_add(906))))
    }

    #[organum::node]
    pub async fn n906(n62: &N62) -> Result<N906, BenchError> {
        black_box(Ok(N906(n62.0.wrapping_add(907))))
    }

    #[organum::node]
    pub async fn n907(n528: &N528, n828: &N828, n830: &N830) -> Result<N907, BenchError> {
        black_box(Ok(N907(
            n528.0
                .wrapping_add(n828.0)
                .wrapping_add(n830.0)
                .wrapping_add(908),
        )))
    }

    #[organum::node]
    pub async fn n908(n60: &N60) -> Result<N908, BenchError> {
        black_box(Ok(N908(n60.0.wrapping_add(909))))
    }

    #[organum::node]
    pub async fn n909(n133: &N133) -> Result<N909, BenchError> {
        black_box(Ok(N909(n133.0.wrapping_add(910))))
    }

    #[organum::node]
    pub async fn n910(n79: &N79, n492: &N492) -> Result<N910, BenchError> {
        black_box(Ok(N910(n79.0.wrapping_add(n492.0).wrapping_add(911))))
    }

    #[organum::node]
    pub async fn n911(n234: &N234) -> Result<N911, BenchError> {
        black_box(Ok(N911(n234.0.wrapping_add(912))))
    }

    #[organum::node]
    pub async fn n912(n154: &N154, n525: &N525, n794: &N794) -> Result<N912, BenchError> {
        black_box(Ok(N912(
            n154.0
                .wrapping_add(n525.0)
                .wrapping_add(n794.0)
                .wrapping_add(913),
        )))
    }

    #[organum::node]
    pub async fn n913(
        n644: &N644,
        n696: &N696,
        n737: &N737,
        n775: &N775,
    ) -> Result<N913, BenchError> {
        black_box(Ok(N913(
            n644.0
                .wrapping_add(n696.0)
                .wrapping_add(n737.0)
                .wrapping_add(n775.0)
                .wrapping_add(914),
        )))
    }

    #[organum::node]
    pub async fn n914(n829: &N829) -> Result<N914, BenchError> {
        black_box(Ok(N914(n829.0.wrapping_add(915))))
    }

    #[organum::node]
    pub async fn n915(n45: &N45) -> Result<N915, BenchError> {
        black_box(Ok(N915(n45.0.wrapping_add(916))))
    }

    #[organum::node]
    pub async fn n916(n371: &N371) -> Result<N916, BenchError> {
        black_box(Ok(N916(n371.0.wrapping_add(917))))
    }

    #[organum::node]
    pub async fn n917(n811: &N811, n906: &N906) -> Result<N917, BenchError> {
        black_box(Ok(N917(n811.0.wrapping_add(n906.0).wrapping_add(918))))
    }

    #[organum::node]
    pub async fn n918(n111: &N111, n731: &N731, n780: &N780) -> Result<N918, BenchError> {
        black_box(Ok(N918(
            n111.0
                .wrapping_add(n731.0)
                .wrapping_add(n780.0)
                .wrapping_add(919),
        )))
    }

    #[organum::node]
    pub async fn n919(n847: &N847, n900: &N900) -> Result<N919, BenchError> {
        black_box(Ok(N919(n847.0.wrapping_add(n900.0).wrapping_add(920))))
    }

    #[organum::node]
    pub async fn n920(n557: &N557) -> Result<N920, BenchError> {
        black_box(Ok(N920(n557.0.wrapping_add(921))))
    }

    #[organum::node]
    pub async fn n921(n121: &N121) -> Result<N921, BenchError> {
        black_box(Ok(N921(n121.0.wrapping_add(922))))
    }

    #[organum::node]
    pub async fn n922(n54: &N54, n558: &N558, n793: &N793) -> Result<N922, BenchError> {
        black_box(Ok(N922(
            n54.0
                .wrapping_add(n558.0)
                .wrapping_add(n793.0)
                .wrapping_add(923),
        )))
    }

    #[organum::node]
    pub async fn n923(n219: &N219, n537: &N537, n601: &N601) -> Result<N923, BenchError> {
        black_box(Ok(N923(
            n219.0
                .wrapping_add(n537.0)
                .wrapping_add(n601.0)
                .wrapping_add(924),
        )))
    }

    #[organum::node]
    pub async fn n924(n723: &N723, n774: &N774, n911: &N911) -> Result<N924, BenchError> {
        black_box(Ok(N924(
            n723.0
                .wrapping_add(n774.0)
                .wrapping_add(n911.0)
                .wrapping_add(925),
        )))
    }

    #[organum::node]
    pub async fn n925(n230: &N230, n865: &N865) -> Result<N925, BenchError> {
        black_box(Ok(N925(n230.0.wrapping_add(n865.0).wrapping_add(926))))
    }

    #[organum::node]
    pub async fn n926(n536: &N536) -> Result<N926, BenchError> {
        black_box(Ok(N926(n536.0.wrapping_add(927))))
    }

    #[organum::node]
    pub async fn n927(n44: &N44) -> Result<N927, BenchError> {
        black_box(Ok(N927(n44.0.wrapping_add(928))))
    }

    #[organum::node]
    pub async fn n928(
        n260: &N260,
        n667: &N667,
        n765: &N765,
        n872: &N872,
    ) -> Result<N928, BenchError> {
        black_box(Ok(N928(
            n260.0
                .wrapping_add(n667.0)
                .wrapping_add(n765.0)
                .wrapping_add(n872.0)
                .wrapping_add(929),
        )))
    }

    #[organum::node]
    pub async fn n929(n268: &N268, n316: &N316) -> Result<N929, BenchError> {
        black_box(Ok(N929(n268.0.wrapping_add(n316.0).wrapping_add(930))))
    }

    #[organum::node]
    pub async fn n930(n489: &N489, n657: &N657) -> Result<N930, BenchError> {
        black_box(Ok(N930(n489.0.wrapping_add(n657.0).wrapping_add(931))))
    }

    #[organum::node]
    pub async fn n931(n158: &N158, n497: &N497) -> Result<N931, BenchError> {
        black_box(Ok(N931(n158.0.wrapping_add(n497.0).wrapping_add(932))))
    }

    #[organum::node]
    pub async fn n932(n298: &N298, n393: &N393) -> Result<N932, BenchError> {
        black_box(Ok(N932(n298.0.wrapping_add(n393.0).wrapping_add(933))))
    }

    #[organum::node]
    pub async fn n933(n519: &N519) -> Result<N933, BenchError> {
        black_box(Ok(N933(n519.0.wrapping_add(934))))
    }

    #[organum::node]
    pub async fn n934(n5: &N5, n232: &N232, n529: &N529, n580: &N580) -> Result<N934, BenchError> {
        black_box(Ok(N934(
            n5.0.wrapping_add(n232.0)
                .wrapping_add(n529.0)
                .wrapping_add(n580.0)
                .wrapping_add(935),
        )))
    }

    #[organum::node]
    pub async fn n935(n53: &N53, n59: &N59, n294: &N294) -> Result<N935, BenchError> {
        black_box(Ok(N935(
            n53.0
                .wrapping_add(n59.0)
                .wrapping_add(n294.0)
                .wrapping_add(936),
        )))
    }

    #[organum::node]
    pub async fn n936(
        n66: &N66,
        n208: &N208,
        n544: &N544,
        n893: &N893,
    ) -> Result<N936, BenchError> {
        black_box(Ok(N936(
            n66.0
                .wrapping_add(n208.0)
                .wrapping_add(n544.0)
                .wrapping_add(n893.0)
                .wrapping_add(937),
        )))
    }

    #[organum::node]
    pub async fn n937(
        n379: &N379,
        n718: &N718,
        n733: &N733,
        n912: &N912,
    ) -> Result<N937, BenchError> {
        black_box(Ok(N937(
            n379.0
                .wrapping_add(n718.0)
                .wrapping_add(n733.0)
                .wrapping_add(n912.0)
                .wrapping_add(938),
        )))
    }

    #[organum::node]
    pub async fn n938(n447: &N447, n484: &N484) -> Result<N938, BenchError> {
        black_box(Ok(N938(n447.0.wrapping_add(n484.0).wrapping_add(939))))
    }

    #[organum::node]
    pub async fn n939(
        n228: &N228,
        n650: &N650,
        n672: &N672,
        n919: &N919,
    ) -> Result<N939, BenchError> {
        black_box(Ok(N939(
            n228.0
                .wrapping_add(n650.0)
                .wrapping_add(n672.0)
                .wrapping_add(n919.0)
                .wrapping_add(940),
        )))
    }

    #[organum::node]
    pub async fn n940(n110: &N110, n243: &N243) -> Result<N940, BenchError> {
        black_box(Ok(N940(n110.0.wrapping_add(n243.0).wrapping_add(941))))
    }

    #[organum::node]
    pub async fn n941(
        n123: &N123,
        n425: &N425,
        n710: &N710,
        n824: &N824,
    ) -> Result<N941, BenchError> {
        black_box(Ok(N941(
            n123.0
                .wrapping_add(n425.0)
                .wrapping_add(n710.0)
                .wrapping_add(n824.0)
                .wrapping_add(942),
        )))
    }

    #[organum::node]
    pub async fn n942(n13: &N13, n328: &N328, n571: &N571) -> Result<N942, BenchError> {
        black_box(Ok(N942(
            n13.0
                .wrapping_add(n328.0)
                .wrapping_add(n571.0)
                .wrapping_add(943),
        )))
    }

    #[organum::node]
    pub async fn n943(n260: &N260, n281: &N281, n863: &N863) -> Result<N943, BenchError> {
        black_box(Ok(N943(
            n260.0
                .wrapping_add(n281.0)
                .wrapping_add(n863.0)
                .wrapping_add(944),
        )))
    }

    #[organum::node]
    pub async fn n944(n138: &N138, n209: &N209, n763: &N763) -> Result<N944, BenchError> {
        black_box(Ok(N944(
            n138.0
                .wrapping_add(n209.0)
                .wrapping_add(n763.0)
                .wrapping_add(945),
        )))
    }

    #[organum::node]
    pub async fn n945(
        n94: &N94,
        n225: &N225,
        n380: &N380,
        n409: &N409,
    ) -> Result<N945, BenchError> {
        black_box(Ok(N945(
            n94.0
                .wrapping_add(n225.0)
                .wrapping_add(n380.0)
                .wrapping_add(n409.0)
                .wrapping_add(946),
        )))
    }

    #[organum::node]
    pub async fn n946(n9: &N9, n215: &N215, n916: &N916) -> Result<N946, BenchError> {
        black_box(Ok(N946(
            n9.0.wrapping_add(n215.0)
                .wrapping_add(n916.0)
                .wrapping_add(947),
        )))
    }

    #[organum::node]
    pub async fn n947(n79: &N79, n230: &N230, n729: &N729) -> Result<N947, BenchError> {
        black_box(Ok(N947(
            n79.0
                .wrapping_add(n230.0)
                .wrapping_add(n729.0)
                .wrapping_add(948),
        )))
    }

    #[organum::node]
    pub async fn n948(n843: &N843) -> Result<N948, BenchError> {
        black_box(Ok(N948(n843.0.wrapping_add(949))))
    }

    #[organum::node]
    pub async fn n949(n241: &N241) -> Result<N949, BenchError> {
        black_box(Ok(N949(n241.0.wrapping_add(950))))
    }

    #[organum::node]
    pub async fn n950(n231: &N231, n506: &N506, n865: &N865) -> Result<N950, BenchError> {
        black_box(Ok(N950(
            n231.0
                .wrapping_add(n506.0)
                .wrapping_add(n865.0)
                .wrapping_add(951),
        )))
    }

    #[organum::node]
    pub async fn n951(n431: &N431, n565: &N565) -> Result<N951, BenchError> {
        black_box(Ok(N951(n431.0.wrapping_add(n565.0).wrapping_add(952))))
    }

    #[organum::node]
    pub async fn n952(n744: &N744, n818: &N818) -> Result<N952, BenchError> {
        black_box(Ok(N952(n744.0.wrapping_add(n818.0).wrapping_add(953))))
    }

    #[organum::node]
    pub async fn n953(n459: &N459, n558: &N558, n610: &N610) -> Result<N953, BenchError> {
        black_box(Ok(N953(
            n459.0
                .wrapping_add(n558.0)
                .wrapping_add(n610.0)
                .wrapping_add(954),
        )))
    }

    #[organum::node]
    pub async fn n954(n839: &N839) -> Result<N954, BenchError> {
        black_box(Ok(N954(n839.0.wrapping_add(955))))
    }

    #[organum::node]
    pub async fn n955(n100: &N100, n952: &N952) -> Result<N955, BenchError> {
        black_box(Ok(N955(n100.0.wrapping_add(n952.0).wrapping_add(956))))
    }

    #[organum::node]
    pub async fn n956(n214: &N214, n577: &N577) -> Result<N956, BenchError> {
        black_box(Ok(N956(n214.0.wrapping_add(n577.0).wrapping_add(957))))
    }

    #[organum::node]
    pub async fn n957(
        n268: &N268,
        n397: &N397,
        n668: &N668,
        n713: &N713,
    ) -> Result<N957, BenchError> {
        black_box(Ok(N957(
            n268.0
                .wrapping_add(n397.0)
                .wrapping_add(n668.0)
                .wrapping_add(n713.0)
                .wrapping_add(958),
        )))
    }

    #[organum::node]
    pub async fn n958(
        n11: &N11,
        n424: &N424,
        n531: &N531,
        n581: &N581,
    ) -> Result<N958, BenchError> {
        black_box(Ok(N958(
            n11.0
                .wrapping_add(n424.0)
                .wrapping_add(n531.0)
                .wrapping_add(n581.0)
                .wrapping_add(959),
        )))
    }

    #[organum::node]
    pub async fn n959(
        n115: &N115,
        n237: &N237,
        n317: &N317,
        n344: &N344,
        n345: &N345,
        n348: &N348,
        n351: &N351,
        n355: &N355,
    ) -> Result<N959, BenchError> {
        black_box(Ok(N959(
            n115.0
                .wrapping_add(n237.0)
                .wrapping_add(n317.0)
                .wrapping_add(n344.0)
                .wrapping_add(n345.0)
                .wrapping_add(n348.0)
                .wrapping_add(n351.0)
                .wrapping_add(n355.0)
                .wrapping_add(960),
        )))
    }

    #[organum::node]
    pub async fn n960(
        n360: &N360,
        n383: &N383,
        n384: &N384,
        n391: &N391,
        n394: &N394,
        n401: &N401,
        n423: &N423,
        n427: &N427,
    ) -> Result<N960, BenchError> {
        black_box(Ok(N960(
            n360.0
                .wrapping_add(n383.0)
                .wrapping_add(n384.0)
                .wrapping_add(n391.0)
                .wrapping_add(n394.0)
                .wrapping_add(n401.0)
                .wrapping_add(n423.0)
                .wrapping_add(n427.0)
                .wrapping_add(961),
        )))
    }

    #[organum::node]
    pub async fn n961(
        n436: &N436,
        n437: &N437,
        n450: &N450,
        n464: &N464,
        n466: &N466,
        n496: &N496,
        n501: &N501,
        n507: &N507,
    ) -> Result<N961, BenchError> {
        black_box(Ok(N961(
            n436.0
                .wrapping_add(n437.0)
                .wrapping_add(n450.0)
                .wrapping_add(n464.0)
                .wrapping_add(n466.0)
                .wrapping_add(n496.0)
                .wrapping_add(n501.0)
                .wrapping_add(n507.0)
                .wrapping_add(962),
        )))
    }

    #[organum::node]
    pub async fn n962(
        n508: &N508,
        n511: &N511,
        n526: &N526,
        n532: &N532,
        n535: &N535,
        n538: &N538,
        n539: &N539,
        n541: &N541,
    ) -> Result<N962, BenchError> {
        black_box(Ok(N962(
            n508.0
                .wrapping_add(n511.0)
                .wrapping_add(n526.0)
                .wrapping_add(n532.0)
                .wrapping_add(n535.0)
                .wrapping_add(n538.0)
                .wrapping_add(n539.0)
                .wrapping_add(n541.0)
                .wrapping_add(963),
        )))
    }

    #[organum::node]
    pub async fn n963(
        n542: &N542,
        n545: &N545,
        n550: &N550,
        n553: &N553,
        n554: &N554,
        n560: &N560,
        n561: &N561,
        n562: &N562,
    ) -> Result<N963, BenchError> {
        black_box(Ok(N963(
            n542.0
                .wrapping_add(n545.0)
                .wrapping_add(n550.0)
                .wrapping_add(n553.0)
                .wrapping_add(n554.0)
                .wrapping_add(n560.0)
                .wrapping_add(n561.0)
                .wrapping_add(n562.0)
                .wrapping_add(964),
        )))
    }

    #[organum::node]
    pub async fn n964(
        n563: &N563,
        n567: &N567,
        n570: &N570,
        n573: &N573,
        n575: &N575,
        n578: &N578,
        n579: &N579,
        n582: &N582,
    ) -> Result<N964, BenchError> {
        black_box(Ok(N964(
            n563.0
                .wrapping_add(n567.0)
                .wrapping_add(n570.0)
                .wrapping_add(n573.0)
                .wrapping_add(n575.0)
                .wrapping_add(n578.0)
                .wrapping_add(n579.0)
                .wrapping_add(n582.0)
                .wrapping_add(965),
        )))
    }

    #[organum::node]
    pub async fn n965(
        n583: &N583,
        n586: &N586,
        n590: &N590,
        n594: &N594,
        n595: &N595,
        n597: &N597,
        n603: &N603,
        n604: &N604,
    ) -> Result<N965, BenchError> {
        black_box(Ok(N965(
            n583.0
                .wrapping_add(n586.0)
                .wrapping_add(n590.0)
                .wrapping_add(n594.0)
                .wrapping_add(n595.0)
                .wrapping_add(n597.0)
                .wrapping_add(n603.0)
                .wrapping_add(n604.0)
                .wrapping_add(966),
        )))
    }

    #[organum::node]
    pub async fn n966(
        n605: &N605,
        n606: &N606,
        n609: &N609,
        n611: &N611,
        n612: &N612,
        n615: &N615,
        n624: &N624,
        n627: &N627,
    ) -> Result<N966, BenchError> {
        black_box(Ok(N966(
            n605.0
                .wrapping_add(n606.0)
                .wrapping_add(n609.0)
                .wrapping_add(n611.0)
                .wrapping_add(n612.0)
                .wrapping_add(n615.0)
                .wrapping_add(n624.0)
                .wrapping_add(n627.0)
                .wrapping_add(967),
        )))
    }

    #[organum::node]
    pub async fn n967(
        n630: &N630,
        n631: &N631,
        n633: &N633,
        n634: &N634,
        n640: &N640,
        n641: &N641,
        n642: &N642,
        n645: &N645,
    ) -> Result<N967, BenchError> {
        black_box(Ok(N967(
            n630.0
                .wrapping_add(n631.0)
                .wrapping_add(n633.0)
                .wrapping_add(n634.0)
                .wrapping_add(n640.0)
                .wrapping_add(n641.0)
                .wrapping_add(n642.0)
                .wrapping_add(n645.0)
                .wrapping_add(968),
        )))
    }

    #[organum::node]
    pub async fn n968(
        n648: &N648,
        n651: &N651,
        n653: &N653,
        n656: &N656,
        n658: &N658,
        n659: &N659,
        n663: &N663,
        n669: &N669,
    ) -> Result<N968, BenchError> {
        black_box(Ok(N968(
            n648.0
                .wrapping_add(n651.0)
                .wrapping_add(n653.0)
                .wrapping_add(n656.0)
                .wrapping_add(n658.0)
                .wrapping_add(n659.0)
                .wrapping_add(n663.0)
                .wrapping_add(n669.0)
                .wrapping_add(969),
        )))
    }

    #[organum::node]
    pub async fn n969(
        n671: &N671,
        n675: &N675,
        n681: &N681,
        n682: &N682,
        n685: &N685,
        n689: &N689,
        n692: &N692,
        n693: &N693,
    ) -> Result<N969, BenchError> {
        black_box(Ok(N969(
            n671.0
                .wrapping_add(n675.0)
                .wrapping_add(n681.0)
                .wrapping_add(n682.0)
                .wrapping_add(n685.0)
                .wrapping_add(n689.0)
                .wrapping_add(n692.0)
                .wrapping_add(n693.0)
                .wrapping_add(970),
        )))
    }

    #[organum::node]
    pub async fn n970(
        n695: &N695,
        n702: &N702,
        n703: &N703,
        n705: &N705,
        n706: &N706,
        n708: &N708,
        n712: &N712,
        n715: &N715,
    ) -> Result<N970, BenchError> {
        black_box(Ok(N970(
            n695.0
                .wrapping_add(n702.0)
                .wrapping_add(n703.0)
                .wrapping_add(n705.0)
                .wrapping_add(n706.0)
                .wrapping_add(n708.0)
                .wrapping_add(n712.0)
                .wrapping_add(n715.0)
                .wrapping_add(971),
        )))
    }

    #[organum::node]
    pub async fn n971(
        n716: &N716,
        n721: &N721,
        n724: &N724,
        n725: &N725,
        n726: &N726,
        n727: &N727,
        n728: &N728,
        n732: &N732,
    ) -> Result<N971, BenchError> {
        black_box(Ok(N971(
            n716.0
                .wrapping_add(n721.0)
                .wrapping_add(n724.0)
                .wrapping_add(n725.0)
                .wrapping_add(n726.0)
                .wrapping_add(n727.0)
                .wrapping_add(n728.0)
                .wrapping_add(n732.0)
                .wrapping_add(972),
        )))
    }

    #[organum::node]
    pub async fn n972(
        n734: &N734,
        n735: &N735,
        n738: &N738,
        n739: &N739,
        n740: &N740,
        n741: &N741,
        n742: &N742,
        n743: &N743,
    ) -> Result<N972, BenchError> {
        black_box(Ok(N972(
            n734.0
                .wrapping_add(n735.0)
                .wrapping_add(n738.0)
                .wrapping_add(n739.0)
                .wrapping_add(n740.0)
                .wrapping_add(n741.0)
                .wrapping_add(n742.0)
                .wrapping_add(n743.0)
                .wrapping_add(973),
        )))
    }

    #[organum::node]
    pub async fn n973(
        n748: &N748,
        n750: &N750,
        n751: &N751,
        n757: &N757,
        n758: &N758,
        n759: &N759,
        n760: &N760,
        n761: &N761,
    ) -> Result<N973, BenchError> {
        black_box(Ok(N973(
            n748.0
                .wrapping_add(n750.0)
                .wrapping_add(n751.0)
                .wrapping_add(n757.0)
                .wrapping_add(n758.0)
                .wrapping_add(n759.0)
                .wrapping_add(n760.0)
                .wrapping_add(n761.0)
                .wrapping_add(974),
        )))
    }

    #[organum::node]
    pub async fn n974(
        n767: &N767,
        n770: &N770,
        n771: &N771,
        n772: &N772,
        n773: &N773,
        n777: &N777,
        n778: &N778,
        n779: &N779,
    ) -> Result<N974, BenchError> {
        black_box(Ok(N974(
            n767.0
                .wrapping_add(n770.0)
                .wrapping_add(n771.0)
                .wrapping_add(n772.0)
                .wrapping_add(n773.0)
                .wrapping_add(n777.0)
                .wrapping_add(n778.0)
                .wrapping_add(n779.0)
                .wrapping_add(975),
        )))
    }

    #[organum::node]
    pub async fn n975(
        n781: &N781,
        n782: &N782,
        n783: &N783,
        n784: &N784,
        n785: &N785,
        n786: &N786,
        n787: &N787,
        n788: &N788,
    ) -> Result<N975, BenchError> {
        black_box(Ok(N975(
            n781.0
                .wrapping_add(n782.0)
                .wrapping_add(n783.0)
                .wrapping_add(n784.0)
                .wrapping_add(n785.0)
                .wrapping_add(n786.0)
                .wrapping_add(n787.0)
                .wrapping_add(n788.0)
                .wrapping_add(976),
        )))
    }

    #[organum::node]
    pub async fn n976(
        n789: &N789,
        n790: &N790,
        n791: &N791,
        n792: &N792,
        n795: &N795,
        n796: &N796,
        n797: &N797,
        n799: &N799,
    ) -> Result<N976, BenchError> {
        black_box(Ok(N976(
            n789.0
                .wrapping_add(n790.0)
                .wrapping_add(n791.0)
                .wrapping_add(n792.0)
                .wrapping_add(n795.0)
                .wrapping_add(n796.0)
                .wrapping_add(n797.0)
                .wrapping_add(n799.0)
                .wrapping_add(977),
        )))
    }

    #[organum::node]
    pub async fn n977(
        n800: &N800,
        n801: &N801,
        n802: &N802,
        n803: &N803,
        n804: &N804,
        n805: &N805,
        n806: &N806,
        n808: &N808,
    ) -> Result<N977, BenchError> {
        black_box(Ok(N977(
            n800.0
                .wrapping_add(n801.0)
                .wrapping_add(n802.0)
                .wrapping_add(n803.0)
                .wrapping_add(n804.0)
                .wrapping_add(n805.0)
                .wrapping_add(n806.0)
                .wrapping_add(n808.0)
                .wrapping_add(978),
        )))
    }

    #[organum::node]
    pub async fn n978(
        n810: &N810,
        n812: &N812,
        n813: &N813,
        n814: &N814,
        n815: &N815,
        n816: &N816,
        n817: &N817,
        n819: &N819,
    ) -> Result<N978, BenchError> {
        black_box(Ok(N978(
            n810.0
                .wrapping_add(n812.0)
                .wrapping_add(n813.0)
                .wrapping_add(n814.0)
                .wrapping_add(n815.0)
                .wrapping_add(n816.0)
                .wrapping_add(n817.0)
                .wrapping_add(n819.0)
                .wrapping_add(979),
        )))
    }

    #[organum::node]
    pub async fn n979(
        n820: &N820,
        n821: &N821,
        n822: &N822,
        n823: &N823,
        n825: &N825,
        n827: &N827,
        n832: &N832,
        n833: &N833,
    ) -> Result<N979, BenchError> {
        black_box(Ok(N979(
            n820.0
                .wrapping_add(n821.0)
                .wrapping_add(n822.0)
                .wrapping_add(n823.0)
                .wrapping_add(n825.0)
                .wrapping_add(n827.0)
                .wrapping_add(n832.0)
                .wrapping_add(n833.0)
                .wrapping_add(980),
        )))
    }

    #[organum::node]
    pub async fn n980(
        n834: &N834,
        n835: &N835,
        n836: &N836,
        n837: &N837,
        n838: &N838,
        n840: &N840,
        n842: &N842,
        n845: &N845,
    ) -> Result<N980, BenchError> {
        black_box(Ok(N980(
            n834.0
                .wrapping_add(n835.0)
                .wrapping_add(n836.0)
                .wrapping_add(n837.0)
                .wrapping_add(n838.0)
                .wrapping_add(n840.0)
                .wrapping_add(n842.0)
                .wrapping_add(n845.0)
                .wrapping_add(981),
        )))
    }

    #[organum::node]
    pub async fn n981(
        n849: &N849,
        n850: &N850,
        n851: &N851,
        n852: &N852,
        n853: &N853,
        n854: &N854,
        n855: &N855,
        n857: &N857,
    ) -> Result<N981, BenchError> {
        black_box(Ok(N981(
            n849.0
                .wrapping_add(n850.0)
                .wrapping_add(n851.0)
                .wrapping_add(n852.0)
                .wrapping_add(n853.0)
                .wrapping_add(n854.0)
                .wrapping_add(n855.0)
                .wrapping_add(n857.0)
                .wrapping_add(982),
        )))
    }

    #[organum::node]
    pub async fn n982(
        n858: &N858,
        n859: &N859,
        n860: &N860,
        n861: &N861,
        n862: &N862,
        n864: &N864,
        n866: &N866,
        n867: &N867,
    ) -> Result<N982, BenchError> {
        black_box(Ok(N982(
            n858.0
                .wrapping_add(n859.0)
                .wrapping_add(n860.0)
                .wrapping_add(n861.0)
                .wrapping_add(n862.0)
                .wrapping_add(n864.0)
                .wrapping_add(n866.0)
                .wrapping_add(n867.0)
                .wrapping_add(983),
        )))
    }

    #[organum::node]
    pub async fn n983(
        n868: &N868,
        n869: &N869,
        n870: &N870,
        n871: &N871,
        n873: &N873,
        n874: &N874,
        n875: &N875,
        n876: &N876,
    ) -> Result<N983, BenchError> {
        black_box(Ok(N983(
            n868.0
                .wrapping_add(n869.0)
                .wrapping_add(n870.0)
                .wrapping_add(n871.0)
                .wrapping_add(n873.0)
                .wrapping_add(n874.0)
                .wrapping_add(n875.0)
                .wrapping_add(n876.0)
                .wrapping_add(984),
        )))
    }

    #[organum::node]
    pub async fn n984(
        n877: &N877,
        n878: &N878,
        n879: &N879,
        n880: &N880,
        n881: &N881,
        n882: &N882,
        n883: &N883,
        n884: &N884,
    ) -> Result<N984, BenchError> {
        black_box(Ok(N984(
            n877.0
                .wrapping_add(n878.0)
                .wrapping_add(n879.0)
                .wrapping_add(n880.0)
                .wrapping_add(n881.0)
                .wrapping_add(n882.0)
                .wrapping_add(n883.0)
                .wrapping_add(n884.0)
                .wrapping_add(985),
        )))
    }

    #[organum::node]
    pub async fn n985(
        n885: &N885,
        n886: &N886,
        n887: &N887,
        n888: &N888,
        n889: &N889,
        n890: &N890,
        n891: &N891,
        n892: &N892,
    ) -> Result<N985, BenchError> {
        black_box(Ok(N985(
            n885.0
                .wrapping_add(n886.0)
                .wrapping_add(n887.0)
                .wrapping_add(n888.0)
                .wrapping_add(n889.0)
                .wrapping_add(n890.0)
                .wrapping_add(n891.0)
                .wrapping_add(n892.0)
                .wrapping_add(986),
        )))
    }

    #[organum::node]
    pub async fn n986(
        n895: &N895,
        n896: &N896,
        n897: &N897,
        n898: &N898,
        n899: &N899,
        n901: &N901,
        n902: &N902,
        n903: &N903,
    ) -> Result<N986, BenchError> {
        black_box(Ok(N986(
            n895.0
                .wrapping_add(n896.0)
                .wrapping_add(n897.0)
                .wrapping_add(n898.0)
                .wrapping_add(n899.0)
                .wrapping_add(n901.0)
                .wrapping_add(n902.0)
                .wrapping_add(n903.0)
                .wrapping_add(987),
        )))
    }

    #[organum::node]
    pub async fn n987(
        n904: &N904,
        n905: &N905,
        n907: &N907,
        n908: &N908,
        n909: &N909,
        n910: &N910,
        n913: &N913,
        n914: &N914,
    ) -> Result<N987, BenchError> {
        black_box(Ok(N987(
            n904.0
                .wrapping_add(n905.0)
                .wrapping_add(n907.0)
                .wrapping_add(n908.0)
                .wrapping_add(n909.0)
                .wrapping_add(n910.0)
                .wrapping_add(n913.0)
                .wrapping_add(n914.0)
                .wrapping_add(988),
        )))
    }

    #[organum::node]
    pub async fn n988(
        n915: &N915,
        n917: &N917,
        n918: &N918,
        n920: &N920,
        n921: &N921,
        n922: &N922,
        n923: &N923,
        n924: &N924,
    ) -> Result<N988, BenchError> {
        black_box(Ok(N988(
            n915.0
                .wrapping_add(n917.0)
                .wrapping_add(n918.0)
                .wrapping_add(n920.0)
                .wrapping_add(n921.0)
                .wrapping_add(n922.0)
                .wrapping_add(n923.0)
                .wrapping_add(n924.0)
                .wrapping_add(989),
        )))
    }

    #[organum::node]
    pub async fn n989(
        n925: &N925,
        n926: &N926,
        n927: &N927,
        n928: &N928,
        n929: &N929,
        n930: &N930,
        n931: &N931,
        n932: &N932,
    ) -> Result<N989, BenchError> {
        black_box(Ok(N989(
            n925.0
                .wrapping_add(n926.0)
                .wrapping_add(n927.0)
                .wrapping_add(n928.0)
                .wrapping_add(n929.0)
                .wrapping_add(n930.0)
                .wrapping_add(n931.0)
                .wrapping_add(n932.0)
                .wrapping_add(990),
        )))
    }

    #[organum::node]
    pub async fn n990(
        n933: &N933,
        n934: &N934,
        n935: &N935,
        n936: &N936,
        n937: &N937,
        n938: &N938,
        n939: &N939,
        n940: &N940,
    ) -> Result<N990, BenchError> {
        black_box(Ok(N990(
            n933.0
                .wrapping_add(n934.0)
                .wrapping_add(n935.0)
                .wrapping_add(n936.0)
                .wrapping_add(n937.0)
                .wrapping_add(n938.0)
                .wrapping_add(n939.0)
                .wrapping_add(n940.0)
                .wrapping_add(991),
        )))
    }

    #[organum::node]
    pub async fn n991(
        n941: &N941,
        n942: &N942,
        n943: &N943,
        n944: &N944,
        n945: &N945,
        n946: &N946,
        n947: &N947,
        n948: &N948,
    ) -> Result<N991, BenchError> {
        black_box(Ok(N991(
            n941.0
                .wrapping_add(n942.0)
                .wrapping_add(n943.0)
                .wrapping_add(n944.0)
                .wrapping_add(n945.0)
                .wrapping_add(n946.0)
                .wrapping_add(n947.0)
                .wrapping_add(n948.0)
                .wrapping_add(992),
        )))
    }

    #[organum::node]
    pub async fn n992(
        n949: &N949,
        n950: &N950,
        n951: &N951,
        n953: &N953,
        n954: &N954,
        n955: &N955,
        n956: &N956,
        n957: &N957,
    ) -> Result<N992, BenchError> {
        black_box(Ok(N992(
            n949.0
                .wrapping_add(n950.0)
                .wrapping_add(n951.0)
                .wrapping_add(n953.0)
                .wrapping_add(n954.0)
                .wrapping_add(n955.0)
                .wrapping_add(n956.0)
                .wrapping_add(n957.0)
                .wrapping_add(993),
        )))
    }

    #[organum::node]
    pub async fn n993(
        n959: &N959,
        n960: &N960,
        n961: &N961,
        n962: &N962,
        n963: &N963,
        n964: &N964,
        n965: &N965,
        n966: &N966,
    ) -> Result<N993, BenchError> {
        black_box(Ok(N993(
            n959.0
                .wrapping_add(n960.0)
                .wrapping_add(n961.0)
                .wrapping_add(n962.0)
                .wrapping_add(n963.0)
                .wrapping_add(n964.0)
                .wrapping_add(n965.0)
                .wrapping_add(n966.0)
                .wrapping_add(994),
        )))
    }

    #[organum::node]
    pub async fn n994(
        n967: &N967,
        n968: &N968,
        n969: &N969,
        n970: &N970,
        n971: &N971,
        n972: &N972,
        n973: &N973,
        n974: &N974,
    ) -> Result<N994, BenchError> {
        black_box(Ok(N994(
            n967.0
                .wrapping_add(n968.0)
                .wrapping_add(n969.0)
                .wrapping_add(n970.0)
                .wrapping_add(n971.0)
                .wrapping_add(n972.0)
                .wrapping_add(n973.0)
                .wrapping_add(n974.0)
                .wrapping_add(995),
        )))
    }

    #[organum::node]
    pub async fn n995(
        n975: &N975,
        n976: &N976,
        n977: &N977,
        n978: &N978,
        n979: &N979,
        n980: &N980,
        n981: &N981,
        n982: &N982,
    ) -> Result<N995, BenchError> {
        black_box(Ok(N995(
            n975.0
                .wrapping_add(n976.0)
                .wrapping_add(n977.0)
                .wrapping_add(n978.0)
                .wrapping_add(n979.0)
                .wrapping_add(n980.0)
                .wrapping_add(n981.0)
                .wrapping_add(n982.0)
                .wrapping_add(996),
        )))
    }

    #[organum::node]
    pub async fn n996(
        n983: &N983,
        n984: &N984,
        n985: &N985,
        n986: &N986,
        n987: &N987,
        n988: &N988,
        n989: &N989,
        n990: &N990,
    ) -> Result<N996, BenchError> {
        black_box(Ok(N996(
            n983.0
                .wrapping_add(n984.0)
                .wrapping_add(n985.0)
                .wrapping_add(n986.0)
                .wrapping_add(n987.0)
                .wrapping_add(n988.0)
                .wrapping_add(n989.0)
                .wrapping_add(n990.0)
                .wrapping_add(997),
        )))
    }

    #[organum::node]
    pub async fn n997(n991: &N991, n992: &N992, n958: &N958) -> Result<N997, BenchError> {
        black_box(Ok(N997(
            n991.0
                .wrapping_add(n992.0)
                .wrapping_add(n958.0)
                .wrapping_add(998),
        )))
    }

    #[organum::node]
    pub async fn n998(
        n993: &N993,
        n994: &N994,
        n995: &N995,
        n996: &N996,
        n997: &N997,
    ) -> Result<N998, BenchError> {
        black_box(Ok(N998(
            n993.0
                .wrapping_add(n994.0)
                .wrapping_add(n995.0)
                .wrapping_add(n996.0)
                .wrapping_add(n997.0)
                .wrapping_add(999),
        )))
    }

    #[organum::node]
    pub async fn n999(n998: &N998) -> Result<N999, BenchError> {
        black_box(Ok(N999(n998.0.wrapping_add(1000))))
    }
}

/// The graph as Organum has it.
#[organum::graph(output = N999)]
pub struct Random1000 {
    pub input: Input,
}
