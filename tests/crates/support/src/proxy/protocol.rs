//! The messages of a connection, as far as faults are placed between them.

use std::collections::HashMap;

/// The protocol of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// PostgreSQL: faults concern executed statements, and a reply is complete when the server is ready for
    /// the next one.
    Postgres,
    /// Any other: what is read at once is one request or one reply.
    Raw,
}

/// A part of what a client sends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) bytes: Vec<u8>,
    /// The text of the statement that the server executes on this message, if it does.
    pub(super) executed: Option<String>,
    /// True if the server replies to this message, and to those before it, with a complete reply.
    pub(super) ends: bool,
    /// The proxy's own answer; the server does not get the message then.
    pub(super) answer: Option<&'static [u8]>,
}

/// A part of what a server sends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) bytes: Vec<u8>,
    /// True if a reply is complete with this message.
    pub(super) ends: bool,
}

const SSL_REQUEST: u32 = 80_877_103;
const GSS_REQUEST: u32 = 80_877_104;

/// Reads the requests of one connection.
pub(super) struct Requests {
    protocol: Protocol,
    buffer: Buffer,
    has_begun: bool,
    /// The texts of prepared statements and of portals, by name.
    statements: HashMap<Vec<u8>, String>,
    portals: HashMap<Vec<u8>, String>,
}

impl Requests {
    pub(super) fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            buffer: Buffer::default(),
            has_begun: false,
            statements: HashMap::new(),
            portals: HashMap::new(),
        }
    }

    /// Returns the requests that are complete with these bytes.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Vec<Request> {
        if self.protocol == Protocol::Raw {
            return vec![Request {
                bytes: bytes.to_vec(),
                executed: Some(text(bytes)),
                ends: true,
                answer: None,
            }];
        }
        self.buffer.add(bytes);
        let mut requests = Vec::new();
        // The first message has no kind.
        while let Some(bytes) = self.buffer.take(usize::from(self.has_begun)) {
            requests.push(if self.has_begun {
                self.message(bytes)
            } else {
                self.startup(bytes)
            });
        }
        requests
    }

    /// A connection without encryption is answered to clients that prefer it, since the messages of another
    /// one cannot be read.
    fn startup(&mut self, bytes: Vec<u8>) -> Request {
        let code = bytes.get(4..8).map(number);
        let is_encryption = matches!(code, Some(SSL_REQUEST | GSS_REQUEST));
        self.has_begun = !is_encryption;
        Request {
            bytes,
            executed: None,
            ends: !is_encryption,
            answer: is_encryption.then_some(b"N"),
        }
    }

    fn message(&mut self, bytes: Vec<u8>) -> Request {
        let mut fields = bytes[5..].splitn(3, |byte| *byte == 0);
        let first = fields.next().unwrap_or_default();
        let second = fields.next().unwrap_or_default();
        let mut executed = None;
        match bytes[0] {
            b'Q' => executed = Some(text(first)),
            b'P' => {
                self.statements.insert(first.to_vec(), text(second));
            }
            b'B' => {
                let statement = self.statements.get(second).cloned().unwrap_or_default();
                self.portals.insert(first.to_vec(), statement);
            }
            b'E' => executed = Some(self.portals.get(first).cloned().unwrap_or_default()),
            _ => {}
        }
        Request {
            executed,
            ends: matches!(bytes[0], b'Q' | b'S' | b'F'),
            bytes,
            answer: None,
        }
    }
}

/// Reads the replies of one connection.
pub(super) struct Replies {
    protocol: Protocol,
    buffer: Buffer,
}

impl Replies {
    pub(super) fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            buffer: Buffer::default(),
        }
    }

    /// Returns the messages that are complete with these bytes.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Vec<Reply> {
        if self.protocol == Protocol::Raw {
            return vec![Reply {
                bytes: bytes.to_vec(),
                ends: true,
            }];
        }
        self.buffer.add(bytes);
        let mut replies = Vec::new();
        while let Some(bytes) = self.buffer.take(1) {
            replies.push(Reply {
                ends: bytes[0] == b'Z',
                bytes,
            });
        }
        replies
    }
}

/// Bytes of messages that are not complete.
#[derive(Default)]
struct Buffer {
    bytes: Vec<u8>,
    /// The length of the messages that were taken.
    taken: usize,
}

impl Buffer {
    fn add(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.taken);
        self.taken = 0;
        self.bytes.extend(bytes);
    }

    /// Takes a message whose length follows `head` bytes, if it is complete.
    fn take(&mut self, head: usize) -> Option<Vec<u8>> {
        let left = &self.bytes[self.taken..];
        let length = number(left.get(head..head + 4)?).max(4);
        let message = left.get(..head + usize::try_from(length).ok()?)?.to_vec();
        self.taken += message.len();
        Some(message)
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a message with its kind, if it has one.
    fn message(kind: &str, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 4).unwrap();
        [kind.as_bytes(), &length.to_be_bytes(), content].concat()
    }

    fn begun() -> Requests {
        let mut requests = Requests::new(Protocol::Postgres);
        let startup = message("", b"\0\x03\0\0user\0me\0\0");
        let [startup] = &requests.read(&startup)[..] else {
            panic!("one message");
        };
        assert!(startup.ends && startup.executed.is_none() && startup.answer.is_none());
        requests
    }

    fn executed(requests: &mut Requests, bytes: &[u8]) -> Vec<String> {
        let read = requests.read(bytes);
        read.into_iter()
            .filter_map(|request| request.executed)
            .collect()
    }

    #[test]
    fn statements_are_followed_to_their_execution() {
        let mut requests = begun();
        let prepare = message("P", b"s1\0INSERT INTO t\0\0\0");
        assert_eq!(executed(&mut requests, &prepare), [""; 0]);
        let execute = [
            message("B", b"\0s1\0\0\0\0\0\0\0"),
            message("E", b"\0\0\0\0\0"),
            message("S", b""),
        ]
        .concat();
        assert_eq!(executed(&mut requests, &execute), ["INSERT INTO t"]);
        assert_eq!(
            executed(&mut requests, &message("Q", b"COMMIT\0")),
            ["COMMIT"]
        );
    }

    #[test]
    fn messages_in_pieces_are_put_together() {
        let mut requests = begun();
        let query = message("Q", b"SELECT 1\0");
        let mut found = Vec::new();
        for byte in &query {
            found.extend(requests.read(&[*byte]));
        }
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].bytes, query);
        assert!(found[0].ends);
    }

    #[test]
    fn encryption_is_declined() {
        let mut requests = Requests::new(Protocol::Postgres);
        let read = requests.read(&message("", &SSL_REQUEST.to_be_bytes()));
        assert_eq!(read[0].answer, Some(&b"N"[..]));
        assert!(!read[0].ends);
        assert!(!requests.has_begun);
    }

    #[test]
    fn a_reply_ends_when_the_server_is_ready() {
        let mut replies = Replies::new(Protocol::Postgres);
        let bytes = [message("C", b"INSERT 0 1\0"), message("Z", b"I")].concat();
        let ends: Vec<_> = replies
            .read(&bytes)
            .iter()
            .map(|reply| reply.ends)
            .collect();
        assert_eq!(ends, [false, true]);
    }
}
