//! Encodings of a transaction that are not the canonical one (RLP: Ethereum yellow paper, appendix B), and the limits
//! of transactions.

use crate::draft::Draft;

use super::{
    approved::Approved,
    transaction::{MAX, PERMIT2, Transaction, approve},
};

pub(super) fn drafts() -> Vec<Draft> {
    let base = Transaction::dynamic;
    let item = |number, title, member: &str, hex: &str| refused(number, title, base().encoded_hex(member, hex));
    let length = base().length();
    let data = approve(PERMIT2, MAX);
    let address = "036cbd53842c5426634e7929541ec2318f3dcf7e";
    let key = "00".repeat(32);
    vec![
        item("0157ha", "the nonce in two bytes where one does", "nonce", "8107"),
        item("0157hb", "the nonce with a zero before it", "nonce", "820007"),
        item("0157hc", "a zero byte for no priority fee", "maxPriorityFeePerGas", "00"),
        item("0157hd", "the gas limit with a zero before it", "gasLimit", "8400011170"),
        item("0157he", "a zero byte for no value", "value", "00"),
        item("0157hf", "the nonce is a list", "nonce", "c107"),
        item("0157hg", "the nonce behind a long prefix", "nonce", "b80107"),
        item("0157hh", "the data behind a prefix of two bytes of length", "data", &format!("b90044{data}")),
        item("0157hi", "the data is a list", "data", &format!("f844{data}")),
        item("0157hj", "the recipient has 19 bytes", "to", &format!("93{}", &address[2..])),
        item("0157hk", "the recipient has 21 bytes", "to", &format!("9500{address}")),
        item("0157hl", "the chain id has nine bytes", "chainId", "89010000000000000000"),
        item("0157hm", "the nonce has nine bytes", "nonce", "89010000000000000000"),
        item("0157hn", "the value has 33 bytes", "value", &format!("a101{key}")),
        item("0157ho", "r has 33 bytes", "r", &format!("a101{key}")),
        item("0157hp", "s with a zero before it", "s", "820001"),
        item("0157hq", "the y parity is a zero byte", "yParity", "00"),
        item("0157hr", "the access list is a string", "accessList", "80"),
        item("0157hs", "an entry of the access list is a string", "accessList", &format!("d594{address}")),
        item(
            "0157ht",
            "an address of the access list has 19 bytes",
            "accessList",
            &format!("d6d593{}c0", &address[2..]),
        ),
        item("0157hu", "a storage key has 31 bytes", "accessList", &format!("f7f694{address}e09f{}", &key[2..])),
        item("0157hv", "an entry of the access list has a third member", "accessList", &format!("d8d794{address}c080")),
        item("0157hw", "the storage keys are a string", "accessList", &format!("d7d694{address}80")),
        item("0157hx", "a member is missing", "maxPriorityFeePerGas", ""),
        item("0157hy", "s is missing", "s", ""),
        item("0157hz", "a member too many", "nonce", "0707"),
        refused("0157ia", "a byte behind the transaction", base().followed_by("00")),
        refused("0157ib", "the list is said to be a byte longer", base().prefixed(&format!("f8{:02x}", length + 1))),
        refused("0157ic", "the list is said to be a byte shorter", base().prefixed(&format!("f8{:02x}", length - 1))),
        refused("0157id", "the length of the list in two bytes", base().prefixed(&format!("f900{length:02x}"))),
        refused("0157ie", "the transaction is a string", base().prefixed(&format!("b8{length:02x}"))),
        refused(
            "0157if",
            "a legacy transaction inside a string",
            Transaction::legacy().prefixed(&format!(
                "b8{:02x}f8{:02x}",
                Transaction::legacy().length() + 2,
                Transaction::legacy().length()
            )),
        ),
        Approved::new(base().encoded("accessList", &super::access_list(address, &[])).with("gasLimit", 70_000))
            .valid("0157ig", "an access list of one address and no key")
            .requirements(&["ERC20-verify-1-01"]),
        Approved::new(base().with("nonce", 0))
            .valid("0157ih", "the payer's first transaction")
            .requirements(&["ERC20-verify-1-01"]),
        Approved::new(base().with("nonce", 128))
            .valid("0157ii", "the payer's 129th transaction: the first nonce with a prefix")
            .requirements(&["ERC20-verify-1-01"]),
    ]
}

fn refused(number: &str, title: &str, transaction: Transaction) -> Draft {
    Approved::new(transaction).invalid(number, title, "approval-transaction").requirements(&["ERC20-verify-1-01"])
}
