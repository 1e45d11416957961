//! A crate that calls Organum by another name, depends on nothing else, forbids `unsafe`, and is
//! strict with itself.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]

use std::sync::Arc;

use wires::{graph, node};

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
#[node(crate = wires, listed)]
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
