//! URLs of servers, as far as tests change them.

use std::fmt;

/// A URL of a server, in parts.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: String,
    /// The user and the password with the `@` behind them, or nothing.
    login: String,
    /// The host and the port.
    pub(crate) host: String,
    /// The path without its slash: the name of the database.
    pub(crate) database: String,
    /// The query with its question mark, or nothing.
    query: String,
}

impl Url {
    /// Returns the parts of a URL. The error does not contain the URL, which may have a password.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err("a URL of a server has the form scheme://host:port/database".to_owned());
        };
        let (rest, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, host) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
        Ok(Self {
            scheme: scheme.to_owned(),
            login: login.to_owned(),
            host: host.to_owned(),
            database: database.to_owned(),
            query: query.to_owned(),
        })
    }

    /// Returns true for the schemes of PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(&*self.scheme, "postgres" | "postgresql")
    }

    /// Returns the host with its port.
    pub(crate) fn address(&self) -> Result<String, String> {
        if self.host.is_empty() {
            return Err("a URL without a host has no address: name 127.0.0.1".to_owned());
        }
        let has_port = self
            .host
            .rsplit(']')
            .next()
            .is_some_and(|end| end.contains(':'));
        if has_port {
            return Ok(self.host.clone());
        }
        let port = match &*self.scheme {
            "postgres" | "postgresql" => 5432,
            "mysql" => 3306,
            "redis" => 6379,
            other => {
                return Err(format!(
                    "add the port to the URL: `{other}` has no standard port here"
                ));
            }
        };
        Ok(format!("{}:{port}", self.host))
    }

    /// Returns the URL of another database of the server.
    #[cfg(any(feature = "sql", test))]
    pub(crate) fn with_database(&self, name: &str) -> Self {
        Self {
            database: name.to_owned(),
            ..self.clone()
        }
    }

    /// Returns the URL of the same database behind another address.
    pub(crate) fn with_address(&self, address: &str) -> Self {
        Self {
            host: address.to_owned(),
            ..self.clone()
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            scheme,
            login,
            host,
            database,
            query,
        } = self;
        write!(f, "{scheme}://{login}{host}/{database}{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_urls_are_changed() {
        let full = "postgres://me:p@ss@db.example:5433/shop?sslmode=require";
        let url = Url::parse(full).unwrap();
        assert_eq!(url.to_string(), full);
        assert_eq!(url.address().unwrap(), "db.example:5433");
        assert_eq!(
            url.with_database("other")
                .with_address("127.0.0.1:1")
                .to_string(),
            "postgres://me:p@ss@127.0.0.1:1/other?sslmode=require"
        );
    }

    #[test]
    fn ports_have_defaults() {
        let address = |url| Url::parse(url).unwrap().address();
        assert_eq!(address("postgres://localhost").unwrap(), "localhost:5432");
        assert_eq!(address("redis://[::1]/0").unwrap(), "[::1]:6379");
        assert_eq!(address("redis://[::1]:7000").unwrap(), "[::1]:7000");
        assert!(
            address("postgres:///shop")
                .unwrap_err()
                .contains("127.0.0.1")
        );
    }

    #[test]
    fn an_error_does_not_quote_the_url() {
        let Err(error) = Url::parse("secret") else {
            panic!("this is no URL");
        };
        assert!(!error.contains("secret"));
    }
}
