//! The suite that every store of [`DeadLetters`] has to pass.

mod cases;
#[cfg(test)]
mod hostile;

use std::time::{Duration, SystemTime};

use uuid::Uuid;

pub use self::cases::*;
use super::{Subject, cases::run_all};
use crate::{
    ClaimId, ClaimedLetter, Content, DeadLetter, DeadLetterClaim, DeadLetterFilter, DeadLetterId,
    DeadLetterReason, DeadLetters, Lease,
};

/// Runs the whole suite.
///
/// # Panics
/// If the store breaks a promise.
pub async fn all<S: Subject<dyn DeadLetters>>(subject: &S) {
    run_all!(subject,
        what_is_put_is_found
        a_letter_is_put_once
        lists_are_pages_and_the_oldest_is_first
        filters_choose
        one_claim_has_a_letter
        a_claimed_letter_is_updated
        a_claimed_letter_is_removed
        a_stalled_claim_is_refused
        a_claim_that_is_renewed_lasts
        a_letter_that_comes_back_is_another_one
        one_of_many_claims_is_granted
        large_letters_are_stored_or_refused
        what_is_put_outlives_the_handle
    );
}

/// A letter that was put this many seconds after the first one.
fn letter(second: u64) -> DeadLetter {
    // Stores keep at least microseconds.
    let first = SystemTime::UNIX_EPOCH + Duration::from_micros(1_700_000_000_123_456);
    DeadLetter {
        id: DeadLetterId(Uuid::now_v7()),
        time: first + Duration::from_secs(second),
        origin: "Shop".to_owned(),
        subject: "Ordered".to_owned(),
        place: Some("fulfilment.handle".to_owned()),
        reason: DeadLetterReason {
            kind: "failed".to_owned(),
            messages: vec!["one \"text\" \u{e4}".to_owned(), "its source".to_owned()],
        },
        attempts: 3,
        chain: vec!["Placed".to_owned(), "Ordered".to_owned()],
        correlation: Uuid::now_v7(),
        content: Some(Content(br#"{"a":1}"#.to_vec())),
    }
}

async fn put(letters: &dyn DeadLetters, letter: &DeadLetter) {
    letters
        .put(letter)
        .await
        .expect("`put` stores a new letter");
}

async fn get(letters: &dyn DeadLetters, letter: &DeadLetter) -> Option<DeadLetter> {
    letters.get(letter.id).await.expect("`get` answers")
}

/// The ids of all letters, in the order of the list.
async fn ids(letters: &dyn DeadLetters) -> Vec<DeadLetterId> {
    let all = DeadLetterFilter::all();
    let listed = letters.list(&all, None, 100).await;
    let listed = listed.expect("`list` answers").into_iter();
    listed.map(|letter| letter.id).collect()
}

async fn claim(
    letters: &dyn DeadLetters,
    letter: &DeadLetter,
    claim: ClaimId,
    length: Duration,
) -> DeadLetterClaim {
    let answer = letters.claim(letter.id, claim, length).await;
    answer.expect("`claim` answers")
}

/// Claims a letter that is not leased.
async fn claimed(
    letters: &dyn DeadLetters,
    letter: &DeadLetter,
    length: Duration,
) -> ClaimedLetter {
    match claim(letters, letter, ClaimId::new(), length).await {
        DeadLetterClaim::Granted(claimed) => claimed,
        other => panic!("`claim` grants a letter that nobody has, and answered {other:?}"),
    }
}

async fn release(letters: &dyn DeadLetters, lease: &Lease) {
    let released = letters.release(lease).await;
    released.expect("`release` succeeds, whoever has the lease");
}
