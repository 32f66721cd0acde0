//! The entries of a directory's page, each judged as the demand of its resource.

use std::fmt::Write as _;

use x402_lint::{Bounds, Lint, Source};
use x402_operations::{
    lint_answer,
    recognise::{self, Recognised, What},
};
use x402_types::{JsonRef, RawJson};

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
    let (mut text, mut code) = (String::new(), exit::VALID);
    if format == LintFormat::Pretty {
        text +=
            &format!("x402 {name} with {} resources, each checked as the 402 response of its resource\n", items.len());
    }
    for (index, item) in items.iter().enumerate() {
        let url = item.get("resource").and_then(|url| url.string().ok()).unwrap_or_default();
        let lint = x402_lint::lint(&Source::Text(&as_payment_required(*item)), &Bounds::DEFAULT);
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

/// The demand that an entry stands for. Its extensions are members of the demand in version 2, and the URL that of its resource.
fn as_payment_required(item: JsonRef<'_>) -> String {
    let member = |name: &str| item.get(name).map(|value| value.text().to_owned());
    let offers = member("accepts").unwrap_or_else(|| "[]".into());
    let is_v1 = item
        .get("accepts")
        .and_then(|offers| offers.elements().ok())
        .is_some_and(|mut offers| offers.any(|offer| offer.non_null("maxAmountRequired").is_some()));
    if is_v1 {
        return format!(r#"{{"x402Version":1,"error":"payment required","accepts":{offers}}}"#);
    }
    let url = item.get("resource").map(|url| match url.get("url") {
        Some(_) => url.text().to_owned(),
        None => format!(r#"{{"url":{}}}"#, url.text()),
    });
    let resource = url.map(|url| format!(r#""resource":{url},"#)).unwrap_or_default();
    let extensions = member("extensions").map(|all| format!(r#","extensions":{all}"#)).unwrap_or_default();
    format!(r#"{{"x402Version":2,{resource}"accepts":{offers}{extensions}}}"#)
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
