"""Nothing that hrcli says anywhere is a dose, calls something safe, or makes somebody small.

What is looked at: every text in the code (messages, help, prompts, the words of rules), the data
of the field, schemas, templates, documents, the invented cases, and their pages in both languages.
Each list of words stands in tests/cases/word_lists/safety, its exceptions with their reason.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from hrcli.pages.audiences import AUDIENCES
from hrcli.plan.case import Settings
from tests.support.pages import example, render
from tests.support.places import CASES, EXAMPLES, ROOT

LISTS = sorted((CASES / "word_lists" / "safety").glob("*.yaml"))
EXAMPLE_CASES = sorted(place.name for place in (EXAMPLES / "cases").iterdir())

WORD_LISTS = ("language.yaml", "closed_for_use.yaml", "measuring.yaml", "substance_names.yaml")
"""Data by which people's own texts are read: they have to hold what nobody should write."""

FIRES = ("example",)
"""What a rule shows as the text that it finds, and so holds what nobody should write."""

GENERATED = ("readers.md", "rules.md")
"""Made of the words of rules, those examples among them."""

OF_MACHINES = re.compile(r"\S*_\S*|\{[^}]*\}|`[^`]*`")
"""Names of keys and of vocabularies, and what is filled in."""


class Text(NamedTuple):
    """Something that hrcli says, and where."""

    place: str
    words: str


class WordList(NamedTuple):
    """What must not be said, and what may be said though it looks like it."""

    name: str
    find: re.Pattern[str]
    unless: re.Pattern[str]
    fires: tuple[str, ...]
    exceptions: tuple[str, ...]

    def wrong(self, text: str) -> list[str]:
        """The places of a text that the list finds, each with what stands around it."""
        text = " ".join(OF_MACHINES.sub(" ", text).split())
        allowed = [it.span() for it in self.unless.finditer(text)]
        return [
            text[max(0, it.start() - 40) : it.end() + 40]
            for it in self.find.finditer(text)
            if not any(start < it.end() and it.start() < end for start, end in allowed)
        ]


def word_list(path: Path) -> WordList:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    unless = [it["text"] for it in data["but"]]
    assert all(it["because"] for it in data["but"])
    return WordList(path.stem, one_of(data["find"]), one_of(unless), (*data["fires"],), (*unless,))


def one_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{it})" for it in patterns), re.IGNORECASE)


# What hrcli says


@lru_cache
def said() -> tuple[Text, ...]:
    return (*_in_code(), *_in_data(), *_in_documents(), *_on_pages())


def _in_code() -> Iterator[Text]:
    """Every text in the code but what explains the code itself; a command's is its help."""
    for path in sorted((ROOT / "hrcli").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        left_out = set() if path.parent.name == "commands" else _docstrings(tree)
        left_out |= _shown_as_wrong(tree)
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in left_out:
                yield Text(f"{path.relative_to(ROOT)}:{node.lineno}", node.value)


def _docstrings(tree: ast.AST) -> set[int]:
    bare = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {id(node.value) for node in bare}


def _shown_as_wrong(tree: ast.AST) -> set[int]:
    shown = (node for node in ast.walk(tree) if isinstance(node, ast.keyword))
    return {id(node.value) for node in shown if node.arg in FIRES}


def _in_data() -> Iterator[Text]:
    for path in _files("hrcli/knowledge/*.yaml", "examples/**/*.yaml", "templates/**/*.yaml"):
        if path.name not in WORD_LISTS:
            yield from _texts(path, yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    for path in _files("schemas/**/*.json"):
        yield from _texts(path, json.loads(path.read_text(encoding="utf-8")))


def _in_documents() -> Iterator[Text]:
    for path in _files("*.md", "docs/*.md", "examples/**/*.md", "templates/*.j2"):
        if path.name not in GENERATED:
            yield Text(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))


def _files(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(ROOT.glob(pattern))


def _texts(path: Path, data: Any) -> Iterator[Text]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield Text(str(path.relative_to(ROOT)), str(key))
            yield from _texts(path, value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(path, value)
    elif isinstance(data, str):
        yield Text(str(path.relative_to(ROOT)), data)


def _on_pages() -> Iterator[Text]:
    for case in EXAMPLE_CASES:
        for locale in ("en", "de"):
            here = example(case)._replace(settings=Settings(locale=locale))
            for audience in AUDIENCES:
                yield Text(f"{case} as {audience}, {locale}", render(here, audience, "txt"))


@pytest.mark.parametrize("path", LISTS, ids=lambda it: it.stem)
def test_a_list_finds_what_it_is_for(path: Path) -> None:
    known = word_list(path)
    assert [it for it in known.fires if not known.wrong(it)] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda it: it.stem)
def test_nothing_of_the_kind_is_said(path: Path) -> None:
    known = word_list(path)
    found = [(it.place, wrong) for it in said() for wrong in known.wrong(it.words)]
    assert found == []


@pytest.mark.parametrize("path", LISTS, ids=lambda it: it.stem)
def test_no_exception_is_made_for_nothing(path: Path) -> None:
    known = word_list(path)
    texts = [" ".join(OF_MACHINES.sub(" ", it.words).split()) for it in said()]
    idle = [it for it in known.exceptions if not any(one_of([it]).search(text) for text in texts)]
    assert idle == []
