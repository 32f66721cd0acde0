"""The chain that a facilitator asks: what the facts of a question say of it, and nothing more (`chain.mjs`)."""

# What answers an EIP-1271 question.
MAGIC = bytes.fromhex("1626ba7e")

# Any code.
SOME = b"\x60"


class World:
    """One possible state of the chain, as a facilitator's account sees it.

    `code` is the payer's; `guess` is what its contract says where no fact does, and `guessed` whether
    that was asked. `unknown` is whether a fact was asked for that nobody gave. A simulated transfer goes through, unless the payer's own code refuses.
    """

    def __init__(self, facts, asset, code, guess):
        self.facts, self.asset, self.code, self.guess = facts, asset.lower(), code, guess
        self.guessed = self.unknown = self.refused = False

    def get_addresses(self):
        return ["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"]

    def get_code(self, address):
        return SOME if address.lower() == self.asset else self.code

    def read_contract(self, address, abi, function_name, *arguments):
        match function_name:
            case "isValidSignature":
                if self.accepts(address, *arguments):
                    return MAGIC
                raise RuntimeError("execution reverted: the wallet refuses")
            case "transferWithAuthorization":
                return self.transfer()
            case "balanceOf":
                return 2**256 - 1
            case "name" | "version":
                return self.domain(address)[function_name]
            # Several calls at once: a wallet is deployed, and a transfer made.
            case "tryAggregate":
                return [(not (self.code and self.refused), b"") for _ in arguments[1]]
            case _:
                raise RuntimeError(f"nobody expected {function_name}")

    def transfer(self):
        if self.code and self.refused:
            raise RuntimeError("execution reverted: FiatTokenV2: invalid signature")

    def accepts(self, account, digest, signature):
        def same(given, value):
            return given.lower() == "0x" + value.hex()

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
