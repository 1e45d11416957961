//! Generates the measured shapes, some 26 000 lines, which `src/lib.rs` includes.

#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the library uses the rest of it"
)]
#[path = "src/generator/mod.rs"]
mod generator;

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/generator");
    if env::var_os("CARGO_FEATURE_SHAPES").is_none() {
        return Ok(());
    }
    let folder = env::var_os("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&folder).join("shapes.rs"), generator::modules())
}
