"""No input is slow: what is done with a text costs by its length, whatever stands in it."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest

import hrcli
from hrcli.document.document import MAX_BYTES, MAX_EVENTS
from tests.support.places import ROOT

try:
    from re import _constants as opcodes
    from re import _parser as parser
except ImportError:  # Python 3.10
    import sre_constants as opcodes  # type: ignore[no-redef]
    import sre_parse as parser  # type: ignore[no-redef]

TRIED, SHORT, LONG = 1_250, 5_000, 20_000  # characters
WORST = 4  # of the texts that were tried, to be held against a rule at length
AT_MOST = 8  # times as much for four times the text; a step a character makes it 4
WORTH_A_LOOK = 0.02  # seconds of CPU: what is below is no trouble, and too short to be compared
SAMPLES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}
FINDS = 500  # that are looked at in one text; each of them is paid for
ANYWHERE = ("a", " ", "\n", "-")


# Every regular expression of the house


def in_modules() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The compiled ones that stand in a module, wherever it keeps them."""
    for module in pkgutil.walk_packages(hrcli.__path__, "hrcli."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                values = value if isinstance(value, (list, tuple, set)) else (value,)
                kept = value.values() if isinstance(value, dict) else values
                for found in kept:
                    if isinstance(found, re.Pattern) and isinstance(found.pattern, str):
                        yield f"{module.name}.{name}", found


def in_calls() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Those that are written where they are used: `re.sub("..", ..)`."""
    for file in sorted((ROOT / "hrcli").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and (called := ast.unparse(node.func)).startswith("re.")
                and called != "re.compile"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield f"{file.name}:{node.lineno} {called}", re.compile(node.args[0].value)


def in_schemas() -> Iterator[tuple[str, re.Pattern[str]]]:
    def texts(data: Any) -> Iterator[str]:
        if isinstance(data, dict):
            yield from (data["pattern"],) if isinstance(data.get("pattern"), str) else ()
            data = list(data.values())
        for inner in data if isinstance(data, list) else ():
            yield from texts(inner)

    for file in sorted((ROOT / "schemas").glob("*.json")):
        for text in texts(json.loads(file.read_text(encoding="utf-8"))):
            yield file.name, re.compile(text)


def every_one() -> dict[str, re.Pattern[str]]:
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for name, rule in (*in_modules(), *in_calls(), *in_schemas()):
        found.setdefault((rule.pattern, rule.flags), (name, rule))
    return dict(found.values())


# The worst that can be fed to each


def pieces(tree: Any) -> Iterator[str]:
    """What a regular expression is made of: the words it spells, and one of each class of signs."""
    run = ""
    for code, value in tree:
        if code is opcodes.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        if code is opcodes.CATEGORY:
            yield SAMPLES.get(str(value), "!")
        elif code is opcodes.RANGE:
            yield chr(value[0])
        elif code is opcodes.IN:
            yield from pieces(value)
        else:
            yield from inner_pieces(value)
    if run:
        yield run


def inner_pieces(value: Any) -> Iterator[str]:
    if isinstance(value, parser.SubPattern):
        yield from pieces(value)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from inner_pieces(inner)


def hostile(rule: re.Pattern[str], length: int) -> Iterator[str]:
    """Texts that begin as the rule would, go on and on with one thing, and come to nothing."""
    made_of = dict.fromkeys((*ANYWHERE, *pieces(parser.parse(rule.pattern, rule.flags))))
    few = list(islice(sorted(made_of, key=lambda piece: (piece not in ANYWHERE, len(piece))), 10))
    heads = [*few[len(ANYWHERE) :], *(f"a{piece}" for piece in few)]
    pairs = [f"{one}{other}" for one, other in product(few, few)]
    long_parts = [f"{piece}{' ' * 40}" for piece in few]
    for head, unit in [*product(heads, few), *product([""], (*pairs, *long_parts))]:
        yield head + unit * (length // len(unit)) + "\x00"


def only_from_the_start(name: str) -> bool:
    """Whether the house holds this one against a text from its start alone: COLON.match(..)."""
    module, _, own = name.rpartition(".")
    if module not in sys.modules:
        return name.endswith(("re.match", "re.fullmatch"))
    source = Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8")
    used = set(re.findall(rf"\b{own}\.([a-z]+)\(", source))
    return bool(used) and used <= {"match", "fullmatch"}


def seconds(rule: re.Pattern[str], text: str, from_start: bool) -> float:
    start = time.process_time()
    if from_start:
        rule.match(text)
    else:
        for _ in islice(rule.finditer(text), FINDS):
            pass
    return time.process_time() - start


def is_slow(name: str, rule: re.Pattern[str]) -> bool:
    """Whether the worst texts for a rule cost more than their length explains."""
    start = only_from_the_start(name)
    costs = [seconds(rule, text, start) for text in hostile(rule, TRIED)]
    worst = sorted(range(len(costs)), key=costs.__getitem__)[-WORST:]
    tried, short, long = (list(hostile(rule, length)) for length in (TRIED, SHORT, LONG))
    return any(
        grows(rule, tried[it], short[it], start) or grows(rule, short[it], long[it], start)
        for it in worst
    )


def grows(rule: re.Pattern[str], short: str, long: str, from_start: bool) -> bool:
    """Whether four times the text costs far more than four times as much."""
    if seconds(rule, long, from_start) < WORTH_A_LOOK:
        return False
    costs = [min(seconds(rule, text, from_start) for _ in range(3)) for text in (short, long)]
    return costs[1] > max(costs[0] * AT_MOST, WORTH_A_LOOK)


def slow_ones(rules: dict[str, re.Pattern[str]]) -> list[str]:
    return [name for name, rule in rules.items() if is_slow(name, rule)]


# A process of its own, because a regular expression that runs wild cannot be stopped.
LINEAR = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
sys.path.insert(0, {root!r})
from tests.whole import test_linear
print(test_linear.slow_ones(test_linear.every_one()))
"""


def apart(program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program.format(root=str(ROOT)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode in (0, 1), (done.returncode, done.stderr[-500:])
    return done.stdout


def test_every_regular_expression_takes_a_step_a_character() -> None:
    assert apart(LINEAR) == "[]\n"


def test_a_regular_expression_that_does_not_would_be_found() -> None:
    wild = {
        "blanks": re.compile(r"-[^\S\n]*\n?\s+(?=[a-z])"),
        "address": re.compile(r"[^\s@]+@[a-z]"),
        "dots": re.compile(r"[.!?]+(?=\s|$)"),
    }
    assert slow_ones(wild) == list(wild)


def test_regular_expressions_are_looked_for_everywhere() -> None:
    names = " ".join(every_one())
    for known in (
        "language.GAP",
        "readability._END",
        "privacy.MAIL",
        "scalars.OTHERWISE",
        "filters.py",
    ):
        assert known in names


# Whole files

HEAD = "hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: active\n"
PARTS = 50
LONGEST = 20_000  # characters that the schema lets a text have


def harms(text: str) -> str:
    """A plan whose harms hold as much of a text as the reader and the schema accept."""
    quoted = json.dumps(text[:LONGEST], ensure_ascii=False)
    row = f"- {{id: h%s, domain: liver, what: {quoted}}}\n"
    count = min(PARTS, (MAX_BYTES - len(HEAD) - 10) // len((row % 99).encode("utf-8")))
    return HEAD + "harms:\n" + "".join(row % number for number in range(count))


def repeated(unit: str) -> str:
    return unit * (LONGEST // len(unit))


def values(row: str, key: str, count: int) -> str:
    return HEAD + f"{key}:\n" + "".join(f"- {row.format(it)}\n" for it in range(count))


WHOLE = HEAD + "presenting_problem: {{text: {}}}\n"
ROOM = MAX_BYTES - 200
HOSTILE = {
    "one text of a megabyte": WHOLE.format(json.dumps("user " * (ROOM // 5))),
    "one word of a megabyte": WHOLE.format("a" * ROOM),
    "blanks behind a hyphen": harms("a-" + " " * 19_990 + "1"),
    "blanks inside a phrase": harms(repeated("drug" + " " * 990 + ". ")),
    "hyphens": harms(repeated("a- ")),
    "hyphenated words": harms(repeated("non-com ")),
    "words parted at line ends": harms(repeated("ad-\n dict ")),
    "words of the list": harms(repeated("user ")),
    "phrases of the list": harms(repeated("she is clean of ")),
    "near misses": harms(repeated("clean kit clean she ")),
    "openings of phrases": harms(repeated("must have to be not ")),
    "names in capitals": harms(repeated("Drug Users of and ")),
    "words that are all different": harms(" ".join(f"w{it}" for it in range(4000))),
    "apostrophes": harms(repeated("a' ")),
    "quotes": harms(repeated('x" ')),
    "curly quotes": harms(repeated("\u201cx ")),
    "addresses without an end": harms(repeated("a@a.")),
    "accents": harms("a" + repeated("\u0300\u0327")),
    "soft hyphens": harms(repeated("ad\u00addict ")),
    "signs that are sentences": harms(repeated("\ufdfa ")),
    "letters in one form of many": harms(repeated("\uff55\uff53\uff45\uff52 ")),
    "many small texts": values("user {}", "barriers", MAX_EVENTS - 100),
    "many near misses": values("v{} clean kit", "barriers", MAX_EVENTS - 100),
    "many names": values("{{who: N{} x, kind: family}}", "supports", 2800)
    + f"hope: {json.dumps('N1 y ' * 150_000)}\n",
    "a name without an end": HEAD
    + f"supports: [{{who: {json.dumps('Ann ' * 90_000)}}}]\nhope: {json.dumps('Ann ' * 90_000)}\n",
    "an address as a name": HEAD + f"supports: [{{who: '{'a' * ROOM}@'}}]\n",
    "numbers as a name": HEAD + f"supports: [{{who: '{'123456 x ' * (ROOM // 9)}'}}]\n",
    "a closed plan": HEAD.replace("active", "closed")
    + f"closed: {{date: 2026-02-01, outcome: other, because: {'not relapse ' * (ROOM // 12)}}}\n",
}
MIB = 2**20
VALIDATE = f"""
import os, resource, sys
here = sys.argv.pop()
resource.setrlimit(resource.RLIMIT_CPU, (6, 6))
os.chdir(here)
sys.argv = ["hrcli", "--today", "2026-03-02", "validate", "7KQ2"]
from hrcli.cli import main
try:
    main()
finally:
    # The peak of this program alone: getrusage would count what its parent held as it began.
    peak = next(row for row in open("/proc/self/status") if row.startswith("VmHWM"))
    sys.stdout = sys.__stdout__
    print("used", int(peak.split()[1]) * 1024 // {MIB})
"""
ACCEPTED = 200  # MiB


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_that_the_reader_accepts_is_slow_or_large(name: str, tmp_path: Path) -> None:
    raw = HOSTILE[name].encode("utf-8")
    assert len(raw) <= MAX_BYTES
    place = tmp_path / "cases" / "7KQ2-9XMP"
    place.mkdir(parents=True)
    (tmp_path / "hrcli.yaml").write_text("hrcli: caseload/1\nlocale: en\nworker: jm\n")
    (place / "plan.yaml").write_bytes(raw)
    told = apart(VALIDATE, str(tmp_path))
    assert "YML" not in told.replace("YML18", "").replace("YML19", "").replace("YML20", "")
    assert int(told.rpartition("used ")[2]) <= ACCEPTED
