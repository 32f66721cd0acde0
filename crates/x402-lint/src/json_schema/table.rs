//! The table of a compiled schema: its numbered subschemas and the data of their keywords.

use alloc::{boxed::Box, string::String, vec::Vec};

use x402_types::json_pointer;

use crate::json_schema::{
    Bounds,
    classes::{Class, Classes},
    decimal::Decimal,
    pattern::Program,
};

/// All subschemas of a schema. Number 0 is the schema itself.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) nodes: Vec<Node>,
    pub(crate) programs: Vec<Program>,
    pub(crate) classes: Classes,
    /// `true` if a keyword compares values.
    pub(crate) compares: bool,
    pub(crate) has_dialect: bool,
    pub(crate) bounds: Bounds,
}

impl Table {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        static NOTHING: Node = Node { location: Location::Root, keywords: Vec::new() };
        self.nodes.get(id).unwrap_or(&NOTHING)
    }

    pub(crate) fn pointer(&self, node: NodeId) -> String {
        pointer(&self.nodes, node)
    }
}

/// The number of a subschema.
pub(crate) type NodeId = usize;
/// The number of a pattern's program, or `None` for a pattern that is not evaluated.
pub(crate) type PatternId = Option<usize>;

/// A subschema: its path and its keywords.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) location: Location,
    pub(crate) keywords: Vec<Keyword>,
}

/// The path of a subschema in the schema.
#[derive(Clone, Debug)]
pub(crate) enum Location {
    Root,
    /// The value of a keyword of a parent subschema, or below a name or index in that value.
    In {
        parent: NodeId,
        keyword: &'static str,
        below: Option<Box<str>>,
    },
    /// The target of a reference that is not inside a keyword.
    At(String),
}

/// The JSON pointer of a subschema.
pub(crate) fn pointer(nodes: &[Node], node: NodeId) -> String {
    let mut above = Vec::new();
    let mut next = nodes.get(node);
    let mut out = String::new();
    while let Some(Node { location, .. }) = next {
        match location {
            Location::Root => break,
            Location::In { parent, keyword, below } => {
                above.push((keyword, below));
                next = nodes.get(*parent);
            }
            Location::At(pointer) => {
                out.push_str(pointer);
                break;
            }
        }
    }
    for (keyword, below) in above.into_iter().rev() {
        json_pointer::push(&mut out, keyword);
        if let Some(below) = below {
            json_pointer::push(&mut out, below);
        }
    }
    out
}

/// A keyword, or several keywords that are evaluated together.
#[derive(Debug)]
pub(crate) enum Keyword {
    /// The schema `false` as the value of this keyword.
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
    /// `$ref` or `$dynamicRef` to a path in the schema.
    Reference(NodeId),
    /// A keyword that is not evaluated (Z-4).
    Undecided(&'static str),
}

/// A name with a value of type `T`.
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

/// The counted property, and whether the limit is a maximum or a minimum.
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

/// A set of the seven type names of `type`.
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
