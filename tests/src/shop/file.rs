//! A value in a file, so that one process can continue with the value of another, or share it.

use std::{
    fs::{self, File},
    io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use organum::__private::v1::serde_json;
use serde::{Serialize, de::DeserializeOwned};

/// A file of JSON, which is read and written as a whole.
pub(super) struct JsonFile {
    path: PathBuf,
    turn: Mutex<()>,
}

impl JsonFile {
    pub(super) fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            turn: Mutex::new(()),
        }
    }

    /// Calls `change` with the value in the file, or the default if there is no file, and writes the
    /// value if it has changed.
    pub(super) fn with<V, T>(&self, change: impl FnOnce(&mut V) -> T) -> io::Result<T>
    where
        V: Clone + Default + PartialEq + Serialize + DeserializeOwned,
    {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let others = File::create(self.path.with_extension("lock"))?;
        others.lock()?;
        let mut value: V = match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => V::default(),
            Err(error) => return Err(error),
        };
        let before = value.clone();
        let result = change(&mut value);
        if value != before {
            // A process that is killed leaves the old file or the new one.
            let new = self.path.with_extension("new");
            fs::write(&new, serde_json::to_vec(&value)?)?;
            fs::rename(&new, &self.path)?;
        }
        Ok(result)
    }
}
