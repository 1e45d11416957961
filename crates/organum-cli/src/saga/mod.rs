//! The command for sagas.

mod args;
mod history;
mod run;
mod show;

pub use self::args::{SagaChosen, SagaCommand, SagaInspect, SagaList, SagaSkip, SagaStatusName};
