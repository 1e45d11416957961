//! The JSON format, for programs.

use std::fmt::{self, Write};

use serde_json::{Value, json};

use super::{
    super::table::{EventTable, HandlerTable, OrganSlot},
    drawing::{Drawing, Part, flat, hooks},
};

pub(super) fn json(drawing: &Drawing, text: &mut String) -> fmt::Result {
    let spine = drawing.spine;
    let organs = spine.organs.iter().enumerate();
    let events = drawing.events.iter();
    let events = events.map(|event| json!({ "name": event.name, "version": event.version }));
    let edges = drawing.edges.iter().map(|edge| {
        json!({
            "from": edge.from.to_string(),
            "event": drawing.events[edge.event].name,
            "to": edge.to.to_string(),
        })
    });
    let counts = drawing.counts();
    let object = json!({
        "spine": spine.name,
        "max_hops": spine.max_hops,
        "entry": names(spine.entry),
        "terminal": names(spine.terminal),
        "organs": organs.map(|(at, slot)| organ(at, slot)).collect::<Value>(),
        "events": events.collect::<Value>(),
        "edges": edges.collect::<Value>(),
        "counts": {
            "organs": counts.organs,
            "handlers": counts.handlers,
            "events": counts.events,
            "edges": counts.edges,
        },
    });
    writeln!(text, "{object:#}")
}

fn organ(at: usize, slot: &OrganSlot) -> Value {
    let table = slot.table;
    let hooks = hooks(table).map(|(when, hook)| {
        json!({
            "name": hook.name,
            "when": when,
            "emits": names(&flat(hook.emits)),
        })
    });
    json!({
        "id": Part::Organ(at).to_string(),
        "field": slot.field,
        "name": table.name,
        "concurrency": table.concurrency,
        "cached": table.cached,
        "version": table.version,
        "handlers": table.handlers.iter().map(handler).collect::<Value>(),
        "hooks": hooks.collect::<Value>(),
    })
}

fn handler(handler: &HandlerTable) -> Value {
    let listens = handler.listens.iter().map(|interest| {
        json!({
            "event": interest.event.name,
            "pattern": interest.pattern,
        })
    });
    json!({
        "name": handler.name,
        "every_event": handler.all,
        "listens": listens.collect::<Value>(),
        "emits": names(&flat(handler.emits)),
    })
}

fn names(events: &[&EventTable]) -> Vec<&'static str> {
    events.iter().map(|event| event.name).collect()
}
