// A stub of a node of Stellar: it closes a ledger every five seconds, and each call of a contract succeeds in its simulations. The
// caller of the call has to authorize it.

import { createRequire } from "node:module";

// `@x402/stellar` brings a release of the SDK of its own.
const ofPackage = createRequire(import.meta.resolve("@x402/stellar"));
const { Keypair, SorobanDataBuilder, xdr } = ofPackage("@stellar/stellar-sdk");
createRequire(ofPackage.resolve("@stellar/stellar-sdk"))("axios").defaults.adapter = answer;

/// Everybody knows this key: 32 bytes of 1.
export const secret = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 1)).secret();
export const URL_OF_NODE = "https://node.invalid/";

const SECONDS_PER_LEDGER = 5;
const RESOURCE_FEE = "94000";

const latestLedger = () => Math.floor(Date.now() / 1000 / SECONDS_PER_LEDGER);

const methods = {
  getLatestLedger: () => ({ id: "00".repeat(32), protocolVersion: 23, sequence: latestLedger() }),
  simulateTransaction: ({ transaction }) => ({
    latestLedger: latestLedger(),
    minResourceFee: RESOURCE_FEE,
    transactionData: new SorobanDataBuilder().setResourceFee(RESOURCE_FEE).build().toXDR("base64"),
    events: [],
    results: [{ auth: wanted(transaction), xdr: xdr.ScVal.scvVoid().toXDR("base64") }],
  }),
};

/// Answers a request of the SDK's HTTP client in its stead.
async function answer(config) {
  if (config.url !== URL_OF_NODE) throw new Error(`the client went to ${config.url}`);
  const { id, method, params } = JSON.parse(config.data);
  if (!methods[method]) throw new Error(`the client asked for ${method}`);
  const data = { jsonrpc: "2.0", id, result: methods[method](params) };
  return { data, status: 200, statusText: "OK", headers: {}, config };
}

/// The entries that a transaction without any has to get.
function wanted(transaction) {
  const [operation] = xdr.TransactionEnvelope.fromXDR(transaction, "base64").v1().tx().operations();
  const invoked = operation.body().invokeHostFunctionOp();
  if (invoked.auth().length > 0) return [];
  const call = invoked.hostFunction().invokeContract();
  const credentials = xdr.SorobanCredentials.sorobanCredentialsAddress(
    new xdr.SorobanAddressCredentials({
      address: call.args()[0].address(),
      nonce: xdr.Int64.fromString((crypto.getRandomValues(new BigUint64Array(1))[0] >> 1n).toString()),
      signatureExpirationLedger: 0,
      signature: xdr.ScVal.scvVoid(),
    }),
  );
  const authorized = xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(call);
  const rootInvocation = new xdr.SorobanAuthorizedInvocation({ function: authorized, subInvocations: [] });
  return [new xdr.SorobanAuthorizationEntry({ credentials, rootInvocation }).toXDR("base64")];
}
