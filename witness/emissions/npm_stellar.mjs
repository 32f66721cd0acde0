// Records payments on Stellar: by the client of @x402/stellar, whose SDK knows version 1 of the credentials, and by
// @stellar/stellar-sdk itself with both versions.

import "./stillness.mjs";

import { Account, Address, Keypair, Networks, Operation, SorobanDataBuilder, TransactionBuilder, authorizeEntry, nativeToScVal, xdr } from "@stellar/stellar-sdk";
import { createEd25519Signer } from "@x402/stellar";
import { ExactStellarScheme } from "@x402/stellar/exact/client";
import { URL_OF_NODE, secret } from "../pay/stellar_node.mjs";
import { installedVersion } from "../vectors/common.mjs";
import { stage } from "./stage.mjs";
import { Tape } from "./tape.mjs";

const MERCHANT = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U";
const offer = {
  scheme: "exact",
  network: "stellar:testnet",
  amount: "10000000",
  asset: "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA",
  payTo: MERCHANT,
  maxTimeoutSeconds: 60,
  extra: { areFeesSponsored: true },
};
const payer = Keypair.fromSecret(secret);
const ledger = Math.floor(stage.now / 5);
const by = (name) => `${name} ${installedVersion(name)} (npm)`;
const tape = new Tape("stellar-npm", 1);

function keep(number, name, title, payload) {
  tape.talk(number, 2, title);
  const payment = { x402Version: 2, accepted: offer, payload };
  const terms = { offers: [offer], now: stage.now, payer: payer.publicKey(), ledger };
  tape.hear("payment", by(name), { text: JSON.stringify(payment) }, { terms });
}

/// A payment by the SDK alone, with credentials of this kind.
async function made(kind, nonce) {
  const values = [payer.publicKey(), offer.payTo].map((address) => nativeToScVal(address, { type: "address" }));
  const call = new xdr.InvokeContractArgs({
    contractAddress: Address.fromString(offer.asset).toScAddress(),
    functionName: "transfer",
    args: [...values, nativeToScVal(BigInt(offer.amount), { type: "i128" })],
  });
  const credentials = new xdr.SorobanAddressCredentials({
    address: Address.fromString(payer.publicKey()).toScAddress(),
    nonce,
    signatureExpirationLedger: 0,
    signature: xdr.ScVal.scvVoid(),
  });
  const rootInvocation = new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(call),
    subInvocations: [],
  });
  const entry = new xdr.SorobanAuthorizationEntry({ credentials: xdr.SorobanCredentials[kind](credentials), rootInvocation });
  const signed = await authorizeEntry(entry, payer, ledger + 12, Networks.TESTNET);
  const func = xdr.HostFunction.hostFunctionTypeInvokeContract(call);
  return new TransactionBuilder(new Account(payer.publicKey(), "0"), { fee: "44271", networkPassphrase: Networks.TESTNET })
    .addOperation(Operation.invokeHostFunction({ func, auth: [signed] }))
    .setSorobanData(new SorobanDataBuilder().build())
    .setTimeout(300)
    .build()
    .toXDR();
}

const client = new ExactStellarScheme(createEd25519Signer(secret), { url: URL_OF_NODE });
keep(0, "@x402/stellar", "the official client", (await client.createPaymentPayload(2, offer)).payload);
const sdk = "@stellar/stellar-sdk";
keep(1, sdk, "the SDK, with credentials of version 1", { transaction: await made("sorobanCredentialsAddress", 7n) });
keep(2, sdk, "the SDK, with credentials of version 2", { transaction: await made("sorobanCredentialsAddressV2", -7n) });
tape.keep();
