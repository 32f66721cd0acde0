//! Pieces of Markdown.

/// A text that Markdown shows as it is, except that its code stays code.
pub(crate) fn escaped(text: &str) -> String {
    let mut is_code = false;
    let escape = |char| {
        is_code ^= char == '`';
        let plain = is_code || !matches!(char, '<' | '*' | '[' | ']' | '\\' | '_' | '{' | '}');
        if plain { vec![char] } else { vec!['\\', char] }
    };
    text.chars().flat_map(escape).collect()
}

/// A text as code.
pub(crate) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A text in a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A heading with its anchor. The rank is `##` or `###`.
pub(crate) fn heading(rank: &str, name: &str) -> String {
    format!("\n{rank} `{name}` {{#{name}}}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_keeps_its_characters() {
        assert_eq!(escaped("a_b `c_d` <e>"), "a\\_b `c_d` \\<e>");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(cell("a|b"), "a\\|b");
    }
}
