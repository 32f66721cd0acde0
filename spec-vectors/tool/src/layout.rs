//! The layout of sources, so that two people write the same text and a change is a small difference.

use crate::{
    json::{Json, plain, quoted},
    schema,
};

/// The longest line, in characters.
const WIDTH: usize = 140;

/// The text of a file of sources: what fits on one line is on one line. Members of a vector have the order of the schema.
#[must_use]
pub fn formatted(file: &Json) -> String {
    let mut file = file.clone();
    if let Json::Object(members) = &mut file
        && let Some((_, Json::List(vectors))) = members.iter_mut().find(|(name, _)| plain(name) == "vectors")
    {
        vectors.iter_mut().for_each(order);
    }
    written(&file, 0, 0) + "\n"
}

/// The text of one vector, as it stands in a file.
#[must_use]
pub fn entry(vector: &Json) -> String {
    let mut vector = vector.clone();
    order(&mut vector);
    written(&vector, 2, 2)
}

fn order(vector: &mut Json) {
    let names: Vec<String> = schema::members_of_a_vector().into_iter().map(quoted).collect();
    if let Json::Object(members) = vector {
        members.sort_by_key(|(name, _)| names.iter().position(|known| known == name).unwrap_or(usize::MAX));
    }
}

/// The value on one line, or with each of its parts on lines of its own. `used` is the number of characters before it.
fn written(json: &Json, depth: usize, used: usize) -> String {
    let line = on_one_line(json);
    let is_outer = depth < 1 || (depth == 2 && matches!(json, Json::Object(_)));
    if !is_outer && used + line.chars().count() <= WIDTH {
        return line;
    }
    let indent = " ".repeat(depth + 1);
    let end = " ".repeat(depth);
    match json {
        Json::Leaf(leaf) => leaf.clone(),
        Json::List(elements) if elements.is_empty() => "[]".into(),
        Json::List(elements) => {
            let lines: Vec<String> =
                elements.iter().map(|element| format!("{indent}{}", written(element, depth + 1, depth + 2))).collect();
            format!("[\n{}\n{end}]", lines.join(",\n"))
        }
        Json::Object(members) if members.is_empty() => "{}".into(),
        Json::Object(members) => {
            let lines: Vec<String> = members
                .iter()
                .map(|(name, value)| {
                    let used = depth + 4 + name.chars().count();
                    format!("{indent}{name}: {}", written(value, depth + 1, used))
                })
                .collect();
            format!("{{\n{}\n{end}}}", lines.join(",\n"))
        }
    }
}

fn on_one_line(json: &Json) -> String {
    match json {
        Json::Leaf(leaf) => leaf.clone(),
        Json::List(elements) => {
            format!("[{}]", elements.iter().map(on_one_line).collect::<Vec<_>>().join(", "))
        }
        Json::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name}: {}", on_one_line(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_as_people_read_it() {
        let long = "y".repeat(150);
        let text = format!(
            r#"{{"group":"x","vectors":[{{"level":"must","id":"x-1","input":{{"a":1.0,"b":"{long}"}},"flags":[ "a" , "b" ]}},{{"id":"x-2","change":[]}}]}}"#
        );
        let expected = format!(
            "{{\n \"group\": \"x\",\n \"vectors\": [\n  {{\n   \"id\": \"x-1\",\n   \"input\": {{\n    \"a\": 1.0,\n    \"b\": \"{long}\"\n   }},\n   \"level\": \"must\",\n   \"flags\": [\"a\", \"b\"]\n  }},\n  {{\n   \"id\": \"x-2\",\n   \"change\": []\n  }}\n ]\n}}\n"
        );
        let json = Json::parse(&text).unwrap();
        assert_eq!(formatted(&json), expected);
        assert_eq!(formatted(&Json::parse(&expected).unwrap()), expected);
        assert!(entry(&Json::parse(r#"{"level":"must","id":"x-1"}"#).unwrap()).starts_with("{\n   \"id\": \"x-1\""));
    }
}
