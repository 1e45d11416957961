//! A séance in four events: a ritual calls a spirit, which answers, and an omen ends it. The organs
//! depend on the events that they handle and emit, not on each other.

use std::collections::BTreeSet;

use organum::prelude::*;

#[event]
struct SummonRitual {
    spirit: String,
    candles: u32,
    question: String,
}

#[event]
struct SpiritAppeared {
    spirit: String,
    question: String,
}

#[event]
struct AnswerGenerated {
    spirit: String,
    yes: bool,
}

/// An enum is one event, and its variants are patterns of it.
#[event]
enum OmenRevealed {
    Bright { spirit: String },
    Dark { spirit: String },
}

#[derive(Debug, thiserror::Error)]
#[error("{0} is shy, and wants to be called again")]
struct Shy(String);

#[derive(Default)]
struct Medium {
    called: BTreeSet<String>,
}

/// A spirit comes when it is called a second time. Without candles the event is not delivered, since the
/// patterns of fields are checked before delivery.
#[organ(retry(attempts = 2))]
impl Medium {
    async fn handle(&mut self, event: &Event) -> Result<SpiritAppeared, Shy> {
        match event {
            SummonRitual {
                spirit,
                question,
                candles: 1..,
            } => {
                if self.called.insert(spirit.clone()) {
                    return Err(Shy(spirit.clone()));
                }
                Ok(SpiritAppeared {
                    spirit: spirit.clone(),
                    question: question.clone(),
                })
            }
        }
    }
}

/// Spirits only answer questions: the guard refuses other texts, and the event is not handled.
#[organ]
fn oracle(event: &Event) -> Option<AnswerGenerated> {
    match event {
        SpiritAppeared { spirit, question } if question.ends_with('?') => Some(AnswerGenerated {
            spirit: spirit.clone(),
            yes: question.len().is_multiple_of(2),
        }),
    }
}

#[organ]
fn omens(event: &Event) -> OmenRevealed {
    match event {
        AnswerGenerated { spirit, yes: true } => OmenRevealed::Bright {
            spirit: spirit.clone(),
        },
        AnswerGenerated { spirit, .. } => OmenRevealed::Dark {
            spirit: spirit.clone(),
        },
    }
}

/// Writes down all events with their distance from the ritual.
#[derive(Default)]
struct Chronicle {
    lines: Vec<String>,
}

#[organ(all)]
impl Chronicle {
    fn handle(&mut self, event: &Event) {
        let hops = event.hops();
        match event {
            AnswerGenerated { spirit, yes } => {
                let answer = if *yes { "yes" } else { "no" };
                self.write(hops, &format!("{spirit} says {answer}"));
            }
            OmenRevealed::Bright { spirit } => {
                self.write(hops, &format!("{spirit} leaves a light"));
            }
            OmenRevealed::Dark { spirit } => self.write(hops, &format!("{spirit} leaves a shadow")),
            other => self.write(hops, other.name()),
        }
    }

    fn write(&mut self, hops: u32, what: &str) {
        self.lines.push(format!("{hops} {what}"));
    }
}

#[spine(entry(SummonRitual))]
#[derive(Default)]
struct Seance {
    medium: Medium,
    oracle: oracle,
    omens: omens,
    chronicle: Chronicle,
}

fn ritual(spirit: &str, candles: u32, question: &str) -> SummonRitual {
    SummonRitual {
        spirit: spirit.to_owned(),
        candles,
        question: question.to_owned(),
    }
}

#[tokio::main]
async fn main() -> Result<(), SpineError> {
    let mut seance = Seance::default().builder().build();

    let stats = seance.run(ritual("Agatha", 3, "Will it rain?")).await?;
    assert_eq!((stats.events, stats.retried), (4, 1));

    let stats = seance.run(ritual("Agatha", 3, "Sit down.")).await?;
    assert_eq!((stats.events, stats.unhandled), (2, 1));

    let stats = seance.run(ritual("Boris", 0, "Who are you?")).await?;
    assert_eq!((stats.events, stats.undelivered), (1, 1));

    let Seance { chronicle, .. } = seance.shutdown().await?;
    for line in chronicle.lines {
        println!("{line}");
    }
    Ok(())
}
