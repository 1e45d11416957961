//! The suite that every journal has to pass.
