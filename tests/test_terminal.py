"""What a terminal is shown: nothing raw, columns that stand, and what stays text on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from hrcli.escape import ESCAPES
from hrcli.terminal import line, safe, table, unbroken, width
from tests.support.hostile import DIRECTION, PIECES, raw_in
from tests.support.running import PLAN, Run
from tests.support.scripts import NAMES

NAME = (
    "review-\x1b]52;c;ZXZpbA==\x07\x1b[1A\x1b[2K\x9b31m\n::error file=x::forged\n\u202e\u200b.yaml"
)


@pytest.mark.parametrize("piece", PIECES)
def test_nothing_gets_through_raw(piece: str) -> None:
    for told in (safe(piece), line(piece), unbroken(piece)):
        assert raw_in(told) == set()
    assert "\n" not in line(piece) + unbroken(piece)
    for escape in ESCAPES.values():
        assert raw_in(escape(piece), paper=True) == set()


@pytest.mark.parametrize("mark", DIRECTION)
@pytest.mark.parametrize("form", ESCAPES)
def test_marks_of_direction_are_text_on_paper_and_shown_at_a_terminal(mark: str, form: str) -> None:
    assert mark in ESCAPES[form](f"x{mark}y")
    assert line(f"x{mark}y") == f"x<U+{ord(mark):04X}>y"


def test_what_parts_khmer_words_is_no_sign_on_paper() -> None:
    assert ESCAPES["md"]("\u1781\u200b\u1798\u2060\u17c2") == "\u1781\u1798\u17c2"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Zoe\u0308", 3),
        ("\u0928\u092e\u0938\u094d\u0924\u0947", 4),
        ("\u0915\u094d\u0937\u093f", 2),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", 2),
        ("\U0001f1ec\U0001f1e7", 2),
        ("\u2764\ufe0f", 2),
        ("\ud55c\uad6d", 4),
        ("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", 4),
        ("\u0645\u064f\u062d\u064e\u0645\u064e\u062f", 4),
        ("", 0),
    ],
)
def test_a_sign_takes_as_many_columns_as_it_is_drawn_with(text: str, columns: int) -> None:
    assert width(text) == columns


def test_columns_stand_right_in_every_script() -> None:
    rows = [(name, "x") for name in (*NAMES.values(), "\U0001f469\u200d\U0001f467", "<U+200B>")]
    lines = table(("NAME", "NEXT"), rows).splitlines()
    assert len({width(told[: told.rindex(" ") + 1]) for told in lines}) == 1


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "github", "sarif", "junit"])
@pytest.mark.parametrize("name", [NAME, "2026-02-09-\udcff\x7f.yaml"])
def test_the_name_of_a_file_forges_nothing(run: Run, caseload: Path, form: str, name: str) -> None:
    place = (caseload / PLAN).parent / "reviews"
    (place / "2026-01-12-plain.yaml").write_text("a: [\n", "utf-8")
    plain = run("validate", "7KQ2", "--strict", "--format", form, code=1)
    (place / "2026-01-12-plain.yaml").rename(place / name)
    told = run("validate", "7KQ2", "--strict", "--format", form, code=1)
    assert raw_in(told.output) == set()
    assert told.output.count("\n") == plain.output.count("\n")
