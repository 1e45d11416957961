//! The routes, and the conversion of failures into responses.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use organum::{GraphError, GraphErrorKind, Runner, SpineError, event::SpineHandle};
use serde::{Deserialize, Serialize};

use crate::{
    orders::{OrderPlaced, Orders},
    quote::{Quotation, Quote, QuoteError, UserId},
};

/// The state that all requests share. Clones are cheap: both fields are handles.
#[derive(Clone)]
pub struct Service {
    pub quotes: Runner<Quotation>,
    pub orders: SpineHandle<Orders>,
}

/// The reason why a request has no result.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Quote(#[from] GraphError),
    #[error(transparent)]
    Publish(#[from] SpineError),
}

/// The body of a request for an order.
#[derive(Deserialize)]
pub struct Order {
    user: u32,
    cents: u64,
}

/// The body of the response to a request for an order.
#[derive(Serialize)]
pub struct Accepted {
    event: String,
    percent_off: u32,
}

pub fn routes(service: Service) -> Router {
    Router::new()
        .route("/quotes/{user}", get(quote))
        .route("/orders", post(order))
        .with_state(service)
}

async fn quote(
    State(service): State<Service>,
    Path(user): Path<u32>,
) -> Result<Json<Quote>, Refusal> {
    let quote = service.quotes.run(UserId(user)).await?;
    Ok(Json(quote))
}

/// Accepts an order once its event is in the queue: its handlers do not delay the response.
async fn order(
    State(service): State<Service>,
    Json(order): Json<Order>,
) -> Result<(StatusCode, Json<Accepted>), Refusal> {
    let quote = service.quotes.run(UserId(order.user)).await?;
    let Order { user, cents } = order;
    let event = service.orders.publish(OrderPlaced { user, cents }).await?;
    let accepted = Accepted {
        event: event.to_string(),
        percent_off: quote.percent_off,
    };
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}

impl Refusal {
    /// Returns the status for the cause: the program's own errors are found in the chain by their type.
    fn status(&self) -> StatusCode {
        match self {
            Self::Quote(error) => match error.downcast_ref::<QuoteError>() {
                Some(QuoteError::NoSuchUser(_)) => StatusCode::NOT_FOUND,
                None if matches!(error.kind(), GraphErrorKind::TimedOut) => {
                    StatusCode::GATEWAY_TIMEOUT
                }
                None => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::Publish(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        if status == StatusCode::NOT_FOUND {
            return (status, "there is no such user\n").into_response();
        }
        // The chain of causes is logged; the client only gets the status.
        eprintln!("{self:?}");
        status.into_response()
    }
}
