"""Cases for the JSON Schemas of the signed objects of extensions (`cases.py`): an example of each, and the example with
one fault.

The expected answers follow from the tables of the documents, with rulings X-11, X-20 and X-21, and not from the schemas
or from the testee.
"""

import copy
import json

from spoiling import FILES

# Required and optional members by schema. Each is a string, unless it is in INTEGERS or LISTS.
MEMBERS = {
    "sign-in.schema.json": (
        ["domain", "address", "uri", "version", "chainId", "type", "nonce", "issuedAt", "signature"],
        ["statement", "expirationTime", "notBefore", "requestId", "resources", "signatureScheme"],
    ),
    "offer-payload.schema.json": (
        ["version", "resourceUrl", "scheme", "network", "asset", "payTo", "amount"],
        ["validUntil"],
    ),
    "receipt-payload.schema.json": (["version", "network", "resourceUrl", "payer", "issuedAt"], ["transaction"]),
    "signed-offer.schema.json": (["format", "signature"], ["payload", "acceptIndex"]),
    "signed-receipt.schema.json": (["format", "signature"], ["payload"]),
}
# In sign-ins these dates and versions are strings.
INTEGERS = {"version", "validUntil", "issuedAt", "acceptIndex"}


def wrong_values(schema, member):
    """Values of types other than the member's."""
    if member == "payload":
        return ["x", 7, []]
    if member == "resources":
        return ["x", 7, {}, [7]]
    if member in INTEGERS and schema != "sign-in.schema.json":
        return ["1", -1, 1.5, []]
    return [7, True, [], {}]


def edits(schema, document):
    """The document with one thing changed, and whether it still has the right shape."""
    required, optional = MEMBERS[schema]
    assert set(document) <= {*required, *optional}, f"{schema}: an example has members that no table has"
    yield copy.deepcopy(document), True
    for member in document:
        less = {name: value for name, value in document.items() if name != member}
        # An envelope of the format eip712 also has its payload.
        yield less, member in optional and member != "payload"
        for value in wrong_values(schema, member):
            yield {**document, member: value}, False
    for value in (None, 7, "x", []):
        yield value, False



def cases():
    """One case for each edit of each example."""
    return [
        {"schema": schema, "text": json.dumps(edited), "accept": accept}
        for schema in MEMBERS
        for example in FILES[schema]["examples"]
        for edited, accept in edits(schema, example)
    ]
