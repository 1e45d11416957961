//! Spines whose organs do what a test says, over all that carries events.

mod parallel;
mod property;
mod reference;
mod serving;
mod stage;
