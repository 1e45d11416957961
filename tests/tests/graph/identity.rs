//! The identity of nodes, which depends neither on the place of the declaration nor on the name of the
//! type.
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use organum::prelude::*;
use organum_tests::block_on;

/// All nodes that one call of a macro writes are at one place, and may have types of one name.
mod by_one_call {
    use super::*;

    mod users {
        pub(super) struct Repo;
    }
    mod orders {
        pub(super) struct Repo(pub(super) u32);
    }
    struct Pool;

    macro_rules! repos {
        ($($ty:ty, $node:ident($($need:ty),*), $value:expr;)*) => {
            $(
                #[node]
                fn $node($(_: &$need),*) -> $ty {
                    $value
                }
            )*
        };
    }
    repos! {
        users::Repo, users_repo(Pool), users::Repo;
        orders::Repo, orders_repo(Pool, users::Repo), orders::Repo(2);
    }

    #[graph(output = orders::Repo)]
    struct Repos {
        pool: Pool,
    }

    #[test]
    fn nodes_of_one_macro_call_are_distinct() {
        assert_eq!(block_on(Repos { pool: Pool }.run()).unwrap().0, 2);
    }
}

/// Without a graph, the declarations of nodes are independent of each other, whatever the nodes need.
#[allow(dead_code, reason = "no graph uses them")]
mod without_a_graph {
    use super::*;

    struct Left<T>(T);
    struct Right<T>(T);

    #[node]
    fn left<T: Send + Sync + 'static>(_: &Right<T>) -> Left<T> {
        unreachable!("no graph uses it")
    }

    struct Use;

    #[node]
    fn used(_: &Left<u8>) -> Use {
        Use
    }

    #[node]
    fn right<T: Send + Sync + 'static>(_: &Left<T>) -> Right<T> {
        unreachable!("no graph uses it")
    }
}

/// A chain of 60 generic nodes, which may be as deep as a chain of any other nodes.
mod deep {
    use super::*;

    macro_rules! chain {
        ($first:ident $first_node:ident $($name:ident $node:ident $below:ident;)*) => {
            struct $first<T>(u32, std::marker::PhantomData<T>);
            #[node]
            fn $first_node<T: Send + Sync + 'static>() -> $first<T> {
                $first(0, std::marker::PhantomData)
            }
            $(
                struct $name<T>(u32, std::marker::PhantomData<T>);
                #[node]
                fn $node<T: Send + Sync + 'static>(below: &$below<T>) -> $name<T> {
                    $name(below.0 + 1, std::marker::PhantomData)
                }
            )*
        };
    }
    chain! {
        C0 c0
        C1 c1 C0;
        C2 c2 C1;
        C3 c3 C2;
        C4 c4 C3;
        C5 c5 C4;
        C6 c6 C5;
        C7 c7 C6;
        C8 c8 C7;
        C9 c9 C8;
        C10 c10 C9;
        C11 c11 C10;
        C12 c12 C11;
        C13 c13 C12;
        C14 c14 C13;
        C15 c15 C14;
        C16 c16 C15;
        C17 c17 C16;
        C18 c18 C17;
        C19 c19 C18;
        C20 c20 C19;
        C21 c21 C20;
        C22 c22 C21;
        C23 c23 C22;
        C24 c24 C23;
        C25 c25 C24;
        C26 c26 C25;
        C27 c27 C26;
        C28 c28 C27;
        C29 c29 C28;
        C30 c30 C29;
        C31 c31 C30;
        C32 c32 C31;
        C33 c33 C32;
        C34 c34 C33;
        C35 c35 C34;
        C36 c36 C35;
        C37 c37 C36;
        C38 c38 C37;
        C39 c39 C38;
        C40 c40 C39;
        C41 c41 C40;
        C42 c42 C41;
        C43 c43 C42;
        C44 c44 C43;
        C45 c45 C44;
        C46 c46 C45;
        C47 c47 C46;
        C48 c48 C47;
        C49 c49 C48;
        C50 c50 C49;
        C51 c51 C50;
        C52 c52 C51;
        C53 c53 C52;
        C54 c54 C53;
        C55 c55 C54;
        C56 c56 C55;
        C57 c57 C56;
        C58 c58 C57;
        C59 c59 C58;
    }

    #[graph(output = C59<u8>)]
    struct Deep {}

    #[test]
    fn generic_nodes_are_proved_as_deep_as_others() {
        assert_eq!(block_on(Deep {}.run()).unwrap().0, 59);
    }

    #[graph(output = C58<u16>)]
    struct Unplanned {}

    /// Planning and drawing a graph take as much stack as for one node, instead of 1 KiB per node.
    #[test]
    fn the_stack_does_not_grow_with_the_depth() {
        let small = std::thread::Builder::new().stack_size(48 << 10);
        let planned = small.spawn(|| {
            assert_eq!(block_on(Unplanned {}.run()).unwrap().0, 58);
            let picture = organum::picture::<Unplanned>();
            (picture.counts().depth, picture.tree().lines().count())
        });
        assert_eq!(planned.unwrap().join().unwrap(), (59, 59));
    }
}

/// Errors and pictures show as much of a path as makes nodes of one name distinct.
mod shown {
    use super::*;

    mod users {
        use super::*;

        pub(super) struct Repo;

        #[node]
        fn repo() -> Result<Repo, std::fmt::Error> {
            Err(std::fmt::Error)
        }
    }
    mod orders {
        use super::*;

        pub(super) struct Repo;

        #[node]
        fn repo(_: &users::Repo) -> Repo {
            Repo
        }
    }
    struct Page;

    #[node]
    fn page(_: &orders::Repo) -> Page {
        Page
    }

    #[graph(output = Page)]
    struct Pages {}

    #[test]
    fn nodes_of_one_name_are_shown_with_enough_of_their_paths() {
        let error = block_on(Pages {}.run()).err().unwrap();
        assert_eq!(
            error.to_string(),
            "node `users::Repo` of graph `Pages` failed \
             (needed by Page -> orders::Repo -> users::Repo)"
        );
        assert_eq!(
            organum::picture::<Pages>().tree(),
            "Page (output)\n└── orders::Repo\n    └── users::Repo\n"
        );
    }
}
