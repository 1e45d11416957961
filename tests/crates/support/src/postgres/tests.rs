use std::net::TcpStream;

use super::*;
use crate::{Process, this_program};

#[test]
fn a_server_answers_and_is_gone_after_its_drop() {
    let server = PostgresServer::start();
    let (address, folder) = (server.address(), server.folder.path().to_owned());
    assert!(version(address).unwrap().parse::<f32>().unwrap() >= 14.0);
    drop(server);
    assert!(TcpStream::connect(address).is_err());
    assert!(!folder.exists());
}

#[test]
fn a_server_is_stopped_and_runs_again() {
    let mut server = PostgresServer::start();
    server.stop();
    assert_eq!(version(server.address()), None);
    assert!(server.log().contains("database system is shut down"));
    server.run();
    assert!(version(server.address()).is_some());
}

#[test]
fn a_server_that_is_killed_recovers() {
    let mut server = PostgresServer::start();
    let children = children(server.running.as_ref().unwrap().server.id());
    assert!(!children.is_empty());
    server.kill();
    assert_eq!(version(server.address()), None);
    server.run();
    assert!(version(server.address()).is_some());
    assert!(
        server.log().contains("not properly shut down"),
        "{}",
        server.log()
    );
}

#[test]
fn a_wrong_setting_is_shown() {
    let Err(error) = PostgresServer::try_start(&["max_connections=none"]) else {
        panic!("the server started");
    };
    assert!(error.contains("max_connections"), "{error}");
}

#[test]
fn a_server_that_asks_for_a_password_lets_the_handshake_of_its_superuser_in() {
    let mut server = PostgresServer::start();
    server.require_passwords();
    assert!(version(server.address()).is_some());
    fs::write(
        server.data().join("pg_hba.conf"),
        "host all all all scram-sha-256\n",
    )
    .unwrap();
    server.restart();
    assert_eq!(version(server.address()), None);
}

#[test]
fn another_server_is_no_postgres() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let other = thread::spawn(move || {
        use std::io::Write as _;
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"+OK it is another protocol\r\n").unwrap();
    });
    assert_eq!(version(address), None);
    other.join().unwrap();
}

const ROLE: &str = "ORGANUM_TEST_SUPPORT_SERVER";

#[test]
fn starts_a_server() {
    if std::env::var_os(ROLE).is_some() {
        let server = PostgresServer::start();
        let folder = server.folder.path().display();
        println!("server {} {folder} .", server.address());
        thread::sleep(Duration::from_mins(10));
    }
}

#[test]
fn a_server_ends_if_its_process_is_killed() {
    let mut command = this_program("postgres::tests::starts_a_server");
    let mut process = Process::start(command.env(ROLE, "any"));
    let line = process.line_with("server ", LIMIT);
    let words: Vec<_> = line.split(' ').collect();
    let &[.., address, folder, _] = &words[..] else {
        panic!("{line}");
    };
    let address = address.parse().unwrap();
    assert!(version(address).is_some());
    process.kill();
    assert!(within(LIMIT, || !Path::new(folder).exists()), "{folder}");
    assert!(TcpStream::connect(address).is_err());
}
