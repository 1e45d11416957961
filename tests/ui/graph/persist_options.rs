//! Mistakes in the options of `persist`, and options that contradict it.

use organum::prelude::*;

struct OfA(u32);
struct OfB(u32);
struct OfC(u32);
struct OfD(u32);
struct OfE(u32);
struct OfF(u32);
struct OfG(u32);
struct OfH(u32);
struct OfI(u32);
struct OfJ(u32);
struct OfK(u32);
struct OfL(u32);
struct OfM(u32);

#[node(persist)]
fn a() -> OfA {
    OfA(1)
}

#[node(persist(ttl = "1h"))]
fn b() -> OfB {
    OfB(1)
}

#[node(persist(scope = globl))]
fn c() -> OfC {
    OfC(1)
}

#[node(persist(scope = global, tll = "1h"))]
fn d() -> OfD {
    OfD(1)
}

#[node(persist(scope = global, ttl = "0s", version = 0, name = "", lease = "50ms"))]
fn e() -> OfE {
    OfE(1)
}

#[node(persist(scope = run, failures(ttl = "1m")))]
fn f() -> OfF {
    OfF(1)
}

#[node(persist(scope = run, failures, on_store_error = ignore))]
async fn g() -> Result<OfG, String> {
    Ok(OfG(1))
}

#[node(persist(scope = run, failures(ttl = "0s")))]
async fn h() -> Result<OfH, String> {
    Ok(OfH(1))
}

#[node(scope = "runner", persist(scope = run))]
fn i() -> OfI {
    OfI(1)
}

#[node(close = OfJ::close, persist(scope = run))]
fn j() -> OfJ {
    OfJ(1)
}

impl OfJ {
    async fn close(&mut self) {}
}

#[node(persist(scope = run), ttl = "1h")]
fn k() -> OfK {
    OfK(1)
}

#[node(persist(scope = run))]
fn l(b: Result<&B, &NodeError>) -> OfL {
    OfL(b.map_or(0, |b| b.0))
}

#[node(persist(scope = run))]
struct B(u32);

#[node(persist(scope = run, failures()))]
async fn m() -> Result<OfM, String> {
    Ok(OfM(1))
}

fn main() {}
