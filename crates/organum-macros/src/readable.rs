//! The expansion of each macro, as reviewed snapshots.
//!
//! To accept a change, run `INSTA_UPDATE=always cargo test -p organum-macros`, then review the
//! difference.

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
    // The tables are the same as those of any node.
    let output = pretty(output);
    let call = output.split("    static __SKETCH").next();
    insta::assert_snapshot!(call.unwrap());
}

#[test]
fn a_graph() {
    let options = "output = Order, nodes(open_pool)".parse().unwrap();
    let item = "pub struct Checkout { pub cart: Cart, #[inject] config: Config }";
    let output = crate::graph::expand(options, item.parse().unwrap());
    insta::assert_snapshot!(pretty(output));
}

#[test]
fn an_event() {
    let options = "\"ORDER_PLACED\", version = 2, key = order, retry(attempts = 3)";
    let item = "#[derive(Clone)] pub struct OrderPlaced { pub order: u64 }";
    let output = crate::event::expand(options.parse().unwrap(), &item.parse().unwrap());
    insta::assert_snapshot!(pretty(output));
}

#[test]
fn emissions() {
    let item = "enum Answer { Ship(Shipped), Refuse((Refused, Told)), Nothing }";
    let output = crate::emits::expand(&item.parse().unwrap());
    insta::assert_snapshot!(pretty(output));
}

#[test]
fn an_organ() {
    let item = "
        impl Fulfilment {
            async fn handle(&mut self, event: &Event) -> Option<Shipped> {
                self.count += 1;
                match event {
                    OrderPlaced { order, total: 100, .. } if self.is_open => self.ship(order).await,
                    Paid { order } | Placed { order, .. } => None,
                }
            }
            #[idle]
            fn idle(&mut self, phase: u32, out: &mut Outbox<Checked>) {}
        }";
    let output = crate::organ::expand(TokenStream::new(), &item.parse().unwrap());
    insta::assert_snapshot!(pretty(output));
}

#[test]
fn an_organ_that_is_a_function() {
    let item = "pub async fn receipt(event: &Shipped, mailer: &Mailer) -> Result<Sent, Failed> { mailer.send(event).await }";
    let output = crate::organ::expand("timeout = \"5s\"".parse().unwrap(), &item.parse().unwrap());
    // The code that makes the struct a node is the same as for any node.
    let output = pretty(output);
    let organ = output.split("impl __organum::Organ for receipt").nth(1);
    insta::assert_snapshot!(organ.unwrap());
}

#[test]
fn a_saga() {
    let item = "
        impl Checkout {
            #[step(each = items, undo = release)]
            async fn reserve(&self, item: &Item) -> Result<Hold, SoldOut> { self.stock.hold(item).await }
            async fn release(&self, hold: &Hold) { self.stock.release(hold).await }
            #[step(pivot)]
            async fn order(&self, held: &[Hold], key: &IdempotencyKey) -> Order { Order }
        }";
    let options = "output = Order, error = Failed";
    let output = crate::saga::expand(options.parse().unwrap(), &item.parse().unwrap());
    insta::assert_snapshot!(pretty(output));
}

#[test]
fn a_spine() {
    let options = "entry(OrderPlaced), terminal(events::Shipped), max_hops = 9";
    let item = "pub struct Shop { fulfilment: Fulfilment, mail: Mailer }";
    let output = crate::spine::expand(options.parse().unwrap(), &item.parse().unwrap());
    insta::assert_snapshot!(pretty(output));
}
