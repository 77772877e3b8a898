"""What a file may hold: the schemas, a check against them, and what to say about a slip.

`jsonschema-rs` says yes or no in microseconds; only where it says no does `jsonschema` (slow to
import, slow to run) tell what is wrong, and its word counts. Sentences are our own, since those of
a library repeat the value, and a case's values belong in no message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from hrcli import resources
from hrcli.document import existing, read, value_at
from hrcli.errors import Unreadable
from hrcli.finding import Finding, Path, Severity
from hrcli.slips import unseen_in

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from hrcli.document import Document

KINDS = ("plan", "review", "event", "caseload", "unintended_harms", "language", "resources")
OWN_KEY = "x-"

FORMS = {
    "string": ("be text", "Write it in words, on this line or below a |."),
    "integer": ("be a whole number", "Write digits only, without quotes."),
    "number": ("be a number", "Write digits only, without quotes."),
    "boolean": ("be true or false", "Write true or false, without quotes."),
    "array": ("be a list", "Begin each item with a hyphen and a space, or write [] for none."),
    "object": ("hold keys", "Write keys and values below it, with a space after each colon."),
}
"""What a schema calls a type: how people call it, and how to write it."""

RANKS = ("type", "minLength", "format", "enum", "const", "pattern", "not", "maxLength")
"""Of several complaints about one value the first of these is told, the others follow from it."""


class Slip(NamedTuple):
    """One thing that is wrong, before it has a place."""

    code: str
    message: str
    help: str
    path: Path
    at_key: bool = False  # whether the key is pointed at, not the value
    rank: int = 0
    key: str = ""  # a key that is missing, or the known one nearest to an unknown one
    shown: Path | None = None  # the path to name, where it is not the one that is pointed at


def as_word(typed: str) -> str:
    """What somebody typed, spelt as the words and keys of a file are: `Cut-down ` is cut_down."""
    return typed.strip().lower().replace(" ", "_").replace("-", "_")


def kind_of(data: Any) -> str | None:
    """Which of KINDS the data say they are (`hrcli: plan/1`); None for anything else."""
    said = data.get("hrcli") if isinstance(data, dict) else None
    return next((kind for kind in KINDS if said == f"{kind}/1"), None)


def bundled(kind: str, key_harms: Iterable[str] = ()) -> dict[str, Any]:
    """The schema of `kind` in one piece, the agency's key harms among the words it knows.

    No reference is left in it: editors show the text of what is referred to, not the key's own.
    """
    root = _bundled(kind, tuple(key_harms))
    whole: dict[str, Any] = _filled_in(root, root)
    del whole["$defs"]
    return whole


def property_at(kind: str, path: Path, key_harms: Iterable[str] = ()) -> Mapping[str, Any] | None:
    """What the schema says about the place `path`; None where it knows no such place.

    A list takes any position or id. Below a key of the agency's own (x-) anything goes: {}.
    """
    root = _bundled(kind, tuple(key_harms))
    here: Mapping[str, Any] | None = root
    for step in path:
        here = _below(here, step, root)
        if here is None:
            return None
    return here


def words_at(kind: str, path: Path, key_harms: Iterable[str] = ()) -> dict[str, str]:
    """The words that may stand at `path`, or in the list there, each with what it means."""
    found = _vocabulary_at(kind, path, tuple(key_harms))
    return dict(zip(found["enum"], found["enumDescriptions"], strict=True)) if found else {}


def key_order(document: Document, path: Path) -> list[str]:
    """The order of keys in the mapping where `path` leaves what the document holds."""
    kind = kind_of(document.data)
    here = existing(document.data, path[:-1])
    return _keys_at(kind or "plan", here)


def in_order(kind: str, path: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` in the order of keys of the mapping at `path`; what it does not know comes last."""
    order = dict.fromkeys((*_keys_at(kind, path), *data))
    return {key: data[key] for key in order if key in data}


def _keys_at(kind: str, path: Path) -> list[str]:
    return list((property_at(kind, path) or {}).get("properties", {}))


def list_name(kind: str, path: Path) -> str:
    """The name of the vocabulary whose words may stand at `path`; empty where there is none."""
    return str(_vocabulary_at(kind, path, ()).get("x-words", ""))


