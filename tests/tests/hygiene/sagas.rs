//! `#[saga]`.

use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

struct Held(u32);
struct Charge(u32);
struct Order(u32);
#[derive(Debug)]
struct Receipt(u32);

/// A saga with each part passed in separately.
macro_rules! saga {
    (
        $name:ident { $($field:ident: $ty:ty),* }, $error:ty, $output:ty, $timeout:literal;
        $reserve:ident -> $held:ty, $release:ident, $list:ident: $item:ty, $value:expr;
        $charge:ident($held_param:ident) -> $charged:ty = $charged_value:expr, $refund:ident, $attempts:literal;
        $order:ident -> $ordered:ty = $body:block;
        $send:ident = $last:expr;
    ) => {
        struct $name {
            $($field: $ty,)*
        }

        #[saga(error = $error, output = $output, run_timeout = $timeout)]
        impl $name {
            #[step(each = $list, undo = $release, concurrency = 2)]
            async fn $reserve(&self, item: &$item) -> Result<$held, $error> {
                let _ = item;
                Ok($value)
            }

            async fn $release(&self, held: &$held) -> Result<(), $error> {
                let _ = held.0;
                Ok(())
            }

            #[step(undo = $refund, retry(attempts = $attempts), timeout = $timeout)]
            async fn $charge(&self, $held_param: &[$held], key: &IdempotencyKey) -> Result<$charged, $error> {
                let _ = ($held_param, key);
                Ok($charged_value)
            }

            async fn $refund(&self, charge: &$charged) {
                let _ = charge.0;
            }

            #[step(pivot)]
            async fn $order(&self, charge: &$charged) -> $ordered $body

            #[step(retry(attempts = $attempts))]
            async fn $send(&self, order: &$ordered) -> Result<$output, $error> {
                let _ = order.0;
                Ok($last)
            }
        }
    };
}

saga! {
    Checkout { items: Vec<u32>, limit: usize }, Failed, Receipt, "5s";
    reserve -> Held, release, items: u32, Held(1);
    charge(held) -> Charge = Charge(2), refund, 3;
    order -> Order = { Order(3) };
    send = Receipt(4);
}

#[tokio::test]
async fn run() {
    let checkout = Checkout {
        items: vec![1, 2],
        limit: 2,
    };
    assert_eq!(checkout.run().await.unwrap().0, 4);
}

/// Inputs and injected values, and the struct.
macro_rules! inputs {
    ($name:ident { $field:ident: $ty:ty; $injected:ident: $injected_ty:ty }, $error:path, $out:ident, $step:ident) => {
        #[saga]
        struct $name {
            $field: $ty,
            #[inject]
            $injected: $injected_ty,
        }

        #[saga(error = $error, output = $out)]
        impl $name {
            #[step(irrevocable)]
            async fn $step(&self) -> Result<$out, $error> {
                Ok($out(self.$field + self.$injected))
            }
        }
    };
}
inputs!(Small { number: u32; base: u32 }, Failed, Receipt, only);

#[tokio::test]
async fn run_with_inputs() {
    let runner = Small::builder(1).build();
    assert_eq!(runner.run(SmallInput { number: 2 }).await.unwrap().0, 3);
}
