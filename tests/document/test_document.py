"""How a file is read: types, places, refusals, and what hostile text does."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from hrcli.document import document
from hrcli.document.document import Document, read
from hrcli.document.oddities import lost_text, read_differently, unseen_text
from hrcli.document.scalars import reads_otherwise
from hrcli.finding import Place, Severity
from hrcli.resources import folder
from tests.support.places import NASTY

pytestmark = pytest.mark.library
FILES = sorted(chain(NASTY.glob("*.yaml"), folder("examples").rglob("*.yaml")))


def value_of(typed: str) -> Any:
    found = read(f"hrcli: plan/1\nx-it: {typed}\n".encode())
    assert found.sound, found.findings
    return found.data["x-it"]


def only(raw: str | bytes) -> tuple[str, int, int]:
    """Code, line and column of the one finding that a text earns."""
    found = read(raw.encode() if isinstance(raw, str) else raw)
    (finding,) = found.findings
    assert finding.severity is Severity.ERROR
    assert finding.message.endswith(".")
    assert finding.help.endswith(".")
    return finding.code, *finding.place


def words(*lines: str) -> list[str]:
    return " ".join(lines).split()


# What typed values become.

TEXTS = words(
    "no yes on off No NO y n True TRUE False Null NULL nil none 012 007 -012 0o10 0x1F 0b11 1_000",
    "1e5 12e03 1.5e3 12:30 12:30:00 22:30 2026-01-05 2026-02-30 2026-1-5 .inf -.inf .nan +1 .5 1.",
    "-.5 1,5 1.2.3 0.5.1 -- 1000000000000000000 -1000000000000000000 0.123456789012345678",
    "= << a:b 50% ½ ٣",
)
NUMBERS: list[tuple[str, Any]] = [
    ("0", 0),
    ("7", 7),
    ("-3", -3),
    ("-0", 0),
    ("999999999999999999", 999999999999999999),
    ("-999999999999999999", -999999999999999999),
    ("1.10", 1.1),
    ("0.0", 0.0),
    ("-0.25", -0.25),
    ("0.12345678901234567", 0.12345678901234567),
]


@pytest.mark.parametrize("typed", TEXTS)
def test_arrives_as_it_was_typed(typed: str) -> None:
    assert value_of(typed) == typed


@pytest.mark.parametrize(("typed", "value"), NUMBERS)
def test_plain_decimal_numbers_are_numbers(typed: str, value: Any) -> None:
    found = value_of(typed)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("typed", ["", "~", "null", "# nothing but a comment"])
def test_nothing(typed: str) -> None:
    assert value_of(typed) is None


def test_true_and_false() -> None:
    assert value_of("true") is True
    assert value_of("false") is False


@pytest.mark.parametrize("typed", ["7", "true", "null", "~", "1.5", ""])
def test_quoted_is_always_text(typed: str) -> None:
    assert value_of(f"'{typed}'") == typed
    assert value_of(f'"{typed}"') == typed


def test_five_thousand_digits_are_text() -> None:
    assert value_of("9" * 5000) == "9" * 5000


def test_keys_are_text_and_never_meet() -> None:
    found = read(b"hrcli: plan/1\n1: a\ntrue: b\n1.0: c\nnull: d\n")
    assert found.sound
    assert list(found.data) == ["hrcli", "1", "true", "1.0", "null"]


def test_a_comment_takes_the_rest_of_an_unquoted_text() -> None:
    assert value_of("call client #2") == "call client"
    assert value_of("room#2") == "room#2"


# What is refused, and where.

REFUSED: list[tuple[str, str | bytes, tuple[str, int, int]]] = [
    ("Latin-1", "hrcli: plan/1\nx-a: café".encode("latin-1"), ("YML01", 2, 9)),
    ("Latin-1 after other letters", "x-é: é".encode() + b"\xe9", ("YML01", 1, 7)),
    (
        "UTF-16, little end",
        "hrcli: plan/1".encode("utf-16-le").join((b"\xff\xfe", b"")),
        ("YML01", 1, 1),
    ),
    ("UTF-16, big end", b"\xfe\xff\x00h", ("YML01", 1, 1)),
    ("more than 1 MiB", b"a: " + b"x" * 1024 * 1024, ("YML02", 1, 1)),
    ("more than 20,000 entries", b"a:\n" + b"- x\n" * 20_000, ("YML02", 1, 1)),
    ("tab", "a:\n\tb: 1\n", ("YML04", 2, 1)),
    ("tab behind a dash", "a:\n  -\tb: 1\n", ("YML04", 2, 4)),
    ("same key", "a: 1\na: 2\n", ("YML05", 2, 1)),
    ("same key further down", "a:\n  - b: 1\n    c: 2\n    b: 3\n", ("YML05", 4, 5)),
    ("same key in brackets", "a: {b: 1, 'b': 2}\n", ("YML05", 1, 11)),
    ("anchor", "a: &x 1\n", ("YML06", 1, 4)),
    ("anchor of a list", "a: &x [1]\n", ("YML06", 1, 4)),
    ("alias", "a: *urgent\n", ("YML06", 1, 4)),
    ("merge key", "a: 1\n<<: {b: 2}\n", ("YML06", 2, 1)),
    ("cycle", "a: &a [*a]\n", ("YML06", 1, 4)),
    ("tag", "a: !!str 12\n", ("YML07", 1, 4)),
    ("tag of Python", "a: !!python/object/apply:os.system [ls]\n", ("YML07", 1, 4)),
    ("exclamation mark", "a: !urgent\n", ("YML07", 1, 4)),
    ("directive", "%YAML 1.1\n---\na: 1\n", ("YML07", 1, 1)),
    ("two documents", "a: 1\n---\nb: 2\n", ("YML08", 2, 1)),
    ("three documents", "a: 1\n---\nb: 2\n---\nc: 3\n", ("YML08", 2, 1)),
    ("text behind the end", "a: 1\n...\nb: 2\n", ("YML08", 3, 1)),
    ("33 brackets", "a: " + "[" * 33 + "]" * 33 + "\n", ("YML09", 1, 35)),
    ("NUL", b"a: x\x00y\n", ("YML10", 1, 5)),
    ("BEL", "a: é\x07\n", ("YML10", 1, 5)),
    ("ESC in a comment", "a: 1 # \x1b[2J\n", ("YML10", 1, 8)),
    ("next line U+0085", "a: é\x85b\n", ("YML10", 1, 5)),
    ("line separator", "a: one\u2028two\n", ("YML10", 1, 7)),
    ("paragraph separator", "a: one\u2029two\n", ("YML10", 1, 7)),
    ("byte-order mark inside", "a: 1\nb: \ufeff2\n", ("YML10", 2, 4)),
    ("lone carriage return", "a: one\rb: two\n", ("YML10", 1, 7)),
    ("escaped NUL", 'a: 1\nb: "x\\0"\n', ("YML10", 2, 4)),
    ("escaped ESC", 'a: {b: ["\\e]0;x"]}\n', ("YML10", 1, 9)),
    ("escaped carriage return", 'a: "x\\ry"\n', ("YML10", 1, 4)),
    ("escaped line separator", 'a: "x\\L"\n', ("YML10", 1, 4)),
    ("escaped surrogate", 'a: "\\ud800"\n', ("YML10", 1, 4)),
    ("escaped in a key", 'a: 1\n"\\b": 2\n', ("YML10", 2, 1)),
    ("escape beyond Unicode", 'a: "\\U00110000"\n', ("YML10", 1, 4)),
    ("quote closed lines below", 'a: "x\nb: 1\nc: "y" z\n', ("YML15", 1, 4)),
    ("bracket closed by another", "a: [x}\n", ("YML15", 1, 4)),
    ("colon glued in brackets", "a: {b:}\n", ("YML16", 1, 6)),
    ("no colon in a mapping", "a:\n  b c\n  d: e\n", ("YML16", 2, 3)),
    ("question mark", "a: ? b\n", ("YML14", 1, 4)),
    ("merge conflict", "<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n", ("YML11", 1, 1)),
    ("end of a merge conflict", "a: 2\n>>>>>>> theirs\n", ("YML11", 2, 1)),
    ("list as a key", "[a]: 1\n", ("YML12", 1, 1)),
    ("mapping as a key", "a: 1\n? {b: c}\n: 2\n", ("YML12", 2, 3)),
    ("no key", "a: 1\n: 2\n", ("YML12", 2, 1)),
    ("no key in brackets", "a: {: 2}\n", ("YML12", 1, 5)),
    ("empty", "", ("YML13", 1, 1)),
    ("only comments", "# a\n\n# b\n", ("YML13", 1, 1)),
    ("only a mark", "---\n", ("YML13", 1, 1)),
    ("a list", "- a\n- b\n", ("YML13", 1, 1)),
    ("a text", "# c\nplan\n", ("YML13", 2, 1)),
]


@pytest.mark.parametrize(("name", "raw", "expected"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_at_its_place(name: str, raw: str | bytes, expected: tuple[str, int, int]) -> None:
    assert only(raw) == expected


def test_everything_else_is_kept_beside_a_key_that_stands_twice() -> None:
    found = read(b"a: 1\nb: {c: 2, c: 3}\na: 4\n")
    assert [(it.code, it.path, *it.place) for it in found.findings] == [
        ("YML05", "b.c", 2, 11),
        ("YML05", "a", 3, 1),
    ]
    assert not found.sound
    assert found.data["b"] == {"c": 3}


def test_a_duplicate_is_named_by_the_id_of_its_item() -> None:
    found = read(b"goals:\n  - id: g2m\n    timed: {by: x, by: y}\n")
    assert [it.path for it in found.findings] == ["goals.g2m.timed.by"]
    assert "line 3" in found.findings[0].message


def test_text_of_the_case_is_named_by_no_finding() -> None:
    found = read(b"goals:\n- Canary Jones: 1\n  Canary Jones: 2\n")
    assert "Canary" not in repr(found.findings)
    assert found.findings[0].path == "goals.0.?"


@pytest.mark.parametrize("depth", [1, 31])
def test_depth_that_is_read(depth: int) -> None:
    assert read(f"a: {'[' * depth}{']' * depth}\n".encode()).sound


def test_as_many_entries_as_are_read() -> None:
    assert read(b"a:\n" + b"- x\n" * 19_000).sound


@pytest.mark.parametrize("raw", [b"a: 1", b"\xef\xbb\xbfa: 1\r\n", b"---\na: 1\n...\n"])
def test_soundly_read(raw: bytes) -> None:
    found = read(raw)
    assert found.sound
    assert found.data == {"a": 1}
    assert found.encoded(found.text) == raw


# Where things stand.

PLACES = """# é🙂
hrcli: plan/1
goals:
  - id: g2m      # 漢字
    timed: {start: 2026-01-17, by: }
    specific:
      Child A sleeps
      elsewhere
  - what: no id
  - {}
  - []
