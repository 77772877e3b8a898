"""What is wrong with a file as one of its kind, and what to say about it.

`jsonschema-rs` says yes or no in microseconds; only where it says no does `jsonschema` (slow to
import, slow to run) tell what is wrong, and its word counts. Sentences are our own, since those of
a library repeat the value, and a case's values belong in no message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from hrcli.dates import spoken
from hrcli.document.data import Value, value_at
from hrcli.document.document import Document, read
from hrcli.document.slips import unseen_in
from hrcli.errors import Unreadable
from hrcli.finding import Finding, Path, Severity
from hrcli.plan import substance_names
from hrcli.plan.schema import KINDS, OWN_KEY, Schema, as_word, kind_of, property_at, root_of

if TYPE_CHECKING:
    from jsonschema import ValidationError

FORMS = {
    "string": ("be text", "Write it in words, on this line or below a |."),
    "integer": ("be a whole number", "Write digits only, without quotes."),
    "number": ("be a number", "Write digits only, without quotes."),
    "boolean": ("be true or false", "Write true or false, without quotes."),
    "array": ("be a list", "Begin each item with a hyphen and a space, or write [] for none."),
    "object": ("hold keys", "Write keys and values below it, with a space after each colon."),
}
"""What a schema calls a type: how people call it, and how to write it."""

OWN: Path = ("hrcli",)
"""Where a file says what it is."""

RANKS = ("type", "minLength", "format", "enum", "const", "pattern", "not", "maxLength")
"""Of several complaints about one value the first of these is told, the others follow from it."""


class Complaint(NamedTuple):
    """One thing that is wrong, before it has a place."""

    code: str
    message: str
    help: str
    path: Path
    at_key: bool = False  # whether the key is pointed at, not the value
    rank: int = 0
    key: str = ""  # a key that is missing, or the known one nearest to an unknown one
    shown: Path | None = None  # the path to name, where it is not the one that is pointed at


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


def complaint(kind: str, path: Path, value: Value, key_harms: Iterable[str] = ()) -> str:
    """What to do about an answer that may not stand at `path` of `kind`; empty where it may."""
    root = root_of(kind, tuple(key_harms))
    part = {**(property_at(kind, path, key_harms) or {}), "$defs": root["$defs"]}
    for error in _slow(kind, tuple(key_harms)).evolve(schema=part).iter_errors(value):
        return _sentence(error, kind, path)[2]
    return ""


@lru_cache
def _fast(kind: str, key_harms: tuple[str, ...]) -> Any:
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(
        root_of(kind, key_harms), validate_formats=True, retriever=_refuse_to_fetch
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
    schema = root_of(kind, key_harms)
    return strict(schema, format_checker=FormatChecker(["date"]), registry=nowhere)


def _pattern(_: Any, pattern: str, value: Value, __: Any) -> Iterator[ValidationError]:
    """A pattern as JSON Schema means it; Python's own `$` would let a final line break pass."""
    from jsonschema import ValidationError

    if isinstance(value, str) and not re.search(pattern.replace("$", r"\Z"), value):
        yield ValidationError("pattern")


def _unknown_kind(document: Document, kind: str | None) -> Finding:
    wanted = " or ".join(f"{kind}/1" for kind in ([kind] if kind else KINDS))
    found = kind_of(document.data)
    message = "This file does not say what it is."
    if found and kind:
        message = f"This file is of the kind {found}, and {kind} is expected here."
    todo = f"Let its first line be hrcli: with {wanted}."
    return Finding("SCH10", Severity.ERROR, message, todo, document.place(OWN), "hrcli", at=OWN)


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


def _put(data: Value, path: Path, value: str) -> None:
    value_at(data, path[:-1])[path[-1]] = value


def _findings(document: Document, errors: Iterable[ValidationError], kind: str) -> list[Finding]:
    slips = _one_each(slip for error in errors for slip in _slips(error, kind))
    told = [_placed(document, slip) for slip in slips]
    return sorted(dict.fromkeys(told), key=lambda finding: (finding.place, finding.code))


def _placed(document: Document, slip: Complaint) -> Finding:
    place = document.key_place(slip.path) if slip.at_key else document.place(slip.path)
    named = slip.path if slip.shown is None else slip.shown
    at = max(slip.path, named, key=len)  # the key itself, where only its owner is shown or named
    shown = document.dotted(named)
    typed = slip.path[-1] if slip.code == "SCH01" else value_at(document.data, slip.path)
    todo = slip.help + (unseen_in(typed) if isinstance(typed, str) else "")
    return Finding(slip.code, Severity.ERROR, slip.message, todo, place, shown, at=at)


def _one_each(slips: Iterable[Complaint]) -> list[Complaint]:
    """One slip, one finding: the first complaint about a value; no missing key beside its typo."""
    kept: dict[tuple[Any, ...], Complaint] = {}
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


def _slips(error: ValidationError, kind: str) -> Iterator[Complaint]:
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
    elif error.validator == "not" and error.validator_value == {}:
        yield _kept_out(error)
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


