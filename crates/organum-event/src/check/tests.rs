use std::any::TypeId;

use proptest::{collection::vec, prelude::*};

use super::{
    super::{
        DecodeError, EmitList,
        dispatch::{Dispatch, assert_keys, slots},
        table::{HandlerPolicy, HandlerTable, HookTable, Interest, OrganSlot, Row},
    },
    *,
};

const fn event(name: &'static str, path: &'static str, key: u64) -> EventTable {
    EventTable {
        name,
        version: 1,
        path,
        key,
        type_id: TypeId::of::<()>(),
        is_enum: false,
        retry: None,
        decode: |_, _| Err(DecodeError::Blank),
    }
}

static A: EventTable = event("A", "crate::A", 1);
static B: EventTable = event("B", "crate::B", 2);
static C: EventTable = event("C", "crate::C", 1 + (1 << 40));
static OTHER_B: EventTable = event("B", "other::B", 9);

const fn list(own: &'static EventTable) -> EmitList {
    EmitList {
        own: Some(own),
        parts: &[],
    }
}

static EMIT_A: EmitList = list(&A);
static EMIT_B: EmitList = list(&B);
static EMIT_BC: EmitList = EmitList {
    own: None,
    parts: &[&EMIT_B, &EmitList::NONE, &EMIT_C],
};
static EMIT_C: EmitList = list(&C);

type Events = Vec<&'static EventTable>;
type Emitted = Vec<&'static EmitList>;

fn handler(listened: Events, all: bool, emits: Emitted) -> HandlerTable {
    let listens = listened.into_iter().map(|event| Interest {
        event,
        pattern: "",
        is_whole: false,
    });
    HandlerTable {
        name: "handle",
        listens: listens.collect::<Vec<_>>().leak(),
        all,
        is_async: true,
        emits: emits.leak(),
        policy: HandlerPolicy::default(),
    }
}

fn organ(name: &'static str, handlers: Vec<HandlerTable>) -> OrganSlot {
    let table = OrganTable {
        handlers: handlers.leak(),
        ..OrganTable::mistaken(name)
    };
    OrganSlot {
        field: name,
        table: Box::leak(Box::new(table)),
    }
}

fn spine(organs: Vec<OrganSlot>, entry: Events, terminal: Events) -> &'static SpineTable {
    Box::leak(Box::new(SpineTable {
        name: "Hall",
        organs: organs.leak(),
        entry: entry.leak(),
        terminal: terminal.leak(),
        max_hops: None,
    }))
}

/// A plan that is large enough for these spines.
type Small = Plan<32, 32, 32>;

/// Returns the errors of all checks of a spine, in their order.
fn errors(spine: &'static SpineTable) -> Vec<String> {
    let size = Size::of(spine);
    assert!(size.events <= 32 && size.handlers <= 32 && size.links <= 32);
    let plan = &Small::of(spine);
    let mut errors = Vec::new();
    let mut run = |check: &dyn Fn()| {
        let check = std::panic::AssertUnwindSafe(check);
        if let Err(payload) = std::panic::catch_unwind(check) {
            errors.extend(payload.downcast_ref::<String>().cloned());
        }
    };
    for at in 0..spine.organs.len() {
        run(&|| plan.check_emitted(spine, at));
        run(&|| plan.check_heard(spine, at));
    }
    (0..spine.entry.len()).for_each(|at| run(&|| plan.check_entry(spine, at)));
    (0..spine.terminal.len()).for_each(|at| run(&|| plan.check_terminal(spine, at)));
    run(&|| plan.check_spine(spine));
    errors
}

#[test]
fn a_spine_whose_events_have_handlers_and_emitters_is_valid() {
    let first = organ("first", vec![handler(vec![&A], false, vec![&EMIT_BC])]);
    let second = organ("second", vec![handler(vec![&B], false, vec![])]);
    assert_eq!(
        errors(spine(vec![first, second], vec![&A], vec![&C])),
        [""; 0]
    );
}

