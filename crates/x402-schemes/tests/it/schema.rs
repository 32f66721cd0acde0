//! The readers take the examples of the schemas. What the schemas say of other payloads, validators judge that nobody here
//! wrote (`witness/schemas`).

use serde_json::{Value, json};
use x402_schemes::{
    AssetTransferMethod, Mechanism, SchemePayload,
    evm::{
        gas_sponsoring::{eip2612, erc20_approval},
        permit2,
    },
    schema, xrpl,
};
use x402_types::{
    DecodeOptions, Network, RawJson, Scheme, extensions::Extension as _, read::Reader,
    schema::schemars::SchemaGenerator,
};

fn example(name: &str) -> Value {
    let schema = schema::all().find(|schema| schema.name == name).unwrap();
    let examples = (schema.generate)(SchemaGenerator::default()).get("examples").unwrap().clone();
    assert_eq!(examples.as_array().unwrap().len(), 1, "{name}");
    examples[0].clone()
}

/// What a reader makes of an example, without a flag.
fn read<T>(example: &Value, read: impl FnOnce(&RawJson, &mut Reader<'_>) -> T) -> T {
    let mut reader = Reader::new(&DecodeOptions::STRICT);
    let result = read(&RawJson::parse(&example.to_string()).unwrap(), &mut reader);
    assert!(reader.flags().is_empty(), "{:?}", reader.flags());
    result
}

fn payload(name: &str, scheme: &Scheme, network: &Network, method: &AssetTransferMethod) -> SchemePayload {
    read(&example(name), |raw, reader| SchemePayload::read(raw, scheme, network, method, reader)).expect(name)
}

#[test]
fn the_examples_of_schemas_are_read() {
    let evm = Network::eip155(84_532);
    let solana = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp".parse().unwrap();
    let (eip3009, permit2) = (AssetTransferMethod::EIP3009, AssetTransferMethod::PERMIT2);
    let of = |name, method| payload(name, &Scheme::EXACT, &evm, method);
    assert!(matches!(of("exact-eip3009-payload", &eip3009), SchemePayload::Eip3009(_)));
    assert!(matches!(of("exact-permit2-payload", &permit2), SchemePayload::Permit2(_)));
    assert!(matches!(of("exact-erc7710-payload", &AssetTransferMethod::ERC7710), SchemePayload::Erc7710(_)));
    let gateway = example("exact-gateway-payload");
    assert!(matches!(
        read(&gateway, |raw, reader| Mechanism::GATEWAY.read(raw, reader)),
        Ok(SchemePayload::Gateway(_))
    ));
    let upto = payload("upto-permit2-payload", &Scheme::UPTO, &evm, &permit2);
    assert!(matches!(upto, SchemePayload::Upto(_)));
    let batch = payload("batch-settlement-payload", &Scheme::BATCH_SETTLEMENT, &evm, &eip3009);
    assert!(matches!(batch, SchemePayload::BatchSettlement(_)));
    let SchemePayload::Solana(read) = payload("exact-solana-payload", &Scheme::EXACT, &solana, &eip3009) else {
        panic!("not of Solana")
    };
    x402_schemes::solana::Transaction::decode(&read.transaction).unwrap();
    let stellar = payload("exact-stellar-payload", &Scheme::EXACT, &x402_schemes::stellar::TESTNET, &eip3009);
    assert_eq!(stellar, SchemePayload::Stellar(crate::stellar_draft::worked()));
    let ledger = payload("exact-xrpl-payload", &Scheme::EXACT, &xrpl::MAINNET, &AssetTransferMethod::SEQUENCE);
    let worked = xrpl::Payload::new(crate::xrpl_transaction::unhex(crate::xrpl_transaction::ISSUED));
    assert_eq!(ledger, SchemePayload::Xrpl(worked));
}

#[test]
fn the_examples_of_what_payers_add_are_read() {
    let permit = json!({"eip2612GasSponsoring": {"info": example("eip2612-gas-sponsoring-info")}});
    read(&permit, eip2612::Info::of_extensions).unwrap().unwrap();
    let approval = json!({"erc20ApprovalGasSponsoring": {"info": example("erc20-approval-gas-sponsoring-info")}});
    read(&approval, erc20_approval::Info::of_extensions).unwrap().unwrap();
    assert_eq!(schema::all().count(), 11, "a schema whose example is read by no test");
}

/// The schema of the type has both shapes of a Permit2 payload, as the type has.
#[test]
fn a_permit2_payload_is_of_either_scheme() {
    let schema = SchemaGenerator::default().into_root_schema_for::<permit2::Payload>().to_value();
    assert_eq!(
        schema["oneOf"],
        json!([{"$ref": "#/$defs/ExactPermit2Payload"}, {"$ref": "#/$defs/UptoPermit2Payload"}])
    );
    assert_eq!(schema["examples"], json!([example("exact-permit2-payload"), example("upto-permit2-payload")]));
}
