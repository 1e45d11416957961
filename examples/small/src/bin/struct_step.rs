//! Structs as nodes: one that is built from its fields, and one with its own settings.

use organum::prelude::*;

#[derive(Clone, Debug, PartialEq)]
struct Net(u32);
#[derive(Clone, Debug, PartialEq)]
struct Tax(u32);
#[derive(Clone, Debug, PartialEq)]
struct Total(u32);

/// A step with settings is a struct whose `compose` is the node. The settings are an input of the graph
/// like any other.
struct TaxRule {
    percent: u32,
}

#[node]
impl TaxRule {
    fn compose(&self, net: &Net) -> Tax {
        Tax(net.0 * self.percent / 100)
    }
}

#[node]
fn total(net: &Net, tax: &Tax) -> Total {
    Total(net.0 + tax.0)
}

/// A struct that only combines other values needs no function: it is built from clones of the types of
/// its fields.
#[node]
#[derive(Debug, PartialEq)]
struct Invoice {
    net: Net,
    tax: Tax,
    total: Total,
}

#[graph(output = Invoice)]
struct Billing {
    net: Net,
    #[inject]
    rule: TaxRule,
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    let billing = Billing::runner(TaxRule { percent: 20 });
    let invoice = billing.run(Net(500)).await?;
    assert_eq!(
        invoice,
        Invoice {
            net: Net(500),
            tax: Tax(100),
            total: Total(600),
        }
    );
    println!(
        "{} + {} = {}",
        invoice.net.0, invoice.tax.0, invoice.total.0
    );
    Ok(())
}
