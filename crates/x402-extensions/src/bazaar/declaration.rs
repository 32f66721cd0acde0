//! The declaration of an endpoint (Z-1).

use alloc::string::String;

use super::KEY;
use x402_types::{
    DecodeError, ErrorKind, JsonRef, JsonType, RawJson,
    declare::names,
    extensions::Extension,
    read::{Reader, ResultExt, required},
};

type Result<T> = core::result::Result<T, DecodeError>;

/// The call of an endpoint and its response: `extensions.bazaar` of a `PaymentRequired`, and of the payment that
/// repeats it (`extensions/bazaar.md`, Discovery Info Structure).
///
/// ```
/// use x402_extensions::bazaar::{Declaration, Input, Method};
/// use x402_types::{DecodeOptions, RawJson, extensions::Extension, read::Reader};
/// let extensions = RawJson::parse(r#"{"bazaar":{"info":{"input":{"type":"http","method":"GET",
///   "queryParams":{"city":"San Francisco"}}},"schema":{"type":"object"}}}"#)?;
/// let declaration = Declaration::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap()?;
/// let Input::Http(input) = &declaration.input else { panic!() };
/// assert_eq!(input.method, Method::Get);
///
/// let wrong = RawJson::parse(r#"{"bazaar":{"info":{"input":{"type":"http","method":"GET","bodyType":"json"}}}}"#)?;
/// let error = Declaration::of_extensions(&wrong, &mut Reader::new(&DecodeOptions::STRICT)).unwrap().unwrap_err();
/// assert_eq!(error.path().to_string(), "bazaar.info.input.bodyType");
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declaration {
    /// The way to call the endpoint.
    pub input: Input,
    /// The response of the endpoint.
    pub output: Option<Output>,
    /// The whole `info` as received. [`schema`](Self::schema) describes it.
    pub info: RawJson,
    /// The server's JSON Schema of `info`. Decoding does not evaluate it.
    pub schema: Option<RawJson>,
    /// The path with names for its variable parts, as received. [`RouteTemplate`](super::RouteTemplate) validates it.
    pub route_template: Option<String>,
}

/// The way to call an endpoint, by `info.input.type`. A third type is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `http`
    Http(HttpInput),
    /// `mcp`
    Mcp(McpInput),
}

/// A call with HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpInput {
    /// The HTTP method.
    pub method: Method,
    /// Example query parameters: an object, as received.
    pub query_params: Option<RawJson>,
    /// Example headers: an object of strings, as received.
    pub headers: Option<RawJson>,
    /// Values for the names in the route template: an object, as received.
    pub path_params: Option<RawJson>,
    /// The body, for methods that have one.
    pub body: Option<Body>,
}

names! {
    /// An HTTP method. It decides whether the request has a body.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Method {
        /// Without a body.
        Get = "GET",
        /// Without a body.
        Head = "HEAD",
        /// Without a body.
        Delete = "DELETE",
        /// With a body.
        Post = "POST",
        /// With a body.
        Put = "PUT",
        /// With a body.
        Patch = "PATCH",
    }
    as_str "The name, in capitals.";
    ALL "Every method: first those without a body, then those with one.";
    Display;
}

impl Method {
    /// Returns `true` if a request with this method has a body.
    #[must_use]
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

/// The body of a call with HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// The encoding of the body.
    pub body_type: BodyType,
    /// An example body: an object or a string, as received.
    pub example: RawJson,
}

names! {
    /// The encoding of the body of a call.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum BodyType {
        /// `json`
        Json = "json",
        /// `form-data`
        FormData = "form-data",
        /// `text`
        Text = "text",
    }
    as_str "The value of `bodyType` on the wire.";
    ALL "All encodings.";
    Display;
}

/// A call of a tool with MCP.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct McpInput {
    /// The name of the tool, which is never empty.
    pub tool_name: String,
    /// The JSON Schema of the tool's arguments: an object, as received.
    pub input_schema: RawJson,
    /// A description of the tool.
    pub description: Option<String>,
    /// The transport of the server. `streamable-http` if absent.
    pub transport: Option<Transport>,
    /// Example arguments: an object, as received.
    pub example: Option<RawJson>,
}

names! {
    /// The transport of an MCP server.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Transport {
        /// `streamable-http`
        StreamableHttp = "streamable-http",
        /// `sse`
        Sse = "sse",
    }
    as_str "The value of `transport` on the wire.";
    ALL "All transports.";
    Display;
}

/// The response of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// The field `type`, such as `json` or `text`. The set is open.
    pub content: String,
    /// Further details of the format.
    pub format: Option<String>,
    /// An example value of any type.
    pub example: Option<RawJson>,
}

impl Extension for Declaration {
    const KEY: &'static str = KEY;

    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self>> {
        Some(Self::read_all(value, reader))
    }
}

