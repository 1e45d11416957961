//! A guard that ends a server if this process is killed and cannot do it itself.

use std::{
    io::Write as _,
    path::Path,
    process::{Child, Command, Stdio},
};

/// Waits for a line. Without one, at the end of the input, this process has ended: the server is ended at
/// once (SIGQUIT), and its folder deleted.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
read line && exit
kill -QUIT "$0"
while kill -0 "$0"; do sleep 0.1; done
rm -rf "$1"
"#;

/// A process that watches over a server.
pub(super) struct Guard(Child);

impl Guard {
    /// Starts a guard of a server and its folder.
    pub(super) fn of(server: &Child, folder: &Path) -> std::io::Result<Self> {
        let mut command = Command::new("sh");
        command
            .args(["-c", SCRIPT, &server.id().to_string()])
            .arg(folder);
        let guard = command
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self(guard))
    }
}

impl Drop for Guard {
    /// Dismisses the guard: the server was ended.
    fn drop(&mut self) {
        if let Some(input) = &mut self.0.stdin {
            let _ = input.write_all(b"dismissed\n");
        }
        let _ = self.0.wait();
    }
}
