//! A crate that calls Organum by another name, depends on nothing else, forbids `unsafe`, and is
//! strict with itself.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]

use std::sync::Arc;

use wires::{Event, Outbox, event, graph, node, organ, spine};

/// What a greeting begins with.
pub trait Opening: Send + Sync {
    /// The word.
    fn word(&self) -> &'static str;
}

/// Whom to greet.
#[derive(Clone)]
pub struct Name(pub &'static str);

/// Something kept for each type.
pub struct Kept<T>(pub Vec<T>);

/// The name in capitals.
pub struct Loud(pub String);

/// A greeting.
pub struct Greeting {
    /// Its text.
    pub text: String,
}

/// Keeps nothing yet.
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
    /// What to put behind it.
    pub end: char,
}

#[node(crate = wires)]
impl Shout {
    /// The loud name.
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
/// A name of no letters.
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
    /// Whom.
    pub name: Name,
    /// How.
    #[inject]
    pub opening: Arc<dyn Opening>,
    /// How loud.
    #[inject]
    pub shout: Shout,
}

/// Somebody came.
#[event("CAME", version = 2, key = name, retry(attempts = 2), crate = wires)]
#[derive(Clone, Debug)]
pub struct Came {
    /// Who.
    pub name: String,
    /// How often before.
    pub visits: u32,
}

/// Somebody was welcomed.
#[event(crate = wires)]
pub enum Welcomed {
    /// By a word.
    Said(String),
    /// By somebody's face.
    Smiled {
        /// Whose.
        by: String,
    },
    /// Not at all.
    Missed,
}

/// Nobody is left.
#[event(crate = wires)]
pub struct Closed;

/// What a porter may do.
#[derive(wires::Emits)]
#[emits(crate = wires)]
pub enum Porter {
    /// Say hello.
    Welcome(Welcomed),
    /// Nothing.
    Nothing,
}

/// A hall with a porter.
#[derive(Default)]
pub struct Hall {
    /// How many came.
    pub count: u32,
}

#[organ(crate = wires, version = 2, on_failure = fail, timeout = "5s")]
impl Hall {
    /// Welcomes whoever comes.
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

/// Writes down who was welcomed, and closes behind the last one.
#[organ(crate = wires)]
pub fn book(event: &Event, out: &mut Outbox<Closed>, opening: &dyn Opening) {
    match event {
        Welcomed::Said(word) if word == opening.word() => {}
        Welcomed::Said(_) | Welcomed::Smiled { .. } => {}
        Welcomed::Missed => out.emit(Closed),
    }
}

/// Nobody depends on anything here.
#[organ(crate = wires)]
pub fn idle(_event: &Closed) {}

/// All of it.
#[spine(crate = wires, entry(Came), max_hops = 10)]
pub struct House {
    /// Where people come in.
    pub hall: Hall,
    /// Who writes.
    pub book: book,
    /// Who does not.
    pub idle: idle,
}
