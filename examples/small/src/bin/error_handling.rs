//! A node that fails ends the run at once; the node's error is available from the error of the run.

use organum::{NodeErrorKind, prelude::*};

/// The error type of the nodes.
#[derive(Debug, PartialEq, thiserror::Error)]
enum BankError {
    #[error("there is no account {0}")]
    NoAccount(u32),
    #[error("the account is short of {0}")]
    Short(u32),
}

struct Account(u32);
struct Price(u32);
struct Balance(u32);
#[derive(Debug)]
struct Paid(u32);

/// `?` works as in any other function.
#[node]
fn balance(account: &Account) -> Result<Balance, BankError> {
    match account.0 {
        1 => Ok(Balance(100)),
        2 => panic!("the ledger is torn"),
        unknown => Err(BankError::NoAccount(unknown)),
    }
}

/// The node does not run without a balance, and need not handle that error.
#[node]
fn paid(balance: &Balance, price: &Price) -> Result<Paid, BankError> {
    let short = price.0.saturating_sub(balance.0);
    if short > 0 {
        return Err(BankError::Short(short));
    }
    Ok(Paid(price.0))
}

#[graph(output = Paid)]
struct Pay {
    account: Account,
    price: Price,
}

async fn pay(account: u32, price: u32) -> Result<Paid, GraphError> {
    let (account, price) = (Account(account), Price(price));
    Pay { account, price }.run().await
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    assert_eq!(pay(1, 40).await?.0, 40);

    let error = pay(9, 40).await.expect_err("there is no such account");
    // The node's error, by its type.
    let cause = error.downcast_ref::<BankError>();
    assert_eq!(cause, Some(&BankError::NoAccount(9)));
    // The text of the run's error names the node and its dependents; the cause is its source.
    if let Some(cause) = cause {
        println!("{error}: {cause}");
    }

    let error = pay(1, 140).await.expect_err("it is short");
    assert_eq!(error.downcast_ref(), Some(&BankError::Short(40)));

    // A panic in a node is a failure like any other, and the process continues. (The default hook prints it.)
    std::panic::set_hook(Box::new(|_| {}));
    let error = pay(2, 40).await.expect_err("the ledger is torn");
    let kind = error.node_error().map(NodeError::kind);
    assert_eq!(kind, Some(NodeErrorKind::Panicked));
    println!("{error}");
    Ok(())
}
