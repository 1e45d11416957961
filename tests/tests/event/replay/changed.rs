//! Old traces, replayed by programs whose events have changed.

use organum::{
    Spine,
    event::{
        Replay, ReplayErrorKind, Report,
        archive::{MemoryArchive, TraceId},
    },
};

/// Declares a spine that adds up amounts, and emits the sum.
macro_rules! program {
    (
        $name:ident
        { $($before:item)* }
        Deposited { $($deposited:tt)* }
        Booked { $($booked:tt)* }
        $sum:ident => $emitted:expr
    ) => {
        mod $name {
            use organum::{event, organ, spine};

            $($before)*

            #[event]
            pub(super) struct Deposited { $($deposited)* }

            #[event]
            pub(super) struct Booked { $($booked)* }

            #[derive(Default)]
            pub(super) struct Account {
                pub(super) sum: u32,
            }

            #[organ]
            impl Account {
                fn handle(&mut self, event: &Deposited) -> Booked {
                    self.sum += event.amount;
                    let $sum = self.sum;
                    $emitted
                }
            }

            #[derive(Default)]
            pub(super) struct Log {
                pub(super) sums: Vec<u32>,
            }

            #[organ]
            impl Log {
                fn handle(&mut self, event: &Booked) {
                    self.sums.push(event.sum);
                }
            }

            #[derive(Default)]
            #[spine(entry(Deposited))]
            pub(super) struct Bank {
                pub(super) account: Account,
                pub(super) log: Log,
            }
        }
    };
}

program!(recorded {} Deposited { pub(super) amount: u32 } Booked { pub(super) sum: u32 } sum => Booked { sum });
program!(
    entry_with_a_new_field {}
    Deposited { pub(super) amount: u32, #[serde(default)] pub(super) note: String }
    Booked { pub(super) sum: u32 }
    sum => Booked { sum }
);
program!(
    emission_with_a_new_field {}
    Deposited { pub(super) amount: u32 }
    Booked { pub(super) sum: u32, #[serde(default)] pub(super) cause: Option<u8> }
    sum => Booked { sum, cause: Some(7) }
);
program!(
    new_field_deep_inside
    {
        #[derive(Default, serde::Serialize, serde::Deserialize)]
        pub(super) struct Rate {
            #[serde(default)]
            pub(super) percent: u8,
        }
    }
    Deposited { pub(super) amount: u32, #[serde(default)] pub(super) rates: Vec<Rate> }
    Booked { pub(super) sum: u32 }
    sum => Booked { sum }
);
program!(
    new_field_without_default {}
    Deposited { pub(super) amount: u32, pub(super) note: String }
    Booked { pub(super) sum: u32 }
    sum => Booked { sum }
);
program!(
    another_value {}
    Deposited { pub(super) amount: u32 }
    Booked { pub(super) sum: u32, #[serde(default)] pub(super) cause: u8 }
    sum => Booked { sum: sum + u32::from(sum > 2), cause: 0 }
);
program!(
    another_type {}
    Deposited { pub(super) amount: u32 }
    Booked { #[serde(with = "super::as_text")] pub(super) sum: u32 }
    sum => Booked { sum }
);

mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    pub(super) fn serialize<S: Serializer>(sum: &u32, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(sum)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

async fn record(archive: &MemoryArchive) -> TraceId {
    let mut bank = recorded::Bank::default()
        .builder()
        .archive(archive.clone())
        .build();
    for amount in 1..4 {
        let event = recorded::Deposited { amount };
        bank.run(event).await.expect("nothing fails");
    }
    bank.stop().await.expect("no hook fails");
    bank.trace().expect("the runtime is recorded")
}

async fn replayed<S: Spine + Default>(archive: &MemoryArchive, trace: TraceId) -> (Report, S) {
    let fresh = S::default().builder();
    let mut replay: Replay<S> = fresh
        .replay(archive, trace)
        .await
        .expect("the trace exists");
    let report = replay.run().await.expect("all events are known");
    (report, replay.into_inner())
}

#[tokio::test]
async fn a_field_with_a_default_can_be_added() {
    let archive = MemoryArchive::new();
    let trace = record(&archive).await;

    let (report, bank) = replayed::<entry_with_a_new_field::Bank>(&archive, trace).await;
    assert!(report.is_identical(), "{report}");
    assert_eq!(bank.log.sums, [1, 3, 6]);

    // The trace does not contain the field: its value is not compared.
    let (report, bank) = replayed::<emission_with_a_new_field::Bank>(&archive, trace).await;
    assert!(report.is_identical(), "{report}");
    assert_eq!(bank.log.sums, [1, 3, 6]);

    let (report, _) = replayed::<new_field_deep_inside::Bank>(&archive, trace).await;
    assert!(report.is_identical(), "{report}");
}

#[tokio::test]
async fn another_value_is_a_difference_despite_a_new_field() {
    let archive = MemoryArchive::new();
    let trace = record(&archive).await;
    let (report, _) = replayed::<another_value::Bank>(&archive, trace).await;
    let text = report.to_string();
    assert!(text.contains("now it has another payload"), "{text}");
    let difference = report.difference.expect("the second sum differs");
    let name = |name: &str| difference.recorded.to_string().contains(name);
    assert!(name("`Booked`"), "{text}");
}

#[tokio::test]
async fn a_recorded_event_that_the_type_cannot_read_ends_the_replay() {
    let archive = MemoryArchive::new();
    let trace = record(&archive).await;

    let fresh = new_field_without_default::Bank::default().builder();
    let mut replay = fresh
        .replay(&archive, trace)
        .await
        .expect("the trace exists");
    let error = replay.run().await.expect_err("a field is missing");
    assert_eq!(error.kind(), ReplayErrorKind::Unreadable, "{error}");

    // Emitted events are compared, and not decoded.
    let (report, _) = replayed::<another_type::Bank>(&archive, trace).await;
    let text = report.to_string();
    assert!(text.contains("now it has another payload"), "{text}");
}
