//! Drafts a Solana message and the transaction that contains it.

use serde_json::json;
use x402_schemes::{
    Terms,
    solana::{
        Address, ComputeBudget, Config, Draft, DraftInit, KeyOrder, Token, TokenProgram, TransactionVersions, assets,
        from_base58, is_on, offered_memo, programs,
    },
};
use x402_verify::{CheckId, Context, client, solana::enough_compute_units};

use super::{
    chain::{Chain, limits},
    drafted::{AnyOffer, Drafted, base64, flagged, refused, refused_by_servers},
};
use crate::{
    args::{self, DraftArgs, Program, uses::draft::SOLANA},
    host::Host,
    input,
    output::{Failure, exit},
    style::printable,
};

pub(super) const CHAIN: Chain = Chain { is_of: |terms| is_on(&terms.network), uses: &SOLANA, draft };

fn draft(args: &DraftArgs, offer: &AnyOffer, terms: &Terms<'_>, _host: &mut dyn Host) -> Result<Drafted, Failure> {
    let draft = make(args, terms)?;
    // A transaction has no time, so no check reads the clock.
    let context = Context::at(0);
    let issues = client::review_offer(terms.clone(), None, &limits(args));
    let mut warnings: Vec<String> = issues.iter().map(|issue| printable(&issue.to_string())).collect();
    let unsigned = draft.with_signature([0; 64]);
    let report = offer.paid(unsigned.to_json(), None, &context).1;
    warnings.extend(flagged(&report));
    // A payment that a server would refuse must not be signed. Only the missing signature may be a fault.
    let unsigned_only = report.deciding().map(|check| check.id) == Some(CheckId::SIGNED);
    if let (false, Err(error)) = (unsigned_only, report.into_paid()) {
        return Err(refused_by_servers(&error));
    }
    let [message, transaction] = [draft.message(), unsigned.transaction].map(|bytes| base64(&bytes));
    let text = format!(
        "message, for a key, in base64\n  {message}\n\n\
         transaction, for a wallet, in base64; not signed yet\n  {transaction}\n\n\
         Pass the signature to the same command with --signature, in base58 or as 0x…\n"
    );
    let json = json!({"message": message, "transaction": transaction});
    let drafted = Drafted { text, json, warnings, header: None, code: exit::VALID };
    let Some(text) = &args.signature else { return Ok(drafted) };
    let payload = draft.with_signature(signature(text)?).to_json();
    drafted.signed(offer.paid(payload, None, &context))
}

fn make(args: &DraftArgs, terms: &Terms<'_>) -> Result<Draft, Failure> {
    let usage = |why: String| Failure::Usage(why);
    let address =
        |name: &str, text: &str| text.parse::<Address>().map_err(|error| Failure::Usage(format!("{name}: {error}")));
    let payer = address("--payer", &args.payer)?;
    // If the offer suggests a blockhash of the server, npm `@x402/svm` uses it, too.
    let suggested = terms.extra_member("recentBlockhash").and_then(|member| member.string().ok());
    let blockhash = args.solana.blockhash.as_deref().or(suggested.as_deref()).ok_or_else(|| {
        usage("--blockhash is missing: pass the blockhash that a node returns for getLatestBlockhash".into())
    })?;
    // A blockhash prints like an address.
    let blockhash: Address = blockhash.parse().map_err(|_| usage("--blockhash: expected base58 of 32 bytes".into()))?;
    // The draft refuses a memo that no payment can have.
    let has_memo = !matches!(offered_memo(terms), Ok(None));
    let random = match &args.nonce {
        Some(_) if has_memo => {
            let why = "--nonce changes nothing if the offer asks for a memo, because the memo replaces the nonce; for \
                       a second payment, pass a different --blockhash";
            return Err(usage(why.into()));
        }
        Some(nonce) => input::hex("--nonce", nonce).ok().and_then(|bytes| bytes.try_into().ok()),
        // The offer's memo replaces the nonce.
        None if has_memo => Some([0; 16]),
        None => None,
    };
    let random = random.ok_or_else(|| {
        usage("--nonce: expected 0x and 32 hexadecimal digits, for example 0x$(openssl rand -hex 16)".into())
    })?;
    let official = ComputeBudget::OFFICIAL;
    let budget = ComputeBudget {
        units: args.solana.units.unwrap_or(official.units),
        unit_price: args.solana.unit_price.unwrap_or(official.unit_price),
    };
    let token = token(args, terms)?;
    let init = DraftInit { payer, token, budget, blockhash: blockhash.to_bytes(), random };
    let draft = Draft::for_offer(terms.clone(), init);
    let draft = draft.map_err(refused)?.with_key_order(match args.solana.key_order {
        args::KeyOrder::Bytes => KeyOrder::Bytes,
        args::KeyOrder::Text => KeyOrder::Text,
    });
    let draft = in_version(args, terms, token, draft)?;
    match &args.solana.source {
        Some(source) => draft.paid_from(address("--source", source)?).map_err(refused),
        None => Ok(draft),
    }
}

