//! Records of sagas that no process drives: entries for parked undos that succeed later.

use organum_store::{Journal, OfflineAppend, StoreError, StoreErrorKind};

use super::{
    SagaId,
    definition::Migrate,
    entry::{RecordedSaga, SagaEntry, StepName},
    record::Record,
    refusal::Refusal,
    table::SagaTable,
};
use crate::graph::Cause;
use organum_base::observe::SagaStatus;

/// Reads the record of a saga from a journal.
pub(crate) async fn load(
    journal: &dyn Journal,
    saga: SagaId,
) -> Result<Option<RecordedSaga>, StoreError> {
    let record = journal.load(saga.0).await?;
    record.map(RecordedSaga::read).transpose()
}

/// True if the record says that this step was undone.
pub(crate) fn is_undone(saved: &RecordedSaga, step: &str, item: Option<u32>) -> bool {
    saved.entries.iter().any(|entry| match entry {
        SagaEntry::Undone {
            step: of,
            item: number,
        } => of == step && *number == item,
        _ => false,
    })
}

/// Records that a parked step was undone. When no step of the saga is parked any more, the saga is rolled back, and
/// so may be its outer saga. Returns the sagas that are rolled back.
pub(crate) async fn undone(
    journal: &dyn Journal,
    saga: SagaId,
    step: StepName,
    item: Option<u32>,
) -> Result<Vec<SagaId>, StoreError> {
    let mut rolled_back = Vec::new();
    let undone = SagaEntry::Undone { step, item };
    let Some(mut saved) = append(journal, saga, undone).await? else {
        return Ok(rolled_back);
    };
    loop {
        match saved.status() {
            SagaStatus::Parked if !has_parked(journal, &saved).await? => {
                let end = SagaStatus::RolledBack;
                append(journal, saved.id, SagaEntry::Finished { end }).await?;
            }
            // An earlier redrive stopped before the outer saga was updated.
            SagaStatus::RolledBack => {}
            _ => return Ok(rolled_back),
        }
        rolled_back.push(saved.id);
        let Some(parent) = saved.parent else {
            return Ok(rolled_back);
        };
        let Some(outer) = load(journal, parent).await? else {
            return Ok(rolled_back);
        };
        saved = outer;
    }
}

/// Appends an entry to the record of a saga that has ended, unless the record has the entry. None if the saga has not
/// ended, or has no record.
async fn append(
    journal: &dyn Journal,
    saga: SagaId,
    entry: SagaEntry,
) -> Result<Option<RecordedSaga>, StoreError> {
    let bytes = entry.encode();
    loop {
        let Some(saved) = load(journal, saga).await? else {
            return Ok(None);
        };
        let status = entry.status().unwrap_or_else(|| saved.journal_status());
        if !saved.status().is_finished() {
            return Ok(None);
        }
        if saved.entries.contains(&entry) {
            return Ok(Some(saved));
        }
        let (number, entries) = (saved.next_number(), [&*bytes]);
        match journal
            .append_offline(saga.0, number, &entries, status)
            .await
        {
            Ok(OfflineAppend::Appended) => return load(journal, saga).await,
            Ok(OfflineAppend::Driven | OfflineAppend::Absent) => return Ok(None),
            // Another process has appended at the same time.
            Err(error) if error.kind() == StoreErrorKind::Conflict => {}
            Err(error) => return Err(error),
        }
    }
}

/// Returns the refusal of a saga of another version one of whose steps was a nested saga that has not ended and that
/// this version does not have, so that nobody would end it.
pub(crate) async fn orphan(
    (table, migrate): (&'static SagaTable, Option<Migrate>),
    journal: &dyn Journal,
    saved: &RecordedSaga,
) -> Result<Option<Refusal>, StoreError> {
    let is_same = saved.version == table.version.unwrap_or_default();
    if is_same || migrate.is_none() || saved.status().is_finished() {
        return Ok(None);
    }
    for entry in &saved.entries {
        let SagaEntry::Started { step, item: None } = entry else {
            continue;
        };
        let place = table.position(step);
        if place.is_some_and(|step| table.steps[step].is_saga) {
            continue;
        }
        let nested = saved.id.child(step);
        let record = journal.load(nested.0).await?;
        if record.is_some_and(|record| !record.status.is_finished()) {
            return Ok(Some(Refusal::nested_is_orphaned(
                table, saved, step, nested,
            )));
        }
    }
    Ok(None)
}

/// True if the saga has ended or has no record.
pub(crate) async fn is_over(journal: &dyn Journal, saga: SagaId) -> Result<bool, StoreError> {
    let record = journal.load(saga.0).await?;
    Ok(record.is_none_or(|record| record.status.is_finished()))
}

/// True if a step of a saga, or of a nested saga in it, is still parked.
async fn has_parked(journal: &dyn Journal, saved: &RecordedSaga) -> Result<bool, StoreError> {
    if !saved.parked().is_empty() {
        return Ok(true);
    }
    for entry in &saved.entries {
        // A nested saga that failed has no entry for its undo, so every saga that was started is read.
        let SagaEntry::Started { step, item: None } = entry else {
            continue;
        };
        if is_parked(journal, saved.id.child(step)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn is_parked(journal: &dyn Journal, saga: SagaId) -> Result<bool, StoreError> {
    let saved = load(journal, saga).await?;
    Ok(saved.is_some_and(|saved| saved.status() == SagaStatus::Parked))
}

/// True if the journal says that a step of a nested saga is parked.
///
/// # Errors
/// The journal failed.
pub(crate) async fn has_parked_inside(
    record: &Record,
    table: &'static SagaTable,
) -> Result<bool, Cause> {
    let Some(written) = record.written() else {
        return Ok(false);
    };
    for step in table.steps.iter().filter(|step| step.is_saga) {
        let parked = is_parked(&**written.journal(), record.id().child(step.name)).await;
        if parked.map_err(|error| record.stop(error))? {
            return Ok(true);
        }
    }
    Ok(false)
}
