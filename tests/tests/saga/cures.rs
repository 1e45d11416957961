//! The cures that the error texts of sagas suggest compile and run.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{error::Error, path::PathBuf, sync::Arc};

use organum::{OneOf2, prelude::*, saga::SagaRunner};

struct Hold;
struct Receipt(usize);

trait Goods: Send + Sync {
    fn number(&self) -> usize;
}

impl Goods for usize {
    fn number(&self) -> usize {
        *self
    }
}

/// "name a field that is a `Vec<T>`, a `Box<[T]>`, an `Arc<[T]>` or an array", "take `&Box<dyn Goods>` of a
/// list of them"
mod lists {
    use super::*;

    struct Boxed(usize);
    struct Counted(usize);
    struct Fixed(usize);
    struct Any(usize);

    struct Lists {
        boxed: Box<[u32]>,
        counted: Arc<[u32]>,
        fixed: [u32; 2],
        any: Vec<Box<dyn Goods>>,
    }

    #[saga(output = Receipt)]
    impl Lists {
        #[step(each = boxed, irrevocable)]
        async fn boxed(&self, item: &u32) -> Boxed {
            Boxed(*item as usize)
        }

        #[step(each = counted, irrevocable)]
        async fn counted(&self, item: &u32) -> Counted {
            Counted(*item as usize)
        }

        #[step(each = fixed, irrevocable)]
        async fn fixed(&self, item: &u32) -> Fixed {
            Fixed(*item as usize)
        }

        #[step(each = any, irrevocable)]
        #[allow(clippy::borrowed_box, reason = "it is the item of a list")]
        async fn any(&self, item: &Box<dyn Goods>) -> Any {
            Any(item.number())
        }

        #[step(irrevocable)]
        async fn receipt(
            &self,
            boxed: &[Boxed],
            counted: &[Counted],
            fixed: &[Fixed],
            any: &[Any],
        ) -> Receipt {
            let boxed = boxed.iter().map(|one| one.0);
            let counted = counted.iter().map(|one| one.0);
            let fixed = fixed.iter().map(|one| one.0);
            let any = any.iter().map(|one| one.0);
            Receipt(boxed.chain(counted).chain(fixed).chain(any).sum())
        }
    }

    #[tokio::test]
    async fn of_all_kinds() {
        let lists = Lists {
            boxed: Box::new([1]),
            counted: Arc::new([10]),
            fixed: [100, 200],
            any: vec![Box::new(1_000)],
        };
        assert_eq!(lists.run().await.unwrap().0, 1_311);
    }
}

/// "let its last step return a value that says so, such as a `struct Done;`, and write `output = Done`", "write
/// `output = Vec<Hold>`"
mod outputs {
    use super::*;

    struct Done;
    struct Nothing;

    #[saga(output = Done)]
    impl Nothing {
        #[step(irrevocable)]
        async fn send(&self) -> Done {
            Done
        }
    }

    struct List {
        items: Vec<u32>,
    }

    #[saga(output = Vec<Hold>)]
    impl List {
        #[step(each = items, irrevocable)]
        async fn hold(&self, _: &u32) -> Hold {
            Hold
        }
    }

    #[tokio::test]
    async fn of_all_kinds() {
        let Done = Nothing.run().await.unwrap();
        let items = vec![1, 2];
        assert_eq!(List { items }.run().await.unwrap().len(), 2);
    }
}

/// "write `Box<dyn std::error::Error + Send + Sync>`"
mod error {
    use super::*;

    struct Failing;

    #[saga(error = Box<dyn Error + Send + Sync>, output = Receipt)]
    impl Failing {
        #[step(irrevocable)]
        async fn receipt(&self) -> Result<Receipt, String> {
            Err("closed".to_owned())
        }
    }

    #[tokio::test]
    async fn boxed() {
        let error = Failing.run().await.err().unwrap();
        assert_eq!(error.source().unwrap().to_string(), "closed");
    }
}

/// "take `&Hold`, or `Race<(&A, &B)>` or `FirstOk<(&A, &B)>` of two to eight steps", "make it a field of
/// `Checkout`, as an `Arc`"
mod parameters {
    use super::*;

    struct Express(usize);
    struct Plain(usize);

    struct Checkout {
        goods: Arc<dyn Goods>,
    }

    #[saga(output = Receipt)]
    impl Checkout {
        #[step(undo = cancel)]
        async fn express(&self) -> Express {
            tokio::task::yield_now().await;
            Express(0)
        }

        async fn cancel(&self, _: &Express) {}

        #[step(irrevocable)]
        async fn plain(&self) -> Plain {
            Plain(self.goods.number())
        }

        #[step(irrevocable)]
        async fn receipt(&self, sent: Race<(&Express, &Plain)>) -> Receipt {
            Receipt(match sent.get() {
                OneOf2::First(express) => express.0,
                OneOf2::Second(plain) => plain.0,
            })
        }
    }

    #[tokio::test]
    async fn of_one_of_two_steps_and_of_a_field() {
        let goods = Arc::new(7);
        assert_eq!(Checkout { goods }.run().await.unwrap().0, 7);
    }
}

/// "return it from a `#[step]`": the types that a `str` and a `Path` borrow from.
mod lent {
    use super::*;

    struct Texts;

    #[saga(output = Receipt)]
    impl Texts {
        #[step(undo = forget)]
        async fn text(&self) -> String {
            "text".to_owned()
        }

        async fn forget(&self, text: &str) {
            assert_eq!(text, "text");
        }

        #[step(undo = remove)]
        async fn path(&self) -> PathBuf {
            PathBuf::from("path")
        }

        async fn remove(&self, path: &std::path::Path) {
            assert_eq!(path.to_str(), Some("path"));
        }

        #[step(undo = clear, undo_on_failure)]
        async fn numbers(&self) -> Vec<u8> {
            vec![1, 2]
        }

        async fn clear(&self, numbers: Option<&[u8]>) {
            assert_eq!(numbers, Some(&[1, 2][..]));
        }

        #[step(irrevocable)]
        async fn receipt(
            &self,
            text: &str,
            path: &std::path::Path,
            numbers: &[u8],
        ) -> Result<Receipt, std::fmt::Error> {
            assert_eq!(
                (text, path.to_str(), numbers),
                ("text", Some("path"), &[1, 2][..])
            );
            Err(std::fmt::Error)
        }
    }

    #[tokio::test]
    async fn to_steps_and_to_their_undos() {
        let report = SagaRunner::<Texts>::new().run(Texts).report().await;
        let error = report.error().unwrap();
        assert_eq!(error.undone().len(), 3, "{error:?}");
        assert!(error.is_rolled_back());
    }
}

/// "let step `hold` give what undoing needs of it"
mod items {
    use super::*;

    struct Held {
        item: usize,
    }

    struct Checkout;

    #[saga(output = Receipt)]
    impl Checkout {
        #[step(irrevocable)]
        async fn items(&self) -> Vec<usize> {
            vec![1, 2]
        }

        #[step(each, undo = release)]
        async fn hold(&self, item: &usize) -> Held {
            Held { item: *item }
        }

        async fn release(&self, held: &Held) {
            assert!((1..=2).contains(&held.item));
        }

        #[step(irrevocable)]
        async fn receipt(&self, held: &[Held]) -> Result<Receipt, std::fmt::Error> {
            assert_eq!(held.len(), 2);
            Err(std::fmt::Error)
        }
    }

    #[tokio::test]
    async fn are_in_the_output_of_their_step() {
        let error = Checkout.run().await.err().unwrap();
        assert_eq!(error.undone().len(), 2);
    }
}
