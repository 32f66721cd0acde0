//! The places in a JSON log record, which show who wrote the objects there.

use x402_types::JsonRef;

use super::{provenance::Provenance, what::What};

/// A place in a record of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The record itself.
    Root,
    /// The object that describes a request: `req` or `request` of the record.
    Request,
    /// The headers of the record or of its request.
    Headers,
    /// The body of the record or of its request.
    Body,
    /// The object that describes a response with this status: `res` or `response` of the record.
    Response(u16),
    /// The headers of that response.
    ResponseHeaders(u16),
    /// The body of that response.
    ResponseBody(u16),
    /// Any other place, such as a field of the query or of the body, which the client of the request may have written.
    Other,
}

impl Place {
    /// The place of a field of the object at this place.
    pub(super) fn of_member(self, name: &str, value: JsonRef<'_>) -> Self {
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        let is_headers = is(&["headers", "header"]);
        let is_body = is(&["body", "data", "content"]);
        match self {
            Self::Root if is(&["req", "request"]) => Self::Request,
            Self::Root if is(&["res", "response"]) => status_of(value).map_or(Self::Other, Self::Response),
            Self::Root | Self::Request if is_headers => Self::Headers,
            Self::Root | Self::Request if is(&["body"]) => Self::Body,
            Self::Response(status) if is_headers => Self::ResponseHeaders(status),
            Self::Response(status) if is_body => Self::ResponseBody(status),
            // The name and the value of a header are inside of an object.
            Self::Headers | Self::ResponseHeaders(_) => self,
            Self::Root | Self::Request | Self::Body | Self::Response(_) | Self::ResponseBody(_) | Self::Other => {
                Self::Other
            }
        }
    }

    /// The place of an element of the array at this place.
    pub(super) const fn of_element(self) -> Self {
        match self {
            Self::Headers | Self::ResponseHeaders(_) => self,
            Self::Root | Self::Request | Self::Body | Self::Response(_) | Self::ResponseBody(_) | Self::Other => {
                Self::Other
            }
        }
    }

    /// Who wrote an object of this kind at this place.
    pub(super) const fn provenance(self, what: What) -> Provenance {
        match (self, what) {
            (Self::Root | Self::Request | Self::Body, What::Request) => Provenance::FacilitatorRequest,
            (Self::Body, _) => Provenance::RequestBody,
            // Other responses than the 402 may repeat what a client sent.
            (Self::Response(402) | Self::ResponseBody(402), What::Demand | What::Offers) => Provenance::Response,
            (_, What::Demand | What::Offers) => Provenance::Record,
            (Self::Response(_) | Self::ResponseBody(_), _) => Provenance::Response,
            _ => Provenance::Record,
        }
    }

    /// Who wrote a header of this kind at this place. A log may have the headers at its root.
    pub(super) const fn of_header(self, what: What) -> Provenance {
        match (self, what) {
            (Self::Root | Self::Request | Self::Headers, _) => Provenance::RequestHeader,
            (Self::Response(402) | Self::ResponseHeaders(402), What::Demand) => Provenance::Response,
            (_, What::Demand) => Provenance::Record,
            (Self::Response(_) | Self::ResponseHeaders(_), _) => Provenance::Response,
            (Self::Body | Self::ResponseBody(_) | Self::Other, _) => Provenance::Record,
        }
    }
}

/// The status in the object that describes a response.
fn status_of(response: JsonRef<'_>) -> Option<u16> {
    let status = ["status", "statusCode", "status_code"].iter().find_map(|name| response.get(name))?;
    let text = status.string().unwrap_or_else(|_| status.text().into());
    text.get(..3)?.parse().ok()
}
