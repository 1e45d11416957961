//! A field may provide a type that also has a node, if that node cannot run in the graph.
use organum::{graph, node};

struct Session(u8);
struct Profile(u8);
struct Order(u8);

#[node]
fn profile(session: &Session) -> Profile {
    Profile(session.0)
}

#[node]
async fn order(profile: &Profile) -> Order {
    Order(profile.0)
}

/// The node of `Profile` needs a `Session`, which the graph does not provide.
#[graph(output = Order)]
struct Offline {
    profile: Profile,
}

#[graph(output = Order)]
struct Online {
    session: Session,
}

#[tokio::test]
async fn an_input_provides_what_its_node_cannot() {
    let profile = Profile(1);
    assert_eq!(Offline { profile }.run().await.unwrap().0, 1);
    let session = Session(2);
    assert_eq!(Online { session }.run().await.unwrap().0, 2);
}
