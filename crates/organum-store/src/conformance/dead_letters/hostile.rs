//! Stores of dead letters that each break one promise: the suite has to find every one of them.

mod broken;

use std::sync::{Arc, Mutex, PoisonError};

use self::broken::Hostile;
use super::super::Subject;
use crate::DeadLetters;

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
    // Letters.
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
    // Another handle.
    ReopenLosesTheLastLetter ReopenLosesLeases ReopenLosesUpdates ReopenRestartsEpochs
}

struct Broken {
    flaw: Flaw,
    last: Mutex<Option<Arc<Hostile>>>,
}

impl Broken {
    fn keep(&self, letters: Hostile) -> Arc<dyn DeadLetters> {
        let letters = Arc::new(letters);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Arc::clone(&letters));
        letters
    }
}

impl Subject<dyn DeadLetters> for Broken {
    async fn fresh(&self) -> Arc<dyn DeadLetters> {
        self.keep(Hostile::new(self.flaw))
    }

    async fn reopen(&self) -> Option<Arc<dyn DeadLetters>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let letters = last.as_ref()?.reopened();
        drop(last);
        Some(self.keep(letters))
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
