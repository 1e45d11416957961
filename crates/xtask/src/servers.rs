//! The servers that tests use, and the report of what they used.

use std::{fs, path::PathBuf, process::Command};

use organum_test_support::{
    report::{self, Report},
    service::{self, Found, Server, Service},
};

use crate::{
    session::Session,
    setup::Need,
    workspace::{at, target},
};

/// The servers of one run. Those that were started end on drop.
pub(crate) struct Servers {
    ready: Vec<Ready>,
    report: PathBuf,
}

/// A service that tests can use.
struct Ready {
    service: Service,
    /// The URL for the tests. A named server has none here: the tests read the same variable, and the URL, which may
    /// have a password, is in no command that an error shows.
    url: Option<String>,
    /// The words for the place where it was found.
    place: String,
    /// Keeps a server running that was started here.
    _started: Option<Box<dyn Server>>,
}

/// Returns the needs of the services: a server is named, runs, or is installed.
pub(crate) fn needs() -> impl Iterator<Item = Need> {
    service::ALL.into_iter().map(|service| Need {
        name: service.needed(),
        // A wrong name is an error of `Servers::start`.
        is_there: Box::new(move || service.find() != Ok(Found::Missing)),
        packages: service.packages(),
        otherwise: format!("name a server with {}", service.variable()),
    })
}

impl Servers {
    /// Finds the servers, and starts those that are installed only.
    pub(crate) fn start() -> Result<Self, String> {
        let report = target("test-report");
        if let Some(folder) = report.parent() {
            fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
        }
        fs::write(&report, "").map_err(|error| at(&report, &error))?;
        let ready: Result<Vec<_>, _> = service::ALL.into_iter().map(Ready::of).collect();
        let servers = Self {
            ready: ready?,
            report,
        };
        for Ready { service, place, .. } in &servers.ready {
            println!("xtask: {}: {place}", service.name());
        }
        Ok(servers)
    }

    /// Tells a command of tests about the servers.
    pub(crate) fn give_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for Ready { service, url, .. } in &self.ready {
            if let Some(url) = url {
                command.env(service.variable(), url);
            }
        }
        command.env(report::VARIABLE, &self.report)
    }

    /// Adds the backends that the tests used to the closing lines, and the tests that could not run.
    pub(crate) fn close(&self, session: &mut Session) -> Result<(), String> {
        let text = fs::read_to_string(&self.report).map_err(|error| at(&self.report, &error))?;
        let report = Report::read(&text);
        let places = self.ready.iter();
        let places: Vec<_> = places
            .map(|ready| (ready.service.name(), &*ready.place))
            .collect();
        for line in backends(&report, &places) {
            session.note("backends of the tests", line);
        }
        for test in report.not_run {
            session.note("not run on this machine", test);
        }
        Ok(())
    }
}

impl Ready {
    fn of(service: Service) -> Result<Self, String> {
        let (url, place, started) = match service.find()? {
            Found::Named(url) => {
                service.reach(&url)?;
                (None, format!("named by {}", service.variable()), None)
            }
            Found::Running(url) => (Some(url), "running on its standard port".to_owned(), None),
            Found::Installed | Found::Missing => {
                let server = service.start()?;
                let place = "started for this run on a private port".to_owned();
                (Some(server.url()), place, Some(server))
            }
        };
        Ok(Self {
            service,
            url,
            place,
            _started: started,
        })
    }
}

/// Returns a line for each backend that the tests used, and for each service that they did not use.
fn backends(report: &Report, places: &[(&str, &str)]) -> Vec<String> {
    let mut lines = Vec::new();
    for used in &report.used {
        let place = places.iter().find(|(name, _)| used.starts_with(name));
        lines.push(match place {
            Some((_, place)) => format!("{used} ({place})"),
            None => used.clone(),
        });
    }
    for (name, place) in places {
        if !report.used.iter().any(|used| used.starts_with(name)) {
            lines.push(format!("{name} ({place}): no test used it"));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(url: Option<&str>) -> Servers {
        let ready = Ready {
            service: service::POSTGRES,
            url: url.map(str::to_owned),
            place: String::new(),
            _started: None,
        };
        Servers {
            ready: vec![ready],
            report: PathBuf::from("report"),
        }
    }

    /// Returns the variables that a command of tests gets.
    fn given(servers: &Servers) -> Vec<String> {
        let mut command = Command::new("cargo");
        let given = servers.give_to(&mut command).get_envs();
        given
            .map(|(name, _)| name.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn the_url_of_a_named_server_is_in_no_command() {
        let found = ready(Some("postgres://postgres@127.0.0.1/postgres"));
        assert_eq!(given(&found), ["ORGANUM_TEST_POSTGRES", report::VARIABLE]);
        assert_eq!(given(&ready(None)), [report::VARIABLE]);
    }

    #[test]
    fn the_closing_lines_name_used_and_unused_backends() {
        let places = [("PostgreSQL", "named"), ("Redis", "running")];
        let report = Report::read("used SQLite\nused PostgreSQL 15.19\n");
        assert_eq!(
            backends(&report, &places),
            [
                "PostgreSQL 15.19 (named)",
                "SQLite",
                "Redis (running): no test used it"
            ]
        );
    }
}
