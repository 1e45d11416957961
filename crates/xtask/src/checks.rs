//! The slow checks: `cargo xtask checks`.

use std::{fs, path::Path, process::Command};

use crate::{
    api,
    session::{self, Done, Session},
    workspace::{self, EXECUTOR, at, cargo, libraries, nightly, root, target},
};

/// A check: its name, the tool that it needs, and its function.
struct Check {
    name: &'static str,
    tool: Option<Tool>,
    work: fn(&Options) -> Done,
}

/// A tool, the test that it is installed, and the command that installs it.
struct Tool {
    name: &'static str,
    is_there: fn() -> bool,
    install: &'static [&'static str],
}

/// The options of the command line.
pub(crate) struct Options {
    /// Accept the current public API.
    pub(crate) is_blessed: bool,
    /// Install missing tools.
    installs: bool,
    /// The names of the requested checks; all checks if there is none.
    names: Vec<String>,
}

const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    is_there: || session::succeeds(cargo().args(["deny", "--version"])),
    install: &["cargo", "install", "--locked", "cargo-deny"],
};

const CHECKS: [Check; 10] = [
    Check {
        name: "typos",
        tool: Some(Tool {
            name: "typos",
            is_there: || session::succeeds(Command::new("typos").arg("--version")),
            install: &["cargo", "install", "--locked", "typos-cli"],
        }),
        work: |_| session::status(Command::new("typos").current_dir(root())),
    },
    Check {
        name: "deny",
        tool: Some(CARGO_DENY),
        work: |_| {
            session::status(
                cargo()
                    .args(["deny", "--log-level", "error", "check"])
                    .args(["licenses", "bans", "sources"]),
            )
        },
    },
    // This check fetches the database of advisories, so it needs a network.
    Check {
        name: "advisories",
        tool: Some(CARGO_DENY),
        work: |_| {
            session::status(cargo().args(["deny", "--log-level", "error", "check", "advisories"]))
        },
    },
    Check {
        name: "msrv",
        tool: None,
        work: |_| rust_version(),
    },
    Check {
        name: "features",
        tool: None,
        work: |_| features(),
    },
    Check {
        name: "api",
        tool: Some(Tool {
            name: "cargo-public-api",
            is_there: || session::succeeds(cargo().args(["public-api", "--version"])),
            install: &["cargo", "install", "--locked", "cargo-public-api"],
        }),
        work: |options| api::check(options.is_blessed),
    },
    Check {
        name: "minimal-versions",
        tool: None,
        work: |_| minimal_versions(),
    },
    Check {
        name: "benchmarks",
        tool: None,
        work: |_| benchmarks(),
    },
    Check {
        name: "editor",
        tool: Some(Tool {
            name: "rust-analyzer, with rust-src,",
            is_there: has_editor,
            install: &["rustup", "component", "add", "rust-analyzer", "rust-src"],
        }),
        work: |_| {
            session::status(
                cargo()
                    .args(["test", "--quiet", "--all-features", "-p", "organum-tests"])
                    .args([
                        "--test",
                        "tools",
                        "--",
                        "--ignored",
                        "--nocapture",
                        "editor",
                    ]),
            )
        },
    },
    Check {
        name: "miri",
        tool: Some(Tool {
            name: "Miri, of a nightly toolchain,",
            is_there: || session::succeeds(nightly().args(["miri", "--version"])),
            install: &[
                "rustup",
                "toolchain",
                "install",
                "nightly",
                "--component",
                "miri,rust-src",
            ],
        }),
        work: |_| miri(),
    },
];

/// Runs every check, or the named ones; a failed check does not prevent the others from running.
pub(crate) fn all(arguments: &[String]) -> Done {
    let options = Options::parse(arguments)?;
    let is_asked_for =
        |check: &&Check| options.names.is_empty() || options.names.iter().any(|n| n == check.name);
    let checks: Vec<&Check> = CHECKS.iter().filter(is_asked_for).collect();
    let mut session = Session::of(checks.len());
    for Check { name, tool, work } in checks {
        match tool {
            Some(tool) if !tool.is_ready(options.installs) => {
                let why = format!("{} is missing", tool.name);
                session.skip(name, &why, &tool.install.join(" "));
            }
            _ => session.check(name, || work(&options)),
        }
    }
    session.finish()
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self {
            is_blessed: false,
            installs: false,
            names: Vec::new(),
        };
        for argument in arguments {
            match argument.as_str() {
                "--bless" => options.is_blessed = true,
                "--install" => options.installs = true,
                name if CHECKS.iter().any(|check| check.name == name) => {
                    options.names.push(name.to_owned());
                }
                other => {
                    let names = CHECKS.map(|check| check.name).join(", ");
                    return Err(format!(
                        "there is no check `{other}`; there are {names}, --install and --bless"
                    ));
                }
            }
        }
        Ok(options)
    }
}

