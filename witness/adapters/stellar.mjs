// The node that a facilitator on Stellar asks, at the level of HTTP. It answers only from the facts of a question.
//
// A simulation without a fact is of the token's `transfer`: it costs nothing and shows the transfer that the call names. It fails if an
// entry is over. If a contract pays, or somebody besides the payer authorizes, only their code knows, so both answers are tried.
// The node checks no signature and runs no code.

import { createRequire } from "node:module";
import { only, Skipped } from "./lines.mjs";

// `@x402/stellar` brings a release of the SDK of its own.
const ofPackage = createRequire(import.meta.resolve("@x402/stellar"));
const { Address, Keypair, MuxedAccount, Networks, SorobanDataBuilder, StrKey, hash, xdr } = ofPackage("@stellar/stellar-sdk");
createRequire(ofPackage.resolve("@stellar/stellar-sdk"))("axios").defaults.adapter = answer;

const NODE = "https://node.invalid/";
const HORIZON = /^https:\/\/horizon(-testnet)?\.stellar\.org\/ledgers/;
const PASSPHRASES = { "stellar:pubnet": Networks.PUBLIC, "stellar:testnet": Networks.TESTNET };
// The facilitator if nobody names one: 32 bytes of 0x63.
const SETTLER = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 0x63)).publicKey();
// What the package refuses whatever its policy is.
const ALWAYS_REFUSED = ["muxed-recipient", "other-events"];

// The world and the network of the question that is being answered, and the transaction that was submitted last.
let world, network, submitted;

export const STELLAR_KNOBS = ["maxFeeStroops", "refuse", "credentials", "ledgerTolerance", "ledgerMargin"];

// Whether the question is about Stellar, where a payload has a `transaction`, as on Solana.
export const isOnStellar = ({ offers }) => offers.some(({ network }) => String(network).startsWith("stellar:"));

// Signers and settings of the package's facilitator. It signs whatever it is given, and no node looks at that.
export function stellarFacilitator(input, of) {
  [world, network] = [of, input.offers[0]?.network];
  const named = input.facilitators ?? [];
  const strange = named.find((address) => /^[MC]/.test(address) && !StrKey.isValidEd25519PublicKey(address));
  if (strange) throw new Skipped(`the package signs with plain accounts, and ${strange} is none`);
  const plain = named.filter((address) => StrKey.isValidEd25519PublicKey(address));
  const signTransaction = async (signedTxXdr) => ({ signedTxXdr });
  const signers = (plain.length > 0 ? plain : [SETTLER]).map((address) => ({ address, signTransaction }));
  return [signers, { rpcConfig: { url: NODE }, maxTransactionFeeStroops: cap(input.policy ?? {}) }];
}

// The package's cap, which has a default. The other settings can only be those that it has without being told.
function cap({ preset, maxFeeStroops, refuse = [], credentials, ledgerTolerance = 2, ledgerMargin = 0 }) {
  if (preset === "ts") throw new Skipped("the policy ts is of later versions of the package");
  const other = refuse.find((flag) => !ALWAYS_REFUSED.includes(flag));
  if (other) throw new Skipped(`the package cannot be told to refuse ${other}`);
  if (credentials === "both") throw new Skipped("the package knows one kind of credentials");
  if (ledgerTolerance !== 2 || ledgerMargin !== 0) throw new Skipped("the package cannot be told how many ledgers are left or late");
  return maxFeeStroops === undefined ? Number.MAX_SAFE_INTEGER : Number(maxFeeStroops);
}

const methods = {
  getLatestLedger: () => ({ id: "00".repeat(32), protocolVersion: 23, sequence: ledger().sequence }),
  getLedgerEntries: ({ keys }) => ({ latestLedger: ledger().sequence, entries: keys.map(account) }),
  simulateTransaction: ({ transaction }) => simulated(transaction),
  sendTransaction: ({ transaction }) => {
    submitted = transaction;
    return { status: "PENDING", hash: hash(Buffer.from(transaction, "base64")).toString("hex") };
  },
  getTransaction: () => ({ ...SUCCESS, envelopeXdr: submitted }),
};

// Answers a request of the SDK's HTTP client in its stead.
async function answer(config) {
  const reply = (data) => ({ data, status: 200, statusText: "OK", headers: {}, config });
  if (HORIZON.test(config.url)) return reply({ _links: {}, _embedded: { records: closed(world.facts.ledgers?.[network]?.secondsPerLedger) } });
  const { id, method, params } = JSON.parse(config.data);
  if (config.url !== NODE || !methods[method]) throw new Error(`nobody expected ${method} at ${config.url}`);
  return reply({ jsonrpc: "2.0", id, result: methods[method](params) });
}

function ledger() {
  const fact = world.facts.ledgers?.[network];
  if (fact) return fact;
  world.unknown = true;
  throw new Error(`no fact says which ledger of ${network} is the latest`);
}

// The last ledgers, from which the package computes how long one takes. It takes five seconds for granted if there are none.
function closed(seconds) {
  if (seconds === undefined) return [];
  return [seconds, 0].map((at) => ({ closed_at: new Date(at * 1000).toISOString() }));
}

