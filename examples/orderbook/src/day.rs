//! A day at the exchange: run, recorded, replayed.

use std::{
    fmt::Write as _,
    path::Path,
    time::{Duration, SystemTime},
};

use organum::{
    Runtime, Spine, SpineError,
    event::{
        Clock, SpineBuilder, Stats,
        archive::{Archive, TraceId},
    },
};
use organum_archive::{FileArchive, OpenError};
use uuid::{Builder, Uuid};

use crate::{
    events::{CancelRequested, OrderSubmitted},
    market::{Market, Request},
    organs::{Account, Exchange},
};

/// 2024-03-01, 08:00 in UTC.
const MORNING: Duration = Duration::from_hours(474_800);

/// An exchange whose clock does not depend on the current date.
fn exchange() -> SpineBuilder<Exchange> {
    let opening = SystemTime::UNIX_EPOCH + MORNING;
    Exchange::default()
        .builder()
        .clock(Clock::stepping(opening, Duration::from_millis(1)))
}

/// The exchange at the end of a day, with the statistics of its events.
pub struct Day {
    pub exchange: Exchange,
    pub stats: Stats,
}

/// Runs a day.
pub async fn run(requests: u64, seed: u64) -> Result<Day, SpineError> {
    let mut exchange = exchange().build();
    let stats = trade(&mut exchange, requests, seed).await?;
    let exchange = exchange.into_inner();
    Ok(Day { exchange, stats })
}

/// Runs a day, and records it.
pub async fn record(
    archive: FileArchive,
    requests: u64,
    seed: u64,
) -> Result<(Day, Option<TraceId>), SpineError> {
    let mut exchange = exchange().archive(archive).build();
    let stats = trade(&mut exchange, requests, seed).await?;
    let trace = exchange.trace();
    let exchange = exchange.into_inner();
    Ok((Day { exchange, stats }, trace))
}

async fn trade(
    exchange: &mut Runtime<Exchange>,
    requests: u64,
    seed: u64,
) -> Result<Stats, SpineError> {
    let mut chance = fastrand::Rng::with_seed(seed);
    for request in Market::new(requests, seed) {
        let id = id(&mut chance);
        match request {
            Request::Submit(order) => exchange.run(OrderSubmitted(order)).id(id).await?,
            Request::Cancel(order) => {
                let cancel = CancelRequested { order };
                exchange.run(cancel).id(id).await?
            }
        };
    }
    exchange.stop().await?;
    Ok(exchange.stats())
}

/// A UUID v7 derived from the seed, so that all ids are.
fn id(chance: &mut fastrand::Rng) -> Uuid {
    let mut random = [0; 10];
    chance.fill(&mut random);
    let since = u64::try_from(MORNING.as_millis()).unwrap_or(u64::MAX);
    Builder::from_unix_timestamp_millis(since, &random).into_uuid()
}

/// The reason why a day cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayFailed {
    #[error("there is no file {0:?}: record one with `orderbook record`")]
    NoFile(std::path::PathBuf),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Archive(#[from] organum::store::StoreError),
    #[error("{0:?} holds no trace yet: record one with `orderbook record`")]
    NoTrace(std::path::PathBuf),
    #[error(transparent)]
    Replay(#[from] organum::event::ReplayError),
    #[error("{0}")]
    Differs(organum::event::Report),
}

/// A day that was replayed as recorded.
pub struct Replayed {
    pub exchange: Exchange,
    pub trace: TraceId,
    pub entries: u64,
}

/// Replays a recorded day: the last one by default.
pub async fn replay(path: &Path, trace: Option<u64>) -> Result<Replayed, ReplayFailed> {
    let archive = FileArchive::open(path).map_err(|error| match error {
        OpenError::Missing { path } => ReplayFailed::NoFile(path),
        other => ReplayFailed::Open(other),
    })?;
    let last = archive.traces().await?.last().copied();
    let trace = trace.map(TraceId).or(last);
    let trace = trace.ok_or_else(|| ReplayFailed::NoTrace(path.to_owned()))?;
    let mut replay = exchange().replay(&archive, trace).await?;
    let report = replay.run().await?;
    if !report.is_identical() {
        return Err(ReplayFailed::Differs(report));
    }
    Ok(Replayed {
        exchange: replay.into_inner(),
        trace,
        entries: report.followed,
    })
}

impl Exchange {
    /// Returns true if all trades were settled: shares and money add up to zero.
    pub fn is_balanced(&self) -> bool {
        let all = self.settlement.accounts.values();
        let sum = all.fold(Account::default(), |sum, account| Account {
            cents: sum.cents + account.cents,
            shares: sum.shares + account.shares,
        });
        sum == Account::default() && self.tape.trades == self.tape.settled
    }

    /// The results of the day.
    pub fn summary(&self) -> String {
        let (tape, book) = (&self.tape, &self.matching.book);
        let price = |price: Option<_>| match price {
            None => "-".to_owned(),
            Some(price) => format!("{price}"),
        };
        let (orders, shares) = book.depth();
        let cents = tape.cents;
        let lines = [
            (
                "trades",
                format!("{} of {} shares", tape.trades, tape.shares),
            ),
            ("turnover", format!("{}.{:02}", cents / 100, cents % 100)),
            ("last price", price(tape.last)),
            (
                "cancelled",
                format!("{}, {} too late", tape.cancelled, tape.refused),
            ),
            ("rejected", tape.rejected.to_string()),
            (
                "in the book",
                format!("{orders} orders for {shares} shares"),
            ),
            ("best bid", price(book.best_bid())),
            ("best ask", price(book.best_ask())),
            ("digest", format!("{:016x}", tape.digest)),
        ];
        lines.iter().fold(String::new(), |mut text, (name, value)| {
            let _ = writeln!(text, "{name:<12} {value}");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::book::{Book, Rest, Trader};

    /// Computes the results of a day without a spine.
    fn by_hand(requests: u64, seed: u64) -> (u64, BTreeMap<Trader, Account>) {
        let mut book = Book::default();
        let mut trades = 0;
        let mut accounts: BTreeMap<Trader, Account> = BTreeMap::new();
        for request in Market::new(requests, seed) {
            match request {
                Request::Cancel(order) => drop(book.cancel(order)),
                Request::Submit(order) if !(1..=10_000).contains(&order.quantity) => {}
                Request::Submit(order) => {
                    let placed = book.place(order, |trade| {
                        trades += 1;
                        let shares = i64::from(trade.quantity);
                        let cents = shares * i64::from(trade.price.0);
                        for (trader, sign) in [(trade.buyer, 1), (trade.seller, -1)] {
                            let account = accounts.entry(trader).or_default();
                            account.shares += sign * shares;
                            account.cents -= sign * cents;
                        }
                    });
                    assert!(matches!(
                        placed,
                        Ok(Rest::Filled | Rest::Rests(_) | Rest::Dropped(_))
                    ));
                }
            }
        }
        (trades, accounts)
    }

    #[tokio::test]
    async fn the_spine_trades_and_settles_as_the_book_alone_does() {
        for seed in 0..5 {
            let day = run(2_000, seed).await.unwrap();
            let Exchange {
                tape, settlement, ..
            } = &day.exchange;
            let (trades, accounts) = by_hand(2_000, seed);
            assert!(trades > 100, "the market is too quiet to tell");
            assert_eq!((tape.trades, &settlement.accounts), (trades, &accounts));
            assert!(day.exchange.is_balanced());
            assert_eq!(day.stats.dead_letters, 0);
        }
    }
}
