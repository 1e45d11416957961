//! Sagas: graphs whose steps have undos (compensations): see the page `guide/sagas.md`.

pub use organum_saga::{
    FORMAT, IdempotencyKey, Journalled, KIND, LEASE, Migrate, Parked, Recordable, RecordedSaga,
    Recovery, Refusal, RefusalKind, Restore, Saga, SagaAnswer, SagaEntry, SagaError, SagaErrorKind,
    SagaExecution, SagaHandle, SagaId, SagaInput, SagaOperation, SagaOperator, SagaOperatorError,
    SagaOperatorErrorKind, SagaPicture, SagaRedriveError, SagaRedriveErrorKind, SagaRedriver,
    SagaReport, SagaReporting, SagaRunner, SagaRunnerBuilder, SagaShutdown, SagaStatus, SagaView,
    StepError, StepName, StepRef, UNDO_RETRY, UNDO_TIMEOUT, parked, picture, redrive, settled,
    status_of,
};
