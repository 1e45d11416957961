//! A TCP proxy between a program and its server, which makes the faults of networks.

mod connection;
mod protocol;

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, Weak},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use self::{connection::Connection, protocol::Protocol};
use crate::{lock, url::Url};

/// The time between two looks for new connections.
const PAUSE: Duration = Duration::from_millis(2);

/// The longest random delay of a request, in milliseconds.
const LONGEST_DELAY: u64 = 50;

/// The time for which the proxy tries to get its port back.
const LIMIT: Duration = Duration::from_secs(10);

/// A fault at one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// Exhaustive: the tests' own tools are no promise to users.
pub enum Fault {
    /// The connection is cut before the server gets the request.
    LoseRequest,
    /// The server acts on the request; the connection is cut when its reply is complete, and the client gets
    /// nothing of it.
    DropReply,
    /// The server gets the request after this time.
    Delay(Duration),
    /// The server gets the request; the client sees the end of what the server sends.
    HalfClose,
}

/// A TCP proxy on a private port of 127.0.0.1. It ends on drop, with all connections.
///
/// With PostgreSQL it knows where a request and its reply end, so that [`Fault::DropReply`] means that the
/// transaction of a single statement, or a `COMMIT`, has taken effect.
pub struct FaultProxy {
    url: Url,
    port: u16,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// The state that the proxy shares with the threads of its connections.
struct Shared {
    target: String,
    protocol: Protocol,
    state: Mutex<State>,
    /// Notified when the state changes.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// `None` while connections are refused.
    listener: Option<TcpListener>,
    connections: Vec<Weak<Connection>>,
    is_ended: bool,
    is_stalled: bool,
    delay: Duration,
    /// Faults at the next statement that contains a text.
    planned: Vec<(String, Fault)>,
    random: Option<Random>,
    faults: u64,
    dropped: u64,
}

/// Faults at random requests.
struct Random {
    numbers: fastrand::Rng,
    one_in: u32,
}

impl FaultProxy {
    /// Starts a proxy to the server of a URL.
    ///
    /// # Panics
    /// If the URL has no host, or no port is free.
    pub fn to(url: &str) -> Self {
        let url = Url::parse(url).unwrap_or_else(|error| panic!("{error}"));
        let target = url.address().unwrap_or_else(|error| panic!("{error}"));
        let listener = listen(0);
        let port = listener.local_addr().expect("the socket is bound").port();
        let protocol = if url.is_postgres() {
            Protocol::Postgres
        } else {
            Protocol::Raw
        };
        let shared = Arc::new(Shared {
            target,
            protocol,
            state: Mutex::new(State {
                listener: Some(listener),
                ..State::default()
            }),
            changed: Condvar::new(),
        });
        let accepting = thread::spawn({
            let shared = shared.clone();
            move || shared.accept_all()
        });
        Self {
            url,
            port,
            shared,
            accepting: Some(accepting),
        }
    }

    /// Returns the URL of the server's database behind the proxy.
    pub fn url(&self) -> String {
        self.url
            .with_address(&self.address().to_string())
            .to_string()
    }

    /// Returns the address of the proxy.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Plans a fault at the next request that contains a text; with an empty text, at the next request. With
    /// PostgreSQL, requests are executions of statements.
    pub fn plan(&self, text: &str, fault: Fault) {
        self.state(|state| state.planned.push((text.to_owned(), fault)));
    }

    /// Makes faults at random, at one in this number of requests. The same seed gives the same faults as long
    /// as the requests come in the same order.
    pub fn at_random(&self, seed: u64, one_in: u32) {
        let numbers = fastrand::Rng::with_seed(seed);
        self.state(|state| state.random = Some(Random { numbers, one_in }));
    }

    /// Ends all faults: planned and random ones, delays, stalls and refusals. Connections stay as they are.
    ///
    /// # Panics
    /// If the proxy does not get its port back.
    pub fn heal(&self) {
        self.state(|state| {
            state.planned.clear();
            state.random = None;
            state.delay = Duration::ZERO;
            state.is_stalled = false;
        });
        self.accept();
    }

    /// Delays every reply by this time.
    pub fn delay(&self, time: Duration) {
        self.state(|state| state.delay = time);
    }

    /// Forwards nothing until [`resume`](Self::resume), and keeps the connections open.
    pub fn stall(&self) {
        self.state(|state| state.is_stalled = true);
    }

    /// Forwards again what was held back since [`stall`](Self::stall).
    pub fn resume(&self) {
        self.state(|state| state.is_stalled = false);
    }

