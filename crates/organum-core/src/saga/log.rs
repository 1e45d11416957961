//! What a run of a saga remembers: what was done, in the order of completion.

use std::{any::Any, sync::Arc, task::Waker};

use super::report::StepRef;

/// A value as it is kept.
pub(crate) type Shared = Arc<dyn Any + Send + Sync>;

/// The value of a step, or of an item of one.
#[derive(Clone)]
pub(crate) enum Value {
    /// A `T`, of which others may hold a share.
    One(Shared),
    /// A `Vec<T>`, in which this is the item at the place that the function is asked for.
    Item(
        Shared,
        for<'a> fn(&'a (dyn Any + Send + Sync), usize) -> Option<&'a (dyn Any + Send + Sync)>,
    ),
    /// It is needed no more.
    Gone,
}

/// Something that was done.
#[derive(Clone)]
pub(crate) struct Done {
    /// Its place in the order of completion.
    pub(crate) number: u32,
    pub(crate) step: usize,
    pub(crate) item: Option<u32>,
    pub(crate) value: Value,
    /// The journal has it.
    pub(crate) is_recorded: bool,
}

impl Done {
    pub(crate) fn at(&self) -> At {
        At {
            step: self.step,
            item: self.item,
        }
    }

    /// The value itself.
    pub(crate) fn value(&self) -> Option<&(dyn Any + Send + Sync)> {
        match &self.value {
            Value::One(value) => Some(&**value),
            Value::Item(all, get) => get(&**all, self.item? as usize),
            Value::Gone => None,
        }
    }
}

/// A step, or an item of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) step: usize,
    pub(crate) item: Option<u32>,
}

#[derive(Default)]
pub(crate) struct Log {
    /// In the order of completion.
    pub(crate) done: Vec<Done>,
    /// Steps that are undone even if they are not done, and began, in the order in which they did.
    pub(crate) doubtful: Vec<At>,
    /// Steps that lost a race.
    pub(crate) lost: Vec<usize>,
    /// What failed first.
    pub(crate) failed: Option<At>,
    /// Something else is parked: by another driver before, or of a saga that is a step.
    pub(crate) has_parked: bool,
    /// What was undone, in order.
    pub(crate) undone: Vec<StepRef>,
    /// What was parked in this run, in order.
    pub(crate) parked: Vec<StepRef>,
    /// The saga, once the graph of a run that is not done has let go of it.
    pub(crate) saga: Option<Box<dyn Any + Send + Sync>>,
    /// Who waits for that.
    pub(crate) waiting: Option<Waker>,
}

impl Log {
    pub(crate) fn find(&self, at: At) -> Option<&Done> {
        self.done.iter().find(|done| done.at() == at)
    }

    pub(crate) fn is_done(&self, step: usize) -> bool {
        self.done.iter().any(|done| done.step == step)
    }

    /// A step that was in doubt is done.
    pub(crate) fn is_certain(&mut self, at: At) {
        self.doubtful.retain(|other| *other != at);
    }

    /// Puts down what is done. What comes back from a graph comes in any order.
    pub(crate) fn put(&mut self, done: Done) {
        self.is_certain(done.at());
        let earlier = |other: &Done| other.number < done.number;
        let at = self.done.partition_point(earlier);
        self.done.insert(at, done);
    }

    /// The values of all items of a step, as one: each is taken out of the log, which gets the whole
    /// instead.
    pub(crate) fn gather<T: Send + Sync + 'static>(&mut self, step: usize) -> Arc<Vec<T>> {
        let of_step = |done: &&mut Done| done.step == step;
        let mut items: Vec<(u32, Arc<T>)> = Vec::new();
        for done in self.done.iter_mut().filter(of_step) {
            match std::mem::replace(&mut done.value, Value::Gone) {
                Value::One(value) => {
                    let item = done.item.unwrap_or_default();
                    items.extend(value.downcast::<T>().ok().map(|value| (item, value)));
                }
                // They were gathered before.
                Value::Item(all, get) => {
                    done.value = Value::Item(Arc::clone(&all), get);
                    return all.downcast().expect("the items of a step are of its type");
                }
                Value::Gone => {}
            }
        }
        items.sort_by_key(|(item, _)| *item);
        let values = items.into_iter().map(|(_, value)| {
            Arc::into_inner(value).expect("nobody else has a share of an item before all are done")
        });
        let all = Arc::new(values.collect::<Vec<T>>());
        for done in self.done.iter_mut().filter(of_step) {
            done.value = Value::Item(Arc::clone(&all) as Shared, item_of::<T>);
        }
        all
    }
}

fn item_of<T: Send + Sync + 'static>(
    all: &(dyn Any + Send + Sync),
    at: usize,
) -> Option<&(dyn Any + Send + Sync)> {
    let all: &Vec<T> = all.downcast_ref()?;
    Some(all.get(at)?)
}
