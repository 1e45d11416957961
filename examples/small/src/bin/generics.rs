//! A generic node is many nodes: the required types determine which.

use std::marker::PhantomData;

use organum::prelude::*;

/// A kind of record that can be looked up.
trait Record: Send + Sync + 'static {
    const TABLE: &'static str;
}

struct User;
struct Order;

impl Record for User {
    const TABLE: &'static str = "users";
}

impl Record for Order {
    const TABLE: &'static str = "orders";
}

struct Id(u32);

/// A row of the table of `R`.
struct Row<R> {
    key: String,
    record: PhantomData<R>,
}

/// One function for every kind of record.
#[node]
fn row<R: Record>(id: &Id) -> Row<R> {
    Row {
        key: format!("{}/{}", R::TABLE, id.0),
        record: PhantomData,
    }
}

struct Page(String);

/// Two types are required, so two nodes run.
#[node]
fn page(user: &Row<User>, order: &Row<Order>) -> Page {
    Page(format!("{} {}", user.key, order.key))
}

#[graph(output = Page)]
struct Show {
    id: Id,
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    let Page(text) = Show { id: Id(7) }.run().await?;
    assert_eq!(text, "users/7 orders/7");
    println!("{text}");

    // Each node has the name of its own type.
    let plan = organum::picture::<Show>().plan();
    assert!(
        plan.starts_with("1. Row<User>   Page -> Row<User>\n2. Row<Order>  Page -> Row<Order>\n")
    );
    print!("{plan}");
    Ok(())
}
