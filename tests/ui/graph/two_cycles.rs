//! Independent mistakes are reported together.
use organum::prelude::*;

struct A;
struct B;
struct C;
struct D;
struct Out;

#[node]
fn a(_: &B) -> A {
    A
}

#[node]
fn b(_: &A) -> B {
    B
}

#[node]
fn c(_: &D) -> C {
    C
}

// A second cycle, and a longer one through the same nodes.
#[node]
fn d(_: &C, _: &B) -> D {
    D
}

#[node]
fn out(_: &A, _: &C) -> Out {
    Out
}

#[graph(output = Out)]
struct Two {}

fn main() {}
