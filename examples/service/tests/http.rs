//! Tests of the service as a process: requests over TCP, and a stop by a signal.
#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
};

/// The running service; killed if a test fails before it is stopped.
struct Service {
    process: Child,
    output: BufReader<ChildStdout>,
    address: String,
}

impl Service {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_service"))
            .arg("127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap()
            .to_owned();
        Self {
            process,
            output,
            address,
        }
    }

    /// Returns the status line and the body of the response.
    fn ask(&self, method: &str, path: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        let status = head.lines().next().unwrap();
        (status.to_owned(), body.to_owned())
    }

    /// Sends the signal that a terminal sends for Ctrl-C, and returns what the service printed.
    fn interrupt(mut self) -> String {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        let mut printed = String::new();
        self.output.read_to_string(&mut printed).unwrap();
        assert!(self.process.wait().unwrap().success(), "{printed}");
        printed
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_quote_comes_from_the_graph_and_its_own_error_is_a_status() {
    let service = Service::start();
    let (status, body) = service.ask("GET", "/quotes/7", "");
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert_eq!(body, r#"{"name":"user 7","percent_off":5}"#);
    let (status, _) = service.ask("GET", "/quotes/700", "");
    assert_eq!(status, "HTTP/1.1 404 Not Found");
}

#[test]
fn accepted_orders_are_handled_before_the_service_ends() {
    let service = Service::start();
    for cents in 1..=20 {
        let order = format!(r#"{{"user":7,"cents":{cents}}}"#);
        let (status, _) = service.ask("POST", "/orders", &order);
        assert_eq!(status, "HTTP/1.1 202 Accepted");
    }
    let printed = service.interrupt();
    for cents in 1..=20 {
        assert!(
            printed.contains(&format!("receipt for user 7: {cents} cents\n")),
            "{printed}"
        );
    }
    assert!(
        printed.contains("20 receipts were sent, for 210 cents"),
        "{printed}"
    );
}

#[test]
fn an_order_of_an_unknown_user_is_not_published() {
    let service = Service::start();
    let (status, _) = service.ask("POST", "/orders", r#"{"user":700,"cents":1}"#);
    assert_eq!(status, "HTTP/1.1 404 Not Found");
    let printed = service.interrupt();
    assert!(printed.contains("0 receipts were sent"), "{printed}");
}