#[test]
fn a_missing_handler_or_emitter_is_reported_at_the_first_organ() {
    let first = organ("first", vec![handler(vec![&A], false, vec![&EMIT_BC])]);
    let second = organ("second", vec![handler(vec![&A], false, vec![&EMIT_B])]);
    assert_eq!(
        errors(spine(vec![first, second], vec![], vec![])),
        [
            "organ `first` emits `B`, `C`, which no organ of spine `Hall` handles: add an organ that matches them, or list them in `terminal(…)`",
            "organ `first` listens for `A`, which no organ of spine `Hall` emits: list it in `entry(…)`, or remove the arm",
        ]
    );
}

#[test]
fn a_hook_is_an_emitter() {
    let first = organ("first", vec![handler(vec![&A], false, vec![])]);
    let mut with_hook = OrganTable {
        handlers: first.table.handlers,
        ..OrganTable::mistaken("first")
    };
    with_hook.hooks.start = Some(HookTable {
        name: "start",
        emits: vec![&EMIT_A, &EMIT_C].leak(),
    });
    let slot = OrganSlot {
        field: "first",
        table: Box::leak(Box::new(with_hook)),
    };
    let errors = errors(spine(vec![slot], vec![], vec![]));
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].starts_with("organ `first` emits `C`"),
        "{errors:?}"
    );
}

#[test]
fn entries_are_handled_and_terminals_emitted() {
    let first = organ("first", vec![handler(vec![&A], false, vec![])]);
    assert_eq!(
        errors(spine(vec![first], vec![&A, &B], vec![&C])),
        [
            "no organ of spine `Hall` handles its entry `B`: add an organ that matches it, or remove it from `entry(…)`",
            "`terminal(…)` of spine `Hall` lists `C`, which no organ of it emits: remove it",
        ]
    );
}

#[test]
fn an_organ_with_all_handles_every_event() {
    let first = organ("first", vec![handler(vec![&A], false, vec![&EMIT_BC])]);
    // The organ may name events of other spines.
    let all = organ("all", vec![handler(vec![&OTHER_B], true, vec![])]);
    assert_eq!(errors(spine(vec![first, all], vec![&A], vec![])), [""; 0]);
}

#[test]
fn a_spine_with_a_mistaken_organ_reports_no_other_errors() {
    let first = organ("first", vec![handler(vec![&A], false, vec![&EMIT_BC])]);
    let wrong = organ("wrong", vec![]);
    assert_eq!(errors(spine(vec![first, wrong], vec![], vec![])), [""; 0]);
}

#[test]
fn two_events_with_one_name_are_reported_with_their_paths() {
    let first = organ("first", vec![handler(vec![&B, &OTHER_B], false, vec![])]);
    assert_eq!(
        errors(spine(vec![first], vec![&B, &OTHER_B], vec![])),
        [
            "two events of spine `Hall` have the name `B`: `crate::B` and `other::B`: give one of them another, `#[event(\"…\")]`"
        ]
    );
}

/// Returns the path in the error for a cycle.
fn cycle_of(spine: &'static SpineTable) -> Option<String> {
    let errors = errors(spine);
    let (_, path) = errors.first()?.split_once("without an end: ")?;
    Some(path.split_once(": limit")?.0.to_owned())
}

