//! Questions as programs write them, and the mistakes in them.

mod questions;
