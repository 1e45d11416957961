//! A source, 10 nodes that depend on it, and a sink that depends on all 10.
//!
//! Written by `cargo run -p organum-bench --bin generate`; change the generator instead.

#![allow(
    missing_docs,
    clippy::pedantic,
    clippy::let_and_return,
    clippy::needless_borrows_for_generic_args,
    clippy::too_many_arguments,
    reason = "generated: numbered nodes, all written in the same way"
)]

use std::hint::black_box;

use crate::BenchError;

/// How many nodes the graph has.
pub const NODES: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct Input(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N0(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N1(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N2(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N3(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N4(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N5(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N6(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N7(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N8(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N9(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N10(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bevy_ecs::prelude::Resource)]
pub struct N11(pub u64);

/// The nodes as functions that cannot fail.
pub mod infallible {
    use super::*;
    pub async fn n0(input: &Input) -> N0 {
        black_box(N0(input.0.wrapping_add(1)))
    }

    pub async fn n1(n0: &N0) -> N1 {
        black_box(N1(n0.0.wrapping_add(2)))
    }

    pub async fn n2(n0: &N0) -> N2 {
        black_box(N2(n0.0.wrapping_add(3)))
    }

    pub async fn n3(n0: &N0) -> N3 {
        black_box(N3(n0.0.wrapping_add(4)))
    }

    pub async fn n4(n0: &N0) -> N4 {
        black_box(N4(n0.0.wrapping_add(5)))
    }

    pub async fn n5(n0: &N0) -> N5 {
        black_box(N5(n0.0.wrapping_add(6)))
    }

    pub async fn n6(n0: &N0) -> N6 {
        black_box(N6(n0.0.wrapping_add(7)))
    }

    pub async fn n7(n0: &N0) -> N7 {
        black_box(N7(n0.0.wrapping_add(8)))
    }

    pub async fn n8(n0: &N0) -> N8 {
        black_box(N8(n0.0.wrapping_add(9)))
    }

    pub async fn n9(n0: &N0) -> N9 {
        black_box(N9(n0.0.wrapping_add(10)))
    }

    pub async fn n10(n0: &N0) -> N10 {
        black_box(N10(n0.0.wrapping_add(11)))
    }

    pub async fn n11(
        n1: &N1,
        n2: &N2,
        n3: &N3,
        n4: &N4,
        n5: &N5,
        n6: &N6,
        n7: &N7,
        n8: &N8,
        n9: &N9,
        n10: &N10,
    ) -> N11 {
        black_box(N11(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(n9.0)
            .wrapping_add(n10.0)
            .wrapping_add(12)))
    }
}

/// The nodes as functions that can fail.
pub mod fallible {
    use super::*;
    #[organum::node]
    pub async fn n0(input: &Input) -> Result<N0, BenchError> {
        black_box(Ok(N0(input.0.wrapping_add(1))))
    }

    #[organum::node]
    pub async fn n1(n0: &N0) -> Result<N1, BenchError> {
        black_box(Ok(N1(n0.0.wrapping_add(2))))
    }

    #[organum::node]
    pub async fn n2(n0: &N0) -> Result<N2, BenchError> {
        black_box(Ok(N2(n0.0.wrapping_add(3))))
    }

    #[organum::node]
    pub async fn n3(n0: &N0) -> Result<N3, BenchError> {
        black_box(Ok(N3(n0.0.wrapping_add(4))))
    }

    #[organum::node]
    pub async fn n4(n0: &N0) -> Result<N4, BenchError> {
        black_box(Ok(N4(n0.0.wrapping_add(5))))
    }

    #[organum::node]
    pub async fn n5(n0: &N0) -> Result<N5, BenchError> {
        black_box(Ok(N5(n0.0.wrapping_add(6))))
    }

    #[organum::node]
    pub async fn n6(n0: &N0) -> Result<N6, BenchError> {
        black_box(Ok(N6(n0.0.wrapping_add(7))))
    }

    #[organum::node]
    pub async fn n7(n0: &N0) -> Result<N7, BenchError> {
        black_box(Ok(N7(n0.0.wrapping_add(8))))
    }

    #[organum::node]
    pub async fn n8(n0: &N0) -> Result<N8, BenchError> {
        black_box(Ok(N8(n0.0.wrapping_add(9))))
    }

    #[organum::node]
    pub async fn n9(n0: &N0) -> Result<N9, BenchError> {
        black_box(Ok(N9(n0.0.wrapping_add(10))))
    }

    #[organum::node]
    pub async fn n10(n0: &N0) -> Result<N10, BenchError> {
        black_box(Ok(N10(n0.0.wrapping_add(11))))
    }

    #[organum::node]
    pub async fn n11(
        n1: &N1,
        n2: &N2,
        n3: &N3,
        n4: &N4,
        n5: &N5,
        n6: &N6,
        n7: &N7,
        n8: &N8,
        n9: &N9,
        n10: &N10,
    ) -> Result<N11, BenchError> {
        black_box(Ok(N11(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(n9.0)
            .wrapping_add(n10.0)
            .wrapping_add(12))))
    }
}

/// The graph as Organum has it.
#[organum::graph(output = N11)]
pub struct Fan1101 {
    pub input: Input,
}

/// By hand: every layer in one `tokio::join!`.
pub async fn join_by_layer(input: Input) -> N11 {
    let n0 = infallible::n0(&input).await;
    let (n1, n2, n3, n4, n5, n6, n7, n8, n9, n10) = tokio::join!(
        infallible::n1(&n0),
        infallible::n2(&n0),
        infallible::n3(&n0),
        infallible::n4(&n0),
        infallible::n5(&n0),
        infallible::n6(&n0),
        infallible::n7(&n0),
        infallible::n8(&n0),
        infallible::n9(&n0),
        infallible::n10(&n0)
    );
    let n11 = infallible::n11(&n1, &n2, &n3, &n4, &n5, &n6, &n7, &n8, &n9, &n10).await;
    n11
}

/// By hand: every layer in one `tokio::try_join!`.
pub async fn try_join_by_layer(input: Input) -> Result<N11, BenchError> {
    let n0 = fallible::n0(&input).await?;
    let (n1, n2, n3, n4, n5, n6, n7, n8, n9, n10) = tokio::try_join!(
        fallible::n1(&n0),
        fallible::n2(&n0),
        fallible::n3(&n0),
        fallible::n4(&n0),
        fallible::n5(&n0),
        fallible::n6(&n0),
        fallible::n7(&n0),
        fallible::n8(&n0),
        fallible::n9(&n0),
        fallible::n10(&n0)
    )?;
    let n11 = fallible::n11(&n1, &n2, &n3, &n4, &n5, &n6, &n7, &n8, &n9, &n10).await?;
    Ok(n11)
}

/// As an `async_dag` graph.
pub mod async_dag {
    use ::async_dag::TryGraph;

    use super::*;

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> Result<N11, BenchError> {
        const WIRED: &str = "the generated types agree";
        let mut graph = TryGraph::<BenchError>::new();
        let n0 = graph.add_try_task(move || async move { fallible::n0(&input).await });
        let n1 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n1(&n0).await }, 0)
            .expect(WIRED);
        let n2 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n2(&n0).await }, 0)
            .expect(WIRED);
        let n3 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n3(&n0).await }, 0)
            .expect(WIRED);
        let n4 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n4(&n0).await }, 0)
            .expect(WIRED);
        let n5 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n5(&n0).await }, 0)
            .expect(WIRED);
        let n6 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n6(&n0).await }, 0)
            .expect(WIRED);
        let n7 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n7(&n0).await }, 0)
            .expect(WIRED);
        let n8 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n8(&n0).await }, 0)
            .expect(WIRED);
        let n9 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n9(&n0).await }, 0)
            .expect(WIRED);
        let n10 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n10(&n0).await }, 0)
            .expect(WIRED);
        let n11 = graph
            .add_child_try_task(
                n1,
                |n1: N1,
                 n2: N2,
                 n3: N3,
                 n4: N4,
                 n5: N5,
                 n6: N6,
                 n7: N7,
                 n8: N8,
                 n9: N9,
                 n10: N10| async move {
                    fallible::n11(&n1, &n2, &n3, &n4, &n5, &n6, &n7, &n8, &n9, &n10).await
                },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n2, n11, 1).expect(WIRED);
        graph.update_dependency(n3, n11, 2).expect(WIRED);
        graph.update_dependency(n4, n11, 3).expect(WIRED);
        graph.update_dependency(n5, n11, 4).expect(WIRED);
        graph.update_dependency(n6, n11, 5).expect(WIRED);
        graph.update_dependency(n7, n11, 6).expect(WIRED);
        graph.update_dependency(n8, n11, 7).expect(WIRED);
        graph.update_dependency(n9, n11, 8).expect(WIRED);
        graph.update_dependency(n10, n11, 9).expect(WIRED);
        graph.try_run().await?;
        Ok(graph.get_value(n11).expect("the sink has run"))
    }
}

