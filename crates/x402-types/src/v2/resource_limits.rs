use alloc::vec::Vec;
use core::fmt;

use super::ResourceInfo;
use crate::{Path, Segment};

const NAME_CHARACTERS: usize = 32;
const TAGS: usize = 5;
const URL_CHARACTERS: usize = 2_048;

/// A limit of the V2 specification, §5.1.2, for a field of [`ResourceInfo`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResourceLimit {
    /// The maximum number of characters: 32 for `serviceName` (V2-5.1.2-17) and for each tag (V2-5.1.2-20), 2,048 for
    /// `iconUrl` (V2-5.1.2-22).
    Characters(usize),
    /// The maximum number of entries: 5 for `tags` (V2-5.1.2-19).
    Entries(usize),
    /// Printable ASCII, U+0020 to U+007E, for `serviceName` and tags (V2-5.1.2-17, V2-5.1.2-20).
    PrintableAscii,
    /// An absolute URL with the scheme `http` or `https`, for `iconUrl` (V2-5.1.2-21).
    WebUrl,
}

/// A field of [`ResourceInfo`] that breaks a limit. The error is `Copy` and contains no byte of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BrokenLimit {
    path: Path,
    limit: ResourceLimit,
    length: usize,
}

impl BrokenLimit {
    /// The path of the field from the resource, such as `serviceName` or `tags[4]`.
    pub const fn path(&self) -> Path {
        self.path
    }

    /// The limit that the field breaks.
    pub const fn limit(&self) -> ResourceLimit {
        self.limit
    }

    /// The length of the value, regardless of the limit that it breaks: in entries for `tags`, otherwise in characters
    /// (Unicode scalar values).
    pub const fn length(&self) -> usize {
        self.length
    }
}

impl fmt::Display for BrokenLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, limit, length } = self;
        match limit {
            ResourceLimit::Characters(max) => write!(f, "{path}: {length} characters, more than {max}"),
            ResourceLimit::Entries(max) => write!(f, "{path}: {length} entries, more than {max}"),
            ResourceLimit::PrintableAscii => write!(f, "{path}: not printable ASCII throughout"),
            ResourceLimit::WebUrl => write!(f, "{path}: not an absolute http or https URL"),
        }
    }
}

impl core::error::Error for BrokenLimit {}

impl ResourceInfo {
    /// Returns every limit of the V2 specification, §5.1.2, that a field breaks, in the order of the fields. The list
    /// is empty if no limit is broken.
    ///
    /// The extension bazaar has stricter rules about empty values and the hosts of icons. They are not checked here.
    ///
    /// ```
    /// use x402_types::v2::{ResourceInfo, ResourceLimit};
    /// let mut resource = ResourceInfo::new("https://api.example.com/prices");
    /// resource.tags = Some(vec!["finance".into(), "marché".into()]);
    /// let broken = resource.broken_limits();
    /// assert_eq!(broken[0].to_string(), "tags[1]: not printable ASCII throughout");
    /// assert_eq!((broken[0].limit(), broken[0].length()), (ResourceLimit::PrintableAscii, 6));
    /// ```
    pub fn broken_limits(&self) -> Vec<BrokenLimit> {
        let mut found = Found(Vec::new());
        if let Some(name) = &self.service_name {
            found.label(&[Segment::Member("serviceName")], name);
        }
        if let Some(tags) = &self.tags {
            let path = Segment::Member("tags");
            found.note(tags.len() > TAGS, &[path], ResourceLimit::Entries(TAGS), tags.len());
            for (index, tag) in tags.iter().enumerate() {
                found.label(&[Segment::Index(u16::try_from(index).unwrap_or(u16::MAX)), path], tag);
            }
        }
        if let Some(url) = &self.icon_url {
            let (path, length) = ([Segment::Member("iconUrl")], url.chars().count());
            found.note(length > URL_CHARACTERS, &path, ResourceLimit::Characters(URL_CHARACTERS), length);
            found.note(!is_web_url(url), &path, ResourceLimit::WebUrl, length);
        }
        found.0
    }
}

struct Found(Vec<BrokenLimit>);

impl Found {
    /// Applies the rule for the name and for each tag.
    fn label(&mut self, path: &[Segment], text: &str) {
        let length = text.chars().count();
        self.note(length > NAME_CHARACTERS, path, ResourceLimit::Characters(NAME_CHARACTERS), length);
        self.note(!text.bytes().all(|byte| matches!(byte, b' '..=b'~')), path, ResourceLimit::PrintableAscii, length);
    }

    /// Records a broken limit. The steps of the path begin with the innermost.
    fn note(&mut self, broken: bool, steps: &[Segment], limit: ResourceLimit, length: usize) {
        if broken {
            let mut path = Path::EMPTY;
            steps.iter().for_each(|step| path.push_outer(*step));
            self.0.push(BrokenLimit { path, limit, length });
        }
    }
}

/// `true` if the URL has the scheme in any letter case, `//` and a host. The host may have non-ASCII letters, because
/// the extension bazaar allows international hosts.
fn is_web_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let scheme_ok = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let forbidden = |c: char| c.is_control() || c.is_whitespace() || "\"<>\\^`{|}".contains(c);
    scheme_ok && !host.is_empty() && !host.starts_with(':') && !url.contains(forbidden)
}
