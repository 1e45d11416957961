//! A spine of three organs with two handlers each, which receive all events and behave as a test scripts.

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
/// The limit of hops of the spine.
pub(super) const MAX_HOPS: u32 = 4;

/// An event of kind `N`. Its label describes its origin.
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

/// Returns the kind and the label of an event.
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

/// Returns the label of an emitted event.
pub(super) fn child(parent: &str, organ: u16, handler: u16, ordinal: usize) -> String {
    format!("{parent}/{organ}{handler}{ordinal}")
}

/// The call of a handler, for which a test chooses the behaviour.
#[derive(Clone, Debug)]
pub(super) struct Invocation {
    pub(super) organ: u16,
    pub(super) handler: u16,
    pub(super) kind: u8,
    pub(super) label: String,
    pub(super) delivery: u32,
    /// The number of the attempt in this delivery, counted from 1.
    pub(super) attempt: u32,
}

/// The result of a handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Succeeds,
    Fails,
    Panics,
    Hangs,
}

/// The behaviour of a handler in one call.
#[derive(Clone, Debug)]
pub(super) struct Behaviour {
    /// The kinds of the emitted events, which are emitted before the handler ends.
    pub(super) emits: Vec<u8>,
    pub(super) lane: Option<Box<str>>,
    /// The duration of the call.
    pub(super) takes: Duration,
    pub(super) end: End,
}

impl Behaviour {
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

/// The behaviour of all organs; none if a handler does not want an event.
pub(super) type Behave = Arc<dyn Fn(&Invocation) -> Option<Behaviour> + Send + Sync>;

/// An organ with scripted behaviour.
pub(super) struct ScriptedOrgan {
    organ: u16,
    behave: Behave,
    attempts: Mutex<HashMap<(String, u16, u32), u32>>,
    /// The number of running calls, and the largest such number.
    running: Mutex<(u32, u32)>,
    pub(super) calls: u64,
    /// The map to which the organ adds the label of each event.
    labels: Labels,
}

/// The labels of events, which notifications to observers do not contain.
type Labels = Arc<Mutex<HashMap<Uuid, String>>>;

pub(super) struct Stage {
    pub(super) organs: Vec<ScriptedOrgan>,
}

impl Stage {
    pub(super) fn of(
        behave: impl Fn(&Invocation) -> Option<Behaviour> + Send + Sync + 'static,
    ) -> Self {
        let behave: Behave = Arc::new(behave);
        let organ = |organ| ScriptedOrgan {
            organ,
            behave: Arc::clone(&behave),
            attempts: Mutex::default(),
            running: Mutex::default(),
            calls: 0,
            labels: Arc::default(),
        };
        Self {
            organs: (0..ORGANS).map(organ).collect(),
        }
    }

    /// Adds the labels of events to the trace.
    pub(super) fn named_in(mut self, trace: &Trace) -> Self {
        for organ in &mut self.organs {
            organ.labels = Arc::clone(&trace.labels);
        }
        self
    }

    /// Returns the largest number of concurrent calls, by organ.
    pub(super) fn most_at_once(&self) -> Vec<u32> {
        let most = |organ: &ScriptedOrgan| organ.running.lock().expect("no panic").1;
        self.organs.iter().map(most).collect()
    }
}

struct Running<'a>(&'a Mutex<(u32, u32)>);

impl<'a> Running<'a> {
    fn enter(count: &'a Mutex<(u32, u32)>) -> Self {
        let mut counted = count.lock().expect("no panic");
        counted.0 += 1;
        counted.1 = counted.1.max(counted.0);
        Self(count)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.lock().expect("no panic").0 -= 1;
    }
}

/// The interests in all kinds, with patterns that may refuse an event.
const ALL: &[Interest] = &[some::<0>(), some::<1>(), some::<2>(), some::<3>()];

