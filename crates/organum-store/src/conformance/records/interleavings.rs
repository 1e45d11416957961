//! Generated interleavings of the calls of several owners.

use std::{fmt::Write, ops::Range, time::Duration};

use futures_util::future::join_all;
use tokio::time::Instant;

use super::{
    super::{
        Subject,
        cases::{LONG, renew},
    },
    claim, failure, finish, invalidate, key, lookup,
    model::{During, Event, Model},
    only, outlast, put, release, remove, value,
};
use crate::{
    ClaimId, ClaimRequest, FinishRequest, Lease, OnLapsed, OnRunning, PutRequest, RecordClaim,
    RecordSeen, Store, StoreError, StoreErrorKind, key::Key,
};

/// Random calls of several owners are answered as the reference model allows: claims, renewals, results,
/// failures, releases, puts, invalidations, removals and purges, with owners that stall and return late.
/// The number of interleavings is that of the [subject](Subject::interleavings).
///
/// # Panics
/// If the store breaks a promise. The text contains the seed and the last calls.
pub async fn generated_interleavings_fit_the_model<S: Subject<dyn Store>>(subject: &S) {
    interleavings_fit_the_model(subject, 0..subject.interleavings()).await;
}

/// Runs the interleavings with these seeds, each on two records, at the same time on one store, which is
/// opened again half-way.
///
/// # Panics
/// If the store breaks a promise.
pub async fn interleavings_fit_the_model<S: Subject<dyn Store>>(subject: &S, seeds: Range<u64>) {
    /// The number of calls of an interleaving before and after the store is opened again.
    const STEPS: u32 = 15;

    let mut store = subject.fresh().await;
    let short = subject.short_lease();
    let gives_up = subject.drops_futures();
    let mut scripts: Vec<Script> = seeds
        .map(|seed| Script::new(seed, short, gives_up))
        .collect();
    join_all(scripts.iter_mut().map(|script| script.run(&*store, STEPS))).await;
    if let Some(reopened) = subject.reopen().await {
        store = reopened;
    }
    join_all(scripts.iter_mut().map(|script| script.run(&*store, STEPS))).await;
}

/// The number of owners.
const OWNERS: usize = 3;

/// The number of records of an interleaving.
const RECORDS: usize = 2;

/// One interleaving.
struct Script {
    seed: u64,
    random: u64,
    short: Duration,
    models: [Model; RECORDS],
    owners: [[Owner; RECORDS]; OWNERS],
    /// The number of invalidations of each key.
    invalidations: [u64; RECORDS],
    values: u32,
    log: String,
}

/// The last answers that an owner has about a record, however old they are.
#[derive(Default)]
struct Owner {
    request: Option<ClaimRequest>,
    lease: Option<Lease<Key>>,
    /// A generation, and the number of invalidations before it was read.
    generation: Option<(u64, u64)>,
}

impl Script {
    fn new(seed: u64, short: Duration, gives_up: bool) -> Self {
        Self {
            seed,
            random: seed,
            short,
            models: std::array::from_fn(|_| Model::new(gives_up)),
            owners: Default::default(),
            invalidations: [0; RECORDS],
            values: 0,
            log: String::new(),
        }
    }

