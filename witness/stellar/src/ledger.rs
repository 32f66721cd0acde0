//! The ledger in which payments are run: the contracts of two assets, accounts, trust lines and balances in a map.

use std::{collections::BTreeMap, rc::Rc};

use soroban_env_host::{
    HostError, LedgerInfo,
    budget::Budget,
    e2e_invoke::{LedgerEntryChange, RecordingInvocationAuthMode, invoke_host_function_in_recording_mode},
    storage::{EntryWithLiveUntil, SnapshotSource},
    xdr::{
        AccountEntry, AccountEntryExt, AccountId, AlphaNum4, Asset, AssetCode4, ContractExecutable, ContractIdPreimage,
        CreateContractArgsV2, HostFunction, LedgerEntry, LedgerEntryData, LedgerEntryExt, LedgerKey, LedgerKeyAccount,
        LedgerKeyTrustLine, Limits, PublicKey, ReadXdr, SequenceNumber, Signer, SignerKey, String32, Thresholds,
        TrustLineAsset, TrustLineEntry, TrustLineEntryExt, Uint256, VecM,
    },
};

use crate::run::hash;

/// The protocol of the host.
const PROTOCOL: u32 = 30;
/// For how many ledgers an entry is kept at most, the one that makes it included, on both networks.
pub(crate) const MAX_ENTRY_TTL: u32 = 3_110_400;
/// Longer than anything here lives.
const FOR_EVER: u32 = 2_000_000_000;
/// What every account has of each asset.
const BALANCE: i64 = 1 << 62;
/// It is set in every trust line that may be used.
const AUTHORIZED: u32 = 1;

/// A network, and who issues USDC on it.
#[derive(Clone, Copy)]
pub(crate) struct Network {
    pub(crate) passphrase: &'static str,
    pub(crate) issuer: &'static str,
}

impl Network {
    /// The network with this name, if its passphrase is known.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "stellar:pubnet" => Some(Self {
                passphrase: "Public Global Stellar Network ; September 2015",
                issuer: "GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN",
            }),
            "stellar:testnet" => Some(Self {
                passphrase: "Test SDF Network ; September 2015",
                issuer: "GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5",
            }),
            _ => None,
        }
    }
}

/// Who signs for an account.
#[derive(Clone)]
pub(crate) struct Signers {
    pub(crate) weights: Vec<([u8; 32], u8)>,
    /// The medium one.
    pub(crate) threshold: u8,
}

impl Signers {
    /// An account that nobody has changed.
    pub(crate) fn with_master_key(key: [u8; 32]) -> Self {
        Self { weights: vec![(key, 1)], threshold: 0 }
    }
}

/// The entries of a ledger.
#[derive(Clone)]
pub(crate) struct Ledger {
    entries: BTreeMap<LedgerKey, EntryWithLiveUntil>,
    network: Network,
}

impl SnapshotSource for Ledger {
    fn get(&self, key: &Rc<LedgerKey>) -> Result<Option<EntryWithLiveUntil>, HostError> {
        Ok(self.entries.get(key).cloned())
    }
}

impl Ledger {
    /// The contracts of USDC and of the network's own token, which the host makes.
    pub(crate) fn new(network: Network) -> Result<Self, String> {
        let mut ledger = Self { entries: BTreeMap::new(), network };
        let issuer = key_of(network.issuer)?;
        ledger.put_account(issuer, &Signers::with_master_key(issuer));
        for asset in [usdc(issuer), Asset::Native] {
            let create = HostFunction::CreateContractV2(CreateContractArgsV2 {
                contract_id_preimage: ContractIdPreimage::Asset(asset),
                executable: ContractExecutable::StellarAsset,
                constructor_args: VecM::default(),
            });
            let made = invoke_host_function_in_recording_mode(
                &Budget::default(),
                false,
                &create,
                &account_id(issuer),
                RecordingInvocationAuthMode::recording(true, false),
                ledger.info(1),
                Rc::new(ledger.clone()),
                [0; 32],
                &mut Vec::new(),
            )
            .map_err(|error| error.to_string())?;
            made.invoke_result.map_err(|error| error.to_string())?;
            ledger.apply(&made.ledger_changes)?;
        }
        Ok(ledger)
    }

