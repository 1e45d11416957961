//! A crate that depends on Organum under another name and on nothing else, forbids `unsafe`, and denies
//! many lints.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]

use std::sync::Arc;

use wires::{Event, Outbox, event, graph, node, organ, spine};

/// The opening of a greeting.
pub trait Opening: Send + Sync {
    /// Returns the opening word.
    fn word(&self) -> &'static str;
}

/// The name to greet.
#[derive(Clone)]
pub struct Name(pub &'static str);

/// A list of values of one type.
pub struct Kept<T>(pub Vec<T>);

/// The name in capitals.
pub struct Loud(pub String);

/// A greeting.
pub struct Greeting {
    /// The text of the greeting.
    pub text: String,
}

/// An empty list.
#[node(crate = wires)]
#[must_use]
pub fn kept<T: Clone + Send + Sync + 'static>(name: &Name) -> Kept<T> {
    Kept(Vec::with_capacity(name.0.len()))
}

/// The name in capitals.
#[node(crate = wires, explicit)]
#[must_use]
pub fn capitals(name: &Name) -> String {
    name.0.to_uppercase()
}

/// Makes a text louder.
pub struct Shout {
    /// The character to append.
    pub end: char,
}

#[node(crate = wires)]
impl Shout {
    /// Returns the loud name.
    async fn compose(&self, capitals: &String) -> Loud {
        std::future::ready(()).await;
        Loud(format!("{capitals}{}", self.end))
    }
}

/// A pair, built from its fields.
#[node(crate = wires)]
#[derive(Clone)]
pub struct Pair {
    name: Name,
    opening: Arc<dyn Opening>,
}

/// The greeting.
///
/// # Errors
/// A name without letters.
#[node(crate = wires)]
pub async fn greeting(
    pair: &Pair,
    loud: &Loud,
    opening: &dyn Opening,
    kept: &Kept<u8>,
) -> Result<Greeting, std::fmt::Error> {
    std::future::ready(()).await;
    if pair.name.0.is_empty() {
        return Err(std::fmt::Error);
    }
    let text = format!("{}, {}{}", opening.word(), loud.0, kept.0.len());
    debug_assert_eq!(pair.opening.word(), opening.word());
    Ok(Greeting { text })
}

/// Greets by name.
#[graph(crate = wires, output = (Greeting, Loud), nodes(capitals))]
pub struct Greet {
    /// The name to greet.
    pub name: Name,
    /// The opening.
    #[inject]
    pub opening: Arc<dyn Opening>,
    /// The loudness.
    #[inject]
    pub shout: Shout,
}

/// A guest came.
#[event("CAME", version = 2, key = name, retry(attempts = 2), crate = wires)]
#[derive(Clone, Debug)]
pub struct Came {
    /// The name of the guest.
    pub name: String,
    /// The number of earlier visits.
    pub visits: u32,
}

/// A guest was welcomed.
#[event(crate = wires)]
pub enum Welcomed {
    /// With a word.
    Said(String),
    /// With a smile.
    Smiled {
        /// The person who smiled.
        by: String,
    },
    /// The guest was missed.
    Missed,
}

/// The last guest left.
#[event(crate = wires)]
pub struct Closed;

/// The events that a porter may emit.
#[derive(wires::Emits)]
#[emits(crate = wires)]
pub enum Porter {
    /// A welcome.
    Welcome(Welcomed),
    /// No event.
    Nothing,
}

/// A hall with a porter.
#[derive(Default)]
pub struct Hall {
    /// The number of guests.
    pub count: u32,
}

#[organ(crate = wires, version = 2, on_failure = fail, timeout = "5s")]
impl Hall {
    /// Welcomes each guest.
    ///
    /// # Errors
    /// A guest without a name.
    #[handle(retry(attempts = 2, backoff = fixed("1ms"), jitter))]
    pub async fn welcome(&mut self, event: &Event) -> Result<Option<Porter>, std::fmt::Error> {
        std::future::ready(()).await;
        match event {
            Came { name, .. } if name.is_empty() => Err(std::fmt::Error),
            Came { visits: 0, name } => {
                self.count += 1;
                Ok(Some(Porter::Welcome(Welcomed::Said(name.clone()))))
            }
            Came { .. } => {
                self.count += 1;
                Ok(Some(Porter::Nothing))
            }
            Closed => Ok(None),
        }
    }

    #[stop]
    fn stop(&mut self) {
        self.count = 0;
    }
}

/// Records welcomed guests, and closes after the last one.
#[organ(crate = wires)]
pub fn book(event: &Event, out: &mut Outbox<Closed>, opening: &dyn Opening) {
    match event {
        Welcomed::Said(word) if word == opening.word() => {}
        Welcomed::Said(_) | Welcomed::Smiled { .. } => {}
        Welcomed::Missed => out.emit(Closed),
    }
}

/// An organ without events.
#[organ(crate = wires)]
pub fn idle(_event: &Closed) {}

/// The spine of all organs.
#[spine(crate = wires, entry(Came), max_hops = 10)]
pub struct House {
    /// The hall where guests enter.
    pub hall: Hall,
    /// The guest book.
    pub book: book,
    /// The organ without events.
    pub idle: idle,
}
