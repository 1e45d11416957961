//! The expansion of one node and one graph, as a reader meets it: reviewed snapshots.
//!
//! Bless a change with `INSTA_UPDATE=always cargo test -p organum-macros`, then read the difference.

use proc_macro2::TokenStream;

fn pretty(output: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(output).unwrap())
}

#[test]
fn a_node() {
    let item = "pub async fn tax(cart: &Cart, rate: Rate) -> Result<Tax, TaxError> { ask(cart, rate).await }";
    let output = crate::node::expand(TokenStream::new(), &item.parse().unwrap());
    insta::assert_snapshot!(pretty(output));
}

#[test]
fn a_node_with_policies() {
    let options = "retry(attempts = 3, backoff = fixed(\"1s\"), jitter), timeout = \"5s\", concurrency = 4, retry_if = is_transient";
    let item = "async fn tax(cart: &Cart) -> Result<Tax, TaxError> { ask(cart).await }";
    let output = crate::node::expand(options.parse().unwrap(), &item.parse().unwrap());
    // The tables are those of any node.
    let output = pretty(output);
    let call = output.split("    const __KEY").next();
    insta::assert_snapshot!(call.unwrap());
}

#[test]
fn a_graph() {
    let options = "output = Order, nodes(open_pool)".parse().unwrap();
    let item = "pub struct Checkout { pub cart: Cart, #[inject] config: Config }";
    let output = crate::graph::expand(options, item.parse().unwrap());
    insta::assert_snapshot!(pretty(output));
}
