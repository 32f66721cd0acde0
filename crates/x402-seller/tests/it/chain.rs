//! A stub of a node of an EVM chain with blocks, transactions and logs: JSON-RPC in, JSON-RPC out.

use x402_schemes::{
    Hex,
    evm::{Address, keccak256},
};
use x402_types::{JsonRef, RawJson};

/// A log of a contract: its address, its topics and its data.
pub(crate) type Log = (Address, Vec<[u8; 32]>, Vec<u8>);

/// A transaction in a block.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    pub(crate) hash: [u8; 32],
    pub(crate) number: u64,
    pub(crate) status: u8,
    pub(crate) to: Address,
    pub(crate) input: Vec<u8>,
    pub(crate) logs: Vec<Log>,
}

/// The chain as a node sees it.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) id: u64,
    /// The last block, and how many blocks the safe and the finalized one are behind it.
    pub(crate) head: u64,
    pub(crate) behind: (u64, u64),
    /// The time of block 0, and the milliseconds from one block to the next.
    pub(crate) pace: (u64, u64),
    /// The nonce is used from this block on.
    pub(crate) used: Option<u64>,
    pub(crate) transactions: Vec<Transaction>,
    /// The most blocks of which the node gives logs at once.
    pub(crate) most: u64,
    /// What is put in place of a part of the answers of this method.
    pub(crate) spoilt: Option<(&'static str, String, String)>,
    /// The methods that were called, with their parameters.
    pub(crate) asked: Vec<String>,
}

pub(crate) fn transfer(token: Address, from: Address, to: Address, value: u64) -> Log {
    let mut data = vec![0; 24];
    data.extend(value.to_be_bytes());
    (token, vec![keccak256(b"Transfer(address,address,uint256)"), from.to_word(), to.to_word()], data)
}

pub(crate) fn authorization_used(token: Address, from: Address, nonce: [u8; 32]) -> Log {
    (token, vec![keccak256(b"AuthorizationUsed(address,bytes32)"), from.to_word(), nonce], Vec::new())
}

pub(crate) fn authorization_canceled(token: Address, from: Address, nonce: [u8; 32]) -> Log {
    (token, vec![keccak256(b"AuthorizationCanceled(address,bytes32)"), from.to_word(), nonce], Vec::new())
}

/// The hash of a block.
pub(crate) fn block_hash(number: u64) -> [u8; 32] {
    keccak256(&number.to_be_bytes())
}

impl Chain {
    /// A chain with a block every two seconds, of which the last one has this time, and whose final block is the last one.
    pub(crate) fn until(id: u64, time: u64) -> Self {
        let head = 1_000_000;
        let (behind, pace) = ((0, 0), (time - 2 * head, 2_000));
        Self {
            id,
            head,
            behind,
            pace,
            used: None,
            transactions: Vec::new(),
            most: u64::MAX,
            spoilt: None,
            asked: Vec::new(),
        }
    }

    pub(crate) fn time(&self, number: u64) -> u64 {
        self.pace.0 + number * self.pace.1 / 1_000
    }

    /// The first block at or after this second.
    pub(crate) fn block_at(&self, time: u64) -> u64 {
        ((time - self.pace.0) * 1_000).div_ceil(self.pace.1)
    }