/// As a operese-dagx graph.
pub mod operese {
    use ::operese_dagx::{DagRunner, task};

    use super::*;

    pub struct T0(Input);

    #[task]
    impl T0 {
        pub async fn run(&self) -> N0 {
            infallible::n0(&self.0).await
        }
    }

    pub struct T1;

    #[task]
    impl T1 {
        pub async fn run(n0: &N0) -> N1 {
            infallible::n1(n0).await
        }
    }

    pub struct T2;

    #[task]
    impl T2 {
        pub async fn run(n0: &N0) -> N2 {
            infallible::n2(n0).await
        }
    }

    pub struct T3;

    #[task]
    impl T3 {
        pub async fn run(n0: &N0) -> N3 {
            infallible::n3(n0).await
        }
    }

    pub struct T4;

    #[task]
    impl T4 {
        pub async fn run(n0: &N0) -> N4 {
            infallible::n4(n0).await
        }
    }

    pub struct T5;

    #[task]
    impl T5 {
        pub async fn run(n0: &N0) -> N5 {
            infallible::n5(n0).await
        }
    }

    pub struct T6;

    #[task]
    impl T6 {
        pub async fn run(n0: &N0) -> N6 {
            infallible::n6(n0).await
        }
    }

    pub struct T7;

    #[task]
    impl T7 {
        pub async fn run(n0: &N0) -> N7 {
            infallible::n7(n0).await
        }
    }

