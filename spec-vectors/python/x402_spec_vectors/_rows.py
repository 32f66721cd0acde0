"""Expands the rows of a file of vectors. The format: README.md of the project, "Rows"."""

import json

_BEGIN = '\n "vectors": [\n'
_END = "\n ]\n}\n"
_BY_MEMBER = ("expect", "intermediate")


def expanded(text: str) -> dict:
    """The object of a file from its text, each vector whole. A vector has `inputText` next to `input`: the JSON text of its input."""
    head, begin, rows = text.partition(_BEGIN)
    if not begin or not rows.endswith(_END):
        raise ValueError("the text is not a file of vectors")
    file = json.loads(head + '\n "vectors": []\n}')
    whole = {}
    file["vectors"] = [_vector(row.removesuffix(","), whole) for row in rows.removesuffix(_END).split("\n")]
    return file


def vectors(text: str) -> list[dict]:
    """The vectors of a file from its text."""
    return expanded(text)["vectors"]


def _vector(text, whole):
    row = json.loads(text)
    base = row.pop("base", None)
    if base is None:
        whole[row["id"]] = text
        return row | {"inputText": _member(text, "input")}
    if base not in whole:
        raise ValueError(f"{row['id']}: its base {base} is not a whole row before this one")
    edited = whole[base]
    for edit in row.pop("edits", []):
        edited = _replaced(edited, row["id"], *edit)
    result = json.loads(edited)
    input_text = _member(text if "input" in row else edited, "input")
    for name, value in row.items():
        is_by_member = name in _BY_MEMBER and value is not None and name in result
        _put(result[name], value) if is_by_member else _put(result, {name: value})
    return result | {"inputText": input_text}


def _put(members, changes):
    """Puts members over those of an object. `null` removes one."""
    for name, value in changes.items():
        if value is None:
            members.pop(name, None)
        else:
            members[name] = value


def _replaced(text, id, old, new, number=None):
    parts = text.split(old) if old else []
    if len(parts) <= (number or 1) or number == 0:
        raise ValueError(f"{id}: its base does not contain the text {old!r}")
    return new.join(parts) if number is None else old.join(parts[:number]) + new + old.join(parts[number:])


def _member(text, wanted):
    """The text of a member of an object, as it is written."""
    decoder, at = json.JSONDecoder(), 1
    while text[at] == '"':
        name, colon = decoder.raw_decode(text, at)
        _, end = decoder.raw_decode(text, colon + 1)
        if name == wanted:
            return text[colon + 1 : end]
        at = end + 1
    raise ValueError(f"a row has no {wanted}")