client:
  alias:
"""


@pytest.fixture
def placed() -> Document:
    found = read(PLACES.encode())
    assert found.sound
    return found


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (2, 1), (1, 1)),
        (("hrcli",), (2, 8), (2, 1)),
        (("goals",), (4, 3), (3, 1)),
        (("goals", 0), (4, 5), (4, 5)),
        (("goals", 0, "id"), (4, 9), (4, 5)),
        (("goals", 0, "timed"), (5, 12), (5, 5)),
        (("goals", 0, "timed", "start"), (5, 20), (5, 13)),
        (("goals", 0, "specific"), (7, 7), (6, 5)),
        (("goals", 2), (10, 5), (10, 5)),
        (("goals", 3), (11, 5), (11, 5)),
        (("client", "alias"), (13, 9), (13, 3)),
        # what is missing: the nearest that is there
        (("goals", 0, "timed", "end"), (5, 12), (5, 5)),
        (("goals", 1, "id"), (9, 5), (9, 5)),
        (("goals", 7, "id"), (4, 3), (3, 1)),
        (("client", "alias", "x"), (13, 9), (13, 3)),
        (("later", 0), (2, 1), (1, 1)),
    ],
)
def test_places(
    placed: Document, path: tuple[str | int, ...], value: tuple[int, int], key: tuple[int, int]
) -> None:
    assert placed.place(path) == Place(*value)
    assert placed.key_place(path) == Place(*key)


def test_dotted_paths(placed: Document) -> None:
    assert placed.dotted(("goals", 0, "timed", "by")) == "goals.g2m.timed.by"
    assert placed.dotted(("goals", 1, "what")) == "goals.1.what"
    assert placed.dotted(("goals", 9)) == "goals.9"
    assert placed.dotted(("Canary went home",)) == "?"
    assert placed.dotted(()) == ""


def test_typed_is_the_text_without_its_quotes() -> None:
    found = read(b"a: 1.10\nb: 'it''s'\n")
    assert found.typed(("a",)) == "1.10"
    assert found.typed(("b",)) == "it's"


def test_as_typed_is_the_data_before_any_lifting() -> None:
    found = read(b"a: [1, {b: true}, 'c']\n")
    found.data["a"][0] = "1"
    assert found.as_typed() == {"a": [1, {"b": True}, "c"]}


def test_places_where_nothing_was_read() -> None:
    found = read(b"")
    assert found.place(("goals", 0)) == Place(1, 1)
    assert found.key_place(("goals",)) == Place(1, 1)


# What only rules can judge.


def test_text_lost_behind_a_hash() -> None:
    found = read(b"a: call #2\nb: 'call' # c\nc: [d, e]  # f\ng: # h\ni:\n- j # k\nl: |\n  m # n\n")
    assert list(lost_text(found)) == [("a",), ("i", 0)]


def test_what_other_tools_read_differently() -> None:
    odd = words(
        "no On y 012 0o17 0x1F 0b1 1_000 1e5 +1 .5 1. 12:30 .inf 1:2:3.4 2026-01-05T10:00:00Z",
        "2026-02-30 2026-1-5 0000-01-01",
    )
    fine = words(
        "2026-01-05 2028-02-29 1.10 7 -3 true null ~ nothing 0.5.1 7KQ2-9XMP e5 _1 x1 09-k7"
    )
    lines = [f"k{index}: {typed}" for index, typed in enumerate(odd + fine)]
    found = read("\n".join(lines).encode())
    assert list(read_differently(found)) == [(f"k{index}",) for index in range(len(odd))]


def test_keys_that_other_tools_read_differently() -> None:
    found = read(b"on: a\n1: b\n'no': c\n2026-01-05: d\ntrue: e\nword: f\n")
    assert list(read_differently(found)) == [("on",), ("1",), ("true",)]


def test_pyyaml_turns_nothing_that_is_not_known_to_be_read_differently() -> None:
    for typed in TEXTS:
        try:
            turned = yaml.safe_load(typed) != typed
        except (yaml.YAMLError, ValueError):
            continue
        if turned and not re.fullmatch(r"\d{4}-\d\d-\d\d|1?0{18,}|-10{18}|0\.\d{18}", typed):
            assert reads_otherwise(typed), typed


def test_unseen_characters() -> None:
    found = read('a: "\\u202Ex"\nb: x\u200by\nc: 👩\u200d👧\nd: x\n'.encode())
    assert list(unseen_text(found)) == [("a",), ("b",)]


# Without libyaml.


# The two parsers place an empty value in brackets differently, and only libyaml takes a tab there.
UNLIKE = ("15-flow-empty-values.yaml", "30-tabs.yaml")


@pytest.mark.parametrize(
    "file",
    [it for it in FILES if it.name not in UNLIKE],
    ids=lambda file: "-".join(file.parts[-3:]),
)
def test_the_pure_parser_reads_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = file.read_bytes()
    fast = read(raw)
    monkeypatch.setattr(document, "Parser", yaml.SafeLoader)
    pure = read(raw)
    assert fast.sound
    assert pure.data == fast.data
    assert list(places(pure)) == list(places(fast))


def places(found: Document) -> list[Any]:
    scalars = document.scalars_below(found.root, ())
    return [(path, is_key, event.start_mark.index) for path, event, is_key in scalars]


def test_more_brackets_than_the_parser_counts_are_too_deep() -> None:
    for text in ("a: " + "[" * 2000, "{a: " * 2000, "[" * 1_000_000):
        assert [finding.code for finding in read(text.encode()).findings] == ["YML09"]


# The pure parser reads the one without a slip, and gives the other no place.
LEFT_OUT = ("colon glued in brackets", "escape beyond Unicode")
SHARED = [row for row in REFUSED if row[0] not in LEFT_OUT]


@pytest.mark.parametrize(("name", "raw", "expected"), SHARED, ids=[row[0] for row in SHARED])
def test_the_pure_parser_refuses_the_same(
    name: str, raw: str | bytes, expected: tuple[str, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "Parser", yaml.SafeLoader)
    assert only(raw) == expected


# Hostile text: each in a process of its own, which must end soon and by itself.

HOSTILE = {
    "brackets": "b'a: ' + b'[' * 1_000_000",
    "braces": "b'a: ' + b'{' * 1_000_000",
    "dashes": "b'- ' * 500_000",
    "questions": "b'? ' * 500_000",
    "lines of brackets": "b'a:\\n' + b' [\\n' * 300_000",
    "deep mapping": "b'\\n'.join(b' ' * n + b'a:' for n in range(1_400))",
    "bomb": "b'a: &a x\\n' + b''.join(b'%d: &a%d [*a%d]\\n' % (n, n, n - 1) for n in range(9))",
    "one long text": "b'a: ' + b'x' * 1_048_000",
    "one long key": "b'x' * 1_048_000 + b': a'",
    "many equal keys": "b'a: 1\\n' * 9_990",
    "many pairs of keys": "b''.join(b'k%d: 1\\n' % (n % 4_995) for n in range(9_990))",
    "many keys": "b''.join(b'k%d: 1\\n' % n for n in range(9_990))",
    "many comments": "b'a: 1\\n' + b'# c\\n' * 260_000",
    "many quotes": "b'a: ' + b'\"\" ' * 300_000",
    "an open quote": "b'a: \"' + b'x\\n' * 500_000",
    "many documents": "b'--- a\\n' * 150_000",
    "many colons": "b'a: ' + b'b: ' * 300_000",
    "many commas": "b'a: [' + b',' * 1_000_000",
    "many escapes": "b'a: \"' + b'\\\\x41' * 250_000 + b'\"'",
    "many words": "b'a: [' + b'b ,' * 9_000 + b']'",
    "carriage returns": "b'\\r' * 1_000_000",
    "spaces": "b' ' * 1_048_000",
    "folded": "b'a: >\\n' + b'  x\\n\\n' * 200_000",
}
# The limits of the process are the proof that it ends and stays small: where it does not, it dies.
PROGRAM = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (200 * 2**20, 200 * 2**20))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from hrcli.document.document import read
print(len(read({raw}).findings))
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(name: str) -> None:
    command = [sys.executable, "-c", PROGRAM.format(raw=HOSTILE[name])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) <= document.MAX_DUPLICATES + 1
