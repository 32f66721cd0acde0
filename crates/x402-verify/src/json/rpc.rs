//! JSON-RPC requests for the questions.

use alloc::string::{String, ToString};

use x402_schemes::Hex;
use x402_types::{Members, RawJson};

use crate::Rpc;

/// A JSON-RPC request without its envelope. Two are equal if their parameters have the same value, however they are written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JsonRpc {
    /// The name of the method, such as `eth_call`.
    pub method: String,
    /// An array, or an object if the parameters have names.
    pub params: RawJson,
}

impl PartialEq for JsonRpc {
    fn eq(&self, other: &Self) -> bool {
        self.method == other.method && self.params.as_json().same_value(&other.params.as_json())
    }
}

impl Eq for JsonRpc {}

impl From<&Rpc> for JsonRpc {
    fn from(rpc: &Rpc) -> Self {
        let (method, params) = rpc.request();
        Self { method: method.into(), params }
    }
}

impl Rpc {
    /// The method and its parameters.
    fn request(&self) -> (&'static str, RawJson) {
        match_chains! {
            match self {}
            Chain(rpc) => rpc.request()
        }
    }
}

pub(crate) fn object<const N: usize>(members: [(&str, RawJson); N]) -> RawJson {
    Members::from_iter(members).into()
}

pub(crate) fn text(value: &(impl ToString + ?Sized)) -> RawJson {
    RawJson::string(&value.to_string())
}

pub(crate) fn hex(bytes: &[u8]) -> RawJson {
    text(&Hex(bytes))
}
