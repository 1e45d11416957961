//! The first messages of PostgreSQL's protocol: enough to see whether a server lets a user in.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(5);
const PROTOCOL: u32 = 3 << 16;
/// The longest message that is read; those at the start of a session are short.
const LONGEST: usize = 64 * 1024;

/// Returns the version of a server that lets the user `postgres` into its database without a password, such
/// as `15.19`.
pub(crate) fn version(address: SocketAddr) -> Option<String> {
    ask(address).ok().flatten()
}

fn ask(address: SocketAddr) -> io::Result<Option<String>> {
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.write_all(&startup())?;
    let mut version = None;
    loop {
        let (kind, content) = message(&mut stream)?;
        match kind {
            b'R' if content != [0; 4] => return Ok(None),
            b'R' | b'K' | b'N' => {}
            b'S' => version = server_version(&content).or(version),
            b'Z' => return Ok(version),
            _ => return Ok(None),
        }
    }
}

fn startup() -> Vec<u8> {
    let mut content = PROTOCOL.to_be_bytes().to_vec();
    content.extend(b"user\0postgres\0database\0postgres\0\0");
    let length = u32::try_from(content.len() + 4).expect("the message is short");
    [&length.to_be_bytes(), &*content].concat()
}

/// Reads a message: its kind and its content.
fn message(stream: &mut TcpStream) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    let length = u32::from_be_bytes(length) as usize;
    if !(4..LONGEST).contains(&length) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut content = vec![0; length - 4];
    stream.read_exact(&mut content)?;
    Ok((kind, content))
}

/// Returns the value of the parameter `server_version` without the name of its package: `15.19`.
fn server_version(parameter: &[u8]) -> Option<String> {
    let value = parameter.strip_prefix(b"server_version\0")?;
    let text = String::from_utf8_lossy(value);
    text.trim_end_matches('\0')
        .split(' ')
        .next()
        .map(str::to_owned)
}
