"""What a file may hold: the schemas, and what they say about a place in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, TypeAlias

from hrcli import resources
from hrcli.document.data import Data, Value, existing
from hrcli.document.document import Document
from hrcli.finding import Path
from hrcli.folding import folded

Schema: TypeAlias = Mapping[str, Any]
"""A JSON Schema, or the part of one that speaks of one place."""

KINDS = (
    "plan",
    "review",
    "event",
    "caseload",
    "config",
    "unintended_harms",
    "language",
    "resources",
)
OWN_KEY = "x-"


def as_word(typed: str) -> str:
    """What somebody typed, spelt as the words and keys of a file are: `Cut-down ` is cut_down."""
    return folded(typed).replace(" ", "_").replace("-", "_")


def kind_of(data: Value) -> str | None:
    """Which of KINDS the data say they are (`hrcli: plan/1`); None for anything else."""
    said = data.get("hrcli") if isinstance(data, dict) else None
    return next((kind for kind in KINDS if said == f"{kind}/1"), None)


def bundled(kind: str, key_harms: Iterable[str] = ()) -> dict[str, Any]:
    """The schema of `kind` in one piece, the agency's key harms among the words it knows.

    No reference is left in it: editors show the text of what is referred to, not the key's own.
    """
    root = root_of(kind, tuple(key_harms))
    whole: dict[str, Any] = _filled_in(root, root)
    del whole["$defs"]
    return whole


def property_at(kind: str, path: Path, key_harms: Iterable[str] = ()) -> Schema | None:
    """What the schema says about the place `path`; None where it knows no such place.

    A list takes any position or id. Below a key of the agency's own (x-) anything goes: {}.
    """
    root = root_of(kind, tuple(key_harms))
    here: Schema | None = root
    for step in path:
        here = _below(here, step, root)
        if here is None:
            return None
    return here


def words_at(kind: str, path: Path, key_harms: Iterable[str] = ()) -> dict[str, str]:
    """The words that may stand at `path`, or in the list there, each with what it means."""
    root = root_of(kind, tuple(key_harms))
    here = property_at(kind, path, key_harms) or {}
    lists = (_meanings(it) for it in _texts(here, root) if "enum" in it)
    return {word: meaning for found in lists for word, meaning in found.items()}


def key_order(document: Document, path: Path) -> list[str]:
    """The order of keys in the mapping where `path` leaves what the document holds."""
    kind = kind_of(document.data)
    here = existing(document.data, path[:-1])
    return _keys_at(kind or "plan", here)


def in_order(kind: str, path: Path, data: Data) -> dict[str, Any]:
    """`data` in the order of keys of the mapping at `path`; what it does not know comes last."""
    order = dict.fromkeys((*_keys_at(kind, path), *data))
    return {key: data[key] for key in order if key in data}


def _keys_at(kind: str, path: Path) -> list[str]:
    return list((property_at(kind, path) or {}).get("properties", {}))


def lists_at(kind: str, path: Path) -> dict[str, dict[str, str]]:
    """The vocabularies whose words may stand at `path`, by name, with what each word means."""
    shapes = _texts(property_at(kind, path) or {}, root_of(kind, ()))
    return {it["x-words"]: _meanings(it) for it in shapes if "x-words" in it}


def list_name(kind: str, path: Path) -> str:
    """The name of the vocabulary at `path`, the first of several; empty where there is none."""
    return next(iter(lists_at(kind, path)), "")


def _meanings(vocabulary: Schema) -> dict[str, str]:
    return dict(zip(vocabulary["enum"], vocabulary["enumDescriptions"], strict=True))


def _texts(schema: Schema, root: Schema) -> Iterator[Schema]:
    """What may be written at a place, or as an item of the list there: each of the shapes."""
    for shape in _shapes(schema, root):
        yield from _shapes(_meant(shape.get("items", shape), root), root)


def properties(kind: str) -> Iterator[tuple[str, Schema]]:
    """Every property of `kind` as (`goals[].timed.by`, what the schema says about it)."""
    root = root_of(kind, ())
    return _walk(root, "", root)


def is_free_text(kind: str, path: Path) -> bool:
    """Whether free text may stand at `path`, which then belongs in no argument and no message."""
    found = property_at(kind, path)
    if found is None:
        return False
    return not found or any(it.get("x-free-text") for it in _texts(found, root_of(kind, ())))


def known_keys(kind: str, path: Path, key_harms: Iterable[str] = ()) -> str:
    """Where `path` leaves what the schema knows: the key that may be meant, or all known there."""
    for depth, step in enumerate(path):
        here = property_at(kind, path[:depth], key_harms)
        known = list((here or {}).get("properties", {}))
        if known and isinstance(step, str) and step not in known and not step.startswith(OWN_KEY):
            near = get_close_matches(as_word(step), known, 1)
            return f"Did you mean {near[0]}?" if near else f"Known there: {', '.join(known)}."
    return f"`hrcli schema {kind}` shows the keys that are known."


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
def root_of(kind: str, key_harms: tuple[str, ...]) -> dict[str, Any]:
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


def _with_words(definition: Schema, words: Iterable[str]) -> dict[str, Any]:
    added = [word for word in dict.fromkeys(words) if word not in definition["enum"]]
    meanings = ["A key harm of this agency."] * len(added)
    return {
        **definition,
        "enum": definition["enum"] + added,
        "enumDescriptions": definition["enumDescriptions"] + meanings,
    }


def _meant(schema: Schema, root: Schema) -> Schema:
    """`schema` with its reference filled in; what stands beside the reference prevails."""
    while "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        schema = {**target, **{key: it for key, it in schema.items() if key != "$ref"}}
    return schema


def _filled_in(part: Any, root: Schema) -> Any:
    """A copy of `part` with every reference in it filled in."""
    if isinstance(part, list):
        return [_filled_in(inner, root) for inner in part]
    if not isinstance(part, dict):
        return part
    return {key: _filled_in(inner, root) for key, inner in _meant(part, root).items()}


def _shapes(schema: Schema, root: Schema) -> Iterator[Schema]:
    """The schema itself and, where it allows several shapes, each of them."""
    yield schema
    for shape in schema.get("anyOf", ()):
        yield _meant(shape, root)


def _below(schema: Schema | None, step: str | int, root: Schema) -> Schema | None:
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


def _walk(schema: Schema, at: str, root: Schema) -> Iterator[tuple[str, Schema]]:
    for shape in _shapes(schema, root):
        for key, inner in shape.get("properties", {}).items():
            name, found = f"{at}.{key}" if at else key, _meant(inner, root)
            yield name, found
            yield from _walk(found, name, root)
        if "items" in shape:
            yield from _walk(_meant(shape["items"], root), f"{at}[]", root)
