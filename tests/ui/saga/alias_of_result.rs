//! Steps whose failure or whose work would not be seen.

use std::pin::Pin;

use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("mail server down")]
struct MailDown;

#[derive(Debug)]
struct Ticket;

type Told = Result<(), MailDown>;
type Later = Pin<Box<dyn Future<Output = Result<(), MailDown>> + Send + Sync>>;

struct Alias;

#[saga(error = MailDown, output = Ticket)]
impl Alias {
    #[step(irrevocable)]
    async fn tell(&self) -> Told {
        Err(MailDown)
    }

    #[step(irrevocable)]
    async fn ticket(&self) -> Ticket {
        Ticket
    }
}

struct Boxed;

#[saga(error = MailDown, output = Ticket)]
impl Boxed {
    #[step(irrevocable)]
    fn tell(&self) -> Later {
        Box::pin(async { Err(MailDown) })
    }

    #[step(irrevocable)]
    async fn ticket(&self) -> Ticket {
        Ticket
    }
}

struct Inside;

#[saga(error = MailDown, output = Ticket)]
impl Inside {
    #[step(irrevocable)]
    async fn tell(&self) -> Result<Told, MailDown> {
        Ok(Err(MailDown))
    }

    #[step(irrevocable)]
    async fn ticket(&self) -> Ticket {
        Ticket
    }
}

fn main() {}
