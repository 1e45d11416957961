//! A step gives what threads cannot share.
use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;
struct Item;
struct Hold;
struct Reservation;
struct Charge;
struct Order;
struct Receipt;
struct Checkout;

struct Local(std::rc::Rc<u8>);

#[saga(error = No, output = Local)]
impl Checkout {
    #[step(irrevocable)]
    async fn local(&self) -> Local {
        Local(std::rc::Rc::new(1))
    }
}

fn main() {}
