//! Stores of leased records that each break one promise: the suite has to detect every one of them.

mod answers;
mod broken;
mod claims;

use std::sync::Arc;

use self::broken::Hostile;
use crate::{
    __flaws as flaws, Store,
    conformance::flawed::{Flawed, catches_each},
};

flaws! {
    Nothing
    // Recorded content.
    ValuesAreText FormatsAreForgotten FingerprintsAreSigned VersionsAreForgotten TextsAreForgotten
    LabelsAreForgotten InputsAreForgotten LosesLargeValues LosesLargeBatches
    // Results.
    ForgetsWhoFinished Overwrites OlderEpochsFinish OlderEpochsFail FinishesAfterRelease
    FinishesWhatIsGone FinishesHalf
    // Expiry and removal.
    ResultsNeverExpire FailuresNeverExpire PutsNeverExpire ExpiredAreListed ExpiredAreReturned
    ExpiredAreHits UnfinishedNeverExpire UnfinishedAlwaysExpire RemovesNothing RemovesFinishedOnly
    PurgesEverything PurgesLapsed PurgesFinished PurgeIgnoresLimits
    // Claims.
    ClaimsRunning ClaimsRace ForgetsClaims RenamesClaims ClaimsFinished IgnoresInputs
    RefusesWithoutInputs NeverTakes NeverTakesLapsed NeverTells TellsTwice LapsesAreNotCounted
    ReleasesAreLapses TakesAreLapses HitsWrite HitsExtend
    // Epochs and leases.
    EpochsRestart EpochsStay PutsKeepEpochs OlderEpochsRenew LateReleaseFrees ReleaseKeeps
    LeasesNeverEnd LeasesEndEarly RenewalsDoNothing RenewalsAreBackwards RenewalsAreOne
    FinishedLeasesRenew
    // Generations.
    PutsIgnoreGenerations PutsRaiseGenerations InvalidationsKeepGenerations
    InvalidationsKeepRecords InvalidationsKeepLeases GenerationsRestart PutsKeepLeases
    // Items.
    FailsTogether AnswersAreBackwards AnswersAreOne GetsAreSorted GrantsWithoutLength
    AcceptsNoTimeToLive BadTextsFailAll
    // Lists.
    ListsBackwards ListsIgnoreAfter ListsIgnoreLimits ListsIgnoreGraphs ListsIgnoreNodes
    ListsIgnoreExecutions ListsIgnoreStatus ListsIgnoreFinished ListsHideFailures
    // Waiting.
    ChangesAreMissed ChangesIgnoreEpochs ChangesIgnoreStatus WaitingEndsAtOnce WaitingOutlastsLeases
    WaitingIgnoresTimeouts WaitingReturnsWhatWasSeen
    // After opening again.
    ReopenLosesLeases ReopenLosesValues ReopenRestartsEpochs ReopenLosesGenerations
    ReopenLapsesReleases
}

impl Flawed for Hostile {
    type Store = dyn Store;
    type Flaw = Flaw;

    fn fresh(flaw: Flaw) -> Self {
        Self::new(flaw)
    }

    fn reopened(&self) -> Option<Self> {
        Some(Self::reopened(self))
    }

    fn into_store(self: Arc<Self>) -> Arc<dyn Store> {
        self
    }
}

#[tokio::test(start_paused = true)]
async fn every_flaw_is_found() {
    let suite = async |subject| super::all(&subject).await;
    catches_each::<Hostile, _>(Flaw::Nothing, Flaw::ALL, suite).await;
}

/// The reference model alone finds the flaws of leases, which other cases might not provoke.
#[tokio::test(start_paused = true)]
async fn generated_interleavings_find_flaws_of_leases() {
    let suite = async |subject| super::interleavings_fit_the_model(&subject, 0..60).await;
    let flaws = [
        Flaw::OlderEpochsFinish,
        Flaw::OlderEpochsFail,
        Flaw::OlderEpochsRenew,
        Flaw::LateReleaseFrees,
        Flaw::ClaimsRunning,
        Flaw::ClaimsFinished,
        Flaw::ForgetsClaims,
        Flaw::ForgetsWhoFinished,
        Flaw::EpochsRestart,
        Flaw::LapsesAreNotCounted,
        Flaw::RenewalsDoNothing,
        Flaw::PutsIgnoreGenerations,
        Flaw::PutsKeepLeases,
        Flaw::InvalidationsKeepLeases,
        Flaw::PurgesLapsed,
        Flaw::ReopenLosesLeases,
    ];
    catches_each::<Hostile, _>(Flaw::Nothing, &flaws, suite).await;
}
