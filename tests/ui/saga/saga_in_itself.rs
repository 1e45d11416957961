//! Sagas that contain themselves, at once or by way of another one.
use organum::prelude::*;

struct Trip;
struct Room;

struct Travel;

#[saga(output = Trip)]
impl Travel {
    #[step(saga)]
    fn again(&self) -> Self {
        Self
    }
}

struct There;

#[saga(output = Trip)]
impl There {
    #[step(saga)]
    fn back(&self) -> Back {
        Back
    }

    #[step(irrevocable)]
    async fn trip(&self, _room: &Room) -> Trip {
        Trip
    }
}

struct Back;

#[saga(output = Room)]
impl Back {
    #[step(saga)]
    fn there(&self) -> There {
        There
    }

    #[step(irrevocable)]
    async fn room(&self, _trip: &Trip) -> Room {
        Room
    }
}

fn main() {}
