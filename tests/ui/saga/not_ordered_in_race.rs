//! A step that an alternative needs may still run when the pivot is done, since another alternative has won.
use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;
struct Account;
struct Card;
struct Transfer;
#[derive(Debug)]
struct Order;
struct Checkout;

#[saga(error = No, output = Order)]
impl Checkout {
    #[step(irrevocable)]
    async fn account(&self) -> Result<Account, No> {
        Ok(Account)
    }

    #[step(undo = refund_card)]
    async fn card(&self) -> Card {
        Card
    }

    fn refund_card(&self, card: &Card) {
        let _ = card;
    }

    #[step(undo = refund_transfer)]
    async fn transfer(&self, account: &Account) -> Transfer {
        let _ = account;
        Transfer
    }

    fn refund_transfer(&self, transfer: &Transfer) {
        let _ = transfer;
    }

    #[step(pivot)]
    async fn order(&self, paid: Race<(&Card, &Transfer)>) -> Order {
        let _ = paid.get();
        Order
    }
}

fn main() {}
