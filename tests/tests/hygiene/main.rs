//! Items that a user's macro writes, with each part of them passed in: the names in generated code are
//! still resolved. These tests pass if they compile.
#![allow(
    dead_code,
    unused_variables,
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    clippy::needless_pub_self,
    clippy::struct_field_names,
    reason = "macros write the items, in all the forms that there are"
)]

mod event_parts;
mod events;
mod forbidden;
mod graphs;
mod levels;
mod sagas;
