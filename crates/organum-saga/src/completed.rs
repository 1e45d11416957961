//! Steps that are done, and what they gave.

use std::{any::Any, sync::Arc};

/// The value of a step: the graph of the run has the other share of it.
pub(crate) type Shared = Arc<dyn Any + Send + Sync>;

/// A step, or an item of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct At {
    pub(crate) step: usize,
    pub(crate) item: Option<u32>,
}

impl At {
    /// The whole step.
    pub(crate) const fn step(step: usize) -> Self {
        Self { step, item: None }
    }
}

/// The value of a step, or of an item of one.
#[derive(Clone)]
pub(crate) enum Value {
    /// A `T`.
    One(Shared),
    /// A `Vec<T>`, in which this is the item at the place that the function is asked for.
    Item(
        Shared,
        for<'a> fn(&'a (dyn Any + Send + Sync), usize) -> Option<&'a (dyn Any + Send + Sync)>,
    ),
    /// Nobody needs it any more.
    Released,
}

/// A step that is done, or an item of one.
#[derive(Clone)]
pub(crate) struct Completed {
    pub(crate) at: At,
    pub(crate) value: Value,
    /// A rollback has it before it: nobody has undone it, or tried in vain.
    pub(crate) stands: bool,
}

impl Completed {
    pub(crate) fn new(at: At, value: Shared) -> Self {
        Self {
            at,
            value: Value::One(value),
            stands: true,
        }
    }

    /// The value itself.
    pub(crate) fn value(&self) -> Option<&(dyn Any + Send + Sync)> {
        match &self.value {
            Value::One(value) => Some(&**value),
            Value::Item(all, get) => get(&**all, self.at.item? as usize),
            Value::Released => None,
        }
    }
}

/// Makes the values of all items of a step one list, of which each has a share from then on.
pub(crate) fn gather<T: Send + Sync + 'static>(
    completed: &mut [Completed],
    step: usize,
) -> Arc<Vec<T>> {
    let of_step = |done: &&mut Completed| done.at.step == step;
    let mut items: Vec<(u32, Arc<T>)> = Vec::new();
    for done in completed.iter_mut().filter(of_step) {
        match std::mem::replace(&mut done.value, Value::Released) {
            Value::One(value) => {
                let item = done.at.item.unwrap_or_default();
                items.extend(value.downcast::<T>().ok().map(|value| (item, value)));
            }
            // They were gathered before.
            Value::Item(all, get) => {
                done.value = Value::Item(Arc::clone(&all), get);
                return all.downcast().expect("the items of a step are of its type");
            }
            Value::Released => {}
        }
    }
    items.sort_by_key(|(item, _)| *item);
    let values = items.into_iter().map(|(_, value)| {
        Arc::into_inner(value).expect("nobody else has a share of an item before all are done")
    });
    let all = Arc::new(values.collect::<Vec<T>>());
    for done in completed.iter_mut().filter(of_step) {
        done.value = Value::Item(Arc::clone(&all) as Shared, item_of::<T>);
    }
    all
}

fn item_of<T: Send + Sync + 'static>(
    all: &(dyn Any + Send + Sync),
    at: usize,
) -> Option<&(dyn Any + Send + Sync)> {
    let all: &Vec<T> = all.downcast_ref()?;
    Some(all.get(at)?)
}
