//! A crate that a test writes and checks like the crate of a user.

use std::{fs, path::Path, process::Command};

/// Checks a crate of this name and source, incrementally and in a folder of its own below `within`.
///
/// # Panics
/// If the compiler reports an error or a warning.
pub fn check(within: &Path, name: &str, source: &str) {
    let (is_fine, text) = checked(within, name, source);
    assert!(is_fine, "{text}");
    assert_eq!(text.trim(), "", "there is no warning");
}

/// Checks a crate as [`check`] does, and returns whether it compiles and the text of the compiler.
///
/// # Panics
/// If the crate cannot be written or cargo does not run.
pub fn checked(within: &Path, name: &str, source: &str) -> (bool, String) {
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
    // All such crates share one target folder, as they have the same dependencies.
    let target = within.join("target");
    forget(&target.join("debug/incremental"), &name.replace('-', "_"));
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline"])
        .env("CARGO_INCREMENTAL", "1")
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(&folder)
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), text)
}

/// Removes the incremental data of an earlier run of this crate, which would be reused otherwise.
fn forget(incremental: &Path, name: &str) {
    let Ok(entries) = fs::read_dir(incremental) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with(name) {
            fs::remove_dir_all(entry.path()).expect("the data of an earlier run");
        }
    }
}
