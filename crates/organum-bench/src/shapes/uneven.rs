//! Two chains, 40 ms then 4 ms and 4 ms then 40 ms, and a sink.
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
pub const NODES: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N0(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N1(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N2(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N3(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N4(pub u64);

/// The nodes as functions that cannot fail.
pub mod infallible {
    use super::*;
    pub async fn n0(input: &Input) -> N0 {
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
        black_box(N0(input.0.wrapping_add(1)))
    }

    pub async fn n1(n0: &N0) -> N1 {
        tokio::time::sleep(std::time::Duration::from_millis(4)).await;
        black_box(N1(n0.0.wrapping_add(2)))
    }

    pub async fn n2(input: &Input) -> N2 {
        tokio::time::sleep(std::time::Duration::from_millis(4)).await;
        black_box(N2(input.0.wrapping_add(3)))
    }

    pub async fn n3(n2: &N2) -> N3 {
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
        black_box(N3(n2.0.wrapping_add(4)))
    }

    pub async fn n4(n1: &N1, n3: &N3) -> N4 {
        black_box(N4(n1.0.wrapping_add(n3.0).wrapping_add(5)))
    }
}

/// The nodes as functions that can fail.
pub mod fallible {
    use super::*;
    #[organum::node]
    pub async fn n0(input: &Input) -> Result<N0, BenchError> {
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
        black_box(Ok(N0(input.0.wrapping_add(1))))
    }

    #[organum::node]
    pub async fn n1(n0: &N0) -> Result<N1, BenchError> {
        tokio::time::sleep(std::time::Duration::from_millis(4)).await;
        black_box(Ok(N1(n0.0.wrapping_add(2))))
    }

    #[organum::node]
    pub async fn n2(input: &Input) -> Result<N2, BenchError> {
        tokio::time::sleep(std::time::Duration::from_millis(4)).await;
        black_box(Ok(N2(input.0.wrapping_add(3))))
    }

    #[organum::node]
    pub async fn n3(n2: &N2) -> Result<N3, BenchError> {
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
        black_box(Ok(N3(n2.0.wrapping_add(4))))
    }

    #[organum::node]
    pub async fn n4(n1: &N1, n3: &N3) -> Result<N4, BenchError> {
        black_box(Ok(N4(n1.0.wrapping_add(n3.0).wrapping_add(5))))
    }
}

/// The graph as Organum has it.
#[organum::graph(output = N4)]
pub struct Uneven {
    pub input: Input,
}

/// By hand: every layer in one `tokio::join!`.
pub async fn join_by_layer(input: Input) -> N4 {
    let (n0, n2) = tokio::join!(infallible::n0(&input), infallible::n2(&input));
    let (n1, n3) = tokio::join!(infallible::n1(&n0), infallible::n3(&n2));
    let n4 = infallible::n4(&n1, &n3).await;
    n4
}

/// By hand: every layer in one `tokio::try_join!`.
pub async fn try_join_by_layer(input: Input) -> Result<N4, BenchError> {
    let (n0, n2) = tokio::try_join!(fallible::n0(&input), fallible::n2(&input))?;
    let (n1, n3) = tokio::try_join!(fallible::n1(&n0), fallible::n3(&n2))?;
    let n4 = fallible::n4(&n1, &n3).await?;
    Ok(n4)
}

/// As an `async_dag` graph.
pub mod async_dag {
    use ::async_dag::TryGraph;

    use super::*;

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> Result<N4, BenchError> {
        const WIRED: &str = "the generated types agree";
        let mut graph = TryGraph::<BenchError>::new();
        let n0 = graph.add_try_task(move || async move { fallible::n0(&input).await });
        let n1 = graph
            .add_child_try_task(n0, |n0: N0| async move { fallible::n1(&n0).await }, 0)
            .expect(WIRED);
        let n2 = graph.add_try_task(move || async move { fallible::n2(&input).await });
        let n3 = graph
            .add_child_try_task(n2, |n2: N2| async move { fallible::n3(&n2).await }, 0)
            .expect(WIRED);
        let n4 = graph
            .add_child_try_task(
                n1,
                |n1: N1, n3: N3| async move { fallible::n4(&n1, &n3).await },
                0,
            )
            .expect(WIRED);
        graph.update_dependency(n3, n4, 1).expect(WIRED);
        graph.try_run().await?;
        Ok(graph.get_value(n4).expect("the sink has run"))
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

    pub struct T2(Input);

    #[task]
    impl T2 {
        pub async fn run(&self) -> N2 {
            infallible::n2(&self.0).await
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
        pub async fn run(n1: &N1, n3: &N3) -> N4 {
            infallible::n4(n1, n3).await
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N4 {
        let mut dag = DagRunner::new();
        let n0 = dag.add_task(T0(input));
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2 = dag.add_task(T2(input));
        let n3 = dag.add_task(T3).depends_on(&n2);
        let n4 = dag.add_task(T4).depends_on((&n1, &n3));
        dag.run(|task| task).await.expect("no task panics").get(n4)
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

    pub struct T2(Input);

    #[task]
    impl T2 {
        pub async fn run(&self) -> N2 {
            infallible::n2(&self.0).await
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
        pub async fn run(n1: &N1, n3: &N3) -> N4 {
            infallible::n4(n1, n3).await
        }
    }

    /// Builds the graph and runs it.
    pub async fn run(input: Input) -> N4 {
        let dag = DagRunner::new();
        let n0: TaskHandle<N0> = dag.add_task(T0(input)).into();
        let n1 = dag.add_task(T1).depends_on(&n0);
        let n2: TaskHandle<N2> = dag.add_task(T2(input)).into();
        let n3 = dag.add_task(T3).depends_on(&n2);
        let n4 = dag.add_task(T4).depends_on((&n1, &n3));
        dag.run(|task| {
            tokio::spawn(task);
        })
        .await
        .expect("no task panics");
        dag.get(n4).expect("the sink has run")
    }
}
