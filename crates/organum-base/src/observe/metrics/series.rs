//! The limit on the number of series.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use prometheus::{HistogramVec, IntCounter, IntCounterVec, Registry};

/// Limits the number of series.
pub(super) struct Limit {
    most: usize,
    /// The series that exist, by a hash of the metric and its labels. Two series with one hash count as one.
    known: Mutex<HashSet<u64>>,
    hasher: RandomState,
    dropped: IntCounter,
}

impl Limit {
    pub(super) fn new(registry: &Registry, most: usize) -> Self {
        Self {
            most,
            known: Mutex::default(),
            hasher: RandomState::new(),
            dropped: super::register(
                registry,
                IntCounter::new(
                    "organum_series_dropped_total",
                    "Updates that were dropped because they needed a series beyond the limit.",
                ),
            ),
        }
    }

    /// Returns true if this series may be updated. Counts the update as dropped if not.
    fn has_room(&self, metric: &'static str, labels: &[&str]) -> bool {
        let series = self.hasher.hash_one((metric, labels));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(&series) {
            return true;
        }
        if known.len() < self.most {
            known.insert(series);
            return true;
        }
        drop(known);
        self.dropped.inc();
        false
    }
}

/// A counter for each combination of labels.
pub(super) struct Counter {
    name: &'static str,
    series: IntCounterVec,
}

impl Counter {
    pub(super) fn new(
        registry: &Registry,
        name: &'static str,
        help: &str,
        labels: &[&str],
    ) -> Self {
        let options = prometheus::Opts::new(name, help).namespace("organum");
        let series = super::register(registry, IntCounterVec::new(options, labels));
        Self { name, series }
    }

    pub(super) fn count(&self, limit: &Limit, labels: &[&str]) {
        if limit.has_room(self.name, labels) {
            self.series.with_label_values(labels).inc();
        }
    }

    pub(super) fn add(&self, limit: &Limit, labels: &[&str], count: u64) {
        if limit.has_room(self.name, labels) {
            self.series.with_label_values(labels).inc_by(count);
        }
    }
}

/// A histogram of seconds for each combination of labels.
pub(super) struct Seconds {
    name: &'static str,
    series: HistogramVec,
}

impl Seconds {
    pub(super) fn new(
        registry: &Registry,
        name: &'static str,
        help: &str,
        labels: &[&str],
    ) -> Self {
        let options = prometheus::HistogramOpts::new(name, help)
            .namespace("organum")
            .buckets(super::BUCKETS.to_vec());
        let series = super::register(registry, HistogramVec::new(options, labels));
        Self { name, series }
    }

    pub(super) fn measure(&self, limit: &Limit, labels: &[&str], duration: Option<Duration>) {
        if let Some(duration) = duration
            && limit.has_room(self.name, labels)
        {
            let seconds = duration.as_secs_f64();
            self.series.with_label_values(labels).observe(seconds);
        }
    }
}
