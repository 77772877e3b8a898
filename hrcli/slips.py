"""The slips people make when they type YAML, each in plain words with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hrcli.finding import Finding, Place, Severity

ID = re.compile(r"[a-z][a-z0-9-]{1,31}\Z")
KEY = re.compile(r"[a-z_][a-z0-9_-]{0,63}\Z")
CONFLICT = re.compile(r"^(?:<<<<<<<|>>>>>>>)(?: |$)", re.M)
START = Place(1, 1)


class Slip(Exception):
    """Carries a finding out of the reading loop; never leaves `document.read`."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def _error(code: str, message: str, todo: str, place: Place, path: str = "") -> Finding:
    return Finding(code, Severity.ERROR, message, todo, place, path)


def _slip(code: str, message: str, todo: str, place: Place = START) -> Slip:
    return Slip(_error(code, message, todo, place))


def not_utf8(place: Place) -> Slip:
    return _slip(
        "YML01",
        "This file is not saved as UTF-8 text.",
        "Open it in your editor and save it again with the encoding UTF-8.",
        place,
    )


def too_large() -> Slip:
    return _slip(
        "YML02",
        "This file is larger than 1 MiB, more than any case file needs.",
        "Keep attachments and long letters elsewhere and leave only the plan here.",
    )


def too_long() -> Slip:
    return _slip(
        "YML02",
        "This file holds more entries than hrcli reads (20,000).",
        "Check for text pasted in by mistake; keep what is past in reviews and events.",
    )


def duplicate_key(key: str, first: Place, place: Place, path: str) -> Finding:
    return _error(
        "YML05",
        f"{key} stands twice in the same place; the first is on line {first.line}.",
        "Keep one of the two and delete the other (after a merge: keep the right one).",
        place,
        path,
    )


def anchor(place: Place) -> Slip:
    return _slip(
        "YML06",
        "A value begins with & or *, or a key is <<: YAML would copy text from elsewhere.",
        'Put quotes around the text ("*like this*"), or write the value out in full.',
        place,
    )


def odd_key(key: str, place: Place) -> Slip:
    return anchor(place) if key else _nameless(place)


def anchor_or_tag(event: Any, place: Place) -> Slip:
    return anchor(place) if event.anchor is not None else tag(place)


def tag(place: Place) -> Slip:
    return _slip(
        "YML07",
        "A value begins with !, which YAML takes for an instruction.",
        'Put quotes around the text ("!like this").',
        place,
    )


def directive(place: Place) -> Slip:
    return _slip(
        "YML07",
        "The file begins with a % line, which YAML takes for an instruction.",
        "Delete the % line (and the --- below it).",
        place,
    )


def several_documents(place: Place) -> Slip:
    return _slip(
        "YML08",
        "A line with --- starts a second document in this file.",
        "Keep one document in a file: delete the --- line, or move what follows to its own file.",
        place,
    )


def too_deep(place: Place) -> Slip:
    return _slip(
        "YML09",
        "Brackets or lists are nested more than 32 deep here.",
        "Look for brackets that are opened and never closed, and close them.",
        place,
    )


def control_character(place: Place, character: str) -> Slip:
    name = "a stray line end" if character == "\r" else f"U+{ord(character):04X}"
    return _slip(
        "YML10",
        f"An invisible character ({name}) stands here; it often comes in by pasting.",
        "Delete it: remove the characters around this place and type them again.",
        place,
    )


def merge_conflict(place: Place) -> Slip:
    return _slip(
        "YML11",
        "This file has an unresolved merge: two people changed the same lines.",
        "Keep the right lines, then delete the lines with <<<<<<<, ======= and >>>>>>>.",
        place,
    )


def key_not_plain(place: Place) -> Slip:
    return _slip(
        "YML12",
        "A list or a group of keys stands where the name of a key should be.",
        'If the text begins with [ or {, put quotes around it ("[like this]").',
        place,
    )


def _nameless(place: Place) -> Slip:
    return _slip(
        "YML12",
        "A colon stands here without the name of a key before it.",
        "Write the key before the colon, or put quotes around the text.",
        place,
    )


def empty_file() -> Slip:
    return _slip(
        "YML13",
        "This file is empty.",
        "Write the case into it (first line: hrcli: plan/1), or restore it from your history.",
    )


def not_a_mapping(place: Place) -> Slip:
    return _slip(
        "YML13",
        "This file is not a list of keys with values.",
        "Start with a line such as `hrcli: plan/1` and write `key: value` lines below it.",
        place,
    )


def _at(mark: Any) -> Place:
    return START if mark is None else Place(mark.line + 1, mark.column + 1)


def _line(text: str, mark: Any) -> str:
    lines = text.split("\n")
    return lines[mark.line] if mark is not None and mark.line < len(lines) else ""


def _tab(place: Place) -> Slip:
    return _slip(
        "YML04",
        "A tab stands where spaces belong.",
        "Replace the tab by spaces (two for each level) and set your editor to insert spaces.",
        place,
    )


