//! Sagas whose fields threads cannot share.

use std::{cell::Cell, rc::Rc, sync::Mutex};

use organum::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
struct Receipt;

struct Plain {
    names: Rc<Vec<String>>,
}

#[saga(output = Receipt)]
impl Plain {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        drop(self.names.clone());
        Receipt
    }
}

#[saga]
struct Journalled {
    count: Cell<u32>,
    sum: Mutex<u32>,
    #[inject]
    client: Rc<String>,
}

#[saga(output = Receipt, version = 1)]
impl Journalled {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        drop((self.count.get(), self.sum.lock(), self.client.clone()));
        Receipt
    }
}

fn main() {
    let _run = Plain {
        names: Rc::default(),
    }
    .run();
}
