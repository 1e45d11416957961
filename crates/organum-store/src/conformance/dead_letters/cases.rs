//! The cases of the suite for stores of dead letters.

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

use super::{
    super::{
        Subject,
        cases::{LONG, kind, outlast, renew},
    },
    claim, claimed, get, ids, letter, put, release,
};
use crate::{
    ClaimId, ClaimedLetter, Content, DeadLetter, DeadLetterClaim, DeadLetterFilter, DeadLetterId,
    DeadLetters, Renewal, StoreErrorKind,
};

/// A letter is returned exactly as it was put, whatever it contains.
///
/// # Panics
/// If the store breaks this promise.
pub async fn what_is_put_is_found<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let mut bare = letter(2);
    bare.place = None;
    bare.content = None;
    bare.chain.clear();
    bare.reason.messages.clear();
    let mut bytes = letter(3);
    bytes.attempts = u32::MAX;
    bytes.content = Some(Content(vec![0, 0xff, b'"', b'\n', 0xc3]));
    "O'Brien \u{1f980}".clone_into(&mut bytes.subject);
    let all = [letter(1), bare, bytes];
    for letter in &all {
        put(&*letters, letter).await;
    }
    for letter in &all {
        let found = get(&*letters, letter).await;
        assert_eq!(
            found.as_ref(),
            Some(letter),
            "`get` returns a letter unchanged"
        );
    }
    let listed = letters.list(&DeadLetterFilter::all(), None, 9).await;
    assert_eq!(
        listed.expect("`list` answers"),
        all,
        "`list` returns letters unchanged"
    );
    let missing = letters.get(DeadLetterId(Uuid::now_v7())).await;
    assert_eq!(
        missing.expect("`get` answers"),
        None,
        "there is no such letter"
    );
}

/// A letter is stored once, and is not overwritten by another letter with its id.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_letter_is_put_once<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let first = letter(1);
    for _ in 0..3 {
        put(&*letters, &first).await;
    }
    assert_eq!(
        ids(&*letters).await,
        [first.id],
        "a letter that is put again is there once"
    );
    let other = DeadLetter {
        attempts: 9,
        ..first.clone()
    };
    let conflict = kind(
        letters.put(&other).await,
        "`put` does not overwrite a letter",
    );
    assert_eq!(
        conflict,
        StoreErrorKind::Conflict,
        "another letter with this id is a conflict"
    );
    let there = get(&*letters, &first).await;
    assert_eq!(there.as_ref(), Some(&first), "the letter stays as it is");
    // The same holds while the letter is claimed.
    let claimed = claimed(&*letters, &first, LONG).await;
    put(&*letters, &first).await;
    let updated = letters.update(&claimed, &other).await;
    updated.expect("`put` of the same letter does not disturb whoever has claimed it");
}

/// Lists are pages, the oldest letters first, whatever order the letters were put in. A list continues
/// after the cursor of a letter that has been removed.
///
/// # Panics
/// If the store breaks this promise.
pub async fn lists_are_pages_and_the_oldest_is_first<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let mut all: Vec<DeadLetter> = (0..7).map(letter).collect();
    // Neither the ids nor the order of the calls to `put` follow the age of the letters.
    let other = all[1].id;
    all[1].id = std::mem::replace(&mut all[5].id, other);
    for at in [3, 0, 6, 1, 5, 2, 4] {
        put(&*letters, &all[at]).await;
    }
    let expected: Vec<DeadLetterId> = all.iter().map(|letter| letter.id).collect();
    assert_eq!(
        ids(&*letters).await,
        expected,
        "`list` returns the oldest letters first"
    );
    let filter = DeadLetterFilter::all();
    let mut found: Vec<DeadLetter> = Vec::new();
    loop {
        let after = found.last().map(DeadLetter::cursor);
        let page = letters
            .list(&filter, after, 2)
            .await
            .expect("`list` answers");
        assert!(
            page.len() <= 2,
            "`list` returns at most as many as it is asked for"
        );
        if page.is_empty() {
            break;
        }
        // The cursor of a removed letter is still a valid position.
        let last = page.last().expect("it is not empty");
        let claimed = claimed(&*letters, last, LONG).await;
        letters
            .remove(&claimed)
            .await
            .expect("`remove` removes what is claimed");
        found.extend(page);
        assert!(
            found.len() <= 7,
            "`list` continues after the cursor that it is given"
        );
    }
    assert_eq!(found, all, "the pages have each letter once");
    let none = letters
        .list(&filter, None, 0)
        .await
        .expect("`list` answers");
    assert_eq!(none, [], "`list` of none");
}

