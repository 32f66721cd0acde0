//! What a table of measurements is made of.

use std::hint::black_box;

/// One measured function.
pub struct Case {
    /// What it is called in tables.
    pub name: &'static str,
    /// How often it does the work that is measured.
    pub units: u32,
    run: Box<dyn Fn()>,
}

impl Case {
    /// Inputs pass through `black_box`, so that nothing is computed in advance; outputs too, and are then dropped:
    /// freeing belongs to the cost.
    pub(crate) fn new<T, R>(name: &'static str, input: T, run: impl Fn(&T) -> R + 'static) -> Self
    where
        T: 'static,
    {
        let run = move || {
            black_box(run(black_box(&input)));
        };
        Self { name, units: 1, run: Box::new(run) }
    }

    /// The function does the work so many times: tables show one.
    #[cfg(feature = "recover")]
    pub(crate) fn each(self, units: u32) -> Self {
        Self { units, ..self }
    }

    /// Does the work once.
    pub fn run(&self) {
        (self.run)();
    }
}

/// Functions that do the same work, the first of which the others are compared with.
pub struct Group {
    /// What is done.
    pub name: String,
    /// The reference first.
    pub cases: Vec<Case>,
}

pub(crate) fn group(name: impl Into<String>, peers: Vec<Case>, ours: impl IntoIterator<Item = Case>) -> Group {
    Group { name: name.into(), cases: peers.into_iter().chain(ours).collect() }
}

/// The cases of the peers, or none if this build has no peers.
macro_rules! peers {
    ($($cases:tt)*) => {{
        #[cfg(feature = "peers")]
        {
            Vec::from($($cases)*)
        }
        #[cfg(not(feature = "peers"))]
        {
            Vec::new()
        }
    }};
}
pub(crate) use peers;
