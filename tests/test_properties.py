"""Reading, writing and editing judged by an oracle of their own, over many texts and values."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import FULL, sample
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import comments_of, data_of, differs

from hrcli.document import document, edit, writer
from hrcli.document.data import value_at
from hrcli.document.document import read
from hrcli.document.edit import CannotEdit
from hrcli.resources import folder

NASTY = sorted((Path(__file__).parent / "nasty").glob("*.yaml"))
EXAMPLES = sorted(folder("examples").rglob("*.yaml"))
FILES = [*NASTY, *EXAMPLES]

VALUES: list[Any] = [
    "active", "no", "012", 'it\'s "so"', "a: b #c", "two\nlines", "one line\n", "keep\n\n", " lead",
    "", None, True, 3, 2.5, "2026-03-09", ["a", "b"], ["long text, with comma", "x"], [], {}, "[x]",
    {"id": "g9z", "what": "x: y"}, [{"id": "a1b", "n": None, "t": "l1\nl2\n"}], "é🙂", "tab\there",
]  # fmt: skip


def shown(file: Path) -> str:
    return "-".join(file.parts[-3:])


# Every node and every way of editing it.


def nodes(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, data
    if isinstance(data, dict):
        for key, inner in data.items():
            yield from nodes(inner, (*path, key))
    elif isinstance(data, list):
        for index, inner in enumerate(data):
            yield from nodes(inner, (*path, index))


def ways(path: tuple[Any, ...], here: Any) -> list[str]:
    """How the value at `path` can be edited."""
    found = ["set"] if path else []
    if isinstance(here, dict) or (path and here is None):
        found += ["add", "add early"]
    if isinstance(here, list) or (path and here is None):
        found.append("append")
    return found


def edited(doc: document.Document, path: tuple[Any, ...], way: str, value: Any) -> str:
    if way == "set":
        return edit.set_value(doc, path, value)
    if way == "append":
        return edit.append(doc, path, value)
    order = [*(value_at(doc.data, path) or {})][:1] if way == "add early" else []
    return edit.add_key(doc, path, "x-new", value, [*order, "x-new"])


def meant(data: Any, path: tuple[Any, ...], way: str, value: Any) -> Any:
    """What the data should be after an edit, in plain Python."""
    whole = copy.deepcopy([data])
    above, last = whole, 0
    for step in path:
        above, last = above[last], step
    here = above[last]
    if way == "set":
        above[last] = value
    elif way == "append":
        above[last] = [*(here or []), value]
    else:
        pairs = list((here or {}).items())
        pairs.insert(1 if way == "add early" else len(pairs), ("x-new", value))
        above[last] = dict(pairs)
    return whole[0]


def judge(raw: bytes, path: tuple[Any, ...], way: str, value: Any) -> str:
    """`right`, `refused`, or what is wrong with one edit."""
    doc = read(raw)
    try:
        after = doc.encoded(edited(doc, path, way, value))
    except CannotEdit:
        return "refused"
    wrong = differs(data_of(after), meant(data_of(raw), path, way, value))
    if wrong is not None:
        return f"{way} {path} {value!r}: differs at {wrong}"
    if comments_of(after) != comments_of(raw):
        return f"{way} {path} {value!r}: a comment is lost"
    return "right"


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_every_edit_is_right_or_refused(file: Path) -> None:
    raw = file.read_bytes()
    chance = random.Random(file.name)
    tries = [(path, way) for path, here in nodes(data_of(raw)) for way in ways(path, here)]
    if not FULL and len(tries) > 40:
        tries = chance.sample(tries, 40)
    each = VALUES if FULL and file in NASTY else None
    results = Counter(
        judge(raw, path, way, value)
        for path, way in tries
        for value in each or chance.sample(VALUES, 2)
    )
    assert set(results) <= {"right", "refused"}
    assert results["right"] >= results["refused"]


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_read_as_the_oracle_reads(file: Path) -> None:
    raw = file.read_bytes()
    found = read(raw)
    assert found.sound
    assert differs(found.data, data_of(raw)) is None
    assert differs(found.as_typed(), data_of(raw)) is None
    assert edit.comments(found) == comments_of(raw)
    assert found.encoded(found.text) == raw


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_every_place_is_where_its_text_is(file: Path) -> None:
    found = read(file.read_bytes())
    lines = found.text.split("\n")
    for path, event, is_key in document.scalars_below(found.root, ()):
        place = found.key_place(path) if is_key else found.place(path)
        if event.value and event.style is None:
            first = event.value.split(" ")[0].split("\n")[0]
            assert lines[place.line - 1][place.column - 1 :].startswith(first), path


def test_few_edits_are_refused() -> None:
    results: Counter[str] = Counter()
    for file in EXAMPLES:
        raw = file.read_bytes()
        chance = random.Random(file.name)
        scalars = [path for path, here in nodes(data_of(raw)) if not isinstance(here, (dict, list))]
        for path in chance.sample(scalars, min(20, len(scalars))):
            results[judge(raw, path, "set", chance.choice(VALUES))] += 1
    assert results["refused"] <= 0.02 * results.total()


# Broken text.

BITS = [
    " ", "  ", "\t", "\n", "\r", "\r\n", ":", ": ", " #", "#", "-", "- ", "? ", "|", ">", "|-\n",
    "'", '"', "[", "]", "{", "}", ",", "&a", "*a", "!t", "%", "@", "`", "\\", "\\x00", "~", "<<: ",
    "---\n", "...\n", "é", "🙂", "\u2028", "\ufeff", "\x85", "\x00", "\x1b", "0", "no", "null",
    "\u202e", "<<<<<<< a\n",
]  # fmt: skip


def broken(text: str, chance: random.Random) -> str:
    """`text` after one to four small accidents."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((1, 1, 2, 5, 20)))
        accident = chance.randrange(6)
        if accident == 0:
            text = text[:at] + text[end:]
        elif accident <= 2:
            text = text[:at] + chance.choice(BITS) + text[at:]
        elif accident == 3:
            text = text[:at] + text[at:end] * 2 + text[end:]
        else:
            lines = text.split("\n")
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            if accident == 4:
                lines[one], lines[other] = lines[other], lines[one]
            else:
                lines[one] = chance.choice(("", " ", "  ", "   ")) + lines[one].lstrip(" ")
            text = "\n".join(lines)
    return text


