//! Journals that each break one promise: the suite has to find every one of them.

mod broken;

use std::sync::{Arc, Mutex, PoisonError};

use self::broken::Hostile;
use super::super::Subject;
use crate::Journal;

macro_rules! flaws {
    ($($flaw:ident)+) => {
        /// One deliberate fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Flaw {
            $($flaw),+
        }

        const ALL: &[Flaw] = &[$(Flaw::$flaw),+];
    };
}

flaws! {
    Nothing
    // What is recorded.
    TimesAreSeconds ShapesAreSigned ContentIsText EntriesAreText ParentsAreForgotten
    AppendsTwice IgnoresConflicts Overwrites AcceptsGaps AcceptsNoEntries RecordsHalf
    WritesOneByOne SetsStatusBack ForgetsStatus IgnoresOtherStatus AppendsAfterTheEnd
    ForgetsWhoEnded EndsForEveryone LosesTheLastEntry LosesLargeEntries
    // Records that nobody drives.
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
    // The next records.
    IgnoresKinds IgnoresNames IgnoresVersions IgnoresShapes IgnoresLimits IgnoresAfter GrantsMore
    GrantsStalled GrantsNested GrantsFinished GrantsLeased GrantsBackwards
    // Another handle.
    ReopenLosesTheLastEntry ReopenLosesLeases ReopenLosesStatus ReopenRestartsEpochs
}

struct Broken {
    flaw: Flaw,
    last: Mutex<Option<Arc<Hostile>>>,
}

impl Broken {
    fn keep(&self, journal: Hostile) -> Arc<dyn Journal> {
        let journal = Arc::new(journal);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Arc::clone(&journal));
        journal
    }
}

impl Subject<dyn Journal> for Broken {
    async fn fresh(&self) -> Arc<dyn Journal> {
        self.keep(Hostile::new(self.flaw))
    }

    async fn reopen(&self) -> Option<Arc<dyn Journal>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let journal = last.as_ref()?.reopened();
        drop(last);
        Some(self.keep(journal))
    }
}

async fn is_found(flaw: Flaw) -> bool {
    let last = Mutex::default();
    let local = tokio::task::LocalSet::new();
    let suite = local.spawn_local(async move { super::all(&Broken { flaw, last }).await });
    local.await;
    suite.await.is_err_and(|error| error.is_panic())
}

#[tokio::test(start_paused = true)]
async fn every_flaw_is_found() {
    let mut missed = Vec::new();
    for flaw in ALL {
        if is_found(*flaw).await != (*flaw != Flaw::Nothing) {
            missed.push(flaw);
        }
    }
    assert!(
        missed.is_empty(),
        "the suite does not find, or finds without a flaw: {missed:?}"
    );
}