/// A filter selects by origin, subject, place and correlation.
///
/// # Panics
/// If the store breaks this promise.
pub async fn filters_choose<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let mut all: Vec<DeadLetter> = (0..5).map(letter).collect();
    "Bank".clone_into(&mut all[1].origin);
    "Paid".clone_into(&mut all[2].subject);
    all[3].place = Some("fulfilment.cancel".to_owned());
    all[4].place = None;
    for letter in &all {
        put(&*letters, letter).await;
    }
    let filter = DeadLetterFilter::all;
    for (filter, expected) in [
        (filter(), vec![0, 1, 2, 3, 4]),
        (filter().origin("Shop"), vec![0, 2, 3, 4]),
        (filter().origin("Unknown"), vec![]),
        (filter().subject("Paid"), vec![2]),
        (filter().place("fulfilment"), vec![0, 1, 2, 3]),
        (filter().place("fulfilment.handle"), vec![0, 1, 2]),
        (filter().place("fulfil"), vec![]),
        (filter().correlation(all[3].correlation), vec![3]),
        (
            filter()
                .origin("Shop")
                .subject("Ordered")
                .place("fulfilment.handle"),
            vec![0],
        ),
    ] {
        let found = letters
            .list(&filter, None, 9)
            .await
            .expect("`list` answers");
        let expected: Vec<DeadLetter> = expected.into_iter().map(|at| all[at].clone()).collect();
        assert_eq!(found, expected, "`list` returns what fits {filter:?}");
    }
    let limited = letters.list(&filter().subject("Paid"), None, 1).await;
    let limited = limited.expect("`list` answers");
    assert_eq!(
        limited.len(),
        1,
        "letters that do not fit do not count for the limit"
    );
}

/// A letter is held by one claim at a time, and stays visible.
///
/// # Panics
/// If the store breaks this promise.
pub async fn one_claim_has_a_letter<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let (first, owner) = (letter(1), ClaimId::new());
    let absent = claim(&*letters, &first, owner, LONG).await;
    assert_eq!(absent, DeadLetterClaim::Absent, "there is no such letter");
    put(&*letters, &first).await;
    let granted = claim(&*letters, &first, owner, LONG).await;
    let DeadLetterClaim::Granted(mine) = &granted else {
        panic!("`claim` grants a letter that nobody has, and answered {granted:?}");
    };
    assert_eq!(mine.letter, first, "`claim` returns the letter");
    assert_eq!(
        mine.lease.owner(),
        owner,
        "the claim is the owner of the lease"
    );
    assert_eq!(mine.lease.id(), first.id.0, "a lease names its letter");
    assert_eq!(
        mine.lease.length(),
        LONG,
        "a lease has the length it was asked for"
    );
    let again = claim(&*letters, &first, owner, LONG).await;
    assert_eq!(
        again, granted,
        "`claim` by the same claim grants the same lease"
    );
    match claim(&*letters, &first, ClaimId::new(), LONG).await {
        DeadLetterClaim::Busy { left } => {
            assert!(
                left <= LONG,
                "a lease has no more time left than its length"
            );
            assert!(
                left > LONG / 2,
                "a new lease has most of its time left, and not {left:?}"
            );
        }
        other => panic!("a letter that somebody has is busy, and not {other:?}"),
    }
    let there = get(&*letters, &first).await;
    assert_eq!(there.as_ref(), Some(&first), "a claimed letter is found");
    assert_eq!(
        ids(&*letters).await,
        [first.id],
        "a claimed letter is listed"
    );
    for _ in 0..2 {
        release(&*letters, &mine.lease).await;
    }
    let other = claimed(&*letters, &first, LONG).await;
    assert!(
        other.lease.epoch() > mine.lease.epoch(),
        "the next lease has a later epoch"
    );
    refuses(&*letters, mine).await;
}

