//! The services that tests use: a table, to which Redis and MySQL are added with the first tests that use
//! them.

use std::{
    env,
    net::{SocketAddr, TcpStream, ToSocketAddrs as _},
    time::Duration,
};

use crate::{PostgresServer, postgres, program, url::Url};

/// The longest time for a connection to a named server.
const LIMIT: Duration = Duration::from_secs(5);

/// A service that tests use, and how it is found or started.
#[derive(Clone, Copy)]
pub struct Service {
    name: &'static str,
    variable: &'static str,
    schemes: &'static [&'static str],
    port: u16,
    /// The URL on the standard port.
    standard: &'static str,
    /// The version of a server at an address that tests can use without a password.
    version: fn(SocketAddr) -> Option<String>,
    is_installed: fn() -> bool,
    packages: &'static [&'static str],
    needed: &'static str,
    start: fn() -> Result<Box<dyn Server>, String>,
}

/// A running server, which ends on drop.
pub trait Server: Send + Sync {
    /// Returns the URL of the server.
    fn url(&self) -> String;
}

impl Server for PostgresServer {
    fn url(&self) -> String {
        PostgresServer::url(self)
    }
}

/// PostgreSQL, 14 or later.
pub const POSTGRES: Service = Service {
    name: "PostgreSQL",
    variable: "ORGANUM_TEST_POSTGRES",
    schemes: &["postgres", "postgresql"],
    port: 5432,
    standard: "postgres://postgres@127.0.0.1:5432/postgres",
    version: postgres::version,
    is_installed: || program::postgres().is_some(),
    packages: &["postgresql"],
    needed: "a server of PostgreSQL, 14 or later",
    start: || Ok(Box::new(PostgresServer::try_start(&[])?)),
};

/// All services that tests use.
pub const ALL: [Service; 1] = [POSTGRES];

/// The place where a service was found.
#[derive(Clone, Debug, PartialEq, Eq)]
// Exhaustive: the tests' own tools are no promise to users.
pub enum Found {
    /// Named by its environment variable, with this URL.
    Named(String),
    /// Running on its standard port, with this URL.
    Running(String),
    /// Installed, and can be started on a private port.
    Installed,
    /// Not on this machine.
    Missing,
}

impl Service {
    /// Returns the name of the service, as its users write it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the environment variable that names a server.
    pub fn variable(&self) -> &'static str {
        self.variable
    }

    /// Returns the packages of Debian that install a server.
    pub fn packages(&self) -> &'static [&'static str] {
        self.packages
    }

    /// Returns the words for a server that has to be installed by hand.
    pub fn needed(&self) -> &'static str {
        self.needed
    }

    /// Finds a server: named by the environment, on its standard port, or installed, in this order.
    ///
    /// # Errors
    /// If the environment names something that is no URL of this service.
    pub fn find(&self) -> Result<Found, String> {
        self.find_in(env::var(self.variable).ok(), self.port)
    }

    fn find_in(&self, named: Option<String>, port: u16) -> Result<Found, String> {
        if let Some(url) = named.filter(|url| !url.is_empty()) {
            return self.checked(url).map(Found::Named);
        }
        let is_running = (self.version)(([127, 0, 0, 1], port).into()).is_some();
        Ok(if is_running {
            Found::Running(self.standard.to_owned())
        } else if (self.is_installed)() {
            Found::Installed
        } else {
            Found::Missing
        })
    }

    /// Checks that a named server can be reached, so that tests do not find out one by one.
    ///
    /// # Errors
    /// If it cannot; the error does not contain the URL.
    pub fn reach(&self, url: &str) -> Result<(), String> {
        // A URL without a host leads to a socket of the file system.
        let Ok(address) = Url::parse(url).and_then(|url| url.address()) else {
            return Ok(());
        };
        let connect = |address| TcpStream::connect_timeout(&address, LIMIT);
        let reached = address
            .to_socket_addrs()
            .map(|mut found| found.any(|at| connect(at).is_ok()));
        if reached.unwrap_or(false) {
            return Ok(());
        }
        Err(format!(
            "the server at {address} does not answer: start it, or change {}",
            self.variable
        ))
    }

    /// Starts a server on a private port.
    ///
    /// # Errors
    /// If it is not installed, or does not start.
    pub fn start(&self) -> Result<Box<dyn Server>, String> {
        (self.start)()
    }

    /// Returns a URL if it is one of this service. The error does not contain the URL, which may have a
    /// password.
    fn checked(&self, url: String) -> Result<String, String> {
        let scheme = Url::parse(&url).map(|url| url.scheme).unwrap_or_default();
        if self.schemes.contains(&&*scheme) {
            return Ok(url);
        }
        Err(format!(
            "{} must be a URL of {}, such as {}",
            self.variable, self.name, self.standard
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service that is installed and whose server runs on port 1 only.
    const INSTALLED: Service = Service {
        version: |address| (address.port() == 1).then(|| "15".to_owned()),
        is_installed: || true,
        ..POSTGRES
    };

    const MISSING: Service = Service {
        is_installed: || false,
        ..INSTALLED
    };

    #[test]
    fn a_named_server_comes_first() {
        let named = "postgresql://db/test".to_owned();
        let found = INSTALLED.find_in(Some(named.clone()), 1);
        assert_eq!(found, Ok(Found::Named(named)));
    }

    #[test]
    fn a_running_server_comes_before_an_installed_one() {
        let running = Ok(Found::Running(POSTGRES.standard.to_owned()));
        assert_eq!(INSTALLED.find_in(None, 1), running);
        assert_eq!(MISSING.find_in(Some(String::new()), 1), running);
        assert_eq!(INSTALLED.find_in(None, 2), Ok(Found::Installed));
        assert_eq!(MISSING.find_in(None, 2), Ok(Found::Missing));
    }

    #[test]
    fn a_named_server_is_reached() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("postgres://me:secret@{address}/test");
        assert_eq!(POSTGRES.reach(&url), Ok(()));
        assert_eq!(POSTGRES.reach("postgres:///test?host=/run"), Ok(()));
        drop(listener);
        assert_eq!(
            POSTGRES.reach(&url).unwrap_err(),
            format!(
                "the server at {address} does not answer: start it, or change ORGANUM_TEST_POSTGRES"
            )
        );
    }

    #[test]
    fn a_wrong_url_is_refused_without_its_password() {
        for wrong in ["mysql://me:secret@db/test", "secret"] {
            let error = INSTALLED.find_in(Some(wrong.to_owned()), 1).unwrap_err();
            assert!(
                error.starts_with("ORGANUM_TEST_POSTGRES must be a URL"),
                "{error}"
            );
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
