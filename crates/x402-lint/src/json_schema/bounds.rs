use x402_types::declare::sentences;

/// Limits for an untrusted schema (Z-7). Each bound is checked before the work that it limits.
///
/// ```
/// use x402_lint::json_schema::Bounds;
/// let mut bounds = Bounds::DEFAULT;
/// bounds.evaluations = 1_000;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// The bytes of the schema's text: 65,536.
    pub text: usize,
    /// The number of subschemas, including the schema itself: 1,024.
    pub subschemas: usize,
    /// The nesting depth of subschemas: 32.
    pub depth: usize,
    /// The bytes of a pattern: 1,024.
    pub pattern: usize,
    /// The instructions of all patterns together, after expanding repetitions: 32,768.
    pub instructions: usize,
    /// The largest absolute exponent of a number: 1,000.
    pub exponent: u32,
    /// The evaluations of a subschema at a location in the instance: 100,000.
    pub evaluations: u32,
    /// The nesting depth of evaluations: 512. Each level uses stack.
    pub nesting: usize,
    /// The steps in these evaluations, such as looking up a property, matching a character or dividing a digit:
    /// 1,000,000.
    pub work: u32,
}

impl Bounds {
    /// The bounds of Z-7, and default limits for the stack, for patterns and for the work of an evaluation.
    pub const DEFAULT: Self = Self {
        text: 65_536,
        subschemas: 1_024,
        depth: 32,
        pattern: 1_024,
        instructions: 32_768,
        exponent: 1_000,
        evaluations: 100_000,
        nesting: 512,
        work: 1_000_000,
    };
}

impl Default for Bounds {
    fn default() -> Self {
        Self::DEFAULT
    }
}

sentences! {
    /// The field of [`Bounds`] that was exceeded.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Bound {
        /// [`Bounds::text`].
        Text = "bytes of the schema",
        /// [`Bounds::subschemas`].
        Subschemas = "subschemas",
        /// [`Bounds::depth`].
        Depth = "nested subschemas",
        /// [`Bounds::pattern`].
        Pattern = "bytes of a pattern",
        /// [`Bounds::instructions`].
        Instructions = "instructions of the patterns",
        /// [`Bounds::exponent`].
        Exponent = "as the exponent of a number",
        /// [`Bounds::evaluations`].
        Evaluations = "evaluations of a subschema",
        /// [`Bounds::nesting`].
        Nesting = "nested evaluations",
        /// [`Bounds::work`].
        Work = "steps of work",
    }
}
