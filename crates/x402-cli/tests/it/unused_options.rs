//! A law over all options: for each kind of input of a command, an option changes the output, or is refused with 64.
//! The options are those of clap's own command, so a new one is covered by itself.

use std::{
    collections::BTreeSet,
    io::{self, BufRead, Read, Write},
    path::Path,
};

use clap::{Arg, Command};
use serde_json::{Value, json};
use x402_cli::{Host, Native, command, run};
use x402_types::RawJson;

/// The exit codes of a question that cannot be asked, and of a file that cannot be read.
const USAGE: u8 = 64;
const IO: u8 = 74;

const NOW: &str = "1740672100";
const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
const NONCE: &str = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
const SIGN_IN_NOW: &str = "1705314630";
/// Of docs/how-to/builder-code.md.
const CALLDATA: &str =
    "0xe3ee160ea261616862635f6d7961707061777062635f6d79666163696c697461746f72001f0280218021802180218021802180218021";

const SOLANA_SELLER: &str = "FWybwGL6d7s1eYSPMMTx13mAyLKSiRtPtwTuwzUXAyK2";
const STELLAR_SELLER: &str = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ";
/// Nothing is read or written, for a fee of 1,000 stroops.
const SOROBAN_DATA: &str = "AAAAAAAAAAAAAAAAAAAAAQAAAAIAAAADAAAAAAAAA+g=";