impl Tool {
    /// Returns true if the tool is installed, or was installed now.
    fn is_ready(&self, installs: bool) -> bool {
        if (self.is_there)() {
            return true;
        }
        if !installs {
            return false;
        }
        println!("xtask: {}", self.install.join(" "));
        let mut command = Command::new(self.install[0]);
        command.args(&self.install[1..]).current_dir("/");
        let installed = session::status(&mut command);
        if let Err(error) = &installed {
            eprintln!("xtask: {error}");
        }
        installed.is_ok() && (self.is_there)()
    }
}

/// Returns true if rust-analyzer is installed, and the sources of the standard library that it reads.
fn has_editor() -> bool {
    let mut rustc = Command::new("rustc");
    let sysroot = session::output(rustc.args(["--print", "sysroot"]).current_dir(root()));
    let has_sources = sysroot.is_ok_and(|sysroot| {
        let library = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library");
        library.exists()
    });
    let mut server = Command::new("rust-analyzer");
    has_sources && session::succeeds(server.arg("--version").current_dir(root()))
}

/// Checks that the libraries compile with the oldest compiler that the manifest promises.
fn rust_version() -> Done {
    let promised = workspace::manifest_value("rust-version")?;
    let current = session::output(Command::new("rustc").arg("--version").current_dir(root()))?;
    let mut command = if current.starts_with(&format!("rustc {promised}.")) {
        cargo()
    } else {
        let mut command = Command::new("cargo");
        command
            .arg(format!("+{promised}"))
            .current_dir(root())
            .env_remove("RUSTUP_TOOLCHAIN");
        command
    };
    command.args(["check", "--quiet", "--all-features"]);
    for package in libraries()? {
        command.args(["-p", &package]);
    }
    session::status(&mut command)
}

/// Checks each library without features, and with each feature alone; warnings are errors.
fn features() -> Done {
    let mut failed = Vec::new();
    for package in libraries()? {
        let mut sets = vec![None];
        sets.extend(workspace::features(&package)?.into_iter().map(Some));
        for feature in sets {
            let name = feature.as_deref().unwrap_or("no feature");
            println!("xtask:   {package}, {name}");
            let mut command = cargo();
            command
                .args(["clippy", "--quiet", "--no-default-features", "-p", &package])
                .args(["--features", feature.as_deref().unwrap_or_default()])
                .args(["--", "--deny", "warnings"]);
            if session::status(&mut command).is_err() {
                failed.push(format!("{package} with {name}"));
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(failed.join(", "))
}

/// Checks that the libraries compile with the oldest versions of their dependencies, in a copy of the
/// workspace with its own lock file.
fn minimal_versions() -> Done {
    let copy = target("minimal-versions").join("copy");
    copy_workspace(&copy)?;
    let in_copy = || {
        let mut command = cargo();
        command
            .current_dir(&copy)
            .env("CARGO_TARGET_DIR", target("minimal-versions"))
            // `direct-minimal-versions` is not stable.
            .env("RUSTC_BOOTSTRAP", "1");
        command
    };
    session::status(in_copy().args(["update", "--quiet", "-Z", "direct-minimal-versions"]))?;
    let mut command = in_copy();
    command.args(["check", "--quiet", "--all-features"]);
    for package in libraries()? {
        command.args(["-p", &package]);
    }
    session::status(&mut command)
}

/// Copies every file that is not ignored by git.
fn copy_workspace(copy: &Path) -> Done {
    if copy.exists() {
        fs::remove_dir_all(copy).map_err(|error| at(copy, &error))?;
    }
    let files = session::output(
        Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(root()),
    )?;
    for file in files.lines() {
        let (from, to) = (root().join(file), copy.join(file));
        if !from.is_file() {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
        }
        fs::copy(&from, &to).map_err(|error| at(&from, &error))?;
    }
    Ok(())
}

/// Checks that the benchmarks compile without warnings and that the contenders agree. `cargo xtask test`
/// omits this, since it builds the libraries that Organum is compared with.
fn benchmarks() -> Done {
    session::status(
        cargo()
            .args(["clippy", "--quiet", "-p", "organum-bench", "--all-targets"])
            .args(["--", "--deny", "warnings"]),
    )?;
    session::status(
        cargo()
            .args(["test", "-p", "organum-bench", "--tests"])
            .args(["--", "--quiet"]),
    )
}

/// Runs the executor's random graphs under Miri, few and small ones: Miri is some thousand times slower.
fn miri() -> Done {
    session::status(
        nightly()
            .args(["miri", "test", "-p", EXECUTOR, "--lib"])
            .args(["--", "--quiet", "executor::tests::random"])
            .env("MIRIFLAGS", "-Zmiri-disable-isolation")
            .env("ORGANUM_FEWER_CASES", "100")
            .env("CARGO_TARGET_DIR", target("miri")),
    )
}
