//! A chain of 10 nodes.
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
pub const NODES: usize = 10;

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

/// The nodes as functions that cannot fail.
pub mod infallible {
    use super::*;
    pub async fn n0(input: &Input) -> N0 {
        black_box(N0(input.0.wrapping_add(1)))
    }

    pub async fn n1(n0: &N0) -> N1 {
        black_box(N1(n0.0.wrapping_add(2)))
    }

    pub async fn n2(n1: &N1) -> N2 {
        black_box(N2(n1.0.wrapping_add(3)))
    }

    pub async fn n3(n2: &N2) -> N3 {
        black_box(N3(n2.0.wrapping_add(4)))
    }

    pub async fn n4(n3: &N3) -> N4 {
        black_box(N4(n3.0.wrapping_add(5)))
    }

    pub async fn n5(n4: &N4) -> N5 {
        black_box(N5(n4.0.wrapping_add(6)))
    }

    pub async fn n6(n5: &N5) -> N6 {
        black_box(N6(n5.0.wrapping_add(7)))
    }

    pub async fn n7(n6: &N6) -> N7 {
        black_box(N7(n6.0.wrapping_add(8)))
    }

    pub async fn n8(n7: &N7) -> N8 {
        black_box(N8(n7.0.wrapping_add(9)))
    }

    pub async fn n9(n8: &N8) -> N9 {
        black_box(N9(n8.0.wrapping_add(10)))
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
    pub async fn n2(n1: &N1) -> Result<N2, BenchError> {
        black_box(Ok(N2(n1.0.wrapping_add(3))))
    }

    #[organum::node]
    pub async fn n3(n2: &N2) -> Result<N3, BenchError> {
        black_box(Ok(N3(n2.0.wrapping_add(4))))
    }

    #[organum::node]
    pub async fn n4(n3: &N3) -> Result<N4, BenchError> {
        black_box(Ok(N4(n3.0.wrapping_add(5))))
    }

    #[organum::node]
    pub async fn n5(n4: &N4) -> Result<N5, BenchError> {
        black_box(Ok(N5(n4.0.wrapping_add(6))))
    }

    #[organum::node]
    pub async fn n6(n5: &N5) -> Result<N6, BenchError> {
        black_box(Ok(N6(n5.0.wrapping_add(7))))
    }

    #[organum::node]
    pub async fn n7(n6: &N6) -> Result<N7, BenchError> {
        black_box(Ok(N7(n6.0.wrapping_add(8))))
    }

    #[organum::node]
    pub async fn n8(n7: &N7) -> Result<N8, BenchError> {
        black_box(Ok(N8(n7.0.wrapping_add(9))))
    }

    #[organum::node]
    pub async fn n9(n8: &N8) -> Result<N9, BenchError> {
        black_box(Ok(N9(n8.0.wrapping_add(10))))
    }
}

/// The graph as Organum has it.
#[organum::graph(output = N9)]
pub struct Chain10 {
    pub input: Input,
}

/// By hand: every layer in one `tokio::join!`.
pub async fn join_by_layer(input: Input) -> N9 {
    let n0 = infallible::n0(&input).await;
    let n1 = infallible::n1(&n0).await;
    let n2 = infallible::n2(&n1).await;
    let n3 = infallible::n3(&n2).await;
    let n4 = infallible::n4(&n3).await;
    let n5 = infallible::n5(&n4).await;
    let n6 = infallible::n6(&n5).await;
    let n7 = infallible::n7(&n6).await;
    let n8 = infallible::n8(&n7).await;
    let n9 = infallible::n9(&n8).await;
    n9
}

/// By hand: every layer in one `tokio::try_join!`.
pub async fn try_join_by_layer(input: Input) -> Result<N9, BenchError> {
    let n0 = fallible::n0(&input).await?;
    let n1 = fallible::n1(&n0).await?;
    let n2 = fallible::n2(&n1).await?;
    let n3 = fallible::n3(&n2).await?;
    let n4 = fallible::n4(&n3).await?;
    let n5 = fallible::n5(&n4).await?;
    let n6 = fallible::n6(&n5).await?;
    let n7 = fallible::n7(&n6).await?;
    let n8 = fallible::n8(&n7).await?;
    let n9 = fallible::n9(&n8).await?;
    Ok(n9)
}

/// As an `async_dag` graph.
pub mod async_dag {
    use ::async_dag::TryGraph;

