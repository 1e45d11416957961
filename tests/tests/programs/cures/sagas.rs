//! Sagas as a whole: what they fail with, how they are recorded, and sagas in them.

use std::{
    error::Error,
    sync::{Arc, Mutex},
};

use organum::{prelude::*, store::MemoryJournal};
use serde::{Deserialize, Serialize};

#[derive(Debug, thiserror::Error)]
#[error("the bank")]
struct BankError;

#[derive(Debug, Serialize, Deserialize)]
struct Paid;

// `a step fails with …, which does not convert into …: implement `From` …, for example with `#[from]` of `thiserror``
// `… cannot be the error of a saga: name `Box<dyn std::error::Error + Send + Sync>``
mod errors {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    enum CheckoutError {
        #[error("the bank")]
        Bank(#[from] BankError),
    }

    struct Named;

    #[saga(error = CheckoutError, output = Paid)]
    impl Named {
        #[step(irrevocable)]
        async fn pay(&self) -> Result<Paid, BankError> {
            Err(BankError)
        }
    }

    struct Boxed;

    #[saga(error = Box<dyn Error + Send + Sync>, output = Paid)]
    impl Boxed {
        #[step(irrevocable)]
        async fn pay(&self) -> Result<Paid, BankError> {
            Err(BankError)
        }
    }

    #[tokio::test]
    async fn converted_or_boxed() {
        let error = Named.run().await.unwrap_err();
        assert!(error.downcast_ref::<CheckoutError>().is_some());
        let error = Boxed.run().await.unwrap_err();
        assert!(error.downcast_ref::<BankError>().is_some());
    }
}

// `… cannot be shared by the nodes of a graph`: `Arc` for `Rc`, `Mutex` for `RefCell`
// `saga … has a lifetime …: use owned fields, or `Arc``
// `saga … has a type parameter …: write a saga for each type`
mod owned {
    use super::*;

    struct Names(Arc<Mutex<Vec<String>>>);

    struct Note {
        names: Arc<[String]>,
    }

    #[saga(output = Names)]
    impl Note {
        #[step(irrevocable)]
        async fn note(&self) -> Names {
            Names(Arc::new(Mutex::new(self.names.to_vec())))
        }
    }

    struct Of<T>(T);

    #[saga(output = u8)]
    impl Of<u8> {
        #[step(irrevocable)]
        async fn number(&self) -> u8 {
            self.0
        }
    }

    #[saga(output = String)]
    impl Of<String> {
        #[step(irrevocable)]
        async fn text(&self) -> String {
            self.0.clone()
        }
    }

    #[tokio::test]
    async fn and_shared() {
        let names = Arc::from(vec!["Ada".to_owned()]);
        let noted = Note { names }.run().await.unwrap();
        assert_eq!(noted.0.lock().unwrap().len(), 1);
        assert_eq!(Of(3_u8).run().await.unwrap(), 3);
        assert_eq!(Of("a".to_owned()).run().await.unwrap(), "a");
    }
}

// `the runs of saga … cannot be journalled: write `#[saga(version = 1, …)]` on its `impl` block, and `#[saga]` on the
// struct`; `… cannot be written into a journal …: derive …, or mark a field that comes from the program `#[inject]``
// `saga … is a node of graphs, whose runs have no journal, and has a version for one: remove `node` and run it from a
// node that has its runner`
mod recorded {
    use organum::saga::SagaRunner;

    use super::*;

    #[derive(Clone)]
    struct Bank(u64);

    #[saga]
    struct Pay {
        cents: u64,
        #[inject]
        bank: Bank,
    }

    #[saga(output = Paid, version = 1)]
    impl Pay {
        #[step(undo = refund)]
        async fn pay(&self) -> Paid {
            assert_eq!((self.cents, self.bank.0), (5, 7));
            Paid
        }

        async fn refund(&self, _paid: &Paid) {}
    }

    struct Cents(u64);
    struct Page;

    #[node]
    async fn page(cents: &Cents, pay: &SagaRunner<Pay, Bank>) -> Result<Page, SagaError<Cause>> {
        pay.run(PayInput { cents: cents.0 }).await?;
        Ok(Page)
    }

    type Cause = Box<dyn Error + Send + Sync>;

    #[graph(output = Page)]
    struct Shop {
        cents: Cents,
        #[inject]
        pay: SagaRunner<Pay, Bank>,
    }

    #[tokio::test]
    async fn and_run_from_a_node() {
        let pay = Pay::builder(Bank(7)).journal(MemoryJournal::new()).build();
        assert!(Shop::runner(pay).run(Cents(5)).await.is_ok());
    }
}

// `… is not a saga: write `#[saga]` on an `impl …` block whose methods are its steps`
// `step … is the saga …, which has a pivot …: run it by itself, after this saga`
// `step … is a saga …: take the race in a step before it`
// the outer error is made of a `SagaError`
mod nested {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the outer one")]
    struct OuterError(#[from] SagaError<BankError>);

    struct Near;
    struct Far;
    struct First(u8);

    struct Inner(u8);

    #[saga(error = BankError, output = Paid)]
    impl Inner {
        #[step(irrevocable)]
        async fn pay(&self) -> Result<Paid, BankError> {
            if self.0 == 0 {
                Err(BankError)
            } else {
                Ok(Paid)
            }
        }
    }

    struct Outer;

    #[saga(error = OuterError, output = Paid)]
    impl Outer {
        #[step(irrevocable)]
        async fn near(&self) -> Near {
            Near
        }

        #[step(irrevocable)]
        async fn far(&self, _near: &Near) -> Far {
            Far
        }

        #[step(irrevocable)]
        async fn first(&self, first: Race<(&Near, &Far)>) -> First {
            First(u8::from(matches!(first.get(), organum::OneOf2::First(_))))
        }

        #[step(saga)]
        fn inner(&self, first: &First) -> Inner {
            Inner(first.0)
        }
    }

    struct AfterIt;

    #[saga(output = String)]
    impl AfterIt {
        #[step(pivot)]
        async fn decide(&self) -> String {
            "decided".to_owned()
        }
    }

    #[tokio::test]
    async fn made_by_a_step_or_run_after_it() {
        assert!(Outer.run().await.is_ok());
        assert_eq!(AfterIt.run().await.unwrap(), "decided");
    }
}
