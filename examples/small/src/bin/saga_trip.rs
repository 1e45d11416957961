//! A trip needs a flight, a car and a hotel: when the hotel is full, the others are cancelled.

use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("the hotel is fully booked")]
struct FullyBooked;

struct Flight(&'static str);
struct Car(&'static str);
struct Hotel;

struct Trip {
    to: &'static str,
}

#[saga(error = FullyBooked, output = Hotel)]
impl Trip {
    #[step(undo = cancel_flight)]
    fn flight(&self) -> Flight {
        println!("a flight to {}", self.to);
        Flight("LH 123")
    }

    fn cancel_flight(&self, flight: &Flight) {
        println!("flight {} is cancelled", flight.0);
    }

    #[step(undo = return_car)]
    fn car(&self, flight: &Flight) -> Car {
        println!("a car for those of {}", flight.0);
        Car("a small one")
    }

    fn return_car(&self, car: &Car) {
        println!("{} is given back", car.0);
    }

    #[step(irrevocable)]
    fn hotel(&self, _flight: &Flight, _car: &Car) -> Result<Hotel, FullyBooked> {
        Err(FullyBooked)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    print!("{}", organum::saga::picture::<Trip>().text());
    let report = Trip { to: "Oslo" }.run().report().await;
    println!("{report}");
    assert!(report.is_rolled_back());
}