/// Values of the options whose values are not listed by clap. An option without a row gets "1" and "x".
const SAMPLES: &[(&str, &[&str])] = &[
    ("account-code", &["none", "some"]),
    ("alg", &["none"]),
    ("allowance", &["0"]),
    ("blockhash", &["FWybwGL6d7s1eYSPMMTx13mAyLKSiRtPtwTuwzUXAyK2"]),
    ("chain", &["eip155:1", "nonsense"]),
    ("declared", &[r#"{"eip2612GasSponsoring":{"info":{"description":"d","version":"1"}}}"#]),
    ("facilitator", &["0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"]),
    ("facts", &[r#"{"accounts":{"*":{"code":"none"}}}"#, r#"{"accounts":{"*":{"code":"some"}}}"#]),
    ("explain", &["2", "0"]),
    ("group", &["eip3009"]),
    ("horizon", &["59"]),
    ("index", &["1", "0"]),
    ("jwk", &[r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#, "{}"]),
    (
        "nonce",
        &[
            "zzz",
            "0x1122334455667789",
            "0x00112233445566778899aabbccddeef0",
            "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13481",
        ],
    ),
    ("not-flag", &["accepts-*"]),
    ("not-group", &["networks"]),
    ("not-id", &["networks-*"]),
    ("not-level", &["must"]),
    ("not-op", &["network"]),
    ("not-ruling", &["C-9"]),
    ("not-severity", &["money"]),
    ("not-title", &["abstract*"]),
    ("now", &["1740672130", "1705315000", "1740672160"]),
    (
        "payer",
        &[
            "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
            "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
        ],
    ),
    ("ledger", &["5100001"]),
    ("soroban-data", &[SOROBAN_DATA]),
    ("signer", &["0xabc", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "0x000000000000000000000000000000000000dEaD"]),
    ("source", &["H1AviagU5Y17z77v1F9qZPJ9kCbCsL4ewiZABNfGYoRs", "FWybwGL6d7s1eYSPMMTx13mAyLKSiRtPtwTuwzUXAyK2"]),
    ("token-domain", &["USDC 2", "Other 1"]),
    ("transaction-version", &["1", "0"]),
    ("units", &["60000"]),
    ("loaded-data", &["2000000"]),
    ("fee", &["7"]),
    ("unit-price", &["2"]),
];

/// A kind of input: the command, and the arguments with which it runs. There are several where no single one shows what
/// every option does.
struct Kind {
    command: &'static [&'static str],
    name: &'static str,
    bases: Vec<Vec<String>>,
    /// Options whose effect is not in the output, or that other tests show, each with the reason.
    accompanying: &'static [(&'static str, &'static str)],
}

fn example(name: &str) -> String {
    format!("@{}/../../docs/examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn text(name: &str) -> String {
    std::fs::read_to_string(&example(name)[1..]).unwrap()
}

fn strings(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|argument| (*argument).to_owned()).collect()
}

/// The files and the clock of this process, and outputs that are kept.
struct Kept {
    process: Native,
    out: Vec<u8>,
    complaints: Vec<u8>,
}

impl Host for Kept {
    fn open(&mut self, path: &Path) -> io::Result<Box<dyn Read>> {
        self.process.open(path)
    }

    fn names(&mut self, directory: &Path) -> io::Result<Vec<String>> {
        self.process.names(directory)
    }

    fn write(&mut self, path: &Path, text: &str) -> io::Result<()> {
        self.process.write(path, text)
    }

    fn is_file(&mut self, path: &str) -> bool {
        self.process.is_file(path)
    }

    fn input(&mut self) -> Box<dyn BufRead> {
        Box::new(io::empty())
    }

    fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    fn err(&mut self) -> &mut dyn Write {
        &mut self.complaints
    }

    fn now(&mut self) -> Option<u64> {
        self.process.now()
    }

    fn columns(&mut self) -> Option<usize> {
        None
    }

    fn wants_colours(&mut self) -> bool {
        false
    }
}

/// The exit code and the output.
fn outcome(arguments: &[String]) -> (u8, String) {
    let (code, out, _) = with_domain(arguments);
    if code == USAGE { (code, String::new()) } else { (code, out) }
}

/// The exit code, the output, and what was said on standard error.
fn with_domain(arguments: &[String]) -> (u8, String, String) {
    let mut host = Kept { process: Native::new(), out: Vec::new(), complaints: Vec::new() };
    let code = run(std::iter::once("x402").chain(arguments.iter().map(|it| &**it)).map(Into::into), &mut host);
    assert_ne!(code, IO, "{arguments:?}");
    let [out, complaints] = [host.out, host.complaints].map(|bytes| String::from_utf8(bytes).unwrap());
    (code, out, complaints)
}

/// The JSON of the payment in an example.
fn payment(name: &str) -> Value {
    let (code, output) = outcome(&strings(&["decode", "--json", &example(name)]));
    assert_eq!(code, 0, "{name}");
    serde_json::from_str::<Value>(&output).unwrap()["ok"].clone()
}

/// Payments and offers: valid, by another key, by Permit2, by upto, with an approval, without the token's domain, with
/// a tolerated spelling.
fn payments() -> Vec<(Value, Value, &'static str)> {
    let offer = |name: &str| serde_json::from_str::<Value>(&text(name)).unwrap();
    let mut nameless = offer("offer-v1.json");
    nameless.as_object_mut().unwrap().remove("extra");
    let mut lenient = payment("payment.txt");
    let nonce = lenient["payload"]["authorization"]["nonce"].as_str().unwrap()[2..].to_owned();
    lenient["payload"]["authorization"]["nonce"] = nonce.into();
    let accepted = |name: &str| payment(name)["accepted"].clone();
    // The preset `ts` refuses an authorization with an address whose checksum is wrong.
    let mut unchecked = (payment("payment.txt"), offer("offer.json"), NOW);
    unchecked.0["payload"]["authorization"]["to"] = "0x209693bc6afc0C5328bA36FaF03C514EF312287C".into();
    vec![
        (payment("payment.txt"), offer("offer.json"), NOW),
        (payment("payment-20000.json"), offer("offer-20000.json"), NOW),
        (payment("payment-permit2.txt"), accepted("payment-permit2.txt"), "1767225600"),
        (payment("payment-upto.txt"), offer("offer-upto.json"), "1767225600"),
        (payment("payment-approval.txt"), accepted("payment-approval.txt"), "1767225600"),
        (payment("payment-v1.txt"), nameless, NOW),
        (lenient, offer("offer.json"), NOW),
        unchecked,
    ]
}

/// Bases with offers as arguments. In the first the offer is one of two.
fn with_offers() -> Vec<Vec<String>> {
    let base = |(payment, offer, now): &(Value, Value, &str)| {
        strings(&["--payment", &payment.to_string(), "--offer", &offer.to_string(), "--now", now])
    };
    let all = payments();
    let (payment, offer, now) = &all[0];
    let two = json!([offer, serde_json::from_str::<Value>(&text("offer-other-payto.json")).unwrap()]);
    let several = strings(&["--payment", &payment.to_string(), "--offer", &two.to_string(), "--now", now]);
    std::iter::once(several).chain(all.iter().map(base)).collect()
}

fn requests() -> Vec<Vec<String>> {
    let base = |(payment, offer, now): &(Value, Value, &str)| {
        let version = &payment["x402Version"];
        let request = json!({"x402Version": version, "paymentPayload": payment, "paymentRequirements": offer});
        strings(&["--payment", &request.to_string(), "--now", now])
    };
    payments().iter().map(base).collect()
}

/// Signed offers or receipts of the vectors: by a JWS, without its key and with it, and by EIP-712.
fn signed(what: &str) -> Vec<Vec<String>> {
    let vectors = x402_laws::vectors::vectors("offer-receipt");
    let input_with = |member: &str| {
        let is = |vector: &&Value| vector["input"]["what"] == what && vector["input"].get(member).is_some();
        vectors.iter().find(is).map(|vector| &vector["input"])
    };
    let base = |input: &Value| {
        let now = input["now"].to_string();
        strings(&[what, input["text"].as_str().unwrap(), "--now", &now])
    };
    let jws = input_with("jwk").unwrap();
    let keyed = [base(jws), strings(&["--jwk", &jws["jwk"].to_string()])].concat();
    let by_its_kid = input_with("resolveKid").map(base);
    [base(jws), keyed, base(input_with("signer").unwrap())].into_iter().chain(by_its_kid).collect()
}

fn verified(command: &'static [&'static str]) -> Vec<Kind> {
    let kind = |name, bases| Kind { command, name, bases, accompanying: &[] };
    vec![kind("a payment", with_offers()), kind("a request", requests())]
}

/// What stands beside payments.
fn accompanying() -> Vec<Kind> {
    let sign_in = |name: &str| strings(&[&example(name), "--origin", "https://api.example.com", "--now", SIGN_IN_NOW]);
    let kind = |command, name, bases| Kind { command, name, bases, accompanying: &[] };
    let mut receipt = kind(&["verify-signed"], "a receipt", signed("receipt"));
    receipt.accompanying = &[("resolve-kid", "no receipt of the vectors has its key in its kid")];
    vec![
        kind(&["verify-sign-in"], "a sign-in", vec![sign_in("sign-in.txt"), sign_in("sign-in-solana.txt")]),
        kind(&["verify-signed"], "a signed offer", signed("offer")),
        receipt,
    ]
}

fn drafts() -> Vec<Kind> {
    let kind = |name, bases| Kind { command: &["draft"], name, bases, accompanying: &[] };
    let evm = |offer: &str, more: &[&str]| {
        let base = ["--offer", offer, "--payer", PAYER, "--nonce", NONCE, "--now", NOW];
        strings(&[&base[..], more].concat())
    };
    let mut nameless: Value = serde_json::from_str(&text("offer-v1.json")).unwrap();
    nameless.as_object_mut().unwrap().remove("extra");
    let window = ["--valid-after", "1740672089", "--valid-before", "1740672154"];
    let two = |name: &str| {
        let offer: Value = serde_json::from_str(&text(name)).unwrap();
        let mut other = offer.clone();
        other["maxTimeoutSeconds"] = 61.into();
        let pay_to = match name {
            "offer.json" => "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            "offer-stellar.json" => STELLAR_SELLER,
            _ => SOLANA_SELLER,
        };
        other["payTo"] = pay_to.into();
        json!([offer, other]).to_string()
    };
    let of_another_key = payment("payment-20000.json")["payload"]["signature"].as_str().unwrap().to_owned();
    let permit2 = |more: &[&str]| evm(&example("offer-permit2.json"), &[&["--permit-nonce", "0"], more].concat());
    let solana = ["--offer", &example("offer-solana.json"), "--payer", "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9"];
    let without_memo = text("offer-solana.json").replace("\"memo\"", "\"other\"");
    let memo = ["--offer", &without_memo, "--payer", solana[3], "--nonce", "0x00112233445566778899aabbccddeeff"];
    // The tables do not have this mint.
    let unlisted = text("offer-solana.json").replace("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", SOLANA_SELLER);
    let unlisted = ["--offer", &unlisted, "--payer", solana[3], "--decimals", "9", "--token-program", "token"];
    let several = ["--offer", &two("offer-solana.json"), "--payer", solana[3], "--index", "0"];
    let versioned = text("offer-solana.json").replace("\"memo\"", "\"transactionVersions\": [1], \"memo\"");
    let versioned = ["--offer", &versioned, "--payer", solana[3]];
    let stellar = [
        "--offer",
        &example("offer-stellar.json"),
        "--payer",
        "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR",
        "--ledger",
        "5100000",
        "--nonce",
        "0x1122334455667788",
        "--now",
        NOW,
    ];
    let simulated = [&stellar[..], &["--soroban-data", SOROBAN_DATA]].concat();
    let of_two = two("offer-stellar.json");
    let of_two = [&["--offer", &of_two], &stellar[2..], &["--index", "0"]].concat();
    vec![
        kind(
            "an offer on an EVM chain",
            vec![
                evm(&two("offer.json"), &[&["--index", "0"], &window[..]].concat()),
                evm(&example("offer.json"), &window),
                evm(&example("offer.json"), &["--account-code", "some", "--signature", &of_another_key]),
                evm(&nameless.to_string(), &["--token-domain", "USDC", "2"]),
                permit2(&[]),
                permit2(&[
                    "--account-code",
                    "some",
                    "--signature",
                    &of_another_key,
                    "--permit-signature",
                    &of_another_key,
                ]),
            ],
        ),
        kind("an offer on Solana", [&solana[..], &memo, &several, &unlisted, &versioned].map(strings).to_vec()),
        kind("an offer on Stellar", [&stellar[..], &simulated, &of_two].map(strings).to_vec()),
    ]
}

/// A directory with the vectors about networks alone, because all of them take a second to read.
fn few_vectors() -> String {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let few = std::env::temp_dir().join(format!("x402-unused-options-{}", std::process::id()));
    std::fs::create_dir_all(few.join("v1")).unwrap();
    for name in ["v1/networks.json", "checks.json", "rulings.json"] {
        std::fs::copy(all.join(name), few.join(name)).unwrap();
    }
    let mut index: Value = serde_json::from_slice(&std::fs::read(all.join("index.json")).unwrap()).unwrap();
    index["files"].as_array_mut().unwrap().retain(|entry| entry["file"] == "v1/networks.json");
    std::fs::write(few.join("index.json"), index.to_string()).unwrap();
    few.to_str().unwrap().to_owned()
}

fn kinds() -> Vec<Kind> {
    let vectors = &few_vectors();
    let kind = |command, name, base: &[&str]| Kind { command, name, bases: vec![strings(base)], accompanying: &[] };
    let mut lenient = payment("payment.txt");
    lenient["accepted"]["amount"] = 10_000.into();
    let lenient = lenient.to_string();
    // Base64 without its padding.
    let sign_in = payment("sign-in.txt").to_string();
    let sign_in = sign_in.clone() + if sign_in.len().is_multiple_of(3) { " " } else { "" };
    let sign_in = RawJson::base64(sign_in.as_bytes()).as_str().trim_matches(['"', '=']).to_owned();
    let with = |mut kind: Kind, accompanying| {
        kind.accompanying = accompanying;
        kind
    };
    let pages = std::env::temp_dir().join(format!("x402-unused-options-{}-pages", std::process::id()));
    let log = std::env::temp_dir().join(format!("x402-unused-options-{}.jsonl", std::process::id()));
    let line = |(payment, offer, now): &(Value, Value, &str)| {
        json!({"payment": {"json": payment.to_string()}, "offers": [offer], "now": now.parse::<u64>().unwrap()})
            .to_string()
            + "\n"
    };
    std::fs::write(&log, payments()[..2].iter().map(line).collect::<String>()).unwrap();
    let mut all: Vec<Kind> = [&["verify"][..], &["explain"], &["diagnose"]].into_iter().flat_map(verified).collect();
    all.extend(accompanying());
    all.extend(drafts());
    all.extend([
        kind(&["decode"], "an object", &[&lenient]),
        kind(&["decode"], "an object of a kind", &["--kind", "payment", &lenient]),
        kind(&["decode"], "a message", &[&example("mcp-paid.json")]),
        kind(&["decode"], "a sign-in", &[&sign_in]),
        kind(&["decode"], "calldata", &[CALLDATA]),
        kind(&["reason"], "a code", &["insufficient_funds"]),
        kind(&["schema"], "an object", &["payment-payload"]),
        kind(&["schema"], "a list", &["--list"]),
        kind(&["lint"], "a demand", &[&example("faulty-demand.json")]),
        kind(&["conformance", "show"], "a vector", &["networks-0101"]),
        kind(&["conformance", "coverage"], "checks", &["--checks"]),
        kind(&["conformance", "pages"], "pages", &[pages.to_str().unwrap(), "--vectors", vectors]),
        with(kind(&["audit"], "a log", &[log.to_str().unwrap()]), &[("jobs", "the order of the verdicts is kept")]),
        kind(&["conformance", "run"], "a list", &["--list", "--id", "networks-0112", "--vectors", vectors]),
        with(
            kind(&["conformance", "run"], "this program", &["--id", "networks-0112", "--vectors", vectors]),
            &[("jobs", "the number of threads changes no verdict"), ("explain", "there is no difference to explain")],
        ),
        with(
            kind(&["conformance", "run"], "a program", &["--id", "networks-0112", "--vectors", vectors, "--", "false"]),
            &[
                ("timeout", "the program ends before"),
                ("jobs", "the number of processes changes no verdict"),
                ("write-known", "writes a file"),
                ("known", "conformance.rs has a file"),
                ("compare", "conformance.rs has a program that answers"),
                ("require", "conformance.rs has a program that skips"),
                ("give-up-after", "there is one question"),
                ("explain", "conformance.rs has a program that answers"),
            ],
        ),
    ]);
    all
}

/// The arguments with this option, once, before the arguments of a program.
fn with_option(base: &[String], option: &Arg, values: &[String]) -> Vec<String> {
    let name = format!("--{}", option.get_long().unwrap());
    let mut arguments = base.to_vec();
    let old = arguments.iter().position(|argument| *argument == name);
    let at = old.unwrap_or_else(|| arguments.iter().position(|it| it == "--").unwrap_or(arguments.len()));
    arguments.splice(at..old.map_or(at, |old| old + 1 + values.len()), [vec![name], values.to_vec()].concat());
    arguments
}

/// Values to try, as often as the option takes one.
fn samples(option: &Arg) -> Vec<Vec<String>> {
    let action = option.get_action();
    let count = if action.takes_values() { option.get_num_args().map_or(1, |range| range.min_values()) } else { 0 };
    let possible: Vec<_> = option.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let row = SAMPLES.iter().find(|(name, _)| Some(*name) == option.get_long());
    let values = match row {
        _ if count == 0 => return vec![Vec::new()],
        _ if !possible.is_empty() => possible,
        Some((_, values)) => strings(values),
        None => strings(&["1", "x"]),
    };
    values.iter().map(|value| value.splitn(count, ' ').map(str::to_owned).collect()).collect()
}

/// Runs the option on every base with every value.
fn fault(kind: &Kind, option: &Arg, plain: &[(u8, String)]) -> Option<String> {
    let name = option.get_long().unwrap();
    let mut ignored = None;
    for (base, plain) in kind.bases.iter().zip(plain) {
        for values in samples(option) {
            let arguments = with_option(&[strings(kind.command), base.clone()].concat(), option, &values);
            match outcome(&arguments) {
                (USAGE, _) => {}
                other if other != *plain => return None,
                _ => ignored = Some(format!("{} --{name} {}", kind.command.join(" "), values.join(" "))),
            }
        }
    }
    ignored.map(|arguments| format!("{arguments} for {}: neither changes the output nor is refused", kind.name))
}

fn find(command: &Command, path: &[&str]) -> Command {
    let below = |command: &Command, name: &&str| command.find_subcommand(name).unwrap().clone();
    path.iter().fold(command.clone(), |command, name| below(&command, name))
}

fn options(command: &Command) -> Vec<Arg> {
    command.get_arguments().filter(|option| option.get_long().is_some()).cloned().collect()
}

#[test]
fn an_option_changes_something_or_is_refused() {
    let root = command();
    let mut faults = Vec::new();
    for kind in kinds() {
        let plain: Vec<_> =
            kind.bases.iter().map(|base| outcome(&[strings(kind.command), base.clone()].concat())).collect();
        for (base, (code, _)) in kind.bases.iter().zip(&plain) {
            assert_ne!(*code, USAGE, "{:?} {base:?}", kind.command);
        }
        // A flag in every base makes the kind what it is.
        let makes_the_kind = |option: &Arg| {
            let name = format!("--{}", option.get_long().unwrap());
            !option.get_action().takes_values() && kind.bases.iter().all(|base| base.contains(&name))
        };
        let is_beside = |option: &Arg| {
            makes_the_kind(option) || kind.accompanying.iter().any(|(name, _)| Some(*name) == option.get_long())
        };
        let options = options(&find(&root, kind.command));
        faults.extend(options.iter().filter(|it| !is_beside(it)).filter_map(|option| fault(&kind, option, &plain)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Where the payment decides whether an option counts, one that changes nothing is named.
#[test]
fn an_option_that_this_payment_has_no_use_for_is_named() {
    let options = options(&find(&command(), &["explain"]));
    let mut named = BTreeSet::new();
    for (base, name) in with_offers()
        .iter()
        .flat_map(|base| ["token-domain", "allowance", "facilitator", "records"].map(|name| (base, name)))
    {
        let option = options.iter().find(|option| option.get_long() == Some(name)).unwrap();
        let plain = with_domain(&[strings(&["explain"]), base.clone()].concat());
        assert_eq!(plain.2, "", "{base:?}");
        let values = if name == "records" { vec![strings(&["{}"])] } else { samples(option) };
        for values in values {
            let (code, out, complaints) =
                with_domain(&with_option(&[strings(&["explain"]), base.clone()].concat(), option, &values));
            let is_named =
                complaints == format!("x402: --{name} is ignored, because it changes nothing for this payment\n");
            assert!(is_named || complaints.is_empty(), "{complaints}");
            assert_eq!(is_named, (code, &out) == (plain.0, &plain.1), "{name} {values:?} {base:?}");
            named.insert((name, is_named));
        }
    }
    // No payment of these is from a channel.
    let changing = ["token-domain", "allowance", "facilitator"].map(|name| (name, true));
    assert!(changing.iter().all(|row| named.contains(row)) && named.contains(&("records", true)), "{named:?}");
    for name in ["token-domain", "allowance", "facilitator"] {
        assert!(named.contains(&(name, false)), "{name}: {named:?}");
    }
}

/// Every command with options has a kind of input above.
#[test]
fn no_command_is_left_out() {
    fn leaves(command: &Command, path: &[String], found: &mut BTreeSet<Vec<String>>) {
        if command.get_subcommands().next().is_none() && !options(command).is_empty() {
            found.insert(path.to_vec());
        }
        for below in command.get_subcommands() {
            leaves(below, &[path, &[below.get_name().to_owned()]].concat(), found);
        }
    }
    let mut all = BTreeSet::new();
    leaves(&command(), &[], &mut all);
    let covered: BTreeSet<_> = kinds().iter().map(|kind| strings(kind.command)).collect();
    assert_eq!(all, covered);
}
