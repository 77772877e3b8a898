"""The slips people make when they type YAML, each in plain words with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from hrcli import ids
from hrcli.finding import Finding, Path, Place, Severity

CONFLICT = re.compile(r"^(?:<<<<<<<|>>>>>>>)(?: |$)", re.MULTILINE)
CONFLICT_AT = re.compile(r"[<>]{7} [\w ]+: ([a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*)\r?\Z")
"""A mark that hrcli's own merge has made: the place stands beside it."""
BLANK = "\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000"
WIDTHLESS = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
UNSEEN = re.compile(f"[{BLANK}{WIDTHLESS}]")
"""What looks like a space, or like nothing, and is no white space to YAML."""
START = Place(1, 1)


class Slip(Exception):
    """Carries a finding out of the reading loop; never leaves `document.read`."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def _error(code: str, message: str, todo: str, place: Place) -> Finding:
    return Finding(code, Severity.ERROR, message, todo, place)


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


def duplicate_key(first: Place, place: Place, at: Path, path: str) -> Finding:
    """The finding about the key at `at`, for people `path`; the `first` of the two stands before.

    A key that has not the form of one may be a text, and is not named.
    """
    key = str(at[-1]) if ids.KEY.match(str(at[-1])) else "This key"
    told = _error(
        "YML05",
        f"{key} stands twice in the same place; the first is on line {first.line}.",
        "Keep one of the two and delete the other (after a merge: keep the right one).",
        place,
    )
    return told._replace(path=path, at=at)


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
        "A line begins with %, which YAML takes for an instruction.",
        "Delete that line and a --- below it; if it is text, put quotes around it.",
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


def lookalike(place: Place, character: str) -> Slip:
    """`character` stands in white space, where a plain space belongs or nothing does."""
    return _slip(
        "YML10",
        f"A character that nobody can tell from a space (U+{ord(character):04X}) stands here.",
        "Delete it, and type plain spaces if any belong there; it often comes in by pasting.",
        place,
    )


def unseen_in(typed: str) -> str:
    """What to add to the help about a value or key that holds a character nobody sees."""
    found = UNSEEN.search(typed)
    if not found:
        return ""
    code = f"U+{ord(found.group()):04X}"
    return f" A character that nobody sees ({code}) stands in it: type it again by hand."


def hidden_escape(place: Place) -> Slip:
    return _slip(
        "YML10",
        "An escape inside these double quotes stands for a character that nobody can see.",
        "Delete it, or use single quotes around the text if the backslash belongs to it.",
        place,
    )


def merge_conflict(place: Place, text: str) -> Slip:
    """Two sides of a merge that stand in the file; `place` is where the first mark stands."""
    lines = text.split("\n")
    marks = "<<<<<<<, ======= and >>>>>>>"
    if any(line.startswith("|||||||") for line in lines):
        marks = "<<<<<<<, =======, >>>>>>> and |||||||, with what stood before below that"
    todo = f"Keep the right lines, then delete the lines with {marks}."
    finding = _slip(
        "YML11",
        "This file has an unresolved merge: two people changed the same lines.",
        f"{_sides(lines, place.line)}{todo}",
        place,
    ).finding
    label = CONFLICT_AT.match(lines[place.line - 1])
    return Slip(finding._replace(path=label[1] if label else ""))


def _sides(lines: list[str], start: int) -> str:
    """Which lines are the one side and which the other; empty where the marks are not whole."""
    rest = [line[:7] for line in lines[start:]]
    if not {"=======", ">>>>>>>"} <= set(rest):
        return ""
    middle, end = (start + rest.index(mark) + 1 for mark in ("=======", ">>>>>>>"))
    known = start + rest.index("|||||||") + 1 if "|||||||" in rest else middle
    if not start < known <= middle < end:
        return ""
    return f"One side: {_span(start + 1, known - 1)}; the other: {_span(middle + 1, end - 1)}. "


def _span(first: int, last: int) -> str:
    if first > last:
        return "no lines"
    return f"line {first}" if first == last else f"lines {first} to {last}"


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


def newer(place: Place) -> Slip:
    message = "This file was written for a newer hrcli than this one."
    todo = "Install the newer hrcli, then do it again; this one leaves the file alone."
    return Slip(_error("SCH10", message, todo, place)._replace(path="hrcli", at=("hrcli",)))


def place_at(text: str, index: int) -> Place:
    """Line and column (from 1) of the character at `index`."""
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


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


def _bracket(place: Place, message: str) -> Slip:
    todo = "Count the brackets and commas of this list; put quotes around text that holds any."
    return _slip("YML15", message, todo, place)


def _indentation(place: Place) -> Slip:
    return _slip(
        "YML17",
        "This line does not line up with the lines it belongs to.",
        "Give it as many spaces at the start as the other keys or dashes of the same level.",
        place,
    )


def no_colon(place: Place) -> Slip:
    return _slip(
        "YML16",
        "This line has no colon with a space after it, so it is no `key: value`.",
        "Write `key: value` with a space after the colon, or indent the line if it is text.",
        place,
    )


def colon_without_space(place: Place) -> Slip:
    return _slip(
        "YML16",
        "A colon without a space after it ends no key.",
        "Write a space after the colon, or put double quotes around the text that holds it.",
        place,
    )


def colon_missing(place: Place) -> Slip:
    return _slip("YML16", "A colon is missing here after the key.", "Write the colon.", place)


def dash_without_space(place: Place) -> Slip:
    return _slip(
        "YML21",
        "A dash without a space after it begins no item.",
        "Write a space after the dash.",
        place,
    )


def two_dashes(place: Place) -> Slip:
    return _slip(
        "YML21",
        "Two dashes stand before this item.",
        "Delete one of the two.",
        place,
    )


def comma_missing(place: Place) -> Slip:
    return _slip(
        "YML15",
        "A comma is missing here between the entries of a bracket.",
        "Write the comma; if it is one text, put double quotes around all of it.",
        place,
    )


def comma_in_text(place: Place) -> Slip:
    return _slip(
        "YML15",
        "A comma ends the text before it here, and what follows has no colon.",
        "If the comma belongs to the text, put double quotes around all of it; else write "
        "`key: value` after the comma.",
        place,
    )


def no_key_in_braces(place: Place) -> Slip:
    return _slip(
        "YML15",
        "This has no colon, so inside { } it would be a key with nothing after it.",
        "Write `key: value`, or put double quotes around all that is one text.",
        place,
    )


def question_in_brackets(place: Place) -> Slip:
    return _quotes(place, "Inside brackets a text cannot begin with ? without quotes.")


def _character(text: str, mark: Any) -> str:
    return _line(text, mark)[mark.column : mark.column + 1]


def _cannot_start(text: str, error: Any) -> Slip:
    mark = error.problem_mark
    if _character(text, mark) == "\t":
        return _tab(_at(mark))
    return _quotes(_at(mark), "A text cannot begin with this character without quotes.")


def _second_colon(text: str, error: Any) -> Slip:
    mark = error.problem_mark
    line = _line(text, mark)
    if re.search(r":\s", line[: mark.column]) or re.search(r"[\"'] *\Z", line[: mark.column]):
        return _quotes(_at(mark), "A second colon followed by a space stands in this text.")
    above = text.split("\n")[: mark.line]
    while above and not above[-1].strip():
        above.pop()
    before = above[-1] if above else ""
    if _indent(before) == _indent(line) and not re.search(r":(\s|\Z)", before):
        return no_colon(Place(len(above), _indent(before) + 1))
    return _indentation(Place(mark.line + 1, _indent(line) + 1))


def _indent(line: str) -> int:
    """How far the text of a line stands from its margin, behind the dash of an item."""
    found = re.match(r" *(?:- +)*", line)
    return found.end() if found else 0


def _key_expected(text: str, error: Any) -> Slip:
    mark = error.problem_mark
    before = _line(text, mark)[: mark.column].rstrip()
    character = _character(text, mark)
    if "\t" in _line(text, mark)[: mark.column + 1]:
        return _tab(_at(mark))
    if character and character in "]}":
        return _bracket(_at(mark), "This bracket closes something that was not opened.")
    if character == ":" and not before:
        return _nameless(_at(mark))
    if before and before[-1] in "'\"":
        return _after_quote(text, mark)
    if before and before[-1] in "]}":
        return _bracket(_at(mark), "Text goes on after the closing bracket.")
    return _indentation(_at(mark))


def _after_quote(text: str, mark: Any) -> Slip:
    """Text behind a closing quote; where the quote was opened on a line above, that is the slip."""
    opened = last_quoted(text, mark.index)
    if opened is not None and opened.start_mark.line < mark.line:
        return _never_closed(_at(opened.start_mark), f"A {opened.style}")
    return _slip(
        "YML14",
        "Text goes on after the closing quote.",
        "Put the quotes around the whole text; write an apostrophe inside '…' twice.",
        _at(mark),
    )


def last_quoted(text: str, index: int) -> Any:
    """The last quoted text that ends before `index`."""
    found = None
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if token.end_mark.index > index:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                found = token
    except yaml.YAMLError:
        return found
    return found


def _opened(text: str, error: Any) -> Slip:
    mark = error.context_mark or error.problem_mark
    character = _character(text, mark)
    if character and character in "'\"":
        return _never_closed(_at(mark), f"A {character}")
    problem = error.problem_mark
    if problem and problem.line == mark.line and _character(text, problem) == ":":
        return _quotes(_at(problem), "A second colon followed by a space stands in this text.")
    what = f"A {character}" if character and character in "[{" else "A bracket"
    if problem is None or problem.index >= len(text.rstrip()):
        return _never_closed(_at(mark), what)
    return _bracket(_at(mark), f"{what} is never closed, or a comma is missing inside it.")


def _no_content(text: str, error: Any) -> Slip:
    """Something stands where a text should begin: a comma, a bracket, a dash, or the end."""
    mark = error.problem_mark
    if mark.index >= len(text.rstrip()):
        last = max(text.rfind("[", 0, mark.index), text.rfind("{", 0, mark.index))
        place = place_at(text, max(last, 0))
        return _never_closed(place if last >= 0 else _at(mark), "A bracket")
    character = _character(text, mark)
    inside = "flow" in (error.context or "")
    if character == "," and inside:
        return _bracket(_at(mark), "There is nothing between two commas.")
    if character == "-" and inside:
        return _bracket(_at(mark), "A dash with a space begins no item inside brackets.")
    if character == ":":
        return _nameless(_at(mark))
    return _quotes(_at(mark), "A text cannot begin with this character without quotes.")


def _document_start(text: str, error: Any) -> Slip:
    mark = error.problem_mark
    above = text.split("\n")[: mark.line]
    if any(re.match(r"\.\.\.(\s|\Z)", line) for line in above):
        return several_documents(_at(mark))
    return directive(_at(mark)) if _line(text, mark)[:1] == "%" else _indentation(_at(mark))


def _invisible_escape(_text: str, error: Any) -> Slip:
    return hidden_escape(_at(error.context_mark or error.problem_mark))


def _question(_text: str, error: Any) -> Slip:
    return _quotes(
        _at(error.problem_mark), "A text cannot begin with ? and a space without quotes."
    )


def _glued_colon(_text: str, error: Any) -> Slip:
    return no_colon(_at(error.problem_mark))


def _missing_colon(_text: str, error: Any) -> Slip:
    return no_colon(_at(error.context_mark or error.problem_mark))


def _dash_after_colon(_text: str, error: Any) -> Slip:
    return _slip(
        "YML17",
        "A dash cannot follow the colon on the same line.",
        "Put the dash and its text on the next line, or put quotes around the text.",
        _at(error.problem_mark),
    )


def _escape(_text: str, error: Any) -> Slip:
    return _slip(
        "YML14",
        "Inside double quotes a backslash begins a special character.",
        "Use single quotes around the text, or write the backslash twice.",
        _at(error.problem_mark),
    )


def _block_text(_text: str, error: Any) -> Slip:
    mark = error.context_mark or error.problem_mark
    return _quotes(_at(mark), "A text cannot begin with | or > without quotes.")


# What libyaml says, and what the pure parser says where it differs. The first match counts.
MEANINGS: list[tuple[str, Callable[[str, Any], Slip]]] = [
    ("cannot start any token", _cannot_start),
    ("nesting depth", lambda text, error: too_deep(_at(error.problem_mark))),
    ("tab character", lambda text, error: _tab(_at(error.problem_mark))),
    ("mapping values are not allowed", _second_colon),
    ("sequence entries are not allowed", _dash_after_colon),
    ("mapping keys are not allowed", _question),
    ("unknown escape character", _escape),
    ("hexdecimal number", _escape),
    ("hexadecimal numbers", _escape),
    ("Unicode character escape code", _invisible_escape),
    ("unexpected end of stream", _opened),
    ("unexpected document", _opened),
    ("expected ',' or", _opened),
    ("expected the node content", _no_content),
    ("expected node content", _no_content),
    ("could not find expected ':'", _missing_colon),
    ("unexpected ':'", _glued_colon),
    ("directive", lambda text, error: directive(_at(error.context_mark))),
    ("alphabetic or numeric character", lambda text, error: anchor(_at(error.context_mark))),
    ("incompatible YAML", lambda text, error: directive(_at(error.problem_mark))),
    ("tag", lambda text, error: tag(_at(error.context_mark or error.problem_mark))),
    ("comment or line break", _block_text),
    ("comment or a line break", _block_text),
    ("expected a comment", _block_text),
    ("chomping", _block_text),
    ("indentation indicator", _block_text),
    ("did not find expected key", _key_expected),
    ("expected <block end>", _key_expected),
    ("expected '-' indicator", lambda text, error: _indentation(_at(error.problem_mark))),
    ("<document start>", _document_start),
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
