//! The index of a journal: the records that are free to be claimed, and the leases of each claim.

use std::{collections::BTreeSet, ops::Bound, time::Duration};

use uuid::Uuid;

use super::stored::Stored;
use crate::ClaimId;

/// The index of the unfinished records, by their leases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// The records without a lease that need no other driver.
    free: BTreeSet<Uuid>,
    /// The ends of the leases that are not yet known to have ended.
    ends: BTreeSet<(Duration, Uuid)>,
    /// The leases of each claim, including ended leases, as long as no other claim was granted one.
    claims: BTreeSet<(ClaimId, Uuid)>,
    /// The time at which ended leases were last looked for.
    looked: Option<Duration>,
}

/// The entry of a record in an [`Index`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    is_free: bool,
    lease: Option<(Duration, ClaimId)>,
}

impl Place {
    pub(super) fn of(stored: &Stored) -> Self {
        let grant = stored.grant.as_ref();
        let lease = grant.and_then(|grant| Some((grant.until()?, grant.owner)));
        Self {
            is_free: lease.is_none() && stored.goes_on_by_itself(),
            lease,
        }
    }
}

impl Index {
    /// Updates the index after a change of a record.
    pub(super) fn moved(&mut self, id: Uuid, before: Place, after: Place) {
        if before == after {
            return;
        }
        if let Some((until, claim)) = before.lease {
            self.ends.remove(&(until, id));
            self.claims.remove(&(claim, id));
        }
        if !after.is_free {
            // A lease that had ended counts too.
            self.free.remove(&id);
        }
        if let Some((until, claim)) = after.lease {
            self.ends.insert((until, id));
            self.claims.insert((claim, id));
        }
        if after.is_free {
            self.free.insert(id);
        }
    }

    /// Returns the records that are leased to this claim.
    pub(super) fn of_claim(&self, claim: ClaimId) -> impl Iterator<Item = Uuid> + '_ {
        let all = (claim, Uuid::nil())..=(claim, Uuid::max());
        self.claims.range(all).map(|(_, id)| *id)
    }

    /// Returns the records that may be free, in the order of their ids, after `after`.
    pub(super) fn free(&self, after: Option<Uuid>) -> impl Iterator<Item = Uuid> + '_ {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let range = self.free.range((start, Bound::Unbounded));
        range.copied()
    }

    /// Frees the records whose leases have ended: `has_ended` returns true if the lease of a record has
    /// ended, and `goes_on` returns true if the record needs no other driver.
    pub(super) fn free_ended(
        &mut self,
        now: Duration,
        has_ended: impl Fn(Uuid) -> bool,
        goes_on: impl Fn(Uuid) -> bool,
    ) {
        let is_back = self.looked.replace(now).is_none_or(|before| now < before);
        // If the clock was set back, a lease that would last longer than its length has ended as well.
        let last = if is_back { Duration::MAX } else { now };
        let ended = self
            .ends
            .extract_if(..=(last, Uuid::max()), |(_, id)| has_ended(*id));
        let ended = ended.map(|(_, id)| id);
        self.free.extend(ended.filter(|id| goes_on(*id)));
    }
}