    pub struct T8;

    #[task]
    impl T8 {
        pub async fn run(n0: &N0) -> N8 {
            infallible::n8(n0).await
        }
    }

    pub struct T9;

    #[task]
    impl T9 {
        pub async fn run(n0: &N0) -> N9 {
            infallible::n9(n0).await
        }
    }

    pub struct T10;

    #[task]
    impl T10 {
        pub async fn run(n0: &N0) -> N10 {
            infallible::n10(n0).await
        }
    }

    #[derive(Clone)]
    pub struct Part11_0(u64);

    pub struct Gather11_0;

    #[task]
    impl Gather11_0 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4, n5: &N5) -> Part11_0 {
            black_box(Part11_0(
                0_u64
                    .wrapping_add(n1.0)
                    .wrapping_add(n2.0)
                    .wrapping_add(n3.0)
                    .wrapping_add(n4.0)
                    .wrapping_add(n5.0),
            ))
        }
    }

    #[derive(Clone)]
    pub struct Part11_1(u64);

    pub struct Gather11_1;

    #[task]
    impl Gather11_1 {
        pub async fn run(n6: &N6, n7: &N7, n8: &N8, n9: &N9, n10: &N10) -> Part11_1 {
            black_box(Part11_1(
                0_u64
                    .wrapping_add(n6.0)
                    .wrapping_add(n7.0)
                    .wrapping_add(n8.0)
                    .wrapping_add(n9.0)
                    .wrapping_add(n10.0),
            ))
        }
    }

    pub struct T11;

    #[task]
    impl T11 {
        pub async fn run(part11_0: &Part11_0, part11_1: &Part11_1) -> N11 {
            black_box(N11(part11_0.0.wrapping_add(part11_1.0).wrapping_add(12)))
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N11 {
        let mut dag = DagRunner::new();
        let n0 = dag.add_task(T0(input));
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2).depends_on(&n0);
        let n3 = dag.add_task(T3).depends_on(&n0);
        let n4 = dag.add_task(T4).depends_on(&n0);
        let n5 = dag.add_task(T5).depends_on(&n0);
        let n6 = dag.add_task(T6).depends_on(&n0);
        let n7 = dag.add_task(T7).depends_on(&n0);
        let n8 = dag.add_task(T8).depends_on(&n0);
        let n9 = dag.add_task(T9).depends_on(&n0);
        let n10 = dag.add_task(T10).depends_on(&n0);
        let part11_0 = dag
            .add_task(Gather11_0)
            .depends_on((&n1, &n2, &n3, &n4, &n5));
        let part11_1 = dag
            .add_task(Gather11_1)
            .depends_on((&n6, &n7, &n8, &n9, &n10));
        let n11 = dag.add_task(T11).depends_on((&part11_0, &part11_1));
        dag.run(|task| task).await.expect("no task panics").get(n11)
    }
}

/// As a dagx graph.
pub mod dagx {
    use ::dagx::{DagRunner, Task, TaskHandle, task};

    use super::*;

