//! Reads the message of a sign-in back, line by line: what a wallet would show.

use x402_extensions::sign_in_with_x::SignIn;

/// The members that a message says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    pub is_solana: bool,
    pub domain: String,
    pub account: String,
    pub statement: Option<String>,
    pub uri: String,
    /// What stands behind the colon of the chain's identifier.
    pub reference: String,
    pub nonce: String,
    pub issued_at: String,
    pub expiration_time: Option<String>,
    pub not_before: Option<String>,
    pub request_id: Option<String>,
    pub resources: Option<Vec<String>>,
}

impl Stated {
    /// The members that the message of this account has, as the message has them: Solana's leaves out what is empty.
    pub fn of(sign_in: &SignIn, account: String) -> Self {
        let (_, reference) = sign_in.chain_id.split_once(':').expect("an identifier of a chain");
        let is_solana = sign_in.chain_id.starts_with("solana:");
        let supplied = |text: &Option<String>| text.clone().filter(|text| !(is_solana && text.is_empty()));
        Self {
            is_solana,
            domain: sign_in.domain.clone(),
            account,
            statement: supplied(&sign_in.statement),
            uri: sign_in.uri.clone(),
            reference: reference.into(),
            nonce: sign_in.nonce.clone(),
            issued_at: sign_in.issued_at.clone(),
            expiration_time: sign_in.expiration_time.clone(),
            not_before: sign_in.not_before.clone(),
            request_id: supplied(&sign_in.request_id),
            resources: sign_in.resources.clone().filter(|all| !(is_solana && all.is_empty())),
        }
    }
}

/// `None` for a text that no sign-in makes.
pub fn read(message: &str) -> Option<Stated> {
    let lines: Vec<&str> = message.split('\n').collect();
    let mut stated = Stated::default();
    let first = lines.first()?;
    let of = |kind: &str| first.strip_suffix(&format!(" wants you to sign in with your {kind} account:"));
    stated.domain = match (of("Ethereum"), of("Solana")) {
        (Some(domain), None) => domain.into(),
        (None, Some(domain)) => {
            stated.is_solana = true;
            domain.into()
        }
        _ => return None,
    };
    stated.account = (*lines.get(1)?).into();
    if !lines.get(2)?.is_empty() {
        return None;
    }
    // An empty line behind the next one: that was the statement.
    let fields = match (lines.get(3)?, lines.get(4)?, stated.is_solana) {
        (statement, &"", _) => {
            stated.statement = Some((*statement).into());
            5
        }
        (&"", _, false) => 4,
        (_, _, false) => return None,
        (_, _, true) => 3,
    };
    let mut rest = lines[fields..].iter().copied().peekable();
    let mut field = |name: &str| {
        let value = rest.peek()?.strip_prefix(name)?.strip_prefix(": ")?.to_owned();
        rest.next();
        Some(value)
    };
    stated.uri = field("URI")?;
    if field("Version")? != "1" {
        return None;
    }
    stated.reference = field("Chain ID")?;
    stated.nonce = field("Nonce")?;
    stated.issued_at = field("Issued At")?;
    stated.expiration_time = field("Expiration Time");
    stated.not_before = field("Not Before");
    stated.request_id = field("Request ID");
    if rest.next_if_eq(&"Resources:").is_some() {
        let resource = |line: &str| line.strip_prefix("- ").map(str::to_owned);
        stated.resources = Some(rest.by_ref().map(resource).collect::<Option<_>>()?);
    }
    rest.next().is_none().then_some(stated)
}
