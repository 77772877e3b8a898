"""It must show: hostile names and texts forge nothing, in any command and any of its formats.

Each command line is carried out twice, on a case with a hostile text at every property and on its
twin with harmless words. Another program then reads what came out: both have the same lines, cells,
keys and elements. The commands are walked as they stand in the table, so a new one is attacked too.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from itertools import count, islice, product
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from icalendar import Calendar
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hrcli.cli import main
from hrcli.commands import every_command
from hrcli.document.data import text
from hrcli.document.document import read
from hrcli.pages.audiences import DISCLOSED
from hrcli.pages.views import KINDS
from tests.support.canary import CHOSEN, Filling
from tests.support.hostile import file_name, raw_in, texts
from tests.support.running import TODAY, sample

CASE = "7KQ2-9XMP"
PER_ROUND = 100
NAMES = 10  # of files, in each round
ROUNDS = sample(1000) // PER_ROUND
HOSTILE_FOLDER = "a\x1b[2J\n::error::forged\u202e"
CANARY = re.compile(r"Canary\d{3}\w+")
LEFT_OUT = {
    ("demo",): "walks through its own cases",
    ("edit",): "opens an editor",
    ("init",): "makes a new folder",
}
GIVEN = {"case": CASE, "name": "client.j2", "path": "harms"}
CHOICES = CHOSEN | {"visibility": "referral"}


class Place:
    """A caseload with one case, every text of which is another one."""

    def __init__(self, root: Path, words: Iterator[str]) -> None:
        self.root = root
        self.words = words
        folder = root / "cases" / CASE
        (root / "knowledge").mkdir(parents=True)
        for inner in ("reviews", "events"):
            (folder / inner).mkdir(parents=True)
        (root / "hrcli.yaml").write_text("hrcli: caseload/1\nworker: jm\n", "utf-8")
        self.data = {kind: self._hostile(Filling(kind, CHOICES).whole()) for kind in KINDS}
        for data in self.data.values():
            data["case"] = CASE
        self._write(folder / "plan.yaml", self.data["plan"])
        self._write(folder / "reviews" / "2026-01-12-abcd.yaml", self.data["review"])
        self._write(folder / "events" / "2026-01-12-efgh.yaml", self.data["event"])

    def _write(self, path: Path, data: Mapping[str, Any]) -> None:
        path.write_text(yaml.safe_dump(data, sort_keys=False, width=10**6), "utf-8")

    def _hostile(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._hostile(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._hostile(inner) for inner in value]
        canary = isinstance(value, str) and CANARY.fullmatch(value)
        return readable(next(self.words)) if canary else value

    def broken_files(self) -> None:
        """Files that cannot be read, under names that are texts too."""
        for word in islice(self.words, NAMES):
            name = f"cases/{CASE}/reviews/2026-01-13-{file_name(word)}.yaml"
            (self.root / name).write_text("a: [\n", "utf-8")

    def run(self, words: tuple[str, ...]) -> Result:
        start = ("--caseload", str(self.root), "--today", TODAY, "--color", "always")
        done = CliRunner().invoke(main, [*start, *words], color=True)
        assert done.exit_code in (0, 1, 2, 3), (words, done.output)
        return done


def readable(word: str) -> str:
    """A text without the characters that hrcli takes from no file."""
    return "".join(sign for sign in word if _is_read(sign))


@cache
def _is_read(sign: str) -> bool:
    return read(yaml.safe_dump({"a": f"x{sign}x"}).encode("utf-8")).sound


def harmless_twins(words: Iterator[str]) -> Iterator[str]:
    """For each text a harmless one with as many lines."""
    numbers = count()
    for word in words:
        lines = readable(word).split("\n")
        yield "\n".join(f"Word{next(numbers)}" if line.strip() else "" for line in lines)


def walk(name: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(command, click.Group):
        for inner, one in command.commands.items():
            yield from walk((*name, inner), one)
    elif name not in LEFT_OUT:
        yield name, command


COMMANDS = dict(it for name, one in every_command().items() for it in walk((name,), one))
Line = tuple[tuple[str, ...], str]


def given(param: click.Parameter, value: str) -> tuple[str, ...]:
    return (value,) if isinstance(param, click.Argument) else (param.opts[0], value)


def lines_of(name: tuple[str, ...], consent: str) -> Iterator[Line]:
    """Every command line of a command: each choice with each other, and the form that it prints."""
    params = COMMANDS[name].params
    plain = [given(it, GIVEN[it.name or ""]) for it in params if it.required and it.name in GIVEN]
    chosen = [it for it in params if isinstance(it.type, click.Choice)]
    dry = ("-n",) if any(it.name == "dry_run" for it in params) and name != ("render",) else ()
    for choice in product(*(it.type.choices for it in chosen)):  # type: ignore[attr-defined]
        picked = [given(param, value) for param, value in zip(chosen, choice, strict=True)]
        words = [*name, *dry, *(word for part in (*plain, *picked) for word in part)]
        if name == ("validate",):  # which tells of such texts by themselves
            words += ["--ignore", "YML20"]
        if name == ("render",) and set(choice) & set(DISCLOSED):
            words += ["--consent", consent, "--yes"]
        forms = [c for param, c in zip(chosen, choice, strict=True) if param.name in ("form", "to")]
        yield tuple(words), (forms or ["text"])[0]


def typed_lines(name: tuple[str, ...], word: str) -> Iterator[tuple[str, ...]]:
    """The command with a text at each place where somebody types one."""
    yield (*name, f"--{word}")
    params = COMMANDS[name].params
    for spot in params:
        if isinstance(spot.type, click.types.StringParamType):
            others = [
                given(it, GIVEN[it.name or ""])
                for it in params
                if it.required and it is not spot and it.name in GIVEN
            ]
            parts = sorted((*others, given(spot, word)), key=len)
            yield (*name, *(inner for part in parts for inner in part))


# How other programs read it


def skeleton(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: skeleton(inner) for key, inner in value.items()}
    return [skeleton(inner) for inner in value] if isinstance(value, list) else type(value)


def cells(told: str) -> list[int]:
    rows = list(csv.reader(io.StringIO(told, newline="")))
    formulas = [cell for row in rows for cell in row if cell.strip()[:1] in set("=+-@\uff1d\uff0b")]
    assert not formulas
    assert len({len(row) for row in rows if row}) <= 1
    return [len(row) for row in rows]


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[Any] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, sorted(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_comment(self, data: str) -> None:
        self.seen.append("comment")

    def handle_pi(self, data: str) -> None:
        self.seen.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.seen.append("declaration")


def markdown(told: str) -> list[str]:
    def kinds(tokens: list[Token]) -> Iterator[str]:
        for token in tokens:
            if token.type not in ("text", "text_special"):
                yield f"{token.type} {token.tag}"
            yield from kinds(token.children or [])

    return list(kinds(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(told)))


def entries(told: str) -> list[str]:
    """The names of a calendar's lines, those folded over several put together."""
    Calendar.from_ical(told)
    whole = told.replace("\r\n ", "")
    return [re.split("[:;]", line)[0] for line in whole.split("\r\n")]