def _neither(error: ValidationError) -> Complaint:
    path = tuple(error.absolute_path)
    shapes = [it for it in error.context or () if it.validator == "type" and not it.relative_path]
    forms = " or ".join(FORMS[name][0] for it in shapes for name in _types(it))
    todo = "Write one word, or see the examples in hrcli explain."
    return Complaint("SCH03", f"{_called(path)} should {forms}.", todo, path)


def _called(path: Path) -> str:
    """How a message calls a place: by its key, which the schema knows."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return "This file"
    return f"`{keys[-1]}`" if isinstance(path[-1], str) else f"Each item of `{keys[-1]}`"


def _unknown_keys(error: ValidationError) -> Iterator[Complaint]:
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
        yield Complaint(
            "SCH01", "This key is not known here.", todo, (*owner, key), True, 0, found, owner
        )


def _choice(known: list[str]) -> str:
    if len(known) <= 12:
        return f"Known here: {', '.join(known)}."
    return "`hrcli schema` shows the keys that are known."


def _kept_out(error: ValidationError) -> Complaint:
    """A key that does not go with another one: `dependentSchemas` says which."""
    path = tuple(error.absolute_path)
    schemas: tuple[Any, ...] = tuple(error.absolute_schema_path)
    other = schemas[schemas.index("dependentSchemas") + 1]
    message = f"`{path[-1]}` and `{other}` do not stand together."
    return Complaint("SCH01", message, "Take one of the two out.", path, True)


def _missing_keys(error: ValidationError, kind: str) -> Iterator[Complaint]:
    owner = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    instance: Any = error.instance
    for key in wanted:
        if key not in instance:
            said = property_at(kind, (*owner, key)) or {}
            todo = f"Add a line with {key}: here. {said.get('description', '')}".strip()
            yield Complaint(
                "SCH02", f"`{key}` is missing.", todo, owner, True, 0, key, (*owner, key)
            )


def _wrong_length(error: ValidationError) -> Complaint:
    path = tuple(error.absolute_path)
    name = _called(path)
    if error.validator == "uniqueItems":
        twice = (*path, _second(error.instance))
        return Complaint("SCH09", f"{name} says the same twice.", "Keep one of the two.", twice)
    if error.validator == "minItems":
        return Complaint("SCH09", f"{name} is an empty list.", "Name at least one.", path, True)
    most = f"{name} holds more than {error.validator_value} items."
    return Complaint(
        "SCH09", most, "Keep what is current, and leave the rest to reviews.", path, True
    )


def _second(items: Any) -> int:
    """The position of the first item that stands in the list before."""
    return next(index for index, item in enumerate(items) if item in items[:index])


def _wrong_value(error: ValidationError, kind: str) -> Complaint:
    path = tuple(error.absolute_path)
    code, message, todo = _sentence(error, kind, path)
    keyword = str(error.validator)
    rank = RANKS.index(keyword) if keyword in RANKS else len(RANKS)
    return Complaint(code, message, todo, path, rank=rank)


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
        return "SCH06", "This is not a date of the calendar.", _year_first(str(error.instance))
    return "SCH07", f"{name} is not written in the form it needs.", _example(schema, kind, path)


def _year_first(typed: str) -> str:
    """How a day is written in a file; the same day, or each that it may be, where one is meant.

    Only what means the same whenever it is read: nobody knows on which day `yesterday` was written.
    """
    days = [set(spoken(typed, start)) for start in (date(1000, 1, 1), date(3000, 7, 1))]
    meant = [it.isoformat() for it in sorted(days[0] & days[1]) if 1900 <= it.year < 2100]
    said = ", ".join(f"`{it}`" for it in meant)
    if len(meant) > 1:
        return f"Write year-month-day; whichever of these is meant: {said}."
    return "Write year-month-day" + (f": {said}." if meant else ", such as 2026-02-28.")


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
    hint = meant_word(str(error.instance), words, schema["x-words"])
    return f"{hint} All the words: hrcli explain {schema['x-words']}.".strip()


def meant_word(typed: str, words: Iterable[str], vocabulary: str) -> str:
    """What may be meant by what is none of the `words` of a vocabulary; empty where nothing is."""
    if vocabulary == substance_names.VOCABULARY:
        return substance_names.suggestion(typed, words)
    near = get_close_matches(as_word(typed), list(words), 3)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def _out_of_range(error: ValidationError, name: str) -> tuple[str, str, str]:
    schema: Any = error.schema
    low, high, types = schema.get("minimum"), schema.get("maximum"), schema["type"]
    number = "a whole number" if "integer" in types else "a number"
    span = f"from {low} to {high}" if high is not None else f"of {low} or more"
    todo = f"Write {number} {span}"
    todo += ", or null where it is not known." if "null" in types else "."
    return "SCH05", f"{name} is outside its range.", todo


def _example(schema: Schema, kind: str, path: Path) -> str:
    """How a value is written: what its definition says, and an example of ours."""
    named = path if isinstance(path[-1], str) else path[:-1]
    shown: Any = (property_at(kind, named) or {}).get("examples", [""])[0]
    shown = shown[0] if isinstance(shown, list) else shown
    return f"{schema.get('description', '')} For example: {shown}.".strip()
