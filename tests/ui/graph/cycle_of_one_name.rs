//! Nodes whose types have one name: the path of a cycle distinguishes them.

mod billing {
    pub struct Summary;

    #[organum::node]
    pub fn summary(_: &super::orders::Summary) -> Summary {
        Summary
    }
}

mod orders {
    pub struct Summary;

    #[organum::node]
    pub fn summary(_: &super::users::Summary) -> Summary {
        Summary
    }
}

mod users {
    pub struct Summary;

    #[organum::node]
    pub fn summary(_: &super::billing::Summary) -> Summary {
        Summary
    }
}

#[organum::graph(output = billing::Summary)]
struct Report {}

// A cycle of nodes that one call of a macro writes.
mod a {
    pub struct Part;
}
mod b {
    pub struct Part;
}

macro_rules! parts {
    ($($name:ident: $ty:ty => $need:ty;)*) => {
        $(
            #[organum::node]
            fn $name(_: &$need) -> $ty {
                unreachable!()
            }
        )*
    };
}
parts! {
    first: a::Part => b::Part;
    second: b::Part => a::Part;
}

#[organum::graph(output = a::Part)]
struct Parts {}

fn main() {}