#[test]
fn a_cycle_is_reported_with_its_path() {
    let a_to_b = || organ("a", vec![handler(vec![&A], false, vec![&EMIT_B])]);
    let b_to_a = || organ("b", vec![handler(vec![&B], false, vec![&EMIT_A])]);
    let whole = spine(vec![a_to_b(), b_to_a()], vec![&A], vec![]);
    assert_eq!(cycle_of(whole).as_deref(), Some("A -> B -> A"));
    let itself = organ("c", vec![handler(vec![&C], false, vec![&EMIT_C])]);
    let with_other = spine(vec![a_to_b(), itself], vec![&A, &C], vec![&B]);
    assert_eq!(cycle_of(with_other).as_deref(), Some("C -> C"));
    let all = organ("all", vec![handler(vec![], true, vec![&EMIT_C])]);
    assert_eq!(
        cycle_of(spine(vec![all], vec![&A], vec![])).as_deref(),
        Some("C -> C")
    );
    // One handler handles both events of the cycle.
    let both = organ("both", vec![handler(vec![&A, &B], false, vec![&EMIT_B])]);
    assert_eq!(
        cycle_of(spine(vec![both], vec![&A], vec![])).as_deref(),
        Some("B -> B")
    );
    let bounded = SpineTable {
        max_hops: Some(3),
        ..*whole
    };
    assert_eq!(errors(Box::leak(Box::new(bounded))), [""; 0]);
}

#[test]
fn two_paths_to_one_event_are_not_a_cycle() {
    let fork = organ("fork", vec![handler(vec![&A], false, vec![&EMIT_BC])]);
    let handlers = vec![
        handler(vec![&B], false, vec![&EMIT_C]),
        // The events that this handler emits follow from `C` only.
        handler(vec![&C], false, vec![]),
    ];
    let join = organ("join", handlers);
    assert_eq!(errors(spine(vec![fork, join], vec![&A], vec![])), [""; 0]);
}

#[test]
fn rows_are_in_the_order_of_the_declaration() {
    let first = organ("first", vec![handler(vec![&B, &A, &A], false, vec![])]);
    let second = organ("second", vec![handler(vec![&A], true, vec![])]);
    let handlers = vec![
        handler(vec![&C], false, vec![]),
        handler(vec![&A, &C], false, vec![]),
    ];
    let third = organ("third", handlers);
    let spine = spine(vec![first, second, third], vec![&A, &B, &C], vec![]);
    let plan = Small::of(spine);
    assert_eq!((plan.event_count(), plan.row_count()), (3, 8));
    let table = Dispatch::<8, 8>::of(&plan);
    assert!(slots(plan.event_count()) == 8);
    let rows = |event: &EventTable| {
        let rows = table.rows(event.key).iter();
        rows.map(|Row { organ, handler }| (*organ, *handler))
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&A), [(0, 0), (1, 0), (2, 1)]);
    assert_eq!(rows(&B), [(0, 0), (1, 0)]);
    assert_eq!(rows(&C), [(1, 0), (2, 0), (2, 1)]);
    assert_eq!(rows(&OTHER_B), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Random spines: the plan and the dispatch table agree with a search of all tables.
    #[test]
    fn random_spines_are_planned_as_a_search_would(
        organs in vec(vec((vec(0_usize..6, 0..4), any::<bool>(), vec(0_usize..6, 0..3)), 1..3), 1..5),
        entry in vec(0_usize..6, 0..4),
    ) {
        static EVENTS: [EventTable; 6] = [
            event("E0", "E0", 1), event("E1", "E1", 2), event("E2", "E2", 3 + (1 << 30)),
            event("E3", "E3", 1 << 63), event("E4", "E4", 5), event("E5", "E5", 6 + (1 << 30)),
        ];
        static EMITS: [EmitList; 6] = [
            list(&EVENTS[0]), list(&EVENTS[1]), list(&EVENTS[2]),
            list(&EVENTS[3]), list(&EVENTS[4]), list(&EVENTS[5]),
        ];
        let tables = organs.iter().map(|handlers| {
            let handlers = handlers.iter().map(|(listened, all, emits)| {
                let listened = listened.iter().map(|at| &EVENTS[*at]).collect();
                handler(listened, *all, emits.iter().map(|at| &EMITS[*at]).collect())
            });
            organ("organ", handlers.collect())
        });
        let entry = entry.iter().map(|at| &EVENTS[*at]).collect();
        let spine = spine(tables.collect(), entry, vec![]);
        let size = Size::of(spine);
        prop_assert!(size.events <= 64 && size.handlers <= 64 && size.links <= 64);
        let plan = Plan::<64, 64, 64>::of(spine);
        let table = Dispatch::<16, 64>::of(&plan);
        let listens = |handler: &(Vec<usize>, bool, Vec<usize>), at| handler.1 || handler.0.contains(&at);

        // The handlers of each event.
        for number in 0..plan.event_count() {
            let known = plan.event(number);
            let at = EVENTS.iter().position(|event| event.key == known.key).expect("one of them");
            let expected: Vec<(usize, usize)> = organs
                .iter()
                .enumerate()
                .flat_map(|(organ, handlers)| {
                    let handlers = handlers.iter().enumerate();
                    let hearing = handlers.filter(|(_, handler)| listens(handler, at));
                    hearing.map(move |(handler, _)| (organ, handler))
                })
                .collect();
            let rows = table.rows(known.key).iter();
            let found: Vec<_> =
                rows.map(|row| (usize::from(row.organ), usize::from(row.handler))).collect();
            prop_assert_eq!(found, expected);
        }

        // The events that may follow from themselves, by paths of any length.
        let mut follows = [[false; 6]; 6];
        for handler in organs.iter().flatten() {
            for from in (0..6).filter(|from| listens(handler, *from)) {
                for to in &handler.2 {
                    follows[from][*to] = true;
                }
            }
        }
        for over in 0..6 {
            for from in 0..6 {
                for to in 0..6 {
                    follows[from][to] |= follows[from][over] && follows[over][to];
                }
            }
        }
        let loops = (0..6).any(|at| follows[at][at]);
        let cycle = plan.cycle();
        prop_assert_eq!(cycle.is_some(), loops);
        if let Some(cycle) = cycle {
            let path: Vec<usize> = cycle
                .as_str()
                .split(" -> E")
                .map(|name| name.trim_start_matches('E').parse().expect("a number"))
                .collect();
            prop_assert!(path.len() > 1 && path.first() == path.last());
            for step in path.windows(2) {
                let emitted = organs.iter().flatten().any(|handler| {
                    listens(handler, step[0]) && handler.2.contains(&step[1])
                });
                prop_assert!(emitted, "{:?} is no step", step);
            }
        }
    }
}