    /// Returns a random number below `end` (`SplitMix64`).
    fn below(&mut self, end: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn index(&mut self, end: usize) -> usize {
        usize::try_from(self.below(end as u64)).unwrap_or_default()
    }

    fn key(&self, record: usize) -> Key {
        key(1_000 + self.seed * RECORDS as u64 + record as u64)
    }

    async fn run(&mut self, store: &dyn Store, steps: u32) {
        for _ in 0..steps {
            let (owner, record) = (self.index(OWNERS), self.index(RECORDS));
            if self.below(8) == 0 {
                let _ = writeln!(self.log, "leases end");
                outlast(self.short).await;
                continue;
            }
            self.step(store, owner, record).await;
            if self.below(3) == 0 {
                self.look(store, owner, record).await;
            }
        }
        for record in 0..RECORDS {
            self.look(store, 0, record).await;
        }
    }

    /// Makes one call.
    async fn step(&mut self, store: &dyn Store, owner: usize, record: usize) {
        let key = self.key(record);
        let sent = Instant::now();
        let event = match self.below(20) {
            0..6 => self.claim(store, owner, record).await,
            6 | 7 => match self.owners[owner][record].request.clone() {
                Some(request) => self.claim_again(store, owner, record, request).await,
                None => return,
            },
            8..16 => match self.owners[owner][record].lease.clone() {
                Some(lease) => self.hold(store, lease).await,
                None => return,
            },
            16 | 17 => self.put(store, owner, record).await,
            18 => {
                self.invalidations[record] += 1;
                invalidate(store, key).await;
                Event::Invalidate
            }
            _ if self.below(2) == 0 => {
                remove(store, key).await;
                Event::Remove
            }
            _ => {
                store.purge(3).await.expect("`purge` answers");
                Event::Purge
            }
        };
        self.check(record, owner, &event, sent);
    }

    async fn claim(&mut self, store: &dyn Store, owner: usize, record: usize) -> Event {
        let length = if self.below(3) == 0 { LONG } else { self.short };
        let mut request = ClaimRequest::new(self.key(record), ClaimId::new(), length);
        if self.below(4) == 0 {
            request.on_running = OnRunning::Take;
        }
        if self.below(3) == 0 {
            request.on_lapsed = OnLapsed::Tell;
        }
        request.input = match self.below(8) {
            0..3 => None,
            3..7 => Some(key(1)),
            _ => Some(key(2)),
        };
        self.owners[owner][record].request = Some(request.clone());
        self.claim_again(store, owner, record, request).await
    }

    async fn claim_again(
        &mut self,
        store: &dyn Store,
        owner: usize,
        record: usize,
        request: ClaimRequest,
    ) -> Event {
        let answer = claim(store, &request).await;
        if let RecordClaim::Granted { lease, .. } = &answer {
            self.owners[owner][record].lease = Some(lease.clone());
        }
        Event::Claim(request, answer)
    }

    /// Makes a call of the holder of a lease, who may have lost it long ago.
    async fn hold(&mut self, store: &dyn Store, lease: Lease<Key>) -> Event {
        match self.below(8) {
            0..2 => {
                let renewal = renew(store, &lease).await;
                Event::Renew(lease, renewal)
            }
            2 => {
                release(store, &lease).await;
                Event::Release(lease)
            }
            number => {
                let text = self.new_text();
                let mut request = if number < 6 {
                    FinishRequest::done(&lease, value(&text))
                } else {
                    FinishRequest::failed(&lease, failure(&text))
                };
                request.ttl = self.ttl();
                let answer = finish(store, request.clone()).await;
                Event::Finish(request, kind(answer))
            }
        }
    }

    async fn put(&mut self, store: &dyn Store, owner: usize, record: usize) -> Event {
        let text = self.new_text();
        let mut request = PutRequest::new(self.key(record), value(&text));
        request.ttl = self.ttl();
        let mut is_older = false;
        if let Some((generation, invalidations)) = self.owners[owner][record].generation {
            request.generation = Some(generation);
            is_older = invalidations != self.invalidations[record];
        }
        let answer = put(store, request.clone()).await;
        Event::Put(request, is_older, kind(answer))
    }

    fn new_text(&mut self) -> String {
        self.values += 1;
        format!("{}/{}", self.seed, self.values)
    }

    fn ttl(&mut self) -> Option<Duration> {
        match self.below(3) {
            0 => Some(self.short),
            1 => Some(LONG),
            _ => None,
        }
    }

    /// Reads the record.
    async fn look(&mut self, store: &dyn Store, owner: usize, record: usize) {
        let (key, sent) = (self.key(record), Instant::now());
        let found = lookup(store, key).await;
        self.owners[owner][record].generation =
            Some((found.generation, self.invalidations[record]));
        let seen = found.seen();
        self.check(record, owner, &Event::Get(found), sent);
        let sent = Instant::now();
        let other = RecordSeen {
            epoch: seen.epoch ^ 1,
            ..seen
        };
        for seen in [seen, other] {
            let changed = store.changed(key, seen, Duration::ZERO).await;
            let changed = changed.expect("`changed` answers");
            self.check(record, owner, &Event::Changed(changed), sent);
        }
        let twice = store.get(&[key, key]).await;
        let found = twice.map(|mut found| found.split_off(1));
        let found = only(found, "get").expect("a record can be read");
        self.check(record, owner, &Event::Get(found), sent);
    }

    /// Compares an answer with the model.
    fn check(&mut self, record: usize, owner: usize, event: &Event, sent: Instant) {
        let during = During {
            sent,
            answered: Instant::now(),
            slack: self.short / 10,
        };
        let _ = writeln!(self.log, "record {record}, owner {owner}: {event:?}");
        if let Err(broken) = self.models[record].apply(event, during) {
            let lines: Vec<&str> = self.log.lines().collect();
            let last = lines[lines.len().saturating_sub(12)..].join("\n");
            panic!(
                "the answer breaks a promise, with seed {}: {broken}\n{last}",
                self.seed
            );
        }
    }
}

fn kind(answer: Result<(), StoreError>) -> Result<(), StoreErrorKind> {
    answer.map_err(|error| error.kind())
}
