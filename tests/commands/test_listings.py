"""Listings fit the terminal, are whole where none is, and colour repeats what their words say."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import every_command
from hrcli.terminal import width
from tests.support.hostile import COLOURS
from tests.support.processes import TODAY, forked
from tests.support.running import FULL

LISTINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "list": ((), ("--by-worker",)),
    "due": (("--within", "30d"), ("--caseload", ".", "--caseload", "../beside", "--within", "60d")),
    "next": ((), ("7KQ2",)),
    "prioritise": (("7KQ2",),),
    "show": (("7KQ2",), ("7KQ2", "--facts")),
    "safety": (("7KQ2",),),
    "validate": ((),),
    "explain": ((), ("GOA01",), ("kind",), ("audit",)),
    "options": (("child",),),
    "report": (("practice",), ("outcomes",)),
    "templates": (("list",),),
    "doctor": ((),),
    "overview": ((),),
}
WORDS = [(name, *more) for name, ways in LISTINGS.items() for more in ways]
WIDTHS = (50, 80, 120) if FULL else (50, 80)


def at_width(columns: int, words: Sequence[str], folder: Path) -> str:
    """What somebody sees whose terminal has so many columns."""
    settle = partial(os.environ.update, {"COLUMNS": str(columns), "TERM": "xterm"})
    return forked((*TODAY, *words), folder, keys=b"", before=settle).out.replace("\r\n", "\n")


@pytest.fixture
def caseloads(caseload: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A caseload in which there is something to list, and one beside it."""
    beside = str(caseload.parent / "beside")
    assert CliRunner().invoke(main, ["init", beside, "--no-git", "--worker", "jm"]).exit_code == 0
    place = caseload / "cases" / "7KQ2-9XMP" / "plan.yaml"
    told = place.read_text().replace("alias: ", "alias: Maximiliane-Wilhelmine ", 1)
    place.write_text(told.replace("    what: ", f"    what: {4 * '我不知道该怎么办'} ", 1))
    monkeypatch.chdir(caseload)
    return caseload


def words_of(shown: str) -> set[str]:
    """The words shown, without those of a script that writes no spaces."""
    return {word.strip(":") for word in shown.split() if word.isascii() and not word.isdigit()}


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_listing_fits_the_terminal_and_breaks_no_word(
    caseloads: Path, words: tuple[str, ...]
) -> None:
    whole = CliRunner().invoke(main, [*TODAY, *words])
    assert whole.exit_code in (0, 1), whole.output
    known = words_of(whole.output) | {"Stopped."}  # where it would ask
    for columns in WIDTHS:
        shown = COLOURS.sub("", at_width(columns, words, caseloads))
        lines = [told for told in shown.splitlines() if not told.endswith("(Enter: not yet): ")]
        assert [told for told in lines if width(told) > columns] == []
        if words != ("overview",):  # one screen: how much of it is shown depends on the terminal
            assert words_of("\n".join(lines)) <= known


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_listing_has_colour_and_says_the_same_without(
    caseloads: Path, words: tuple[str, ...]
) -> None:
    plain = CliRunner().invoke(main, [*TODAY, *words]).output
    told = CliRunner().invoke(main, [*TODAY, "--color", "always", *words]).output
    assert COLOURS.sub("", told) == plain
    assert COLOURS.search(told)


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_help_fits_the_terminal(tmp_path: Path, columns: int) -> None:
    for words in ((), *((name,) for name in every_command()), ("templates", "copy")):
        shown = at_width(columns, (*words, "--help"), tmp_path)
        assert [told for told in shown.splitlines() if width(told) > columns] == []
