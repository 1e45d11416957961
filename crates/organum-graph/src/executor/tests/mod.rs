//! Tests of the executor from the inside: random graphs against a plain reference interpreter, and
//! the wake and hand-over protocols under every schedule that a model checker finds.
#![allow(clippy::field_reassign_with_default, clippy::unnecessary_box_returns)]

#[cfg(not(organum_shuttle))]
mod forms_reference;
#[cfg(not(organum_shuttle))]
mod forms_scenario;
mod protocols;
#[cfg(not(organum_shuttle))]
mod random;
#[cfg(not(organum_shuttle))]
mod random_forms;
#[cfg(not(organum_shuttle))]
mod random_policies;
#[cfg(not(organum_shuttle))]
mod random_scope;
#[cfg(not(organum_shuttle))]
mod reference;
#[cfg(not(organum_shuttle))]
mod retries;
#[cfg(not(organum_shuttle))]
mod scenario;
#[cfg(not(organum_shuttle))]
mod scope_scenario;
