//! A backend in a file, for tests: a log of calls, which are repeated when it is opened. It is slow, and its
//! clock is valid in one process only.

use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write as _},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use organum_store::{Renewal, StoreError, StoreErrorKind, StoreFuture};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::super::unpacked;
use crate::backend::{
    Backend, Carried, Delivery, Message, Metrics, Receipt, Settlement, State, Then,
};

const NAME: &str = "log file";
const FORMAT: u32 = 1;

/// A backend that is restored when its file is reopened.
pub(crate) struct LogBackend {
    lease: Duration,
    /// The time from which times are counted.
    base: Instant,
    log: Mutex<Log>,
}

struct Log {
    state: State,
    file: File,
}

#[derive(Serialize, Deserialize)]
struct Line {
    format: u32,
    /// The time of the call, in nanoseconds from the base.
    now: u64,
    call: Call,
}

#[derive(Serialize, Deserialize)]
enum Call {
    Enqueue(Vec<Stored>),
    Pull(usize),
    Settle {
        receipt: Vec<u8>,
        done: Vec<String>,
        emitted: Vec<Stored>,
        then: End,
    },
    Extend(Vec<u8>),
    Begin(Vec<u8>),
}

#[derive(Serialize, Deserialize)]
enum End {
    Keep,
    Ack,
    Nack(Duration),
    Release(Duration),
}

#[derive(Serialize, Deserialize)]
struct Stored {
    id: Uuid,
    only: Option<String>,
    handlers: Option<Vec<Box<str>>>,
    event: String,
}

impl Stored {
    fn of(message: &Message) -> Self {
        let event = message.event().encode().expect("the payload was checked");
        Self {
            id: message.id(),
            only: message.only().map(str::to_owned),
            handlers: message.handlers().map(|handlers| handlers.to_vec()),
            event: String::from_utf8(event).expect("an encoded event is JSON"),
        }
    }

    fn message(&self) -> Message {
        let event = unpacked(&Carried::Bytes(self.event.clone().into_bytes()));
        let message = Message::stored(self.id, event, self.only.as_deref());
        match &self.handlers {
            Some(handlers) => message.for_handlers(handlers.clone()),
            None => message,
        }
    }
}

impl Log {
    fn make(&mut self, call: &Call, now: Instant, lease: Duration) -> Made {
        let state = &mut self.state;
        state.wake(now);
        match call {
            Call::Enqueue(messages) => {
                for message in messages {
                    state.insert(message.message());
                }
                Made::Done(true)
            }
            Call::Pull(limit) => Made::Pulled(state.pull(*limit, now, lease)),
            Call::Settle {
                receipt,
                done,
                emitted,
                then,
            } => {
                let done: Vec<&str> = done.iter().map(AsRef::as_ref).collect();
                let emitted: Vec<Message> = emitted.iter().map(Stored::message).collect();
                let then = match then {
                    End::Keep => Then::Keep,
                    End::Ack => Then::Ack,
                    End::Nack(delay) => Then::Nack { delay: *delay },
                    End::Release(delay) => Then::Release { delay: *delay },
                };
                let settlement = Settlement::then(then).done(&done).emitted(&emitted);
                Made::Done(state.settle(&Receipt::new(receipt.clone()), settlement, now))
            }
            Call::Extend(receipt) => {
                Made::Done(state.extend(&Receipt::new(receipt.clone()), now, lease))
            }
            Call::Begin(receipt) => {
                Made::Done(state.begin(&Receipt::new(receipt.clone()), now, lease))
            }
        }
    }
}

enum Made {
    Done(bool),
    Pulled(Vec<Delivery>),
}

impl LogBackend {
    pub(crate) fn open(path: &Path, lease: Duration, base: Instant) -> Self {
        let mut options = OpenOptions::new();
        let file = options.create(true).read(true).append(true).open(path);
        let file = file.expect("the file can be opened");
        let lines = BufReader::new(file.try_clone().expect("the file is open"));
        let mut log = Log {
            state: State::default(),
            file,
        };
        for line in lines.lines() {
            let line = line.expect("the file can be read");
            let line: Line =
                serde_json::from_str(&line).expect("the line was written by this backend");
            assert_eq!(line.format, FORMAT);
            log.make(&line.call, base + Duration::from_nanos(line.now), lease);
        }
        Self {
            lease,
            base,
            log: Mutex::new(log),
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make(&self, call: Call) -> Made {
        let now = Instant::now();
        let mut log = self.log();
        let since = u64::try_from((now - self.base).as_nanos()).expect("a test does not take long");
        let line = Line {
            format: FORMAT,
            now: since,
            call,
        };
        let mut written = serde_json::to_vec(&line).expect("a line can be serialised");
        written.push(b'\n');
        log.file.write_all(&written).expect("there is room");
        log.make(&line.call, now, self.lease)
    }

    fn each(&self, receipts: &[Receipt], call: impl Fn(Vec<u8>) -> Call) -> Vec<Renewal> {
        let renewed =
            receipts.iter().map(
                |receipt| match self.make(call(receipt.as_bytes().to_vec())) {
                    Made::Done(true) => Renewal::Renewed,
                    _ => Renewal::Lost,
                },
            );
        renewed.collect()
    }

    async fn pull_some(&self, limit: usize, wait: Duration) -> Vec<Delivery> {
        let end = Instant::now() + wait;
        loop {
            if let Made::Pulled(pulled) = self.make(Call::Pull(limit.max(1)))
                && !pulled.is_empty()
            {
                return pulled;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Vec::new();
            }
            sleep(left.min(self.lease / 20)).await;
        }
    }
}

impl Backend for LogBackend {
    fn name(&self) -> &'static str {
        NAME
    }

    fn lease(&self) -> Duration {
        self.lease
    }

    fn is_durable(&self) -> bool {
        true
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.make(Call::Enqueue(messages.iter().map(Stored::of).collect()));
            Ok(())
        })
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        self.enqueue(messages)
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(async move { Ok(self.pull_some(limit, wait).await) })
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let made = self.make(Call::Settle {
                receipt: receipt.as_bytes().to_vec(),
                done: settlement
                    .done
                    .iter()
                    .map(|done| (*done).to_owned())
                    .collect(),
                emitted: settlement.emitted.iter().map(Stored::of).collect(),
                then: match settlement.then {
                    Then::Keep => End::Keep,
                    Then::Ack => End::Ack,
                    Then::Nack { delay } => End::Nack(delay),
                    Then::Release { delay } => End::Release(delay),
                },
            });
            match made {
                Made::Done(true) => Ok(()),
                _ => {
                    let kind = StoreErrorKind::LeaseLost;
                    Err(StoreError::new(kind, NAME, "settle a delivery"))
                }
            }
        })
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move { Ok(self.each(receipts, Call::Begin)) })
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        Box::pin(async move { Ok(self.each(receipts, Call::Extend)) })
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        Box::pin(async {
            let mut log = self.log();
            log.state.wake(Instant::now());
            Ok(log.state.metrics())
        })
    }
}
