"""Slips proved by their cure: a text is mended as a finding would say, and read again.

Where the parser stops is often a line behind the slip, and some slips stop it nowhere: it reads
something else than was meant. What a cure makes readable, or read otherwise, was the slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeAlias

import yaml

from hrcli.document import slips
from hrcli.document.data import Value
from hrcli.document.slips import BLANK, UNSEEN, WIDTHLESS, Slip
from hrcli.finding import Place

LONGEST = 100_000
"""In a longer text nothing is tried: reading it again and again would take too long."""
TRIES = 40
LINES = 6
"""So many lines above the place where the parser stops are looked at."""
MAX_DEPTH = 64

RUN = re.compile(f"[{BLANK}{WIDTHLESS}]+(?: +[{BLANK}{WIDTHLESS}]+)*")
NO_WIDTH = re.compile(f"[{WIDTHLESS}]")

SIGNS = frozenset(" \t\n:#,[]{}?-")

DASH = re.compile(r" *(?:- +)*(-)[^\s-]")
TWO_DASHES = re.compile(r" *-( +-)(?= )")
COLON = re.compile(r" *(?:- +)*([a-z_][a-z0-9_-]*):(?=\S)")
INNER_COLON = re.compile(r"[\[{,] *[a-z_][a-z0-9_-]*(:)(?=[^\s,\]}])")
BEFORE_KEY = re.compile(r"[^\s:,\[{-](\s+)[^\s,\[\]{}]+\s*\Z")
AFTER_VALUE = re.compile(r"[\]}\"'](\s*)\Z")
KEY_WITHOUT_COLON = re.compile(r"[{,]\s*([a-z_][a-z0-9_-]*) +\Z")

Try: TypeAlias = tuple[Slip, str]
"""What may be the slip, and the text with it mended."""
Reach: TypeAlias = tuple[float, int]
"""Line and column (from 0) up to which a text can be read."""
WHOLE: Reach = (float("inf"), 0)


def proved(text: str, error: Any) -> Slip | None:
    """The slip behind an error of the parser: the one whose cure lets it read furthest.

    None where nothing that was tried lets it read on.
    """
    mark = getattr(error, "problem_mark", None)
    if mark is None or len(text) > LONGEST:
        return None
    best, furthest = None, (mark.line, mark.column + 1)
    for slip, mended in islice(_tries(text, mark), TRIES):
        reach = _reach(mended)
        if reach > furthest:
            best, furthest = slip, reach
        if reach == WHOLE:
            break
    return best


def lookalike(text: str, data: Value, read: Callable[[str], Any]) -> Slip | None:
    """The first unseen character that stands where a space belongs, so that other data come out.

    `read` gives the data of a text; it raises where there are none. A character inside a text is
    no slip: it changes neither keys nor what holds what; in quotes or below a | it is meant.
    """
    meant = _bare(data)
    runs = RUN.finditer(text) if len(text) <= LONGEST else iter(())
    for run in islice((run for run in runs if _beside_sign(text, run)), TRIES):
        if _in_quotes(text, run.start()):
            continue
        if any(_reads_otherwise(mended, meant, read) for mended in _without(text, run)):
            return slips.lookalike(slips.place_at(text, run.start()), run.group()[0])
    return None


def _beside_sign(text: str, run: re.Match[str]) -> bool:
    """Whether a run is more than the space between two words (`10 mg`): beside a sign or space."""
    before, after = (
        text[max(0, run.start() - 1) : run.start()] or "\n",
        text[run.end() : run.end() + 1] or "\n",
    )
    return before in SIGNS or after in SIGNS


def _in_quotes(text: str, index: int) -> bool:
    """Whether `index` is inside a text in quotes or below | or >, of a text that can be read."""
    for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if token.end_mark.index > index:
            return isinstance(token, yaml.ScalarToken) and bool(token.style)
    return False


def _reads_otherwise(text: str, meant: Any, read: Callable[[str], Any]) -> bool:
    try:
        return bool(_bare(read(text)) != meant)
    except (Slip, yaml.YAMLError, ValueError, OverflowError):
        return False


def _bare(data: Value) -> Any:
    """Data without the white space of their texts; that of their keys is kept."""
    if isinstance(data, dict):
        return [(UNSEEN.sub(" ", key), _bare(inner)) for key, inner in data.items()]
    if isinstance(data, list):
        return [_bare(inner) for inner in data]
    return "".join(UNSEEN.sub(" ", data).split()) if isinstance(data, str) else data


def _without(text: str, run: re.Match[str]) -> Iterator[str]:
    """`text` without the unseen characters of `run`: as it looks, with spaces, with nothing."""
    typed = run.group()
    looks = UNSEEN.sub(" ", NO_WIDTH.sub("", typed))
    for mended in dict.fromkeys((looks, UNSEEN.sub(" ", typed), UNSEEN.sub("", typed))):
        yield text[: run.start()] + mended + text[run.end() :]


def _lined_up(text: str, run: re.Match[str]) -> Iterator[str]:
    """`text` with an indent of `run` as wide as that of the line above, and of the one below."""
    start = text.rfind("\n", 0, run.start()) + 1
    if text[start : run.start()].strip():
        return
    rest = text[run.end() :].lstrip(" ")
    beside = (text[:start].rstrip().rpartition("\n")[2], rest.partition("\n")[2].lstrip("\n"))
    for line in beside:
        yield text[:start] + " " * (len(line) - len(line.lstrip(" "))) + rest


def _reach(text: str) -> Reach:
    """How far a text can be read; a text of too many brackets not even so far."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                return (0, 0)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        return (mark.line, mark.column) if mark else (0, 0)
    return WHOLE


