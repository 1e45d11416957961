//! Parameters that nodes may have and steps may not, and a key under another name.
use organum::IdempotencyKey as Key;
use organum::prelude::*;

struct Hold;
struct Receipt;
struct Checkout;

#[saga(output = Receipt)]
impl Checkout {
    #[step(irrevocable)]
    async fn hold(&self) -> Hold {
        Hold
    }

    #[step(irrevocable)]
    async fn receipt(
        &self,
        _run: &Run,
        _hold: Option<&Hold>,
        _again: Result<&Hold, &NodeError>,
        _both: (&Hold, &Hold),
        _any: impl Sized,
    ) -> Receipt {
        Receipt
    }
}

struct Payment;

#[saga(output = Receipt)]
impl Payment {
    #[step(irrevocable)]
    async fn receipt(&self, _key: &Key) -> Receipt {
        Receipt
    }
}

struct Refund;

#[saga(output = Receipt)]
impl Refund {
    #[step(undo = undo)]
    async fn receipt(&self) -> Receipt {
        Receipt
    }

    async fn undo(&self, _receipt: &Receipt, _key: &Key) {}
}

struct Texts;

#[saga(output = Receipt)]
impl Texts {
    #[step(irrevocable)]
    async fn receipt(&self, _text: &str, _path: &std::path::Path) -> Receipt {
        Receipt
    }
}

fn main() {}
