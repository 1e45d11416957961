//! The events of the cases.

use std::{any::TypeId, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::{
    Event, EventType,
    backend::{Carried, Message},
    decode,
    emit::root,
    encoding,
    table::EventTable,
};
use organum_base::text::key;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parcel {
    pub(crate) number: u64,
    pub(crate) lane: Option<Box<str>>,
    pub(crate) filling: String,
}

static TABLE: EventTable = EventTable {
    name: "Parcel",
    version: 1,
    path: "organum::event::conformance",
    key: key("organum::event::conformance::Parcel"),
    type_id: TypeId::of::<Parcel>(),
    is_enum: false,
    retry: None,
    decode: decode::<Parcel>,
};

impl EventType for Parcel {
    const TABLE: &'static EventTable = &TABLE;

    fn key(&self) -> Option<Box<str>> {
        self.lane.clone()
    }
}

impl Parcel {
    pub(crate) fn numbered(number: u64) -> Self {
        Self {
            number,
            lane: None,
            filling: "it's \"filling\"\n\u{1F4E6}".to_owned(),
        }
    }

    pub(crate) fn in_lane(self, lane: &str) -> Self {
        Self {
            lane: Some(lane.into()),
            ..self
        }
    }

    pub(crate) fn event(self) -> Box<Event> {
        let id = Uuid::now_v7().as_u128();
        root(self, id, 1_700_000_000_123_456_789)
    }

    /// Returns the event as a message.
    pub(crate) fn message(self) -> Message {
        Message::new(self.event()).expect("the payload is short enough")
    }
}

/// Returns this number of messages, numbered from 0.
pub(crate) fn messages(count: u64) -> Vec<Message> {
    (0..count)
        .map(|number| Parcel::numbered(number).message())
        .collect()
}

/// Returns the carried event.
pub(crate) fn unpacked(carried: &Carried) -> Arc<Event> {
    match carried {
        Carried::Event(event) => Arc::clone(event),
        Carried::Bytes(bytes) => {
            let known = |name: &str| (name == TABLE.name).then_some(&TABLE);
            let event = encoding::decode(bytes, "Conformance", known);
            event
                .expect("enqueued bytes are delivered unchanged")
                .into()
        }
    }
}

/// Returns the carried parcel.
pub(crate) fn parcel(carried: &Carried) -> Parcel {
    let event = unpacked(carried);
    event
        .get::<Parcel>()
        .expect("only parcels are sent")
        .clone()
}
