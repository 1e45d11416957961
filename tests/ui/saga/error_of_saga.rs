//! What is neither an error nor a box of one.
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

fn main() {}
