//! Packages, features and folders of the workspace.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The package that has the executor of graphs, in `src/…/executor`.
pub(crate) const EXECUTOR: &str = "organum-graph";

/// Packages below `crates/` that are no libraries of users.
const TOOLS: [&str; 2] = ["organum-bench", "xtask"];

/// The one package of macros, which has no API but them.
pub(crate) const MACROS: &str = "organum-macros";

/// The top of the workspace.
pub(crate) fn root() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).map_or(own.clone(), PathBuf::from)
}

/// A target folder for builds with other flags, so that they do not push out the usual one.
pub(crate) fn target(name: &str) -> PathBuf {
    target_folder().join(name)
}

/// The usual target folder.
fn target_folder() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A program of the workspace, as `cargo test` has built it.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(target_folder().join("debug").join(name));
    command.current_dir(root());
    command
}

/// The cargo that runs this, at the top of the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // Nobody builds a second time on a machine of CI, and incremental builds cost more at first.
    if env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// The cargo of a nightly toolchain.
pub(crate) fn nightly() -> Command {
    let mut command = Command::new("cargo");
    command
        .arg("+nightly")
        .current_dir(root())
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// The packages below `crates/` that users build, by name.
pub(crate) fn libraries() -> Result<Vec<String>, String> {
    let folder = root().join("crates");
    let entries = fs::read_dir(&folder).map_err(|error| at(&folder, &error))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !TOOLS.contains(&name.as_str()))
        .collect();
    names.sort();
    Ok(names)
}

/// The features of a package below `crates/`, as its manifest lists them.
pub(crate) fn features(package: &str) -> Result<Vec<String>, String> {
    let manifest = root().join("crates").join(package).join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| at(&manifest, &error))?;
    let lines = text.lines().skip_while(|line| *line != "[features]");
    let names = lines
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with([' ', '#', ']']))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
        .filter(|name| name != "default");
    Ok(names.collect())
}

/// What stands behind a key in the workspace's manifest: `rust-version`.
pub(crate) fn manifest_value(key: &str) -> Result<String, String> {
    let manifest = root().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| at(&manifest, &error))?;
    text.lines()
        .filter_map(|line| line.split_once(" = "))
        .find(|(name, _)| *name == key)
        .map(|(_, value)| value.trim_matches('"').to_owned())
        .ok_or_else(|| format!("{}: there is no `{key}`", manifest.display()))
}

/// An error with the path at which it happened.
pub(crate) fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
