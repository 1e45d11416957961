//! The rules of a store of dead letters.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    ClaimedLetter, DeadLetter, DeadLetterClaim, DeadLetterCursor, DeadLetterFilter, DeadLetterId,
};
use crate::{
    ClaimId, Lease, Renewal, StoreError, StoreErrorKind,
    lease::grant::{Epochs, Grant},
};

/// All dead letters of a store, and the rules by which calls change them: for stores that hold all
/// letters in memory or in one file.
///
/// Each method does what the method of [`DeadLetters`](super::DeadLetters) with the same name does. `now`
/// is the time of the store's clock since an origin that never changes: 1970 for a file. The state can be
/// serialised.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use organum_store::{ClaimId, DeadLetterState};
///
/// let mut letters = DeadLetterState::new("letters.json");
/// let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
/// let second = Duration::from_secs(1);
/// let id = organum_store::DeadLetterId(uuid::Uuid::now_v7());
/// let claim = letters.claim(id, ClaimId::new(), second, now);
/// assert_eq!(claim, organum_store::DeadLetterClaim::Absent);
/// let json = serde_json::to_string(&letters).unwrap();
/// assert_eq!(json, r#"{"format":1,"epoch":0,"letters":[]}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetterState {
    store: &'static str,
    letters: BTreeMap<Place, Stored>,
    places: HashMap<DeadLetterId, Place>,
    /// The total number of letters that were ever put.
    next: u64,
    epochs: Epochs,
    bytes: usize,
}

/// The position of a letter in the order of all letters: by time, then by order of arrival.
type Place = (SystemTime, u64);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stored {
    letter: DeadLetter,
    revision: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grant: Option<Grant>,
}

impl Stored {
    /// Fails unless the lease is the last one and the letter has the claimed revision, or `later`
    /// revisions more.
    fn check(&self, claimed: &ClaimedLetter, later: u64) -> Result<(), StoreErrorKind> {
        let grant = self.grant.as_ref();
        if !grant.is_some_and(|grant| grant.is(&claimed.lease)) {
            Err(StoreErrorKind::LeaseLost)
        } else if self.revision != claimed.revision + later {
            Err(StoreErrorKind::Conflict)
        } else {
            Ok(())
        }
    }

    fn claimed(&self, grant: &Grant) -> ClaimedLetter {
        let lease = grant.lease(self.letter.id.0);
        ClaimedLetter::new(self.letter.clone(), self.revision, lease)
    }
}

/// An empty state of the store named `file`, as for a state that is deserialised.
impl Default for DeadLetterState {
    fn default() -> Self {
        Self::new("file")
    }
}

impl DeadLetterState {
    /// Creates an empty state. `store` is the name that errors contain.
    pub fn new(store: &'static str) -> Self {
        Self {
            store,
            letters: BTreeMap::new(),
            places: HashMap::new(),
            next: 0,
            epochs: Epochs::default(),
            bytes: 0,
        }
    }

    /// Returns the number of letters.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Returns true if there are no letters.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Returns all letters, the oldest first.
    pub fn letters(&self) -> impl Iterator<Item = &DeadLetter> {
        self.letters.values().map(|stored| &stored.letter)
    }

