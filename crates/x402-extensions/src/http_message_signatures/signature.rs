//! The signatures of a message.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    input::{Malformed, SignatureInput},
    message::Message,
    structured::{Cursor, dictionary},
};

/// A signature with its label, the components that it covers, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageSignature {
    /// The label, which only connects the two header fields.
    pub label: String,
    /// The components that the signature covers, and its parameters.
    pub input: SignatureInput,
    /// The bytes of the signature.
    pub signature: Vec<u8>,
}

impl MessageSignature {
    /// Returns every signature of a message, in the order of `Signature-Input`. The list is empty if the message has
    /// neither field.
    ///
    /// ```
    /// use x402_extensions::http_message_signatures::{Message, MessageSignature, Request};
    /// let fields = [("signature-input", r#"sig=("@authority");created=1;keyid="k""#), ("signature", "sig=:AAAA:")];
    /// let request = Request { method: "GET", target_uri: "https://API.example.com:443/weather", fields: &fields };
    /// let message = Message::Request(request);
    /// let signatures = MessageSignature::all(&message)?;
    /// assert_eq!(
    ///     message.signature_base(&signatures[0].input)?,
    ///     "\"@authority\": api.example.com\n\"@signature-params\": (\"@authority\");created=1;keyid=\"k\""
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A header field is malformed, repeats a label, or has a label that the other field lacks.
    pub fn all(message: &Message<'_>) -> Result<Vec<Self>, Malformed> {
        let inputs = read(message, "signature-input", |cursor| cursor.inner_list())?;
        let signatures = read(message, "signature", |cursor| cursor.bytes())?;
        let mut signatures: BTreeMap<String, Vec<u8>> = signatures.into_iter().collect();
        let mut all = Vec::new();
        for (label, list) in inputs {
            let (label, signature) = signatures.remove_entry(&label).ok_or(Malformed)?;
            all.push(Self { label, input: SignatureInput { list }, signature });
        }
        if signatures.is_empty() { Ok(all) } else { Err(Malformed) }
    }
}

fn read<T>(
    message: &Message<'_>,
    name: &str,
    value: impl Fn(&mut Cursor<'_>) -> Option<T>,
) -> Result<Vec<(String, T)>, Malformed> {
    let lines = message.fields().iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
    let lines: Vec<&str> = lines.map(|(_, value)| *value).collect();
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    dictionary(&lines.join(", "), value).ok_or(Malformed)
}