    /// Cuts all connections. New ones are accepted.
    pub fn cut(&self) {
        for connection in self.open() {
            connection.cut();
        }
        self.shared.changed.notify_all();
    }

    /// Ends the direction to the clients of all connections. What clients send is still forwarded.
    pub fn half_close(&self) {
        for connection in self.open() {
            connection.half_close();
        }
    }

    /// Refuses new connections, as a machine without a server does.
    pub fn refuse(&self) {
        self.state(|state| state.listener = None);
    }

    /// Accepts new connections again.
    ///
    /// # Panics
    /// If the proxy does not get its port back.
    pub fn accept(&self) {
        let is_refusing = self.state(|state| state.listener.is_none());
        if is_refusing {
            let listener = listen(self.port);
            self.state(|state| state.listener = Some(listener));
        }
    }

    /// Returns the number of open connections.
    pub fn connections(&self) -> usize {
        self.open()
            .iter()
            .filter(|connection| !connection.is_cut())
            .count()
    }

    /// Returns the number of faults at requests so far.
    pub fn faults(&self) -> u64 {
        self.state(|state| state.faults)
    }

    /// Returns the number of complete replies that were dropped so far.
    pub fn dropped(&self) -> u64 {
        self.state(|state| state.dropped)
    }

    fn open(&self) -> Vec<Arc<Connection>> {
        self.state(|state| state.connections.iter().filter_map(Weak::upgrade).collect())
    }

    fn state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut lock(&self.shared.state));
        self.shared.changed.notify_all();
        changed
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.state(|state| state.is_ended = true);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
        self.cut();
    }
}

/// Listens on a port, or on a free one for 0, without blocking.
fn listen(port: u16) -> TcpListener {
    let begun = Instant::now();
    loop {
        let listener = TcpListener::bind(("127.0.0.1", port));
        match listener.and_then(|listener| listener.set_nonblocking(true).map(|()| listener)) {
            Ok(listener) => return listener,
            // Another process may use it as the near end of a connection.
            Err(_) if begun.elapsed() < LIMIT => thread::sleep(PAUSE),
            Err(error) => panic!("the proxy gets no port: {error}"),
        }
    }
}

impl Shared {
    /// Accepts connections until the proxy ends.
    fn accept_all(self: Arc<Self>) {
        loop {
            let accepted = {
                let state = lock(&self.state);
                if state.is_ended {
                    return;
                }
                state
                    .listener
                    .as_ref()
                    .and_then(|listener| listener.accept().ok())
            };
            match accepted {
                Some((client, _)) => self.connect(client),
                None => thread::sleep(PAUSE),
            }
        }
    }

    /// Connects a client with the server; without a server, its connection ends.
    fn connect(self: &Arc<Self>, client: TcpStream) {
        let Ok(server) = TcpStream::connect(&self.target) else {
            return;
        };
        let Ok(connection) = Connection::of(client, server) else {
            return;
        };
        let connection = Arc::new(connection);
        let mut state = lock(&self.state);
        state.connections.retain(|old| old.strong_count() > 0);
        state.connections.push(Arc::downgrade(&connection));
        drop(state);
        connection.forward(self);
    }

    /// Returns the fault at a request with this text.
    fn fault_at(&self, text: &str) -> Option<Fault> {
        let mut state = lock(&self.state);
        let planned = state
            .planned
            .iter()
            .position(|(part, _)| text.contains(part));
        let fault = match planned {
            Some(at) => Some(state.planned.remove(at).1),
            None => state.random.as_mut().and_then(Random::next),
        };
        state.faults += u64::from(fault.is_some());
        fault
    }

    fn count_dropped(&self) {
        lock(&self.state).dropped += 1;
    }

    /// Waits while the proxy is stalled, and returns the delay of replies. Returns `None` if the connection
    /// was cut.
    fn wait(&self, connection: &Connection) -> Option<Duration> {
        let mut state = lock(&self.state);
        while state.is_stalled && !state.is_ended && !connection.is_cut() {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        (!connection.is_cut()).then_some(state.delay)
    }
}

impl Random {
    fn next(&mut self) -> Option<Fault> {
        if self.numbers.u32(0..self.one_in) > 0 {
            return None;
        }
        let delay = Duration::from_millis(self.numbers.u64(1..=LONGEST_DELAY));
        let faults = [
            Fault::LoseRequest,
            Fault::DropReply,
            Fault::Delay(delay),
            Fault::HalfClose,
        ];
        self.numbers.choice(faults)
    }
}

#[cfg(test)]
mod tests;
