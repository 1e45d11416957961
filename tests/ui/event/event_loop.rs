use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

#[event]
struct Ping;

#[event]
struct Pong;

#[organ]
fn ping(_event: &Ping) -> Pong {
    Pong
}

#[organ]
fn pong(_event: &Pong) -> Option<Ping> {
    Some(Ping)
}

#[spine(entry(Ping))]
struct Table {
    ping: ping,
    pong: pong,
}

// Within its bound, it is what was asked for.
#[spine(entry(Ping), max_hops = 10)]
struct Bounded {
    ping: ping,
    pong: pong,
}

#[organ(all)]
fn echo(_event: &Event) -> Parted {
    Parted
}

#[spine(entry(Greet))]
struct Echo {
    echo: echo,
}

#[organ]
fn begin(_event: &Greet) -> (Greeted, Ping) {
    (Greeted, Ping)
}

#[spine(entry(Greet), terminal(Greeted))]
struct Long {
    begin: begin,
    ping: ping,
    pong: pong,
}

fn main() {}
