//! A spine of three organs with two handlers each, all of which hear all events, and do what they are
//! told.

use std::{
    any::TypeId,
    collections::HashMap,
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::super::{
    Calling, Emissions, Entry, ErasedOrgan, Event, EventType, Failure, Hook, Spine, decode,
    table::{
        EventTable, HandlerPolicy, HandlerTable, HookTable, Hooks, Interest, OnFailure, OrganSlot,
        OrganTable, Row, SpineTable,
    },
};
use crate::observe::{Observer, SpineEvent};
use organum_base::text::key;

pub(super) const ORGANS: u16 = 3;
pub(super) const HANDLERS: u16 = 2;
pub(super) const KINDS: u8 = 4;
/// Chains are no longer than that.
pub(super) const MAX_HOPS: u32 = 4;

/// An event of kind `N`. Its label says how it came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sign<const N: u8> {
    pub(super) label: String,
    pub(super) lane: Option<Box<str>>,
}

const NAMES: [&str; KINDS as usize] = ["Sign0", "Sign1", "Sign2", "Sign3"];

impl<const N: u8> EventType for Sign<N> {
    const TABLE: &'static EventTable = &EventTable {
        name: NAMES[N as usize],
        version: 1,
        path: "tests",
        key: key(NAMES[N as usize]),
        type_id: TypeId::of::<Self>(),
        is_enum: false,
        retry: None,
        decode: decode::<Self>,
    };

    fn key(&self) -> Option<Box<str>> {
        self.lane.clone()
    }
}

impl<const N: u8> Entry<Stage> for Sign<N> {}

pub(super) fn sign(label: impl Into<String>) -> Sign<0> {
    Sign {
        label: label.into(),
        lane: None,
    }
}

/// The kind of an event, and its label.
pub(super) fn read(event: &Event) -> (u8, &str) {
    if let Some(sign) = event.get::<Sign<0>>() {
        (0, &sign.label)
    } else if let Some(sign) = event.get::<Sign<1>>() {
        (1, &sign.label)
    } else if let Some(sign) = event.get::<Sign<2>>() {
        (2, &sign.label)
    } else if let Some(sign) = event.get::<Sign<3>>() {
        (3, &sign.label)
    } else {
        unreachable!("there are four kinds")
    }
}

/// The label of what is emitted.
pub(super) fn child(parent: &str, organ: u16, handler: u16, ordinal: usize) -> String {
    format!("{parent}/{organ}{handler}{ordinal}")
}

/// What is happening, when a puppet asks what to do.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) organ: u16,
    pub(super) handler: u16,
    pub(super) kind: u8,
    pub(super) label: String,
    pub(super) delivery: u32,
    /// In this delivery, from 1.
    pub(super) attempt: u32,
}

/// What a handler does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Succeeds,
    Fails,
    Panics,
    Hangs,
}

#[derive(Clone, Debug)]
pub(super) struct Act {
    /// The kinds that it emits, before it fails if it does.
    pub(super) emits: Vec<u8>,
    pub(super) lane: Option<Box<str>>,
    /// How long it takes.
    pub(super) takes: Duration,
    pub(super) end: End,
}

impl Act {
    pub(super) fn emitting(emits: &[u8]) -> Self {
        Self {
            emits: emits.to_vec(),
            lane: None,
            takes: Duration::ZERO,
            end: End::Succeeds,
        }
    }

    pub(super) fn ends(self, end: End) -> Self {
        Self { end, ..self }
    }

    pub(super) fn in_lane(self, lane: &str) -> Self {
        Self {
            lane: Some(lane.into()),
            ..self
        }
    }

    pub(super) fn takes(self, takes: Duration) -> Self {
        Self { takes, ..self }
    }
}

/// What all puppets do, or that one does not want the event.
pub(super) type Play = Arc<dyn Fn(&Scene) -> Option<Act> + Send + Sync>;

/// An organ that does what it is told.
pub(super) struct Puppet {
    organ: u16,
    play: Play,
    attempts: Mutex<HashMap<(String, u16, u32), u32>>,
    /// How many calls are at work in it, and the most there ever were.
    at_work: Mutex<(u32, u32)>,
    pub(super) calls: u64,
    /// Where it writes down the label of each event that it is asked about.
    labels: Labels,
}

/// The labels of events, which observers are not notified of.
type Labels = Arc<Mutex<HashMap<Uuid, String>>>;

pub(super) struct Stage {
    pub(super) puppets: Vec<Puppet>,
}

impl Stage {
    pub(super) fn of(play: impl Fn(&Scene) -> Option<Act> + Send + Sync + 'static) -> Self {
        let play: Play = Arc::new(play);
        let puppet = |organ| Puppet {
            organ,
            play: Arc::clone(&play),
            attempts: Mutex::default(),
            at_work: Mutex::default(),
            calls: 0,
            labels: Arc::default(),
        };
        Self {
            puppets: (0..ORGANS).map(puppet).collect(),
        }
    }