    /// Returns the approximate size of all letters in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    fn find(&self, id: DeadLetterId) -> Option<&Stored> {
        self.letters.get(self.places.get(&id)?)
    }

    fn find_mut(&mut self, id: DeadLetterId) -> Option<&mut Stored> {
        self.letters.get_mut(self.places.get(&id)?)
    }

    fn error(&self, kind: StoreErrorKind, operation: &'static str) -> StoreError {
        StoreError::new(kind, self.store, operation)
    }

    /// # Errors
    /// See [`put`](super::DeadLetters::put).
    pub fn put(&mut self, letter: &DeadLetter) -> Result<(), StoreError> {
        match self.find(letter.id) {
            Some(there) if there.letter == *letter => return Ok(()),
            Some(_) => return Err(self.error(StoreErrorKind::Conflict, "put a dead letter")),
            None => {}
        }
        let revision = self.epochs.next();
        self.insert(Stored {
            letter: letter.clone(),
            revision,
            grant: None,
        });
        Ok(())
    }

    fn insert(&mut self, stored: Stored) {
        let place = (stored.letter.time, self.next);
        self.next += 1;
        self.places.insert(stored.letter.id, place);
        self.bytes += stored.letter.size();
        self.letters.insert(place, stored);
    }

    /// See [`list`](super::DeadLetters::list).
    pub fn list(
        &self,
        filter: &DeadLetterFilter,
        after: Option<DeadLetterCursor>,
        limit: usize,
    ) -> Vec<DeadLetter> {
        // After the position of a removed letter come the younger letters.
        let place = |after: DeadLetterCursor| {
            let place = self.places.get(&after.id).copied();
            place.unwrap_or((after.time, u64::MAX))
        };
        let start = after.map_or(Bound::Unbounded, |after| Bound::Excluded(place(after)));
        let letters = self.letters.range((start, Bound::Unbounded));
        let letters = letters.map(|(_, stored)| &stored.letter);
        let fitting = letters.filter(|letter| filter.fits(letter));
        fitting.take(limit).cloned().collect()
    }

    /// See [`get`](super::DeadLetters::get).
    pub fn get(&self, id: DeadLetterId) -> Option<DeadLetter> {
        self.find(id).map(|stored| stored.letter.clone())
    }

    /// See [`claim`](super::DeadLetters::claim).
    pub fn claim(
        &mut self,
        id: DeadLetterId,
        claim: ClaimId,
        length: Duration,
        now: Duration,
    ) -> DeadLetterClaim {
        let Some(stored) = self.find(id) else {
            return DeadLetterClaim::Absent;
        };
        let grant = match &stored.grant {
            Some(grant) if grant.is_of(claim) => {
                let mut grant = grant.clone();
                grant.extend(length, now);
                grant
            }
            other => match other.as_ref().and_then(|grant| grant.left(now)) {
                Some(left) => return DeadLetterClaim::Busy { left },
                None => Grant::new(claim, self.epochs.next(), length, now),
            },
        };
        let Some(stored) = self.find_mut(id) else {
            return DeadLetterClaim::Absent;
        };
        let claimed = stored.claimed(&grant);
        stored.grant = Some(grant);
        DeadLetterClaim::Granted(claimed)
    }

    /// # Errors
    /// See [`update`](super::DeadLetters::update).
    pub fn update(
        &mut self,
        claimed: &ClaimedLetter,
        letter: &DeadLetter,
    ) -> Result<u64, StoreError> {
        const OPERATION: &str = "update a dead letter";
        let is_other = letter.cursor() != claimed.letter.cursor();
        if is_other {
            let refused = self.error(StoreErrorKind::Refused, OPERATION);
            return Err(refused.with_detail("the id and the time of a letter cannot be changed"));
        }
        let store = self.store;
        let error = |kind| StoreError::new(kind, store, OPERATION);
        let Some(stored) = self.find_mut(letter.id) else {
            return Err(error(StoreErrorKind::LeaseLost));
        };
        let is_repeated = stored.letter == *letter && stored.check(claimed, 1).is_ok();
        if !is_repeated {
            stored.check(claimed, 0).map_err(error)?;
            let before = stored.letter.size();
            stored.letter = letter.clone();
            stored.revision += 1;
            let revision = stored.revision;
            self.bytes = self.bytes - before + letter.size();
            return Ok(revision);
        }
        Ok(stored.revision)
    }

    /// # Errors
    /// See [`remove`](super::DeadLetters::remove).
    pub fn remove(&mut self, claimed: &ClaimedLetter) -> Result<(), StoreError> {
        let id = claimed.letter.id;
        if let Some(stored) = self.find(id) {
            let checked = stored.check(claimed, 0);
            checked.map_err(|kind| self.error(kind, "remove a dead letter"))?;
            self.forget(id);
        }
        Ok(())
    }

    /// See [`renew`](crate::Leases::renew).
    pub fn renew(&mut self, leases: &[Lease], now: Duration) -> Vec<Renewal> {
        let renew = |lease: &Lease| match self.grant(lease) {
            Some(grant) => {
                grant.extend(lease.length(), now);
                Renewal::Renewed
            }
            None => Renewal::Lost,
        };
        leases.iter().map(renew).collect()
    }

    /// See [`release`](crate::Leases::release).
    pub fn release(&mut self, lease: &Lease) {
        if let Some(grant) = self.grant(lease) {
            grant.end();
        }
    }

    /// The stored lease, unless the lease is lost.
    fn grant(&mut self, lease: &Lease) -> Option<&mut Grant> {
        let stored = self.find_mut(DeadLetterId(lease.id()))?;
        stored.grant.as_mut().filter(|grant| grant.is(lease))
    }

    /// Removes the oldest letter that is not leased, except `but`, and returns its id.
    pub(crate) fn drop_oldest(&mut self, but: DeadLetterId, now: Duration) -> Option<DeadLetterId> {
        let is_free = |stored: &&Stored| {
            let left = stored.grant.as_ref().and_then(|grant| grant.left(now));
            stored.letter.id != but && left.is_none()
        };
        let id = self.letters.values().find(is_free)?.letter.id;
        self.forget(id);
        Some(id)
    }

    fn forget(&mut self, id: DeadLetterId) {
        let Some(place) = self.places.remove(&id) else {
            return;
        };
        if let Some(stored) = self.letters.remove(&place) {
            self.bytes -= stored.letter.size();
        }
    }
}

/// The serialised form of the state.
#[derive(Serialize, Deserialize)]
struct Written<L> {
    format: u32,
    epoch: Epochs,
    letters: Vec<L>,
}

const FORMAT: u32 = 1;

impl Serialize for DeadLetterState {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Written {
            format: FORMAT,
            epoch: self.epochs,
            letters: self.letters.values().collect(),
        }
        .serialize(to)
    }
}

impl<'de> Deserialize<'de> for DeadLetterState {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::<Stored>::deserialize(from)?;
        if written.format != FORMAT {
            return Err(serde::de::Error::custom(format!(
                "the dead letters are written in format {}, and this program reads format {FORMAT}",
                written.format
            )));
        }
        let mut state = Self {
            epochs: written.epoch,
            ..Self::default()
        };
        for stored in written.letters {
            state.insert(stored);
        }
        Ok(state)
    }
}