/// Every operation of this claim is refused and changes nothing.
async fn refuses(letters: &dyn DeadLetters, late: &ClaimedLetter) {
    let before = get(letters, &late.letter).await;
    let changed = DeadLetter {
        attempts: 77,
        ..late.letter.clone()
    };
    let update = letters.update(late, &changed).await;
    let update = kind(update, "an update with an older epoch is refused");
    assert_eq!(
        update,
        StoreErrorKind::LeaseLost,
        "an update with an older epoch"
    );
    let remove = letters.remove(late).await;
    let remove = kind(remove, "to remove a letter with an older epoch is refused");
    assert_eq!(
        remove,
        StoreErrorKind::LeaseLost,
        "a removal with an older epoch"
    );
    let renewed = renew(letters, &late.lease).await;
    assert_eq!(
        renewed,
        Renewal::Lost,
        "a lease with an older epoch is lost"
    );
    release(letters, &late.lease).await;
    let busy = claim(letters, &late.letter, ClaimId::new(), LONG).await;
    let is_busy = matches!(busy, DeadLetterClaim::Busy { .. });
    assert!(
        is_busy,
        "to give a lost lease back does not free that of the next owner: {busy:?}"
    );
    let after = get(letters, &late.letter).await;
    assert_eq!(after, before, "what is refused changes nothing");
}

/// A claimed letter is updated from the revision that was claimed, and from no other.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_claimed_letter_is_updated<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let first = letter(1);
    put(&*letters, &first).await;
    let mut mine = claimed(&*letters, &first, LONG).await;
    let second = DeadLetter {
        attempts: 6,
        content: Some(Content(vec![9; 100])),
        ..first.clone()
    };
    let revision = letters.update(&mine, &second).await;
    let revision = revision.expect("`update` succeeds for the claim");
    assert_ne!(
        revision, mine.revision,
        "a letter that is changed has another revision"
    );
    let again = letters.update(&mine, &second).await;
    let again = again.expect("`update` can be repeated");
    assert_eq!(
        again, revision,
        "`update`, repeated, returns the same revision"
    );
    let there = get(&*letters, &first).await;
    assert_eq!(
        there.as_ref(),
        Some(&second),
        "`get` returns the letter as it was updated"
    );
    let third = DeadLetter {
        attempts: 9,
        ..first.clone()
    };
    an_older_revision_is_a_conflict(&*letters, &mine, &third).await;
    mine.revision = revision;
    let moved = DeadLetter {
        time: first.time + Duration::from_secs(1),
        ..first.clone()
    };
    let refused = kind(
        letters.update(&mine, &moved).await,
        "the time of a letter stays",
    );
    assert_eq!(refused, StoreErrorKind::Refused, "another time is refused");
    let there = get(&*letters, &first).await;
    assert_eq!(
        there.as_ref(),
        Some(&second),
        "what is refused changes nothing"
    );
    let updated = letters.update(&mine, &third).await;
    updated.expect("`update` succeeds from the last revision");

    let same = claim(&*letters, &first, mine.lease.owner(), LONG).await;
    let DeadLetterClaim::Granted(same) = same else {
        panic!("a claim has its letter after an update: it answered {same:?}");
    };
    assert_eq!(
        same.letter, third,
        "`claim`, repeated, returns the letter as it is now"
    );
    release(&*letters, &same.lease).await;
    let late = kind(
        letters.update(&same, &first).await,
        "a lease that was given back is lost",
    );
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "a lease that was given back is lost"
    );
}

async fn an_older_revision_is_a_conflict(
    letters: &dyn DeadLetters,
    stale: &ClaimedLetter,
    letter: &DeadLetter,
) {
    let updated = letters.update(stale, letter).await;
    assert_eq!(
        kind(updated, "an older revision is refused"),
        StoreErrorKind::Conflict,
        "an older revision is a conflict"
    );
    let removed = letters.remove(stale).await;
    assert_eq!(
        kind(removed, "an older revision is not removed"),
        StoreErrorKind::Conflict,
        "an older revision is a conflict"
    );
}

