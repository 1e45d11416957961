//! Random spines, compared with the [reference](super::reference), over all that carries events.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use proptest::prelude::*;

use super::{
    super::{OnBackendFailure, Runtime, SpineBuilder, Stats},
    block_on,
    reference::{DELIVERIES, Script, TRIES, Told, Turn, interpret},
    stage::{Done, End, KINDS, Stage, Trace, read, root_id, sign},
};
use crate::{
    Spine,
    backend::{self, Backend},
    conformance::{Hostile, Hostility},
    dead_letter::MemoryDeadLetters,
    encoding,
    policy::{Backoff, Policy, Retry},
    runtime::known::known,
};

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        3 => Just(End::Fails),
        1 => Just(End::Panics),
        1 => Just(End::Hangs),
    ]
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        8 => Just(Turn::Unwanted),
        6 => Just(Turn::Tries(1, End::Fails)),
        2 => (2..=3_u32, end()).prop_map(|(first, end)| Turn::Tries(first, end)),
        2 => (2..=3_u32, end()).prop_map(|(first, end)| Turn::Deliveries(first, end)),
        1 => end().prop_map(Turn::Never),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    // Mostly one or none: chains branch, and are up to four events long.
    let emits = prop_oneof![
        3 => Just(Vec::new()),
        3 => proptest::collection::vec(0..KINDS, 1),
        1 => proptest::collection::vec(0..KINDS, 2),
    ];
    proptest::collection::vec((turn(), emits), Script::LINES).prop_map(|turns| Script { turns })
}

fn roots(count: u64) -> Vec<String> {
    (0..count).map(|number| format!("r{number}")).collect()
}

/// What came of it, the trace in its order.
struct Seen {
    told: Told,
    stats: Stats,
}

/// A runtime that plays the script, and all that is needed to look at it.
struct Played {
    runtime: Runtime<Stage>,
    trace: Trace,
    letters: MemoryDeadLetters,
}

const LIMIT: Duration = Duration::from_millis(50);

/// How organs work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    InTurn,
    /// In turn, without a limit of time.
    Hastily,
    SideBySide,
}

fn played(
    script: &Script,
    way: Way,
    set: impl FnOnce(SpineBuilder<Stage>) -> SpineBuilder<Stage>,
) -> Played {
    let (trace, letters) = (Trace::default(), MemoryDeadLetters::new());
    let script = script.clone();
    let tries = NonZeroU32::new(TRIES).expect("not zero");
    let policy = Policy::new().retry(Retry::new(tries));
    let policy = match way {
        Way::Hastily => policy,
        Way::InTurn | Way::SideBySide => policy.timeout(LIMIT),
    };
    let builder = Stage::of(move |scene| script.act(scene))
        .named_in(&trace)
        .builder()
        .defaults(policy)
        .max_deliveries(DELIVERIES)
        .redelivery(Backoff::None)
        .on_backend_failure(OnBackendFailure::Retry(Retry::new(NonZeroU32::MAX)))
        .dead_letters(letters.clone())
        .observe(trace.clone());
    let builder = match way {
        Way::InTurn | Way::Hastily => builder,
        Way::SideBySide => builder.parallel(),
    };
    let runtime = set(builder).build();
    Played {
        runtime,
        trace,
        letters,
    }
}

impl Played {
    fn seen(&self, stats: Stats) -> Seen {
        let mut letters = BTreeMap::new();
        for letter in self.letters.letters() {
            let content = letter.content.expect("it can be written");
            let spine = Stage::TABLE;
            let event = encoding::decode(&content.0, spine.name, |name| known(spine, name));
            let event = event.expect("it can be read");
            let place = letter.place.unwrap_or_default();
            let at = (read(&event).1.to_owned(), place);
            let before = letters.insert(at, letter.reason.kind);
            assert_eq!(before, None, "two letters for one event at one handler");
        }
        Seen {
            told: Told {
                trace: self.trace.entries(),
                letters,
                emitted: stats.emitted,
                undelivered: stats.undelivered,
            },
            stats,
        }
    }
}

async fn run(script: &Script, roots: &[String], way: Way) -> Seen {
    let mut played = played(script, way, |builder| builder);
    let stats = played.runtime.run_all(roots.iter().map(sign)).await;
    played.seen(stats.expect("nothing stops the spine"))
}

