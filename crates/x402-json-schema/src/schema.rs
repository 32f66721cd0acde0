use alloc::{boxed::Box, string::String, vec::Vec};

use x402_types::JsonRef;

use crate::{
    Answer, Bounds, SchemaError,
    classes::{Class, Classes},
    compile,
    decimal::Decimal,
    document::write_segment,
    evaluate,
    pattern::Program,
};

/// A JSON Schema of the dialect 2020-12 that has been checked and can be evaluated.
///
/// ```
/// use x402_json_schema::{Answer, Bounds, Schema};
/// use x402_types::RawJson;
/// let schema = RawJson::parse(r#"{"properties": {"city": {"type": "string"}}, "required": ["city"]}"#)?;
/// let schema = Schema::compile(schema.as_json(), &Bounds::DEFAULT)?;
/// let evaluate = |text: &str| schema.evaluate(RawJson::parse(text).unwrap().as_json());
///
/// assert_eq!(evaluate(r#"{"city": "Graz"}"#)?, Answer::Accepts);
/// let Answer::Refuses(refusals) = evaluate(r#"{"city": 8010}"#)? else { panic!() };
/// assert_eq!((refusals[0].instance(), refusals[0].keyword()), ("/city", "type"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Schema {
    pub(crate) nodes: Vec<Node>,
    pub(crate) programs: Vec<Program>,
    pub(crate) classes: Classes,
    /// Whether a keyword compares values.
    pub(crate) compares: bool,
    pub(crate) has_dialect: bool,
    pub(crate) bounds: Bounds,
}

impl Schema {
    /// Checks a schema, with every subschema and pattern in it.
    ///
    /// # Errors
    /// What is wrong with the schema, whatever the instance; a bound that it exceeds.
    pub fn compile(schema: JsonRef<'_>, bounds: &Bounds) -> Result<Self, SchemaError> {
        compile::compile(schema, bounds)
    }

    /// Says whether the schema accepts an instance.
    ///
    /// # Errors
    /// A bound that the evaluation exceeds, or a number of the instance.
    pub fn evaluate(&self, instance: JsonRef<'_>) -> Result<Answer, SchemaError> {
        evaluate::evaluate(self, instance)
    }

    /// Whether the schema names its dialect. One that does not is read as 2020-12 (Z-4).
    #[must_use]
    pub const fn has_dialect(&self) -> bool {
        self.has_dialect
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        static NOTHING: Node = Node { place: Place::Root, keywords: Vec::new() };
        self.nodes.get(id).unwrap_or(&NOTHING)
    }

    pub(crate) fn pointer(&self, node: NodeId) -> String {
        pointer(&self.nodes, node)
    }
}

/// The number of a subschema.
pub(crate) type NodeId = usize;
/// The number of a pattern's program; None for a pattern that is not evaluated.
pub(crate) type PatternId = Option<usize>;

/// One subschema.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) keywords: Vec<Keyword>,
}

/// Where a subschema stands.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Root,
    /// In a keyword of another subschema, perhaps under a name or index there.
    In {
        parent: NodeId,
        keyword: &'static str,
        below: Option<Box<str>>,
    },
    /// Where a reference leads to, and no keyword has it.
    At(String),
}

/// The JSON pointer of a subschema.
pub(crate) fn pointer(nodes: &[Node], node: NodeId) -> String {
    let mut above = Vec::new();
    let mut next = nodes.get(node);
    let mut out = String::new();
    while let Some(Node { place, .. }) = next {
        match place {
            Place::Root => break,
            Place::In { parent, keyword, below } => {
                above.push((keyword, below));
                next = nodes.get(*parent);
            }
            Place::At(pointer) => {
                out.push_str(pointer);
                break;
            }
        }
    }
    for (keyword, below) in above.into_iter().rev() {
        write_segment(&mut out, keyword);
        if let Some(below) = below {
            write_segment(&mut out, below);
        }
    }
    out
}

/// A keyword, or several that are evaluated together.
#[derive(Debug)]
pub(crate) enum Keyword {
    /// The schema `false`, in this keyword.
    Never(&'static str),
    Type(Types),
    Enum(Box<[Class]>),
    Const(Class),
    Order {
        kind: OrderKind,
        limit: Decimal,
    },
    MultipleOf(Decimal),
    Count {
        kind: CountKind,
        limit: u64,
    },
    Pattern(PatternId),
    UniqueItems,
    Contains {
        schema: NodeId,
        min: u64,
        max: Option<u64>,
    },
    /// `prefixItems` and `items`.
    Items {
        first: Box<[NodeId]>,
        rest: Option<NodeId>,
    },
    Required(Names),
    Properties(Properties),
    PropertyNames(NodeId),
    DependentRequired(Box<[Named<Names>]>),
    DependentSchemas(Box<[Named<NodeId>]>),
    AllOf(Box<[NodeId]>),
    AnyOf(Box<[NodeId]>),
    OneOf(Box<[NodeId]>),
    Not(NodeId),
    If {
        condition: NodeId,
        then: Option<NodeId>,
        otherwise: Option<NodeId>,
    },
    /// `$ref`, `$dynamicRef` or `$recursiveRef` to a place in the schema.
    Reference(NodeId),
    /// A keyword that is not evaluated (Z-4).
    Undecided(&'static str),
}

/// Something under a name.
pub(crate) type Named<T> = (Box<str>, T);

pub(crate) type Names = Box<[Box<str>]>;

/// `properties`, `patternProperties` and `additionalProperties`.
#[derive(Debug)]
pub(crate) struct Properties {
    /// Sorted by name.
    pub(crate) named: Box<[Named<NodeId>]>,
    pub(crate) by_pattern: Box<[(PatternId, NodeId)]>,
    pub(crate) additional: Option<NodeId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderKind {
    Maximum,
    ExclusiveMaximum,
    Minimum,
    ExclusiveMinimum,
}

impl OrderKind {
    pub(crate) const fn keyword(self) -> &'static str {
        match self {
            Self::Maximum => "maximum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
            Self::Minimum => "minimum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
        }
    }
}

/// What is counted, and whether the limit is the most or the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CountKind {
    MaxLength,
    MinLength,
    MaxItems,
    MinItems,
    MaxProperties,
    MinProperties,
}

impl CountKind {
    pub(crate) const fn keyword(self) -> &'static str {
        match self {
            Self::MaxLength => "maxLength",
            Self::MinLength => "minLength",
            Self::MaxItems => "maxItems",
            Self::MinItems => "minItems",
            Self::MaxProperties => "maxProperties",
            Self::MinProperties => "minProperties",
        }
    }
}

/// A set of the seven names of `type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(2);
    pub(crate) const OBJECT: Self = Self(4);
    pub(crate) const ARRAY: Self = Self(8);
    pub(crate) const NUMBER: Self = Self(16);
    pub(crate) const STRING: Self = Self(32);
    pub(crate) const INTEGER: Self = Self(64);

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "object" => Self::OBJECT,
            "array" => Self::ARRAY,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "integer" => Self::INTEGER,
            _ => return None,
        })
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
