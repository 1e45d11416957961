//! The cures that compile errors of events and sagas name, applied: each of these compiles. Above each is the text of
//! its error.

mod events;
mod organs;
mod sagas;
mod spines;
mod steps;
