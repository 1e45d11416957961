//! The tools and servers that tests need: found, or installed if the user asks for that.
//!
//! rustup installs the toolchain by itself (`rust-toolchain.toml`).

use std::{env, fmt::Write as _, path::PathBuf, process::Command};

use crate::{
    session::{self, Done},
    workspace::cargo,
};

/// Something that has to be on this machine.
pub(crate) struct Need {
    /// The name in messages.
    pub(crate) name: &'static str,
    pub(crate) is_there: Box<dyn Fn() -> bool>,
    /// The packages of Debian that bring it.
    pub(crate) packages: &'static [&'static str],
    /// Another way to get it, for the message.
    pub(crate) otherwise: String,
}

/// Returns the need of valgrind.
pub(crate) fn valgrind() -> Need {
    Need {
        name: "valgrind",
        is_there: Box::new(|| session::succeeds(Command::new("valgrind").arg("--version"))),
        packages: &["valgrind"],
        otherwise: "what your system has for it".to_owned(),
    }
}

/// Makes sure that everything is there: installs what is missing, or ends with an error that says how to get
/// it.
pub(crate) fn ensure(needs: &[Need], installs: bool) -> Done {
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    if !installs {
        return Err(cure(&missing));
    }
    install(&missing).map_err(|why| format!("{why}\n{}", cure(&missing)))?;
    let missing = self::missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the packages do not bring what is needed\n{}",
        cure(&missing)
    ))
}

/// Installs the packages of what is missing.
fn install(missing: &[&Need]) -> Done {
    let packages = missing.iter().flat_map(|need| need.packages);
    let packages: Vec<_> = packages.copied().collect();
    for mut command in Machine::this().installation(&packages)? {
        println!("xtask: {}", shown(&command));
        session::status(&mut command)?;
    }
    Ok(())
}

/// Installs the components of the toolchain that `.ci/run` uses besides the tests, if they are missing.
pub(crate) fn components() -> Done {
    let is_there = |name| session::succeeds(cargo().args([name, "--version"]));
    if is_there("clippy") && is_there("fmt") {
        return Ok(());
    }
    let mut command = Command::new("rustup");
    command.args(["component", "add", "clippy", "rustfmt"]);
    println!("xtask: {}", shown(&command));
    session::status(command.current_dir(crate::workspace::root()))
}

fn missing(needs: &[Need]) -> Vec<&Need> {
    needs.iter().filter(|need| !(need.is_there)()).collect()
}

/// Returns the text that says what is missing, and how to get it.
fn cure(missing: &[&Need]) -> String {
    let mut text = "missing on this machine:\n".to_owned();
    for Need {
        name,
        packages,
        otherwise,
        ..
    } in missing
    {
        let packages = packages.join(" ");
        let _ = writeln!(
            text,
            "  {name}: `apt-get install {packages}`, or {otherwise}"
        );
    }
    text + "`cargo xtask test --install` installs everything on Debian and its derivatives"
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

/// The machine, as far as the installation of packages depends on it.
struct Machine {
    is_root: bool,
    has_apt: bool,
    has_sudo: bool,
}

impl Machine {
    fn this() -> Self {
        let id = session::output(Command::new("id").arg("-u"));
        Self {
            is_root: id.is_ok_and(|id| id.trim() == "0"),
            has_apt: is_in_path("apt-get"),
            has_sudo: is_in_path("sudo"),
        }
    }

    /// Returns the commands that install packages of Debian.
    fn installation(&self, packages: &[&str]) -> Result<Vec<Command>, String> {
        if !self.has_apt {
            return Err("`--install` needs apt-get, which this machine does not have".to_owned());
        }
        if !self.is_root && !self.has_sudo {
            return Err("`--install` needs root, or `sudo`".to_owned());
        }
        let install = ["install", "--yes", "--no-install-recommends"];
        Ok(vec![
            self.apt_get(&["update", "--quiet"]),
            self.apt_get(&[&install, packages].concat()),
        ])
    }

    fn apt_get(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(if self.is_root { "env" } else { "sudo" });
        if !self.is_root {
            command.arg("env");
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command.args(arguments);
        command
    }
}

fn is_in_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder: PathBuf| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use super::*;

    fn need(name: &'static str, is_there: bool) -> Need {
        Need {
            name,
            is_there: Box::new(move || is_there),
            packages: &["package"],
            otherwise: "another way".to_owned(),
        }
    }

    fn commands(machine: &Machine) -> Result<Vec<String>, String> {
        let commands = machine.installation(&["postgresql", "valgrind"])?;
        Ok(commands.iter().map(shown).collect())
    }

    #[test]
    fn nothing_is_installed_without_the_option() {
        let error = ensure(&[need("one", false), need("two", true)], false).unwrap_err();
        assert_eq!(
            error,
            "missing on this machine:\n  one: `apt-get install package`, or another way\n\
             `cargo xtask test --install` installs everything on Debian and its derivatives"
        );
    }

    #[test]
    fn a_machine_with_everything_is_left_alone() {
        let asked = Rc::new(Cell::new(0));
        let count = asked.clone();
        let there = Need {
            is_there: Box::new(move || {
                count.set(count.get() + 1);
                true
            }),
            ..need("one", true)
        };
        assert_eq!(ensure(&[there], true), Ok(()));
        assert_eq!(asked.get(), 1);
    }

    #[test]
    fn packages_are_installed_by_root_or_with_sudo() {
        let root = Machine {
            is_root: true,
            has_apt: true,
            has_sudo: false,
        };
        let install = "env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
                       --no-install-recommends postgresql valgrind";
        let update = "env DEBIAN_FRONTEND=noninteractive apt-get update --quiet";
        assert_eq!(commands(&root).unwrap(), [update, install]);
        let user = Machine {
            is_root: false,
            has_sudo: true,
            ..root
        };
        let with_sudo = [format!("sudo {update}"), format!("sudo {install}")];
        assert_eq!(commands(&user).unwrap(), with_sudo);
    }

    #[test]
    fn a_machine_that_cannot_install_says_why() {
        let user = Machine {
            is_root: false,
            has_apt: true,
            has_sudo: false,
        };
        assert!(commands(&user).unwrap_err().contains("needs root"));
        let other = Machine {
            is_root: true,
            has_apt: false,
            has_sudo: true,
        };
        assert!(commands(&other).unwrap_err().contains("needs apt-get"));
    }
}
