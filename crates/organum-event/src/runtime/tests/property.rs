//! Random spines, compared with the [reference](super::reference), in runs and serves.

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
    reference::{ATTEMPTS, DELIVERIES, Line, Outcome, Script, interpret},
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

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        8 => Just(Line::Unwanted),
        6 => Just(Line::Attempts(1, End::Fails)),
        2 => (2..=3_u32, end()).prop_map(|(first, end)| Line::Attempts(first, end)),
        2 => (2..=3_u32, end()).prop_map(|(first, end)| Line::Deliveries(first, end)),
        1 => end().prop_map(Line::Never),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    // Mostly no event or one: chains branch, and are up to four events long.
    let emits = prop_oneof![
        3 => Just(Vec::new()),
        3 => proptest::collection::vec(0..KINDS, 1),
        1 => proptest::collection::vec(0..KINDS, 2),
    ];
    proptest::collection::vec((line(), emits), Script::LINES).prop_map(|lines| Script { lines })
}

fn roots(count: u64) -> Vec<String> {
    (0..count).map(|number| format!("r{number}")).collect()
}

/// The observed result of a script.
struct Seen {
    outcome: Outcome,
    stats: Stats,
}

/// A runtime with scripted organs, and its observers.
struct Played {
    runtime: Runtime<Stage>,
    trace: Trace,
    letters: MemoryDeadLetters,
}

const LIMIT: Duration = Duration::from_millis(50);

/// The mode in which organs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Sequential,
    /// Sequentially, without timeouts.
    Direct,
    Parallel,
}

fn played(
    script: &Script,
    mode: Mode,
    set: impl FnOnce(SpineBuilder<Stage>) -> SpineBuilder<Stage>,
) -> Played {
    let (trace, letters) = (Trace::default(), MemoryDeadLetters::new());
    let script = script.clone();
    let attempts = NonZeroU32::new(ATTEMPTS).expect("not zero");
    let policy = Policy::new().retry(Retry::new(attempts));
    let policy = match mode {
        Mode::Direct => policy,
        Mode::Sequential | Mode::Parallel => policy.timeout(LIMIT),
    };
    let builder = Stage::of(move |invocation| script.behaviour(invocation))
        .named_in(&trace)
        .builder()
        .defaults(policy)
        .max_deliveries(DELIVERIES)
        .redelivery(Backoff::None)
        .on_backend_failure(OnBackendFailure::Retry(Retry::new(NonZeroU32::MAX)))
        .dead_letters(letters.clone())
        .observe(trace.clone());
    let builder = match mode {
        Mode::Sequential | Mode::Direct => builder,
        Mode::Parallel => builder.parallel(),
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
            let content = letter.content.expect("the event was encoded");
            let spine = Stage::TABLE;
            let event = encoding::decode(&content.0, spine.name, |name| known(spine, name));
            let event = event.expect("the event can be decoded");
            let place = letter.place.unwrap_or_default();
            let at = (read(&event).1.to_owned(), place);
            let before = letters.insert(at, letter.reason.kind);
            assert_eq!(before, None, "two letters for one event at one handler");
        }
        Seen {
            outcome: Outcome {
                trace: self.trace.entries(),
                letters,
                emitted: stats.emitted,
                undelivered: stats.undelivered,
            },
            stats,
        }
    }
}

async fn run(script: &Script, roots: &[String], mode: Mode) -> Seen {
    let mut played = played(script, mode, |builder| builder);
    let stats = played.runtime.run_all(roots.iter().map(sign)).await;
    played.seen(stats.expect("nothing stops the spine"))
}

async fn serve(
    script: &Script,
    roots: &[String],
    prefetch: usize,
    backend: impl Backend,
    mode: Mode,
    deliveries: u32,
) -> Seen {
    let backend = Arc::new(backend);
    let mut played = played(script, mode, |builder| {
        builder
            // More than the reference allows: some deliveries are lost, and a handler that always fails
            // fails nevertheless.
            .max_deliveries(deliveries)
            .backend(Arc::clone(&backend))
            .prefetch(prefetch)
    });
    let publisher = played.runtime.handle();
    for (number, root) in (0..).zip(roots) {
        let published = publisher.publish(sign(root)).id(root_id(number)).await;
        published.expect("the event is enqueued");
    }
    let stats = played.runtime.drain().await;
    played.seen(stats.expect("nothing stops the spine"))
}