    pub(crate) fn answer(&mut self, request: &RawJson) -> RawJson {
        let request = request.as_json();
        let method = request.get("method").unwrap().string().unwrap().into_owned();
        let params: Vec<_> = request.get("params").unwrap().elements().unwrap().collect();
        self.asked.push(format!("{method} {}", request.get("params").unwrap().text()));
        let id = request.get("id").unwrap().text();
        let member = match self.result(&method, &params) {
            Ok(result) => format!(r#""result":{result}"#),
            Err(error) => format!(r#""error":{{"code":-32005,"message":"{error}"}}"#),
        };
        let mut answer = format!(r#"{{"jsonrpc":"2.0","id":{id},{member}}}"#);
        if let Some((spoilt, part, instead)) = &self.spoilt
            && method == *spoilt
        {
            assert!(answer.contains(part), "{answer} has no {part}");
            answer = answer.replace(part, instead);
        }
        RawJson::parse(&answer).unwrap()
    }

    fn result(&self, method: &str, params: &[JsonRef<'_>]) -> Result<String, &'static str> {
        let text = |value: JsonRef<'_>| value.string().unwrap().into_owned();
        Ok(match method {
            "eth_chainId" => format!(r#""{:#x}""#, self.id),
            "eth_getBlockByNumber" => {
                let number = self.number(&text(params[0]));
                assert_eq!(params[1].text(), "false");
                if number > self.head {
                    return Ok("null".into());
                }
                let (time, hash) = (self.time(number), block_hash(number));
                format!(r#"{{"number":"{number:#x}","timestamp":"{time:#x}","hash":"{}"}}"#, Hex(&hash))
            }
            "eth_call" => {
                let number = self.number(&text(params[1]));
                let is_used = self.used.is_some_and(|used| number >= used);
                // Each bit of a word of Permit2's.
                let word = if is_used { [0xff; 32] } else { [0; 32] };
                let is_bitmap = text(params[0].get("data").unwrap()).starts_with("0x4fe02b44");
                let truth = [[0; 31].as_slice(), &[u8::from(is_used)]].concat();
                format!(r#""{}""#, Hex(if is_bitmap { &word } else { &truth }))
            }
            "eth_getLogs" => {
                let filter = params[0];
                let number = |name| self.number(&text(filter.get(name).unwrap()));
                let (from, to) = (number("fromBlock"), number("toBlock"));
                if to - from >= self.most {
                    return Err("query returned more than it may: too many blocks");
                }
                assert!(to <= self.head);
                let address: Address = text(filter.get("address").unwrap()).parse().unwrap();
                let topics: Vec<Vec<String>> = filter
                    .get("topics")
                    .unwrap()
                    .elements()
                    .unwrap()
                    .map(|topic| match topic.elements() {
                        Ok(any) => any.map(text).collect(),
                        Err(_) => vec![text(topic)],
                    })
                    .collect();
                let fits = |log: &Log| {
                    log.0 == address
                        && log.1.len() >= topics.len()
                        && topics.iter().zip(&log.1).all(|(any, topic)| any.contains(&Hex(topic).to_string()))
                };
                let all = self.transactions.iter().filter(|transaction| (from..=to).contains(&transaction.number));
                let logs = all.flat_map(|transaction| {
                    let logs = transaction.logs.iter().enumerate().filter(|(_, log)| fits(log));
                    logs.map(|(index, log)| written(transaction, index, log))
                });
                format!("[{}]", logs.collect::<Vec<_>>().join(","))
            }
            "eth_getTransactionByHash" => match self.transaction(&text(params[0])) {
                None => "null".into(),
                Some(Transaction { hash, to, input, .. }) => {
                    format!(r#"{{"hash":"{}","to":"{to}","input":"{}"}}"#, Hex(hash), Hex(input))
                }
            },
            "eth_getTransactionReceipt" => match self.transaction(&text(params[0])) {
                None => "null".into(),
                Some(transaction) => {
                    let Transaction { hash, number, status, logs, .. } = transaction;
                    let logs = logs.iter().enumerate().map(|(index, log)| written(transaction, index, log));
                    format!(
                        r#"{{"transactionHash":"{}","blockHash":"{}","blockNumber":"{number:#x}","status":"{status:#x}","logs":[{}]}}"#,
                        Hex(hash),
                        Hex(&block_hash(*number)),
                        logs.collect::<Vec<_>>().join(",")
                    )
                }
            },
            _ => return Err("no such method"),
        })
    }

    fn number(&self, tag: &str) -> u64 {
        match tag {
            "latest" => self.head,
            "safe" => self.head - self.behind.0,
            "finalized" => self.head - self.behind.1,
            number => u64::from_str_radix(number.strip_prefix("0x").unwrap(), 16).unwrap(),
        }
    }

    fn transaction(&self, hash: &str) -> Option<&Transaction> {
        self.transactions.iter().find(|transaction| Hex(&transaction.hash).to_string() == hash)
    }
}

/// A log as nodes write it. Each transaction here has a block of its own, whose logs begin with 7.
fn written(transaction: &Transaction, index: usize, (address, topics, data): &Log) -> String {
    let topics: Vec<_> = topics.iter().map(|topic| format!(r#""{}""#, Hex(topic))).collect();
    format!(
        r#"{{"address":"{address}","topics":[{}],"data":"{}","blockNumber":"{:#x}","blockHash":"{}","transactionHash":"{}","logIndex":"{:#x}","removed":false}}"#,
        topics.join(","),
        Hex(data),
        transaction.number,
        Hex(&block_hash(transaction.number)),
        Hex(&transaction.hash),
        index + 7,
    )
}
