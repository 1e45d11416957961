//! The account under which servers run, since PostgreSQL refuses to run as root.

use std::{
    fs,
    os::unix::{fs::chown, process::CommandExt as _},
    path::Path,
    process::Command,
};

/// A user of the operating system, by number.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// Returns the account for servers if this process is root: `postgres`, or else `nobody`.
    pub(super) fn of_servers() -> Result<Option<Self>, String> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let found = Self::find(&users, "postgres").or_else(|| Self::find(&users, "nobody"));
        let missing = "PostgreSQL refuses to run as root, and /etc/passwd has neither `postgres` nor \
                       `nobody`: add a user `postgres`";
        found.map(Some).ok_or_else(|| missing.to_owned())
    }

    /// Returns the account of a name in the text of `/etc/passwd`.
    fn find(users: &str, name: &str) -> Option<Self> {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            if fields.next() != Some(name) {
                return None;
            }
            Some(Self {
                user: fields.nth(1)?.parse().ok()?,
                group: fields.next()?.parse().ok()?,
            })
        })
    }

    /// Makes the account the owner of a folder.
    pub(super) fn own(&self, folder: &Path) -> Result<(), String> {
        chown(folder, Some(self.user), Some(self.group))
            .map_err(|error| format!("{} keeps its owner: {error}", folder.display()))
    }

    /// Makes a command run under the account.
    pub(super) fn run_as(&self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_name() {
        let users = "root:x:0:0:root:/root:/bin/bash\npostgresql:x:1:1::/:\npostgres:x:104:112:,,,:/:/bin/sh\n";
        let postgres = Account {
            user: 104,
            group: 112,
        };
        assert_eq!(Account::find(users, "postgres"), Some(postgres));
        assert_eq!(Account::find(users, "nobody"), None);
    }
}
