//! Keywords that evaluate subschemas at the same location, at elements or at properties.

use super::evaluation::{At, Evaluation, Exceeded, Outcome, Path, Step, Truth};
use crate::json_schema::{
    document::Value,
    table::{Named, NodeId, Properties},
};

impl Evaluation<'_> {
    pub(super) fn all_of(&mut self, schemas: &[NodeId], at: At<'_>) -> Outcome {
        let mut all = Truth::Yes;
        for schema in schemas {
            all = all.and(self.subschema(*schema, at)?);
            if at.quiet && all.is_no() {
                break;
            }
        }
        Ok(all)
    }

    pub(super) fn any_of(&mut self, schemas: &[NodeId], at: At<'_>) -> Outcome {
        // By De Morgan, this is the negation of "none of them accepts".
        let mut none = Truth::Yes;
        for schema in schemas {
            none = none.and(self.subschema(*schema, at.quietly())?.negated());
            if none.is_no() {
                break;
            }
        }
        Ok(none.negated())
    }

    pub(super) fn one_of(&mut self, schemas: &[NodeId], at: At<'_>) -> Outcome {
        let (mut accepted, mut unknown) = (false, None);
        for schema in schemas {
            match self.subschema(*schema, at.quietly())? {
                Truth::Yes if accepted => return Ok(Truth::No),
                Truth::Yes => accepted = true,
                Truth::No => {}
                Truth::Unknown(cause) => unknown = unknown.or(Some(cause)),
            }
        }
        Ok(unknown.map_or(Truth::of(accepted), Truth::Unknown))
    }

    /// Evaluates `then` or `else`, either of which may be absent.
    pub(super) fn condition(
        &mut self,
        condition: NodeId,
        then: Option<NodeId>,
        otherwise: Option<NodeId>,
        at: At<'_>,
    ) -> Outcome {
        match self.subschema(condition, at.quietly())? {
            Truth::Yes => self.branch(then, at),
            Truth::No => self.branch(otherwise, at),
            Truth::Unknown(cause) => {
                match (self.branch(then, at.quietly())?, self.branch(otherwise, at.quietly())?) {
                    (Truth::Yes, Truth::Yes) => Ok(Truth::Yes),
                    // Both branches refuse, so the condition does not matter. The refusals of `then` are reported.
                    (Truth::No, Truth::No) => self.branch(then, at),
                    _ => Ok(Truth::Unknown(cause)),
                }
            }
        }
    }

    fn branch(&mut self, schema: Option<NodeId>, at: At<'_>) -> Outcome {
        schema.map_or(Ok(Truth::Yes), |schema| self.subschema(schema, at))
    }

    pub(super) fn dependent_schemas(&mut self, schemas: &[Named<NodeId>], at: At<'_>) -> Outcome {
        let Value::Object(object) = self.value(at) else { return Ok(Truth::Yes) };
        let mut all = Truth::Yes;
        for (name, schema) in schemas {
            if self.find(object, name)?.is_some() {
                all = all.and(self.subschema(*schema, at)?);
            }
        }
        Ok(all)
    }

    pub(super) fn items(&mut self, first: &[NodeId], rest: Option<&NodeId>, at: At<'_>) -> Outcome {
        let Value::Array(elements) = self.value(at) else { return Ok(Truth::Yes) };
        let mut all = Truth::Yes;
        for (index, element) in elements.iter().enumerate() {
            let Some(schema) = first.get(index).or(rest) else { break };
            let path = Path { above: Some(at.path), step: Step::Index(index) };
            all = all.and(self.subschema(*schema, at.inside(*element, &path))?);
            if at.quiet && all.is_no() {
                break;
            }
        }
        Ok(all)
    }

    /// Returns the truth value and the name of the keyword to report for a refusal.
    pub(super) fn contains(
        &mut self,
        schema: NodeId,
        min: u64,
        max: Option<u64>,
        at: At<'_>,
    ) -> Result<(Truth, &'static str), Exceeded> {
        let Value::Array(elements) = self.value(at) else { return Ok((Truth::Yes, "contains")) };
        let (mut accepted, mut possible, mut unknown) = (0u64, 0u64, None);
        for element in elements {
            match self.subschema(schema, at.inside(*element, at.path).quietly())? {
                Truth::Yes => accepted = accepted.saturating_add(1),
                Truth::No => continue,
                Truth::Unknown(cause) => unknown = unknown.or(Some(cause)),
            }
            possible = possible.saturating_add(1);
        }
        let too_few = if min == 1 { "contains" } else { "minContains" };
        Ok(match unknown {
            _ if possible < min => (Truth::No, too_few),
            _ if max.is_some_and(|max| accepted > max) => (Truth::No, "maxContains"),
            Some(cause) if accepted < min || max.is_some_and(|max| possible > max) => {
                (Truth::Unknown(cause), "contains")
            }
            _ => (Truth::Yes, "contains"),
        })
    }

    pub(super) fn property_names(&mut self, schema: NodeId, at: At<'_>) -> Outcome {
        let Value::Object(object) = self.value(at) else { return Ok(Truth::Yes) };
        let mut all = Truth::Yes;
        for (name, _) in &object.members {
            let path = Path { above: Some(at.path), step: Step::Member(*name) };
            all = all.and(self.subschema(schema, at.inside(*name, &path))?);
            if at.quiet && all.is_no() {
                break;
            }
        }
        Ok(all)
    }

    pub(super) fn properties(&mut self, schemas: &Properties, node: NodeId, at: At<'_>) -> Outcome {
        let Value::Object(object) = self.value(at) else { return Ok(Truth::Yes) };
        let mut all = Truth::Yes;
        for (name, value) in &object.members {
            let path = Path { above: Some(at.path), step: Step::Member(*name) };
            let text = self.document.text(*name);
            all = all.and(self.property(schemas, text, node, at.inside(*value, &path))?);
            if at.quiet && all.is_no() {
                break;
            }
        }
        Ok(all)
    }

    /// Evaluates every schema that applies to the name of one property.
    fn property(&mut self, schemas: &Properties, name: &str, node: NodeId, at: At<'_>) -> Outcome {
        self.charge_lookup(name)?;
        let mut all = Truth::Yes;
        // `true` if a different keyword names the property, so that `additionalProperties` does not apply.
        let mut is_named = Truth::No;
        if let Ok(found) = schemas.named.binary_search_by(|(known, _)| (**known).cmp(name))
            && let Some((_, schema)) = schemas.named.get(found)
        {
            is_named = Truth::Yes;
            all = self.subschema(*schema, at)?;
        }
        for (pattern, schema) in &schemas.by_pattern {
            let applies = self.finds(*pattern, name, node, "patternProperties")?;
            all = all.and(self.if_it_applies(applies, *schema, at)?);
            // By De Morgan, this is "named before, or named by this pattern".
            is_named = is_named.negated().and(applies.negated()).negated();
        }
        match schemas.additional {
            Some(schema) => Ok(all.and(self.if_it_applies(is_named.negated(), schema, at)?)),
            None => Ok(all),
        }
    }

    /// Evaluates a schema when it may be unknown whether the schema applies.
    fn if_it_applies(&mut self, applies: Truth, schema: NodeId, at: At<'_>) -> Outcome {
        match applies {
            Truth::No => Ok(Truth::Yes),
            Truth::Yes => self.subschema(schema, at),
            Truth::Unknown(cause) => Ok(match self.subschema(schema, at.quietly())? {
                Truth::Yes => Truth::Yes,
                Truth::No | Truth::Unknown(_) => Truth::Unknown(cause),
            }),
        }
    }
}
