//! Steps: how they are undone, ordered and tried again.

use organum::{OneOf2, prelude::*};

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

#[derive(Debug)]
struct Hold(u32);

#[derive(Debug)]
struct Paid;

#[derive(Debug)]
struct Receipt;

// `step … has no undo: name one with `undo = …`, or mark it `irrevocable``
// `undo … takes …, but step … gives …`; `let it take `Option<&Hold>``, with `undo_on_failure`
// `this cannot undo a step: an undo is an `async fn` that returns nothing, or a `Result<(), E>``
mod undone {
    use super::*;

    struct Checkout;

    #[saga(error = Failed, output = Receipt)]
    impl Checkout {
        #[step(undo = release)]
        async fn hold(&self) -> Result<Hold, Failed> {
            Ok(Hold(1))
        }

        async fn release(&self, hold: &Hold, _key: &IdempotencyKey) -> Result<(), Failed> {
            assert_eq!(hold.0, 1);
            Ok(())
        }

        #[step(undo = refund, undo_on_failure)]
        async fn pay(&self, _hold: &Hold) -> Result<Paid, Failed> {
            Err(Failed)
        }

        async fn refund(&self, paid: Option<&Paid>, key: &IdempotencyKey) {
            assert!(paid.is_none() && !key.to_string().is_empty());
        }

        #[step(irrevocable)]
        async fn tell(&self, _paid: &Paid) -> Receipt {
            Receipt
        }
    }

    #[tokio::test]
    async fn by_its_value_or_by_its_key() {
        let report = Checkout.run().report().await;
        assert!(report.is_rolled_back(), "{report}");
    }
}

// `step … is not ordered with the pivot …: let it take the `Paid` to come after it, or let `pay` take its value`
// `step … comes after the pivot …, and it can fail: add `retry(attempts = 5)`, or do it before the pivot`
mod ordered {
    use super::*;

    struct Told;

    struct Checkout;

    #[saga(error = Failed, output = Receipt)]
    impl Checkout {
        #[step(undo = release)]
        async fn hold(&self) -> Result<Hold, Failed> {
            Ok(Hold(1))
        }

        async fn release(&self, _hold: &Hold) {}

        #[step(pivot)]
        async fn pay(&self, _hold: &Hold) -> Paid {
            Paid
        }

        #[step]
        async fn tell(&self, _paid: &Paid) -> Told {
            Told
        }

        #[step(retry(attempts = 5))]
        async fn receipt(&self, _paid: &Paid) -> Result<Receipt, Failed> {
            Ok(Receipt)
        }
    }

    #[tokio::test]
    async fn by_what_they_take() {
        assert!(Checkout.run().await.is_ok());
    }
}

// `step … needs a …, but no step of saga … returns one: return it from a `#[step]`, or make it a field of … and read it
// from `self``; `step … gives one for each item: take `&[Hold]``
// `steps … and … both return a …: wrap one of them in a type of its own`
mod given {
    use super::*;

    struct Second(Hold);

    struct Checkout {
        items: Vec<u32>,
        limit: u32,
    }

    #[saga(error = Failed, output = Receipt)]
    impl Checkout {
        #[step(each = items, irrevocable)]
        async fn hold(&self, item: &u32) -> Hold {
            Hold(*item)
        }

        #[step(irrevocable)]
        async fn again(&self, held: &[Hold]) -> Second {
            Second(Hold(held.iter().map(|hold| hold.0).sum()))
        }

        #[step(irrevocable)]
        async fn receipt(&self, second: &Second) -> Result<Receipt, Failed> {
            if second.0.0 > self.limit {
                Err(Failed)
            } else {
                Ok(Receipt)
            }
        }
    }

    #[tokio::test]
    async fn by_a_step_or_a_field() {
        let items = vec![1, 2];
        let limit = 3;
        assert!(Checkout { items, limit }.run().await.is_ok());
    }
}

// `step … takes `Option<&T>`, and a step begins only when it has the values that it takes: take `&T`, or `Race<(&A, &B)>``
// `… and the run is that of the saga: …; an id that stays the same when the step is tried again is `&IdempotencyKey``
mod taken {
    use super::*;

    struct Near;
    struct Far;

    struct Carry;

    #[saga(error = Failed, output = Receipt)]
    impl Carry {
        #[step(undo = cancel_near)]
        async fn near(&self) -> Result<Near, Failed> {
            Ok(Near)
        }

        async fn cancel_near(&self, _near: &Near) {}

        #[step(undo = cancel_far)]
        async fn far(&self) -> Result<Far, Failed> {
            std::future::pending().await
        }

        async fn cancel_far(&self, _far: &Far) {}

        #[step(irrevocable)]
        async fn receipt(&self, first: Race<(&Near, &Far)>, key: &IdempotencyKey) -> Receipt {
            assert!(matches!(first.get(), OneOf2::First(Near)));
            assert!(!key.to_string().is_empty());
            Receipt
        }
    }

    #[tokio::test]
    async fn one_of_several() {
        assert!(Carry.run().await.is_ok());
    }
}

// `step … returns …, an alias of `Result`: write it as `Result<…>``
// `step … provides …, a future that nobody awaits: write an `async fn` that awaits it`
// `step … returns a reference …: return an owned type, or an `Arc``
// `step … takes a `&dyn Bank` …: make it a field of …, as an `Arc``
mod returned {
    use std::{future::Future, pin::Pin, sync::Arc};

    use super::*;

    type Checked<T> = Result<T, Failed>;

    fn checked() -> Checked<Hold> {
        Ok(Hold(1))
    }

    fn later() -> Pin<Box<dyn Future<Output = Paid> + Send>> {
        Box::pin(async { Paid })
    }

    trait Bank: Send + Sync {
        fn name(&self) -> &str;
    }

    struct Local;

    impl Bank for Local {
        fn name(&self) -> &str {
            "local"
        }
    }

    struct Checkout {
        bank: Arc<dyn Bank>,
        receipt: Arc<Receipt>,
    }

    #[saga(error = Failed, output = Arc<Receipt>)]
    impl Checkout {
        #[step(irrevocable)]
        async fn hold(&self) -> Result<Hold, Failed> {
            checked()
        }

        #[step(irrevocable)]
        async fn pay(&self, _hold: &Hold) -> Paid {
            assert_eq!(self.bank.name(), "local");
            later().await
        }

        #[step(irrevocable)]
        async fn receipt(&self, _paid: &Paid) -> Arc<Receipt> {
            Arc::clone(&self.receipt)
        }
    }

    #[tokio::test]
    async fn owned_and_awaited() {
        let bank = Arc::new(Local);
        let receipt = Arc::new(Receipt);
        assert!(Checkout { bank, receipt }.run().await.is_ok());
    }
}

// ``timeout` stops an async fn at an await, and … is not async: make it so`
// ``retry` is for a step that can fail …: return `Result<T, E>`, or retry its panics with `retry(attempts = 3, panics)``
mod policies {
    use super::*;

    struct Checkout;

    #[saga(error = Failed, output = Receipt)]
    impl Checkout {
        #[step(irrevocable, timeout = "5s")]
        async fn hold(&self) -> Hold {
            Hold(1)
        }

        #[step(irrevocable, retry(attempts = 3))]
        async fn pay(&self, _hold: &Hold) -> Result<Paid, Failed> {
            Ok(Paid)
        }

        #[step(irrevocable, retry(attempts = 3, panics))]
        async fn receipt(&self, _paid: &Paid) -> Receipt {
            Receipt
        }
    }

    #[tokio::test]
    async fn that_fit() {
        assert!(Checkout.run().await.is_ok());
    }
}