/// Makes it a transaction of version 1 if that is asked for, or if the offer takes no other.
fn in_version(args: &DraftArgs, terms: &Terms<'_>, token: Token, draft: Draft) -> Result<Draft, Failure> {
    let listed = TransactionVersions::offered(terms).and_then(Result::ok);
    let by_offer = u8::from(listed.is_some_and(|versions| versions.version_1 && !versions.version_0));
    let options = &args.solana;
    if options.transaction_version.unwrap_or(by_offer) == 0 {
        if args.fee.is_some() || options.loaded_data.is_some() {
            return Err(Failure::Usage("--fee and --loaded-data apply only to a transaction of version 1".into()));
        }
        return Ok(draft);
    }
    if options.unit_price.is_some() {
        return Err(Failure::Usage(
            "--unit-price does not apply to a transaction of version 1: pass --fee, the fee for all units".into(),
        ));
    }
    let loaded_data = match token.program {
        TokenProgram::Token => 1 << 20,
        TokenProgram::Token2022 => 4 << 20,
    };
    let config = Config {
        priority_fee: args.fee,
        units: options.units,
        loaded_data: Some(options.loaded_data.unwrap_or(loaded_data)),
        heap: None,
    };
    let draft = draft.with_config(config);
    let units = options.units.unwrap_or_else(|| enough_compute_units(&draft));
    Ok(draft.with_config(Config { units: Some(units), ..config }))
}

/// The facts about the mint, which the offer does not state.
fn token(args: &DraftArgs, terms: &Terms<'_>) -> Result<Token, Failure> {
    let known = terms.asset.parse().ok().and_then(|mint| assets::known(&mint));
    let program = match args.solana.token_program {
        Some(Program::Token) => Some(TokenProgram::Token),
        Some(Program::Token2022) => Some(TokenProgram::Token2022),
        None => known.map(|known| known.program),
    };
    let decimals = args.solana.decimals.or(known.map(|known| known.decimals));
    if let Some(known) = known
        && (program, decimals) != (Some(known.program), Some(known.decimals))
    {
        return Err(Failure::Usage(format!(
            "--token-program and --decimals: the published tables list {} with the program {} and {} decimal places; a \
             transfer with others fails",
            known.symbol,
            programs::name(&known.program.address()).unwrap_or_default(),
            known.decimals
        )));
    }
    match (program, decimals) {
        (Some(program), Some(decimals)) => Ok(Token { program, decimals }),
        _ => Err(Failure::Usage(format!(
            "--token-program and --decimals: the published tables do not have the mint {}; getAccountInfo returns \
             both, as the account's owner and decimals",
            printable(terms.asset)
        ))),
    }
}

fn signature(text: &str) -> Result<[u8; 64], Failure> {
    let text = text.trim();
    let bytes =
        if text.starts_with("0x") { input::hex("--signature", text)? } else { from_base58(text).unwrap_or_default() };
    bytes.try_into().map_err(|_| Failure::Usage("--signature: expected 64 bytes, in base58 or as 0x…".into()))
}