/// Returns the handlers that succeeded with an event, without the number of attempts.
fn successes(outcome: &Outcome) -> BTreeSet<(&str, &str)> {
    let done = |done: &'_ Done| done.outcome == "ok";
    let succeeded = outcome.trace.iter().filter(|entry| done(entry));
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
    fn a_run_equals_the_reference(script in script(), count in 1..3_u64) {
        let roots = roots(count);
        let expected = interpret(&script, &roots);
        let seen = block_on(run(&script, &roots, Mode::Sequential));
        prop_assert_eq!(&seen.outcome, &expected);
        let letters = expected.letters.len() as u64;
        prop_assert_eq!(seen.stats.dead_letters, letters);
    }

    /// A run whose handlers never wait equals the reference, also with direct calls.
    #[test]
    fn a_run_without_waits_equals_the_reference(script in script(), count in 1..3_u64) {
        let (roots, script) = (roots(count), script.without_waits());
        let expected = interpret(&script, &roots);
        let seen = block_on(run(&script, &roots, Mode::Direct));
        prop_assert_eq!(&seen.outcome, &expected);
        let letters = expected.letters.len() as u64;
        prop_assert_eq!(seen.stats.dead_letters, letters);
    }

    /// Serving from memory equals the reference, with any prefetch.
    #[test]
    fn serving_from_memory_equals_the_reference(
        script in script(),
        count in 1..3_u64,
        prefetch in 1..6_usize,
    ) {
        let roots = roots(count);
        let expected = interpret(&script, &roots);
        let seen = block_on(serve(&script, &roots, prefetch, backend::MemoryBackend::new(), Mode::Sequential, DELIVERIES));
        prop_assert_eq!(&seen.outcome, &expected);
        prop_assert_eq!(seen.stats.lapsed, 0);
    }

    /// Parallel organs do the same in another order, in a run and from memory.
    #[test]
    fn parallel_organs_equal_the_reference_in_another_order(
        script in script(),
        count in 1..3_u64,
        prefetch in 1..6_usize,
    ) {
        let roots = roots(count);
        let mut expected = interpret(&script, &roots);
        expected.trace.sort_unstable();
        let mut seen = block_on(run(&script, &roots, Mode::Parallel));
        seen.outcome.trace.sort_unstable();
        prop_assert_eq!(&seen.outcome, &expected);
        let backend = backend::MemoryBackend::new();
        let mut seen = block_on(serve(&script, &roots, prefetch, backend, Mode::Parallel, DELIVERIES));
        seen.outcome.trace.sort_unstable();
        prop_assert_eq!(&seen.outcome, &expected);
    }

}

proptest! {
    #![proptest_config(cases(24))]

    /// With a hostile backend, the same handlers succeed with the same events, and the same events become dead
    /// letters of the same handlers.
    #[test]
    fn serving_from_a_hostile_backend_ends_as_the_reference(
        script in script(),
        seed in any::<u64>(),
        prefetch in 1..6_usize,
        mode in prop_oneof![Just(Mode::Sequential), Just(Mode::Parallel)],
    ) {
        let (roots, script) = (roots(1), script.steady(mode == Mode::Parallel));
        let expected = interpret(&script, &roots);
        let hostility = Hostility {
            lapses: 0.1,
            delay: Duration::from_millis(5),
            ..Hostility::default()
        };
        let hostile = Hostile::new(seed, hostility);
        let seen = block_on(serve(&script, &roots, prefetch, hostile, mode, 4 * DELIVERIES));
        prop_assert_eq!(successes(&seen.outcome), successes(&expected));
        let places = |outcome: &Outcome| outcome.letters.keys().cloned().collect::<BTreeSet<_>>();
        prop_assert_eq!(places(&seen.outcome), places(&expected));
    }
}
