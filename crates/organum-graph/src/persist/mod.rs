//! Nodes whose results a store records.
//!
//! - [`Persistence`]: what a node declares. [`Persist`]: a node whose results are recorded; the macros
//!   implement it.
//! - `key`: the key of a record, from the name of the node and its inputs. `codec`: values and inputs in
//!   written form.
//! - `call`: the call of such a node. `asked`: its question to the store. `claimed`: the lease under which
//!   it runs.
//! - `execution`: the record of an execution of a resumable graph.
//! - `error`: the reasons for which such a node fails by itself.

mod asked;
mod call;
mod claimed;
mod codec;
mod error;
mod execution;
mod key;

use std::{sync::Arc, time::Duration};

use organum_store::{
    Store,
    key::{KeyError, KeyParts},
};

pub(crate) use self::execution::{ExecutionClaim, Opening, executions, inputs};
pub use self::{
    call::Recorded,
    codec::{Hashing, NotHashable, NotStorable, Storable, Storing, ValueCodec},
    error::{PersistError, PersistErrorKind, RecordedFailure},
    execution::{
        ExecutionError, ExecutionErrorKind, ExecutionFilter, ExecutionStatus, ExecutionSummary,
        Resumption, StorableInput,
    },
};
use crate::executor::{Call, StableName};

/// The number of leases of one record that may end without a result before the node is not run any more.
pub(crate) const LAPSES: u32 = 10;

/// The time that a lease lasts after each renewal, for a node that does not say otherwise.
pub const LEASE: Duration = Duration::from_secs(30);

/// The declaration of a node about the records of its results.
// Public fields: the macros write it as a constant.
#[derive(Clone, Copy, Debug)]
pub struct Persistence {
    /// The text by which the records of the node are identified.
    pub name: StableName,
    /// The version of the node.
    pub version: u32,
    /// The executions that share a record.
    pub scope: PersistScope,
    /// The time for which a value is kept; `None` for ever.
    pub ttl: Option<Duration>,
    /// The time for which a failure is kept; `None` if failures are not recorded.
    pub failures: Option<Duration>,
    /// The time that a lease lasts after each renewal.
    pub lease: Duration,
    /// True if the node runs without its store where the store fails or has an unreadable record.
    pub runs_without_store: bool,
    /// A hash of the type of the values.
    pub fingerprint: u64,
}

/// The executions that share a record.
// Exhaustive: the macros write it as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersistScope {
    /// All executions.
    Global,
    /// The runs with one execution id.
    Run,
}

/// A node whose results a store records.
pub trait Persist: Call<Out: Send> {
    /// The declaration of the node.
    const PERSISTENCE: Persistence;
    /// The form in which the store has the values; `None` for a mistake that is reported elsewhere.
    const CODEC: Option<ValueCodec<Self::Out>>;

    /// Returns the store.
    fn store<'a>(deps: &Self::Deps<'a>) -> &'a Arc<dyn Store>;

    /// Adds the dependencies whose positions `is_part` accepts to a key.
    ///
    /// # Errors
    /// The `Serialize` of a dependency fails.
    fn add_inputs<'a>(
        deps: &Self::Deps<'a>,
        is_part: impl Fn(usize) -> bool,
        key: &mut KeyParts,
    ) -> Result<(), KeyError>;
}

/// A type that holds the store of a graph: `persist(store = …)` names it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no store, so results cannot be recorded in it",
    label = "does not dereference to `Arc<dyn Store>`",
    note = "write `struct {Self}(Arc<dyn Store>);` with `impl Deref<Target = Arc<dyn Store>> for {Self}`"
)]
pub trait HoldsStore {
    /// Returns the store.
    fn held_store(&self) -> &Arc<dyn Store>;
}

#[diagnostic::do_not_recommend]
impl<T: std::ops::Deref<Target = Arc<dyn Store>>> HoldsStore for T {
    fn held_store(&self) -> &Arc<dyn Store> {
        self
    }
}
