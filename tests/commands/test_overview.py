"""`hrcli` alone: one screen, on which no word of a case stands."""

from __future__ import annotations

import fcntl
import json
import re
import struct
import sys
import termios
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from hrcli.cli import main
from hrcli.document.writer import block
from hrcli.formats.overview import Draft, OpenDangers, Overview, draft_of, overview_text
from hrcli.method.due import Due
from hrcli.method.steps import Next
from tests.support.canary import Filling
from tests.support.hostile import COLOURS
from tests.support.processes import Done, forked
from tests.support.running import PLAN, TODAY, Run, sample

CASE = "7KQ2-9XMP"
LINES = 22
"""What a terminal of 24 lines holds beside the command and the next prompt."""


def sized() -> None:
    """The terminal is one of 24 lines and 80 columns."""
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))


def alone(folder: Path, *words: str, before: Any = sized) -> Done:
    """What `hrcli` alone shows at a terminal, without its colours."""
    done = forked(("--today", TODAY, *words), folder, keys=b"", before=before)
    return done._replace(out=COLOURS.sub("", done.out.replace("\r\n", "\n")))


def test_one_screen_tells_what_is_due_and_what_comes_next(caseload: Path) -> None:
    done = alone(caseload)
    assert done.code == 0
    lines = done.out.splitlines()
    assert len(lines) <= LINES
    assert [line for line in lines if len(line) > 80] == []
    assert lines[0].split() == ["STATE", "DATE", "CASE", "KIND", "ID", "WHEN"]
    assert "OVERDUE  2026-02-02  3DK6-AHFX  review  review  7 days ago" in lines
    assert any(line.endswith(" more: hrcli due") for line in lines)
    assert any("Kit" in line and line.endswith("hrcli review 3DK6") for line in lines)
    assert lines[-1] == "Every command: hrcli --help"


def test_a_higher_terminal_holds_more(caseload: Path) -> None:
    def high() -> None:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))

    told = alone(caseload, before=high).out.splitlines()
    assert LINES < len(told) <= 48
    assert not [line for line in told if " more: " in line]


def test_elsewhere_the_help_is_told_as_ever(run: Run) -> None:
    assert run(code=2).stderr.startswith("Usage: ")


def test_outside_of_a_caseload_it_says_how_to_begin(tmp_path: Path, caseload: Path) -> None:
    done = alone(tmp_path)
    assert done.code == 0
    assert "hrcli init caseload" in done.out
    assert "hrcli demo" in done.out
    assert "first-hour.md" in done.out
    assert alone(tmp_path, "--caseload", "nowhere").code == 3
    (tmp_path / "new").mkdir()
    forked(("init", "new", "--no-git"), tmp_path)
    assert "No case is open. Write the first plan: hrcli create" in alone(tmp_path / "new").out


def test_a_file_that_cannot_be_read_is_told_first(run: Run, caseload: Path) -> None:
    (caseload / PLAN).write_text("a: [\n")
    told = run("overview", code=3).stdout
    assert "unreadable  -           7KQ2-9XMP" in told
    assert "hrcli validate 7KQ2" in told


DRINKS = "use: [{id: u3k, substance: alcohol, pattern: occasional, dependence: absent}]\n"
SUICIDE_PRESENT = "asked: [{about: suicide, answer: present}]\n"


def test_what_is_dangerous_and_open_is_counted_case_by_case(run: Run) -> None:
    assert "DANGERS OPEN" not in run("overview").stdout
    case = run("create", "--from", "-", stdin=DRINKS).stdout.strip()
    run("ask", case, "--from", "-", stdin=SUICIDE_PRESENT)
    (line,) = [it for it in run("overview").stdout.splitlines() if it.startswith("2 ")]
    todo = f"hrcli safety {case[:4]}, hrcli validate {case[:4]}"
    assert line.split() == ["2", case, *todo.split()]
    assert f"(2): R-SUI-01 suicide-risk-unanswered, HRM14 key-harm-unasked: {todo}" in " ".join(
        run("next", case).stdout.split()
    )


def test_what_was_begun_is_told_by_its_command_and_case(run: Run, caseload: Path) -> None:
    drafts = caseload / ".hrcli" / "drafts"
    drafts.mkdir()
    answers = json.dumps({"harms.what": "Canary"})
    for name in (f"add-{CASE}-harm.json", "create-2026-02-03-k7fw.json", f"edit-{CASE}.yaml"):
        (drafts / name).write_text(answers)
    (drafts / f"edit-{CASE}.begun.yaml").write_text(answers)
    (drafts / f"review-{CASE}.json").write_text("{}")  # nothing was answered
    told = run("overview").stdout
    begun = told.partition("BEGUN")[2].partition("\n\n")[0]
    assert [line.split() for line in begun.splitlines()[1:]] == [
        ["add", CASE, "Robin", "hrcli", "add", "7KQ2"],
        ["create", "(6", "days", "ago)", "-", "hrcli", "create"],
        ["edit", CASE, "Robin", "hrcli", "edit", "7KQ2"],
    ]
    assert "Canary" not in told