    use super::*;

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> Result<N9, BenchError> {
        const WIRED: &str = "the generated types agree";
        let mut graph = TryGraph::<BenchError>::new();
        let n0 = graph.add_try_task(move || async move { fallible::n0(&input).await });
        let n1 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n1(&n0).await }, 0)
            .expect(WIRED);
        let n2 = graph
            .add_child_try_task(n1, |n1: N1| async move { fallible::n2(&n1).await }, 0)
            .expect(WIRED);
        let n3 = graph
            .add_child_try_task(n2, |n2: N2| async move { fallible::n3(&n2).await }, 0)
            .expect(WIRED);
        let n4 = graph
            .add_child_try_task(n3, |n3: N3| async move { fallible::n4(&n3).await }, 0)
            .expect(WIRED);
        let n5 = graph
            .add_child_try_task(n4, |n4: N4| async move { fallible::n5(&n4).await }, 0)
            .expect(WIRED);
        let n6 = graph
            .add_child_try_task(n5, |n5: N5| async move { fallible::n6(&n5).await }, 0)
            .expect(WIRED);
        let n7 = graph
            .add_child_try_task(n6, |n6: N6| async move { fallible::n7(&n6).await }, 0)
            .expect(WIRED);
        let n8 = graph
            .add_child_try_task(n7, |n7: N7| async move { fallible::n8(&n7).await }, 0)
            .expect(WIRED);
        let n9 = graph
            .add_child_try_task(n8, |n8: N8| async move { fallible::n9(&n8).await }, 0)
            .expect(WIRED);
        graph.try_run().await?;
        Ok(graph.get_value(n9).expect("the sink has run"))
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
        pub async fn run(n1: &N1) -> N2 {
            infallible::n2(n1).await
        }
    }

    pub struct T3;

    #[task]
    impl T3 {
        pub async fn run(n2: &N2) -> N3 {
            infallible::n3(n2).await
        }
    }

    pub struct T4;

    #[task]
    impl T4 {
        pub async fn run(n3: &N3) -> N4 {
            infallible::n4(n3).await
        }
    }

    pub struct T5;

    #[task]
    impl T5 {
        pub async fn run(n4: &N4) -> N5 {
            infallible::n5(n4).await
        }
    }

    pub struct T6;

    #[task]
    impl T6 {
        pub async fn run(n5: &N5) -> N6 {
            infallible::n6(n5).await
        }
    }

    pub struct T7;

    #[task]
    impl T7 {
        pub async fn run(n6: &N6) -> N7 {
            infallible::n7(n6).await
        }
    }

    pub struct T8;

    #[task]
    impl T8 {
        pub async fn run(n7: &N7) -> N8 {
            infallible::n8(n7).await
        }
    }

    pub struct T9;

    #[task]
    impl T9 {
        pub async fn run(n8: &N8) -> N9 {
            infallible::n9(n8).await
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N9 {
        let mut dag = DagRunner::new();
        let n0 = dag.add_task(T0(input));
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2).depends_on(&n1);
        let n3 = dag.add_task(T3).depends_on(&n2);
        let n4 = dag.add_task(T4).depends_on(&n3);
        let n5 = dag.add_task(T5).depends_on(&n4);
        let n6 = dag.add_task(T6).depends_on(&n5);
        let n7 = dag.add_task(T7).depends_on(&n6);
        let n8 = dag.add_task(T8).depends_on(&n7);
        let n9 = dag.add_task(T9).depends_on(&n8);
        dag.run(|task| task).await.expect("no task panics").get(n9)
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
        pub async fn run(n1: &N1) -> N2 {
            infallible::n2(n1).await
        }
    }

    pub struct T3;

    #[task]
    impl T3 {
        pub async fn run(n2: &N2) -> N3 {
            infallible::n3(n2).await
        }
    }

    pub struct T4;

    #[task]
    impl T4 {
        pub async fn run(n3: &N3) -> N4 {
            infallible::n4(n3).await
        }
    }

    pub struct T5;

    #[task]
    impl T5 {
        pub async fn run(n4: &N4) -> N5 {
            infallible::n5(n4).await
        }
    }

    pub struct T6;

    #[task]
    impl T6 {
        pub async fn run(n5: &N5) -> N6 {
            infallible::n6(n5).await
        }
    }

    pub struct T7;

    #[task]
    impl T7 {
        pub async fn run(n6: &N6) -> N7 {
            infallible::n7(n6).await
        }
    }

    pub struct T8;

    #[task]
    impl T8 {
        pub async fn run(n7: &N7) -> N8 {
            infallible::n8(n7).await
        }
    }

    pub struct T9;

    #[task]
    impl T9 {
        pub async fn run(n8: &N8) -> N9 {
            infallible::n9(n8).await
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N9 {
        let dag = DagRunner::new();
        let n0: TaskHandle<N0> = dag.add_task(T0(input)).into();
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2).depends_on(&n1);
        let n3 = dag.add_task(T3).depends_on(&n2);
        let n4 = dag.add_task(T4).depends_on(&n3);
        let n5 = dag.add_task(T5).depends_on(&n4);
        let n6 = dag.add_task(T6).depends_on(&n5);
        let n7 = dag.add_task(T7).depends_on(&n6);
        let n8 = dag.add_task(T8).depends_on(&n7);
        let n9 = dag.add_task(T9).depends_on(&n8);
        dag.run(|task| {
            tokio::spawn(task);
        })
        .await
        .expect("no task panics");
        dag.get(n9).expect("the sink has run")
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

    fn n2(n1: Res<'_, N1>, mut result: ResMut<'_, N2>) {
        *result = black_box(N2(n1.0.wrapping_add(3)));
    }

    fn n3(n2: Res<'_, N2>, mut result: ResMut<'_, N3>) {
        *result = black_box(N3(n2.0.wrapping_add(4)));
    }

    fn n4(n3: Res<'_, N3>, mut result: ResMut<'_, N4>) {
        *result = black_box(N4(n3.0.wrapping_add(5)));
    }

    fn n5(n4: Res<'_, N4>, mut result: ResMut<'_, N5>) {
        *result = black_box(N5(n4.0.wrapping_add(6)));
    }

    fn n6(n5: Res<'_, N5>, mut result: ResMut<'_, N6>) {
        *result = black_box(N6(n5.0.wrapping_add(7)));
    }

    fn n7(n6: Res<'_, N6>, mut result: ResMut<'_, N7>) {
        *result = black_box(N7(n6.0.wrapping_add(8)));
    }

    fn n8(n7: Res<'_, N7>, mut result: ResMut<'_, N8>) {
        *result = black_box(N8(n7.0.wrapping_add(9)));
    }

    fn n9(n8: Res<'_, N8>, mut result: ResMut<'_, N9>) {
        *result = black_box(N9(n8.0.wrapping_add(10)));
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
            schedule.add_systems(n2.after(n1));
            world.init_resource::<N3>();
            schedule.add_systems(n3.after(n2));
            world.init_resource::<N4>();
            schedule.add_systems(n4.after(n3));
            world.init_resource::<N5>();
            schedule.add_systems(n5.after(n4));
            world.init_resource::<N6>();
            schedule.add_systems(n6.after(n5));
            world.init_resource::<N7>();
            schedule.add_systems(n7.after(n6));
            world.init_resource::<N8>();
            schedule.add_systems(n8.after(n7));
            world.init_resource::<N9>();
            schedule.add_systems(n9.after(n8));
            Self { world, schedule }
        }
    }

    impl Systems {
        /// Runs every system once.
        pub fn run(&mut self, input: Input) -> N9 {
            *self.world.resource_mut::<Input>() = input;
            self.schedule.run(&mut self.world);
            *self.world.resource::<N9>()
        }
    }
}
