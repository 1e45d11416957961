//! A node with too many parameters.
use organum::node;

struct Order;

struct N0;
struct N1;
struct N2;
struct N3;
struct N4;
struct N5;
struct N6;
struct N7;
struct N8;
struct N9;
struct N10;
struct N11;
struct N12;
struct N13;
struct N14;
struct N15;
struct N16;
struct N17;
struct N18;
struct N19;
struct N20;
struct N21;
struct N22;
struct N23;
struct N24;
struct N25;
struct N26;
struct N27;
struct N28;
struct N29;
struct N30;
struct N31;
struct N32;

#[node]
async fn order(
    _n0: &N0,
    _n1: &N1,
    _n2: &N2,
    _n3: &N3,
    _n4: &N4,
    _n5: &N5,
    _n6: &N6,
    _n7: &N7,
    _n8: &N8,
    _n9: &N9,
    _n10: &N10,
    _n11: &N11,
    _n12: &N12,
    _n13: &N13,
    _n14: &N14,
    _n15: &N15,
    _n16: &N16,
    _n17: &N17,
    _n18: &N18,
    _n19: &N19,
    _n20: &N20,
    _n21: &N21,
    _n22: &N22,
    _n23: &N23,
    _n24: &N24,
    _n25: &N25,
    _n26: &N26,
    _n27: &N27,
    _n28: &N28,
    _n29: &N29,
    _n30: &N30,
    _n31: &N31,
    _n32: &N32,
) -> Order {
    Order
}

fn main() {}
