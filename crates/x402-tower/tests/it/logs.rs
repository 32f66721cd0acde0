//! What a log and the metrics say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Recorder, SharedString, Unit};
use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    dispatcher::DefaultGuard,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use tower::{Layer, service_fn};
use x402_seller::Secret;
use x402_tower::{HttpFacilitator, Memory, Paywall, SignIns};
use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, ResourceInfo},
};

use crate::world::{PAYER, Says, Shop, Stub, header, offer, options, request, shop, status, weather};

/// The fields of the one span there is, and how often it is entered.
#[derive(Clone, Default)]
struct Fields(Arc<Mutex<BTreeMap<&'static str, String>>>, Arc<AtomicU64>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.lock().unwrap().insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.lock().unwrap().insert(field.name(), value.into());
    }
}

impl Subscriber for Fields {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("x402")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
        self.0.lock().unwrap().insert("depth", self.1.load(Ordering::Relaxed).to_string());
    }

    fn enter(&self, _: &Id) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }

    fn exit(&self, _: &Id) {
        self.1.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Listens in this thread. With one subscriber alone, `tracing` asks that of the thread which meets a call site first, and another
/// test's thread has none; with two it asks both.
fn listen(fields: &Fields) -> (Dispatch, DefaultGuard) {
    (Dispatch::new(fields.clone()), tracing::subscriber::set_default(fields.clone()))
}

#[tokio::test]
async fn what_a_handler_logs_is_in_the_span() {
    let fields = Fields::default();
    let _listening = listen(&fields);
    let shop = shop(&Stub::saying([]), Memory::default(), options(), |_| async {
        tracing::info!(target: "x402-handler", "in work");
        Response::new("fair".into())
    });
    assert_eq!(status(&shop, request(&header(1, false))).await, 200);
    assert_eq!(fields.0.lock().unwrap()["depth"], "1");
}

#[tokio::test]
async fn a_span_says_whose_payment_it_was_and_what_became_of_it() {
    let fields = Fields::default();
    let _listening = listen(&fields);
    let counts = Counts::default();
    let _local = metrics::set_default_local_recorder(&counts);
    let stub = Stub::saying([Says::Breaks]);
    let (shop, _) = weather(&stub, options());
    let field = |name: &str| fields.0.lock().unwrap().get(name).cloned();
    assert_eq!(status(&shop, request(&header(1, false))).await, 200);
    assert_eq!(field("requirement").as_deref(), Some("exact eip155:84532"));
    assert_eq!(field("payer").unwrap().to_lowercase(), PAYER.to_lowercase());
    assert_eq!(field("replay_key").unwrap().len(), 64);
    assert_eq!((field("verdict").as_deref(), field("status").as_deref()), (Some("valid"), Some("200")));
    assert_eq!((field("reason"), field("what").as_deref()), (None, Some("settle")));
    assert_eq!(status(&shop, request(&header(2, true))).await, 402);
    assert_eq!((field("verdict").as_deref(), field("status").as_deref()), (Some("undecided"), Some("402")));
    assert!(field("reason").unwrap().contains("signature"));
    // The signature is not there.
    let payment = PaymentPayload::decode_header(header(2, true), &DecodeOptions::STRICT).unwrap().value;
    let signature = payment.payload.as_json().get("signature").unwrap().string().unwrap();
    assert_eq!(signature.len(), 132);
    assert!(fields.0.lock().unwrap().values().all(|value| !value.contains(&signature[2..])));
    assert_eq!(counts.of("Key(x402_answers_total, [status = 200])"), 1);
    assert_eq!(counts.of("Key(x402_answers_total, [status = 402])"), 1);
    assert_eq!(counts.of("Key(x402_lost_total, [what = settle])"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_gauge_says_how_much_is_open() {
    let counts = Counts::default();
    let _local = metrics::set_default_local_recorder(&counts);
    let stub = Stub::saying([Says::Breaks; 4]);
    let (shop, _) = weather(&stub, options());
    let is_open = |rows: f64, least: f64| {
        let of = |name: &str| f64::from_bits(counts.of(&format!("Key({name})")));
        assert_eq!(of("x402_open_rows"), rows);
        assert!(of("x402_open_bytes") >= least, "{}", of("x402_open_bytes"));
    };
    for (number, rows, least) in [(1, 0.0, 0.0), (2, 1.0, 1_000.0)] {
        assert_eq!(status(&shop, request(&header(number, false))).await, 503);
        is_open(rows, least);
        tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    }
    assert_eq!(status(&shop, request(&header(3, false))).await, 200);
    is_open(2.0, 2_000.0);
}

/// It finds the payment's row, whatever else was read for it.
#[tokio::test]
async fn a_span_names_the_payment_and_not_the_record_of_the_payer() {
    let fields = Fields::default();
    let _listening = listen(&fields);
    let mut options = options();
    options.choices.sign_ins = Some(SignIns { origin: "https://api.example.com".parse().unwrap(), stay: 60 });
    let (shop, _) = weather(&Stub::saying([]), options);
    let mut keys = BTreeSet::new();
    for number in [1, 2, 1] {
        assert_eq!(status(&shop, request(&header(number, false))).await, 200);
        keys.insert(fields.0.lock().unwrap()["replay_key"].clone());
    }
    assert_eq!(keys.len(), 2);
}

#[tokio::test]
async fn a_warning_says_why_a_call_failed() {
    let mut options = options();
    options.settle_timeout = 1;
    let fields = Fields::default();
    let _listening = listen(&fields);
    let paywall = Paywall::with_options(
        HttpFacilitator::new("http://127.0.0.1:1").unwrap(),
        Memory::default(),
        Secret::new([7; 32]),
        options,
    );
    let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
    let shop = Shop::new(layer.layer(service_fn(async |_| Ok(Response::new(Full::<Bytes>::from("fair"))))));
    assert_eq!(status(&shop, request(&header(1, false))).await, 402);
    let error = fields.0.lock().unwrap()["error"].clone();
    assert!(error.starts_with("client error (Connect): ") && error.contains("refused"), "{error}");
    assert_eq!(error.matches("refused").count(), 1, "{error}");
}

/// The counters and gauges, by their names and labels.
#[derive(Default)]
struct Counts(Mutex<BTreeMap<String, Arc<AtomicU64>>>);

impl Counts {
    fn of(&self, key: &str) -> u64 {
        let counts = self.0.lock().unwrap();
        counts.get(key).unwrap_or_else(|| panic!("{key} of {counts:?}")).load(Ordering::Relaxed)
    }
}

impl Recorder for Counts {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &metrics::Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::clone(self.0.lock().unwrap().entry(key.to_string()).or_default()))
    }

    fn register_gauge(&self, key: &Key, _: &metrics::Metadata<'_>) -> Gauge {
        Gauge::from_arc(Arc::clone(self.0.lock().unwrap().entry(key.to_string()).or_default()))
    }

    fn register_histogram(&self, _: &Key, _: &metrics::Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}