def github(told: str) -> int:
    lines = told.split("\n")
    assert all(re.match(r"::(error|warning|notice) file=[^\n]*::", line) for line in lines if line)
    return len(lines)


def elements(told: str) -> Counter[str]:
    return Counter(part.tag for part in ET.fromstring(told.encode("utf-8")).iter())


READERS: dict[str, Callable[[str], Any]] = {
    "json": lambda told: skeleton(json.loads(told)),
    "sarif": lambda told: skeleton(json.loads(told)),
    "jsonl": lambda told: [skeleton(json.loads(line)) for line in told.split("\n") if line],
    "csv": cells,
    "html": lambda told: Elements(told).seen,
    "md": markdown,
    "ics": entries,
    "github": github,
    "junit": elements,
    "txt": lambda told: len(re.split(r"\n\s*\n", told)),  # its lines are as long as texts are
    "text": lambda told: told.count("\n"),
}
PAPER = ("md", "html", "txt")


def known_forms() -> set[str]:
    lines = (line for name in COMMANDS for line in lines_of(name, ""))
    return {form for _, form in lines}


def test_every_format_has_a_reader() -> None:
    assert known_forms() - {"pdf"} <= set(READERS)


@pytest.mark.parametrize("round_", range(max(1, ROUNDS)))
@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_nothing_is_raw_and_nothing_forged(
    tmp_path: Path, round_: int, name: tuple[str, ...]
) -> None:
    folder = "a" if name == ("remind",) else HOSTILE_FOLDER  # no schedule takes such a folder
    attacked = Place(tmp_path / folder, texts(round_))
    harmless = Place(tmp_path / "b", harmless_twins(texts(round_)))
    consent = text(attacked.data["plan"]["consents"][0], "id")
    for _ in range(2):  # the second time with files that cannot be read
        for words, form in lines_of(name, consent):
            if form != "pdf":
                compare(attacked.run(words), harmless.run(words), words, form)
        attacked.broken_files()
        harmless.broken_files()


def compare(done: Result, twin: Result, words: tuple[str, ...], form: str) -> None:
    assert done.exit_code == twin.exit_code, words
    assert raw_in(done.stdout, form in PAPER) == set(), words
    assert raw_in(done.stderr) == set(), words
    assert done.stderr.count("\n") == twin.stderr.count("\n"), words
    if done.exit_code in (0, 1):
        assert READERS[form](done.stdout) == READERS[form](twin.stdout), words


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_what_is_typed_is_never_shown_raw(tmp_path: Path, name: tuple[str, ...]) -> None:
    place = Place(tmp_path / HOSTILE_FOLDER, harmless_twins(texts(0)))
    for word in islice(texts(1), 5):
        for hostile, plain in zip(typed_lines(name, word), typed_lines(name, "Word"), strict=True):
            done, twin = place.run(hostile), place.run(plain)
            assert raw_in(done.output) == set(), hostile
            assert done.output.count("\n") <= max(twin.output.count("\n"), 3), hostile
