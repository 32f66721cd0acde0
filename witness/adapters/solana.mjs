// The signer that a facilitator on Solana asks. A simulation succeeds, and a lookup table has the addresses of the
// facts.

export function svmSigner(world) {
  const unknown = async (what) => {
    world.unknown = true;
    throw new Error(`no fact says ${what}`);
  };
  return {
    getAddresses: () => world.owners,
    signTransaction: async (transaction) => transaction,
    simulateTransaction: async () => undefined,
    sendTransaction: async () => "1".repeat(64),
    confirmTransaction: async () => undefined,
    fetchAddressLookupTables: async (tables) => {
      const known = world.facts.lookupTables ?? {};
      // `@solana/kit` throws like this if there is no table.
      const gone = tables.find((table) => known[table] === null);
      if (gone) throw new Error(`account not found: ${gone}`);
      const missing = tables.find((table) => !known[table]);
      return missing ? unknown(`what the lookup table ${missing} has`) : Object.fromEntries(tables.map((table) => [table, known[table]]));
    },
    simulateTransactionWithInnerInstructions: () => unknown("what a simulation shows"),
    getConfirmedTransactionInnerInstructions: () => unknown("what was executed"),
    getTokenAccountBalance: () => unknown("a balance"),
  };
}

// The package's settings, from the members of a policy. Unless the policy says otherwise, smart wallets are left to a
// simulation, which the package has to be told.
export const SVM_KNOBS = ["maxUnitPrice", "maxComputeUnits", "extraSigners", "smartWallets"];

export function svmOptions({ policy = {} }) {
  const { preset, maxUnitPrice, maxComputeUnits, extraSigners, smartWallets } = policy;
  return {
    enableSmartWalletVerification: smartWallets ?? preset !== "ts",
    maxPriorityFeeMicroLamports: maxUnitPrice,
    maxComputeUnits,
    maxRequiredSignatures: extraSigners === undefined ? undefined : 2 + extraSigners,
    smartWalletMaxPriorityFeeMicroLamports: maxUnitPrice === undefined ? undefined : Math.min(maxUnitPrice, 50_000),
    smartWalletMaxComputeUnits: maxComputeUnits === undefined ? undefined : Math.min(maxComputeUnits, 400_000),
  };
}
