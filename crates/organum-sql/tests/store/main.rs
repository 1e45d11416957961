//! The promises of the store under faults, on `SQLite` and on `PostgreSQL`. Each test is named by its
//! promise.
//!
//! | module | faults |
//! |---|---|
//! | [`processes`] | many processes; killed, paused, and with a wrong clock |
//! | [`network`] | a server that restarts, cut connections, dropped replies, lost notifications |
//! | [`refusals`] | full disks, wrong logins, missing permissions, wrong settings; no text tells a secret |
//! | [`schema`] | programs that start at once, older and newer programs, roles that may not create tables |
//! | [`values`] | large, damaged and bad items; epochs that never restart; leases after a change of the clock |
//! | [`locks`] | locked rows, open transactions, exhausted pools |
//! | [`transactions`] | rollbacks, lost answers to commits, conflicts |
//! | [`pooler`] | a pooler in transaction mode |

#![allow(
    clippy::unwrap_used,
    reason = "functions that tests share are no tests themselves"
)]

mod locks;
mod network;
mod place;
mod pooler;
mod processes;
mod refusals;
mod schema;
mod transactions;
mod values;
