//! Declarations of endpoints, route templates, services and the answers of a directory (Z-1, Z-8 to Z-11).

use x402_extensions::bazaar::{
    BodyType, CatalogEntry, Declaration, DroppedField, ExtensionResponses, IconUrl, IconUrlError, Input, ListingStatus,
    Method, RouteTemplate, RouteTemplateError, ServiceMetadata, Transport,
};
use x402_types::{DecodeOptions, RawJson, Wire, extensions::Extension, read::Reader, v2::ResourceInfo};

fn declared(info: &str) -> Result<Declaration, String> {
    let extensions = RawJson::parse(&format!(r#"{{"bazaar":{{"info":{info}}}}}"#)).unwrap();
    let read = Declaration::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap();
    read.map_err(|error| format!("{}: {}", error.path(), error.kind().as_str()))
}

#[test]
fn each_kind_of_input_is_read() {
    let get = declared(
        r#"{"input":{"type":"http","method":"HEAD","headers":{"a":"b"},"queryParams":{},"pathParams":{"id":1}}}"#,
    );
    let Input::Http(get) = get.unwrap().input else { panic!() };
    assert_eq!((get.method, get.body), (Method::Head, None));
    assert_eq!(get.path_params.unwrap().as_str(), r#"{"id":1}"#);

    let post = declared(r#"{"input":{"type":"http","method":"PATCH","bodyType":"form-data","body":"a=b"},"output":{"type":"text","format":"md","example":null}}"#).unwrap();
    let Input::Http(input) = post.input else { panic!() };
    let body = input.body.unwrap();
    assert_eq!((body.body_type, body.example.as_str()), (BodyType::FormData, r#""a=b""#));
    let output = post.output.unwrap();
    assert_eq!(
        (&*output.content, output.format.as_deref(), output.example.unwrap().as_str()),
        ("text", Some("md"), "null")
    );

    let tool =
        declared(r#"{"input":{"type":"mcp","toolName":"t","inputSchema":{},"transport":"sse","example":{"a":1}}}"#);
    let Input::Mcp(tool) = tool.unwrap().input else { panic!() };
    assert_eq!((&*tool.tool_name, tool.transport, tool.description), ("t", Some(Transport::Sse), None));

    let none = RawJson::parse(r#"{"other":{}}"#).unwrap();
    assert!(Declaration::of_extensions(&none, &mut Reader::new(&DecodeOptions::STRICT)).is_none());
}

#[test]
fn what_no_reader_can_use_is_refused_at_its_path() {
    let http = |members: &str| format!(r#"{{"input":{{"type":"http",{members}}}}}"#);
    let tool = |members: &str| format!(r#"{{"input":{{"type":"mcp",{members}}}}}"#);
    for (info, expected) in [
        ("{}".to_owned(), "bazaar.info.input: missing-member"),
        (r#"{"input":{}}"#.into(), "bazaar.info.input.type: missing-member"),
        (r#"{"input":{"type":"ws"}}"#.into(), "bazaar.info.input.type: unknown-value"),
        (http(r#""queryParams":{}"#), "bazaar.info.input.method: missing-member"),
        (http(r#""method":"get""#), "bazaar.info.input.method: unknown-value"),
        (http(r#""method":"OPTIONS""#), "bazaar.info.input.method: unknown-value"),
        (http(r#""method":"GET","bodyType":"json""#), "bazaar.info.input.bodyType: must-be-absent"),
        (http(r#""method":"GET","queryParams":[]"#), "bazaar.info.input.queryParams: wrong-type"),
        (http(r#""method":"GET","headers":{"a":1}"#), "bazaar.info.input.headers: wrong-type"),
        (http(r#""method":"GET","pathParams":"1""#), "bazaar.info.input.pathParams: wrong-type"),
        (http(r#""method":"POST","body":{}"#), "bazaar.info.input.bodyType: missing-member"),
        (http(r#""method":"POST","bodyType":"json""#), "bazaar.info.input.body: missing-member"),
        (http(r#""method":"POST","bodyType":"xml","body":{}"#), "bazaar.info.input.bodyType: unknown-value"),
        (http(r#""method":"PUT","bodyType":"json","body":[]"#), "bazaar.info.input.body: wrong-type"),
        (tool(r#""inputSchema":{}"#), "bazaar.info.input.toolName: missing-member"),
        (tool(r#""toolName":"","inputSchema":{}"#), "bazaar.info.input.toolName: empty-text"),
        (tool(r#""toolName":"t""#), "bazaar.info.input.inputSchema: missing-member"),
        (tool(r#""toolName":"t","inputSchema":true"#), "bazaar.info.input.inputSchema: wrong-type"),
        (tool(r#""toolName":"t","inputSchema":{},"transport":"stdio""#), "bazaar.info.input.transport: unknown-value"),
        (tool(r#""toolName":"t","inputSchema":{},"example":[]"#), "bazaar.info.input.example: wrong-type"),
        (r#"{"input":{"type":"http","method":"GET"},"output":{}}"#.into(), "bazaar.info.output.type: missing-member"),
        (
            r#"{"input":{"type":"http","method":"GET"},"output":{"type":1}}"#.into(),
            "bazaar.info.output.type: wrong-type",
        ),
    ] {
        assert_eq!(declared(&info).unwrap_err(), expected, "{info}");
    }
}

#[test]
fn route_templates_keep_the_five_rules() {
    for (text, names) in [
        ("/users/:userId", vec!["userId"]),
        ("/a", vec![]),
        ("/weather/:country/:city", vec!["country", "city"]),
        ("/a%20b/~c-d_e.f", vec![]),
        ("/a:b", vec![]),
        ("/a.b/.c", vec![]),
    ] {
        let route = text.parse::<RouteTemplate>().unwrap();
        assert_eq!(route.parameters().collect::<Vec<_>>(), names);
        assert!(!route.has_double_slash() && !route.has_bad_percent(), "{text}");
    }
    use RouteTemplateError::{Grammar, Scheme, TooManyEscapes, Traversal};
    for (text, error) in [
        ("", Grammar),
        ("/", Grammar),
        ("users", Grammar),
        ("/a b", Grammar),
        ("/users/{id}", Grammar),
        ("/users\n", Grammar),
        ("/é", Grammar),
        ("/a?b", Grammar),
        ("/a/../b", Traversal),
        ("/%2e%2e/b", Traversal),
        ("/%2E%252e", Traversal),
        ("/a://b", Scheme),
        ("/a%3a%2f%2fb", Scheme),
        ("/%252525252e", TooManyEscapes),
    ] {
        assert_eq!(text.parse::<RouteTemplate>(), Err(error), "{text}");
    }
    assert!("/%25252541".parse::<RouteTemplate>().is_ok());
    for text in ["//host/a", "/%2f%2fhost", "/%2fhost"] {
        assert!(text.parse::<RouteTemplate>().unwrap().has_double_slash(), "{text}");
    }
    for text in ["/%zz", "/a%", "/a%2", "/%ff", "/%25zz"] {
        assert!(text.parse::<RouteTemplate>().unwrap().has_bad_percent(), "{text}");
    }
}

#[test]
fn icons_have_a_name_for_their_host() {
    for (url, host) in [
        ("https://example.com/icon.png", "example.com"),
        ("HTTP://EXAMPLE.com:8080", "example.com"),
        ("https://127.0.0.1.nip.io/i", "127.0.0.1.nip.io"),
        ("https://0x7f.example", "0x7f.example"),
        ("https://ex%61mple.com?a", "example.com"),
        ("https://localhost.example", "localhost.example"),
        ("https://example.com./", "example.com."),
        ("https://0xyz/", "0xyz"),
    ] {
        assert_eq!(url.parse::<IconUrl>().unwrap().host(), host);
        assert!(!url.parse::<IconUrl>().unwrap().is_international());
    }
    assert!("https://bücher.example/i".parse::<IconUrl>().unwrap().is_international());
    use IconUrlError::{Character, Host, IpLiteral, LocalhostName, Loopback, Port, Scheme, TooLong, User};
    for (url, error) in [
        ("ftp://example.com", Scheme),
        ("data:image/png;base64,AA", Scheme),
        ("https:/example.com", Scheme),
        ("https:example.com", Scheme),
        ("//example.com", Scheme),
        ("https://user@example.com", User),
        ("https://@example.com", User),
        ("https:// example.com", Character),
        ("https://example.com\\a", Character),
        ("https://example.com/\n", Character),
        ("https://example.com/\u{85}", Character),
        ("https:///a", Host),
        ("https://:80/a", Host),
        ("https://./a", Host),
        ("https://a%2fb/", Host),
        ("https://a%zz/", Host),
        ("https://a%ff/", Host),
        ("https://exa<mple/", Host),
        ("https://example.com:65536", Port),
        ("https://example.com:8a", Port),
        ("https://[::1]/", IpLiteral),
        ("https://127.0.0.1/", IpLiteral),
        ("https://127.1", IpLiteral),
        ("https://0x7f.1", IpLiteral),
        ("https://0X7F000001", IpLiteral),
        ("https://2130706433", IpLiteral),
        ("https://1.2.3.4.", IpLiteral),
        ("https://%31%32%37.0.0.1", IpLiteral),
        ("https://localhost", Loopback),
        ("https://LOCALHOST.", Loopback),
        ("https://loc%61lhost:80/", Loopback),
        ("https://localhost.localdomain", Loopback),
        ("https://ip6-loopback", Loopback),
        ("https://a.localhost", LocalhostName),
    ] {
        assert_eq!(url.parse::<IconUrl>().unwrap_err(), error, "{url}");
    }
    for (host, error) in [
        ("ｌｏｃａｌｈｏｓｔ", Loopback),
        ("ＬＯＣＡＬＨＯＳＴ。", Loopback),
        ("ⓛocalhost", Loopback),
        ("Ⓛocalhost", Loopback),
        ("𝓵ocalhost", Loopback),
        ("localhoﬆ", Loopback),
        ("local\u{ad}host", Loopback),
        ("local\u{200d}host", Loopback),
        ("local\u{200b}host", Loopback),
        ("%ef%bd%8cocalhost", Loopback),
        ("ip６-localhost", Loopback),
        ("a。localhost", LocalhostName),
        ("127。0。0。1", IpLiteral),
        ("127｡0.0.1", IpLiteral),
        ("①②⑦.1", IpLiteral),
        ("2130706433\u{feff}", IpLiteral),
        ("0xﬀ", IpLiteral),
        ("\u{ad}", Host),
        ("。", Host),
    ] {
        assert_eq!(format!("https://{host}/icon.png").parse::<IconUrl>().unwrap_err(), error, "{host}");
    }
    // Next to each: a character more or less, and no name that is refused.
    for host in [
        "ｌｏｃａｌｈｏｓｔｓ",
        "ⓛocalhost.example",
        "local\u{ad}hosts",
        "127。0。0。1。example",
        "lócalhost",
        "localhost\u{301}",
    ] {
        let icon = format!("https://{host}/icon.png").parse::<IconUrl>().unwrap();
        assert!(icon.is_international() && !icon.has_odd_label(), "{host}");
    }
    for (host, is_odd) in [
        ("a_b.example", true),
        ("a..b", true),
        (".a", true),
        ("a＿b.example", true),
        ("a-b.example", false),
        ("a.b.", false),
    ] {
        assert_eq!(format!("https://{host}/").parse::<IconUrl>().unwrap().has_odd_label(), is_odd, "{host}");
    }
    let long = |length: usize| format!("https://example.com/{}", "é".repeat(length - 20));
    assert!(long(2_048).parse::<IconUrl>().is_ok());
    assert_eq!(long(2_049).parse::<IconUrl>(), Err(TooLong));
}

#[test]
fn what_breaks_a_rule_is_dropped_and_the_rest_stays() {
    let mut resource = ResourceInfo::new("https://api.example.com");
    let mut mapped = |name: &str, tags: &[&str]| {
        resource.service_name = Some(name.into());
        resource.tags = Some(tags.iter().map(|tag| (*tag).into()).collect());
        let service = ServiceMetadata::of(&resource);
        (service.service_name.is_some(), service.tags.len(), service.dropped)
    };
    assert_eq!(mapped(&"n".repeat(32), &["a", "b", "c", "d", "e"]), (true, 5, vec![]));
    assert_eq!(mapped(&"n".repeat(33), &[]), (false, 0, vec![DroppedField::ServiceName]));
    for name in ["", "é", "a\u{7f}", "a\n"] {
        assert_eq!(mapped(name, &[]), (false, 0, vec![DroppedField::ServiceName]));
    }
    let six = ["a", "b", "", "B", "c", "d", "e", "f", "g"];
    let dropped = vec![DroppedField::Tag(2), DroppedField::DoubledTag(3), DroppedField::TagCount(7)];
    assert_eq!(mapped("n", &six), (true, 5, dropped));
}

#[test]
fn an_entry_is_a_method_and_a_route_or_a_tool() {
    let entry = |url: &str, template: &str, input: &str| {
        let text = format!(r#"{{"bazaar":{{"routeTemplate":"{template}","info":{{"input":{input}}}}}}}"#);
        let extensions = RawJson::parse(&text).unwrap();
        let declaration =
            Declaration::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap().unwrap();
        CatalogEntry::of(url, &declaration)
    };
    let get = r#"{"type":"http","method":"GET"}"#;
    let route = |route: &str| Some(CatalogEntry::Http { method: Method::Get, route: route.into() });
    assert_eq!(entry("https://a.example/b/c?d#e", "/b/:c", get), route("https://a.example/b/:c"));
    for template in ["", "/..", "//b", "/%zz"] {
        assert_eq!(entry("https://a.example/b/c?d#e", template, get), route("https://a.example/b/c"), "{template}");
    }
    for url in [
        "https://a.example/",
        "https://a.example?d",
        "HTTPS://A.example:443#e",
        "https://u:p@a.example",
        "https://a.example:",
        "https://a.example:0443",
    ] {
        assert_eq!(entry(url, "", get), route("https://a.example/"), "{url}");
    }
    for url in [
        "https://a.example:80/B",
        "http://a.example:443/B",
        "http://[::1]:8080/B",
        "http://[::1]/B",
        "https://a.example:port/B",
        "ftp://a.example:443/B",
    ] {
        assert_eq!(entry(url, "", get), route(url));
    }
    assert_eq!(entry("http://[::1]:80/B", "", get), route("http://[::1]/B"));
    for url in ["/b/c", "://a.example/b", "https:///b"] {
        assert_eq!(entry(url, "", get), None, "{url}");
    }
    let tool = r#"{"type":"mcp","toolName":"t","inputSchema":{}}"#;
    let expected = CatalogEntry::Mcp { url: "mcp://tool/t?a".into(), tool_name: "t".into() };
    assert_eq!(entry("mcp://tool/t?a", "", tool), Some(expected));
}

#[test]
fn a_reason_counts_only_next_to_rejected() {
    let read = |text: &str| ExtensionResponses::decode(text, &DecodeOptions::STRICT).unwrap().value;
    for (status, known, reason) in
        [("success", true, None), ("processing", true, None), ("rejected", true, Some("why")), ("queued", false, None)]
    {
        let text = format!(r#"{{"bazaar":{{"status":"{status}","rejectedReason":"why","more":1}},"other":{{}}}}"#);
        let responses = read(&text);
        assert_eq!(responses.to_json(), text);
        let bazaar = responses.bazaar.unwrap();
        assert_eq!(
            (bazaar.status.as_str(), bazaar.status.is_known(), bazaar.rejected_reason()),
            (status, known, reason)
        );
    }
    let printed =
        "eyJiYXphYXIiOnsic3RhdHVzIjoicmVqZWN0ZWQiLCJyZWplY3RlZFJlYXNvbiI6ImluZm8gZmFpbGVkIHNjaGVtYSB2YWxpZGF0aW9uIn19";
    let responses = ExtensionResponses::decode_header(printed, &DecodeOptions::STRICT).unwrap().value;
    assert_eq!(responses.to_header(), printed);
    assert_eq!(responses.bazaar.as_ref().unwrap().status, ListingStatus::REJECTED);
    assert_eq!(read(r#"{"bazaar":null}"#).to_json(), r#"{"bazaar":null}"#);
    assert!(ExtensionResponses::decode(r#"{"bazaar":{}}"#, &DecodeOptions::STRICT).is_err());
}
