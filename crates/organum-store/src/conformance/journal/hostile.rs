//! Journals that each break one promise: the suite has to detect every one of them.

mod broken;

use std::sync::Arc;

use self::broken::Hostile;
use crate::{
    __flaws as flaws, Journal,
    conformance::flawed::{Flawed, catches_each},
};

flaws! {
    Nothing
    // Recorded content.
    TimesAreSeconds ShapesAreSigned ContentIsText EntriesAreText ParentsAreForgotten
    AppendsTwice IgnoresConflicts Overwrites AcceptsGaps AcceptsNoEntries RecordsHalf
    WritesOneByOne SetsStatusBack ForgetsStatus IgnoresOtherStatus AppendsAfterTheEnd
    ForgetsWhoEnded EndsForEveryone LosesTheLastEntry LosesLargeEntries
    // Records without a driver.
    AmendsRunning AmendsTwice AmendsLeased Unfinishes AmendsWithConflicts AmendsWithGaps
    // Lists.
    ListsBackwards ListsIgnoreAfter ListsIgnoreLimits ListsIgnoreNames ListsIgnoreKinds
    ListsIgnoreStatus
    // Removal.
    RemovesRunning RemovesOnce RemovesNothing
    // Leases.
    BeginsAgain ForgetsWhoBegan BeginsWithAnotherLease ClaimsRunning ForgetsClaims ClaimsFinished
    ClaimsRace EpochsRestart EpochsStay OlderEpochsAppend OlderEpochsEnd OlderEpochsRenew
    LateReleaseFrees ReleaseKeeps LeasesNeverEnd LeasesEndEarly RenewalsDoNothing
    RenewalsAreBackwards RenewalsAreOne FinishedLeasesRenew
    // Claims of the next records.
    IgnoresKinds IgnoresNames IgnoresVersions IgnoresShapes IgnoresLimits IgnoresAfter GrantsMore
    GrantsStalled GrantsNested GrantsFinished GrantsLeased GrantsBackwards
    // After opening again.
    ReopenLosesTheLastEntry ReopenLosesLeases ReopenLosesStatus ReopenRestartsEpochs
}

impl Flawed for Hostile {
    type Store = dyn Journal;
    type Flaw = Flaw;

    fn fresh(flaw: Flaw) -> Self {
        Self::new(flaw)
    }

    fn reopened(&self) -> Option<Self> {
        Some(Self::reopened(self))
    }

    fn into_store(self: Arc<Self>) -> Arc<dyn Journal> {
        self
    }
}

#[tokio::test(start_paused = true)]
async fn every_flaw_is_found() {
    let suite = async |subject| super::all(&subject).await;
    catches_each::<Hostile, _>(Flaw::Nothing, Flaw::ALL, suite).await;
}
