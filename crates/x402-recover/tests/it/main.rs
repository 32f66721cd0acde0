//! Against libraries that nobody here wrote.
#![allow(missing_docs, clippy::as_conversions, reason = "tests")]

mod cases;
mod differential;
mod edges;
mod peers;
mod secrets;