async fn serve(
    script: &Script,
    roots: &[String],
    prefetch: usize,
    backend: impl Backend,
    way: Way,
    deliveries: u32,
) -> Seen {
    let backend = Arc::new(backend);
    let mut played = played(script, way, |builder| {
        builder
            // More than the reference allows: some are lost on the way, and who always fails fails as
            // well.
            .max_deliveries(deliveries)
            .backend(Arc::clone(&backend))
            .prefetch(prefetch)
    });
    let publisher = played.runtime.handle();
    for (number, root) in (0..).zip(roots) {
        let published = publisher.publish(sign(root)).id(root_id(number)).await;
        published.expect("the backend takes it");
    }
    let stats = played.runtime.drain().await;
    played.seen(stats.expect("nothing stops the spine"))
}

/// Which handlers succeeded with which events, however often that was tried.
fn successes(told: &Told) -> BTreeSet<(&str, &str)> {
    let done = |done: &'_ Done| done.outcome == "ok";
    let succeeded = told.trace.iter().filter(|entry| done(entry));
    succeeded
        .map(|entry| (&*entry.label, &*entry.place))
        .collect()
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(48))]

    /// A run does exactly what the reference does, in its order.
    #[test]
    fn a_run_is_the_reference(script in script(), count in 1..3_u64) {
        let roots = roots(count);
        let expected = interpret(&script, &roots);
        let seen = block_on(run(&script, &roots, Way::InTurn));
        prop_assert_eq!(&seen.told, &expected);
        let letters = expected.letters.len() as u64;
        prop_assert_eq!(seen.stats.dead_letters, letters);
    }

    /// And so does one of handlers that never wait, among others.
    #[test]
    fn a_run_of_what_never_waits_is_the_reference(script in script(), count in 1..3_u64) {
        let (roots, script) = (roots(count), script.hasty());
        let expected = interpret(&script, &roots);
        let seen = block_on(run(&script, &roots, Way::Hastily));
        prop_assert_eq!(&seen.told, &expected);
        let letters = expected.letters.len() as u64;
        prop_assert_eq!(seen.stats.dead_letters, letters);
    }

    /// And so does serving from memory, however many events are pulled at once.
    #[test]
    fn serving_from_memory_is_the_reference(
        script in script(),
        count in 1..3_u64,
        prefetch in 1..6_usize,
    ) {
        let roots = roots(count);
        let expected = interpret(&script, &roots);
        let seen = block_on(serve(&script, &roots, prefetch, backend::MemoryBackend::new(), Way::InTurn, DELIVERIES));
        prop_assert_eq!(&seen.told, &expected);
        prop_assert_eq!(seen.stats.lapsed, 0);
    }

    /// Side by side, the same is done in another order, in a run and from memory.
    #[test]
    fn side_by_side_is_the_reference_in_another_order(
        script in script(),
        count in 1..3_u64,
        prefetch in 1..6_usize,
    ) {
        let roots = roots(count);
        let mut expected = interpret(&script, &roots);
        expected.trace.sort_unstable();
        let mut seen = block_on(run(&script, &roots, Way::SideBySide));
        seen.told.trace.sort_unstable();
        prop_assert_eq!(&seen.told, &expected);
        let backend = backend::MemoryBackend::new();
        let mut seen = block_on(serve(&script, &roots, prefetch, backend, Way::SideBySide, DELIVERIES));
        seen.told.trace.sort_unstable();
        prop_assert_eq!(&seen.told, &expected);
    }

}

proptest! {
    #![proptest_config(cases(24))]

    /// Over a backend that does its worst, the same handlers succeed with the same events in the end,
    /// and the same events are dead letters of the same handlers.
    #[test]
    fn serving_from_a_hostile_backend_ends_as_the_reference(
        script in script(),
        seed in any::<u64>(),
        prefetch in 1..6_usize,
        way in prop_oneof![Just(Way::InTurn), Just(Way::SideBySide)],
    ) {
        let (roots, script) = (roots(1), script.steady(way == Way::SideBySide));
        let expected = interpret(&script, &roots);
        let hostility = Hostility {
            lapses: 0.1,
            delay: Duration::from_millis(5),
            ..Hostility::default()
        };
        let hostile = Hostile::new(seed, hostility);
        let seen = block_on(serve(&script, &roots, prefetch, hostile, way, 4 * DELIVERIES));
        prop_assert_eq!(successes(&seen.told), successes(&expected));
        let places = |told: &Told| told.letters.keys().cloned().collect::<BTreeSet<_>>();
        prop_assert_eq!(places(&seen.told), places(&expected));
    }
}
