//! The programs of the tutorial, as a reader pastes them: each `main` is run, and so are their tests.

include!(concat!(env!("OUT_DIR"), "/tutorial.rs"));
