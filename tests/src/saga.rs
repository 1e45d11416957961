//! The parts that sagas of several test programs have in common.

use std::convert::Infallible;

use organum::SagaError;

/// The error of a saga: its own, or that of a step that is a saga which cannot fail by itself.
#[derive(Debug, thiserror::Error)]
pub enum No {
    /// A step refused.
    #[error("no")]
    Own,
    /// The saga that is a step ended without a value.
    #[error("the part")]
    Part(#[from] SagaError<Infallible>),
}

/// Declares types for the outputs of steps: a number each, which a journal can keep.
#[macro_export]
macro_rules! values {
    ($($Name:ident)+) => {
        $(#[derive(Debug, ::serde::Serialize, ::serde::Deserialize)]
        pub(crate) struct $Name(u32);)+
    };
}
