//! Diagrams of spines in every format.

use organum::__private::v1::EmitList;
use organum::event::{
    Emits, EventType, Organ, SpinePicture, picture,
    table::{
        EventTable, HandlerPolicy, HandlerTable, HookTable, Hooks, Interest, OrganSlot, OrganTable,
        SpineTable,
    },
};

use super::spine::{Audit, DayEnded, LabelPrinted, OrderPlaced, OrderShipped, ReceiptSent, Shop};

/// Returns the diagram in every format, one after the other.
fn all(picture: &SpinePicture) -> String {
    let counts = format!("{:?}\n", picture.counts());
    [
        ("mermaid", picture.mermaid()),
        ("dot", picture.dot()),
        ("text", picture.text()),
        ("counts", counts),
        ("json", picture.json()),
    ]
    .map(|(format, text)| format!("## {format}\n{text}"))
    .join("\n")
}

const fn interest(event: &'static EventTable) -> Interest {
    Interest {
        event,
        pattern: "_ { .. }",
        is_whole: false,
    }
}

const fn handler(
    name: &'static str,
    listens: &'static [Interest],
    emits: &'static [&'static EmitList],
) -> HandlerTable {
    HandlerTable {
        name,
        listens,
        all: false,
        is_async: true,
        emits,
        policy: HandlerPolicy {
            retry: None,
            timeout: None,
            is_unlimited: false,
            on_failure: None,
        },
    }
}

const fn organ(name: &'static str, handlers: &'static [HandlerTable], hooks: Hooks) -> OrganTable {
    OrganTable {
        name,
        handlers,
        hooks,
        shared: false,
        concurrency: 1,
        cached: false,
        version: 1,
    }
}

const NO_HOOKS: Hooks = Hooks {
    start: None,
    idle: None,
    stop: None,
};

/// Two organs that emit events to each other, one with two handlers for several events; an organ whose event has no
/// source; and an organ without handlers.
static PINGPONG: SpineTable = SpineTable {
    name: "Ping \"Pong\"",
    organs: &[
        OrganSlot {
            field: "left",
            table: &organ(
                "Ping<\"&str\">",
                &[
                    handler(
                        "either",
                        &[interest(OrderPlaced::TABLE), interest(LabelPrinted::TABLE)],
                        // A nested event counts once.
                        &[&<(OrderShipped, Option<(OrderShipped, DayEnded)>)>::LIST],
                    ),
                    handler("or", &[interest(OrderPlaced::TABLE)], &[&DayEnded::LIST]),
                ],
                NO_HOOKS,
            ),
        },
        OrganSlot {
            field: "right",
            table: &organ(
                "Pong",
                &[handler(
                    "handle",
                    &[interest(OrderShipped::TABLE)],
                    &[&LabelPrinted::LIST],
                )],
                Hooks {
                    idle: Some(HookTable {
                        name: "rest",
                        emits: &[&LabelPrinted::LIST, &OrderShipped::LIST],
                    }),
                    ..NO_HOOKS
                },
            ),
        },
        OrganSlot {
            field: "deaf",
            table: &organ(
                "Deaf",
                &[handler("wait", &[interest(ReceiptSent::TABLE)], &[])],
                NO_HOOKS,
            ),
        },
        OrganSlot {
            field: "mute",
            table: &organ("Mute", &[], NO_HOOKS),
        },
    ],
    entry: &[OrderPlaced::TABLE],
    terminal: &[OrderShipped::TABLE],
    max_hops: Some(16),
};

/// A spine with one organ, which is declared with `all`.
static EAR: SpineTable = SpineTable {
    name: "Ear",
    organs: &[OrganSlot {
        field: "audit",
        table: Audit::TABLE,
    }],
    entry: &[OrderPlaced::TABLE, OrderShipped::TABLE],
    terminal: &[],
    max_hops: None,
};

#[test]
fn a_shop_with_an_audit_of_all_events() {
    insta::assert_snapshot!(all(&picture::<Shop>()));
}

#[test]
fn a_cycle_a_hook_and_events_without_handlers() {
    insta::assert_snapshot!(all(&SpinePicture::of(&PINGPONG)));
}

#[test]
fn an_organ_of_all_events_alone() {
    insta::assert_snapshot!(all(&SpinePicture::of(&EAR)));
}

#[test]
fn an_empty_spine() {
    static NOTHING: SpineTable = SpineTable {
        name: "Nothing",
        organs: &[],
        entry: &[],
        terminal: &[],
        max_hops: None,
    };
    let picture = SpinePicture::of(&NOTHING);
    assert_eq!(picture.mermaid(), "flowchart LR\n");
    assert_eq!(picture.text(), "");
    assert_eq!(picture.counts().edges, 0);
}
