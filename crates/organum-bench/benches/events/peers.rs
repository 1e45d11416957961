//! Other ways to pass messages between two parties. None of them has an envelope, an id, a dead letter or
//! a limit of hops.

use std::{
    any::{Any, TypeId},
    collections::{HashMap, VecDeque},
    hint::black_box,
    pin::Pin,
    time::{Duration, Instant},
};

use actix::Actor as _;
use kameo::actor::Spawn as _;
use tokio::sync::mpsc;

/// The message that all of them pass.
#[derive(Clone, Copy)]
enum Message {
    Ping(u64, u32),
    Pong(u64, u32),
}

/// A queue and a `match`: the lower bound.
pub(super) fn queue_with_a_match(rounds: u32) -> Duration {
    let start = Instant::now();
    let (mut left, mut right) = (0_u64, 0_u64);
    let mut queue = VecDeque::from([Message::Ping(1, rounds)]);
    while let Some(message) = queue.pop_front() {
        match black_box(message) {
            Message::Ping(value, rest) => {
                left = left.wrapping_add(value);
                queue.push_back(Message::Pong(value, rest));
            }
            Message::Pong(value, rest) => {
                right = right.wrapping_add(value);
                if let Some(rest) = rest.checked_sub(1) {
                    queue.push_back(Message::Ping(value, rest));
                }
            }
        }
    }
    black_box((left, right));
    start.elapsed()
}

/// A queue, and handlers that return boxed futures.
pub(super) async fn boxed_futures(rounds: u32) -> Duration {
    type Handling<'a> = Pin<Box<dyn Future<Output = Option<Message>> + Send + 'a>>;
    trait Handler: Send {
        fn handle(&mut self, message: Message) -> Handling<'_>;
    }
    struct Left(u64);
    struct Right(u64);
    impl Handler for Left {
        fn handle(&mut self, message: Message) -> Handling<'_> {
            Box::pin(async move {
                let Message::Ping(value, rest) = message else {
                    return None;
                };
                self.0 = self.0.wrapping_add(value);
                Some(Message::Pong(value, rest))
            })
        }
    }
    impl Handler for Right {
        fn handle(&mut self, message: Message) -> Handling<'_> {
            Box::pin(async move {
                let Message::Pong(value, rest) = message else {
                    return None;
                };
                self.0 = self.0.wrapping_add(value);
                Some(Message::Ping(value, rest.checked_sub(1)?))
            })
        }
    }
    let mut handlers: [Box<dyn Handler>; 2] = [Box::new(Left(0)), Box::new(Right(0))];
    let start = Instant::now();
    let mut queue = VecDeque::from([Message::Ping(1, rounds)]);
    while let Some(message) = queue.pop_front() {
        let to = usize::from(matches!(message, Message::Pong(..)));
        queue.extend(black_box(&mut handlers)[to].handle(message).await);
    }
    start.elapsed()
}

/// A queue of boxed messages, and a map from their types to handlers.
pub(super) fn map_of_types(rounds: u32) -> Duration {
    struct Ping(u64, u32);
    struct Pong(u64, u32);
    type Handler = Box<dyn FnMut(&dyn Any) -> Option<Box<dyn Any>>>;
    let (mut left, mut right) = (0_u64, 0_u64);
    let mut handlers: HashMap<TypeId, Vec<Handler>> = HashMap::new();
    handlers
        .entry(TypeId::of::<Ping>())
        .or_default()
        .push(Box::new(move |message| {
            let Ping(value, rest) = message.downcast_ref()?;
            left = black_box(left.wrapping_add(*value));
            Some(Box::new(Pong(*value, *rest)))
        }));
    handlers
        .entry(TypeId::of::<Pong>())
        .or_default()
        .push(Box::new(move |message| {
            let Pong(value, rest) = message.downcast_ref()?;
            right = black_box(right.wrapping_add(*value));
            Some(Box::new(Ping(*value, rest.checked_sub(1)?)))
        }));
    let start = Instant::now();
    let mut queue: VecDeque<Box<dyn Any>> = VecDeque::from([Box::new(Ping(1, rounds)) as _]);
    while let Some(message) = queue.pop_front() {
        for handler in handlers
            .get_mut(&(*message).type_id())
            .into_iter()
            .flatten()
        {
            queue.extend(handler(&*message));
        }
    }
    start.elapsed()
}

