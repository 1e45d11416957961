//! Organum.
