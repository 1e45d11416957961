//! The steps after the extraction.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write},
};

use organum::prelude::*;

use crate::{
    events::{Cleaned, RawLoaded, RawRow, Region, RowRejected, Summary, Transformed},
    sale::{Cents, Sale},
};

/// Keeps the valid rows of a batch.
#[organ]
pub fn clean(event: &RawLoaded, out: &mut Outbox<RowRejected>) -> Cleaned {
    let mut sales = Vec::new();
    for RawRow { line, cells } in &event.rows {
        match cells.as_ref().map_err(Clone::clone).and_then(Sale::read) {
            Ok(sale) => sales.push(sale),
            Err(reason) => out.emit(RowRejected {
                line: *line,
                reason,
            }),
        }
    }
    Cleaned {
        sales,
        is_last: event.is_last,
    }
}

/// A sum exceeds the largest amount.
#[derive(Debug, thiserror::Error)]
#[error(
    "the amounts of this file cannot be added up: they are more than {}",
    Cents(u64::MAX)
)]
pub struct TooMuch;

impl Region {
    fn add(&mut self, other: Self) -> Result<(), TooMuch> {
        self.sales += other.sales;
        self.units += other.units;
        let amount = self.amount.0.checked_add(other.amount.0).ok_or(TooMuch)?;
        self.amount = Cents(amount);
        Ok(())
    }
}

/// Adds up the sales of a batch.
#[organ(on_failure = fail)]
pub fn transform(event: &Cleaned) -> Result<Transformed, TooMuch> {
    let mut regions: BTreeMap<String, Region> = BTreeMap::new();
    for sale in &event.sales {
        let units = u64::from(sale.quantity);
        let amount = units.checked_mul(sale.price.0).ok_or(TooMuch)?;
        regions
            .entry(sale.region.clone())
            .or_default()
            .add(Region {
                sales: 1,
                units,
                amount: Cents(amount),
            })?;
    }
    Ok(Transformed {
        regions,
        is_last: event.is_last,
    })
}

/// Prints the rejected rows, and emits the summary after the last batch.
#[derive(Default)]
pub struct Report {
    dirty: u64,
    regions: BTreeMap<String, Region>,
}

#[organ(on_failure = fail)]
impl Report {
    #[handle]
    fn rejected(&mut self, event: &RowRejected) {
        self.dirty += 1;
        // Nobody reads a closed standard error.
        let _ = writeln!(io::stderr(), "line {}: {}", event.line, event.reason);
    }

    #[handle]
    fn transformed(&mut self, event: &Transformed) -> Result<Option<Summary>, TooMuch> {
        for (name, region) in &event.regions {
            self.regions.entry(name.clone()).or_default().add(*region)?;
        }
        if !event.is_last {
            return Ok(None);
        }
        let mut total = Region::default();
        for region in self.regions.values() {
            total.add(*region)?;
        }
        Ok(Some(Summary {
            clean: total.sales,
            dirty: self.dirty,
            regions: self.regions.clone(),
            total: total.amount,
        }))
    }
}

/// The output format of a summary.
#[derive(Clone, Copy)]
pub enum Format {
    Table,
    Json,
}

#[organ(on_failure = fail)]
pub fn print(event: &Summary, format: &Format) -> io::Result<()> {
    let text = match format {
        Format::Table => table(event),
        Format::Json => serde_json::to_string(event)? + "\n",
    };
    match io::stdout().write_all(text.as_bytes()) {
        // The reader of the output closed it early.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn table(summary: &Summary) -> String {
    let Summary {
        clean,
        dirty,
        regions,
        total,
    } = summary;
    let mut text = format!("{} rows: {clean} clean, {dirty} dirty\n", clean + dirty);
    if regions.is_empty() {
        return text + "nothing was sold\n";
    }
    let width = |name: &String| name.chars().count();
    let width = regions.keys().map(width).max().unwrap_or(0).max(6);
    let _ = writeln!(
        text,
        "{:<width$}  {:>6} {:>8} {:>14}",
        "region", "sales", "units", "amount"
    );
    for (name, region) in regions {
        let Region {
            sales,
            units,
            amount,
        } = region;
        let _ = writeln!(text, "{name:<width$}  {sales:>6} {units:>8} {amount:>14}");
    }
    text + &format!("{:<width$}  {clean:>6} {:>8} {total:>14}\n", "total", "")
}
