//! The output of a real rust-analyzer for a crate that uses every macro: `cargo xtask checks editor`.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::root;

/// The crate that is opened in the editor.
const SOURCE: &str = include_str!("../../editor/lib.rs");

/// A file of that crate with a mistake of the user.
const MISTAKEN: &str = include_str!("../../editor/mistaken.rs");

/// The longest wait for one answer, and for the first analysis of the crate.
const LIMIT: Duration = Duration::from_mins(5);

/// The longest text that hovering over a token may show, in characters.
const HOVER: usize = 1_000;

/// The tokens to ask about: a text of the source, and the word in it.
const TOKENS: &[(&str, &str)] = &[
    ("async fn price", "price"),
    ("order: &Order", "Order"),
    ("-> Price", "Price"),
    ("async fn tax", "tax"),
    ("Result<Tax", "Tax"),
    ("output = Tax", "Tax"),
    ("struct Bill", "Bill"),
    ("order: Order", "Order"),
    ("let due", "due"),
    ("struct Arrived", "Arrived"),
    ("event: &Event", "Event"),
    ("Arrived { order } =>", "Arrived"),
    ("-> Packed", "Packed"),
    ("impl Packing", "Packing"),
    ("fn handle", "handle"),
    ("entry(Arrived)", "Arrived"),
    ("struct Shipping", "Shipping"),
    ("packing: Packing", "Packing"),
    ("struct Trip", "Trip"),
    ("impl Trip", "Trip"),
    ("async fn reserve", "reserve"),
    ("undo = release", "release"),
    ("async fn release", "release"),
    ("Result<Place, Full>", "Place"),
];

/// A rust-analyzer with one crate open.
struct Editor {
    process: Child,
    input: ChildStdin,
    output: Receiver<Value>,
    crate_root: PathBuf,
    requests: u64,
    is_idle: bool,
}

impl Editor {
    /// Starts the server on this crate and waits until it has analyzed it.
    fn open(crate_root: PathBuf) -> Self {
        let log = fs::File::create(crate_root.join("server.log")).unwrap();
        let mut process = Command::new("rust-analyzer")
            .current_dir(&crate_root)
            .env("CARGO_TARGET_DIR", crate_root.join("target"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("rust-analyzer starts: rustup component add rust-analyzer rust-src");
        let input = process.stdin.take().unwrap();
        let mut from = BufReader::new(process.stdout.take().unwrap());
        let (sender, output) = channel();
        thread::spawn(move || {
            while let Some(message) = message(&mut from) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut editor = Self {
            process,
            input,
            output,
            crate_root,
            requests: 0,
            is_idle: false,
        };
        editor.initialize();
        editor
    }

    fn initialize(&mut self) {
        let root = format!("file://{}", self.crate_root.display());
        self.request(
            "initialize",
            &json!({
                "processId": null,
                "rootUri": root,
                "capabilities": {
                    "experimental": {"serverStatusNotification": true},
                    "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
                },
                "initializationOptions": {"checkOnSave": false},
            }),
        );
        self.send(&json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
        let document = json!({
            "uri": self.uri(), "languageId": "rust", "version": 1, "text": SOURCE,
        });
        self.send(&json!({
            "jsonrpc": "2.0",
            "method": "textDocument/didOpen",
            "params": {"textDocument": document},
        }));
        let start = Instant::now();
        while !self.is_idle {
            assert!(start.elapsed() < LIMIT, "the crate is analyzed in time");
            let message = self.output.recv_timeout(LIMIT).unwrap();
            self.attend(&message);
        }
    }

    fn uri(&self) -> String {
        self.uri_of("lib.rs")
    }

    fn uri_of(&self, file: &str) -> String {
        format!("file://{}/src/{file}", self.crate_root.display())
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    /// Answers the server's own requests, and remembers whether it is still analyzing.
    fn attend(&mut self, message: &Value) {
        if message["method"] == "experimental/serverStatus" {
            self.is_idle = message["params"]["quiescent"] == true;
        }
        if message.get("id").is_some() && message.get("method").is_some() {
            let result = message["params"]["items"]
                .as_array()
                .map(|items| vec![Value::Null; items.len()]);
            let answer = json!({"jsonrpc": "2.0", "id": message["id"], "result": result});
            self.send(&answer);
        }
    }

    /// Returns the answer to a request.
    fn request(&mut self, method: &str, parameters: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}));
        loop {
            let message = self.output.recv_timeout(LIMIT).unwrap();
            if message["id"] == id && message.get("method").is_none() {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
            self.attend(&message);
        }
    }

    /// Returns the answer to a request about a whole file.
    fn of_file(&mut self, file: &str, method: &str) -> Value {
        let parameters = json!({"textDocument": {"uri": self.uri_of(file)}});
        self.request(method, &parameters)
    }

    /// Returns the text that hovering over a word shows, and the number of its definitions.
    fn at(&mut self, text: &str, word: &str) -> (String, usize) {
        let at = SOURCE.find(text).unwrap() + text.find(word).unwrap();
        let before = &SOURCE[..at];
        let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
        let parameters = json!({
            "textDocument": {"uri": self.uri()},
            "position": {"line": before.matches('\n').count(), "character": column},
        });
        let hover = self.request("textDocument/hover", &parameters);
        let definitions = self.request("textDocument/definition", &parameters);
        (
            hover["contents"]["value"].as_str().unwrap_or("").to_owned(),
            definitions.as_array().map_or(0, Vec::len),
        )
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the next message of a server; none if it has ended.
fn message(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                if let Some(number) = header.strip_prefix("Content-Length: ") {
                    length = number.parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// Writes the crate that is opened, with the packages of the workspace.
fn written() -> PathBuf {
    let workspace = root();
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let shop = target.join("editor");
    fs::create_dir_all(shop.join("src")).unwrap();
    fs::write(shop.join("src/lib.rs"), SOURCE).unwrap();
    fs::write(shop.join("src/mistaken.rs"), MISTAKEN).unwrap();
    let manifest = format!(
        "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\norganum = {{ path = \"{}\" }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n",
        workspace.join("crates/organum").display(),
    );
    fs::write(shop.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), shop.join("Cargo.lock")).unwrap();
    shop
}

#[test]
#[ignore = "needs rust-analyzer and rust-src; `cargo xtask checks editor` runs it"]
fn an_editor_shows_the_users_items_alone() {
    let root = written();
    let mut editor = Editor::open(root.clone());
    let mut wrong = Vec::new();
    for (text, word) in TOKENS {
        let (hover, definitions) = editor.at(text, word);
        let characters = hover.chars().count();
        println!("{text:24} {characters:6} characters, {definitions} definition(s)");
        if hover.is_empty() || characters > HOVER || definitions != 1 {
            wrong.push(format!("`{word}` in `{text}`: {hover}"));
        }
    }
    for method in [
        "textDocument/documentSymbol",
        "textDocument/codeLens",
        "textDocument/semanticTokens/full",
        "textDocument/foldingRange",
    ] {
        assert!(
            !editor.of_file("lib.rs", method).is_null(),
            "{method} is answered"
        );
    }
    let mistakes = editor.of_file("lib.rs", "textDocument/diagnostic");
    assert_eq!(mistakes["items"], json!([]), "a correct file has none");
    let mistakes = editor.of_file("mistaken.rs", "textDocument/diagnostic");
    let mistakes = mistakes["items"].to_string();
    assert!(mistakes.contains("expected u8"), "{mistakes}");
    drop(editor);
    let log = fs::read_to_string(root.join("server.log")).unwrap();
    assert!(!log.contains("panicked"), "{log}");
    assert_eq!(wrong, [""; 0]);
}
