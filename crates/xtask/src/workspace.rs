//! Packages, features and folders of the workspace.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The package of the executor of graphs, in `src/…/executor`.
pub(crate) const EXECUTOR: &str = "organum-graph";

/// The packages below `crates/` that are not libraries for users.
const TOOLS: [&str; 2] = ["organum-bench", "xtask"];

/// The package of the macros, which has no other API.
pub(crate) const MACROS: &str = "organum-macros";

/// Returns the root folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).map_or(own.clone(), PathBuf::from)
}

/// Returns a target folder for builds with other flags, so that they do not overwrite the default one.
pub(crate) fn target(name: &str) -> PathBuf {
    target_folder().join(name)
}

/// Returns the default target folder.
fn target_folder() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Returns the command of a program of the workspace that `cargo test` has built.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(target_folder().join("debug").join(name));
    command.current_dir(root());
    command
}

/// Returns the command of the current cargo, in the root folder of the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // A CI machine builds only once, and incremental builds make the first build slower.
    if env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Returns the command of the cargo of a nightly toolchain.
pub(crate) fn nightly() -> Command {
    let mut command = Command::new("cargo");
    command
        .arg("+nightly")
        .current_dir(root())
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// Returns the names of the packages below `crates/` that users build.
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

/// Returns the features of a package below `crates/`, in the order of its manifest.
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

/// Returns the value of a key in the workspace's manifest, such as `rust-version`.
pub(crate) fn manifest_value(key: &str) -> Result<String, String> {
    let manifest = root().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| at(&manifest, &error))?;
    text.lines()
        .filter_map(|line| line.split_once(" = "))
        .find(|(name, _)| *name == key)
        .map(|(_, value)| value.trim_matches('"').to_owned())
        .ok_or_else(|| format!("{}: there is no `{key}`", manifest.display()))
}

/// Returns the text of an error with the path at which it happened.
pub(crate) fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