    /// A stage whose events the trace can name.
    pub(super) fn named_in(mut self, trace: &Trace) -> Self {
        for puppet in &mut self.puppets {
            puppet.labels = Arc::clone(&trace.labels);
        }
        self
    }

    /// The most calls that were ever at work at once in one organ.
    pub(super) fn most_at_once(&self) -> Vec<u32> {
        let most = |puppet: &Puppet| puppet.at_work.lock().expect("no panic").1;
        self.puppets.iter().map(most).collect()
    }
}

struct AtWork<'a>(&'a Mutex<(u32, u32)>);

impl<'a> AtWork<'a> {
    fn enter(count: &'a Mutex<(u32, u32)>) -> Self {
        let mut counted = count.lock().expect("no panic");
        counted.0 += 1;
        counted.1 = counted.1.max(counted.0);
        Self(count)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.lock().expect("no panic").0 -= 1;
    }
}

/// Of every kind, those that it is told to want.
const ALL: &[Interest] = &[some::<0>(), some::<1>(), some::<2>(), some::<3>()];

const fn some<const N: u8>() -> Interest {
    Interest {
        event: <Sign<N> as EventType>::TABLE,
        pattern: "some",
        is_whole: false,
    }
}

#[derive(Debug, thiserror::Error)]
#[error("told to fail")]
pub(super) struct ToldToFail;

const fn handler(
    name: &'static str,
    on_failure: Option<OnFailure>,
    is_async: bool,
) -> HandlerTable {
    HandlerTable {
        name,
        listens: ALL,
        all: false,
        is_async,
        emits: &[],
        policy: HandlerPolicy {
            retry: None,
            timeout: None,
            is_unlimited: false,
            on_failure,
        },
    }
}

const HOOK: Option<HookTable> = Some(HookTable {
    name: "idle",
    emits: &[],
});

/// Those that are called directly, where there is no limit of time, must not be told to take any then.
const fn handlers(is_async: [bool; HANDLERS as usize]) -> [HandlerTable; HANDLERS as usize] {
    [
        handler("buries", None, is_async[0]),
        handler("nacks", Some(OnFailure::Nack), is_async[1]),
    ]
}

static HASTY: [HandlerTable; HANDLERS as usize] = handlers([false, false]);
static PATIENT: [HandlerTable; HANDLERS as usize] = handlers([true, true]);
static BOTH: [HandlerTable; HANDLERS as usize] = handlers([false, true]);

const fn organ(handlers: &'static [HandlerTable], shared: bool, concurrency: u16) -> OrganTable {
    OrganTable {
        name: "Puppet",
        handlers,
        hooks: Hooks {
            start: None,
            idle: HOOK,
            stop: None,
        },
        shared,
        concurrency,
        cached: false,
        version: 1,
    }
}

static FIRST: OrganTable = organ(&HASTY, false, 1);
static SECOND: OrganTable = organ(&PATIENT, false, 1);
/// The last organ is shared.
static SHARED: OrganTable = organ(&BOTH, true, 4);

const fn slot(field: &'static str, table: &'static OrganTable) -> OrganSlot {
    OrganSlot { field, table }
}

const fn rows() -> [Row; (ORGANS * HANDLERS) as usize] {
    let mut rows = [Row {
        organ: 0,
        handler: 0,
    }; (ORGANS * HANDLERS) as usize];
    let mut at = 0;
    while at < ORGANS * HANDLERS {
        rows[at as usize] = Row {
            organ: at / HANDLERS,
            handler: at % HANDLERS,
        };
        at += 1;
    }
    rows
}

static ROWS: [Row; (ORGANS * HANDLERS) as usize] = rows();

impl Spine for Stage {
    const TABLE: &'static SpineTable = &SpineTable {
        name: "Stage",
        organs: &[slot("a", &FIRST), slot("b", &SECOND), slot("c", &SHARED)],
        entry: &[
            <Sign<0> as EventType>::TABLE,
            <Sign<1> as EventType>::TABLE,
            <Sign<2> as EventType>::TABLE,
            <Sign<3> as EventType>::TABLE,
        ],
        terminal: &[],
        max_hops: Some(MAX_HOPS),
    };

    fn rows(_: u64) -> &'static [Row] {
        &ROWS
    }

    fn organs(&mut self) -> Vec<&mut dyn ErasedOrgan> {
        let puppets = self.puppets.iter_mut();
        puppets
            .map(|puppet| -> &mut dyn ErasedOrgan { puppet })
            .collect()
    }

    fn dismantle(self) -> Vec<Box<dyn ErasedOrgan>> {
        let puppets = self.puppets.into_iter();
        puppets
            .map(|puppet| -> Box<dyn ErasedOrgan> { Box::new(puppet) })
            .collect()
    }

    fn assemble(organs: Vec<Box<dyn ErasedOrgan>>) -> Self {
        let puppet = |organ: Box<dyn ErasedOrgan>| {
            let any: Box<dyn std::any::Any> = organ;
            *any.downcast::<Puppet>().expect("they are puppets")
        };
        Self {
            puppets: organs.into_iter().map(puppet).collect(),
        }
    }
}

