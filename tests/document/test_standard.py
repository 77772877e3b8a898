"""Slips in YAML that the parser is late to see, or never: named where they stand, mended as told.

The rows are of our own making; the kinds in the second table are those in which libyaml departs
from the standard (YAML 1.2.2), as the public YAML test suite shows them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import yaml

from hrcli.document import standard, writer
from hrcli.document.document import read
from hrcli.finding import Finding
from hrcli.resources import folder
from hrcli.rules import engine
from tests.support.casefiles import case_of
from tests.support.running import sample

NBSP, WIDE, NONE = "\u00a0", "\u3000", "\u200b"
HEAD = "hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: draft\n"


def findings(text: str) -> list[Finding]:
    return engine.examine(case_of(text, whole=False))


def about_reading(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of all that is said about how a text is written."""
    return [(it.code, *it.place) for it in findings(text) if it.code.startswith("YML")]


# A text below HEAD, the code, line (from 4) and column of its one finding, and the text mended.

Row = tuple[str, str, tuple[str, int, int], str]
SLIPS: list[Row] = [
    (
        "no-break space in an indent",
        f"client:\n {NBSP}alias: Robin\n  age_band: adult\n",
        ("YML10", 5, 2),
        "client:\n  alias: Robin\n  age_band: adult\n",
    ),
    (
        "no-break space in the indent of the only line",
        f"client:\n{NBSP} alias: Robin\n",
        ("YML10", 5, 1),
        "client:\n  alias: Robin\n",
    ),
    (
        "no-break space behind a colon",
        f"client:\n  alias:{NBSP}Robin\n  age_band: adult\n",
        ("YML10", 5, 9),
        "client:\n  alias: Robin\n  age_band: adult\n",
    ),
    (
        "no-break space before a colon",
        f"client:\n  alias{NBSP}: Robin\n",
        ("YML10", 5, 8),
        "client:\n  alias: Robin\n",
    ),
    (
        "wide space behind a dash",
        f"later:\n  -{WIDE}a bicycle\n  - a lamp\n",
        ("YML10", 5, 4),
        "later:\n  - a bicycle\n  - a lamp\n",
    ),
    (
        "character of no width before a key",
        f"client:\n  {NONE}alias: Robin\n",
        ("YML10", 5, 3),
        "client:\n  alias: Robin\n",
    ),
    (
        "no-break space on a line of its own",
        f"client:\n  alias: Robin\n{NBSP}\nworker: jm\n",
        ("YML10", 6, 1),
        "client:\n  alias: Robin\n\nworker: jm\n",
    ),
    (
        "no-break space before a comment",
        f"worker: jm{NBSP}# on leave\n",
        ("YML10", 4, 11),
        "worker: jm # on leave\n",
    ),
    (
        "no-break space behind a colon in braces",
        f"client: {{alias:{NBSP}Robin, age_band: adult}}\n",
        ("YML10", 4, 16),
        "client: {alias: Robin, age_band: adult}\n",
    ),
    (
        "no-break space at the end of a text",
        f"client:\n  alias: Robin{NBSP}\n",
        ("YML20", 5, 10),
        "client:\n  alias: Robin\n",
    ),
    (
        "no space behind a dash, further keys below",
        "harms:\n  -id: h7k\n    what: lost trust\n",
        ("YML21", 5, 3),
        "harms:\n  - id: h7k\n    what: lost trust\n",
    ),
    (
        "no space behind the second dash",
        "later:\n  - a bicycle\n  -a lamp\n",
        ("YML21", 6, 3),
        "later:\n  - a bicycle\n  - a lamp\n",
    ),
    (
        "two dashes",
        "harms:\n  - - id: h7k\n    what: lost trust\n",
        ("YML21", 5, 5),
        "harms:\n  - id: h7k\n    what: lost trust\n",
    ),
    (
        "no space behind a colon",
        "harms:\n  - id:h7k\n    what: lost trust\n",
        ("YML16", 5, 5),
        "harms:\n  - id: h7k\n    what: lost trust\n",
    ),
    (
        "no space behind the colon of the last key",
        "client:\n  alias: Robin\nworker:jm\n",
        ("YML16", 6, 1),
        "client:\n  alias: Robin\nworker: jm\n",
    ),
    (
        "no space behind a colon in braces",
        "client: {alias: Robin, age_band:adult}\n",
        ("YML16", 4, 32),
        "client: {alias: Robin, age_band: adult}\n",
    ),
    (
        "no colon before a bracket in braces",
        "client: {alias: Robin, context [pregnant]}\n",
        ("YML16", 4, 31),
        "client: {alias: Robin, context: [pregnant]}\n",
    ),
    (
        "no comma in braces",
        "client: {alias: Robin age_band: adult}\n",
        ("YML15", 4, 22),
        "client: {alias: Robin, age_band: adult}\n",
    ),
    (
        "no comma behind a quoted text",
        "client: {alias: 'Robin' age_band: adult}\n",
        ("YML15", 4, 24),
        "client: {alias: 'Robin', age_band: adult}\n",
    ),
    (
        "no comma behind a bracket",
        "harms:\n  - {use: [s1a] id: h7k, what: lost trust}\n",
        ("YML15", 5, 16),
        "harms:\n  - {use: [s1a], id: h7k, what: lost trust}\n",
    ),
    (
        "no comma at the end of a line in brackets",
        "harms: [\n  {id: h7k, what: lost trust}\n  {id: h8p, what: lost sleep}]\n",
        ("YML15", 5, 30),
        "harms: [\n  {id: h7k, what: lost trust},\n  {id: h8p, what: lost sleep}]\n",
    ),
    (
        "comma in a text in braces",
        "harms:\n  - {what: nothing to share, quick, id: h7k}\n",
        ("YML15", 5, 28),
        'harms:\n  - {what: "nothing to share, quick", id: h7k}\n',
    ),
    (
        "comma in a number in braces",
        "x-sum: {paid: 3,5 in May}\n",
        ("YML15", 4, 16),
        'x-sum: {paid: "3,5 in May"}\n',
    ),
    (
        "a text in braces",
        "x-note: {to be asked again}\n",
        ("YML15", 4, 10),
        'x-note: "{to be asked again}"\n',
    ),
    (
        "question mark before a text in brackets",
        "later: [a bicycle, ?a lamp]\n",
        ("YML14", 4, 20),
        'later: [a bicycle, "?a lamp"]\n',
    ),
    (
        "question mark before a key in braces",
        "x-note: {?who: jm}\n",
        ("YML14", 4, 10),
        'x-note: {"?who": jm}\n',
    ),
    (
        "comment without a space",
        "later:\n  - a bicycle# in May\n  - a lamp\n",
        ("YML18", 5, 14),
        "later:\n  # in May\n  - a bicycle\n  - a lamp\n",
    ),
    (
        "a day that does not exist, in a text",
        "client:\n  alias: 2026-02-30\n",
        ("YML19", 5, 10),
        'client:\n  alias: "2026-02-30"\n',
    ),
    (
        "a day in a short form, in a text",
        "client:\n  alias: 2026-2-3\n",
        ("YML19", 5, 10),
        'client:\n  alias: "2026-2-3"\n',
    ),
]
FORBIDDEN: list[Row] = [
    (
        "item of a bracket at the margin",
        "later: [a bicycle,\na lamp]\n",
        ("YML22", 5, 1),
        "later: [a bicycle,\n  a lamp]\n",
    ),
    (
        "item of a bracket no further right than its key",
        "x-note:\n  later: [a bicycle,\n  a lamp]\n",
        ("YML22", 6, 3),
        "x-note:\n  later: [a bicycle,\n    a lamp]\n",
    ),
    (
        "key in braces at the margin",
        "client: {alias: Robin,\nage_band: adult}\n",
        ("YML22", 5, 1),
        "client: {alias: Robin,\n  age_band: adult}\n",
    ),
    (
        "text in brackets that goes on at the margin",
        "later: [a\nbicycle]\n",
        ("YML22", 5, 1),
        "later: [a\n  bicycle]\n",
    ),
    (
        "quoted text that goes on at the margin",
        'presenting_problem:\n  text: "Two weeks\nwithout sleep"\n',
        ("YML22", 6, 1),
        'presenting_problem:\n  text: "Two weeks\n    without sleep"\n',
    ),
    (
        "the same in single quotes",
        "presenting_problem:\n  text: 'Two weeks\n  without sleep'\n",
        ("YML22", 6, 3),
        "presenting_problem:\n  text: 'Two weeks\n    without sleep'\n",
    ),
    (
        "tab before an item of a bracket",
        "later: [a bicycle,\n\ta lamp]\n",
        ("YML22", 5, 1),
        "later: [a bicycle,\n  a lamp]\n",
    ),
    (
        "tab in a quoted text",
        'presenting_problem:\n  text: "Two weeks\n\twithout sleep"\n',
        ("YML22", 6, 1),
        'presenting_problem:\n  text: "Two weeks\n    without sleep"\n',
    ),
    (
        "sign of a block text at the margin",
        "x-note:\n|\n  two weeks\n",
        ("YML22", 5, 1),
        "x-note:\n  |\n  two weeks\n",
    ),
    ("comment at a quote", 'worker: "jm"# or kp\n', ("YML22", 4, 13), 'worker: "jm" # or kp\n'),
    ("comment at a bracket", "later: [a lamp]#c\n", ("YML22", 4, 16), "later: [a lamp] #c\n"),
    (
        "comment at a comma",
        "later: [a bicycle,#c\n  a lamp]\n",
        ("YML22", 4, 19),
        "later: [a bicycle, #c\n  a lamp]\n",
    ),
    (
        "comment at the sign of a block text",
        "x-note: |-#c\n  two weeks\n",
        ("YML22", 4, 11),
        "x-note: |- #c\n  two weeks\n",
    ),
    (
        "comment below an empty block text",
        "x-note: >\n   \n #c\nworker: jm\n",
        ("YML22", 6, 2),
        "x-note: >\n\n #c\nworker: jm\n",
    ),
    (
        "the same, where the text is empty",
        "x-note: >\n   \n #c\nworker: jm\n",
        ("YML22", 6, 2),
        'x-note: ""\n   \n #c\nworker: jm\n',
    ),
    ("dash alone in brackets", "x-note: [-]\n", ("YML22", 4, 10), 'x-note: ["-"]\n'),
    (
        "spaces instead of the last line end",
        "x-note: |\n  two weeks\n    ",
        ("YML22", 6, 1),
        "x-note: |\n  two weeks\n",
    ),
    ("the same, with all line ends kept", "x-note: |+\n  ", ("YML22", 5, 1), "x-note: |+\n"),
]
ROWS = [*SLIPS, *FORBIDDEN]


