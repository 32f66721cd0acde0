//! Which vectors test which numbered statements of the documents, beside those that the drafts name themselves.

use std::collections::BTreeMap;

use crate::draft::Draft;

/// Adds the citations.
pub(crate) fn cite<'a>(drafts: impl Iterator<Item = &'a mut Draft>) -> Result<(), String> {
    let mut drafts: BTreeMap<String, &mut Draft> = drafts.map(|draft| (draft.id().to_owned(), draft)).collect();
    for (row, ids) in CITATIONS {
        for id in *ids {
            let draft = drafts.get_mut(*id).ok_or_else(|| format!("{row} is cited by {id}, which is not there"))?;
            draft.cite(row);
        }
    }
    Ok(())
}

/// (row, vectors)
const CITATIONS: &[(&str, &[&str])] = &[
    ("V1-5-01", &["examples-0042", "examples-0044"]),
    ("V1-5.1.1-02", &["responses-0045"]),
    ("V1-5.1.2-07", &["responses-0044"]),
    ("V1-5.1.2-11", &["responses-0045b"]),
    ("V1-5.2.2-12", &["eip3009-0160d"]),
    ("V1-6-01", &["members-0901a", "members-0902a"]),
    ("V1-6-02", &["eip3009-0160", "eip3009-0160a", "eip3009-0160b"]),
    ("V1-6.1.2-01", &["eip3009-0160"]),
    ("V1-6.1.2-03", &["eip3009-0160", "eip3009-0160d"]),
    ("V1-6.1.2-05", &["eip3009-0160", "eip3009-0160c", "eip3009-0160d", "eip3009-0160e"]),
    ("V1-7.1-07", &["responses-0147", "responses-0148a", "responses-0149"]),
    ("V1-7.1-08", &["responses-0147", "responses-0148", "responses-0149"]),
    ("V1-7.1-03", &["responses-0160c"]),
    ("V1-7.2-03", &["responses-0160b"]),
    ("V1-7.3-05", &["responses-0160d"]),
    ("V1-9-08", &["eip3009-0160f"]),
    ("V1-9-10", &["eip3009-0160e"]),
    ("V2-5-01", &["examples-0064", "examples-0066"]),
    ("V2-5.1.2-07", &["codec-0108", "codec-0110", "codec-0110a"]),
    ("V2-5.1.2-08", &["codec-0052", "codec-0054", "codec-0059", "codec-0060", "codec-0061"]),
    ("V2-5.2.2-06", &["codec-0043", "codec-0046", "match-0071a", "match-0065"]),
    ("V2-5.3.2-05", &["examples-0138", "responses-0152b"]),
    ("V2-5.3.2-06", &["responses-0176", "responses-0176a", "responses-0176b"]),
    ("V2-5.4.2-01", &["responses-0147", "responses-0148", "responses-0148a", "responses-0149", "responses-0149a"]),
    ("V2-5.4.2-02", &["responses-0148", "responses-0153"]),
    ("V2-6-01", &["eip3009-0075"]),
    ("V2-6-02", &["eip3009-0082", "eip3009-0086a", "eip3009-0086b", "match-0069"]),
    ("V2-6.1-01", &["eip3009-0082", "eip3009-0086", "eip3009-0087"]),
    ("V2-6.1.1-01", &["eip3009-0082", "eip3009-0087"]),
    ("V2-6.1.2-03", &["eip3009-0082"]),
    ("V2-7.1-03", &["responses-0160a", "responses-0160c"]),
    ("V2-7.1-04", &["responses-0160a"]),
    ("V2-9-03", &["eip3009-0106b"]),
    ("V2-9-04", &["eip3009-0105b", "eip3009-0174"]),
    ("V2-9-05", &["eip3009-0076", "eip3009-0088"]),
    ("V2-9-06", &["eip3009-0090", "eip3009-0092"]),
    ("V2-9-07", &["eip3009-0077a"]),
    ("V2-9-09", &["eip3009-0075", "eip3009-0102", "eip3009-0104"]),
    ("V2-9-10", &["eip3009-0077", "eip3009-0086a", "eip3009-0086c", "eip3009-0086d"]),
    ("V2-10.1-01", &["eip3009-0102", "eip3009-0102a", "eip3009-0103b"]),
    ("V2-10.1-03", &["eip3009-0105", "eip3009-0106a", "eip3009-0106b", "eip3009-0174"]),
    ("V2-10.1-04", &["eip3009-0082", "eip3009-0090", "eip3009-0092"]),
    ("V2-11.1-01", &["codec-0108", "codec-0108c", "codec-0109", "codec-0110", "codec-0110a", "responses-0049b"]),
    ("V2-11.1-02", &["responses-0049b"]),
    ("V2-x402-protocol-specification-01", &["responses-0049b"]),
    ("HTTP1-required-03", &["members-0101a", "members-0103a", "members-0103c"]),
    ("HTTP1-payload-01", &["responses-0160", "codec-0022"]),
    ("HTTP1-payload-02", &["responses-0160"]),
    ("HTTP1-payload-03", &["responses-0160"]),
    ("HTTP1-settlement-01", &["responses-0150b", "responses-0150c"]),
    ("HTTP1-settlement-02", &["responses-0150b"]),
    ("HTTP2-payload-01", &["codec-0018", "codec-0019", "responses-0180"]),
    ("HTTP2-payload-02", &["codec-0003", "codec-0010", "codec-0011", "codec-0012"]),
    ("HTTP2-headers-02", &["codec-0001", "codec-0021a"]),
    ("HTTP2-headers-03", &["responses-0150a"]),
    ("HTTP2-headers-01", &["responses-0001"]),
];
