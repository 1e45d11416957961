//! Fresh database files of SQLite.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::report;

/// A database file in a temporary folder, which is deleted with this value.
pub struct SqliteFile {
    folder: TempDir,
}

/// Makes room for a database file of SQLite, which the first connection creates.
///
/// # Panics
/// If no temporary folder can be made.
pub fn sqlite() -> SqliteFile {
    let folder = tempfile::Builder::new().prefix("organum-sqlite-").tempdir();
    report::used("SQLite");
    SqliteFile {
        folder: folder.unwrap_or_else(|error| panic!("no temporary folder: {error}")),
    }
}

impl SqliteFile {
    /// Returns the URL of the database.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    /// Returns the path of the file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_deleted_with_its_value() {
        let (one, two) = (sqlite(), sqlite());
        assert_ne!(one.url(), two.url());
        let path = one.path();
        std::fs::write(&path, "content").unwrap();
        drop(one);
        assert!(!path.exists());
    }
}
