//! Which calls of the simulated services go wrong.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use fastrand::Rng;

/// Draws the fate of each call from a seed; without one nothing goes wrong.
///
/// Every service has its own numbers for each thing it is asked for, so what runs side by side, and in
/// which order, changes nothing.
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

    /// Whether this call goes wrong, which it does in `percent` of all cases.
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

/// FNV-1a: the same number for the same text, always and everywhere.
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
    fn a_seed_says_what_goes_wrong_whatever_else_is_asked() {
        let (one, other) = (Faults::from_seed(7), Faults::from_seed(7));
        let first = fates(&one, "MUG");
        assert_ne!(fates(&other, "CABLE"), first);
        assert_eq!(fates(&other, "MUG"), first);
        assert_ne!(fates(&Faults::from_seed(8), "MUG"), first);
        assert!(first.contains(&true) && first.contains(&false));
    }

    #[test]
    fn without_a_seed_nothing_goes_wrong() {
        assert!(!fates(&Faults::default(), "MUG").contains(&true));
    }
}
