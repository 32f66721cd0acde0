//! The answers of a directory (Z-10).

use x402_extensions::discovery::{
    AnyOffer, DiscoveredResource, DiscoveredResourceInit, ListPagination, ListPaginationInit, ResourceList,
    SearchPagination, SearchResults,
};
use x402_types::{DecodeOptions, Flag, Offer, Wire};

const OFFER_V1: &str = r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#;
const OFFER_V2: &str = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#;

fn item(offer: &str, date: &str) -> String {
    format!(
        r#"{{"resource":"https://api.example.com/premium-data","type":"http","x402Version":1,"accepts":[{offer}],"lastUpdated":{date},"metadata":{{"category":"finance"}},"own":[1]}}"#
    )
}

fn list(version: u64, items: &str) -> String {
    format!(r#"{{"x402Version":{version},"items":[{items}],"pagination":{{"limit":10,"offset":0,"total":1}}}}"#)
}

/// Both documents print such a list: that of V2 with an offer of V2 in a resource of version 1.
#[test]
fn the_printed_lists_are_read_and_written_back() {
    for (version, offer) in [(1, OFFER_V1), (2, OFFER_V2)] {
        let text = list(version, &item(offer, "1703123456"));
        let decoded = ResourceList::decode(text.as_str(), &DecodeOptions::STRICT).unwrap();
        assert_eq!(decoded.value.to_json(), text);
        assert_eq!(decoded.flags.iter().collect::<Vec<_>>(), [Flag::LastUpdated]);
        let item = decoded.value.items[0].get().unwrap();
        let Offer::Read(offer) = &item.accepts[0] else { panic!() };
        assert_eq!(matches!(offer, AnyOffer::V1(_)), version == 1);
        assert_eq!(decoded.value.pagination.unwrap().total, 1);
    }
}

/// An optional member that is null counts as absent (C-7).
#[test]
fn an_offer_of_version_2_may_have_the_amount_of_version_1_as_null() {
    let offer = OFFER_V2.replacen('{', r#"{"maxAmountRequired":null,"#, 1);
    let text = list(2, &item(&offer, r#""2024-01-15T10:30:00Z""#));
    let decoded = ResourceList::decode(text.as_str(), &DecodeOptions::STRICT).unwrap();
    assert!(!decoded.flags.contains(Flag::UnreadableOffer));
    assert!(matches!(decoded.value.items[0].get().unwrap().accepts[0], Offer::Read(AnyOffer::V2(_))));
}

#[test]
fn one_bad_item_spoils_no_other() {
    let good = item(OFFER_V2, r#""2024-01-15T10:30:00Z""#);
    let text = list(2, &format!(r#"{{"resource":1}},{good},null"#));
    let decoded = ResourceList::decode(text.as_str(), &DecodeOptions::STRICT).unwrap();
    assert_eq!(decoded.value.to_json(), text);
    assert_eq!(decoded.flags.iter().collect::<Vec<_>>(), [Flag::UnreadableItem]);
    assert_eq!(decoded.value.items.iter().filter(|item| item.get().is_some()).count(), 1);
    for missing in ["resource", "type", "x402Version", "accepts", "lastUpdated"] {
        let text = list(2, &good.replace(&format!("\"{missing}\":"), &format!("\"no{missing}\":")));
        let decoded = ResourceList::decode(text.as_str(), &DecodeOptions::STRICT).unwrap();
        assert!(decoded.flags.contains(Flag::UnreadableItem), "{missing}");
        assert_eq!(decoded.value.to_json(), text);
    }
    // An offer that cannot be read does not spoil its resource.
    let text = list(2, &good.replace("\"exact\"", "7"));
    let decoded = ResourceList::decode(text.as_str(), &DecodeOptions::STRICT).unwrap();
    assert!(decoded.flags.contains(Flag::UnreadableOffer) && !decoded.flags.contains(Flag::UnreadableItem));
}

#[test]
fn lists_have_items_and_searches_have_resources() {
    let good = item(OFFER_V2, r#""2024-01-15T10:30:00Z""#);
    let list = format!(r#"{{"x402Version":2,"items":[{good}],"pagination":null}}"#);
    let search = list.replace("items", "resources");
    let strict = DecodeOptions::STRICT;
    let (read, found) =
        (ResourceList::decode(&*list, &strict).unwrap(), SearchResults::decode(&*search, &strict).unwrap());
    assert_eq!((read.value.to_json(), found.value.to_json()), (list.clone(), search.clone()));
    // No pages: `null` is the word of the document.
    assert!(read.flags.is_empty() && found.flags.is_empty());
    let partial = search.replace(r#""pagination":null"#, r#""partialResults":null"#);
    let partial = SearchResults::decode(&*partial, &strict).unwrap();
    assert_eq!(partial.flags.iter().collect::<Vec<_>>(), [Flag::NullOptional]);
    assert!(ResourceList::decode(search.as_str(), &strict).is_err());
    assert!(SearchResults::decode(list.as_str(), &strict).is_err());
    for (pagination, good) in [
        (r#"{"limit":10,"cursor":null}"#, true),
        (r#"{"limit":10,"cursor":"abc","own":1}"#, true),
        (r#"{"limit":10}"#, false),
        (r#"{"cursor":null}"#, false),
        (r#"{"limit":"10","cursor":null}"#, false),
        ("[]", false),
    ] {
        let text = format!(r#"{{"x402Version":2,"resources":[],"partialResults":true,"pagination":{pagination}}}"#);
        let decoded = SearchResults::decode(text.as_str(), &strict);
        assert_eq!(decoded.is_ok(), good, "{pagination}");
        if let Ok(decoded) = decoded {
            assert_eq!(decoded.value.to_json(), text);
            assert_eq!(decoded.value.partial_results, Some(true));
        }
    }
    for (pagination, good) in [
        (r#"{"limit":1,"offset":0,"total":0}"#, true),
        (r#"{"limit":1,"offset":0}"#, false),
        (r#"{"limit":1,"offset":-1,"total":0}"#, false),
    ] {
        let text = format!(r#"{{"x402Version":2,"items":[],"pagination":{pagination}}}"#);
        assert_eq!(ResourceList::decode(text.as_str(), &strict).is_ok(), good, "{pagination}");
    }
}

#[test]
fn what_is_made_is_what_is_read() {
    let resource = DiscoveredResource::new(DiscoveredResourceInit {
        resource: "mcp://tool".into(),
        transport: "mcp".into(),
        accepts: Vec::new(),
        last_updated: "2024-01-15T10:30:00Z",
    });
    let mut list = ResourceList::new([resource.clone()]);
    list.pagination = Some(ListPagination::new(ListPaginationInit { limit: 20, offset: 0, total: 1 }));
    let read = ResourceList::decode(list.to_json(), &DecodeOptions::STRICT).unwrap();
    assert_eq!(read.value, list);
    let mut search = SearchResults::new([resource]);
    search.pagination = Some(SearchPagination::new(20, None));
    assert!(search.to_json().ends_with(r#""pagination":{"limit":20,"cursor":null}}"#));
    assert_eq!(SearchResults::decode(search.to_json(), &DecodeOptions::STRICT).unwrap().value, search);
}
