//! Errors of sagas that threads cannot share.

use std::rc::Rc;

use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("fully booked")]
struct Booked(Rc<String>);

struct Trip;

#[saga(error = Booked, output = u64)]
impl Trip {
    #[step(irrevocable)]
    async fn seat(&self) -> Result<u64, Booked> {
        Err(Booked(Rc::default()))
    }
}

struct Stay;

#[saga(error = Rc<std::io::Error>, output = u64)]
impl Stay {
    #[step(irrevocable)]
    async fn room(&self) -> Result<u64, Rc<std::io::Error>> {
        Ok(1)
    }
}

fn main() {}
