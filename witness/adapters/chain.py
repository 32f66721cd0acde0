"""The chain that a facilitator asks. It answers only from the facts of a question (`chain.mjs`)."""

import base64
from dataclasses import dataclass

from solders.message import to_bytes_versioned
from solders.transaction import VersionedTransaction
from x402.mechanisms.evm.types import TransactionReceipt

# The answer to an EIP-1271 question.
MAGIC = bytes.fromhex("1626ba7e")

# Any code.
SOME = b"\x60"


@dataclass
class State:
    """What the facts leave open: the payer's code, and the addresses that the facilitator settles from.
    `is_usual` says whether this is the usual state."""

    code: bytes
    owners: list
    is_usual: bool


class World:
    """One possible state of the chain, as a facilitator's account sees it.

    `guess` is the answer of the payer's contract if no fact gives one, and `guessed` says whether it was used.
    `unknown` says whether a missing fact was asked for. A simulation succeeds unless the payer's own code refuses.
    Without a fact the allowance of Permit2 is zero if the payment brings a permit or an approval (`is_sponsored`),
    because otherwise the package does not check these.
    """

    def __init__(self, facts, asset, state, guess, is_sponsored=False):
        self.facts, self.asset, self.guess, self.is_sponsored = facts, asset.lower(), guess, is_sponsored
        self.state, self.code = state, state.code
        self.guessed = self.unknown = self.refused = False

    def get_addresses(self):
        return self.state.owners

    def get_code(self, address):
        return SOME if address.lower() == self.asset else self.code

    def read_contract(self, address, abi, function_name, *arguments):
        match function_name:
            case "isValidSignature":
                if self.accepts(address, *arguments):
                    return MAGIC
                raise RuntimeError("execution reverted: the wallet refuses")
            case "transferWithAuthorization" | "settle" | "settleWithPermit":
                return self.transfer()
            case "balanceOf":
                return 2**256 - 1
            case "allowance":
                return self.allowance(address, arguments[0])
            case "name" | "version":
                return self.domain(address)[function_name]
            # Several calls at once: the deployment of a wallet, and a transfer.
            case "tryAggregate":
                return [(not (self.code and self.refused), b"") for _ in arguments[1]]
            case _:
                raise RuntimeError(f"nobody expected {function_name}")

    def transfer(self):
        if self.code and self.refused:
            raise RuntimeError("execution reverted: the payer's code refuses the signature")

    def allowance(self, token, owner):
        for fact in self.facts.get("allowances", []):
            if (fact["token"].lower(), fact["owner"].lower()) == (token.lower(), owner.lower()):
                return int(fact["amount"])
        return 0 if self.is_sponsored else 2**256 - 1

    def send_transactions(self, transactions):
        return [self.write_contract() for _ in transactions]

    def simulate_transactions(self, _):
        return True

    def write_contract(self, *_, **__):
        return "0x" + "7" * 64

    def wait_for_transaction_receipt(self, tx_hash):
        return TransactionReceipt(status=1, block_number=1, tx_hash=tx_hash)

    def accepts(self, account, digest, signature):
        def same(text, value):
            return text.lower() == "0x" + value.hex()

        for fact in self.facts.get("contractSignatures", []):
            asked = fact["account"].lower() == account.lower()
            if asked and same(fact["digest"], digest) and same(fact["signature"], signature):
                self.refused = not fact["valid"]
                return fact["valid"]
        self.guessed, self.refused = True, not self.guess
        return self.guess

    def domain(self, token):
        for address, domain in self.facts.get("tokenDomains", {}).items():
            if address.lower() == token.lower():
                return domain
        self.unknown = True
        raise RuntimeError(f"no fact says what the domain of {token} is")


class SolanaWorld:
    """The signer of a facilitator on Solana. Like the package's own signer, it verifies signatures before a simulation,
    as a node does. The simulation itself succeeds."""

    def __init__(self, state):
        self.state = state

    def get_addresses(self):
        return self.state.owners

    def sign_transaction(self, tx_base64, fee_payer, network):
        return tx_base64

    def simulate_transaction(self, tx_base64, network):
        transaction = VersionedTransaction.from_bytes(base64.b64decode(tx_base64))
        message = to_bytes_versioned(transaction.message)
        # The fee payer is first, and would have signed by now.
        signers = transaction.message.account_keys[1 : transaction.message.header.num_required_signatures]
        signatures = transaction.signatures[1:]
        signed = len(signers) == len(signatures) and all(
            signature.verify(key, message) for key, signature in zip(signers, signatures)
        )
        if not signed:
            raise RuntimeError("Simulation failed: SignatureFailure")

    def send_transaction(self, tx_base64, network):
        return "1" * 64

    def confirm_transaction(self, signature, network):
        pass
