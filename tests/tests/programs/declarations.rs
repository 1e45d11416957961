//! Every form of `#[node]` and `#[graph]`.
use std::sync::Arc;

use organum::{GraphError, graph, node};

#[derive(Clone)]
pub struct Cart(pub u64);
#[derive(Clone)]
pub struct Rate(u64);
pub struct Tax(u64);
pub struct Total(u64);
pub struct Receipt(String);
pub struct Paid(u64);
pub struct Label(String);
pub struct Stamped(u64);
pub struct Cache<T>(Option<T>);
pub struct Row<T, const N: usize>([T; N]);

pub trait Gateway: Send + Sync {
    fn pay(&self, amount: u64) -> u64;
}

struct Free;

impl Gateway for Free {
    fn pay(&self, _: u64) -> u64 {
        0
    }
}

// An async fn, a plain fn, by reference and by value, fallible and infallible, spawned and blocking.
#[node]
async fn tax(cart: &Cart, Rate(rate): Rate) -> Tax {
    Tax(cart.0 * rate / 100)
}

#[node]
pub(crate) fn total<'a>(cart: &'a Cart, tax: &'a Tax) -> Result<Total, std::num::TryFromIntError> {
    Ok(Total(cart.0 + tax.0))
}

#[node(blocking)]
fn receipt(total: &Total) -> std::io::Result<Receipt> {
    Ok(Receipt(format!("{}", total.0)))
}

#[node(spawn)]
async fn stamped(paid: &Paid) -> Stamped {
    Stamped(paid.0 + 1)
}

// Generic nodes: with bounds, without, with a constant.
#[node]
fn cache<T>(source: &Arc<T>) -> Cache<T> {
    let _ = source;
    Cache(None)
}

#[node]
fn row<T: Clone, const N: usize>(source: &Arc<T>, _: &Cache<T>) -> Row<T, N>
where
    T: Send,
{
    Row(std::array::from_fn(|_| T::clone(source)))
}

// Structs, which are built from their fields.
#[node]
#[derive(Clone)]
struct Basket {
    cart: Cart,
    rate: Rate,
}

#[node]
struct Pair(Basket, Cart);

#[node]
struct Nothing;

#[node]
#[derive(Clone)]
struct Held<T> {
    value: Arc<T>,
}

// `impl` blocks: a step with a value, and one without.
struct Pay {
    fee: u64,
}

#[node]
impl Pay {
    async fn compose(&self, total: &Total, gateway: &dyn Gateway) -> Paid {
        Paid(gateway.pay(total.0) + self.fee)
    }
}

#[node]
impl Label {
    fn compose(
        _: &Nothing,
        receipt: &Receipt,
        pair: &Pair,
        held: Held<u8>,
        row: &Row<u8, 3>,
        gateway: Arc<dyn Gateway>,
        names: &Vec<String>,
    ) -> Self {
        let sum =
            gateway.pay(1) + pair.0.cart.0 + pair.0.rate.0 + pair.1.0 + u64::from(*held.value);
        Self(format!("{} {sum} {:?} {}", receipt.0, row.0, names.len()))
    }
}

// Explicit nodes: of a function, and of an `impl` block.
#[node(explicit)]
async fn names(stamped: &Stamped, gateway: &Arc<dyn Gateway>) -> Vec<String> {
    assert_eq!(gateway.pay(1), 0);
    vec![String::new(); stamped.0.try_into().unwrap_or(0)]
}

struct Count;

#[node(explicit)]
impl Count {
    async fn compose(&self, names: &Vec<String>) -> usize {
        names.len()
    }
}

#[derive(Debug)]
struct Failure(GraphError);

impl From<GraphError> for Failure {
    fn from(error: GraphError) -> Self {
        Self(error)
    }
}

#[graph(output = Label, nodes(names), error = Failure)]
struct Shop {
    cart: Cart,
    #[inject]
    rate: Rate,
    #[inject]
    gateway: Arc<dyn Gateway>,
    #[inject]
    pay: Pay,
    source: Arc<u8>,
}

#[graph(output = (Label, usize, Total), nodes(names, Count,),)]
struct Several {
    cart: Cart,
    rate: Rate,
    gateway: Arc<dyn Gateway>,
    pay: Pay,
    source: Arc<u8>,
    count: Count,
}

#[graph(output = Nothing)]
struct Unit;

#[graph(output = (Nothing,))]
struct Empty {}

#[tokio::test]
async fn every_declaration_runs() {
    let gateway: Arc<dyn Gateway> = Arc::new(Free);
    let runner = Shop::runner(Rate(10), Arc::clone(&gateway), Pay { fee: 3 });
    let label = runner.run((Cart(100), Arc::new(7))).await.unwrap();
    assert_eq!(label.0, "110 217 [7, 7, 7] 4");

    let several = || Several {
        cart: Cart(100),
        rate: Rate(10),
        gateway: Arc::clone(&gateway),
        pay: Pay { fee: 3 },
        source: Arc::new(7),
        count: Count,
    };
    let (label, count, total) = several().run().await.unwrap();
    assert_eq!(
        (label.0.as_str(), count, total.0),
        ("110 217 [7, 7, 7] 4", 4, 110)
    );
    let count: usize = several().run().only::<usize>().await.unwrap();
    assert_eq!(count, 4);

    let Nothing = Unit.run().await.unwrap();
    let (Nothing,) = Empty::runner().run(()).await.unwrap();
}
