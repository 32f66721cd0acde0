//! The transaction by which a payer approves Permit2 for a sponsor, as alloy's RLP reads it. Only those of type 2 (EIP-1559) are read here.

use alloy_primitives::{Address, B256, Signature, U256, hex, keccak256};
use alloy_rlp::{Decodable, Header};
use serde_json::Value;

use crate::vector::SignedTransaction;

/// The number of fields before the signature, and with it.
const UNSIGNED: usize = 9;
const SIGNED: usize = 12;

/// The approval in the extension of a payment. `None` if there is none that can be read.
pub(crate) fn of(payment: &Value) -> Option<SignedTransaction> {
    let info = &payment["extensions"]["erc20ApprovalGasSponsoring"]["info"];
    let bytes = hex::decode(info["signedTransaction"].as_str()?).ok()?;
    let (first, mut rest) = bytes.split_first()?;
    let list = Header::decode(&mut rest).ok().filter(|header| *first == 2 && header.list)?;
    if rest.len() != list.payload_length {
        return None;
    }
    let fields = fields(rest)?;
    let number = |at: usize| U256::decode(&mut &*fields[at]).ok();
    let unsigned: Vec<u8> = fields[..UNSIGNED].concat();
    let mut message = vec![2];
    Header { list: true, payload_length: unsigned.len() }.encode(&mut message);
    message.extend(&unsigned);
    let digest = keccak256(message);
    let to = Vec::from(alloy_primitives::Bytes::decode(&mut &*fields[5]).ok()?);
    Some(SignedTransaction {
        r#type: "2".into(),
        chain_id: number(0)?.to_string(),
        nonce: number(1)?.to_string(),
        max_priority_fee_per_gas: number(2)?.to_string(),
        max_fee_per_gas: number(3)?.to_string(),
        gas_limit: number(4)?.to_string(),
        to: if to.is_empty() { None } else { Some(Address::try_from(&*to).ok()?.to_checksum(None)) },
        value: number(6)?.to_string(),
        data: alloy_primitives::Bytes::decode(&mut &*fields[7]).ok()?.to_string(),
        digest: digest.to_string(),
        hash: keccak256(&bytes).to_string(),
        signer: signer(number(9)?, number(10)?, number(11)?, &digest),
    })
}

/// The text of each field of the list.
fn fields(mut rest: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let whole = rest;
        let header = Header::decode(&mut rest).ok()?;
        // A single byte below 0x80 is its own header.
        rest = rest.get(header.payload_length..)?;
        fields.push(whole[..whole.len() - rest.len()].to_vec());
    }
    (fields.len() == SIGNED).then_some(fields)
}

fn signer(parity: U256, r: U256, s: U256, digest: &B256) -> Option<String> {
    let signature = Signature::new(r, s, parity == U256::ONE);
    (parity <= U256::ONE).then(|| signature.recover_address_from_prehash(digest).ok())?.map(|it| it.to_checksum(None))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The approval of `permit2-0931`, which viem, eth-account and alloy-consensus read in the same way.
    const APPROVAL: &str = "0x02f8b383014a34078405f5e100843b9aca008301117094036cbd53842c5426634e7929541ec2318f3dcf7e80b844095ea7b3000000000000000000000000000000000022d473030f116ddee9f6b43ac78ba3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc080a05a7c3db37d36241264ca4dd98a67e2680ec05adb3c7b0766412860297fa37933a054e0564975277031c3f54b543d7c77ee5298917dd475e3ae5bbcce65eca52162";

    fn read(transaction: &str) -> Option<SignedTransaction> {
        of(&json!({"extensions": {"erc20ApprovalGasSponsoring": {"info": {"signedTransaction": transaction}}}}))
    }

    #[test]
    fn a_transaction_is_hashed_as_other_libraries_do() {
        let found = read(APPROVAL).unwrap();
        assert_eq!(found.digest, "0xe5fd5824bfde17ad7041f354142a682f54202b6fb373080956c28413f2a016be");
        assert_eq!(found.hash, "0x211cd8f74258b39222ea336a5a2b0bcf9dbccfea61b0af57dcc30d1bcdebf8e3");
        assert_eq!(found.signer.as_deref(), Some("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
        assert_eq!((&*found.nonce, &*found.gas_limit, &*found.value), ("7", "70000", "0"));
        for wrong in
            [&APPROVAL[..APPROVAL.len() - 2], &APPROVAL.replace("0x02", "0x01"), "0x02", "0x", &format!("{APPROVAL}00")]
        {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }
}
