"""Records payments on Stellar by PyPI's stellar-sdk, with both versions of the credentials."""

# The clock first.
import stillness  # noqa: F401

import json
from importlib.metadata import version

from stage import STAGE
from stellar_sdk import Account, Keypair, Network, SorobanDataBuilder, TransactionBuilder, scval, xdr
from stellar_sdk.address import Address
from stellar_sdk.auth import authorize_entry
from tape import Tape

OFFER = {
    "scheme": "exact",
    "network": "stellar:testnet",
    "amount": "10000000",
    "asset": "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA",
    "payTo": "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U",
    "maxTimeoutSeconds": 60,
    "extra": {"areFeesSponsored": True},
}
# Everybody knows this key.
PAYER = Keypair.from_raw_ed25519_seed(bytes([1]) * 32)
LEDGER = STAGE["now"] // 5


def made(kind, nonce):
    """A payment with credentials of this kind."""
    arguments = [scval.to_address(PAYER.public_key), scval.to_address(OFFER["payTo"]), scval.to_int128(int(OFFER["amount"]))]
    call = xdr.InvokeContractArgs(Address(OFFER["asset"]).to_xdr_sc_address(), scval.to_symbol("transfer").sym, arguments)
    address = xdr.SorobanAddressCredentials(
        Address(PAYER.public_key).to_xdr_sc_address(), xdr.Int64(nonce), xdr.Uint32(0), scval.to_void()
    )
    member = "address" if kind == xdr.SorobanCredentialsType.SOROBAN_CREDENTIALS_ADDRESS else "address_v2"
    function = xdr.SorobanAuthorizedFunction(
        xdr.SorobanAuthorizedFunctionType.SOROBAN_AUTHORIZED_FUNCTION_TYPE_CONTRACT_FN, contract_fn=call
    )
    entry = xdr.SorobanAuthorizationEntry(
        xdr.SorobanCredentials(kind, **{member: address}), xdr.SorobanAuthorizedInvocation(function, [])
    )
    signed = authorize_entry(entry, PAYER, LEDGER + 12, Network.TESTNET_NETWORK_PASSPHRASE)
    builder = TransactionBuilder(Account(PAYER.public_key, 0), Network.TESTNET_NETWORK_PASSPHRASE, base_fee=44271)
    builder.append_invoke_contract_function_op(OFFER["asset"], "transfer", arguments, [signed])
    return builder.set_soroban_data(SorobanDataBuilder().build()).set_timeout(300).build().to_xdr()


def main():
    tape = Tape("stellar-pypi", 2)
    kinds = xdr.SorobanCredentialsType
    terms = {"offers": [OFFER], "now": STAGE["now"], "payer": PAYER.public_key, "ledger": LEDGER}
    of_kinds = [kinds.SOROBAN_CREDENTIALS_ADDRESS, kinds.SOROBAN_CREDENTIALS_ADDRESS_V2]
    for number, (kind, nonce) in enumerate(zip(of_kinds, [2**63 - 1, -(2**63)])):
        tape.talk(number, 2, f"the SDK, with credentials of version {number + 1}")
        payment = {"x402Version": 2, "accepted": OFFER, "payload": {"transaction": made(kind, nonce)}}
        by = f"stellar-sdk {version('stellar-sdk')} (PyPI)"
        tape.hear("payment", by, {"text": json.dumps(payment, separators=(",", ":"))}, terms=terms)
    tape.keep()


main()
