"""The table of what the five texts ask: every row once, and all it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import Any

import pytest

from hrcli.commands import TABLE
from hrcli.knowledge import options
from hrcli.plan import schema
from hrcli.rules import registry
from tests.support.places import GOLDEN, ROOT
from tools import build_docs as build

COUNTS = {"000": 70, "001": 20, "002": 39, "003": 25, "004": 28}
KEYS = ("row", "asks", "fields", "rules", "commands", "sections", "ideas", "examples", "tests")
SENTENCES = ("asks", "sees", "partly", "note")
MOST_PARTLY = 5
ROWS: list[dict[str, Any]] = build.asked()["rows"]
SECTION = re.compile(r'f\.section\((?:"([^"]+)"|(\w+))')


def name_of(row: dict[str, Any]) -> str:
    return str(row["row"])


@cache
def properties(kind: str) -> frozenset[str]:
    return frozenset(name.replace("[]", "") for name, _ in schema.properties(kind))


@cache
def names_of_tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


@cache
def sections_of(template: str) -> frozenset[str]:
    text = (ROOT / "templates" / f"{template}.j2").read_text(encoding="utf-8")
    return frozenset(found[0] for found in SECTION.findall(text))


def test_every_row_is_there_once_and_in_order() -> None:
    wanted = [
        f"{text}-{number:02}" for text, last in COUNTS.items() for number in range(1, last + 1)
    ]
    assert [row["row"] for row in ROWS] == wanted
    assert list(build.asked()["texts"]) == list(COUNTS)


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_row_says_what_it_asks_and_what_shows_it_or_why_not(row: dict[str, Any]) -> None:
    assert set(row) <= {*KEYS, *SENTENCES}
    for key in SENTENCES:
        assert row.get(key, ".").endswith((".", "?")), key
    assert row.get("rules") or row.get("tests")


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_person_sees_whether_the_fact_is_there(row: dict[str, Any]) -> None:
    """A rule tells it by its case that fires and the one that does not."""
    assert row.get("rules") or row.get("sees")


def test_a_key_that_only_prints_says_so() -> None:
    read_by = build.read_by()
    for row in ROWS:
        for field in row.get("fields", ()):
            kind, _, name = field.rpartition(":")
            alone = "because" in read_by[kind or "plan"].get(name, {})
            assert not alone or row.get("note") or row.get("partly"), (row["row"], field)


def test_hardly_anything_is_done_partly() -> None:
    assert sum("partly" in row for row in ROWS) <= MOST_PARTLY


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_what_a_row_names_exists(row: dict[str, Any]) -> None:
    for field in row.get("fields", ()):
        kind, _, name = field.rpartition(":")
        assert name.replace("[]", "") in properties(kind or "plan"), field
    for name in row.get("rules", ()):
        assert registry.find(name), name
    for name in row.get("commands", ()):
        assert name in TABLE, name
    for case in row.get("examples", ()):
        assert (ROOT / "examples" / "cases" / case / "plan.yaml").is_file(), case
    for section in row.get("sections", ()):
        template, _, name = section.partition("#")
        assert name in sections_of(template), section
    for test in row.get("tests", ()):
        path, _, name = test.partition("::")
        assert name in names_of_tests(path), test


@pytest.mark.parametrize("row", [row for row in ROWS if "ideas" in row], ids=name_of)
def test_every_idea_that_a_row_names_is_in_the_catalogue(row: dict[str, Any]) -> None:
    assert set(row["ideas"]) <= {idea.code for idea in options.built_in()}
    assert "options" in row["commands"]


def test_every_rule_from_the_texts_is_in_a_row() -> None:
    """The rules on harms of help, on reading and on the form of files rest on other sources."""
    named = {
        rule.code for row in ROWS for name in row.get("rules", ()) if (rule := registry.find(name))
    }
    families = ("OPT", "DNH0", "CHI", "EVT", "AUT")
    from_texts = {code for code in registry.TABLE if code.startswith(families)}
    assert from_texts <= named


def test_the_clients_copy_tells_of_rights() -> None:
    assert "rights" in sections_of("client")
    page = (GOLDEN / "7KQ2-9XMP-client.md").read_text(encoding="utf-8")
    for word in ("see what", "put right", "complain", "take a consent back"):
        assert word in page.partition("My rights")[2], word


def test_the_page_has_every_row() -> None:
    page = build.conformity()
    for row in ROWS:
        assert f"| {row['row']} | {row['asks']} |" in page