// The entry of an account of the facilitator, which exists.
function account(key) {
  const accountId = xdr.LedgerKey.fromXDR(key, "base64").account().accountId();
  const entry = new xdr.AccountEntry({
    accountId,
    balance: xdr.Int64.fromString("10000000000"),
    seqNum: xdr.Int64.fromString("1"),
    numSubEntries: 0,
    inflationDest: null,
    flags: 0,
    homeDomain: "",
    thresholds: Buffer.from([1, 0, 0, 0]),
    signers: [],
    ext: new xdr.AccountEntryExt(0),
  });
  return { key, xdr: xdr.LedgerEntryData.account(entry).toXDR("base64"), lastModifiedLedgerSeq: 1 };
}

function simulated(transaction) {
  const [operation] = xdr.TransactionEnvelope.fromXDR(transaction, "base64").v1().tx().operations();
  const invoked = operation.body().invokeHostFunctionOp();
  const call = invoked.hostFunction().invokeContract();
  const latestLedger = ledger().sequence;
  const failed = { latestLedger, error: "HostError: Error(Auth, InvalidAction)", events: [] };
  const credentials = invoked.auth().filter((entry) => entry.credentials().switch().name === "sorobanCredentialsAddress");
  if (credentials.some((entry) => entry.credentials().address().signatureExpirationLedger() < latestLedger)) return failed;
  const fact = factAbout(credentials);
  if (fact === null || (fact === undefined && !succeeds(call, credentials))) return failed;
  const events = fact ? [...fact.transfers.map(transferred), ...(fact.otherEvents ?? []).map(other)] : [called(call)];
  return {
    latestLedger,
    events,
    minResourceFee: fact?.minResourceFee ?? "0",
    transactionData: new SorobanDataBuilder().build().toXDR("base64"),
    results: [{ auth: [], xdr: xdr.ScVal.scvVoid().toXDR("base64") }],
  };
}

// The fact about the digest of one of the entries.
function factAbout(entries) {
  const facts = Object.entries(world.facts.stellarSimulations ?? {}).map(([digest, fact]) => [digest.toLowerCase(), fact]);
  return Object.fromEntries(facts)[entries.map(digestOf).find((digest) => facts.some(([known]) => known === digest))];
}

function digestOf(entry) {
  const address = entry.credentials().address();
  const preimage = new xdr.HashIdPreimageSorobanAuthorization({
    networkId: hash(Buffer.from(PASSPHRASES[network])),
    nonce: address.nonce(),
    signatureExpirationLedger: address.signatureExpirationLedger(),
    invocation: entry.rootInvocation(),
  });
  return `0x${hash(xdr.HashIdPreimage.envelopeTypeSorobanAuthorization(preimage).toXDR()).toString("hex")}`;
}

// Without a fact a plain account that authorizes alone is taken to pay.
function succeeds(call, entries) {
  const [payer] = call.args().map((value) => value.toXDR("hex"));
  const others = entries.map((entry) => entry.credentials().address().address()).filter((who) => xdr.ScVal.scvAddress(who).toXDR("hex") !== payer);
  const isContract = call.args()[0].switch().name === "scvAddress" && call.args()[0].address().switch().name === "scAddressTypeContract";
  if (!isContract && others.length === 0) return true;
  world.guessed = true;
  return world.guess;
}

// The event of the token: it names the account inside of a muxed one, and has its number in the data.
function called(call) {
  const [from, to, amount] = call.args();
  const muxed = to.switch().name === "scvAddress" && to.address().switch().name === "scAddressTypeMuxedAccount" && to.address().muxedAccount();
  const topics = [from, muxed ? Address.account(muxed.ed25519()).toScVal() : to];
  const entry = (key, val) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(key), val });
  const data = muxed ? xdr.ScVal.scvMap([entry("amount", amount), entry("to_muxed_id", xdr.ScVal.scvU64(muxed.id()))]) : amount;
  return event(call.contractAddress().contractId(), "transfer", topics, data);
}

function transferred({ asset, from, to, amount }) {
  const whole = BigInt(amount);
  const parts = new xdr.Int128Parts({
    hi: xdr.Int64.fromString((whole >> 64n).toString()),
    lo: xdr.Uint64.fromString((whole & (2n ** 64n - 1n)).toString()),
  });
  return event(StrKey.decodeContract(asset), "transfer", [from, to].map((who) => new Address(who).toScVal()), xdr.ScVal.scvI128(parts));
}

function other({ contract, name }) {
  return event(StrKey.decodeContract(contract), name, [], xdr.ScVal.scvVoid());
}

function event(contractId, name, topics, data) {
  const body = xdr.ContractEventBody.fromXDR(
    Buffer.concat([Buffer.alloc(4), new xdr.ContractEventV0({ topics: [xdr.ScVal.scvSymbol(name), ...topics], data }).toXDR()]),
  );
  const contract = new xdr.ContractEvent({ ext: new xdr.ExtensionPoint(0), contractId, type: xdr.ContractEventType.contract(), body });
  return new xdr.DiagnosticEvent({ inSuccessfulContractCall: true, event: contract }).toXDR("base64");
}

// What a node says of a transaction that was executed. The package looks at the status alone, and its SDK reads the rest.
const SUCCESS = {
  status: "SUCCESS",
  latestLedger: 1,
  resultXdr: new xdr.TransactionResult({
    feeCharged: xdr.Int64.fromString("100"),
    result: xdr.TransactionResultResult.txSuccess([]),
    ext: new xdr.TransactionResultExt(0),
  }).toXDR("base64"),
  resultMetaXdr: new xdr.TransactionMeta(
    3,
    new xdr.TransactionMetaV3({ ext: new xdr.ExtensionPoint(0), txChangesBefore: [], operations: [], txChangesAfter: [], sorobanMeta: null }),
  ).toXDR("base64"),
};
