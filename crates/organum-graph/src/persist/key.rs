//! The key of a record.

use organum_store::key::{Key, KeyError};

use super::{Persist, PersistScope};
use crate::{
    executor::Run,
    table::{Link, NodeIn},
};

/// The purpose of these keys, and the version of the way in which they are made.
const DOMAIN: &str = "organum node 1";

/// Returns the key of the record of node `N` with these dependencies in graph `G`.
///
/// The parts are the stable name, the version, the scope with the execution id if records belong to one
/// execution, and each dependency that the caller of the run or another node of it provides.
///
/// # Errors
/// The `Serialize` of a dependency fails.
pub(super) fn of<'a, N: Persist + NodeIn<G>, G>(
    deps: &N::Deps<'a>,
    run: &Run,
) -> Result<Key, KeyError> {
    let about = &N::PERSISTENCE;
    let (name, types) = about.name.parts();
    let mut key = Key::in_domain(DOMAIN);
    key.text(name);
    key.add(&types)?;
    key.add(&about.version)?;
    match about.scope {
        PersistScope::Global => key.text("global"),
        PersistScope::Run => key.text("run").text(&run.id().to_string()),
    };
    let links = <N as NodeIn<G>>::DEPS;
    N::add_inputs(
        deps,
        |at| links.get(at).is_none_or(Link::is_part_of_key),
        &mut key,
    )?;
    Ok(key.finish())
}
