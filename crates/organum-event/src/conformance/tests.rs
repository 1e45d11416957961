//! The suite, put to the backends that are here.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use super::{super::backend::MemoryBackend, Fresh, Hostile, Hostility, Subject, Wire, all, cases};

const LEASE: Duration = Duration::from_millis(300);

struct Memory;

impl Subject for Memory {
    fn fresh(&self) -> Fresh<'_> {
        Box::pin(async { Arc::new(MemoryBackend::new().with_lease(LEASE)) as _ })
    }

    fn bounded(&self, messages: NonZeroUsize) -> Option<Fresh<'_>> {
        let bounded = MemoryBackend::bounded(messages).with_lease(LEASE);
        Some(Box::pin(async { Arc::new(bounded) as _ }))
    }
}

struct Bytes;

impl Subject for Bytes {
    fn fresh(&self) -> Fresh<'_> {
        let wire = Wire {
            inner: MemoryBackend::new().with_lease(LEASE),
            spoil: |_| {},
        };
        Box::pin(async { Arc::new(wire) as _ })
    }
}

struct Worst(u64);

impl Worst {
    fn around(&self, inner: MemoryBackend) -> Fresh<'_> {
        let hostile = Hostile::around(inner.with_lease(LEASE), self.0, Hostility::default());
        Box::pin(async { Arc::new(hostile) as _ })
    }
}

impl Subject for Worst {
    fn fresh(&self) -> Fresh<'_> {
        self.around(MemoryBackend::new())
    }

    fn bounded(&self, messages: NonZeroUsize) -> Option<Fresh<'_>> {
        Some(self.around(MemoryBackend::bounded(messages)))
    }

    fn is_hostile(&self) -> bool {
        true
    }
}

macro_rules! each {
    ($($case:ident)+) => {
        mod in_memory {
            $(
                #[tokio::test(start_paused = true)]
                async fn $case() {
                    super::cases::$case(&super::Memory).await;
                }
            )+
        }

        mod hostile {
            $(
                #[tokio::test(start_paused = true)]
                async fn $case() {
                    for seed in 0..20 {
                        super::cases::$case(&super::Worst(seed)).await;
                    }
                }
            )+
        }
    };
}
each! {
    what_goes_in_comes_out
    an_event_is_taken_once
    what_is_acked_is_gone
    what_is_nacked_comes_again_after_its_delay
    done_handlers_are_remembered
    what_was_emitted_is_delivered_once
    a_lease_lapses_and_its_late_settlement_is_refused
    an_extended_lease_does_not_lapse
    a_delivery_is_settled_once
    the_order_of_a_key_is_kept
    a_pull_waits_and_keeps_to_its_limit
    a_dropped_pull_loses_nothing
    a_payload_may_have_a_million_bytes
    consumers_share
    publishers_wait_while_it_is_full_and_handlers_do_not
    it_is_healthy_and_counts
}

/// As bytes too, which is how backends outside the process carry events.
#[tokio::test(start_paused = true)]
async fn all_of_it_in_bytes() {
    all(&Bytes).await;
}

/// With a real clock too.
#[tokio::test]
async fn all_of_it_in_real_time() {
    all(&Memory).await;
}
