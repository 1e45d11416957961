//! Full disks: a small file system, and a limit on the size of files.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
    process::Command,
};

use tempfile::TempDir;

/// The file that fills a disk.
const FILLER: &str = "filler";

/// A small file system in memory. It is unmounted on drop.
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts a file system of this size in bytes.
    ///
    /// # Errors
    /// If this process may not mount one, which needs root; report it with
    /// [`not_run`](crate::report::not_run), or use [`limit_files`].
    ///
    /// # Panics
    /// If no temporary folder can be made.
    pub fn mount(size: u64) -> Result<Self, String> {
        let folder = tempfile::Builder::new().prefix("organum-disk-").tempdir();
        let folder = folder.unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let options = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "organum-test"])
            .arg(folder.path())
            .output();
        let error = match mounted {
            Ok(output) if output.status.success() => return Ok(Self { folder }),
            Ok(output) => first_line(&output.stderr),
            Err(error) => error.to_string(),
        };
        Err(format!(
            "a small disk cannot be mounted, which needs root: {error}"
        ))
    }

    /// Returns the folder of the disk.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills the disk: no byte can be written after this.
    ///
    /// # Panics
    /// If the disk cannot be written for another reason than that it is full.
    pub fn fill(&self) {
        let path = self.path().join(FILLER);
        let file = File::options().append(true).create(true).open(path);
        let mut file = file.unwrap_or_else(|error| panic!("the disk takes no file: {error}"));
        for size in [1 << 16, 1 << 12, 1] {
            let block = vec![0; size];
            let full = loop {
                if let Err(error) = file.write_all(&block) {
                    break error;
                }
            };
            assert_eq!(full.kind(), io::ErrorKind::StorageFull, "{full}");
        }
    }

    /// Frees what [`fill`](Self::fill) took.
    ///
    /// # Panics
    /// If the disk was not filled.
    pub fn free(&self) {
        let removed = fs::remove_file(self.path().join(FILLER));
        removed.unwrap_or_else(|error| panic!("the disk was not filled: {error}"));
    }
}

fn first_line(output: &[u8]) -> String {
    let output = String::from_utf8_lossy(output);
    output.lines().next().unwrap_or_default().to_owned()
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a file may be open.
        let unmounted = Command::new("umount")
            .arg("--lazy")
            .arg(self.path())
            .status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} is still mounted", self.path().display());
        }
    }
}

/// Returns a command whose files cannot grow beyond a size, in bytes and rounded up to blocks of 512: a write
/// beyond it fails, as on a full disk, with the error `EFBIG`. Needs no root.
///
/// The arguments, environment and folder of the command are kept; its standard streams are not.
pub fn limit_files(command: &Command, size: u64) -> Command {
    // The process would be ended by the signal.
    let script = r#"trap '' XFSZ; ulimit -f "$0"; exec "$@""#;
    let mut limited = Command::new("sh");
    let blocks = size.div_ceil(512).to_string();
    limited.args(["-c", script, &blocks]);
    limited.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        limited.current_dir(folder);
    }
    limited
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report;

    #[test]
    fn a_small_disk_is_full_until_it_is_freed() {
        let disk = match SmallDisk::mount(1 << 20) {
            Ok(disk) => disk,
            Err(why) => return report::not_run("a small disk is full until it is freed", &why),
        };
        let file = disk.path().join("file");
        fs::write(&file, [1; 1000]).unwrap();
        disk.fill();
        let error = fs::write(disk.path().join("other"), [1; 5000]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read(&file).unwrap(), [1; 1000]);
        disk.free();
        fs::write(disk.path().join("other"), [1; 5000]).unwrap();
        let folder = disk.path().to_owned();
        drop(disk);
        assert!(!folder.exists());
    }

    #[test]
    fn files_of_a_process_are_limited() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("dd");
        command.args(["if=/dev/zero", "bs=1024", "count=9", "of=file"]);
        command.current_dir(folder.path()).env("LC_ALL", "C");
        let output = limit_files(&command, 4096).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        // An exit code, not a signal.
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains("File too large"), "{error}");
        assert_eq!(
            fs::metadata(folder.path().join("file")).unwrap().len(),
            4096
        );
        assert!(
            limit_files(&command, 1 << 20)
                .output()
                .unwrap()
                .status
                .success()
        );
    }
}