/// Two tasks, with a channel of tokio in each direction.
pub(super) async fn tokio_channels(rounds: u32) -> Duration {
    let (to_left, mut pings) = mpsc::channel::<(u64, u32)>(64);
    let (to_right, mut pongs) = mpsc::channel::<(u64, u32)>(64);
    let start = Instant::now();
    let left = tokio::spawn(async move {
        let mut sum = 0_u64;
        while let Some((value, rest)) = pings.recv().await {
            sum = sum.wrapping_add(value);
            if to_right.send((value, rest)).await.is_err() {
                break;
            }
        }
        sum
    });
    let right = tokio::spawn(async move {
        let mut sum = 0_u64;
        let _ = to_left.send((1, rounds)).await;
        while let Some((value, rest)) = pongs.recv().await {
            sum = sum.wrapping_add(value);
            let Some(rest) = rest.checked_sub(1) else {
                break;
            };
            let _ = to_left.send((value, rest)).await;
        }
        sum
    });
    let _ = black_box((left.await, right.await));
    start.elapsed()
}

struct ActixPing(u64, u32, actix::Addr<ActixRight>);
struct ActixPong(u64, u32, actix::Addr<ActixLeft>);
struct ActixLeft(u64);
struct ActixRight(u64, Option<tokio::sync::oneshot::Sender<()>>);

impl actix::Message for ActixPing {
    type Result = ();
}
impl actix::Message for ActixPong {
    type Result = ();
}
impl actix::Actor for ActixLeft {
    type Context = actix::Context<Self>;
}
impl actix::Actor for ActixRight {
    type Context = actix::Context<Self>;
}
impl actix::Handler<ActixPing> for ActixLeft {
    type Result = ();

    fn handle(&mut self, ping: ActixPing, context: &mut actix::Context<Self>) {
        use actix::AsyncContext as _;
        self.0 = self.0.wrapping_add(ping.0);
        ping.2.do_send(ActixPong(ping.0, ping.1, context.address()));
    }
}
impl actix::Handler<ActixPong> for ActixRight {
    type Result = ();

    fn handle(&mut self, pong: ActixPong, context: &mut actix::Context<Self>) {
        use actix::AsyncContext as _;
        self.0 = self.0.wrapping_add(pong.0);
        match pong.1.checked_sub(1) {
            Some(rest) => pong.2.do_send(ActixPing(pong.0, rest, context.address())),
            None => {
                if let Some(done) = self.1.take() {
                    let _ = done.send(());
                }
            }
        }
    }
}

/// Two actors of actix, on one thread, in actix's own runtime.
pub(super) fn actix_actors(rounds: u32) -> Duration {
    actix::System::new().block_on(async move {
        let (done, is_done) = tokio::sync::oneshot::channel();
        let left = ActixLeft(0).start();
        let right = ActixRight(0, Some(done)).start();
        let start = Instant::now();
        left.do_send(ActixPing(1, rounds, right));
        let _ = is_done.await;
        start.elapsed()
    })
}

struct KameoPing(u64, u32, kameo::actor::ActorRef<KameoRight>);
struct KameoPong(u64, u32, kameo::actor::ActorRef<KameoLeft>);
#[derive(kameo::Actor)]
struct KameoLeft(u64);
#[derive(kameo::Actor)]
struct KameoRight(u64, Option<tokio::sync::oneshot::Sender<()>>);

impl kameo::message::Message<KameoPing> for KameoLeft {
    type Reply = ();

    async fn handle(&mut self, ping: KameoPing, context: &mut kameo::message::Context<Self, ()>) {
        self.0 = self.0.wrapping_add(ping.0);
        let pong = KameoPong(ping.0, ping.1, context.actor_ref().clone());
        let _ = ping.2.tell(pong).await;
    }
}
impl kameo::message::Message<KameoPong> for KameoRight {
    type Reply = ();

    async fn handle(&mut self, pong: KameoPong, context: &mut kameo::message::Context<Self, ()>) {
        self.0 = self.0.wrapping_add(pong.0);
        match pong.1.checked_sub(1) {
            Some(rest) => {
                let ping = KameoPing(pong.0, rest, context.actor_ref().clone());
                let _ = pong.2.tell(ping).await;
            }
            None => {
                if let Some(done) = self.1.take() {
                    let _ = done.send(());
                }
            }
        }
    }
}

/// Two actors of kameo.
pub(super) async fn kameo_actors(rounds: u32) -> Duration {
    let (done, is_done) = tokio::sync::oneshot::channel();
    let left = KameoLeft::spawn(KameoLeft(0));
    let right = KameoRight::spawn(KameoRight(0, Some(done)));
    let start = Instant::now();
    let _ = left.tell(KameoPing(1, rounds, right)).await;
    let _ = is_done.await;
    start.elapsed()
}
