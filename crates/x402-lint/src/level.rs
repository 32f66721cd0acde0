//! How much a finding matters.

use x402_types::__declare::names;

names! {
    /// The severity of a finding.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum Level {
        /// A reader that follows the documents refuses or discards this.
        Error = "error",
        /// Readers differ, or failures in the field are known.
        Warning = "warning",
        /// Nothing is wrong, but the fact is worth knowing.
        Info = "info",
    }
    as_str "The permanent name: `error`, `warning`, `info`.";
    Display;
}