def _quotes(place: Place, why: str) -> Slip:
    return _slip("YML14", why, 'Put double quotes around the whole text ("like this").', place)


def _never_closed(place: Place, what: str) -> Slip:
    return _slip(
        "YML15",
        f"{what} is opened here and never closed.",
        "Close it where the text or the list ends.",
        place,
    )


def _indentation(place: Place) -> Slip:
    return _slip(
        "YML17",
        "This line does not line up with the lines it belongs to.",
        "Give it as many spaces at the start as the other keys or dashes of the same level.",
        place,
    )


def _colon(place: Place) -> Slip:
    return _slip(
        "YML16",
        "This line has no colon with a space after it, so it is no `key: value`.",
        "Write `key: value` with a space after the colon, or indent the line if it is text.",
        place,
    )


def _cannot_start(text: str, error: Any) -> Slip:
    mark = error.problem_mark
    character = _line(text, mark)[mark.column : mark.column + 1]
    if character == "\t":
        return _tab(_at(mark))
    return _quotes(_at(mark), "A text cannot begin with this character without quotes.")


def _second_colon(text: str, error: Any) -> Slip:
    mark = error.problem_mark
    before = _line(text, mark)[: mark.column]
    if re.search(r":\s", before) or re.match(r"\s*- .*:\s", before):
        return _quotes(_at(mark), "A second colon followed by a space stands in this text.")
    return _indentation(_at(error.problem_mark))


def _key_expected(text: str, error: Any) -> Slip:
    mark = error.problem_mark
    before = _line(text, mark)[: mark.column].rstrip()
    if before[-1:] in "'\"" and before:
        return _slip(
            "YML14",
            "Text goes on after the closing quote.",
            "Put the quotes around the whole text; write an apostrophe inside '…' twice.",
            _at(mark),
        )
    if "\t" in _line(text, mark)[: mark.column + 1]:
        return _tab(_at(mark))
    return _indentation(_at(mark))


def _opened(text: str, error: Any) -> Slip:
    mark = error.context_mark or error.problem_mark
    character = _line(text, mark)[mark.column : mark.column + 1]
    what = {'"': 'A "', "'": "A '", "[": "A [", "{": "A {"}.get(character, "Something")
    return _never_closed(_at(mark), what)


def _missing_colon(text: str, error: Any) -> Slip:
    return _colon(_at(error.context_mark or error.problem_mark))


def _dash_after_colon(text: str, error: Any) -> Slip:
    return _slip(
        "YML17",
        "A dash cannot follow the colon on the same line.",
        "Put the dash on a line of its own below the key, or the text in quotes.",
        _at(error.problem_mark),
    )


def _escape(text: str, error: Any) -> Slip:
    return _slip(
        "YML14",
        "Inside double quotes a backslash begins a special character.",
        "Use single quotes around the text, or write the backslash twice.",
        _at(error.problem_mark),
    )


def _block_text(text: str, error: Any) -> Slip:
    mark = error.context_mark or error.problem_mark
    return _quotes(_at(mark), "A text cannot begin with | or > without quotes.")


# What libyaml (and its pure-Python twin) says, and what it means. The first match counts.
MEANINGS: list[tuple[str, Callable[[str, Any], Slip]]] = [
    ("cannot start any token", _cannot_start),
    ("tab character", lambda text, error: _tab(_at(error.problem_mark))),
    ("mapping values are not allowed", _second_colon),
    ("block sequence entries are not allowed", _dash_after_colon),
    ("unknown escape character", _escape),
    ("did not find expected hexdecimal number", _escape),
    ("unexpected end of stream", _opened),
    ("unexpected document indicator", _opened),
    ("expected ',' or", _opened),
    ("node content", _opened),
    ("could not find expected ':'", _missing_colon),
    ("alphabetic or numeric character", lambda text, error: anchor(_at(error.context_mark))),
    ("tag", lambda text, error: tag(_at(error.context_mark or error.problem_mark))),
    ("comment or line break", _block_text),
    ("chomping indicator", _block_text),
    ("indentation indicator", _block_text),
    ("did not find expected key", _key_expected),
    ("expected <block end>", _key_expected),
    ("expected '-' indicator", lambda text, error: _indentation(_at(error.problem_mark))),
    ("expected <document start>", lambda text, error: _indentation(_at(error.problem_mark))),
]


def unreadable(text: str, error: Any) -> Slip:
    """The slip behind an error of the YAML parser (`yaml.YAMLError`)."""
    problem = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    if getattr(error, "problem_mark", None) is not None:
        for words, meaning in MEANINGS:
            if words in problem:
                return meaning(text, error)
    return _slip(
        "YML03",
        "This line cannot be read.",
        "Compare it with the lines around it, or put quotes around its text.",
        _at(getattr(error, "problem_mark", None)),
    )