    pub struct T0(Input);

    #[task]
    impl T0 {
        pub async fn run(&self) -> N0 {
            infallible::n0(&self.0).await
        }
    }

    pub struct T1;

    #[task]
    impl T1 {
        pub async fn run(n0: &N0) -> N1 {
            infallible::n1(n0).await
        }
    }

    pub struct T2;

    #[task]
    impl T2 {
        pub async fn run(n0: &N0) -> N2 {
            infallible::n2(n0).await
        }
    }

    pub struct T3;

    #[task]
    impl T3 {
        pub async fn run(n0: &N0) -> N3 {
            infallible::n3(n0).await
        }
    }

    pub struct T4;

    #[task]
    impl T4 {
        pub async fn run(n0: &N0) -> N4 {
            infallible::n4(n0).await
        }
    }

    pub struct T5;

    #[task]
    impl T5 {
        pub async fn run(n0: &N0) -> N5 {
            infallible::n5(n0).await
        }
    }

    pub struct T6;

    #[task]
    impl T6 {
        pub async fn run(n0: &N0) -> N6 {
            infallible::n6(n0).await
        }
    }

    pub struct T7;

    #[task]
    impl T7 {
        pub async fn run(n0: &N0) -> N7 {
            infallible::n7(n0).await
        }
    }

    pub struct T8;

    #[task]
    impl T8 {
        pub async fn run(n0: &N0) -> N8 {
            infallible::n8(n0).await
        }
    }

    pub struct T9;

    #[task]
    impl T9 {
        pub async fn run(n0: &N0) -> N9 {
            infallible::n9(n0).await
        }
    }

    pub struct T10;

    #[task]
    impl T10 {
        pub async fn run(n0: &N0) -> N10 {
            infallible::n10(n0).await
        }
    }

    #[derive(Clone)]
    pub struct Part11_0(u64);

    pub struct Gather11_0;

    #[task]
    impl Gather11_0 {
        pub async fn run(n1: &N1, n2: &N2, n3: &N3, n4: &N4, n5: &N5) -> Part11_0 {
            black_box(Part11_0(
                0_u64
                    .wrapping_add(n1.0)
                    .wrapping_add(n2.0)
                    .wrapping_add(n3.0)
                    .wrapping_add(n4.0)
                    .wrapping_add(n5.0),
            ))
        }
    }

    #[derive(Clone)]
    pub struct Part11_1(u64);

    pub struct Gather11_1;

    #[task]
    impl Gather11_1 {
        pub async fn run(n6: &N6, n7: &N7, n8: &N8, n9: &N9, n10: &N10) -> Part11_1 {
            black_box(Part11_1(
                0_u64
                    .wrapping_add(n6.0)
                    .wrapping_add(n7.0)
                    .wrapping_add(n8.0)
                    .wrapping_add(n9.0)
                    .wrapping_add(n10.0),
            ))
        }
    }

    pub struct T11;

    #[task]
    impl T11 {
        pub async fn run(part11_0: &Part11_0, part11_1: &Part11_1) -> N11 {
            black_box(N11(part11_0.0.wrapping_add(part11_1.0).wrapping_add(12)))
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N11 {
        let dag = DagRunner::new();
        let n0: TaskHandle<N0> = dag.add_task(T0(input)).into();
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2).depends_on(&n0);
        let n3 = dag.add_task(T3).depends_on(&n0);
        let n4 = dag.add_task(T4).depends_on(&n0);
        let n5 = dag.add_task(T5).depends_on(&n0);
        let n6 = dag.add_task(T6).depends_on(&n0);
        let n7 = dag.add_task(T7).depends_on(&n0);
        let n8 = dag.add_task(T8).depends_on(&n0);
        let n9 = dag.add_task(T9).depends_on(&n0);
        let n10 = dag.add_task(T10).depends_on(&n0);
        let part11_0 = dag
            .add_task(Gather11_0)
            .depends_on((&n1, &n2, &n3, &n4, &n5));
        let part11_1 = dag
            .add_task(Gather11_1)
            .depends_on((&n6, &n7, &n8, &n9, &n10));
        let n11 = dag.add_task(T11).depends_on((&part11_0, &part11_1));
        dag.run(|task| {
            tokio::spawn(task);
        })
        .await
        .expect("no task panics");
        dag.get(n11).expect("the sink has run")
    }
}

/// As a `bevy_ecs` schedule of ordinary functions.
pub mod bevy {
    use bevy_ecs::prelude::*;

    use super::*;

