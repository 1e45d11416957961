//! The measured graphs, one generated module each.
//!
//! Every module holds the same things: a type per node, the nodes as functions (`infallible` and
//! `fallible`), Organum's graph, the graph joined by hand layer by layer, and, where peers are
//! measured, the graph as each peer has it.

pub mod chain_10;
pub mod chain_10_yield;
pub mod diamond_10x4;
pub mod diamond_10x4_yield;
pub mod fan_1_10_1;
pub mod fan_1_10_1_yield;
pub mod random_100;
pub mod random_1000;
pub mod random_100_yield;
pub mod uneven;
