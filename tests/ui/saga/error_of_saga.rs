//! Types that are neither an error nor a box of one.
use organum::prelude::*;

struct Ticket;
struct Text;

#[saga(error = String, output = Ticket)]
impl Text {
    #[step(irrevocable)]
    async fn ticket(&self) -> Result<Ticket, String> {
        Ok(Ticket)
    }
}

struct Boxed;

#[saga(error = Box<dyn std::error::Error>, output = u64)]
impl Boxed {
    #[step(irrevocable)]
    async fn number(&self) -> Result<u64, Box<dyn std::error::Error>> {
        Ok(1)
    }
}

struct Unsized;

#[saga(error = dyn std::error::Error + Send + Sync, output = u64)]
impl Unsized {
    #[step(irrevocable)]
    async fn number(&self) -> u64 {
        1
    }
}

fn main() {}
