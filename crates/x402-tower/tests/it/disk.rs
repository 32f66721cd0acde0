//! A disk that is full: the file of the store may not grow, and later it may again.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::Response;
use http_body_util::Full;
use tokio::{task::JoinHandle, time::sleep};
use x402_buyer::EvmKey;
use x402_laws::bounds::is_full;
use x402_testing::{KEY, pay_with};
use x402_tower::Sqlite;
use x402_types::{PaymentPayload, Wire, v2};

use crate::{
    versions::directory,
    world::{NOW, Stub, offer, options, request, send, shop},
};

/// What the shop's process gets in this variable: the file.
const VARIABLE: &str = "X402_FULL_DISK";

/// From now on no file of this process may be longer than so many bytes. A write beyond that fails, as on a disk that is full.
fn limit(bytes: Option<u64>) {
    let bytes = bytes.map_or_else(|| "unlimited".into(), |bytes| bytes.to_string());
    let pid = std::process::id().to_string();
    let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status();
    assert!(done.expect("prlimit of util-linux").success());
}

static CLOCK: AtomicU64 = AtomicU64::new(NOW);

fn paid(number: u64) -> String {
    let sent = pay_with(&EvmKey::from_bytes(&KEY).unwrap(), &offer(), CLOCK.load(Ordering::SeqCst), number).unwrap();
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("the offer is of version 2") };
    v2::PaymentPayload::new(offer(), payment.payload.clone()).to_header()
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn sell(file: &Path) {
    let (stub, works) = (Stub::saying([]), Arc::new(AtomicUsize::new(0)));
    let (mut stopped, mut ends) = (0, Vec::new());
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::SeqCst);
    options.wait = Duration::from_millis(100);
    let count = Arc::clone(&works);
    let shop = shop(&stub, Sqlite::open(file).unwrap(), options, move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        async { Response::new(Full::from("fair ".repeat(4_000))) }
    });
    let longest = || {
        let lengths =
            ["", "-wal"].map(|end| fs::metadata(format!("{}{end}", file.display())).map_or(0, |file| file.len()));
        lengths.into_iter().max().unwrap_or_default()
    };
    // How much a sale writes to the log. Each limit stops another of its writes, in the middle of a page or not. In the end the disk stays
    // full for longer than the layer repeats a write.
    assert_eq!(send(&shop, request(&paid(90))).await.0, 200);
    let before = longest();
    assert_eq!(send(&shop, request(&paid(91))).await.0, 200);
    let (whole, last) = (longest() - before, is_full().then_some(80));
    assert!(whole > 50_000, "{whole}");
    for (number, percent) in (1..).zip([0, 7, 30, 53, 65, 80, 97, 110].into_iter().chain(last)) {
        let spare = whole * percent / 100;
        let (settles, made) = (stub.settles(), works.load(Ordering::SeqCst));
        let header = paid(number);
        limit(Some(longest() + spare));
        let answers = [(); 2].map(|()| {
            let (shop, request) = (shop.clone(), request(&header));
            tokio::spawn(async move { send(&shop, request).await })
        });
        sleep(Duration::from_millis(if number > 8 { 12_000 } else { 250 })).await;
        stopped += usize::from(!answers.iter().all(JoinHandle::is_finished));
        // There is room again, and the same shop goes on.
        limit(None);
        for answer in answers {
            let (status, headers, body, _) = answer.await.unwrap();
            match status {
                200 => assert_eq!((body.len(), stub.settles()), (20_000, settles + 1), "{spare}"),
                503 => assert!(!headers.contains_key("payment-required") && body.len() < 1_000, "{spare}"),
                status => panic!("{spare}: {status}"),
            }
        }
        // The leases of what was given up end.
        CLOCK.fetch_add(40, Ordering::SeqCst);
        let (status, _, body, _) = send(&shop, request(&header)).await;
        let asked = stub.settles() > settles;
        assert!((status == 200 && body.len() == 20_000 && asked) || (status == 402 && !asked), "{spare}: {status}");
        assert!(works.load(Ordering::SeqCst) <= made + 1, "{spare}");
        assert_eq!(send(&shop, request(&header)).await.0, status, "{spare}");
        assert_eq!(send(&shop, request(&paid(100 + number))).await.0, 200, "{spare}");
        ends.push(status);
    }
    println!("{stopped} sales were stopped by the disk; they ended: {ends:?}");
    assert!(stopped > 1 && ends.contains(&200) && ends.contains(&402), "{stopped} {ends:?}");
    let mut keys = stub.settled.lock().unwrap().clone();
    keys.dedup();
    assert_eq!(keys.len(), 2 + ends.len() + ends.iter().filter(|end| **end == 200).count());
    fs::write(file.with_extension("done"), "").unwrap();
}

#[test]
fn a_disk_that_is_full_gives_nothing_away_and_loses_nothing() {
    if let Ok(file) = env::var(VARIABLE) {
        return sell(Path::new(&file));
    }
    let directory = directory("full");
    let file = directory.join("store.sqlite");
    // The signal of the limit would end the process, where a full disk only fails.
    let shop = Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(env::current_exe().unwrap())
        .args(["--exact", "disk::a_disk_that_is_full_gives_nothing_away_and_loses_nothing", "--nocapture"])
        .env(VARIABLE, &file)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(shop.status.success(), "{}", String::from_utf8_lossy(&shop.stdout) + String::from_utf8_lossy(&shop.stderr));
    assert!(file.with_extension("done").exists());
    fs::remove_dir_all(&directory).unwrap();
}
