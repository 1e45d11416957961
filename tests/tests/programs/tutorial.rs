//! The programs of the tutorial, as a reader pastes them: each `main` is run, and the tests that they have.

include!(concat!(env!("OUT_DIR"), "/tutorial.rs"));