/// A place in the spine, as dead letters name it.
pub(super) fn place(organ: u16, handler: u16) -> String {
    let organ = ["a", "b", "c"][usize::from(organ)];
    let handler = ["buries", "nacks"][usize::from(handler)];
    format!("{organ}.{handler}")
}

impl Puppet {
    fn scene(&self, handler: u16, event: &Event, attempt: u32) -> Scene {
        let (kind, label) = read(event);
        let mut labels = self.labels.lock().expect("no panic");
        labels.insert(event.id(), label.to_owned());
        Scene {
            organ: self.organ,
            handler,
            kind,
            label: label.to_owned(),
            delivery: event.attempt(),
            attempt,
        }
    }

    async fn act(&self, handler: u16, event: &Event, out: &mut Emissions) -> Result<(), Failure> {
        let _at_work = AtWork::enter(&self.at_work);
        let (_, label) = read(event);
        let attempt = {
            let mut attempts = self.attempts.lock().expect("no panic");
            let of = (label.to_owned(), handler, event.attempt());
            let attempt = attempts.entry(of).or_default();
            *attempt += 1;
            *attempt
        };
        let act = (self.play)(&self.scene(handler, event, attempt));
        let act = act.expect("what is not wanted is not delivered");
        for (ordinal, kind) in act.emits.iter().enumerate() {
            let label = child(label, self.organ, handler, ordinal);
            let lane = act.lane.clone();
            match kind {
                0 => out.push(Sign::<0> { label, lane }),
                1 => out.push(Sign::<1> { label, lane }),
                2 => out.push(Sign::<2> { label, lane }),
                _ => out.push(Sign::<3> { label, lane }),
            }
        }
        if !act.takes.is_zero() {
            tokio::time::sleep(act.takes).await;
        }
        match act.end {
            End::Succeeds => Ok(()),
            End::Fails => Err(Failure::of(ToldToFail)),
            End::Panics => panic!("told to panic"),
            End::Hangs => pending().await,
        }
    }
}

impl ErasedOrgan for Puppet {
    fn table(&self) -> &'static OrganTable {
        [&FIRST, &SECOND, &SHARED][usize::from(self.organ)]
    }

    fn wants(&self, handler: u16, event: &Event) -> bool {
        (self.play)(&self.scene(handler, event, 1)).is_some()
    }

    fn call<'a>(
        &'a mut self,
        handler: u16,
        event: &'a Event,
        out: &'a mut Emissions,
    ) -> Calling<'a> {
        self.calls += 1;
        Calling::from_or_box(self.act(handler, event, out))
    }

    fn call_sync(
        &mut self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> Result<(), Failure> {
        self.calls += 1;
        let called = self.act(handler, event, out).now_or_never();
        called.expect("it is told to take no time")
    }

    fn call_shared<'a>(
        &'a self,
        handler: u16,
        event: &'a Event,
        out: &'a mut Emissions,
    ) -> Calling<'a> {
        Calling::from_or_box(self.act(handler, event, out))
    }

    fn hook<'a>(&'a mut self, _: Hook, _: &'a mut Emissions) -> Calling<'a> {
        Calling::from_or_box(async { Ok(()) })
    }

    fn snapshot(&self) -> Option<Result<serde_json::Value, serde_json::Error>> {
        None
    }
}

/// One handler done with one event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Done {
    pub(super) label: String,
    pub(super) place: String,
    pub(super) outcome: &'static str,
    pub(super) attempts: u32,
}

/// Writes down which handler was done with which event, and how.
#[derive(Clone, Default)]
pub(super) struct Trace {
    done: Arc<Mutex<Vec<Done>>>,
    labels: Labels,
}

impl Trace {
    pub(super) fn entries(&self) -> Vec<Done> {
        self.done.lock().expect("no panic").clone()
    }

    /// As `label at place outcome`.
    pub(super) fn lines(&self) -> Vec<String> {
        let line = |entry: Done| format!("{} {} {}", entry.label, entry.place, entry.outcome);
        self.entries().into_iter().map(line).collect()
    }
}

impl Observer for Trace {
    fn spine(&self, _: &'static str, event: &SpineEvent<'_>) {
        if let SpineEvent::Handled {
            event,
            place,
            outcome,
            attempts,
            ..
        } = event
        {
            let labels = self.labels.lock().expect("no panic");
            self.done.lock().expect("no panic").push(Done {
                label: labels[&event.id].clone(),
                place: (*place).to_owned(),
                outcome: outcome.as_str(),
                attempts: *attempts,
            });
        }
    }
}

/// The id of every root.
pub(super) fn root_id(number: u64) -> Uuid {
    let id = 0x0190_0000_0000_7000_8000_0000_0000_0000_u128;
    Uuid::from_u128(id | u128::from(number))
}
