//! Graphs as text: every format, on graphs of every kind.
#![allow(
    clippy::unused_async,
    clippy::trivially_copy_pass_by_ref,
    reason = "the forms of nodes are what is tested"
)]

use std::sync::Arc;

use organum::{Graph, Picture, prelude::*};

/// One node without dependencies.
mod one {
    use super::*;

    pub(crate) struct Answer;

    #[node]
    fn answer() -> Answer {
        Answer
    }

    #[graph(output = Answer)]
    pub(crate) struct One {}
}

/// Given and injected inputs, a spawned node, a blocking one, and a `Run`.
mod diamond {
    use super::*;

    pub(crate) struct UserId;
    pub(crate) trait Clock: Send + Sync {}
    pub(crate) struct Profile;
    pub(crate) struct Loyalty;
    pub(crate) struct Greeting;

    #[node(spawn)]
    async fn profile(_: &UserId, _: &Run) -> Profile {
        Profile
    }

    #[node(blocking)]
    fn loyalty(_: &UserId, _: &dyn Clock) -> Loyalty {
        Loyalty
    }

    #[node]
    fn greeting(_: &Profile, _: &Loyalty) -> Greeting {
        Greeting
    }

    #[graph(output = Greeting)]
    pub(crate) struct Diamond {
        #[inject]
        clock: Arc<dyn Clock>,
        user: UserId,
    }
}

/// Every form of a dependency.
mod tolerant {
    use super::*;

    pub(crate) struct Coupon;
    pub(crate) struct Exact;
    pub(crate) struct Flat;
    pub(crate) struct Near;
    pub(crate) struct Far;
    pub(crate) struct Tip;
    pub(crate) struct Total;

    #[node]
    fn exact() -> Exact {
        Exact
    }

    #[node]
    fn flat() -> Flat {
        Flat
    }

    #[node]
    fn near() -> Near {
        Near
    }

    #[node]
    fn far() -> Far {
        Far
    }

    #[node]
    fn tip() -> Tip {
        Tip
    }

    #[node]
    fn total(
        _: Option<&Coupon>,
        _: FirstOk<(&Exact, &Flat)>,
        _: &Run,
        _: Race<(&Near, &Far)>,
        _: Result<&Tip, &NodeError>,
    ) -> Total {
        Total
    }

    #[graph(output = Total)]
    pub(crate) struct Tolerant {
        coupon: Coupon,
    }
}

/// Outputs that share nodes, one of which needs another; generic nodes; an explicit one.
mod many {
    use super::*;

    pub(crate) struct Seed;
    pub(crate) struct Locale;
    pub(crate) struct Cached<T>(std::marker::PhantomData<T>);
    pub(crate) struct Summary;
    pub(crate) struct Detail;

    #[node]
    fn cached<T: Send + Sync + 'static>(_: &Seed) -> Cached<T> {
        Cached(std::marker::PhantomData)
    }

    #[node(explicit)]
    fn title(_: &Cached<u8>) -> String {
        String::new()
    }

    #[node]
    fn summary(_: &String) -> Summary {
        Summary
    }

    #[node]
    fn detail(_: &Summary, _: &Cached<Vec<u8>>, _: &String, _: &Locale) -> Detail {
        Detail
    }

    #[graph(output = (Detail, Summary), nodes(title))]
    pub(crate) struct Many {
        seed: Seed,
        locale: Locale,
    }

    impl Many {
        pub(crate) fn started() -> organum::Execution<Self> {
            Self {
                seed: Seed,
                locale: Locale,
            }
            .run()
        }
    }
}

fn one() -> Picture<one::One> {
    organum::picture()
}

fn diamond() -> Picture<diamond::Diamond> {
    organum::picture()
}

fn many() -> Picture<many::Many> {
    organum::picture()
}

/// Every format, one after the other.
fn all<G: Graph>(picture: &Picture<G>) -> String {
    let counts = format!("{:?}\n", picture.counts());
    [
        ("mermaid", picture.mermaid()),
        ("dot", picture.dot()),
        ("tree", picture.tree()),
        ("layers", picture.layers()),
        ("plan", picture.plan()),
        ("counts", counts),
        ("json", picture.json()),
    ]
    .map(|(format, text)| format!("## {format}\n{text}"))
    .join("\n")
}

