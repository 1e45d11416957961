use organum::prelude::*;

#[derive(Debug)]
struct Receipt;

struct Checkout<'a> {
    names: &'a [String],
}

#[saga(output = Receipt)]
impl Checkout<'_> {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        assert!(!self.names.is_empty());
        Receipt
    }
}

struct Other<'a> {
    names: &'a [String],
}

#[saga(output = Receipt)]
impl<'a> Other<'a> {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        assert!(!self.names.is_empty());
        Receipt
    }
}

fn main() {}
