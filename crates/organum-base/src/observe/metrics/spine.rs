//! Counters and histograms of spines.

use prometheus::Registry;

use super::{
    super::{EventRef, SpineEvent},
    series::{Counter, Limit, Seconds},
};

pub(super) struct SpineMetrics {
    entered: Counter,
    events: Counter,
    emitted: Counter,
    handled: Counter,
    handled_seconds: Seconds,
    calls: Counter,
    call_seconds: Seconds,
    retries: Counter,
    undelivered: Counter,
    nacked: Counter,
    dead_letters: Counter,
    letters_dropped: Counter,
    hooks: Counter,
}

impl SpineMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        const EVENT: &[&str] = &["spine", "event"];
        const PLACE: &[&str] = &["spine", "event", "place"];
        const OUTCOME: &[&str] = &["spine", "event", "place", "outcome"];
        let counter = |name, help, labels| Counter::new(registry, name, help, labels);
        let seconds = |name, help, labels| Seconds::new(registry, name, help, labels);
        Self {
            entered: counter(
                "entered_total",
                "Events from outside, and dead letters that were redriven.",
                EVENT,
            ),
            events: counter("events_total", "Events that were taken up.", EVENT),
            emitted: counter(
                "emitted_total",
                "Events that handlers and hooks emitted.",
                PLACE,
            ),
            handled: counter(
                "handled_total",
                "Events that a handler was done with.",
                OUTCOME,
            ),
            handled_seconds: seconds(
                "handle_duration_seconds",
                "How long handlers took for an event, retries included.",
                PLACE,
            ),
            calls: counter("calls_total", "Attempts of handlers.", OUTCOME),
            call_seconds: seconds(
                "call_duration_seconds",
                "Durations of attempts of handlers.",
                PLACE,
            ),
            retries: counter(
                "handler_retries_total",
                "Attempts of handlers that failed and were followed by another one.",
                PLACE,
            ),
            undelivered: counter(
                "undelivered_total",
                "Events that no arm of a handler of theirs can match.",
                PLACE,
            ),
            nacked: counter(
                "nacked_total",
                "Events that a handler left to the backend.",
                PLACE,
            ),
            dead_letters: counter(
                "dead_letters_total",
                "Events that became dead letters.",
                &["spine", "event", "place", "reason"],
            ),
            letters_dropped: counter(
                "dead_letters_dropped_total",
                "Dead letters that a full store dropped for newer ones.",
                &["spine"],
            ),
            hooks: counter(
                "hooks_total",
                "Calls of hooks.",
                &["spine", "place", "outcome"],
            ),
        }
    }

    pub(super) fn tell(&self, limit: &Limit, spine: &'static str, event: &SpineEvent<'_>) {
        match *event {
            SpineEvent::Entered { event, .. } => {
                self.entered.count(limit, &[spine, event.name]);
            }
            SpineEvent::Received { event } => {
                self.events.count(limit, &[spine, event.name]);
            }
            SpineEvent::Undelivered { event, place } => {
                let labels = [spine, event.name, place];
                self.undelivered.count(limit, &labels);
            }
            SpineEvent::Retried { event, place, .. } => {
                let labels = [spine, event.name, place];
                self.retries.count(limit, &labels);
            }
            SpineEvent::Called {
                event,
                place,
                outcome,
                duration,
                ..
            } => {
                let labels = [spine, event.name, place, outcome.as_str()];
                self.calls.count(limit, &labels);
                self.call_seconds
                    .measure(limit, &labels[..3], Some(duration));
            }
            SpineEvent::Handled {
                event,
                place,
                outcome,
                is_unhandled,
                emitted,
                duration,
                ..
            } => {
                let outcome = if is_unhandled {
                    "unhandled"
                } else {
                    outcome.as_str()
                };
                let labels = [spine, event.name, place, outcome];
                self.handled.count(limit, &labels);
                self.handled_seconds.measure(limit, &labels[..3], duration);
                self.emitted_at(limit, spine, place, emitted);
            }
            SpineEvent::DeadLettered {
                event,
                place,
                reason,
                ..
            } => {
                let labels = [spine, event.name, place.unwrap_or_default(), reason];
                self.dead_letters.count(limit, &labels);
            }
            SpineEvent::Unreadable { .. } => {
                self.dead_letters
                    .count(limit, &[spine, "", "", "unreadable"]);
            }
            SpineEvent::LettersDropped { count } => {
                self.letters_dropped.add(limit, &[spine], count);
            }
            SpineEvent::Nacked { event, place } => {
                self.nacked.count(limit, &[spine, event.name, place]);
            }
            SpineEvent::Hooked {
                place,
                outcome,
                emitted,
                ..
            } => {
                self.hooks.count(limit, &[spine, place, outcome.as_str()]);
                self.emitted_at(limit, spine, place, emitted);
            }
            // Idleness is covered by the count of the hooks called, and the other events happen once.
            SpineEvent::Idle { .. }
            | SpineEvent::Started
            | SpineEvent::Stopping
            | SpineEvent::Ended { .. } => {}
        }
    }

    fn emitted_at(
        &self,
        limit: &Limit,
        spine: &'static str,
        place: &str,
        emitted: &[EventRef<'_>],
    ) {
        for event in emitted {
            self.emitted.count(limit, &[spine, event.name, place]);
        }
    }
}