#[test]
fn an_arm_after_one_that_matches_the_whole_event_is_unreachable() {
    let organ = organ("desk", vec![handler(vec![&A, &A, &B], false, vec![])]).table;
    let arm = |interest, is_whole, head| ArmTable {
        interest,
        is_whole,
        head,
    };
    let refused = |arms: &[ArmTable], at| {
        std::panic::catch_unwind(|| check_arm(organ, 0, arms, at))
            .err()
            .and_then(|payload| payload.downcast_ref::<String>().cloned())
    };
    let arms = [arm(0, true, "A"), arm(2, true, "B"), arm(1, true, "Alias")];
    assert_eq!(refused(&arms, 1), None);
    assert_eq!(
        refused(&arms, 2).as_deref(),
        Some(
            "this arm of organ `desk` is never reached: `Alias` is `crate::A`, which an earlier arm matches completely, as `A`: remove it, or move it up"
        )
    );
    let open = [arm(0, false, "A"), arm(1, true, "Alias")];
    assert_eq!(refused(&open, 1), None);
}

#[test]
#[should_panic(expected = "the events `crate::A` and `other::A` of spine `Hall` have the same key")]
fn a_key_that_two_types_share_is_refused_when_the_spine_is_used() {
    static TWIN: EventTable = EventTable {
        type_id: TypeId::of::<u8>(),
        ..event("Twin", "other::A", 1)
    };
    static EMIT_TWIN: EmitList = list(&TWIN);
    let first = organ("first", vec![handler(vec![&A], false, vec![&EMIT_C])]);
    let second = organ("second", vec![handler(vec![&C], false, vec![&EMIT_TWIN])]);
    assert_keys(spine(vec![first], vec![&A], vec![&C]));
    assert_keys(spine(vec![first, second], vec![&A], vec![]));
}