/// A claimed letter is removed, and removing it again is not an error.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_claimed_letter_is_removed<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let (first, second) = (letter(1), letter(2));
    put(&*letters, &first).await;
    put(&*letters, &second).await;
    let given_back = claimed(&*letters, &first, LONG).await;
    release(&*letters, &given_back.lease).await;
    let late = kind(
        letters.remove(&given_back).await,
        "only what is claimed is removed",
    );
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "a lease that was given back is lost"
    );
    let mine = claimed(&*letters, &first, LONG).await;
    for _ in 0..2 {
        let removed = letters.remove(&mine).await;
        removed.expect("`remove` removes what is claimed, and can be repeated");
    }
    assert_eq!(
        get(&*letters, &first).await,
        None,
        "a removed letter is gone"
    );
    assert_eq!(
        ids(&*letters).await,
        [second.id],
        "a removed letter is not listed"
    );
    let absent = claim(&*letters, &first, ClaimId::new(), LONG).await;
    assert_eq!(
        absent,
        DeadLetterClaim::Absent,
        "a removed letter cannot be claimed"
    );
    let absent = claim(&*letters, &first, mine.lease.owner(), LONG).await;
    assert_eq!(
        absent,
        DeadLetterClaim::Absent,
        "nor by the claim that had it"
    );
    assert_eq!(
        renew(&*letters, &mine.lease).await,
        Renewal::Lost,
        "its lease is lost"
    );
    let late = kind(
        letters.update(&mine, &first).await,
        "a removed letter is not updated",
    );
    assert_eq!(
        late,
        StoreErrorKind::LeaseLost,
        "the lease of a removed letter is lost"
    );
    release(&*letters, &mine.lease).await;
    assert_eq!(get(&*letters, &first).await, None, "it stays gone");
}

/// A claim that was delayed past the end of its lease is refused once another claim has the letter.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_stalled_claim_is_refused<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let short = subject.short_lease();
    let first = letter(1);
    put(&*letters, &first).await;
    let stalled = claimed(&*letters, &first, short).await;
    outlast(short).await;
    let other = claimed(&*letters, &first, LONG).await;
    assert!(
        other.lease.epoch() > stalled.lease.epoch(),
        "the next lease has a later epoch"
    );
    refuses(&*letters, &stalled).await;
    letters
        .remove(&other)
        .await
        .expect("the next owner continues");
    assert_eq!(
        get(&*letters, &first).await,
        None,
        "the next owner removes the letter"
    );
}

/// A lease that is renewed lasts, and a lease that is not renewed ends.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_claim_that_is_renewed_lasts<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let short = subject.short_lease();
    let (first, second) = (letter(1), letter(2));
    put(&*letters, &first).await;
    put(&*letters, &second).await;
    let mine = claimed(&*letters, &first, 4 * short).await;
    let lost = claimed(&*letters, &second, LONG).await;
    release(&*letters, &lost.lease).await;
    for _ in 0..6 {
        tokio::time::sleep(short).await;
        let renewed = renew(&*letters, &mine.lease).await;
        assert_eq!(
            renewed,
            Renewal::Renewed,
            "a lease that has not ended is renewed"
        );
    }
    let busy = claim(&*letters, &first, ClaimId::new(), LONG).await;
    let is_busy = matches!(busy, DeadLetterClaim::Busy { .. });
    assert!(
        is_busy,
        "a lease that is renewed lasts: a claim answered {busy:?}"
    );
    let both = [lost.lease.clone(), mine.lease.clone()];
    let answers = letters.renew(&both).await.expect("`renew` answers");
    let expected = [Renewal::Lost, Renewal::Renewed];
    assert_eq!(
        answers, expected,
        "`renew` answers for each lease, in order"
    );
    outlast(4 * short).await;
    let other = claim(&*letters, &first, ClaimId::new(), LONG).await;
    let is_granted = matches!(other, DeadLetterClaim::Granted(_));
    assert!(
        is_granted,
        "a lease that is not renewed ends: a claim answered {other:?}"
    );
}

