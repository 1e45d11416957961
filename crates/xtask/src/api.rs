//! Snapshots of the public API: `tests/api/PACKAGE.txt`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    session::{self, Done},
    workspace::{self, MACROS, at, cargo, root, target},
};

/// Compares the public API of each library with its snapshot, or writes the snapshots.
///
/// Every difference is printed: `+` for new items, `-` for removed ones.
pub(crate) fn check(is_blessed: bool) -> Done {
    let folder = root().join("tests/api");
    fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))?;
    let packages = workspace::libraries()?;
    let mut changed = Vec::new();
    for package in packages.iter().filter(|package| *package != MACROS) {
        let path = folder.join(format!("{package}.txt"));
        let now = listing(package)?;
        let then = fs::read_to_string(&path).unwrap_or_default();
        if now == then {
            continue;
        }
        if is_blessed {
            fs::write(&path, now).map_err(|error| at(&path, &error))?;
            println!("xtask:   {} is written", path.display());
            continue;
        }
        for line in then.lines().filter(|line| !contains(&now, line)) {
            println!("-{line}");
        }
        for line in now.lines().filter(|line| !contains(&then, line)) {
            println!("+{line}");
        }
        changed.push(package.as_str());
    }
    for stale in stale(&folder, &packages)? {
        if is_blessed {
            fs::remove_file(&stale).map_err(|error| at(&stale, &error))?;
        } else {
            changed.push("a snapshot of a removed package");
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the public API of {} changed; `cargo xtask checks api --bless` accepts it",
        changed.join(", ")
    ))
}

/// The snapshots of packages that no longer exist.
fn stale(folder: &Path, packages: &[String]) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| at(folder, &error))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let is_known = |path: &PathBuf| {
        path.file_stem()
            .is_some_and(|name| packages.iter().any(|package| name == package.as_str()))
    };
    Ok(paths.filter(|path| !is_known(path)).collect())
}

fn contains(text: &str, line: &str) -> bool {
    text.lines().any(|other| other == line)
}

/// The public items of a package, one a line.
fn listing(package: &str) -> Result<String, String> {
    let target = target("api");
    session::status(
        cargo()
            .args([
                "rustdoc",
                "--quiet",
                "-p",
                package,
                "--lib",
                "--all-features",
            ])
            .args(["--", "-Zunstable-options", "--output-format=json"])
            // rustdoc's JSON output is not stable.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", &target),
    )?;
    let json = target
        .join("doc")
        .join(format!("{}.json", package.replace('-', "_")));
    session::output(
        cargo()
            .args(["public-api", "-ss", "--color=never", "--rustdoc-json"])
            .arg(json),
    )
}
