//! Signatures with named lifetimes, with aliases of types, and of tuple structs.

use organum::prelude::*;

mod lifetimes {
    use super::*;

    #[event]
    struct Asked;
    #[event]
    struct Said;
    #[derive(Default)]
    struct Speaker;

    #[organ]
    impl Speaker {
        #[start]
        fn start<'a>(&'a mut self, out: &'a mut Outbox<Said>) {
            out.emit(Said);
        }

        #[handle]
        fn asked<'a, 'b>(&'a mut self, _asked: &'b Asked, out: &'b mut Outbox<Said>) {
            out.emit(Said);
        }
    }

    #[organ]
    fn echo<'a>(_asked: &'a Asked, out: &'a mut Outbox<Said>) {
        out.emit(Said);
    }

    #[spine(entry(Asked), terminal(Said))]
    #[derive(Default)]
    struct Talk {
        speaker: Speaker,
        echo: echo,
    }

    #[tokio::test]
    async fn lifetimes_may_be_named() {
        let stats = Talk::default().run(Asked).await.unwrap();
        assert_eq!(stats.handled, 2);
    }
}

mod lists {
    use super::*;

    #[derive(Debug)]
    struct Word(usize);
    #[derive(Debug)]
    struct Pair(usize);
    #[derive(Debug)]
    struct Total(usize);
    type Words = [Word];

    /// The words, and lists of numbers.
    struct Text(Vec<String>, Vec<Vec<u8>>);

    #[saga(output = Total)]
    impl Text {
        #[step(each = 0, irrevocable)]
        async fn word(&self, word: &str) -> Word {
            Word(word.len())
        }

        #[step(each = 1, irrevocable)]
        async fn pair(&self, pair: &[u8]) -> Pair {
            Pair(pair.len())
        }

        #[step(irrevocable)]
        async fn name<'a>(&'a self, words: &'a Words) -> String {
            words.len().to_string()
        }

        #[step(irrevocable)]
        async fn total<'a>(&self, words: &'a [Word], pairs: &'a Vec<Pair>, name: &'a str) -> Total {
            let words: usize = words.iter().map(|word| word.0).sum();
            let pairs: usize = pairs.iter().map(|pair| pair.0).sum();
            Total(words + pairs + name.len())
        }
    }

    #[tokio::test]
    async fn lists_are_borrowed_from_the_outputs_of_steps() {
        let words = vec!["a".to_owned(), "few".to_owned()];
        let text = Text(words, vec![vec![1, 2], vec![]]);
        assert_eq!(text.run().await.unwrap().0, 7);
    }
}

mod debug {
    use super::*;

    /// A type that does not implement `Debug`.
    #[derive(Clone, serde::Serialize, serde::Deserialize)]
    struct Secret;

    #[event]
    struct Came;

    #[organ]
    fn plain(_came: &Came) {}

    #[organ]
    fn holding(_came: &Came, _secret: &Secret) {}

    #[spine(entry(Came))]
    #[derive(Debug)]
    struct Hall {
        plain: plain,
        holding: holding,
    }

    #[derive(Debug)]
    struct Done;

    #[saga]
    struct Paying {
        secret: Secret,
        amount: u32,
    }

    #[saga(output = Done)]
    impl Paying {
        #[step(irrevocable)]
        async fn done(&self) -> Done {
            let _ = (&self.secret, self.amount);
            Done
        }
    }

    #[derive(Debug)]
    struct Request {
        input: PayingInput,
    }

    #[test]
    fn structs_with_generated_fields_derive_debug_without_showing_values() {
        let hall = Hall {
            plain: plain::default(),
            holding: holding { _secret: Secret },
        };
        let text = format!("{hall:?}");
        assert_eq!(
            text,
            "Hall { plain: plain { .. }, holding: holding { .. } }"
        );
        let input = PayingInput {
            secret: Secret,
            amount: 3,
        };
        let text = format!("{:?}", Request { input });
        assert_eq!(text, "Request { input: PayingInput { .. } }");
    }
}

mod attempts {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("refused")]
    struct Refused;

    type Tried = Attempt<Refused>;
    type Result<T, E = Tried> = std::result::Result<T, E>;

    #[derive(Debug)]
    struct Seat;
    #[derive(Debug)]
    struct Ticket;

    static CALLS: [AtomicU32; 3] = [const { AtomicU32::new(0) }; 3];

    struct Evening(usize);

    #[saga(error = Refused, output = Ticket)]
    impl Evening {
        #[step(irrevocable, retry(attempts = 3))]
        async fn named(&self) -> Result<Seat, Tried> {
            CALLS[0].fetch_add(1, Ordering::Relaxed);
            if self.0 == 0 {
                Err(Attempt::Abort(Refused))
            } else {
                Ok(Seat)
            }
        }

        #[step(irrevocable, retry(attempts = 3))]
        async fn unnamed(&self, _seat: &Seat) -> Result<u32> {
            CALLS[1].fetch_add(1, Ordering::Relaxed);
            if self.0 == 1 {
                Err(Attempt::Abort(Refused))
            } else {
                Ok(1)
            }
        }

        #[step(irrevocable, retry(attempts = 3, backoff = none), retry_if = always)]
        async fn asked(&self, _number: &u32) -> Result<Ticket, Tried> {
            CALLS[2].fetch_add(1, Ordering::Relaxed);
            Err(Attempt::Fail(Refused))
        }
    }

    fn always(_refused: &Refused) -> bool {
        true
    }

    #[tokio::test(start_paused = true)]
    async fn types_are_recognised_under_any_name() {
        for at in 0..3 {
            let error = Evening(at).run().await.unwrap_err();
            assert!(error.failed().is_some());
        }
        let calls = CALLS.each_ref().map(|calls| calls.load(Ordering::Relaxed));
        assert_eq!(calls, [3, 2, 3]);
    }
}