const fn some<const N: u8>() -> Interest {
    Interest {
        event: <Sign<N> as EventType>::TABLE,
        pattern: "some",
        is_whole: false,
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a scripted failure")]
pub(super) struct ScriptedFailure;

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

/// The handlers of an organ. Those that are not async must not take time in a script without a timeout.
const fn handlers(is_async: [bool; HANDLERS as usize]) -> [HandlerTable; HANDLERS as usize] {
    [
        handler("dead_letters", None, is_async[0]),
        handler("nacks", Some(OnFailure::Nack), is_async[1]),
    ]
}

static SYNC: [HandlerTable; HANDLERS as usize] = handlers([false, false]);
static ASYNC: [HandlerTable; HANDLERS as usize] = handlers([true, true]);
static BOTH: [HandlerTable; HANDLERS as usize] = handlers([false, true]);

const fn organ(handlers: &'static [HandlerTable], shared: bool, concurrency: u16) -> OrganTable {
    OrganTable {
        name: "ScriptedOrgan",
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

static FIRST: OrganTable = organ(&SYNC, false, 1);
static SECOND: OrganTable = organ(&ASYNC, false, 1);
/// The table of the last organ, which is shared.
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
        let organs = self.organs.iter_mut();
        organs
            .map(|organ| -> &mut dyn ErasedOrgan { organ })
            .collect()
    }

    fn dismantle(self) -> Vec<Box<dyn ErasedOrgan>> {
        let organs = self.organs.into_iter();
        organs
            .map(|organ| -> Box<dyn ErasedOrgan> { Box::new(organ) })
            .collect()
    }

    fn assemble(organs: Vec<Box<dyn ErasedOrgan>>) -> Self {
        let organ = |organ: Box<dyn ErasedOrgan>| {
            let any: Box<dyn std::any::Any> = organ;
            *any.downcast::<ScriptedOrgan>()
                .expect("the organs are scripted ones")
        };
        Self {
            organs: organs.into_iter().map(organ).collect(),
        }
    }
}

/// Returns a place in the spine, as dead letters name it.
pub(super) fn place(organ: u16, handler: u16) -> String {
    let organ = ["a", "b", "c"][usize::from(organ)];
    let handler = ["dead_letters", "nacks"][usize::from(handler)];
    format!("{organ}.{handler}")
}

impl ScriptedOrgan {
    fn invocation(&self, handler: u16, event: &Event, attempt: u32) -> Invocation {
        let (kind, label) = read(event);
        let mut labels = self.labels.lock().expect("no panic");
        labels.insert(event.id(), label.to_owned());
        Invocation {
            organ: self.organ,
            handler,
            kind,
            label: label.to_owned(),
            delivery: event.attempt(),
            attempt,
        }
    }

    async fn behaviour(
        &self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> Result<(), Failure> {
        let _running = Running::enter(&self.running);
        let (_, label) = read(event);
        let attempt = {
            let mut attempts = self.attempts.lock().expect("no panic");
            let of = (label.to_owned(), handler, event.attempt());
            let attempt = attempts.entry(of).or_default();
            *attempt += 1;
            *attempt
        };
        let behaviour = (self.behave)(&self.invocation(handler, event, attempt));
        let behaviour = behaviour.expect("an unwanted event is not delivered");
        for (ordinal, kind) in behaviour.emits.iter().enumerate() {
            let label = child(label, self.organ, handler, ordinal);
            let lane = behaviour.lane.clone();
            match kind {
                0 => out.push(Sign::<0> { label, lane }),
                1 => out.push(Sign::<1> { label, lane }),
                2 => out.push(Sign::<2> { label, lane }),
                _ => out.push(Sign::<3> { label, lane }),
            }
        }
        if !behaviour.takes.is_zero() {
            tokio::time::sleep(behaviour.takes).await;
        }
        match behaviour.end {
            End::Succeeds => Ok(()),
            End::Fails => Err(Failure::of(ScriptedFailure)),
            End::Panics => panic!("a scripted panic"),
            End::Hangs => pending().await,
        }
    }
}

impl ErasedOrgan for ScriptedOrgan {
    fn table(&self) -> &'static OrganTable {
        [&FIRST, &SECOND, &SHARED][usize::from(self.organ)]
    }

    fn wants(&self, handler: u16, event: &Event) -> bool {
        (self.behave)(&self.invocation(handler, event, 1)).is_some()
    }

    fn call<'a>(
        &'a mut self,
        handler: u16,
        event: &'a Event,
        out: &'a mut Emissions,
    ) -> Calling<'a> {
        self.calls += 1;
        Calling::from_or_box(self.behaviour(handler, event, out))
    }

    fn call_sync(
        &mut self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> Result<(), Failure> {
        self.calls += 1;
        let called = self.behaviour(handler, event, out).now_or_never();
        called.expect("the script takes no time")
    }

    fn call_shared<'a>(
        &'a self,
        handler: u16,
        event: &'a Event,
        out: &'a mut Emissions,
    ) -> Calling<'a> {
        Calling::from_or_box(self.behaviour(handler, event, out))
    }

    fn hook<'a>(&'a mut self, _: Hook, _: &'a mut Emissions) -> Calling<'a> {
        Calling::from_or_box(async { Ok(()) })
    }

    fn snapshot(&self) -> Option<Result<serde_json::Value, serde_json::Error>> {
        None
    }
}

/// A handler that has completed an event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Done {
    pub(super) label: String,
    pub(super) place: String,
    pub(super) outcome: &'static str,
    pub(super) attempts: u32,
}

/// An observer that records the results of handlers.
#[derive(Clone, Default)]
pub(super) struct Trace {
    done: Arc<Mutex<Vec<Done>>>,
    labels: Labels,
}

impl Trace {
    pub(super) fn entries(&self) -> Vec<Done> {
        self.done.lock().expect("no panic").clone()
    }

    /// Returns the entries as `label place outcome`.
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

/// Returns the id of a root event.
pub(super) fn root_id(number: u64) -> Uuid {
    let id = 0x0190_0000_0000_7000_8000_0000_0000_0000_u128;
    Uuid::from_u128(id | u128::from(number))
}
