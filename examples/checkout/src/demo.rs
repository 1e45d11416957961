//! The demonstration that the program runs without input.

use crate::graph::Shop;

pub const INTRODUCTION: &str = "\
No command came in, so here is a demonstration. `cargo run -p checkout -- help` shows what else there is.
";

/// The commands of the demonstration: the first user buys the first products in stock.
pub fn commands(shop: &Shop) -> Vec<String> {
    let in_stock = shop.data.products.iter().filter_map(|product| {
        let left = shop.catalogue.left(&product.sku);
        (left > 0).then(|| format!("{}:{}", product.sku, left.min(2)))
    });
    let cart = in_stock.take(2).collect::<Vec<_>>().join(" ");
    match shop.data.users.first() {
        Some(user) if !cart.is_empty() => {
            vec![
                format!("preview {} {cart}", user.id),
                format!("checkout {} {cart}", user.id),
            ]
        }
        _ => vec!["users".into(), "products".into()],
    }
}