/// A failure that is put after the letter of an earlier one was removed is a new letter: a claim of the
/// earlier letter does not affect it.
///
/// # Panics
/// If the store breaks this promise.
pub async fn a_letter_that_comes_back_is_another_one<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let first = letter(1);
    let mut last = 0;
    for _ in 0..3 {
        put(&*letters, &first).await;
        let mine = claimed(&*letters, &first, LONG).await;
        let epoch = mine.lease.epoch();
        assert!(
            epoch > last,
            "epochs do not start again after a letter was removed: {epoch} follows {last}"
        );
        letters
            .remove(&mine)
            .await
            .expect("`remove` removes what is claimed");
        put(&*letters, &first).await;
        let late = kind(
            letters.remove(&mine).await,
            "a letter that came back is another one",
        );
        assert_eq!(
            late,
            StoreErrorKind::LeaseLost,
            "a claim of the one before is lost"
        );
        let late = kind(
            letters.update(&mine, &first).await,
            "a late update is refused",
        );
        assert_eq!(
            late,
            StoreErrorKind::LeaseLost,
            "a claim of the one before is lost"
        );
        let there = get(&*letters, &first).await;
        assert_eq!(there.as_ref(), Some(&first), "what came back stays");
        let mine = claimed(&*letters, &first, LONG).await;
        last = mine.lease.epoch();
        letters
            .remove(&mine)
            .await
            .expect("`remove` removes what is claimed");
    }
}

/// Of many concurrent claims, one is granted.
///
/// # Panics
/// If the store breaks this promise.
pub async fn one_of_many_claims_is_granted<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    for round in 0..10 {
        let first = letter(round);
        put(&*letters, &first).await;
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (letters, first) = (Arc::clone(&letters), first.clone());
                tokio::spawn(async move {
                    let claim = claim(&*letters, &first, ClaimId::new(), LONG).await;
                    matches!(claim, DeadLetterClaim::Granted(_))
                })
            })
            .collect();
        let mut granted = 0;
        for task in tasks {
            granted += usize::from(task.await.expect("a call does not panic"));
        }
        assert_eq!(granted, 1, "of many claims at once one is granted");
    }
}

/// A letter of a megabyte is stored completely, or refused as too large.
///
/// # Panics
/// If the store breaks this promise.
pub async fn large_letters_are_stored_or_refused<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let mut large = letter(1);
    large.content = Some(Content(vec![b'x'; 1_000_000]));
    let stored = letters.put(&large).await;
    let there = get(&*letters, &large).await;
    match stored {
        Ok(()) => assert_eq!(there, Some(large), "a large letter comes back whole"),
        Err(error) => {
            let kind = error.kind();
            let is_refused = kind == StoreErrorKind::TooLarge;
            assert!(
                is_refused,
                "a letter that is not stored is too large, and not: {error}"
            );
            assert_eq!(there, None, "nothing of what is too large is stored");
        }
    }
}

/// A store that outlives its handle has all letters when it is opened again, including claims.
///
/// # Panics
/// If the store breaks this promise.
pub async fn what_is_put_outlives_the_handle<S: Subject<dyn DeadLetters>>(subject: &S) {
    let letters = subject.fresh().await;
    let (first, second, third) = (letter(1), letter(2), letter(3));
    for letter in [&first, &second, &third] {
        put(&*letters, letter).await;
    }
    let mut mine = claimed(&*letters, &first, LONG).await;
    let changed = DeadLetter {
        attempts: 6,
        ..first.clone()
    };
    let updated = letters.update(&mine, &changed).await;
    mine.revision = updated.expect("`update` succeeds for the claim");
    let gone = claimed(&*letters, &second, LONG).await;
    letters
        .remove(&gone)
        .await
        .expect("`remove` removes what is claimed");
    drop(letters);
    let Some(letters) = subject.reopen().await else {
        return;
    };
    assert_eq!(
        ids(&*letters).await,
        [first.id, third.id],
        "what was put is there, in its order"
    );
    let there = get(&*letters, &first).await;
    assert_eq!(there.as_ref(), Some(&changed), "the last update is there");
    let busy = claim(&*letters, &first, ClaimId::new(), LONG).await;
    let is_busy = matches!(busy, DeadLetterClaim::Busy { .. });
    assert!(
        is_busy,
        "a lease outlives the handle: a claim answered {busy:?}"
    );
    letters
        .remove(&mine)
        .await
        .expect("an owner continues with the new handle");
    put(&*letters, &second).await;
    let again = claimed(&*letters, &second, LONG).await;
    let rises = again.lease.epoch() > gone.lease.epoch();
    assert!(rises, "epochs do not start again with a new handle");
}
