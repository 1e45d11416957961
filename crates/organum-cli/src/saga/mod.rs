//! The command for sagas.

mod args;
mod happened;
mod run;
mod show;

pub use self::args::{SagaCommand, SagaInspect, SagaList, SagaStatusName};