@pytest.mark.parametrize(("name", "typed", "told", "mended"), ROWS, ids=[row[0] for row in ROWS])
def test_a_slip_is_named_where_it_stands_and_mended_as_told(
    name: str, typed: str, told: tuple[str, int, int], mended: str
) -> None:
    assert about_reading(HEAD + typed) == [told]
    assert about_reading(HEAD + mended) == []
    assert read((HEAD + mended).encode()).sound


FINE = [
    f"client:\n  alias: Robin{NBSP}B.\n",
    f"presenting_problem:\n  text: |\n    {NBSP}10{NBSP}mg, he said:{NBSP}twice\n    a day\n",
    f"later:\n  - '{NBSP}a lamp'\n",
    "client: {alias: , age_band, context: []}\n",
    "later: [\n  a bicycle,\n  a lamp,\n]\n",
    "later: [ # c\n# c\n  a bicycle] # c\n",
    "later: [what?, who? me]\n",
    "x-note: why?\n",
    "x-note: {a: 1, b, c: 2}\n",
    'x-note: ["two\n  weeks"]\n',
    "x-note: [a-b, -c, 'd-']\n",
    "x-note: room#2\n",
    "x-note: |\n  two weeks\n  ",
    'x-note: |-\n  two [weeks,\n  and "three\n  #c\n',
    'x-note: "a\\\\"\n',
    "opened: 2026-02-28\n",
]


