//! A node may need 32 values, alternatives included, and a graph give 8.
use organum::prelude::*;

struct Part<const N: usize>;
struct Order;

#[node]
fn part<const N: usize>() -> Part<N> {
    Part
}

#[node]
fn order(
    _a: FirstOk<(&Part<0>, &Part<1>, &Part<2>, &Part<3>, &Part<4>, &Part<5>, &Part<6>, &Part<7>)>,
    _b: FirstOk<(&Part<10>, &Part<11>, &Part<12>, &Part<13>, &Part<14>, &Part<15>, &Part<16>, &Part<17>)>,
    _c: FirstOk<(&Part<20>, &Part<21>, &Part<22>, &Part<23>, &Part<24>, &Part<25>, &Part<26>, &Part<27>)>,
    _d: FirstOk<(&Part<30>, &Part<31>, &Part<32>, &Part<33>, &Part<34>, &Part<35>, &Part<36>, &Part<37>)>,
    _e: Race<(&Part<40>, &Part<41>, &Part<42>)>,
) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {}

#[graph(output = (Part<0>, Part<1>, Part<2>, Part<3>, Part<4>, Part<5>, Part<6>, Part<7>, Part<8>))]
struct Parts {}

fn main() {}
