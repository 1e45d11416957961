//! New, unique ids.

use std::{
    cell::Cell,
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use uuid::Uuid;

/// The time of the last id, in units of 2^-12 ms.
static LAST: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// A hash with a key from the operating system.
    static HASH: RandomState = RandomState::new();
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// Returns a new UUID v7 (RFC 9562), greater than all earlier ones in this process: 60 bits of time, in
/// units of 2^-12 ms, and 62 bits of a hash (SipHash-1-3) with a random key of each thread. The function
/// makes no system call.
pub fn unique() -> Uuid {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = ticks(now.unwrap_or_default());
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
        Some(now.max(last + 1))
    });
    let (Ok(last) | Err(last)) = last;
    let count = COUNT.replace(COUNT.get().wrapping_add(1));
    Uuid::from_u128(v7(
        now.max(last + 1),
        HASH.with(|hash| hash.hash_one(count)),
    ))
}

/// A time since 1970 in units of 2^-12 ms.
fn ticks(time: Duration) -> u64 {
    let nanos = u64::from(time.subsec_nanos());
    let millis = time.as_secs() * 1000 + nanos / 1_000_000;
    (millis << 12) | (((nanos % 1_000_000) << 12) / 1_000_000)
}

fn v7(ticks: u64, random: u64) -> u128 {
    const VERSION: u128 = 0x7 << 76;
    const VARIANT: u128 = 0b10 << 62;
    let (millis, parts) = (u128::from(ticks >> 12), u128::from(ticks & 0xfff));
    millis << 80 | VERSION | parts << 64 | VARIANT | u128::from(random >> 2)
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, thread};

    use uuid::Variant;

    use super::*;

    #[test]
    fn ids_have_the_format_and_the_time_of_a_version_7() {
        let (before, id, after) = (Uuid::now_v7(), unique(), Uuid::now_v7());
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), Variant::RFC4122);
        let millis = |id: Uuid| id.as_u128() >> 80;
        // Other tests take ids as well, and the time of each is a tick later.
        assert!((millis(before)..=millis(after) + 1_000).contains(&millis(id)));
        assert_eq!(ticks(Duration::new(2, 999_999_999)), (2_999 << 12) + 4_095);
    }

    #[test]
    fn ids_increase_and_differ_on_all_threads() {
        let make = || (0..10_000).map(|_| unique()).collect::<Vec<_>>();
        let others: Vec<_> = (0..4).map(|_| thread::spawn(make)).collect();
        let mut seen = HashSet::new();
        for ids in others
            .into_iter()
            .map(std::thread::JoinHandle::join)
            .chain([Ok(make())])
        {
            let ids = ids.expect("no thread panics");
            assert!(ids.is_sorted());
            seen.extend(ids);
        }
        assert_eq!(seen.len(), 50_000);
        let random = seen.iter().map(|id| id.as_u64_pair().1);
        assert_eq!(random.collect::<HashSet<_>>().len(), 50_000);
    }
}
