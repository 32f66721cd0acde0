//! `x402 verify-sign-in`: judges a sign-in from the header `SIGN-IN-WITH-X`.

use x402_extensions::sign_in_with_x::{self, HEADER, Mistake};
use x402_operations::{FlaggedAnswer, SignInInput, Source, sign_in_answer};
use x402_types::DecodeError;

use crate::{
    args::accompanying::SignInArgs,
    argument::{Wanted, find},
    encoded::Encoded,
    extension_report::{checks, exit_code, verdict},
    host::Host,
    input,
    output::{Failure, Output, exit},
    show::{flags, refusal},
    style::{self, printable},
};

fn read(args: &SignInArgs, host: &mut dyn Host) -> Result<SignInInput, Failure> {
    let origin = args.origin.parse().map_err(|error| Failure::Usage(format!("--origin {error}")))?;
    let source = match find(&args.sign_in, Wanted::SignIn, host)?.encoded {
        Encoded::Header(name, value) => Source::Header(name, value),
        Encoded::Value(value) => Source::Header(HEADER.into(), value),
        Encoded::Json(bytes) => Source::Bytes(bytes),
    };
    let chain = |chain: &String| chain.parse().map_err(|error| Failure::Usage(format!("--chain {chain}: {error}")));
    let chains = args.chain.iter().map(chain).collect::<Result<Vec<_>, _>>()?;
    let chains = (!chains.is_empty()).then_some(chains);
    let facts = input::facts_of(args.facts.as_deref(), args.account_code, &[], host)?;
    let mut input = SignInInput::new(source, origin, input::now(args.now, host)?);
    (input.chains, input.nonce, input.facts) = (chains, args.nonce.clone(), facts);
    Ok(input)
}

pub(crate) fn run(args: &SignInArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    if args.diagnose {
        return diagnose(args, host);
    }
    let verified = read(args, host)?.evaluate(|sign_in, context| {
        let mistake = if args.explain { sign_in_with_x::diagnose(sign_in, context) } else { None };
        (sign_in_with_x::verify(sign_in, context), mistake)
    });
    let verified =
        verified.map(|FlaggedAnswer { answer: (report, mistake), flags, .. }| (report.with_flags(flags), mistake));
    let code = verified.as_ref().map_or(exit::UNDECODABLE, |(report, _)| exit_code(report.verdict()));
    if args.json {
        let answer = sign_in_answer(verified.as_ref().map(|(report, _)| report));
        let text = answer.map_err(|error| Failure::Io(error.into()))?;
        return Ok(Output { text: text.get().to_owned() + "\n", code });
    }
    let (report, mistake) = match verified {
        Ok(verified) => verified,
        Err(error) => return Ok(undecodable(&error)),
    };
    let mut text = verdict(report.report());
    if let (Some(account), Some(network)) = (report.account(), report.network()) {
        text += &format!("  {account} on {network}, nonce {}\n", printable(report.nonce()));
    }
    if args.explain {
        if let Some(message) = report.message() {
            text += "\nmessage\n";
            text.extend(message.split('\n').map(|line| format!("  {}\n", printable(line))));
        }
        text += &checks(report.report());
    }
    if let Some(mistake) = mistake {
        text += &format!("\nwhat may have gone wrong\n  {}", line(mistake));
    }
    text += &flags(report.report().flags());
    Ok(Output { text, code })
}

fn diagnose(args: &SignInArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let verified = read(args, host)?.evaluate(|sign_in, context| {
        (sign_in_with_x::verify(sign_in, context), sign_in_with_x::diagnose(sign_in, context))
    });
    let (report, mistake) = match verified {
        Ok(verified) => verified.answer,
        Err(error) => return Ok(undecodable(&error)),
    };
    let code = exit_code(report.verdict());
    if args.json {
        let findings: Vec<_> = mistake
            .iter()
            .map(|mistake| serde_json::json!({"kind": mistake.kind(), "sentence": mistake.to_string()}))
            .collect();
        return Ok(Output { text: serde_json::json!({"findings": findings}).to_string() + "\n", code });
    }
    let nothing =
        || format!("{}: nothing to add; --explain prints every check\n", style::outcome(report.verdict().as_str()));
    Ok(Output { text: mistake.map_or_else(nothing, line), code })
}

fn line(mistake: Mistake) -> String {
    format!("{}: {mistake}\n", mistake.kind())
}

fn undecodable(error: &DecodeError) -> Output {
    let text = format!("{}: {}", style::outcome("invalid"), refusal(error));
    Output { text, code: exit::UNDECODABLE }
}
