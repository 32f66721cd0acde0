//! The compiled contracts, from the directory that the caller names.

use std::{fs, path::Path};

use revm::primitives::{Address, Bytes, hex};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The commit of circlefin/stablecoin-evm that was compiled.
pub(crate) const CIRCLE: &str = "46e61d0";
/// The commit of Uniswap/permit2.
pub(crate) const UNISWAP: &str = "cc56ad0";
/// The release of `@openzeppelin/contracts-upgradeable`.
pub(crate) const OPENZEPPELIN: &str = "5.1.0";
/// The commit of coinbase/x402.
pub(crate) const X402: &str = "dd927a2";
/// The commit of coinbase/x402 with the contracts of `batch-settlement`.
pub(crate) const BATCH: &str = "39205e1";

/// The file of the proxy's init code in coinbase/x402, `contracts/evm/script/data`.
const EXACT: &str = "exact-proxy-initcode.hex";

/// The creation code of each contract.
pub(crate) struct Contracts {
    /// A library that [`Self::token`] calls by its address.
    pub(crate) signature_checker: Contract,
    /// `FiatTokenV2_2`
    pub(crate) token: Contract,
    /// The proxy at the address of the token, which calls it.
    pub(crate) proxy: Contract,
    /// OpenZeppelin's `ERC20Permit`, which recovers a key and asks no code: `witness/evm/contracts`.
    pub(crate) recovering: Contract,
    /// The creation code of `Permit2`.
    pub(crate) permit2: Bytes,
    /// The creation code of `x402ExactPermit2Proxy` with the constructor's argument, as its deployer publishes it.
    pub(crate) exact: Bytes,
    /// The creation code of `x402UptoPermit2Proxy`, without an argument.
    pub(crate) upto: Bytes,
    /// The creation code of `x402BatchSettlement`.
    pub(crate) batch: Bytes,
    /// The creation code of its collectors by EIP-3009 and by Permit2, without their arguments.
    pub(crate) collectors: [Bytes; 2],
}

/// A compiled contract.
pub(crate) struct Contract {
    name: &'static str,
    /// The SHA-256 of the deployed code, without the trailer of the compiler.
    sha256: &'static str,
    creation: String,
}

/// One artifact in Foundry's layout: `NAME.sol/NAME.json`.
#[derive(Deserialize)]
struct Artifact {
    bytecode: Object,
}

#[derive(Deserialize)]
struct Object {
    object: String,
}

impl Contracts {
    pub(crate) fn read(directory: &Path) -> Result<Self, String> {
        let read = |name, sha256| Contract::read(directory, name, sha256);
        let read_code = |name| code(name, &artifact(directory, name)?);
        Ok(Self {
            signature_checker: read(
                "SignatureChecker",
                "1a55ef0aad35b82ffd5ac586cb615729af331f540d716a32272cf4bedf85a670",
            )?,
            token: read("FiatTokenV2_2", "26ef911a17dfb085bf1d253eb5c4145ce290e3044749c5bbc3994cee17c3c243")?,
            proxy: read("FiatTokenProxy", "8814ff13b0e97ea84ee3e00899c915bf52e026500fdf1dbb8adef7af6b62aade")?,
            recovering: read("RecoveringToken", "8767a090769847c8fbbe19e411d38e0200eddabb74ef87be0fcc1ef53027ecc0")?,
            permit2: read_code("Permit2")?,
            exact: code(EXACT, &read_text(&directory.join(EXACT))?)?,
            upto: read_code("x402UptoPermit2Proxy")?,
            batch: read_code("x402BatchSettlement")?,
            collectors: [read_code("ERC3009DepositCollector")?, read_code("Permit2DepositCollector")?],
        })
    }
}

impl Contract {
    fn read(directory: &Path, name: &'static str, sha256: &'static str) -> Result<Self, String> {
        Ok(Self { name, sha256, creation: artifact(directory, name)? })
    }

    /// Creation code with the library's address where the compiler left a place for it (`__$…$__`, 40 characters), and
    /// the constructor's arguments.
    pub(crate) fn creation(&self, library: Address, arguments: &[u8]) -> Result<Bytes, String> {
        let mut pieces = self.creation.split("__$");
        let mut code = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let behind = piece.get(37..).ok_or_else(|| format!("{}: a broken link reference", self.name))?;
            code += &hex::encode(library);
            code += behind;
        }
        Ok([&self::code(self.name, &code)?, arguments].concat().into())
    }

    /// Whether this is the very code that the findings are about.
    pub(crate) fn check(&self, placed: &[u8]) -> Result<(), String> {
        let found = hex::encode(Sha256::digest(without_trailer(placed)));
        if found == self.sha256 {
            return Ok(());
        }
        Err(format!(
            "{}: the code's SHA-256 is {found}, not {}: other sources, or compiled otherwise",
            self.name, self.sha256
        ))
    }
}

fn artifact(directory: &Path, name: &str) -> Result<String, String> {
    let path = directory.join(format!("{name}.sol/{name}.json"));
    let artifact: Artifact =
        serde_json::from_str(&read_text(&path)?).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(artifact.bytecode.object)
}

fn read_text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn code(name: &str, text: &str) -> Result<Bytes, String> {
    hex::decode(text.trim_end()).map(Bytes::from).map_err(|error| format!("{name}: {error}"))
}

/// Removes Solidity's trailer. It is CBOR with the hash of sources and settings, it ends in its own length, and it
/// changes with the place of the sources.
fn without_trailer(code: &[u8]) -> &[u8] {
    let Some((rest, length)) = code.split_last_chunk::<2>() else { return code };
    rest.len().checked_sub(usize::from(u16::from_be_bytes(*length))).map_or(code, |end| &rest[..end])
}