@pytest.mark.parametrize("text", FINE)
def test_what_is_written_as_it_should_be_is_left_alone(text: str) -> None:
    assert about_reading(HEAD + text) == []


# Findings of the schema say more where the slip is one of YAML.


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (f"status: active{NBSP}\n", "SCH04", "U+00A0"),
        ("none_seen: [liver law]\n", "SCH04", "comma"),
        ("later:\n  - soon: a lamp\n", "SCH03", "colon"),
    ],
)
def test_the_help_names_the_slip(text: str, code: str, words: str) -> None:
    lines = HEAD if not text.startswith("status") else HEAD.replace("status: draft\n", "")
    assert [words in it.help for it in findings(lines + text) if it.code == code] == [True]


# Writing: nothing that hrcli writes is read otherwise, by itself or by others.

DAYS = ["2026-02-30", "2026-13-01", "0000-01-01", "2026-2-3", "2026-02-03T10:00:00Z", "2025-02-29"]


@pytest.mark.parametrize("day", DAYS)
def test_a_text_like_a_time_is_written_in_quotes(day: str) -> None:
    assert writer.scalar(day) == f"'{day}'"
    assert yaml.safe_load(writer.block({"alias": day})) == {"alias": day}


def test_a_day_of_the_calendar_is_written_plain() -> None:
    assert writer.scalar("2028-02-29") == "2028-02-29"


SIGNS = [*"ab 0-_:#,.[]{}'\"?!|>&*%\\\t\n", NBSP, WIDE, NONE, "# ", " #", ": ", "- ", *DAYS, "no"]


