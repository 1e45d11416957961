//! The committed shapes are what the generator writes.

use std::path::Path;

use organum_bench::generator;

#[test]
fn the_committed_shapes_are_up_to_date() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shapes");
    for file in generator::files()? {
        let committed = std::fs::read_to_string(folder.join(&file.name))?;
        assert!(
            committed == file.text,
            "{} is out of date; run `cargo run -p organum-bench --bin generate`",
            file.name
        );
    }
    Ok(())
}
