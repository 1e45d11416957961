//! A crate that is written by a test, and checked as a user's would be.

use std::{fs, path::Path, process::Command};

/// Checks a crate of this name and source, incrementally and in a folder of its own in this one.
///
/// # Panics
/// The compiler has something to say of it.
pub fn check(within: &Path, name: &str, source: &str) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = within.join(name);
    fs::create_dir_all(folder.join("src")).expect("the folder");
    let organum = workspace.join("crates/organum");
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\norganum = {{ path = '{}' }}\n\n[workspace]\n",
            organum.display(),
        ),
    )
    .expect("the manifest");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    fs::write(folder.join("src/lib.rs"), source).expect("the source");
    // One target folder for all such crates, as they need the same dependencies.
    let target = within.join("target");
    forget(&target.join("debug/incremental"), &name.replace('-', "_"));
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline"])
        .env("CARGO_INCREMENTAL", "1")
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(&folder)
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert_eq!(text.trim(), "", "nothing to warn of");
}

/// Removes what an earlier run left of a crate, as that would answer for this one.
fn forget(incremental: &Path, name: &str) {
    let Ok(entries) = fs::read_dir(incremental) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with(name) {
            fs::remove_dir_all(entry.path()).expect("what a crate left");
        }
    }
}
