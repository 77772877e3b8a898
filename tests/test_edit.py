"""What an edit changes, what it leaves alone, and when it refuses."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from hrcli.document import edit, writer
from hrcli.document.document import Document, read
from hrcli.document.edit import CannotEdit
from hrcli.errors import Refused

Change = Callable[[Document], str]


def setting(*path: Any) -> Change:
    """The change that sets the value at all but the last of `path` to the last."""
    return lambda doc: edit.set_value(doc, path[:-1], path[-1])


def appending(*path: Any) -> Change:
    return lambda doc: edit.append(doc, path[:-1], path[-1])


def adding(*path: Any, order: tuple[str, ...] = ()) -> Change:
    return lambda doc: edit.add_key(doc, path[:-2], path[-2], path[-1], order)


def putting(*path: Any, order: tuple[str, ...] = ()) -> Change:
    return lambda doc: edit.put(doc, path[:-1], path[-1], order)


def doc_of(text: str) -> Document:
    found = read(text.encode())
    assert found.sound, found.findings
    return found


SETS: list[tuple[str, str, Change, str]] = [
    ("plain", "a: b\nc: d\n", setting("a", "x"), "a: x\nc: d\n"),
    ("single quotes", "a: 'b'\n", setting("a", "it's"), "a: 'it''s'\n"),
    ("double quotes", 'a: "b"\n', setting("a", 'say "x"'), 'a: "say \\"x\\""\n'),
    ("quotes go with a number", "a: 'b'\n", setting("a", 3), "a: 3\n"),
    ("comment behind", "a: b   # c\n", setting("a", "x"), "a: x   # c\n"),
    ("columns", "a    : b     # c\n", setting("a", "long text"), "a    : long text     # c\n"),
    ("brackets", "a: {b: c, d: [e]}\n", setting("a", "b", "x, y"), "a: {b: 'x, y', d: [e]}\n"),
    ("quotes in brackets", "a: ['b', c]\n", setting("a", 0, "x"), "a: ['x', c]\n"),
    ("item in brackets", "a: [b, c]\n", setting("a", 1, "x]"), "a: [b, 'x]']\n"),
    ("text over lines", "a: b\n  c\n  d\ne: f\n", setting("a", "x"), "a: x\ne: f\n"),
    ("quoted over lines", 'a: "b\n  c" # d\n', setting("a", "x"), 'a: "x" # d\n'),
    ("block", "a: |\n  b\n  c\nd: e\n", setting("a", "x\ny\n"), "a: |\n  x\n  y\nd: e\n"),
    ("block, stripped", "a: |\n  b\nd: e\n", setting("a", "x\ny"), "a: |-\n  x\n  y\nd: e\n"),
    ("block, kept", "a: |+\n  b\n\nd: e\n", setting("a", "x\n\n\n"), "a: |+\n  x\n\n\nd: e\n"),
    ("block to one line", "a: |\n  b\nd: e\n", setting("a", "x"), "a: |-\n  x\nd: e\n"),
    ("block to a number", "a: |  # c\n  b\nd: e\n", setting("a", 1), "a: 1  # c\nd: e\n"),
    ("block with a width", "a: |2\n    b\n", setting("a", "x\n"), "a: |\n  x\n"),
    ("block, own indent", "a: |\n     b\n", setting("a", "x\n"), "a: |\n     x\n"),
    ("block, comment", "a: |-  # c\n  b\n# d\n", setting("a", "x"), "a: |-  # c\n  x\n# d\n"),
    ("folded", "a: >\n  b\n  c\nd: e\n", setting("a", "x y\n"), "a: >\n  x y\nd: e\n"),
    (
        "folded, paragraphs",
        "a: >-\n  b\n\n\nd: e\n",
        setting("a", "x\ny"),
        "a: >-\n  x\n\n  y\n\n\nd: e\n",
    ),
    ("nothing", "a:\nb: c\n", setting("a", "x"), "a: x\nb: c\n"),
    ("nothing, comment", "a:   # c\n", setting("a", "x"), "a: x   # c\n"),
    ("nothing in brackets", "a: {b: , c, d: ~}\n", setting("a", "b", 1), "a: {b: 1, c, d: ~}\n"),
    ("bare key in brackets", "a: {b: , c, d: ~}\n", setting("a", "c", 1), "a: {b: , c: 1, d: ~}\n"),
    ("empty item", "a:\n  -\n  - b\n", setting("a", 0, "x"), "a:\n  - x\n  - b\n"),
    ("tilde", "a: ~ # c\n", setting("a", True), "a: true # c\n"),
    ("to nothing", "a: b\n", setting("a", None), "a: null\n"),
    ("emoji before", "é: 🙂 # 漢\na: é🙂\n", setting("a", "ñ"), "é: 🙂 # 漢\na: ñ\n"),
    ("no last line end", "a: b\nc: d", setting("c", "x"), "a: b\nc: x"),
    ("CRLF", "a: b\r\nc: d\r\n", setting("a", "x"), "a: x\r\nc: d\r\n"),
    ("CRLF, block", "a: b\r\nc: d\r\n", setting("a", "x\ny"), "a: |-\r\n  x\r\n  y\r\nc: d\r\n"),
    (
        "mixed line ends",
        "a: b\nc: d\r\ne: f\n",
        setting("c", "x\ny"),
        "a: b\nc: |-\r\n  x\r\n  y\r\ne: f\n",
    ),
    ("marks", "---\na: b\n...\n", setting("a", "x"), "---\na: x\n...\n"),
    ("trailing spaces", "a: b  \nc: d \n", setting("a", "x"), "a: x  \nc: d \n"),
    ("odd key", "'a: b': c\n", setting("a: b", "x"), "'a: b': x\n"),
    ("asked key", "? a\n: b\n", setting("a", "x"), "? a\n: x\n"),
    ("below its key", "a:\n  b\nc: d\n", setting("a", "x"), "a:\n  x\nc: d\n"),
    ("item of a list", "a:\n- b # c\n- d\n", setting("a", 0, "x"), "a:\n- x # c\n- d\n"),
    (
        "block in a list",
        "a:\n- b # c\n- d\n",
        setting("a", 0, "x\ny"),
        "a:\n- |- # c\n  x\n  y\n- d\n",
    ),
    ("block at the end", "a: b", setting("a", "x\ny\n"), "a: |\n  x\n  y\n"),
    (
        "comment deeper: quotes",
        "a:\n  - b\n    # c\n",
        setting("a", "x\ny"),
        'a: "x\\ny"\n    # c\n',
    ),
    (
        "scalar to list",
        "a: b  # c\nd: e\n",
        setting("a", ["x y", "z"]),
        "a:  # c\n  - x y\n  - z\nd: e\n",
    ),
    ("scalar to words", "a: b  # c\n", setting("a", ["x", "z"]), "a: [x, z]  # c\n"),
    (
        "empty to items",
        "a: []  # c\nd: e\n",
        setting("a", [{"id": "x"}]),
        "a:  # c\n  - id: x\nd: e\n",
    ),
    (
        "item to mapping",
        "a:\n  -  b\n  -  c\n",
        setting("a", 0, {"d": 1, "e": 2}),
        "a:\n  -  d: 1\n     e: 2\n  -  c\n",
    ),
    ("list to scalar", "a:  # c\n  - b\n  - d\ne: f\n", setting("a", "x"), "a: x  # c\ne: f\n"),
    ("list to empty", "a:\n- b\n- d\ne: f\n", setting("a", []), "a: []\ne: f\n"),
    ("list to text", "a:\n- b\ne: f\n", setting("a", "x\ny"), "a: |-\n  x\n  y\ne: f\n"),
    ("block list stays", "a:\n- b\n- c\nd: e\n", setting("a", ["x"]), "a:\n- x\nd: e\n"),
    (
        "block mapping stays",
        "a:\n    b: c\nd: e\n",
        setting("a", {"x": 1, "z": [2]}),
        "a:\n    x: 1\n    z:\n      - 2\nd: e\n",
    ),
    ("list to mapping", "a:\n- b\nd: e\n", setting("a", {"x": 1}), "a:\n  x: 1\nd: e\n"),
    ("brackets stay", "a: [b, c]  # d\n", setting("a", [{"x": "y, z"}]), "a: [{x: 'y, z'}]  # d\n"),
    ("nothing to do", "a: [b,   c]\n", setting("a", ["b", "c"]), "a: [b,   c]\n"),
    ("type only", "a: '1'\n", setting("a", 1), "a: 1\n"),
]

APPENDS: list[tuple[str, str, Change, str]] = [
    ("indented", "a:\n  - b\nc: d\n", appending("a", "x"), "a:\n  - b\n  - x\nc: d\n"),
    ("indentless", "a:\n- b\nc: d\n", appending("a", "x"), "a:\n- b\n- x\nc: d\n"),
    (
        "wide gap",
        "a:\n    -   b\n",
        appending("a", {"x": 1, "z": 2}),
        "a:\n    -   b\n    -   x: 1\n        z: 2\n",
    ),
    (
        "nested",
        "a:\n  - - b\n    - c\n  - d\n",
        appending("a", 0, "x"),
        "a:\n  - - b\n    - c\n    - x\n  - d\n",
    ),
    (
        "comment at the dash",
        "a:\n  - b\n  # c\nd: e\n",
        appending("a", "x"),
        "a:\n  - b\n  - x\n  # c\nd: e\n",
    ),
    (
        "comment deeper",
        "a:\n  - b\n    # c\nd: e\n",
        appending("a", "x"),
        "a:\n  - b\n    # c\n  - x\nd: e\n",
    ),
    (
        "comment deeper below a gap",
        "a:\n- b\n\n  # c\n\nd: e\n",
        appending("a", "x"),
        "a:\n- b\n\n  # c\n- x\n\nd: e\n",
    ),
    (
        "comment between",
        "a:\n  - b\n  # c\n  - d # e\n",
        appending("a", "x"),
        "a:\n  - b\n  # c\n  - d # e\n  - x\n",
    ),
    (
        "blank lines between",
        "a:\n- b\n\n- c\n\nd: e\n",
        appending("a", "x"),
        "a:\n- b\n\n- c\n\n- x\n\nd: e\n",
    ),
    ("behind a text", "a:\n- |\n  b\n\nc: d\n", appending("a", "x"), "a:\n- |\n  b\n- x\n\nc: d\n"),
    (
        "behind a kept text",
        "a:\n- |+\n  b\n\nc: d\n",
        appending("a", "x"),
        "a:\n- |+\n  b\n\n- x\nc: d\n",
    ),
    ("empty", "a: []\nb: c\n", appending("a", "x y"), "a:\n  - x y\nb: c\n"),
    ("empty, comment", "a: [ ]  # c\n", appending("a", {"id": "x"}), "a:  # c\n  - id: x\n"),
    ("null", "a:\nb: c\n", appending("a", "x"), "a: [x]\nb: c\n"),
    ("brackets", "a: [b]\n", appending("a", "x, y"), "a: [b, 'x, y']\n"),
    ("brackets, comma at the end", "a: [b, ]\n", appending("a", "x"), "a: [b, x, ]\n"),
    (
        "brackets over lines",
        "a: [\n  b,\n  c,\n]\n",
        appending("a", "x"),
        "a: [\n  b,\n  c,\n  x,\n]\n",
    ),
    ("brackets, CRLF", "a: [\r\n  b\r\n]\r\n", appending("a", "x"), "a: [\r\n  b,\r\n  x\r\n]\r\n"),
    (
        "item with a list and a text",
        "a:\n  - id: b\n",
        appending("a", {"id": "x", "for": ["h1"], "t": "l\nm\n", "u": [{"o": 1}]}),
        "a:\n  - id: b\n"
        "  - id: x\n    for: [h1]\n    t: |\n      l\n      m\n    u:\n      - o: 1\n",
    ),
    ("no last line end", "a:\n- b", appending("a", "x"), "a:\n- b\n- x"),
    ("CRLF", "a:\r\n- b\r\nc: d\r\n", appending("a", "x"), "a:\r\n- b\r\n- x\r\nc: d\r\n"),
    ("list of lists", "a:\n- [b]\n", appending("a", ["x", "z"]), "a:\n- [b]\n- [x, z]\n"),
    ("deeper list", "a:\n- b:\n  - c\n", appending("a", 0, "b", "x"), "a:\n- b:\n  - c\n  - x\n"),
]

ADDS: list[tuple[str, str, Change, str]] = [
    ("at the end", "a: b\nc: d\n", adding("e", "x"), "a: b\nc: d\ne: x\n"),
    ("in its place", "a: b\nc: d\n", adding("b", "x", order=("a", "b", "c")), "a: b\nb: x\nc: d\n"),
    (
        "behind the nearest",
        "c: 1\na: 2\nd: 3\n",
        adding("x", 4, order=("a", "c", "x")),
        "c: 1\nx: 4\na: 2\nd: 3\n",
    ),
    (
        "nothing comes before",
        "b: 1\nc: 2\n",
        adding("a", 0, order=("a", "b")),
        "b: 1\nc: 2\na: 0\n",
    ),
    ("not in the order", "a: 1\n", adding("x", 2, order=("a", "b")), "a: 1\nx: 2\n"),
    (
        "behind its comments",
        "a: b # c\n  # d\n# e\nc: d\n",
        adding("b", "x", order=("a", "b")),
        "a: b # c\n  # d\nb: x\n# e\nc: d\n",
    ),
    (
        "behind a list",
        "a:\n- b\n\nc: d\n",
        adding("b", "x", order=("a", "b")),
        "a:\n- b\nb: x\n\nc: d\n",
    ),
    (
        "in an item",
        "g:\n- id: a\n  b: c\n- id: d\n",
        adding("g", 0, "x", 1),
        "g:\n- id: a\n  b: c\n  x: 1\n- id: d\n",
    ),
    (
        "behind the first key of an item",
        "g:\n- id: a\n  b: c\n",
        adding("g", 0, "x", 1, order=("id", "x")),
        "g:\n- id: a\n  x: 1\n  b: c\n",
    ),
    ("in brackets", "a: {b: c}  # d\n", adding("a", "x", "y: z"), "a: {b: c, x: 'y: z'}  # d\n"),
    (
        "in brackets, in its place",
        "a: {b: c, d: e}\n",
        adding("a", "x", 1, order=("b", "x", "d")),
        "a: {b: c, x: 1, d: e}\n",
    ),
    (
        "in brackets over lines",
        "a: {\n  b: c,\n}\n",
        adding("a", "x", 1),
        "a: {\n  b: c,\n  x: 1,\n}\n",
    ),
    ("in empty brackets", "a: {}  # c\nb: d\n", adding("a", "x", 1), "a:  # c\n  x: 1\nb: d\n"),
    ("in an empty item", "g:\n  - {}\n", adding("g", 0, "x", 1), "g:\n  - x: 1\n"),
    ("in empty brackets in brackets", "a: [{}]\n", adding("a", 0, "x", 1), "a: [{x: 1}]\n"),
    ("in nothing", "a:\nb: d\n", adding("a", "x", 1), "a:\n  x: 1\nb: d\n"),
    (
        "odd indentation",
        "a:\n     b: c\nd: e\n",
        adding("a", "x", ["y z"]),
        "a:\n     b: c\n     x:\n       - y z\nd: e\n",
    ),
    ("no last line end", "a: b", adding("c", "x"), "a: b\nc: x"),
    ("text at the end", "a: b", adding("c", "x\ny\n"), "a: b\nc: |\n  x\n  y\n"),
    ("CRLF", "a: b\r\n", adding("c", {"d": 1}), "a: b\r\nc:\r\n  d: 1\r\n"),
    ("before the end mark", "a: b\n...\n", adding("c", 1), "a: b\nc: 1\n...\n"),
    (
        "behind a text",
        "a: |\n  b\n\n\nc: d\n",
        adding("x", 1, order=("a", "x")),
        "a: |\n  b\nx: 1\n\n\nc: d\n",
    ),
    (
        "behind a kept text",
        "a: |+\n  b\n\nc: d\n",
        adding("x", 1, order=("a", "x")),
        "a: |+\n  b\n\nx: 1\nc: d\n",
    ),
    (
        "behind nothing",
        "a:\n# c\nb: d\n",
        adding("x", 1, order=("a", "x")),
        "a:\nx: 1\n# c\nb: d\n",
    ),
    ("a key that needs quotes", "a: b\n", adding("no", 1), "a: b\n'no': 1\n"),
]

PUTS: list[tuple[str, str, Change, str]] = [
    ("what is there", "a: {b: 1}\n", putting("a", "b", 2), "a: {b: 2}\n"),
    ("a key", "a:\n  b: 1\n", putting("a", "c", 2), "a:\n  b: 1\n  c: 2\n"),
    ("missing parents", "a: 1\n", putting("b", "c", "d", 2), "a: 1\nb:\n  c:\n    d: 2\n"),
    (
        "missing parents in place",
        "a: 1\nz: 2\n",
        putting("b", "c", 3, order=("a", "b", "z")),
        "a: 1\nb:\n  c: 3\nz: 2\n",
    ),
    ("parent is null", "a:\nz: 2\n", putting("a", "b", "c", 3), "a:\n  b:\n    c: 3\nz: 2\n"),
    ("next position", "a: [b]\n", putting("a", 1, "x"), "a: [b, x]\n"),
    ("append", "a:\n- b\n", putting("a", "append", "x"), "a:\n- b\n- x\n"),
    ("append to nothing", "a: 1\n", putting("b", "append", {"id": "x"}), "a: 1\nb:\n  - id: x\n"),
    ("append to null", "a:\n", putting("a", "append", {"id": "x"}), "a:\n  - id: x\n"),
    ("first of a missing list", "a: 1\n", putting("b", 0, "x"), "a: 1\nb: [x]\n"),
    ("key of a new item", "g:\n- id: a\n", putting("g", 1, "id", "x"), "g:\n- id: a\n- id: x\n"),
    (
        "list inside an item",
        "g:\n- id: a\n",
        putting("g", 0, "p", "append", {"d": 1}),
        "g:\n- id: a\n  p:\n    - d: 1\n",
    ),
]

PAIRS = [
    pytest.param(before, change, after, id=f"{group}: {name}")
    for group, rows in {"set": SETS, "append": APPENDS, "add": ADDS, "put": PUTS}.items()
    for name, before, change, after in rows
]


@pytest.mark.parametrize(("before", "change", "after"), PAIRS)
def test_before_and_after(before: str, change: Change, after: str) -> None:
    assert change(doc_of(before)) == after


@pytest.mark.parametrize(("before", "change", "after"), PAIRS)
def test_with_crlf_the_same_lines_come_out(before: str, change: Change, after: str) -> None:
    if "\r" not in before and "\n" in before:
        assert change(doc_of(before.replace("\n", "\r\n"))) == after.replace("\n", "\r\n")


VALUES: list[tuple[Any, str]] = [
    ("no", "'no'"),
    ("012", "'012'"),
    ("1e5", "'1e5'"),
    ("1_000", "'1_000'"),
    ("12:30", "'12:30'"),
    ("~", "'~'"),
    ("", "''"),
    ("- x", "'- x'"),
    ("# c", "'# c'"),
    ("a: b", "'a: b'"),
    ("a:", "'a:'"),
    ("x #y", "'x #y'"),
    ("it's", "it's"),
    ("it's: so", '"it\'s: so"'),
    ('"q"', "'\"q\"'"),
    ("C:\\x", "C:\\x"),
    ("*a", "'*a'"),
    ("&a", "'&a'"),
    ("!t", "'!t'"),
    ("@x", "'@x'"),
    ("%d", "'%d'"),
    ("`q", "'`q'"),
    ("=", "'='"),
    ("<<", "'<<'"),
    ("---", "'---'"),
    ("...", "'...'"),
    ("{y}", "'{y}'"),
    ("[x]", "'[x]'"),
    (" lead", "' lead'"),
    ("trail ", "'trail '"),
    ("tab\there", '"tab\\there"'),
    ("two\nlines", '"two\\nlines"'),
    ("turned \u202e", '"turned \\u202E"'),
    ("w" * 200, "w" * 200),
    ("2026-01-05", "2026-01-05"),
    ("2026-01-05 10:00:00", "'2026-01-05 10:00:00'"),
    ("7KQ2-9XMP", "7KQ2-9XMP"),
    ("goals.g2m", "goals.g2m"),
    ("é🙂", "é🙂"),
    ("true", "'true'"),
    ("null", "'null'"),
    ("3", "'3'"),
    (True, "true"),
    (None, "null"),
    (3, "3"),
    (-3, "-3"),
    (2.5, "2.5"),
    (2.0, "2.0"),
    (1e-7, "0.0000001"),
    (1e20, None),
]


@pytest.mark.parametrize(("value", "written"), VALUES[:-1], ids=lambda it: repr(it)[:20])
def test_how_a_value_is_written(value: Any, written: str) -> None:
    assert writer.scalar(value) == written
    assert edit.set_value(doc_of("a: b # c\n"), ("a",), value) == (
        f"a: {written} # c\n" if "\n" not in str(value) else "a: |- # c\n  two\n  lines\n"
    )


@pytest.mark.parametrize("text", ["a, b", "a]", "a}", "{", "a:b", "a?"])
def test_brackets_need_more_quotes(text: str) -> None:
    assert writer.scalar(text, flow=True) == f"'{text}'"


@pytest.mark.parametrize(
    "value",
    [1e20, 1e-20, float("inf"), float("nan"), 10**18, "\x07", "\x00", "a\rb", "\u2028", "\x85",
     "\ud800", "\ufeff", ["x", {"y": "\x1b"}], {"k" * 1001: 1}],
    ids=ascii,
)  # fmt: skip
def test_values_that_no_file_may_hold(value: Any) -> None:
    with pytest.raises(Refused) as refusal:
        writer.block({"a": value})
    assert "kkk" not in str(refusal.value)
    with pytest.raises(Refused):
        edit.set_value(doc_of("a: b\n"), ("a",), value)


BLOCKS: list[tuple[Any, str]] = [
    ({}, "{}\n"),
    ([], "[]\n"),
    ("x", "x\n"),
    ("x\ny", "|-\n  x\n  y\n"),
    ({"a": [], "b": {}, "c": None}, "a: []\nb: {}\nc: null\n"),
    ({"for": ["h7k", "h8p"], "m": 1}, "for: [h7k, h8p]\nm: 1\n"),
    ({"a": ["two words", "x"]}, "a:\n  - two words\n  - x\n"),
    ({"a": ["word" * 5] * 5}, "a:\n" + f"  - {'word' * 5}\n" * 5),
    ([{"id": "g2m", "timed": {"by": "2026-02-28"}}], "- id: g2m\n  timed:\n    by: 2026-02-28\n"),
    ([[1, 2], ["a"]], "- - 1\n  - 2\n- [a]\n"),
    ({"t": "one\n\n  two\n"}, "t: |\n  one\n\n    two\n"),
    ({"t": "one\n\n"}, "t: |+\n  one\n\n"),
    ({"t": "  one\ntwo"}, 't: "  one\\ntwo"\n'),
    ({"t": "one \ntwo"}, 't: "one \\ntwo"\n'),
    ({"t": "\n"}, 't: "\\n"\n'),
    ({"1": 2, "no": 3, "a b": 4, "a: b": 5}, "'1': 2\n'no': 3\na b: 4\n'a: b': 5\n"),
]


@pytest.mark.parametrize(("value", "written"), BLOCKS, ids=lambda it: repr(it)[:20])
def test_how_blocks_are_written(value: Any, written: str) -> None:
    assert writer.block(value) == written


def test_blocks_are_indented() -> None:
    assert writer.block({"a": "x\n\ny", "b": [{"c": 1}]}, 4) == (
        "    a: |-\n      x\n\n      y\n    b:\n      - c: 1\n"
    )


def test_wide_folded_text_is_wrapped_again() -> None:
    text = " ".join(f"word{number}" for number in range(40))
    after = edit.set_value(doc_of("a: >-\n  old\nb: c\n"), ("a",), text)
    assert read(after.encode()).data == {"a": text, "b": "c"}
    assert max(map(len, after.splitlines())) <= 78
    assert len(after.splitlines()) > 3


# Refusals.

NOTHING = "Nothing stands here that could be replaced."
ODD = "The way this place is written cannot be changed by hrcli."
DEEP: Any = reduce(lambda inner, _: [inner], range(32), 1)
REFUSALS: list[tuple[str, str, Change, str, str, str]] = [
    (
        "comment inside a list",
        "a:\n  - b\n  # c\n  - d\n",
        setting("a", "x"),
        "A comment inside this value would be lost.",
        "2:3  a",
        "a: x\n",
    ),
    (
        "comment inside brackets",
        "a: [b, # c\n  d]\n",
        setting("a", ["x"]),
        "A comment inside this value would be lost.",
        "1:4  a",
        "a: [x]\n",
    ),
    (
        "nothing there",
        "a: 1\n",
        setting("b", "x"),
        NOTHING,
        "1:1  b",
        "b: x\n",
    ),
    (
        "the whole file",
        "a: 1\n",
        setting({"b": 1}),
        NOTHING,
        "1:1",
        "- b: 1\n",
    ),
    ("key is there", "a: 1\n", adding("a", "x"), "This key is there already.", "1:1", "a: x\n"),
    (
        "key in a list",
        "a: [1]\n",
        adding("a", "x", 1),
        "No keys can stand here.",
        "1:4  a",
        "x: 1\n",
    ),
    ("key in a text", "a: b\n", adding("a", "x", 1), "No keys can stand here.", "1:4  a", "x: 1\n"),
    (
        "item in a mapping",
        "a: {b: 1}\n",
        appending("a", "x"),
        "No list stands here.",
        "1:4  a",
        "- x\n",
    ),
    (
        "no such item",
        "a: [b]\n",
        putting("a", 5, "x"),
        "There is no such item here.",
        "1:4  a.5",
        "- x\n",
    ),
    (
        "third item of a missing list",
        "a: 1\n",
        putting("b", 2, "x"),
        "There is no such item here.",
        "1:1  b.2",
        "- x\n",
    ),
    (
        "third item of nothing",
        "a:\n",
        putting("a", 2, "b", "x"),
        "There is no such item here.",
        "1:3  a.2.b",
        "b: x\n",
    ),
    ("put at the root", "a: 1\n", putting(2), NOTHING, "1:1", "- 2\n"),
    (
        "key of a text",
        "a: b\n",
        putting("a", "c", "d", 1),
        "There is no such item here.",
        "1:4  a.c.d",
        "d: 1\n",
    ),
    ("asked keys", "? a\n: b\n", adding("c", "x"), ODD, "1:1", "c: x\n"),
    (
        "text without line end",
        "a: |\n  b",
        adding("c", "x"),
        "The last line of this file has no line end; add one first.",
        "1:1",
        "c: x\n",
    ),
    ("pair in brackets", "a: [b: 1]\n", adding("a", 0, "x", 1), ODD, "1:5  a.0", "x: 1\n"),
    ("too deep", "a: 1\n", setting("a", DEEP), ODD, "1:4  a", "a:\n  " + "- " * 32 + "1\n"),
    (
        "too large",
        "a: 1\n",
        setting("a", "x" * 1_100_000),
        "The file would become larger than hrcli reads.",
        "1:4  a",
        f"a: {'x' * 1_100_000}\n",
    ),
]


@pytest.mark.parametrize(
    ("text", "change", "what", "where", "snippet"),
    [row[1:] for row in REFUSALS],
    ids=[row[0] for row in REFUSALS],
)
def test_refusals(text: str, change: Change, what: str, where: str, snippet: str) -> None:
    with pytest.raises(CannotEdit) as refusal:
        change(doc_of(text))
    assert refusal.value.what == what
    assert refusal.value.where == where
    assert refusal.value.todo.endswith(".")
    assert refusal.value.snippet == snippet
    assert refusal.value.exit_code == 3


def test_a_file_with_a_slip_is_not_changed() -> None:
    for change in (setting("a", 1), adding("b", 1), appending("a", 1), putting("c", "d", 1)):
        with pytest.raises(CannotEdit, match="slip") as refusal:
            change(read(b"a: 1\na: 2\n"))
        assert refusal.value.where == "2:1"


def test_a_refusal_holds_nothing_of_the_case() -> None:
    text = "a:\n  - Canary\n  # Canary\n  - Canary\nCanary Jones: {b: Canary}\n"
    for change in (setting("a", "x"), setting("Canary Jones", "zz", 1), adding("a", "x", 1)):
        with pytest.raises(CannotEdit) as refusal:
            change(doc_of(text))
        error = refusal.value
        assert "Canary" not in error.what + error.where + error.todo
    assert "Canary" not in str(error)


def test_numbers_taken_for_text_by_a_check_do_not_stand_in_the_way() -> None:
    doc = doc_of("a: 7\nb: c\n")
    doc.data["a"] = "7"
    assert edit.set_value(doc, ("b",), "x") == "a: 7\nb: x\n"
    assert edit.set_value(doc, ("a",), "7") == "a: '7'\nb: c\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [(True, 1), (1, 1.0), (0, False), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ([1], [True]), ("1", 1),
     ([], {}), (None, ""), ({"a": 1}, {"a": 1.0}), ([1], [1, 2])],
)  # fmt: skip
def test_the_comparison_is_strict(one: Any, other: Any) -> None:
    assert not edit.same(one, other)
    assert edit.same(one, one)


# What git sees.

PLAN = """# a plan
hrcli: plan/1
status: draft{comment}
goals:
{dash}- id: g2m
{dash}  status: proposed
{dash}  specific: {word}
client: {{alias: Robin, age_band: adult}}
"""
SHAPES = {
    "LF": ("", "  ", "plain", "\n", b"", True),
    "CRLF": ("", "  ", "plain", "\r\n", b"", True),
    "BOM": ("", "  ", "plain", "\n", b"\xef\xbb\xbf", True),
    "no final newline": ("", "  ", "plain", "\n", b"", False),
    "indentless": ("", "", "plain", "\n", b"", True),
    "commented": ("   # not agreed", "  ", "plain # why", "\n", b"", True),
    "non-ASCII": ("  # é🙂", "  ", "漢字 🙂 é", "\n", b"", True),
    "all at once": ("  # é🙂", "", "漢字", "\r\n", b"\xef\xbb\xbf", False),
}


@pytest.mark.client
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "change",
    [
        setting("status", "active"),
        setting("goals", 0, "status", "active"),
        setting("client", "alias", "Zoë"),
        setting("client", "age_band", "over_65"),
    ],
)
def test_git_sees_one_line_changed(
    shape: str, change: Change, client: Callable[[str], str], tmp_path: Path
) -> None:
    comment, dash, word, line_end, bom, ended = SHAPES[shape]
    text = PLAN.format(comment=comment, dash=dash, word=word)
    text = text if ended else text.rstrip("\n")
    raw = bom + text.replace("\n", line_end).encode()
    doc = read(raw)
    (tmp_path / "before").write_bytes(raw)
    (tmp_path / "after").write_bytes(doc.encoded(change(doc)))
    command = [client("git"), "diff", "--no-index", "--numstat", "before", "after"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split()[:2] == ["1", "1"]