#[test]
fn one_node_alone() {
    insta::assert_snapshot!(all(&one()));
}

#[test]
fn a_diamond_with_inputs_given_and_injected() {
    insta::assert_snapshot!(all(&diamond()));
}

#[test]
fn outputs_that_share_generic_and_explicit_nodes() {
    insta::assert_snapshot!(all(&many()));
}

#[test]
fn dependencies_that_may_fail() {
    insta::assert_snapshot!(all(&organum::picture::<tolerant::Tolerant>()));
}

#[test]
fn one_output_alone() {
    let only = many().only::<many::Summary>();
    insta::assert_snapshot!(all(&only));
    // With several calls, the last one applies.
    assert_eq!(
        all(&only.only::<many::Detail>().only::<many::Summary>()),
        all(&only)
    );
}

#[test]
fn pictures_are_the_same_each_time() {
    assert_eq!(all(&many()), all(&many()));
}

#[test]
fn a_plan_is_in_the_order_in_which_a_run_starts_its_nodes() {
    let timeline = Timeline::new();
    let run = many::Many::started();
    organum_tests::block_on(run.observe(timeline.clone()))
        .map(drop)
        .unwrap();
    let ran: Vec<&str> = timeline.entries().iter().map(|entry| entry.node).collect();
    let plan = many().plan();
    let planned: Vec<&str> = plan
        .lines()
        .map(|line| line.split_whitespace().nth(1).unwrap())
        .collect();
    assert_eq!(planned, ran);
}

/// The graph of the README, which shows its picture.
mod readme {
    use super::*;

    pub(crate) struct UserId;
    pub(crate) struct Profile;
    pub(crate) struct Loyalty;
    pub(crate) struct Greeting;

    #[node]
    fn profile(_: &UserId) -> Profile {
        Profile
    }

    #[node]
    fn loyalty(_: &UserId) -> Loyalty {
        Loyalty
    }

    #[node]
    fn greeting(_: &Profile, _: &Loyalty) -> Greeting {
        Greeting
    }

    #[graph(output = Greeting)]
    pub(crate) struct Welcome {
        id: UserId,
    }
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = include_str!("../../../README.md");
    let (_, rest) = readme.split_once("```mermaid\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    assert_eq!(shown, organum::picture::<readme::Welcome>().mermaid());
}

/// Two types of one short name.
mod twins {
    use super::*;

    pub(crate) mod left {
        pub(crate) struct Part;
    }

    pub(crate) mod right {
        pub(crate) struct Part;
    }

    pub(crate) struct Whole;

    #[node(explicit)]
    fn part(_: &left::Part) -> right::Part {
        right::Part
    }

    #[node]
    fn whole(_: &left::Part, _: &right::Part) -> Whole {
        Whole
    }

    #[graph(output = Whole, nodes(part))]
    pub(crate) struct Twins {
        part: left::Part,
    }

    /// The same with a list of types, and with both types among the inputs.
    #[graph(output = Whole)]
    pub(crate) struct BothGiven {
        left: left::Part,
        right: right::Part,
    }
}

#[test]
fn a_field_is_shown_by_its_name_alone() {
    struct Kind;
    struct Shown;

    #[node]
    fn shown(_: &Kind) -> Shown {
        Shown
    }

    #[graph(output = Shown)]
    #[allow(dead_code, reason = "it is drawn, not run")]
    struct Raw {
        r#type: Kind,
    }

    let tree = organum::picture::<Raw>().tree();
    assert_eq!(tree, "Shown (output)\n└── type: Kind (given)\n");
}

#[test]
fn types_of_one_name_are_distinguished() {
    let both = organum::picture::<twins::BothGiven>();
    assert_eq!(
        both.mermaid(),
        "\
flowchart LR
    i0([\"left: Part\"])
    i1([\"right: Part\"])
    n0[[\"Whole\"]]
    i0 --> n0
    i1 --> n0
"
    );
    assert_eq!(organum::picture::<twins::Twins>().counts().nodes, 2);
}
