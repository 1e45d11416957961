//! `compose!`, with and without explicit nodes, values and options.
use organum::{GraphError, compose, node};

#[derive(Clone)]
struct Cart(u64);
struct Rate(u64);
struct Total(u64);
struct Copy(u64);

#[node]
async fn total(cart: &Cart, rate: &Rate) -> Total {
    Total(cart.0 * rate.0)
}

#[node]
fn copy(total: &Total) -> Copy {
    Copy(total.0)
}

#[node]
fn fixed() -> Fixed {
    Fixed(1)
}

struct Fixed(u64);

#[node(explicit)]
fn text(copy: &Copy) -> String {
    copy.0.to_string()
}

struct Failure;

impl From<GraphError> for Failure {
    fn from(_: GraphError) -> Self {
        Self
    }
}

async fn run(cart: Cart) -> Result<u64, GraphError> {
    let rate = Rate(2);
    let total = compose!(Total; cart: Cart, rate: Rate).await?;
    Ok(total.0)
}

struct Composed(u64);

#[node]
fn composed(fixed: &Fixed) -> Composed {
    Composed(fixed.0)
}

#[tokio::test]
async fn composed_graphs_run() {
    let cart = Cart(3);
    assert_eq!(run(cart.clone()).await.unwrap(), 6);
    assert_eq!(compose!(Fixed).await.unwrap().0, 1);
    assert_eq!(compose!(Composed).await.unwrap().0, 1);
    let text = compose!(String, nodes(text); cart: Cart = cart.clone(), rate: Rate = Rate(1 + 1));
    assert_eq!(text.await.unwrap(), "6");
    let (total, copy) = compose!((Total, Copy); cart: Cart = cart.clone(), rate: Rate = Rate(3),)
        .await
        .unwrap();
    assert_eq!((total.0, copy.0), (9, 9));
    let only =
        compose!((Total, Fixed), crate = organum; cart: Cart = cart.clone(), rate: Rate = Rate(4))
            .only::<Fixed>()
            .await;
    assert_eq!(only.unwrap().0, 1);
    let failed: Result<Total, Failure> =
        compose!(Total, error = Failure; cart: Cart, rate: Rate = Rate(5)).await;
    assert!(failed.is_ok());
}