    fn n0(input: Res<'_, Input>, mut result: ResMut<'_, N0>) {
        *result = black_box(N0(input.0.wrapping_add(1)));
    }

    fn n1(n0: Res<'_, N0>, mut result: ResMut<'_, N1>) {
        *result = black_box(N1(n0.0.wrapping_add(2)));
    }

    fn n2(n0: Res<'_, N0>, mut result: ResMut<'_, N2>) {
        *result = black_box(N2(n0.0.wrapping_add(3)));
    }

    fn n3(n0: Res<'_, N0>, mut result: ResMut<'_, N3>) {
        *result = black_box(N3(n0.0.wrapping_add(4)));
    }

    fn n4(n0: Res<'_, N0>, mut result: ResMut<'_, N4>) {
        *result = black_box(N4(n0.0.wrapping_add(5)));
    }

    fn n5(n0: Res<'_, N0>, mut result: ResMut<'_, N5>) {
        *result = black_box(N5(n0.0.wrapping_add(6)));
    }

    fn n6(n0: Res<'_, N0>, mut result: ResMut<'_, N6>) {
        *result = black_box(N6(n0.0.wrapping_add(7)));
    }

    fn n7(n0: Res<'_, N0>, mut result: ResMut<'_, N7>) {
        *result = black_box(N7(n0.0.wrapping_add(8)));
    }

    fn n8(n0: Res<'_, N0>, mut result: ResMut<'_, N8>) {
        *result = black_box(N8(n0.0.wrapping_add(9)));
    }

    fn n9(n0: Res<'_, N0>, mut result: ResMut<'_, N9>) {
        *result = black_box(N9(n0.0.wrapping_add(10)));
    }

    fn n10(n0: Res<'_, N0>, mut result: ResMut<'_, N10>) {
        *result = black_box(N10(n0.0.wrapping_add(11)));
    }

    fn n11(
        n1: Res<'_, N1>,
        n2: Res<'_, N2>,
        n3: Res<'_, N3>,
        n4: Res<'_, N4>,
        n5: Res<'_, N5>,
        n6: Res<'_, N6>,
        n7: Res<'_, N7>,
        n8: Res<'_, N8>,
        n9: Res<'_, N9>,
        n10: Res<'_, N10>,
        mut result: ResMut<'_, N11>,
    ) {
        *result = black_box(N11(n1
            .0
            .wrapping_add(n2.0)
            .wrapping_add(n3.0)
            .wrapping_add(n4.0)
            .wrapping_add(n5.0)
            .wrapping_add(n6.0)
            .wrapping_add(n7.0)
            .wrapping_add(n8.0)
            .wrapping_add(n9.0)
            .wrapping_add(n10.0)
            .wrapping_add(12)));
    }

    /// The world that holds the results and the schedule that fills it.
    pub struct Systems {
        world: World,
        schedule: Schedule,
    }

    impl Default for Systems {
        fn default() -> Self {
            let mut world = World::new();
            let mut schedule = Schedule::default();
            world.init_resource::<Input>();
            world.init_resource::<N0>();
            schedule.add_systems(n0);
            world.init_resource::<N1>();
            schedule.add_systems(n1.after(n0));
            world.init_resource::<N2>();
            schedule.add_systems(n2.after(n0));
            world.init_resource::<N3>();
            schedule.add_systems(n3.after(n0));
            world.init_resource::<N4>();
            schedule.add_systems(n4.after(n0));
            world.init_resource::<N5>();
            schedule.add_systems(n5.after(n0));
            world.init_resource::<N6>();
            schedule.add_systems(n6.after(n0));
            world.init_resource::<N7>();
            schedule.add_systems(n7.after(n0));
            world.init_resource::<N8>();
            schedule.add_systems(n8.after(n0));
            world.init_resource::<N9>();
            schedule.add_systems(n9.after(n0));
            world.init_resource::<N10>();
            schedule.add_systems(n10.after(n0));
            world.init_resource::<N11>();
            schedule.add_systems(
                n11.after(n1)
                    .after(n2)
                    .after(n3)
                    .after(n4)
                    .after(n5)
                    .after(n6)
                    .after(n7)
                    .after(n8)
                    .after(n9)
                    .after(n10),
            );
            Self { world, schedule }
        }
    }

    impl Systems {
        /// Runs every system once.
        pub fn run(&mut self, input: Input) -> N11 {
            *self.world.resource_mut::<Input>() = input;
            self.schedule.run(&mut self.world);
            *self.world.resource::<N11>()
        }
    }
}
