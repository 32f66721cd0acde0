// The chain that a facilitator asks, at the level of JSON-RPC. It answers only from the facts of a question.
//
// Balances are ample, and so are allowances without a fact. Nonces are unused, and the asset is a contract. A simulation
// succeeds unless the payer has code that refuses the signature, or the allowance is too low. So the chain does not find faults
// that only a token, a proxy or the runtime would find, such as a high s. The vectors are about what can be judged offline, so
// a payment that only a real simulation would refuse counts as accepted.

import {
  createPublicClient,
  custom,
  decodeAbiParameters,
  encodeAbiParameters,
  parseAbiParameters,
  toFunctionSelector,
} from "viem";
import { parseErc6492Signature } from "viem/utils";

const SETTLE_EXACT = "function settle(((address,uint256),uint256,uint256),address,(address,uint256),bytes)";
const SETTLE_UPTO = "function settle(((address,uint256),uint256,uint256),uint256,address,(address,address,uint256),bytes)";
const PERMIT = "((address token, uint256 amount) permitted, uint256 nonce, uint256 deadline)";
// The first arguments of both calls: the permit, in `upto` the amount, and the owner.
const SETTLE = {
  [toFunctionSelector(SETTLE_EXACT)]: parseAbiParameters(`${PERMIT}, address`),
  [toFunctionSelector(SETTLE_UPTO)]: parseAbiParameters(`${PERMIT}, uint256, address`),
};
const SELECTORS = Object.fromEntries(
  [
    SETTLE_EXACT,
    SETTLE_UPTO,
    "function settleWithPermit((uint256,uint256,bytes32,bytes32,uint8),((address,uint256),uint256,uint256),address,(address,uint256),bytes)",
    "function settleWithPermit((uint256,uint256,bytes32,bytes32,uint8),((address,uint256),uint256,uint256),uint256,address,(address,address,uint256),bytes)",
    "function tryAggregate(bool, (address, bytes)[])",
    "function isValidSignature(bytes32, bytes)",
    "function balanceOf(address)",
    "function name()",
    "function version()",
    "function transferWithAuthorization(address, address, uint256, uint256, uint256, bytes32, uint8, bytes32, bytes32)",
    "function transferWithAuthorization(address, address, uint256, uint256, uint256, bytes32, bytes)",
  ].map((signature) => [toFunctionSelector(signature), /function (\w+)/.exec(signature)[1]]),
);
const MAGIC_6492 = "6492".repeat(16);
const MAGIC_1271 = "0x1626ba7e".padEnd(66, "0");

class Revert extends Error {
  code = 3;
  data = "0x";
}

// One possible state of the chain. `code` is the payer's code, or whether there is any. `owners` are the addresses from which
// the facilitator settles. `isUsual` says whether this is the usual state. `guess` is the answer of the payer's contract if no
// fact gives one, and `guessed` whether it was used. `unknown` says whether a missing fact was asked for.
export class World {
  guessed = false;
  unknown = false;

  constructor(facts, asset, state, guess) {
    Object.assign(this, { facts, asset: asset.toLowerCase(), ...state, guess });
  }

  client(chain) {
    return createPublicClient({ chain, transport: custom(this, { retryCount: 0 }), cacheTime: 0 });
  }

  // EIP-1193, as required by viem's transport `custom`.
  async request({ method, params }) {
    switch (method) {
      case "eth_getCode":
        return this.codeAt(params[0]);
      case "eth_call":
        return this.call(params[0]);
    }
    throw new Error(`nobody expected ${method}`);
  }

  codeAt(address) {
    const code = address.toLowerCase() === this.asset || this.code;
    return code === true ? "0x60" : code || "0x";
  }

