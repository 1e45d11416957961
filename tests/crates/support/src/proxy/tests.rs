//! The faults of the proxy, in front of a server that answers each byte, and of PostgreSQL.

use std::{
    io::{Read as _, Write as _},
    net::Shutdown,
};

use super::*;

const LIMIT: Duration = Duration::from_secs(30);

/// Starts a server that sends back what it gets, and returns its URL.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || {
                let mut answers = stream.try_clone().unwrap();
                let _ = std::io::copy(&mut &stream, &mut answers);
                let _ = answers.shutdown(Shutdown::Write);
            });
        }
    });
    format!("redis://{address}/0")
}

fn connect(proxy: &FaultProxy) -> TcpStream {
    let stream = TcpStream::connect(proxy.address()).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream
}

/// Sends a text and returns the answer; an empty one if the connection has ended.
fn ask(stream: &mut TcpStream, text: &str) -> String {
    let _ = stream.write_all(text.as_bytes());
    let mut answer = vec![0; text.len()];
    match stream.read(&mut answer) {
        Ok(count) => String::from_utf8(answer[..count].to_vec()).unwrap(),
        Err(error) => {
            assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "no answer");
            String::new()
        }
    }
}

#[test]
fn requests_are_answered_until_the_connection_is_cut() {
    let proxy = FaultProxy::to(&echo());
    let mut stream = connect(&proxy);
    assert_eq!(ask(&mut stream, "one"), "one");
    assert_eq!(proxy.connections(), 1);
    proxy.cut();
    assert_eq!(ask(&mut stream, "two"), "");
    assert_eq!(proxy.connections(), 0);
    assert_eq!(ask(&mut connect(&proxy), "three"), "three");
}

#[test]
fn replies_are_dropped() {
    let proxy = FaultProxy::to(&echo());
    proxy.plan("two", Fault::DropReply);
    let mut stream = connect(&proxy);
    assert_eq!(ask(&mut stream, "one"), "one");
    assert_eq!(ask(&mut stream, "two"), "");
    assert_eq!((proxy.faults(), proxy.dropped()), (1, 1));
    assert_eq!(ask(&mut connect(&proxy), "two"), "two");
}

#[test]
fn requests_are_lost_and_connections_half_closed_where_that_is_planned() {
    for fault in [Fault::LoseRequest, Fault::HalfClose] {
        let proxy = FaultProxy::to(&echo());
        proxy.plan("two", fault);
        let mut stream = connect(&proxy);
        assert_eq!(ask(&mut stream, "one"), "one");
        assert_eq!(ask(&mut stream, "two"), "", "{fault:?}");
        assert_eq!((proxy.faults(), proxy.dropped()), (1, 0));
    }
}

#[test]
fn a_planned_fault_is_forgotten_when_the_proxy_heals() {
    let proxy = FaultProxy::to(&echo());
    proxy.plan("", Fault::LoseRequest);
    proxy.heal();
    assert_eq!(ask(&mut connect(&proxy), "one"), "one");
    assert_eq!(proxy.faults(), 0);
}

#[test]
fn a_planned_delay_concerns_one_request() {
    let proxy = FaultProxy::to(&echo());
    let delay = Duration::from_millis(100);
    proxy.plan("two", Fault::Delay(delay));
    let mut stream = connect(&proxy);
    assert_eq!(ask(&mut stream, "one"), "one");
    let begun = Instant::now();
    assert_eq!(ask(&mut stream, "two"), "two");
    assert!(begun.elapsed() >= delay);
    assert_eq!(proxy.faults(), 1);
}

#[test]
fn a_stalled_proxy_keeps_its_connections() {
    let proxy = FaultProxy::to(&echo());
    let mut stream = connect(&proxy);
    assert_eq!(ask(&mut stream, "one"), "one");
    proxy.stall();
    stream
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    stream.write_all(b"two").unwrap();
    let error = stream.read(&mut [0; 3]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    proxy.resume();
    let mut answer = [0; 3];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"two");
}

#[test]
fn a_stalled_connection_can_be_cut() {
    let proxy = FaultProxy::to(&echo());
    let mut stream = connect(&proxy);
    assert_eq!(ask(&mut stream, "one"), "one");
    proxy.stall();
    stream.write_all(b"two").unwrap();
    proxy.cut();
    assert_eq!(ask(&mut stream, "three"), "");
}

#[test]
fn replies_are_delayed() {
    let proxy = FaultProxy::to(&echo());
    let mut stream = connect(&proxy);
    proxy.delay(Duration::from_millis(100));
    let begun = Instant::now();
    assert_eq!(ask(&mut stream, "one"), "one");
    assert!(begun.elapsed() >= Duration::from_millis(100));
}

#[test]
fn a_half_closed_connection_goes_on_in_one_direction() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}/0", listener.local_addr().unwrap());
    let proxy = FaultProxy::to(&url);
    let mut client = connect(&proxy);
    let (mut server, _) = listener.accept().unwrap();
    server.set_read_timeout(Some(LIMIT)).unwrap();
    // The proxy knows the connection when its bytes have arrived.
    client.write_all(b"one").unwrap();
    let mut got = [0; 3];
    server.read_exact(&mut got).unwrap();
    proxy.half_close();
    assert_eq!(client.read(&mut got).unwrap(), 0);
    client.write_all(b"two").unwrap();
    server.read_exact(&mut got).unwrap();
    assert_eq!(&got, b"two");
}

#[test]
fn connections_are_refused_and_accepted_again() {
    let proxy = FaultProxy::to(&echo());
    let mut stream = connect(&proxy);
    assert_eq!(ask(&mut stream, "first"), "first");
    proxy.refuse();
    let error = TcpStream::connect(proxy.address()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
    proxy.heal();
    assert_eq!(ask(&mut stream, "old"), "old");
    assert_eq!(ask(&mut connect(&proxy), "new"), "new");
}

#[test]
fn a_proxy_without_a_server_ends_connections() {
    let address = listen(0).local_addr().unwrap();
    let proxy = FaultProxy::to(&format!("redis://{address}/0"));
    assert_eq!(ask(&mut connect(&proxy), "one"), "");
}

#[test]
fn random_faults_are_repeated_by_their_seed() {
    let faults = |seed| {
        let numbers = fastrand::Rng::with_seed(seed);
        let mut random = Random { numbers, one_in: 3 };
        (0..200).map(|_| random.next()).collect::<Vec<_>>()
    };
    assert_eq!(faults(1), faults(1));
    assert_ne!(faults(1), faults(2));
    let some = faults(1).into_iter().flatten().collect::<Vec<_>>();
    assert!((30..100).contains(&some.len()), "{}", some.len());
    for kind in [Fault::LoseRequest, Fault::DropReply, Fault::HalfClose] {
        assert!(some.contains(&kind), "{kind:?}");
    }
}

#[cfg(feature = "sql")]
mod postgres;