def any_value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random() if depth < 3 else 1
    if kind < 0.3:
        return [any_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind < 0.6:
        keys = ("".join(chance.choices(SIGNS, k=3)) for _ in range(chance.randrange(4)))
        return {key: any_value(chance, depth + 1) for key in keys}
    return "".join(chance.choices(SIGNS, k=chance.randrange(8)))


def test_what_hrcli_writes_is_no_slip() -> None:
    chance = random.Random(7)
    for _ in range(sample(2000)):
        value = any_value(chance)
        for text in (writer.block({"x": value}), f"x: {writer.flow(value)}\n"):
            document = read(text.encode())
            assert document.sound, text
            assert document.data == {"x": value}
            assert standard.breaches(text) == [], text
            assert {it.code for it in findings(text)} <= {"SCH10", "YML20"}, text


# One slip in a plan without any: the data stay as they were, or its line is named.

UNSEEN = (NBSP, WIDE, NONE, "\u2003", "\u202f", "\u00ad", "\u2060")
KEY = re.compile(r"^ *(?:- )?[a-z_]+(:) ", re.MULTILINE)
DASH = re.compile(r"^ *-( )", re.MULTILINE)
INDENT = re.compile(r"^( +)", re.MULTILINE)
PLAIN_END = re.compile(r"^ *(?:- )?[a-z_]+: [A-Za-z][A-Za-z ]*[a-z]()$", re.MULTILINE)


def one_line(data: Any) -> Any:
    """Data without a line break in any text, so that each line of its YAML has a key or dash."""
    if isinstance(data, dict):
        return {key: one_line(inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [one_line(inner) for inner in data]
    return " ".join(data.split()) if isinstance(data, str) else data


def plans() -> list[str]:
    """The plans of the examples, each in block style and with its items in braces."""
    texts = []
    for file in sorted(folder("examples").rglob("plan.yaml")):
        data = one_line(read(file.read_bytes()).data)
        texts.append(writer.block(data))
        inner = {key: value for key, value in data.items() if isinstance(value, list)}
        rows = (
            line
            for key, items in inner.items()
            for line in (f"{key}:", *(f"  - {writer.flow(item)}" for item in items))
            if items
        )
        rest = {key: value for key, value in data.items() if key not in inner}
        texts.append(writer.block(rest) + "\n".join(rows) + "\n")
    return texts


def slips_in(text: str, chance: random.Random) -> Iterator[tuple[str, int, int, str]]:
    """Slips that can be made in a text: name, where from, where to, and what to put there."""
    unseen = chance.choice(UNSEEN)
    for name, form, put in (
        ("no space behind the colon", KEY, ":"),
        ("unseen behind the colon", KEY, f":{unseen}"),
        ("unseen before the colon", KEY, f"{unseen}:"),
        ("no space behind the dash", DASH, ""),
        ("unseen behind the dash", DASH, unseen),
        ("unseen indent", INDENT, unseen),
        ("tab", INDENT, "\t"),
        ("glued comment", PLAIN_END, "# seen in May"),
    ):
        found = list(form.finditer(text))
        if found:
            start, end = chance.choice(found).span(1)
            yield name, start, end + (form is KEY and not put.startswith(unseen)), put
    yield from slips_in_brackets(text, chance, unseen)


def slips_in_brackets(
    text: str, chance: random.Random, unseen: str
) -> Iterator[tuple[str, int, int, str]]:
    tokens = list(yaml.scan(text, Loader=yaml.CSafeLoader))
    commas, keys, gaps = [], [], []
    depth = 0
    for token, after in pairwise(tokens):
        depth += isinstance(token, (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken))
        depth -= isinstance(token, (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken))
        index = token.start_mark.index
        if isinstance(token, yaml.FlowEntryToken) and isinstance(after, yaml.KeyToken):
            commas.append(index)
        if isinstance(token, yaml.KeyToken) and depth:
            keys.append(index)
        if isinstance(token, yaml.ValueToken) and depth and isinstance(after, yaml.ScalarToken):
            space = after.value.find(" ")
            if space > 0 and after.plain:
                gaps.append(after.start_mark.index + space)
    if commas:
        comma, key = chance.choice(commas), chance.choice(keys)
        colon = text.index(":", key)
        yield "no comma in braces", comma, comma + 1, ""
        yield "? before a key in braces", key, key, "?"
        yield "unseen before a key in braces", key, key, unseen
        yield "no space behind a colon in braces", colon, colon + 2, ":"
        yield "unseen behind a colon in braces", colon, colon + 2, f":{unseen}"
    if gaps:
        gap = chance.choice(gaps)
        yield "comma in a text in braces", gap, gap, ","
        yield "colon in a text in braces", gap, gap, ":"


@pytest.mark.parametrize("seed", range(sample(40)))
def test_one_slip_changes_nothing_or_is_found_on_its_line(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(PLANS)
    data = read(text.encode()).data
    before = {(it.code, it.path) for it in findings(text)}
    for name, start, end, put in slips_in(text, chance):
        typed = text[:start] + put + text[end:]
        line = text.count("\n", 0, start) + 1
        document = read(typed.encode())
        if document.sound and document.data == data:
            continue
        told = [it for it in findings(typed) if (it.code, it.path) not in before]
        assert line in [it.place.line for it in told], (name, typed.split("\n")[line - 1], told)


PLANS = plans()
