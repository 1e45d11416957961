//! A chain of 100 nodes, with the recursion limit of the crate repeated at the graph. The limit applies
//! to a whole crate, so this is a program of its own.
#![recursion_limit = "256"]
use organum::{graph, node};

struct N0(u8);

macro_rules! chain {
    ($($needs:ident -> $makes:ident),* $(,)?) => {$(
        struct $makes(u8);

        #[node]
        impl $makes {
            fn compose(needs: &$needs) -> Self {
                Self(needs.0 + 1)
            }
        }
    )*};
}

chain! {
    N0 -> N1, N1 -> N2, N2 -> N3, N3 -> N4, N4 -> N5,
    N5 -> N6, N6 -> N7, N7 -> N8, N8 -> N9, N9 -> N10,
    N10 -> N11, N11 -> N12, N12 -> N13, N13 -> N14, N14 -> N15,
    N15 -> N16, N16 -> N17, N17 -> N18, N18 -> N19, N19 -> N20,
    N20 -> N21, N21 -> N22, N22 -> N23, N23 -> N24, N24 -> N25,
    N25 -> N26, N26 -> N27, N27 -> N28, N28 -> N29, N29 -> N30,
    N30 -> N31, N31 -> N32, N32 -> N33, N33 -> N34, N34 -> N35,
    N35 -> N36, N36 -> N37, N37 -> N38, N38 -> N39, N39 -> N40,
    N40 -> N41, N41 -> N42, N42 -> N43, N43 -> N44, N44 -> N45,
    N45 -> N46, N46 -> N47, N47 -> N48, N48 -> N49, N49 -> N50,
    N50 -> N51, N51 -> N52, N52 -> N53, N53 -> N54, N54 -> N55,
    N55 -> N56, N56 -> N57, N57 -> N58, N58 -> N59, N59 -> N60,
    N60 -> N61, N61 -> N62, N62 -> N63, N63 -> N64, N64 -> N65,
    N65 -> N66, N66 -> N67, N67 -> N68, N68 -> N69, N69 -> N70,
    N70 -> N71, N71 -> N72, N72 -> N73, N73 -> N74, N74 -> N75,
    N75 -> N76, N76 -> N77, N77 -> N78, N78 -> N79, N79 -> N80,
    N80 -> N81, N81 -> N82, N82 -> N83, N83 -> N84, N84 -> N85,
    N85 -> N86, N86 -> N87, N87 -> N88, N88 -> N89, N89 -> N90,
    N90 -> N91, N91 -> N92, N92 -> N93, N93 -> N94, N94 -> N95,
    N95 -> N96, N96 -> N97, N97 -> N98, N98 -> N99, N99 -> N100,
}

#[graph(output = N100, recursion_limit = 256)]
struct Deep {
    first: N0,
}

#[tokio::test]
async fn a_graph_of_100_levels_runs() {
    assert_eq!(Deep { first: N0(0) }.run().await.unwrap().0, 100);
}
