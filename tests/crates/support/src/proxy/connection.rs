//! A connection through the proxy: two threads, one for each direction.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use super::{
    Fault, Shared,
    protocol::{Protocol, Replies, Reply, Request, Requests},
};
use crate::lock;

/// The number of bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// A client and a server.
pub(super) struct Connection {
    client: TcpStream,
    server: TcpStream,
    is_cut: AtomicBool,
    progress: Mutex<Progress>,
}

/// The numbers of requests and replies so far.
#[derive(Default)]
struct Progress {
    requests: u64,
    replies: u64,
    /// The number of the first reply that the client does not get.
    dropped_from: Option<u64>,
}

/// The end of a direction of a connection.
struct Ended;

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl Connection {
    pub(super) fn of(client: TcpStream, server: TcpStream) -> io::Result<Self> {
        client.set_nonblocking(false)?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        Ok(Self {
            client,
            server,
            is_cut: AtomicBool::new(false),
            progress: Mutex::default(),
        })
    }

    /// Starts the threads that forward.
    pub(super) fn forward(self: Arc<Self>, shared: &Arc<Shared>) {
        let (up, up_shared) = (self.clone(), shared.clone());
        thread::spawn(move || {
            let Err(Ended) = up.forward_requests(&up_shared);
            up.end_of_client();
        });
        let shared = shared.clone();
        thread::spawn(move || {
            let Err(Ended) = self.forward_replies(&shared);
            let _ = self.client.shutdown(Shutdown::Write);
        });
    }

    /// Ends the connection in both directions.
    pub(super) fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }

    /// Ends the direction to the client.
    pub(super) fn half_close(&self) {
        let _ = self.client.shutdown(Shutdown::Write);
    }

    pub(super) fn is_cut(&self) -> bool {
        self.is_cut.load(Ordering::SeqCst)
    }

    /// A client that has closed its connection has nothing more to send.
    fn end_of_client(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        let _ = self.server.shutdown(Shutdown::Write);
    }

    fn forward_requests(&self, shared: &Shared) -> Result<std::convert::Infallible, Ended> {
        let mut requests = Requests::new(shared.protocol);
        let mut buffer = vec![0; CHUNK];
        loop {
            let count = read(&self.client, &mut buffer)?;
            let mut bytes = Vec::new();
            for request in requests.read(&buffer[..count]) {
                if let Some(answer) = request.answer {
                    (&self.client).write_all(answer)?;
                    continue;
                }
                self.make_fault(&request, &mut bytes, shared)?;
                bytes.extend(&request.bytes);
                if request.ends {
                    lock(&self.progress).requests += 1;
                }
            }
            self.send_to_server(&mut bytes, shared)?;
        }
    }

    /// Makes the fault at a request, if there is one. `before` are the bytes of the requests before it.
    fn make_fault(
        &self,
        request: &Request,
        before: &mut Vec<u8>,
        shared: &Shared,
    ) -> Result<(), Ended> {
        let Some(fault) = request
            .executed
            .as_ref()
            .and_then(|text| shared.fault_at(text))
        else {
            return Ok(());
        };
        match fault {
            Fault::LoseRequest => {
                self.send_to_server(before, shared)?;
                self.cut();
                return Err(Ended);
            }
            Fault::DropReply => self.drop_next_reply(shared.protocol),
            Fault::Delay(time) => {
                self.send_to_server(before, shared)?;
                thread::sleep(time);
            }
            Fault::HalfClose => self.half_close(),
        }
        Ok(())
    }

    /// Drops the reply to the request that is forwarded next.
    fn drop_next_reply(&self, protocol: Protocol) {
        let mut progress = lock(&self.progress);
        let before = match protocol {
            Protocol::Postgres => progress.requests,
            Protocol::Raw => progress.replies,
        };
        progress.dropped_from.get_or_insert(before + 1);
    }

    fn send_to_server(&self, bytes: &mut Vec<u8>, shared: &Shared) -> Result<(), Ended> {
        shared.wait(self).ok_or(Ended)?;
        (&self.server).write_all(bytes)?;
        bytes.clear();
        Ok(())
    }

    fn forward_replies(&self, shared: &Shared) -> Result<std::convert::Infallible, Ended> {
        let mut replies = Replies::new(shared.protocol);
        let mut buffer = vec![0; CHUNK];
        loop {
            let count = read(&self.server, &mut buffer)?;
            let mut bytes = Vec::new();
            let mut is_dropped = false;
            for reply in replies.read(&buffer[..count]) {
                match self.place_of(&reply) {
                    Place::Forwarded => bytes.extend(reply.bytes),
                    Place::Dropped => is_dropped |= reply.ends,
                }
            }
            thread::sleep(shared.wait(self).ok_or(Ended)?);
            // A client that was half closed gets nothing.
            let _ = (&self.client).write_all(&bytes);
            if is_dropped {
                shared.count_dropped();
                self.cut();
                return Err(Ended);
            }
        }
    }

    /// Counts a reply, and returns whether the client gets it.
    fn place_of(&self, reply: &Reply) -> Place {
        let mut progress = lock(&self.progress);
        let number = progress.replies + 1;
        progress.replies += u64::from(reply.ends);
        if progress.dropped_from.is_some_and(|from| number >= from) {
            Place::Dropped
        } else {
            Place::Forwarded
        }
    }
}

/// The place where a reply goes.
enum Place {
    Forwarded,
    Dropped,
}

/// Reads at least one byte.
fn read(mut stream: &TcpStream, buffer: &mut [u8]) -> Result<usize, Ended> {
    match stream.read(buffer)? {
        0 => Err(Ended),
        count => Ok(count),
    }
}
