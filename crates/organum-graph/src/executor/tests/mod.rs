//! Tests of the internals of the executor: random graphs, compared with a plain reference interpreter,
//! and the wake and hand-over protocols under every schedule that a model checker finds.
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
mod random_runner_values;
#[cfg(not(organum_shuttle))]
mod reference;
#[cfg(not(organum_shuttle))]
mod retries;
#[cfg(not(organum_shuttle))]
mod runner_values_scenario;
#[cfg(not(organum_shuttle))]
mod scenario;
