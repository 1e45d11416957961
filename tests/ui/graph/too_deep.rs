//! A chain that is deeper than rustc's recursion limit allows.
use organum::{graph, node};

struct N0;

macro_rules! chain {
    ($($needs:ident -> $makes:ident),* $(,)?) => {$(
        struct $makes;

        #[node]
        impl $makes {
            fn compose(_needs: &$needs) -> Self {
                Self
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
}

#[graph(output = N70)]
struct Deep {
    first: N0,
}

#[graph(output = N70, recursion_limit = 144)]
struct StillDeep {
    first: N0,
}

fn main() {}
