//! A graph of nodes from one crate and types from another.

use organum::graph;
use organum_test_app::{order, price, text};
use organum_test_domain::{Cart, Order as Placed};

/// The purchase of a cart.
#[graph(output = Placed, nodes(order, price, text))]
pub struct Purchase {
    /// What is bought.
    pub cart: Cart,
}

/// The same, with the node named by a path and the price given by the caller.
#[graph(output = organum_test_domain::Order, nodes(organum_test_app::order, text))]
pub struct Haggled {
    /// What is bought.
    pub cart: Cart,
    /// What was agreed.
    pub price: organum_test_domain::Price,
}

#[cfg(test)]
mod tests {
    use organum_test_domain::Price;

    use super::*;

    #[tokio::test]
    async fn a_graph_of_three_crates_runs() {
        let cart = Cart { items: 10 };
        let order = Purchase { cart }.run().await.unwrap();
        assert_eq!(order.price, Price(1_350));
        assert_eq!(order.text, "10 items");
    }

    #[tokio::test]
    async fn an_input_may_be_of_a_type_that_a_listed_node_of_another_graph_provides() {
        let run = Haggled {
            cart: Cart { items: 1 },
            price: Price(99),
        };
        assert_eq!(run.run().await.unwrap().price, Price(99));
    }

    #[tokio::test]
    async fn an_error_of_another_crates_node_is_found() {
        let cart = Cart { items: 0 };
        let error = Purchase { cart }.run().await.unwrap_err();
        assert!(error.downcast_ref::<std::fmt::Error>().is_some());
        assert_eq!(error.to_string(), "node `order` of graph `Purchase` failed");
    }
}
