//! How the time of the recogniser grows with a text: of each shape, texts of 1, 2, 4 and 8 MB. Twice the text must not take much more
//! than twice the time.

use std::{hint::black_box, time::Instant};

use x402_operations::recognise::recognise;

/// Texts that a reader may have to look at again and again.
const SHAPES: [(&str, &str, &str); 12] = [
    (
        "a value broken by a terminal",
        "PAYMENT-SIGNATURE: ",
        "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\n",
    ),
    ("headers", "GET / HTTP/1.1\n", "PAYMENT-SIGNATURE: e30=\n"),
    ("responses", "", "HTTP/1.1 402 Payment Required\nPAYMENT-REQUIRED: e30=\n\n{\"accepts\":[]}\n"),
    ("marked lines", "> GET / HTTP/1.1\n", "> PAYMENT-SIGNATURE: e30=\n< HTTP/1.1 402 A\n<\n"),
    ("broken objects", "a log: ", "{\"a\": "),
    ("objects in a log", "", "2026-12-01T09:00:00Z INFO {\"payload\":{},\"x402Version\":2} end\n"),
    ("records of a log", "", "{\"time\":1796115600,\"headers\":{\"payment-signature\":\"e30=\"}}\n"),
    ("words", "", "eyJhIjoxfQ== insufficient_funds x-payment "),
    ("strings in strings", "\"", "\\\\\\\"eyJ\\\\\\\""),
    ("a command", "curl https://a.example ", "-H 'X-PAYMENT: e30=' "),
    ("events", "HTTP/1.1 200 OK\n\n", "data: {\"jsonrpc\":\"2.0\",\"result\":{}}\n"),
    ("messages", "", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[]}}\n"),
];

fn main() {
    println!("| shape | ms for 1 MB | 2 MB | 4 MB | 8 MB | per byte, 8 MB against 1 MB |\n|---|--:|--:|--:|--:|--:|");
    for (name, start, unit) in SHAPES {
        let times = [1, 2, 4, 8].map(|megabytes| {
            let text = format!("{start}{}", unit.repeat(megabytes * 1_000_000 / unit.len()));
            let least = (0..3).map(|_| {
                let begin = Instant::now();
                black_box(recognise(black_box(&text)));
                begin.elapsed().as_secs_f64() * 1e3
            });
            least.fold(f64::INFINITY, f64::min)
        });
        let [one, two, four, eight] = times;
        println!("| {name} | {one:.1} | {two:.1} | {four:.1} | {eight:.1} | {:.2} |", eight / one / 8.0);
    }
}
