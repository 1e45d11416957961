//! The index of a journal: the records that are free to be claimed, and the leases of each claim.

use std::{collections::BTreeSet, ops::Bound, time::Duration};

use uuid::Uuid;

use super::stored::Stored;
use crate::ClaimId;

/// The unfinished records that somebody may claim, or has claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// The records that go on by themselves and that nobody has a lease of.
    free: BTreeSet<Uuid>,
    /// The ends of the leases that are not known to have ended.
    ends: BTreeSet<(Duration, Uuid)>,
    /// The leases of each claim, those too that have ended while nobody else was granted one.
    claims: BTreeSet<(ClaimId, Uuid)>,
    /// The time at which ended leases were looked for last.
    looked: Option<Duration>,
}

/// The place of a record in an [`Index`].
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
    /// A record has changed.
    pub(super) fn moved(&mut self, id: Uuid, before: Place, after: Place) {
        if before == after {
            return;
        }
        if let Some((until, claim)) = before.lease {
            self.ends.remove(&(until, id));
            self.claims.remove(&(claim, id));
        }
        if !after.is_free {
            // Also one whose lease had ended.
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

    /// Returns the records whose leases this claim has.
    pub(super) fn of_claim(&self, claim: ClaimId) -> impl Iterator<Item = Uuid> + '_ {
        let all = (claim, Uuid::nil())..=(claim, Uuid::max());
        self.claims.range(all).map(|(_, id)| *id)
    }

    /// Returns the records that may be free, in the order of their ids, and after `after`.
    pub(super) fn free(&self, after: Option<Uuid>) -> impl Iterator<Item = Uuid> + '_ {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let range = self.free.range((start, Bound::Unbounded));
        range.copied()
    }

    /// Frees the records whose leases have ended: `has_ended` tells it of a record, and `goes_on` whether
    /// it goes on by itself.
    pub(super) fn free_ended(
        &mut self,
        now: Duration,
        has_ended: impl Fn(Uuid) -> bool,
        goes_on: impl Fn(Uuid) -> bool,
    ) {
        let is_back = self.looked.replace(now).is_none_or(|before| now < before);
        // Where the clock was set back, a lease that would last too long has ended as well.
        let last = if is_back { Duration::MAX } else { now };
        let ended = self
            .ends
            .extract_if(..=(last, Uuid::max()), |(_, id)| has_ended(*id));
        let ended = ended.map(|(_, id)| id);
        self.free.extend(ended.filter(|id| goes_on(*id)));
    }
}
