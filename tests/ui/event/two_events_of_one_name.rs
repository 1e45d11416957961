use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

mod foreign {
    use organum::prelude::*;

    #[event("Greeted")]
    pub struct Hello;
}

#[organ]
fn note(event: &Event) {
    match event {
        Greeted => {}
        foreign::Hello => {}
    }
}

#[spine(entry(Greeted, foreign::Hello))]
struct Hall {
    note: note,
}

#[event("PARCEL_SENT")]
struct Parcel;

#[organ]
fn receive(event: &Event) {
    match event {
        Parcel => {}
        organum_test_app::events::Sent(_) => {}
    }
}

#[spine(entry(Parcel, organum_test_app::events::Sent))]
struct Door {
    receive: receive,
}

fn main() {}