def _tries(text: str, mark: Any) -> Iterator[Try]:
    """What may be wrong near the place where the parser stops, the likeliest first."""
    yield from _commas(text, mark.index)
    stop = text.find("\n", mark.index)
    end = len(text) if stop < 0 else stop
    if not text.isascii():
        yield from _spaces(text, end)
    start = 0 if mark.line < LINES else _line_start(text, mark.index, LINES)
    for line in reversed(list(re.finditer(r"[^\n]+", text[start:end]))):
        yield from _indicators(text, line.group(), start + line.start())


def _line_start(text: str, index: int, above: int) -> int:
    """Where the line begins that stands `above` lines over the one of `index`."""
    for _ in range(above + 1):
        index = text.rfind("\n", 0, index)
    return index + 1


def _commas(text: str, index: int) -> Iterator[Try]:
    """A comma or colon forgotten before the key or the bracket at which the parser stops.

    At the end of a line it may as well be a bracket that was never closed: then all has to fit. A
    quote that was opened lines above is the slip itself.
    """
    quoted = slips.last_quoted(text, index)
    if quoted and quoted.start_mark.line < quoted.end_mark.line == text.count("\n", 0, index):
        return
    before = text[max(0, index - 200) : index]
    for gap in (BEFORE_KEY.search(before), AFTER_VALUE.search(before)):
        if gap:
            at = index - len(before) + gap.start(1)
            mended = f"{text[:at]},{text[at:]}"
            sure = "\n" not in gap[1] and before[gap.start(1) - 1] not in "\"'"
            if sure or _reach(mended) == WHOLE:
                yield slips.comma_missing(slips.place_at(text, at)), mended
    key = KEY_WITHOUT_COLON.search(before)
    if key:
        at = index - len(before) + key.end(1)
        yield slips.colon_missing(slips.place_at(text, at)), f"{text[:at]}:{text[at:]}"


def _spaces(text: str, end: int) -> Iterator[Try]:
    """Unseen characters above the place where the parser stops: each run, then whole lines."""
    runs = list(RUN.finditer(text, 0, end))[-TRIES // 2 :]
    for run in reversed(runs):
        place = slips.place_at(text, run.start())
        for mended in (*_without(text, run), *_lined_up(text, run)):
            yield slips.lookalike(place, run.group()[0]), mended
    if len(runs) > 1:
        first = runs[0]
        mended = text
        for run in reversed(runs):
            mended = next(_without(mended, run))
        yield slips.lookalike(slips.place_at(text, first.start()), first.group()[0]), mended


def _indicators(text: str, line: str, start: int) -> Iterator[Try]:
    """The dashes and colons of one line that lack their space, or stand twice."""
    number = text.count("\n", 0, start) + 1

    def with_space(at: int) -> str:
        return f"{text[: start + at]} {text[start + at :]}"

    dash, colon, twice = DASH.match(line), COLON.match(line), TWO_DASHES.match(line)
    if dash:
        place = Place(number, dash.start(1) + 1)
        yield slips.dash_without_space(place), with_space(dash.end(1))
    if colon:
        yield slips.no_colon(Place(number, colon.start(1) + 1)), with_space(colon.end())
    for inner in INNER_COLON.finditer(line):
        yield slips.colon_without_space(Place(number, inner.start(1) + 1)), with_space(inner.end(1))
    if twice:
        mended = text[: start + twice.start(1)] + text[start + twice.end(1) :]
        yield slips.two_dashes(Place(number, twice.end(1))), mended
