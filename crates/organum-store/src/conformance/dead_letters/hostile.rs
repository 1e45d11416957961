//! Stores of dead letters that each break one promise: the suite has to detect every one of them.

mod broken;

use std::sync::Arc;

use self::broken::Hostile;
use crate::{
    __flaws as flaws, DeadLetters,
    conformance::flawed::{Flawed, catches_each},
};

flaws! {
    Nothing
    // Content of letters.
    TimesAreSeconds ContentIsText ContentIsNeverNone AttemptsAreSigned Overwrites IgnoresConflicts
    LosesLargeLetters RefusesRepeatedPuts
    // Lists.
    NewestFirst OrderOfArrival ListsIgnoreAfter ListsEndBehindWhatIsGone ListsIgnoreLimits
    LimitsBeforeFilters IgnoresOrigin IgnoresSubject IgnoresPlace IgnoresCorrelation
    PlacesArePrefixes HidesClaimed
    // Claims.
    ClaimsBusy ClaimsRace ForgetsClaims ClaimsReturnTheFirst AbsentIsBusy EpochsRestart EpochsStay
    LateReleaseFrees ReleaseKeeps LeasesNeverEnd LeasesEndEarly RenewalsDoNothing RenewalsAreOne
    LostLeasesRenew
    // Changes.
    UpdatesWithoutLease UpdatesOldRevisions UpdatesTwice RefusesRepeatedUpdates UpdatesDoNothing
    RevisionsStay MovesLetters RemovesWithoutLease RemovesOldRevisions RefusesRepeatedRemovals
    RemovesNothing RemovesWhatCameBack
    // After opening again.
    ReopenLosesTheLastLetter ReopenLosesLeases ReopenLosesUpdates ReopenRestartsEpochs
}

impl Flawed for Hostile {
    type Store = dyn DeadLetters;
    type Flaw = Flaw;

    fn fresh(flaw: Flaw) -> Self {
        Self::new(flaw)
    }

    fn reopened(&self) -> Option<Self> {
        Some(Self::reopened(self))
    }

    fn into_store(self: Arc<Self>) -> Arc<dyn DeadLetters> {
        self
    }
}

#[tokio::test(start_paused = true)]
async fn every_flaw_is_found() {
    let suite = async |subject| super::all(&subject).await;
    catches_each::<Hostile, _>(Flaw::Nothing, Flaw::ALL, suite).await;
}
