//! Tests that the shapes are those of the published figures.

use organum_bench::generator::{self, Shape};

/// FNV-1a, which gives the same hash with every compiler.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// After a change of a shape, the figures in `docs/benchmarks.md` have to be measured again.
#[test]
fn the_nodes_of_every_shape_are_those_of_the_published_figures() {
    let shapes: Vec<(&str, u64)> = Shape::all()
        .iter()
        .map(|shape| (shape.module, hash(&format!("{:?}", shape.nodes))))
        .collect();
    let published = [
        ("chain_10", 0x6338_4648_9188_321d),
        ("fan_1_10_1", 0x20ef_d8ef_9430_e697),
        ("diamond_10x4", 0xac30_3e5b_0adb_799e),
        ("random_100", 0xa831_1902_975e_5614),
        ("random_1000", 0x246a_ed24_fb30_54d2),
        ("chain_10_yield", 0xdc46_5041_3d9b_c5c5),
        ("fan_1_10_1_yield", 0x03a7_66d5_f321_988f),
        ("diamond_10x4_yield", 0x431f_8c0d_2b85_62e6),
        ("random_100_yield", 0x3023_3434_f75e_f244),
        ("uneven", 0xf82d_5901_d99b_d5db),
    ];
    assert_eq!(shapes, published);
}

#[test]
fn the_generated_text_is_the_same_each_time() {
    assert_eq!(generator::modules(), generator::modules());
}
