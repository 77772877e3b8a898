"""`done`, `progress`, `note`: what a working day brings, in one line each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.method import ROBIN, data_of, lines_changed, newest
from tests.support.processes import forked
from tests.support.running import Run

SUPPLIES = "\nsupplies: [kits, needles, test strips]\n"


def noted(run: Run, *words: str, stdin: str = "", today: str = "2026-02-09") -> Any:
    """The event that a note writes."""
    known = set((ROBIN / "events").glob("*"))
    run("note", "7KQ2", *words, stdin=stdin, today=today)
    return data_of(newest(ROBIN / "events", known))


def goal(plan: Path) -> Any:
    (found,) = data_of(plan)["goals"]
    return found


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ((), "2026-02-09"),
        (("-3d",), "2026-02-06"),
        (("friday",), "2026-02-06"),
        (("31.1.",), "2026-01-31"),
    ],
)
def test_an_action_is_done_on_the_day_that_was_said(
    run: Run, plan: Path, said: tuple[str, ...], day: str
) -> None:
    before = plan.read_text(encoding="utf-8")
    told = run("done", "7KQ2", "A8R", *said).stderr
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (1, 0)
    assert data_of(plan)["goals"][0]["actions"][1]["done_on"] == day
    assert day in told
    assert "no open step: hrcli add 7KQ2 action --in g2m" in told


def test_what_comes_next_for_the_goal_is_told(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8").replace("        done_on: 2026-01-15\n", "")
    plan.write_text(text, encoding="utf-8")
    assert "Next for goal g2m: a8r, by 2026-02-23 (Monday" in run("done", "7KQ2", "a5x").stderr


def test_an_action_that_is_done_keeps_its_day_until_another_is_said(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    assert "nothing was changed" in run("done", "7KQ2", "a5x").stderr
    assert "says already" in run("done", "7KQ2", "a5x", "2026-01-15").stderr
    assert plan.read_bytes() == before
    run("done", "7KQ2", "a5x", "2026-01-16")
    assert data_of(plan)["goals"][0]["actions"][0]["done_on"] == "2026-01-16"


def test_an_action_that_was_put_aside_is_so_no_more(run: Run, plan: Path) -> None:
    run("set", "7KQ2", "goals.g2m.actions.a8r.set_aside_on", "2026-02-01")
    run("done", "7KQ2", "a8r")
    assert data_of(plan)["goals"][0]["actions"][1]["set_aside_on"] is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("done", "7KQ2", "a8"), "Did you mean a8r?"),
        (("done", "7KQ2", "Ask the sister"), "Known: a8r, a5x"),
        (("done", "7KQ2", "a8r", "tomorrow"), "2026-02-10 (Tuesday, in 1 day) is yet to come."),
        (("done", "7KQ2", "a8r", "someday"), "Write a date that exists"),
        (("progress", "7KQ2", "g2n", "3"), "Did you mean g2m?"),
        (("progress", "7KQ2", "g2m", "5"), "Give a number from 0 to 4"),
        (("progress", "7KQ2", "g2m", "-1"), "Give a number from 0 to 4"),
        (("progress", "7KQ2", "g2m", "lots"), "Give a number from 0 to 4"),
        (("progress", "7KQ2", "g2m", "3", "--on", "+2d"), "is yet to come."),
    ],
)
def test_what_cannot_be_is_refused_in_three_lines_and_not_repeated(
    run: Run, plan: Path, words: tuple[str, ...], told: str
) -> None:
    before = plan.read_bytes()
    refused = run(*words, code=2)
    assert told in refused.stderr
    assert refused.stderr.count("\n") == 3
    assert "sister" not in refused.output
    assert plan.read_bytes() == before


def test_a_closed_case_takes_neither(run: Run) -> None:
    run("close", "7KQ2", "--outcome", "goals_met")
    assert "hrcli reopen 7KQ2" in run("done", "7KQ2", "a8r", code=2).stderr
    assert "hrcli reopen 7KQ2" in run("progress", "7KQ2", "g2m", "3", code=2).stderr


def test_a_number_is_a_step_of_its_own_and_seen_on_the_way(run: Run, plan: Path) -> None:
    told = run("progress", "7KQ2", "g2m", "4", "--on", "tuesday", today="2026-02-12").stderr
    assert goal(plan)["progress"][-1] == {"date": "2026-02-10", "value": 4}
    assert "Saved g2m on 2026-02-10 (Tuesday, 2 days ago): 4." in told
    assert "100% of the way, from 0 to 4, now 4" in told
    assert "0, then 2, then 3, then 4" in told
    assert "If it is reached: hrcli set 7KQ2 goals.g2m.status achieved" in told


def test_the_second_number_of_a_day_takes_the_place_of_the_first(run: Run, plan: Path) -> None:
    before = goal(plan)["progress"]
    run("progress", "7KQ2", "g2m", "2.5")
    after = goal(plan)["progress"]
    assert [it["value"] for it in after] == [2, 2.5]
    assert [it["note"] for it in after] == [it["note"] for it in before]
    assert "says already" in run("progress", "7KQ2", "g2m", "2.5").stderr


def test_a_goal_without_a_number_says_how_it_gets_one(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    text = text.replace("      baseline: 0\n", "").replace("      target: 4\n", "")
    plan.write_text(text, encoding="utf-8")
    refused = run("progress", "7KQ2", "g2m", "3", code=2).stderr
    assert "goals.g2m.assessable" in refused


def test_nothing_is_written_where_it_is_only_shown(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    assert "+        done_on: 2026-02-09" in run("done", "7KQ2", "a8r", "-n").stdout
    assert "value: 1" in run("progress", "7KQ2", "g2m", "1", "-n").stdout
    assert plan.read_bytes() == before


@pytest.fixture
def settings(run: Run) -> Path:
    """hrcli.yaml of an agency that gives things out."""
    path = Path("hrcli.yaml")
    path.write_text(path.read_text(encoding="utf-8") + SUPPLIES, encoding="utf-8")
    return path


def test_a_contact_is_an_event_with_how_and_what_it_was_about(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    words = ("--how", "call", "--goal", "G2M", "--on", "yesterday", "--from", "-")
    event = noted(run, *words, stdin="The sister is glad.\n")
    assert event == {
        "hrcli": "event/1",
        "case": "7KQ2-9XMP",
        "kind": "contact",
        "status": "happened",
        "date": "2026-02-08",
        "worker": "jm",
        "how": "call",
        "goals": ["g2m"],
        "what": "The sister is glad.",
    }
    assert plan.read_bytes() == before
    run("validate", "7KQ2")


def test_what_is_given_out_is_named_as_the_agency_names_it(run: Run, settings: Path) -> None:
    event = noted(
        run, "--how", "met", "--supply", "KITS=2", "--supply", "test", "--supply", "kit=1"
    )
    assert event["supplies"] == [{"what": "kits", "count": 3}, {"what": "test strips", "count": 1}]
    shown = run("render", "7KQ2").stdout
    assert "3 \u00d7 kits" in shown
    assert "met in person" in shown
    assert "kits" not in run("render", "7KQ2", "--as", "client").stdout


def test_whoever_was_not_reached_was_not_met(run: Run) -> None:
    def silent() -> bool:
        return "7KQ2-9XMP  contact" in run("due", "--no-contact", "14d", today="2026-03-01").stdout

    assert silent()
    told = run("note", "7KQ2", "--how", "call", "--not-reached", today="2026-03-01").stderr
    assert "Contact attempt on 2026-03-01" in told
    assert "Last contact: 2026-02-09" in told
    assert silent()
    run("note", "7KQ2", "--how", "message", today="2026-03-01")
    assert not silent()


def test_the_same_contact_is_not_noted_twice_unseen(run: Run) -> None:
    noted(run, "--how", "call", "--not-reached")
    before = set((ROBIN / "events").glob("*"))
    assert "say what was its own" in run("note", "7KQ2", "--how", "call", "--not-reached").stderr
    assert set((ROBIN / "events").glob("*")) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--how", "telepathy"), "One of: met, call, message, visit"),
        (("--how", "met", "--goal", "g2n"), "Did you mean g2m?"),
        (("--how", "met", "--supply", "nedles=2"), "Did you mean needles?"),
        (("--how", "met", "--supply", "for Mary"), "Known: kits, needles, test strips"),
        (("--how", "met", "--supply", "kits=some"), "--supply kits=2"),
        (("--how", "met", "--supply", "kits=0"), "--supply kits=2"),
        (("--how", "met", "--on", "tomorrow"), "is yet to come"),
        (("--from", "-"), "--reached or --not-reached"),
        ((), "--how WORD"),
    ],
)
def test_a_note_that_cannot_be_says_what_would(
    run: Run, settings: Path, words: tuple[str, ...], told: str
) -> None:
    before = set((ROBIN / "events").glob("*"))
    refused = run("note", "7KQ2", *words, code=2)
    assert told in refused.stderr
    assert "Mary" not in refused.output
    assert refused.stderr.count("\n") == 3
    assert set((ROBIN / "events").glob("*")) == before


def test_without_a_list_nothing_is_given_out(run: Run) -> None:
    assert "supplies: [kits" in run("note", "7KQ2", "--how", "met", "--supply", "k", code=2).stderr


def test_a_terminal_asks_how_and_whether_and_what(run: Run, settings: Path) -> None:
    known = set((ROBIN / "events").glob("*"))
    keys = b"call\nreached\n1\n1, 3\n2\n\nAll is well.\n"
    done = forked(("--today", "2026-02-09", "note", "7KQ2"), Path.cwd(), keys=keys)
    assert done.code == 0, done.out
    event = data_of(newest(ROBIN / "events", known))
    assert event["goals"] == ["g2m"]
    assert event["supplies"] == [{"what": "kits", "count": 2}, {"what": "test strips", "count": 1}]
    assert event["what"] == "All is well."


def test_whoever_leaves_all_of_it_open_has_noted_nothing(run: Run) -> None:
    before = set((ROBIN / "events").glob("*"))
    done = forked(("--today", "2026-02-09", "note", "7KQ2"), Path.cwd(), keys=b"\n\n\n\n")
    assert done.code == 0, done.out
    assert "Nothing was noted" in done.out
    assert set((ROBIN / "events").glob("*")) == before