def test_a_draft_is_known_by_its_name() -> None:
    assert draft_of("choose-7KQ2-9XMP-o3f.json") == Draft("choose", CASE)
    assert draft_of("create-2026-02-03-k7fw.json") == Draft("create", "", date(2026, 2, 3))
    assert draft_of(f"edit-{CASE}.begun.yaml") is None


def test_no_word_of_a_case_stands_on_the_screen(run: Run, caseload: Path) -> None:
    for kind, folder in (("review", "reviews"), ("event", "events")):
        file = (caseload / PLAN).parent / folder / "2026-01-12-abcd.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(block({**Filling(kind, {}).whole(), "case": CASE}) + "\n")
    filling = Filling("plan", {"status": "active"})
    data = filling.whole()
    for past in ({**data, "case": CASE}, {**data, "case": CASE, "status": "draft"}):
        (caseload / PLAN).write_text(block(past) + "\n")
        told = run("overview").stdout
        alias = data["client"]["alias"]
        assert alias in told
        assert "Canary" not in told.replace(alias, "")  # the others are names of items


ACTION = "Ring the landlord on Monday"


@pytest.mark.parametrize("words", [("overview",), ("due",), ()])
def test_the_words_of_actions_are_shown_at_a_terminal_that_asks(
    caseload: Path, empty_home: Path, words: tuple[str, ...]
) -> None:
    plan = caseload / "cases" / "3DK6-AHFX" / "plan.yaml"
    said = re.sub(r"(id: a6cq\n +what: ).*", rf"\1{ACTION}", plan.read_text("utf-8"))
    plan.write_text(said, "utf-8")
    asked = (*words, "--words")
    assert ACTION not in alone(caseload, *words).out
    told = alone(caseload, *asked)
    assert (told.code, told.out.count(ACTION)) == (0, 1)
    lines = told.out.splitlines()
    (at,) = [number for number, line in enumerate(lines) if "action  a6cq" in line]
    assert lines[at + 1] == f"  {ACTION}"
    assert max(map(len, lines)) <= 80
    own = empty_home / ".config" / "hrcli" / "config.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("hrcli: config/1\nwords: true\n")
    assert ACTION in alone(caseload, *words).out
    assert ACTION not in alone(caseload, *words, "--no-words").out
    if words:
        assert ACTION not in CliRunner().invoke(main, ["--today", TODAY, *words]).output
        refused = CliRunner().invoke(main, ["--today", TODAY, *asked])
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 3)
        assert "on your own screen alone" in refused.stderr


@pytest.mark.parametrize("words", [("--words", "due"), ("due", "--words", "--format", "json")])
def test_words_are_for_lists_that_people_read(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words, code=2).stdout == ""


def test_each_file_is_read_once(caseload: Path, tmp_path: Path) -> None:
    log = tmp_path / "opened"

    def watched() -> None:
        sized()
        to = log.open("w")

        def hook(event: str, values: tuple[Any, ...]) -> None:
            if event == "open" and str(values[0]).startswith(str(caseload)):
                print(values[0], file=to, flush=True)

        sys.addaudithook(hook)

    assert alone(caseload, before=watched).code == 0
    opened = Counter(log.read_text().splitlines())
    files = [path for path in (caseload / "cases").rglob("*.yaml") if "plans" not in path.parts]
    assert {str(path) for path in files} <= {*opened}
    assert [name for name, times in opened.items() if times > 1] == []


@settings(max_examples=sample(200))
@given(counts=st.tuples(*[st.integers(0, 40)] * 4), seed=st.integers(0, 3))
def test_it_fits_however_much_there_is(counts: tuple[int, ...], seed: int) -> None:
    today = date(2026, 2, 9)
    due, dangers, drafts, after = counts
    found = Overview(
        [Due(CASE, "review", "review", today, "today", 0)] * due,
        [OpenDangers(CASE, 3, "hrcli safety 7KQ2")] * dangers,
        [Draft("create", "", today)] * drafts,
        [Next(CASE, "", "Look at it " + "together " * seed * 9, "", "hrcli review 7KQ2")] * after,
        {CASE: "Robin"},
    )
    lines = overview_text(found, today, LINES, 80).splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= 80
    told = "\n".join(lines)
    for number, word in zip(counts, ("hrcli due", "hrcli next", "hrcli doctor"), strict=False):
        assert f"more: {word}" in told or not number or number <= len(lines)


@pytest.mark.parametrize("words", [("--quiet",), ("--color", "never")])
def test_global_options_change_nothing_of_it(caseload: Path, words: tuple[str, ...]) -> None:
    assert alone(caseload, *words).out == alone(caseload).out


def test_where_nothing_is_due_a_person_is_told_and_a_timer_is_not(tmp_path: Path) -> None:
    assert (
        forked(("--today", TODAY, "init", "mine", "--no-git", "--worker", "jm"), tmp_path).code == 0
    )
    assert "Nothing is due." in forked(("--today", TODAY, "due"), tmp_path / "mine", keys=b"").out
    told = forked(("--today", TODAY, "due"), tmp_path / "mine")
    assert (told.code, told.out, told.err) == (0, "", "")
