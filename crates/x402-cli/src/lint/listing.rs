//! The entries of a directory's page, each judged as the demand of its resource.

use std::fmt::Write as _;

use x402_lint::{Bounds, Lint, Source};
use x402_operations::{
    lint_answer,
    recognise::{self, Recognised, What},
};
use x402_types::{JsonRef, RawJson, Version};

use super::{exit_code, pretty};
use crate::{
    args::{LintArgs, LintFormat},
    output::{Failure, Output, exit},
    style::{outcome, printable},
};

/// Judges the entries. `None` if the text is no page of a directory.
pub(super) fn run(text: &Recognised, args: &LintArgs) -> Result<Option<Output>, Failure> {
    let page = text.parts.iter().find(|part| matches!(part.what, What::ResourceList | What::SearchResults));
    let Some(page) = page.filter(|_| text.last(What::Demand).is_none()) else { return Ok(None) };
    let json = page.text.as_deref().and_then(|text| RawJson::parse_within(text, &recognise::LIMITS).ok());
    let Some(json) = json else { return Ok(None) };
    let format = if args.json { LintFormat::Json } else { args.format };
    let name = page.what.as_str();
    if args.fix || !matches!(format, LintFormat::Pretty | LintFormat::Json) {
        let why = format!("this is a {name}, but --fix and --format apply only to the 402 response of one resource");
        return Err(Failure::Usage(why));
    }
    let list = ["items", "resources"].iter().find_map(|name| json.as_json().get(name)?.elements().ok());
    let items: Vec<JsonRef<'_>> = list.into_iter().flatten().collect();
    let stated = json.as_json().get("x402Version").and_then(version_in);
    let (mut text, mut code) = (String::new(), exit::VALID);
    if format == LintFormat::Pretty {
        text +=
            &format!("x402 {name} with {} resources, each checked as the 402 response of its resource\n", items.len());
    }
    for (index, item) in items.iter().enumerate() {
        let url = item.get("resource").and_then(|url| url.string().ok()).unwrap_or_default();
        let lint = x402_lint::lint(&Source::Text(&as_payment_required(*item, stated)), &Bounds::DEFAULT);
        code = exit_code::worst(code, exit_code::of_lint(&lint));
        if format == LintFormat::Json {
            let result = lint_answer(lint).map_err(|error| Failure::Io(error.into()))?;
            let url = RawJson::string(&url);
            // The answer is an object.
            text += &format!("{{\"item\":{index},\"resource\":{},{}\n", url.as_str(), &result[1..]);
        } else {
            write(&mut text, index, &url, &lint);
        }
    }
    Ok(Some(Output { text, code }))
}

/// The 402 response of an entry. A version that the entry states is linted as it is. Otherwise the version of its offers is that of the
/// page, or what the offers themselves show (Z-10). The extensions are a field of the 402 response in version 2, and so is the URL, in
/// `resource`.
fn as_payment_required(item: JsonRef<'_>, of_page: Option<Version>) -> String {
    let member = |name: &str| item.get(name).map(|value| value.text().to_owned());
    let offers = member("accepts").unwrap_or_else(|| "[]".into());
    let entries = item.get("accepts").and_then(|offers| offers.elements().ok()).into_iter().flatten();
    let own = item.non_null("x402Version");
    let stated = own.map_or(of_page, version_in);
    let version = Version::of_offers(entries, stated);
    let number = own.map_or_else(|| version.to_string(), |own| own.text().to_owned());
    if version == Version::V1 {
        return format!(r#"{{"x402Version":{number},"error":"payment required","accepts":{offers}}}"#);
    }
    let url = item.get("resource").map(|url| match url.get("url") {
        Some(_) => url.text().to_owned(),
        None => format!(r#"{{"url":{}}}"#, url.text()),
    });
    let resource = url.map(|url| format!(r#""resource":{url},"#)).unwrap_or_default();
    let extensions = member("extensions").map(|all| format!(r#","extensions":{all}"#)).unwrap_or_default();
    format!(r#"{{"x402Version":{number},{resource}"accepts":{offers}{extensions}}}"#)
}

/// The version that a field states.
fn version_in(field: JsonRef<'_>) -> Option<Version> {
    field.integer().ok()?.try_into().ok()
}

fn write(text: &mut String, index: usize, url: &str, lint: &Lint) {
    let verdict = outcome(lint.verdict().as_str());
    let prices: Vec<_> = lint.prices.iter().flatten().cloned().collect();
    let prices = if prices.is_empty() { String::new() } else { format!(", {}", prices.join(", ")) };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{verdict} item {index}: {}{prices}", printable(url));
    for finding in &lint.findings {
        let _ = writeln!(text, "  {}", pretty::line(finding));
    }
}