    /// What the host is told of a ledger.
    pub(crate) fn info(&self, sequence_number: u32) -> LedgerInfo {
        LedgerInfo {
            protocol_version: PROTOCOL,
            sequence_number,
            timestamp: 1_740_672_100,
            network_id: hash(self.network.passphrase.as_bytes()),
            base_reserve: 5_000_000,
            min_temp_entry_ttl: 16,
            min_persistent_entry_ttl: 2_073_600,
            max_entry_ttl: MAX_ENTRY_TTL,
        }
    }

    /// An entry, and until when it lives.
    pub(crate) fn entry(&self, key: &LedgerKey) -> Option<&EntryWithLiveUntil> {
        self.entries.get(key)
    }

    /// Adds an account that has both assets.
    pub(crate) fn put_account(&mut self, key: [u8; 32], signers: &Signers) {
        let weight_of = |wanted: &[u8; 32]| signers.weights.iter().find(|(key, _)| key == wanted);
        let master = weight_of(&key).map_or(0, |(_, weight)| *weight);
        let others = signers.weights.iter().filter(|(other, weight)| *other != key && *weight > 0);
        let mut others: Vec<Signer> = others
            .map(|(key, weight)| Signer { key: SignerKey::Ed25519(Uint256(*key)), weight: u32::from(*weight) })
            .collect();
        others.sort();
        let account = AccountEntry {
            account_id: account_id(key),
            balance: BALANCE,
            seq_num: SequenceNumber(1),
            num_sub_entries: u32::try_from(others.len()).unwrap_or(u32::MAX),
            inflation_dest: None,
            flags: 0,
            home_domain: String32::default(),
            thresholds: Thresholds([master, 0, signers.threshold, 0]),
            signers: others.try_into().unwrap_or_default(),
            ext: AccountEntryExt::V0,
        };
        let of_account = LedgerKey::Account(LedgerKeyAccount { account_id: account_id(key) });
        self.put(of_account, LedgerEntryData::Account(account), None);
        let Ok(issuer) = key_of(self.network.issuer) else { return };
        let Asset::CreditAlphanum4(credit) = usdc(issuer) else { return };
        if key == issuer {
            return;
        }
        let asset = TrustLineAsset::CreditAlphanum4(credit);
        let line = TrustLineEntry {
            account_id: account_id(key),
            asset: asset.clone(),
            balance: BALANCE,
            limit: i64::MAX,
            flags: AUTHORIZED,
            ext: TrustLineEntryExt::V0,
        };
        let of_line = LedgerKey::Trustline(LedgerKeyTrustLine { account_id: account_id(key), asset });
        self.put(of_line, LedgerEntryData::Trustline(line), None);
    }

    fn put(&mut self, key: LedgerKey, data: LedgerEntryData, live_until: Option<u32>) {
        let entry = LedgerEntry { last_modified_ledger_seq: 1, data, ext: LedgerEntryExt::V0 };
        self.entries.insert(key, (Rc::new(entry), live_until));
    }

    /// Writes what a run has changed. Contracts live for ever, and what is temporary as long as the host says.
    pub(crate) fn apply(&mut self, changes: &[LedgerEntryChange]) -> Result<(), String> {
        for change in changes.iter().filter(|change| !change.read_only) {
            let read = |error: soroban_env_host::xdr::Error| error.to_string();
            let key = LedgerKey::from_xdr(&change.encoded_key, Limits::none()).map_err(read)?;
            let Some(value) = &change.encoded_new_value else { continue };
            let entry = LedgerEntry::from_xdr(value, Limits::none()).map_err(read)?;
            let is_temporary = matches!(&key, LedgerKey::ContractData(data)
                if data.durability == soroban_env_host::xdr::ContractDataDurability::Temporary);
            let live_until =
                change.ttl_change.as_ref().map(|ttl| if is_temporary { ttl.new_live_until_ledger } else { FOR_EVER });
            self.entries.insert(key, (Rc::new(entry), live_until));
        }
        Ok(())
    }
}

fn usdc(issuer: [u8; 32]) -> Asset {
    Asset::CreditAlphanum4(AlphaNum4 { asset_code: AssetCode4(*b"USDC"), issuer: account_id(issuer) })
}

pub(crate) fn account_id(key: [u8; 32]) -> AccountId {
    AccountId(PublicKey::PublicKeyTypeEd25519(Uint256(key)))
}

/// The key of an account's address.
pub(crate) fn key_of(address: &str) -> Result<[u8; 32], String> {
    let address = address.parse::<AccountId>().map_err(|error| format!("{address}: {error}"))?;
    let PublicKey::PublicKeyTypeEd25519(Uint256(key)) = address.0;
    Ok(key)
}
