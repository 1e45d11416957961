//! Tests of sagas: their rollbacks, journals and dead letters.

mod blips;
mod boxed_errors;
mod cures;
mod defaults;
mod doubt;
mod durable;
mod error_texts;
mod forms;
mod handle;
mod items;
mod journal;
mod left;
mod nested;
mod observe;
mod operator;
mod parked_values;
mod random;
mod recovered_limits;
mod recovery;
mod reuse;
mod threads;
mod undo;
mod unknown;
mod unreadable;
mod versions;
