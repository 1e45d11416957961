//! Nodes and graphs inside a function, next to others of the same names.
use organum::{graph, node};

struct Order(u8);

#[node]
fn order() -> Order {
    Order(1)
}

#[graph(output = Order)]
struct Checkout {}

#[tokio::test]
async fn a_graph_in_a_function_runs() {
    assert_eq!(Checkout {}.run().await.unwrap().0, 1);
    {
        struct Order(u8);

        #[node]
        async fn order() -> Order {
            Order(2)
        }

        #[graph(output = Order)]
        struct Checkout;

        assert_eq!(Checkout.run().await.unwrap().0, 2);
    }
}