impl Declaration {
    fn read_all(extension: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self> {
        let (mut info, mut schema, mut route_template) = (None, None, None);
        for (name, member) in extension.members()? {
            match &*name {
                "info" => info = Some(member),
                "schema" => schema = Some(member.into()),
                "routeTemplate" => {
                    let field = reader.non_null(member).map(|field| reader.text(field)).transpose();
                    route_template = field.in_member("routeTemplate")?;
                }
                _ => {}
            }
        }
        let info = required(info, "info", extension)?;
        let (input, output) = read_info(info, reader).in_member("info")?;
        Ok(Self { input, output, info: info.into(), schema, route_template })
    }
}

fn read_info(info: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(Input, Option<Output>)> {
    let (mut input, mut output) = (None, None);
    for (name, member) in info.members()? {
        match &*name {
            "input" => input = Some(read_input(member, reader).in_member("input")?),
            "output" => {
                let field = reader.non_null(member).map(|field| read_output(field, reader)).transpose();
                output = field.in_member("output")?;
            }
            _ => {}
        }
    }
    Ok((required(input, "input", info)?, output))
}

fn read_input(input: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Input> {
    let kind = input.members()?.find(|(name, _)| name == "type").map(|(_, kind)| kind);
    let kind = required(kind, "type", input)?;
    match &*kind.string().in_member("type")? {
        "http" => read_http(input, reader).map(Input::Http),
        "mcp" => read_mcp(input, reader).map(Input::Mcp),
        _ => Err(kind.error(ErrorKind::UnknownValue)).in_member("type"),
    }
}

fn read_http(input: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<HttpInput> {
    let (mut method, mut body_type, mut example) = (None, None, None);
    let (mut query_params, mut headers, mut path_params) = (None, None, None);
    for (name, member) in input.members()? {
        match &*name {
            "method" => method = Some(one_of(member, Method::ALL, Method::as_str).in_member("method")?),
            "bodyType" => body_type = Some(member),
            "body" => example = Some(member),
            "queryParams" => query_params = object(member, reader).in_member("queryParams")?,
            "headers" => headers = texts_by_name(member, reader).in_member("headers")?,
            "pathParams" => path_params = object(member, reader).in_member("pathParams")?,
            _ => {}
        }
    }
    let method = required(method, "method", input)?;
    let body = if method.has_body() {
        let body_type = required(body_type, "bodyType", input)?;
        let body_type = one_of(body_type, BodyType::ALL, BodyType::as_str).in_member("bodyType")?;
        let example = required(example, "body", input)?;
        if !example.is_object() && !example.is_string() {
            return Err(example.error(ErrorKind::WrongType(JsonType::Object))).in_member("body");
        }
        Some(Body { body_type, example: example.into() })
    } else {
        if let Some(body_type) = body_type.filter(|body_type| !body_type.is_null()) {
            return Err(body_type.error(ErrorKind::MustBeAbsent)).in_member("bodyType");
        }
        None
    };
    Ok(HttpInput { method, query_params, headers, path_params, body })
}

fn read_mcp(input: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<McpInput> {
    let (mut tool_name, mut input_schema) = (None, None);
    let (mut description, mut transport, mut example) = (None, None, None);
    for (name, member) in input.members()? {
        match &*name {
            "toolName" => tool_name = Some(tool_name_of(member, reader).in_member("toolName")?),
            "inputSchema" => input_schema = Some(reader.object(member).in_member("inputSchema")?),
            "description" => {
                let field = reader.non_null(member).map(|field| reader.text(field)).transpose();
                description = field.in_member("description")?;
            }
            "transport" => {
                let field = reader.non_null(member).map(|field| one_of(field, Transport::ALL, Transport::as_str));
                transport = field.transpose().in_member("transport")?;
            }
            "example" => example = object(member, reader).in_member("example")?,
            _ => {}
        }
    }
    Ok(McpInput {
        tool_name: required(tool_name, "toolName", input)?,
        input_schema: required(input_schema, "inputSchema", input)?,
        description,
        transport,
        example,
    })
}

fn read_output(output: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Output> {
    let (mut content, mut format, mut example) = (None, None, None);
    for (name, member) in output.members()? {
        match &*name {
            "type" => content = Some(reader.text(member).in_member("type")?),
            "format" => {
                let field = reader.non_null(member).map(|field| reader.text(field)).transpose();
                format = field.in_member("format")?;
            }
            "example" => example = Some(member.into()),
            _ => {}
        }
    }
    Ok(Output { content: required(content, "type", output)?, format, example })
}

fn tool_name_of(member: JsonRef<'_>, reader: &Reader<'_>) -> Result<String> {
    let name = reader.text(member)?;
    if name.is_empty() { Err(member.error(ErrorKind::EmptyText)) } else { Ok(name) }
}

fn object(member: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Option<RawJson>> {
    reader.non_null(member).map(|field| reader.object(field)).transpose()
}

fn texts_by_name(member: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Option<RawJson>> {
    let Some(field) = reader.non_null(member) else { return Ok(None) };
    for (_, value) in field.members()? {
        value.string()?;
    }
    Ok(Some(field.into()))
}

fn one_of<T: Copy>(member: JsonRef<'_>, known: &[T], name: fn(T) -> &'static str) -> Result<T> {
    let text = member.string()?;
    known.iter().copied().find(|one| name(*one) == text).ok_or_else(|| member.error(ErrorKind::UnknownValue))
}
