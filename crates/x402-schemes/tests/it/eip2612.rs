//! The permit for a sponsor: its hash against alloy's, how it is read, and from an offer to the extension.

use alloy_dyn_abi::TypedData;
use alloy_sol_types::{SolStruct, eip712_domain};
use x402_schemes::evm::eip712::DomainNames;
use x402_schemes::{
    Terms,
    evm::{
        Address, Signature,
        eip712::{DomainError, TokenDomain},
        gas_sponsoring::eip2612::{self, Draft, DraftError, Info, PERMIT_TYPEHASH},
        keccak256, permit2,
    },
};
use x402_types::{
    DecodeOptions, RawJson, Uint256, UnixSeconds, Wire,
    extensions::{Extension as _, WriteExtension as _},
    read::Reader,
    v1,
    v2::PaymentRequirements,
};

use crate::{eip712::Random, messages::Permit};

const NOW: u64 = 1_767_225_600;
const PAYER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

fn offer() -> PaymentRequirements {
    let text = include_str!("../../../../docs/examples/offer-permit2.json");
    PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn payment(offer: &PaymentRequirements) -> permit2::Draft {
    let window = permit2::Window::from_now(NOW, offer);
    permit2::Draft::for_offer(offer, PAYER.parse().unwrap(), permit2::Nonce::new(Uint256::from(7)), window).unwrap()
}

fn read(extensions: &RawJson) -> Option<Info> {
    let mut reader = Reader::new(&DecodeOptions::STRICT);
    let info = Info::of_extensions(extensions, &mut reader).map(Result::unwrap);
    assert!(reader.flags().is_empty());
    info
}

#[test]
fn its_hash_is_alloys() {
    let type_text = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    assert_eq!(PERMIT_TYPEHASH, keccak256(type_text.as_bytes()));
    let mut random = Random(0x2612);
    for _ in 0..200 {
        let (owner, spender, contract) = (random.bytes::<20>(), random.bytes::<20>(), random.bytes::<20>());
        let [value, nonce, deadline] = [random.bytes::<32>(), random.bytes::<32>(), random.bytes::<32>()];
        let number = Uint256::from_be_bytes;
        let permit = eip2612::Permit {
            owner: Address::new(owner),
            spender: Address::new(spender),
            value: number(value).into(),
            nonce: number(nonce),
            deadline: UnixSeconds::from(number(deadline)),
        };
        let alloys = Permit {
            owner: owner.into(),
            spender: spender.into(),
            value: alloy_primitives::U256::from_be_bytes(value),
            nonce: alloy_primitives::U256::from_be_bytes(nonce),
            deadline: alloy_primitives::U256::from_be_bytes(deadline),
        };
        assert_eq!(permit.struct_hash(), alloys.eip712_hash_struct().0);
        let chain_id = random.next();
        let domain = TokenDomain {
            name: "Token".into(),
            version: "7".into(),
            chain_id,
            verifying_contract: Address::new(contract),
        };
        let alloys_domain = eip712_domain! {
            name: "Token", version: "7", chain_id: chain_id, verifying_contract: contract.into(),
        };
        assert_eq!(permit.digest(&domain.separator()), alloys.eip712_signing_hash(&alloys_domain).0);
    }
}

#[test]
fn the_draft_permits_just_what_the_payment_does() {
    let offer = offer();
    let payment = payment(&offer);
    let draft = Draft::for_payment(&payment, &offer, Uint256::from(3)).unwrap();
    let permit = draft.permit();
    assert_eq!((permit.owner.to_string().as_str(), permit.spender), (PAYER, permit2::PERMIT2));
    assert_eq!((permit.value, permit.nonce), (offer.amount.units().unwrap(), Uint256::from(3)));
    assert_eq!(permit.deadline, payment.authorization().deadline);
    let typed: TypedData = serde_json::from_str(&draft.typed_data()).unwrap();
    assert_eq!(typed.eip712_signing_hash().unwrap(), draft.digest());
}

#[test]
fn what_is_written_is_read_back() {
    let offer = offer();
    let draft = Draft::for_payment(&payment(&offer), &offer, Uint256::from(0)).unwrap();
    let info = draft.with_signature(Signature::new(vec![0xab; 65]));
    assert_eq!(read(&info.to_extensions(None)), Some(info.clone()));
    let members = r#"{"eip2612GasSponsoring":{"info":{"from":"0xf39F"#;
    assert!(info.to_extensions(None).as_str().starts_with(members));
    // Of what the server declared nothing is lost, and nothing else changed.
    let declared = RawJson::parse(
        r#"{"bazaar":{"info":{"a":1}},"eip2612GasSponsoring":{"info":{"description":"x","version":"1.0"},"schema":{}}}"#,
    )
    .unwrap();
    assert_eq!(read(&declared), None);
    let merged = info.to_extensions(Some(&declared));
    assert!(merged.as_json().contains(&declared.as_json()), "{merged:?}");
    let mut expected = info.clone();
    expected.version = "1.0".into();
    assert_eq!(read(&merged), Some(expected));
    // What is no object gives way.
    for declared in ["7", r#"{"eip2612GasSponsoring":[]}"#, r#"{"eip2612GasSponsoring":{"info":"no"}}"#] {
        let merged = info.to_extensions(Some(&RawJson::parse(declared).unwrap()));
        assert_eq!(read(&merged), Some(info.clone()), "{declared}");
    }
}

#[test]
fn what_no_verifier_takes_is_not_drafted() {
    let good = offer();
    let payment = payment(&good);
    let nonce = Uint256::from(0);
    let changed = |change: &dyn Fn(&mut PaymentRequirements)| {
        let mut offer = offer();
        change(&mut offer);
        Draft::for_payment(&payment, &offer, nonce).map(|_| ())
    };
    let extra =
        |json: &'static str| move |offer: &mut PaymentRequirements| offer.extra = Some(RawJson::parse(json).unwrap());
    assert_eq!(changed(&|_| ()), Ok(()));
    let nameless = extra(r#"{"assetTransferMethod":"permit2","version":"2"}"#);
    assert_eq!(changed(&nameless), Err(DraftError::Domain(DomainError::Missing("name"))));
    let odd = extra(r#"{"assetTransferMethod":"permit2","name":"USDC","version":2}"#);
    assert_eq!(changed(&odd), Err(DraftError::Domain(DomainError::NotText("version"))));
    assert_eq!(changed(&|offer| offer.network = x402_types::Network::eip155(8453)), Err(DraftError::OtherOffer));
    assert_eq!(changed(&|offer| offer.asset = PAYER.into()), Err(DraftError::OtherOffer));
    // The token may be asked.
    let mut offer = offer();
    nameless(&mut offer);
    let draft = Draft::with_names(&payment, &offer, nonce, Some(DomainNames { name: "USDC", version: "1" })).unwrap();
    assert_eq!((&*draft.domain().name, &*draft.domain().version), ("USDC", "2"), "what the offer says counts");
    let text = include_str!("../../../../docs/examples/offer-v1.json");
    let v1 = v1::PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value;
    let terms = Terms::of_v1(&v1).unwrap();
    assert_eq!(Draft::for_payment(&payment, terms, nonce), Err(DraftError::Version1));
}