def shortened(text: str, chance: random.Random) -> str:
    """A piece of a long text, so that many can be tried."""
    lines = text.split("\n")
    start = chance.randrange(max(1, len(lines) - 40))
    return text if len(lines) < 60 else "\n".join(lines[:2] + lines[start : start + 40]) + "\n"


def accidents(number: int, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    texts = [file.read_bytes().decode("utf-8-sig") for file in FILES]
    for _ in range(number):
        raw = broken(shortened(chance.choice(texts), chance), chance).encode()
        if chance.random() < 0.05:
            at = chance.randrange(len(raw) + 1)
            raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at:]
        yield raw


def test_broken_text_is_a_finding_at_a_place_in_it() -> None:
    sound = 0
    for raw in accidents(sample(30_000), 1):
        found = read(raw)
        sound += found.sound
        assert found.sound or found.findings
        lines = raw.decode("utf-8-sig", "replace").split("\n")
        for finding in found.findings:
            assert 1 <= finding.place.line <= len(lines), raw
            assert 1 <= finding.place.column <= len(lines[finding.place.line - 1]) + 1, raw
            assert finding.code != "YML03", raw
    assert sound > sample(30_000) // 20


def test_broken_text_that_reads_is_read_and_edited_rightly() -> None:
    chance = random.Random(2)
    done: Counter[str] = Counter()
    for raw in accidents(sample(20_000), 3):
        if not read(raw).sound:
            continue
        data = data_of(raw)
        assert differs(read(raw).data, data) is None, raw
        path, here = chance.choice(list(nodes(data)))
        for way in ways(path, here):
            result = judge(raw, path, way, chance.choice(VALUES))
            assert result in ("right", "refused"), raw
            done[result] += 1
    assert done["right"] > 5 * done["refused"]


# Whatever is written is read back.

TEXT = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"
    )
    | st.sampled_from("\n\t \"'#:-?[]{},&*!|>%@`\\~=<.0123456789eExo_+\u202e\u2066"),
    max_size=60,
)
ODD_WORDS = """no on 012 0x1F 1e5 1_000 12:30 ~ null true = << --- ... 2026-01-05 - ? : .inf -1
1.0 +1 a: # 0o17 2026-01-05T10:00:00Z"""
ODD = st.sampled_from(ODD_WORDS.split())
NUMBER = st.integers(-(10**18) + 1, 10**18 - 1) | st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
).map(float)
PLAIN = st.none() | st.booleans() | NUMBER | TEXT | ODD
DATA = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT | ODD, inner, max_size=5),
    max_leaves=20,
)
WHOLE = st.dictionaries(TEXT | ODD, DATA, min_size=1, max_size=6)


@settings(max_examples=sample(5_000), deadline=None)
@given(WHOLE, st.integers(0, 6))
def test_what_is_written_is_read_back(data: dict[str, Any], indent: int) -> None:
    found = read(writer.block(data, indent).encode())
    assert found.sound, found.findings
    assert differs(found.data, data) is None


@settings(max_examples=sample(3_000), deadline=None)
@given(WHOLE)
def test_every_other_reader_reads_the_same(data: dict[str, Any]) -> None:
    other = yaml.load(writer.block(data), Loader=WithoutDates)
    assert differs(other, data) is None


class WithoutDates(yaml.SafeLoader):
    """PyYAML's own safe loader; dates alone are left as text, since hrcli writes them plainly."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith("timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@settings(max_examples=sample(3_000), deadline=None)
@given(PLAIN, st.booleans())
def test_scalars_are_read_back_in_every_position(value: Any, last: bool) -> None:
    line = f"a: {writer.scalar(value)}\nb: [{writer.scalar(value, flow=True)}, 1]\n"
    found = read((line if last else line + "c: 1\n").encode())
    assert found.sound, found.findings
    assert differs([found.data["a"], found.data["b"]], [value, [value, 1]]) is None


@settings(max_examples=sample(3_000), deadline=None)
@given(
    DATA, st.sampled_from(["a: b\n", "- b\n", "a: |\n  b\n", "a: [b]\n", "a: >-\n  b\n", "a:\n"])
)
def test_any_value_can_be_set(value: Any, shape: str) -> None:
    text = f"x:\n{shape}" if shape.startswith("-") else shape
    path = ("x", 0) if shape.startswith("-") else ("a",)
    doc = read(f"{text}z: 1 # c\n".encode())
    after = edit.set_value(doc, path, value)
    whole = {"x": [value], "z": 1} if path == ("x", 0) else {"a": value, "z": 1}
    assert differs(data_of(after.encode()), whole) is None
    assert after.endswith("z: 1 # c\n")
