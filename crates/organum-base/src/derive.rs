//! Ids that are derived from other ids.

use xxhash_rust::xxh3::xxh3_128;

/// Returns the id of the event that `handler` emits as its `ordinal`th while it handles the event
/// `parent`: the parent's 48 bits of time, and 74 bits of a hash of all three, in the format of a UUID v7
/// (RFC 9562). The hash is XXH3-128.
///
/// A repeated delivery gives the same ids, so a receiver can recognise duplicates.
#[inline]
pub fn derive(parent: u128, handler: u64, ordinal: u32) -> u128 {
    const TIME: u128 = !((1 << 80) - 1);
    const VERSION: u128 = 0x7 << 76;
    const VARIANT: u128 = 0b10 << 62;
    const RANDOM: u128 = 0xfff << 64 | ((1 << 62) - 1);
    // Words of eight bytes, the unit in which the hash reads.
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&parent.to_le_bytes());
    bytes[16..24].copy_from_slice(&handler.to_le_bytes());
    bytes[24..].copy_from_slice(&u64::from(ordinal).to_le_bytes());
    (parent & TIME) | VERSION | VARIANT | (xxh3_128(&bytes) & RANDOM)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::{Uuid, Variant};

    use super::*;

    #[test]
    fn ids_have_the_format_and_the_time_of_a_version_7() {
        let parent = Uuid::now_v7();
        let child = Uuid::from_u128(derive(parent.as_u128(), 7, 0));
        assert_eq!(child.get_version_num(), 7);
        assert_eq!(child.get_variant(), Variant::RFC4122);
        assert_eq!(child.get_timestamp(), parent.get_timestamp());
    }

    #[test]
    fn ids_differ_by_parent_handler_and_ordinal_and_by_nothing_else() {
        let mut seen = HashSet::new();
        for parent in 0..20 {
            for handler in 0..20 {
                for ordinal in 0..20 {
                    assert!(seen.insert(derive(parent, handler, ordinal)));
                    assert!(!seen.insert(derive(parent, handler, ordinal)));
                }
            }
        }
    }
}
