//! Programs that are installed on this machine.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest version of PostgreSQL that Organum works with.
const OLDEST_POSTGRES: u32 = 14;

/// The folder below which Debian keeps the programs of PostgreSQL's servers, which are not in `PATH`.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Returns the folder with the programs of the newest PostgreSQL server that is installed.
pub(crate) fn postgres() -> Option<PathBuf> {
    newest_postgres(&path_folders(), Path::new(DEBIAN))
}

fn path_folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).collect()
}

fn newest_postgres(path: &[PathBuf], debian: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(debian).into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    let folders = path.iter().cloned().chain(debian);
    let servers = folders.filter_map(|folder| {
        let initdb = folder.join("initdb").canonicalize().ok()?;
        let programs = initdb.parent()?.to_owned();
        let version = programs
            .join("postgres")
            .exists()
            .then(|| version(&initdb))??;
        (version >= OLDEST_POSTGRES).then_some((version, programs))
    });
    servers.max().map(|(_, programs)| programs)
}

/// Returns the major version that `initdb --version` prints.
fn version(initdb: &Path) -> Option<u32> {
    let output = Command::new(initdb).arg("--version").output().ok()?;
    major(&String::from_utf8_lossy(&output.stdout))
}

/// Returns the 15 of `initdb (PostgreSQL) 15.19 (Debian 15.19-0+deb12u1)`.
fn major(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("(PostgreSQL) ")?;
    let digits = version
        .split(|letter: char| !letter.is_ascii_digit())
        .next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// Writes an `initdb` that prints this version, and a `postgres` that does nothing.
    fn install(folder: &Path, version: &str) {
        fs::create_dir_all(folder).unwrap();
        let script = format!("#!/bin/sh\necho 'initdb (PostgreSQL) {version}'\n");
        for program in ["initdb", "postgres"] {
            let path = folder.join(program);
            fs::write(&path, &script).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn the_newest_server_is_found_outside_path() {
        let folder = tempfile::tempdir().unwrap();
        let debian = folder.path().join("postgresql");
        assert_eq!(newest_postgres(&[], &debian), None);
        for version in ["9", "15", "17"] {
            install(&debian.join(version).join("bin"), version);
        }
        let found = newest_postgres(&[], &debian);
        assert_eq!(found, Some(debian.join("17/bin").canonicalize().unwrap()));
    }

    #[test]
    fn links_in_path_lead_to_the_folder_of_the_server() {
        let folder = tempfile::tempdir().unwrap();
        let (programs, path) = (folder.path().join("server"), folder.path().join("path"));
        install(&programs, "16.2");
        fs::create_dir(&path).unwrap();
        symlink(programs.join("initdb"), path.join("initdb")).unwrap();
        let found = newest_postgres(&[path], &folder.path().join("none"));
        assert_eq!(found, Some(programs.canonicalize().unwrap()));
    }

    #[test]
    fn a_server_that_is_too_old_or_incomplete_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        install(&folder.path().join("13/bin"), "13.4");
        install(&folder.path().join("15/bin"), "15.1");
        fs::remove_file(folder.path().join("15/bin/postgres")).unwrap();
        assert_eq!(newest_postgres(&[], folder.path()), None);
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(
            major("initdb (PostgreSQL) 15.19 (Debian 15.19-0)"),
            Some(15)
        );
        assert_eq!(major("initdb (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("initdb"), None);
    }
}
