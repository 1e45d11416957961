//! The cures that compile errors of events and sagas name, applied: each of these compiles. Above each is what the
//! error says.

mod events;
mod organs;
mod sagas;
mod spines;
mod steps;