  call({ to, data }) {
    // A call without an address is viem's own validator of signatures (ERC-6492). Its last arguments are account, hash
    // and signature.
    if (!to) return this.universalValidator(data);
    const [name, rest] = [SELECTORS[data.slice(0, 10)], `0x${data.slice(10)}`];
    switch (name) {
      case "isValidSignature": {
        const [digest, signature] = decodeAbiParameters([{ type: "bytes32" }, { type: "bytes" }], rest);
        if (this.accepts(to, digest, signature)) return MAGIC_1271;
        throw new Revert("the wallet refuses");
      }
      case "settle":
        if (this.isShort(decodeAbiParameters(SETTLE[data.slice(0, 10)], rest))) throw new Revert("TRANSFER_FROM_FAILED");
      // fall through
      case "settleWithPermit":
      case "transferWithAuthorization":
        if (this.code && this.refused) throw new Revert("the payer's code refuses the signature");
        return "0x";
      // Several calls at once: the deployment of a wallet, and a transfer.
      case "tryAggregate": {
        const calls = [{ type: "tuple[]", components: [{ type: "address" }, { type: "bytes" }] }];
        const [, asked] = decodeAbiParameters([{ type: "bool" }, ...calls], rest);
        const results = [{ type: "tuple[]", components: [{ type: "bool" }, { type: "bytes" }] }];
        return encodeAbiParameters(results, [asked.map(() => [!(this.code && this.refused), "0x"])]);
      }
      case "balanceOf":
        return encodeAbiParameters([{ type: "uint256" }], [2n ** 256n - 1n]);
      case "name":
      case "version":
        return encodeAbiParameters([{ type: "string" }], [this.domain(to)[name]]);
    }
    throw new Revert(`nobody expected ${data.slice(0, 10)} at ${to}`);
  }

  // Whether a fact says that the allowance of Permit2 is too low.
  isShort([{ permitted }, ...rest]) {
    const [amount, owner] = typeof rest[0] === "bigint" ? rest : [permitted.amount, rest[0]];
    const same = (one, other) => one.toLowerCase() === other.toLowerCase();
    const allowances = this.facts.allowances ?? [];
    const fact = allowances.find((fact) => same(fact.token, permitted.token) && same(fact.owner, owner));
    return fact !== undefined && BigInt(fact.amount) < amount;
  }

  universalValidator(data) {
    const { address, hash, signature } = lastArguments(data);
    // For a plain account viem recovers the signer itself afterwards.
    const asked = this.code || signature.endsWith(MAGIC_6492);
    // The contract gets the unwrapped signature.
    return asked && this.accepts(address, hash, unwrapped(signature)) ? "0x01" : "0x00";
  }

  accepts(account, digest, signature) {
    const same = (one, other) => one.toLowerCase() === other.toLowerCase();
    const fact = (this.facts.contractSignatures ?? []).find(
      (fact) => same(fact.account, account) && same(fact.digest, digest) && same(fact.signature, signature),
    );
    if (!fact) this.guessed = true;
    const valid = fact ? fact.valid : this.guess;
    this.refused = !valid;
    return valid;
  }

  domain(token) {
    const domains = Object.entries(this.facts.tokenDomains ?? {});
    const [, domain] = domains.find(([address]) => address.toLowerCase() === token.toLowerCase()) ?? [];
    if (domain) return domain;
    this.unknown = true;
    throw new Revert(`no fact says what the domain of ${token} is`);
  }
}

function unwrapped(signature) {
  try {
    return parseErc6492Signature(signature).signature;
  } catch {
    throw new Revert("the wrapper cannot be read");
  }
}

// The constructor's arguments follow the code, whose length is not given. So the first position at which they can be read
// counts.
function lastArguments(data) {
  const types = [{ type: "address" }, { type: "bytes32" }, { type: "bytes" }];
  for (let at = data.length - 64 * 4; at > 0; at -= 64) {
    try {
      const [address, hash, signature] = decodeAbiParameters(types, `0x${data.slice(at)}`);
      const whole = encodeAbiParameters(types, [address, hash, signature]);
      if (whole.slice(2) === data.slice(at)) return { address, hash, signature };
    } catch {
      // Not here.
    }
  }
  throw new Error("the call of no validator");
}
