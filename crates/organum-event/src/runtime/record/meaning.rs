//! The comparison of a recorded entry with one of a replay.

use serde_json::Value;

use super::super::known::known;
use crate::{archive::Entry, encoding, table::SpineTable};

/// Returns true if the entries are equal when the events in them are decoded by the types of this program.
pub(super) fn is_same(
    recorded: &Entry<'_>,
    replayed: &Entry<'_>,
    spine: &'static SpineTable,
) -> bool {
    let (was, is) = (event_of(recorded), event_of(replayed));
    let (Some(was), Some(is)) = (was, is) else {
        return recorded == replayed;
    };
    let mut replayed = replayed.clone();
    if let Entry::Entered { event, .. } | Entry::Received { event, .. } = &mut replayed {
        *event = Some(was.into());
    }
    *recorded == replayed && (was == is || is_same_event(was, is, spine))
}

fn event_of<'a>(entry: &'a Entry<'_>) -> Option<&'a str> {
    match entry {
        Entry::Entered { event, .. } | Entry::Received { event, .. } => event.as_deref(),
        _ => None,
    }
}

fn is_same_event(was: &str, is: &str, spine: &'static SpineTable) -> bool {
    let written = serde_json::from_str(was).ok();
    match (written, reread(was, spine), reread(is, spine)) {
        (Some(written), Some(was), Some(is)) => is_same_value(Some(&written), &was, &is),
        _ => false,
    }
}

/// Returns an event as its current type decodes and encodes it.
fn reread(json: &str, spine: &'static SpineTable) -> Option<Value> {
    let event = encoding::decode(json.as_bytes(), spine.name, |name| known(spine, name)).ok()?;
    serde_json::from_slice(&event.encode_whole().ok()?).ok()
}

/// Returns true if the values are equal. A field that is not in the recorded value `written` was added to its
/// type later: nothing was recorded of it, so it is not compared.
fn is_same_value(written: Option<&Value>, was: &Value, is: &Value) -> bool {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            let written = written.and_then(Value::as_object);
            let is_new = |name: &str| written.is_some_and(|written| !written.contains_key(name));
            let keeps = |(name, was): (&String, &Value)| {
                let written = written.and_then(|written| written.get(name));
                let is = is.get(name);
                is_new(name) || is.is_some_and(|is| is_same_value(written, was, is))
            };
            was.iter().all(keeps) && is.keys().all(|name| was.contains_key(name))
        }
        (Value::Array(was), Value::Array(is)) => {
            let written = written.and_then(Value::as_array);
            let written = |at: usize| written.and_then(|written| written.get(at));
            let mut pairs = was.iter().zip(is).enumerate();
            was.len() == is.len()
                && pairs.all(|(at, (was, is))| is_same_value(written(at), was, is))
        }
        _ => was == is,
    }
}
