//! The recovery of a saga whose nested saga is claimed by another driver.

use organum::{
    saga::SagaId,
    store::{ClaimId, Journal, JournalClaim, conformance::poll_times},
};
use tokio::time::sleep;

use super::{
    block_on,
    sagas::TRIP,
    world::{LEASE, World},
};

/// Stops a run after this number of polls, and recovers it while another driver holds its nested saga. Returns false
/// if the run has not begun the nested saga yet.
async fn is_left(polls: u64) -> bool {
    let world = World::new(TRIP, TRIP.plans[0]);
    let died = world.runner();
    let run = poll_times(died.run(), polls).await;
    died.handle().abort();
    sleep(3 * LEASE).await;
    let records = world.records().await;
    let nested = records.iter().find(|record| record.parent.is_some());
    let Some(SagaId(nested)) = nested.map(|nested| nested.id) else {
        return false;
    };
    let claim = world.journal.claim(nested, ClaimId::new(), 10 * LEASE);
    if let JournalClaim::Granted(_) = claim.await.unwrap() {
        let runner = world.runner();
        let recovery = runner.recover().await.unwrap();
        let found = (recovery.left, recovery.found());
        assert_eq!(found, (1, 1), "after {polls} polls: {recovery:?}");
    } else {
        assert!(run.is_some(), "after {polls} polls");
    }
    sleep(10 * LEASE).await;
    world.settles(None, "left").await;
    assert!(world.is_whole("left").await);
    true
}

#[test]
fn a_saga_whose_nested_saga_has_another_driver_is_left() {
    let begun = (1..16).filter(|polls| block_on(is_left(*polls)));
    assert!(begun.count() > 8);
}
