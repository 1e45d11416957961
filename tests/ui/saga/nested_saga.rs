//! Steps that are sagas, and cannot be.

use organum::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;
#[derive(Serialize, Deserialize)]
struct Paid;
#[derive(Serialize, Deserialize)]
struct Sent;
struct Pay;
struct Send;

#[saga(output = Paid)]
impl Pay {
    #[step(pivot)]
    async fn paid(&self) -> Paid {
        Paid
    }
}

#[saga(error = No, output = Sent)]
impl Send {
    #[step(irrevocable)]
    async fn sent(&self) -> Result<Sent, No> {
        Err(No)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("outer")]
enum OuterError {
    Send(#[from] SagaError<No>),
}

#[saga]
struct Outer {}

#[saga(error = OuterError, output = Sent, version = 1)]
impl Outer {
    #[step(saga)]
    fn send(&self) -> Send {
        Send
    }
}

struct Other;

#[saga(error = No, output = Paid)]
impl Other {
    #[step(saga)]
    fn pay(&self) -> Pay {
        Pay
    }

    #[step(saga, retry(attempts = 2))]
    async fn send(&self) -> Result<Send, No> {
        Ok(Send)
    }
}

struct Third;

#[saga(error = No, output = Sent)]
impl Third {
    #[step(saga)]
    fn pay(&self) -> Pay {
        Pay
    }

    #[step(saga)]
    fn send(&self, _paid: &Paid) -> Send {
        Send
    }
}

fn main() {}
