//! The choice of calls of the simulated services that fail.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use fastrand::Rng;

/// Decides from a seed which calls fail; without a seed no call fails.
///
/// Every service has its own random numbers for each request, so concurrency and order have no influence.
#[derive(Clone, Default)]
pub struct Faults {
    seed: Option<u64>,
    fates: Arc<Mutex<BTreeMap<String, Rng>>>,
}

impl Faults {
    pub fn from_seed(seed: u64) -> Self {
        Self {
            seed: Some(seed),
            fates: Arc::default(),
        }
    }

    /// Returns true if this call fails, with a probability of `percent`.
    pub fn strike(&self, percent: u32, service: &str, request: &str) -> bool {
        let Some(seed) = self.seed else {
            return false;
        };
        let call = format!("{service}/{request}");
        let mut fates = self.fates.lock().unwrap_or_else(PoisonError::into_inner);
        let fate = match fates.get_mut(&call) {
            Some(fate) => fate,
            None => {
                let fate = Rng::with_seed(hash(seed, &call));
                fates.entry(call).or_insert(fate)
            }
        };
        fate.u32(..100) < percent
    }
}

/// FNV-1a, which gives the same hash for the same text on every machine.
fn hash(seed: u64, text: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let bytes = seed.to_le_bytes().into_iter().chain(text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, mix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(faults: &Faults, request: &str) -> Vec<bool> {
        (0..64)
            .map(|_| faults.strike(50, "loyalty", request))
            .collect()
    }

    #[test]
    fn a_seed_determines_the_failures_independently_of_other_requests() {
        let (one, other) = (Faults::from_seed(7), Faults::from_seed(7));
        let first = fates(&one, "MUG");
        assert_ne!(fates(&other, "CABLE"), first);
        assert_eq!(fates(&other, "MUG"), first);
        assert_ne!(fates(&Faults::from_seed(8), "MUG"), first);
        assert!(first.contains(&true) && first.contains(&false));
    }

    #[test]
    fn without_a_seed_no_call_fails() {
        assert!(!fates(&Faults::default(), "MUG").contains(&true));
    }
}
