//! Completed steps and their values.

use std::{any::Any, sync::Arc};

/// The value of a step, shared with the graph of the run.
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
    /// An item of a `Vec<T>`. The function returns the item at a position.
    Item(
        Shared,
        for<'a> fn(&'a (dyn Any + Send + Sync), usize) -> Option<&'a (dyn Any + Send + Sync)>,
    ),
    /// The value is not needed any more, and was dropped.
    Released,
}

/// A completed step, or a completed item of one.
#[derive(Clone)]
pub(crate) struct Completed {
    pub(crate) at: At,
    pub(crate) value: Value,
    /// True if a rollback must still undo the step: the step is neither undone nor parked.
    pub(crate) is_in_effect: bool,
}

impl Completed {
    pub(crate) fn new(at: At, value: Shared) -> Self {
        Self {
            at,
            value: Value::One(value),
            is_in_effect: true,
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

/// Moves the values of all items of a step into one list, which the items share from then on.
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
            // The items were gathered before.
            Value::Item(all, get) => {
                done.value = Value::Item(Arc::clone(&all), get);
                return all.downcast().expect("the items of a step are of its type");
            }
            Value::Released => {}
        }
    }
    items.sort_by_key(|(item, _)| *item);
    let values = items.into_iter().map(|(_, value)| {
        Arc::into_inner(value).expect("an item is not shared before all items have completed")
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
