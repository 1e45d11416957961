//! The graph of a saga: the steps are its nodes, and the run is its input.

use std::{
    future::{Future, ready},
    sync::Arc,
};

use super::{
    Saga,
    run::Active,
    table::{SagaTable, is_only_raced},
};
use crate::{
    graph::{
        __for_saga::{
            AndOthers, Call, Given, GraphOf, InGraph, Link, Place, PlanCell, Proof, Shareable,
            Wired, output,
        },
        Cause, Graph, GraphError,
    },
    policy::Attempt,
};

/// The link to the run of a saga, the input of the graph.
pub const RUN: Link = <Given<0> as InGraph<()>>::LINK;

/// Returns the needs of the last node of a saga: the step with the output, and every other step that is not merely an
/// alternative. An alternative is replaced by the step with the output.
pub const fn last_needs<const STEPS: usize, const NEEDS: usize>(
    saga: &SagaTable,
    run: Link,
    steps: [Link; STEPS],
) -> [Link; NEEDS] {
    let mut needs = [run; NEEDS];
    if STEPS == 0 || saga.steps.len() != STEPS {
        return needs;
    }
    needs[1] = steps[saga.output];
    let mut at = 0;
    while at < STEPS {
        needs[at + 2] = steps[if is_only_raced(saga, at) {
            saga.output
        } else {
            at
        }];
        at += 1;
    }
    needs
}

/// The last node of a saga, which is called when every step has completed.
pub struct Last<S>(std::marker::PhantomData<fn() -> S>);

/// The output of the last node.
pub struct Finished;

impl<S: Saga> Call for Last<S> {
    type Deps<'a> = AndOthers<'a, Active<S>>;
    type Return = Finished;
    type Out = Finished;
    const SHAREABLE: Proof<Self::Out> = output();
    const PLACE: Place = Place::Inline;

    fn call<'a>(deps: Self::Deps<'a>) -> impl Future<Output = Self::Return> + Send + 'a {
        deps.0.run().record.set_complete();
        ready(Finished)
    }

    fn finish(returned: Self::Return) -> Result<Self::Out, Attempt<Cause>> {
        Ok(returned)
    }
}

/// The graph of a saga.
pub(crate) struct Steps<S: Saga>(pub(crate) Active<S>);

impl<S: Saga> GraphOf for Steps<S> {
    type Out = Wired;
    const LINKS: &'static [Link] = &[Link::node(&[], S::last), S::OUTPUT];
}

impl<S: Saga> Graph for Steps<S> {
    const NAME: &'static str = S::TABLE.name;
    type Given = (Active<S>,);
    type Injected = ();
    type Args = Active<S>;
    type Outputs = (Finished, Arc<S::Output>);
    type Error = GraphError;
    const GIVEN: (Proof<Active<S>>,) = (<Active<S> as Shareable>::PROOF,);
    const INJECTED: () = ();

    fn given(active: Active<S>) -> (Active<S>,) {
        (active,)
    }

    fn split(self) -> ((Active<S>,), ()) {
        ((self.0,), ())
    }

    fn plans() -> &'static [PlanCell] {
        S::plans()
    }
}