def _vocabulary_at(kind: str, path: Path, key_harms: tuple[str, ...]) -> Mapping[str, Any]:
    root = _bundled(kind, key_harms)
    for shape in _shapes(property_at(kind, path, key_harms) or {}, root):
        for inner in _shapes(_meant(shape.get("items", shape), root), root):
            if "enum" in inner:
                return inner
    return {}


def properties(kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every property of `kind` as (`goals[].timed.by`, what the schema says about it)."""
    root = _bundled(kind, ())
    return _walk(root, "", root)


def is_free_text(kind: str, path: Path) -> bool:
    """Whether free text may stand at `path`, which then belongs in no argument and no message."""
    found = property_at(kind, path)
    if found is None:
        return False
    items = _meant(found.get("items", {}), _bundled(kind, ()))
    return not found or bool(found.get("x-free-text") or items.get("x-free-text"))


def check(document: Document, kind: str | None, key_harms: Iterable[str] = ()) -> list[Finding]:
    """What is wrong with a document as a file of `kind`, in the order of its lines.

    A plain number or truth value where text is wanted becomes the text that was typed, in place.
    """
    if document.data is None:
        return []
    if kind is None or kind_of(document.data) != kind:
        return [_unknown_kind(document, kind)]
    harms = tuple(key_harms)
    if _fast(kind, harms).is_valid(document.data):
        return []
    errors = list(_slow(kind, harms).iter_errors(document.data))
    if _lift(document, errors):
        return check(document, kind, harms)
    return _findings(document, errors, kind)


def read_own(raw: bytes, kind: str, file: str) -> Document:
    """The document in `file`, an agency's own of `kind`. Raises Unreadable at its first slip."""
    document = read(raw)
    for finding in (*document.findings, *check(document, kind)):
        where = f"{file}:{finding.place}  {finding.path}"
        raise Unreadable(finding.message, where.rstrip(), finding.help)
    return document


def known_keys(kind: str, path: Path, key_harms: Iterable[str] = ()) -> str:
    """Where `path` leaves what the schema knows: the key that may be meant, or all known there."""
    for depth, step in enumerate(path):
        here = property_at(kind, path[:depth], key_harms)
        known = list((here or {}).get("properties", {}))
        if known and isinstance(step, str) and step not in known and not step.startswith(OWN_KEY):
            near = get_close_matches(as_word(step), known, 1)
            return f"Did you mean {near[0]}?" if near else f"Known there: {', '.join(known)}."
    return f"`hrcli schema {kind}` shows the keys that are known."


def complaint(kind: str, path: Path, value: Any, key_harms: Iterable[str] = ()) -> str:
    """What to do about an answer that may not stand at `path` of `kind`; empty where it may."""
    root = _bundled(kind, tuple(key_harms))
    part = {**(property_at(kind, path, key_harms) or {}), "$defs": root["$defs"]}
    for error in _slow(kind, tuple(key_harms)).evolve(schema=part).iter_errors(value):
        return _sentence(error, kind, path)[2]
    return ""


# The schemas, read and put together.


@lru_cache
def _text(name: str) -> str:
    text = resources.text("schemas", f"{name}.schema.json")
    return text.replace('"vocabulary.schema.json#/', '"#/')


@lru_cache
def _vocabulary() -> dict[str, Any]:
    definitions: dict[str, Any] = json.loads(_text("vocabulary"))["$defs"]
    for name, definition in definitions.items():
        if "enum" in definition:
            definition["x-words"] = name
    return definitions


@lru_cache
def _bundled(kind: str, key_harms: tuple[str, ...]) -> dict[str, Any]:
    root: dict[str, Any] = json.loads(_text(kind))
    wanted = _references(_text(kind))
    root["$defs"] = {name: it for name, it in _vocabulary().items() if name in wanted}
    if key_harms and "key_harm" in wanted:
        root["$defs"]["key_harm"] = _with_words(root["$defs"]["key_harm"], key_harms)
    return root


def _references(text: str) -> set[str]:
    """The names of all definitions that `text` refers to, straight or through another."""
    known: set[str] = set()
    new = set(re.findall(r'"#/\$defs/(\w+)"', text))
    while new:
        known |= new
        inner = json.dumps([_vocabulary()[name] for name in new])
        new = set(re.findall(r'"#/\$defs/(\w+)"', inner)) - known
    return known


def _with_words(definition: Mapping[str, Any], words: Iterable[str]) -> dict[str, Any]:
    added = [word for word in dict.fromkeys(words) if word not in definition["enum"]]
    meanings = ["A key harm of this agency."] * len(added)
    return {
        **definition,
        "enum": definition["enum"] + added,
        "enumDescriptions": definition["enumDescriptions"] + meanings,
    }


@lru_cache
def _fast(kind: str, key_harms: tuple[str, ...]) -> Any:
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(
        _bundled(kind, key_harms), validate_formats=True, retriever=_refuse_to_fetch
    )


def _refuse_to_fetch(uri: str) -> Any:
    raise LookupError(f"a schema refers to something outside itself: {uri}")


@lru_cache
def _slow(kind: str, key_harms: tuple[str, ...]) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker, validators
    from referencing import Registry

    extend: Any = validators.extend
    strict = extend(Draft202012Validator, {"pattern": _pattern})
    nowhere: Registry[Any] = Registry()
    schema = _bundled(kind, key_harms)
    return strict(schema, format_checker=FormatChecker(["date"]), registry=nowhere)


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """A pattern as JSON Schema means it; Python's own `$` would let a final line break pass."""
    from jsonschema import ValidationError

    if isinstance(value, str) and not re.search(pattern.replace("$", r"\Z"), value):
        yield ValidationError("pattern")


# Looking around in a schema.


def _meant(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """`schema` with its reference filled in; what stands beside the reference prevails."""
    while "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        schema = {**target, **{key: it for key, it in schema.items() if key != "$ref"}}
    return schema


def _filled_in(part: Any, root: Mapping[str, Any]) -> Any:
    """A copy of `part` with every reference in it filled in."""
    if isinstance(part, list):
        return [_filled_in(inner, root) for inner in part]
    if not isinstance(part, dict):
        return part
    return {key: _filled_in(inner, root) for key, inner in _meant(part, root).items()}


def _shapes(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema itself and, where it allows several shapes, each of them."""
    yield schema
    for shape in schema.get("anyOf", ()):
        yield _meant(shape, root)


def _below(
    schema: Mapping[str, Any] | None, step: str | int, root: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    if not schema:
        return schema
    for shape in _shapes(schema, root):
        if "items" in shape:
            return _meant(shape["items"], root)
        if step in shape.get("properties", {}):
            return _meant(shape["properties"][step], root)
        if "patternProperties" in shape and str(step).startswith(OWN_KEY):
            return {}
    return None


def _walk(
    schema: Mapping[str, Any], at: str, root: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for shape in _shapes(schema, root):
        for key, inner in shape.get("properties", {}).items():
            name, found = f"{at}.{key}" if at else key, _meant(inner, root)
            yield name, found
            yield from _walk(found, name, root)
        if "items" in shape:
            yield from _walk(_meant(shape["items"], root), f"{at}[]", root)


# From errors to findings.


def _unknown_kind(document: Document, kind: str | None) -> Finding:
    wanted = " or ".join(f"{kind}/1" for kind in ([kind] if kind else KINDS))
    found = kind_of(document.data)
    message = "This file does not say what it is."
    if found and kind:
        message = f"This file is of the kind {found}, and {kind} is expected here."
    todo = f"Let its first line be hrcli: with {wanted}."
    return Finding("SCH10", Severity.ERROR, message, todo, document.place(("hrcli",)), "hrcli")


def _lift(document: Document, errors: Iterable[ValidationError]) -> bool:
    """Take a plain number or truth value as text where text is wanted; whether there was one."""
    lifted = False
    for error in errors:
        if _wants_text(error) and isinstance(error.instance, (bool, int, float)):
            path = tuple(error.absolute_path)
            _put(document.data, path, document.typed(path))
            lifted = True
        lifted = _lift(document, error.context or ()) or lifted
    return lifted


def _wants_text(error: ValidationError) -> bool:
    return error.validator == "type" and "string" in _types(error)


def _types(error: ValidationError) -> list[str]:
    """The types that a type error names."""
    wanted: Any = error.validator_value
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _put(data: Any, path: Path, value: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def _findings(document: Document, errors: Iterable[ValidationError], kind: str) -> list[Finding]:
    slips = _one_each(slip for error in errors for slip in _slips(error, kind))
    told = [_placed(document, slip) for slip in slips]
    return sorted(dict.fromkeys(told), key=lambda finding: (finding.place, finding.code))


def _placed(document: Document, slip: Slip) -> Finding:
    place = document.key_place(slip.path) if slip.at_key else document.place(slip.path)
    shown = document.dotted(slip.path if slip.shown is None else slip.shown)
    typed = slip.path[-1] if slip.code == "SCH01" else value_at(document.data, slip.path)
    unseen = unseen_in(typed) if isinstance(typed, str) else ""
    return Finding(slip.code, Severity.ERROR, slip.message, slip.help + unseen, place, shown)


def _one_each(slips: Iterable[Slip]) -> list[Slip]:
    """One slip, one finding: the first complaint about a value; no missing key beside its typo."""
    kept: dict[tuple[Any, ...], Slip] = {}
    for slip in slips:
        about = (slip.path, slip.key if slip.at_key else "", slip.code if slip.at_key else "")
        if about not in kept or slip.rank < kept[about].rank:
            kept[about] = slip
    mistyped = {(slip.shown, slip.key) for slip in kept.values() if slip.code == "SCH01"}
    return [
        slip
        for slip in kept.values()
        if not (slip.code == "SCH02" and (slip.path, slip.key) in mistyped)
    ]


def _slips(error: ValidationError, kind: str) -> Iterator[Slip]:
    """What one error of the library means in our words."""
    if error.validator == "anyOf":
        branch = _branch(error)
        if branch:
            for inner in branch:
                yield from _slips(inner, kind)
        else:
            yield _neither(error)
    elif error.validator == "additionalProperties":
        yield from _unknown_keys(error)
    elif error.validator == "required":
        yield from _missing_keys(error, kind)
    elif error.validator in ("maxItems", "minItems", "uniqueItems"):
        yield _wrong_length(error)
    else:
        yield _wrong_value(error, kind)


def _branch(error: ValidationError) -> list[ValidationError]:
    """The errors of the shape that the worker meant: the one whose type is right."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(inner)
    meant = [
        inners
        for inners in branches.values()
        if not any(it.validator == "type" and not it.relative_path for it in inners)
    ]
    return min(meant, key=len, default=[])


def _neither(error: ValidationError) -> Slip:
    path = tuple(error.absolute_path)
    shapes = [it for it in error.context or () if it.validator == "type" and not it.relative_path]
    forms = " or ".join(FORMS[name][0] for it in shapes for name in _types(it))
    todo = "Write one word, or see the examples in hrcli explain."
    return Slip("SCH03", f"{_called(path)} should {forms}.", todo, path)


def _called(path: Path) -> str:
    """How a message calls a place: by its key, which the schema knows."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return "This file"
    return f"`{keys[-1]}`" if isinstance(path[-1], str) else f"Each item of `{keys[-1]}`"


def _unknown_keys(error: ValidationError) -> Iterator[Slip]:
    schema: Any = error.schema
    instance: Any = error.instance
    known = list(schema["properties"])
    owner = tuple(error.absolute_path)
    for key in instance:
        if key in known or key.startswith(OWN_KEY):
            continue
        near = get_close_matches(as_word(key), known, 1)
        todo = f"Did you mean `{near[0]}`?" if near else _choice(known)
        todo += " A key of your own begins with x-."
        found = near[0] if near else key
        yield Slip(
            "SCH01", "This key is not known here.", todo, (*owner, key), True, 0, found, owner
        )


def _choice(known: list[str]) -> str:
    if len(known) <= 12:
        return f"Known here: {', '.join(known)}."
    return "`hrcli schema` shows the keys that are known."


def _missing_keys(error: ValidationError, kind: str) -> Iterator[Slip]:
    owner = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    instance: Any = error.instance
    for key in wanted:
        if key not in instance:
            said = property_at(kind, (*owner, key)) or {}
            todo = f"Add a line with {key}: here. {said.get('description', '')}".strip()
            yield Slip("SCH02", f"`{key}` is missing.", todo, owner, True, 0, key, (*owner, key))


def _wrong_length(error: ValidationError) -> Slip:
    path = tuple(error.absolute_path)
    name = _called(path)
    if error.validator == "uniqueItems":
        twice = (*path, _second(error.instance))
        return Slip("SCH09", f"{name} says the same twice.", "Keep one of the two.", twice)
    if error.validator == "minItems":
        return Slip("SCH09", f"{name} is an empty list.", "Name at least one.", path, True)
    most = f"{name} holds more than {error.validator_value} items."
    return Slip("SCH09", most, "Keep what is current, and leave the rest to reviews.", path, True)


def _second(items: Any) -> int:
    """The position of the first item that stands in the list before."""
    return next(index for index, item in enumerate(items) if item in items[:index])


def _wrong_value(error: ValidationError, kind: str) -> Slip:
    path = tuple(error.absolute_path)
    code, message, todo = _sentence(error, kind, path)
    keyword = str(error.validator)
    rank = RANKS.index(keyword) if keyword in RANKS else len(RANKS)
    return Slip(code, message, todo, path, rank=rank)


def _sentence(error: ValidationError, kind: str, path: Path) -> tuple[str, str, str]:
    name, keyword = _called(path), error.validator
    if keyword == "type":
        return _wrong_type(error, name)
    if keyword == "minLength":
        return _empty(name)
    if keyword == "enum":
        return "SCH04", "This word is not one of those known here.", _known_words(error)
    if keyword in ("minimum", "maximum"):
        return _out_of_range(error, name)
    if keyword == "maxLength":
        most = f"{name} is longer than {error.validator_value} characters."
        return "SCH07", most, "Make it shorter."
    schema: Any = error.schema
    if schema.get("format") == "date":
        todo = "Write year-month-day, such as 2026-02-28."
        return "SCH06", "This is not a date of the calendar.", todo
    return "SCH07", f"{name} is not written in the form it needs.", _example(schema, kind, path)


def _empty(name: str) -> tuple[str, str, str]:
    return "SCH08", f"{name} is empty.", "Write something, or take the line out."


def _wrong_type(error: ValidationError, name: str) -> tuple[str, str, str]:
    wanted = [each for each in _types(error) if each != "null"]
    if error.instance is None and "string" in wanted:
        return _empty(name)
    form, todo = FORMS[wanted[0]]
    if wanted[0] == "string" and isinstance(error.instance, dict):
        todo = "A colon and a space make a key of what stands before: put double quotes around all."
    if error.instance is None:
        return "SCH03", f"{name} is empty and should {form}.", f"{todo} Or take the line out."
    return "SCH03", f"{name} should {form}.", todo


def _known_words(error: ValidationError) -> str:
    schema: Any = error.schema
    words: list[str] = schema["enum"]
    if len(str(error.instance).split()) > 1 and set(str(error.instance).split()) <= set(words):
        return "Several words stand here as one: write a comma between them ([one, two])."
    if len(words) <= 12:
        return f"Write one of: {', '.join(words)}."
    typed = as_word(str(error.instance))
    near = get_close_matches(typed, words, 3)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"{hint}All the words: hrcli explain {schema['x-words']}."


def _out_of_range(error: ValidationError, name: str) -> tuple[str, str, str]:
    schema: Any = error.schema
    low, high, types = schema.get("minimum"), schema.get("maximum"), schema["type"]
    number = "a whole number" if "integer" in types else "a number"
    span = f"from {low} to {high}" if high is not None else f"of {low} or more"
    todo = f"Write {number} {span}"
    todo += ", or null where it is not known." if "null" in types else "."
    return "SCH05", f"{name} is outside its range.", todo


def _example(schema: Mapping[str, Any], kind: str, path: Path) -> str:
    """How a value is written: what its definition says, and an example of ours."""
    named = path if isinstance(path[-1], str) else path[:-1]
    shown: Any = (property_at(kind, named) or {}).get("examples", [""])[0]
    shown = shown[0] if isinstance(shown, list) else shown
    return f"{schema.get('description', '')} For example: {shown}.".strip()
