"""The method's commands by their options and --from: what each writes, refuses and leaves alone."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import PLAN, Run

from hrcli.document.document import read
from hrcli.errors import Unwritable
from hrcli.store.writer import Writer

CASES = Path("cases")
ROBIN = CASES / "7KQ2-9XMP"
REVIEW = """\
unintended: {children: none_seen, client: Misses the late hours., others: none_seen}
harms: [{id: h7k, degree: none, importance: 7, confidence: 9, status: resolved}]
goals: [{id: g2m, status: achieved, value: 4, note: every weekend}]
presenting_problem_change: On time.
quality_of_life: 7
alliance: 8
went_well: All of it.
client_view: '"Good."'
worker_view: It carries itself.
set_with_client: true
"""


def data_of(path: str | Path) -> Any:
    return read(Path(path).read_bytes()).data


def lines_changed(before: str, after: str) -> tuple[int, int]:
    """How many lines were added and how many taken out, as `git diff --numstat` counts them."""
    found = [line[0] for line in difflib.ndiff(before.splitlines(), after.splitlines())]
    return found.count("+"), found.count("-")


@pytest.fixture
def plan(run: Run) -> Path:
    return Path(PLAN)


def newest(folder: Path, before: set[Path]) -> Path:
    (found,) = set(folder.glob("*.yaml")) - before
    return found


# What is printed


SHOWN = {
    "next": ("next",),
    "next-7KQ2": ("next", "7KQ2"),
    "next-ZQ2K": ("next", "ZQ2K"),
    "prioritise-GP6J": ("prioritise", "GP6J"),
    "options-water": ("options", "water"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_output_is_as_it_was_looked_at(run: Run, name: str) -> None:
    golden = Path(__file__).parent / "golden" / f"{name}.txt"
    assert run(*SHOWN[name]).stdout == golden.read_text(encoding="utf-8")


# prioritise


def test_the_order_shows_every_factor_and_changes_nothing(run: Run) -> None:
    before = {path: path.read_bytes() for path in CASES.rglob("*.yaml")}
    shown = run("prioritise", "GP6J").stdout.splitlines()
    head = ["HARM", "PINNED", "DEGREE", "IMPORTANCE", "REALISTIC", "CONFIDENCE", "RANK", "WHAT"]
    assert shown[0].split() == head
    assert [line.split()[1] for line in shown[1:]] == ["h2ds", "h6yp", "h8cn"]
    assert shown == run("prioritise", "GP6J").stdout.splitlines()
    assert {path: path.read_bytes() for path in CASES.rglob("*.yaml")} == before


def test_what_was_not_asked_stands_before_what_is_low_and_pins_before_all(run: Run) -> None:
    harms = """\
harms:
  - {id: h1a, what: one, degree: mild, importance: 2, rank: 1}   # low
  - {id: h2b, what: two, degree: mild}   # not asked
  - id: h3c   # pinned
    what: three
    degree: severe
"""
    path = ROBIN / "plan.yaml"
    path.write_text(f"hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: draft\n{harms}", encoding="utf-8")
    shown = run("prioritise", "7KQ2").stdout.splitlines()
    assert [line.split()[1] for line in shown[1:]] == ["h3c", "h1a", "h2b"]
    assert "not asked" in shown[3]
    run("prioritise", "7KQ2", "--accept")
    after = path.read_text(encoding="utf-8")
    assert [harm["rank"] for harm in data_of(path)["harms"]] == [2, 3, 1]
    assert lines_changed(f"hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: draft\n{harms}", after) == (3, 2)
    for comment in ("# low", "# not asked", "# pinned"):
        assert comment in after
    assert run("prioritise", "7KQ2", "--accept").stderr == ""
    assert path.read_text(encoding="utf-8") == after


def test_a_dry_run_shows_the_ranks_only(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8").replace("rank: 1", "rank: 4")
    plan.write_text(text, encoding="utf-8")
    shown = run("prioritise", "7KQ2", "--accept", "-n").stdout
    assert "-    rank: 4\n+    rank: 1\n" in shown
    assert plan.read_text(encoding="utf-8") == text


# choose and options


def test_an_option_without_price_and_gain_is_refused(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    shown = run("choose", "7KQ2", "o5n", code=1)
    assert "unweighed-choice" in shown.stdout
    assert "o5n" in shown.stdout
    assert plan.read_bytes() == before


def test_a_weighed_option_is_chosen_and_the_rejected_stay(run: Run, plan: Path) -> None:
    before = plan.read_text(encoding="utf-8")
    run("choose", "7KQ2", "o6t")
    after = plan.read_text(encoding="utf-8")
    assert lines_changed(before, after) == (1, 1)
    states = {option["id"]: option["state"] for option in data_of(plan)["options"]}
    assert (states["o6t"], states["o9c"]) == ("chosen", "rejected")


def test_what_was_missing_comes_with_from(run: Run, plan: Path) -> None:
    given = "benefits: [company at home]\ncosts: [noise]\nbecause: cheaper\n"
    run("choose", "7KQ2", "o5n", "--from", "-", stdin=given)
    option = next(it for it in data_of(plan)["options"] if it["id"] == "o5n")
    assert (option["state"], option["costs"], option["because"]) == ("chosen", ["noise"], "cheaper")


def test_an_unknown_option_names_the_known(run: Run) -> None:
    assert "o3f" in run("choose", "7KQ2", "o1x", code=2).stderr


def test_the_catalogue_is_searched_and_fills_nothing_in(run: Run) -> None:
    water = run("options", "hangover", "water").stdout
    assert water.startswith("hangover_water: ")
    assert "never stands alone" in water
    assert "DrugNet, Harm Reduction" in water
    assert "overdose_prevention" in run("options", "narcan").stdout
    nothing = run("options", "xylophone")
    assert nothing.stdout == ""
    assert "Nothing was found" in nothing.stderr


def test_an_agency_lays_its_own_ideas_over(run: Run) -> None:
    own = Path("knowledge/options.yaml")
    own.parent.mkdir()
    own.write_text(
        "options:\n  - {code: hangover_water, what: Broth}\n  - {code: garden, what: Our garden}\n"
    )
    assert run("options", "hangover_water").stdout.startswith("hangover_water: Broth")
    assert "garden: Our garden" in run("options", "garden").stdout
    own.write_text("options: [\n")
    run("options", "garden", code=3)


def test_every_idea_uses_the_words_of_a_plan() -> None:
    from hrcli.knowledge.options import built_in
    from hrcli.plan import schema

    ideas = built_in()
    assert len({idea.code for idea in ideas}) == len(ideas) > 40
    for idea in ideas:
        assert idea.track in schema.words_at("plan", ("options", 0, "track")), idea.code
        assert idea.kind in schema.words_at("plan", ("options", 0, "kind")), idea.code
        assert idea.level in ("individual", "family", "community", "organisation", "policy")
        assert set(idea.domains) <= {"liver", "lover", "livelihood", "law"}
        assert idea.sources, idea.code
        assert idea.mark in ("source seen", "unchecked")
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,47}", idea.code)


# agree


def test_agreeing_is_refused_while_the_check_would_find_errors(run: Run) -> None:
    path = CASES / "ZQ2K-BKYD" / "plan.yaml"
    before = path.read_bytes()
    shown = run("agree", "ZQ2K", "--by", "client", "--by", "worker", code=1)
    assert "HRM01" in shown.stdout
    assert path.read_bytes() == before


def test_agreeing_is_refused_while_a_question_is_open(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8").replace(
        "  measures: The shared calendar shows it; the goal has a baseline.\n", ""
    )
    plan.write_text(text, encoding="utf-8")
    shown = run("agree", "7KQ2", "--by", "client", code=1)
    assert "measures" in shown.stdout + shown.stderr
    assert plan.read_text(encoding="utf-8") == text


def draft_of(plan: Path) -> str:
    """Robin's plan as it was before the first agreement."""
    data = plan.read_text(encoding="utf-8")
    data = data.replace("status: active\nopened", "status: draft\nopened")
    data = data.replace("    status: active\n    origin", "    status: proposed\n    origin")
    data = re.sub(r"    baseline:\n(      .*\n)+", "", data, count=1)
    data = re.sub(r"agreed:\n(  .*\n)+", "", data).replace("  on_date: 2026-01-12\n", "")
    for old in (ROBIN / "reviews").glob("*.yaml"):
        old.unlink()
    return data.replace("  last: 2026-02-09\n", "")


def test_the_first_agreement_makes_it_active_and_keeps_the_first_numbers(
    run: Run, plan: Path
) -> None:
    before = draft_of(plan)
    plan.write_text(before, encoding="utf-8")
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    after = data_of(plan)
    assert (after["status"], after["goals"][0]["status"]) == ("active", "active")
    assert after["harms"][0]["baseline"]["importance"] == 8
    assert after["quality_of_life"]["on_date"] == "2026-02-09"
    assert list(after["agreed"]) == ["date", "by", "digest"]
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (13, 2)
    assert "AUT" not in run("validate", "7KQ2").stdout


def test_a_goal_changed_afterwards_asks_for_a_new_agreement(run: Run, plan: Path) -> None:
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    run("set", "7KQ2", "goals.g2m.timed.by", "2026-03-01")
    assert "AUT02" in run("validate", "7KQ2").stdout
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    assert "AUT02" not in run("validate", "7KQ2").stdout


def test_without_the_client_there_has_to_be_a_reason(run: Run, plan: Path) -> None:
    refused = run("agree", "7KQ2", "--by", "worker", code=1)
    assert "AUT01" in refused.stdout
    reason = "not_because: Robin wants to think until Friday\n"
    run("agree", "7KQ2", "--by", "worker", "--from", "-", stdin=reason)
    assert data_of(plan)["agreed"]["not_because"].startswith("Robin")
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    assert "not_because" not in data_of(plan)["agreed"]


def test_only_listed_goals_become_active(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    goal = re.search(r"  - id: g2m\n(    .*\n)+", text)
    assert goal
    second = goal[0].replace("g2m", "g9z").replace("a5x", "a5z").replace("a8r", "a8z")
    text = text.replace(goal[0], goal[0] + second).replace(
        "    status: active\n    origin", "    status: proposed\n    origin"
    )
    plan.write_text(text, encoding="utf-8")
    run("agree", "7KQ2", "--by", "client", "--goal", "g9z")
    assert [goal["status"] for goal in data_of(plan)["goals"]] == ["proposed", "active"]
    run("agree", "7KQ2", "--by", "client", "--goal", "g9z", code=2)


def test_who_agrees_has_to_be_said_and_known(run: Run) -> None:
    assert "--by" in run("agree", "7KQ2", code=2).stderr
    refused = run("agree", "7KQ2", "--by", "Aunt Mary", code=2)
    assert "Mary" not in refused.stderr


# review


def test_a_small_step_is_told_by_the_order_of_the_days(run: Run, plan: Path) -> None:
    """As the pages and the report count it, whatever the order in which the numbers stand."""
    text = plan.read_text(encoding="utf-8")
    first = text.index("      - date: 2026-02-01\n")
    second = text.index("      - date: 2026-02-09\n")
    end = text.index("    actions:\n")
    turned = text[:first] + text[second:end] + text[first:second] + text[end:]
    plan.write_text(turned, encoding="utf-8")
    review = REVIEW.replace("status: achieved, value: 4", "status: active, value: 3")
    said = run("review", "7KQ2", "--from", "-", stdin=review, today="2026-03-10").stderr
    assert "A step nearer" not in said
    course = run("show", "7KQ2", today="2026-03-10").output
    assert "now 3, 2 small steps nearer" in course


def test_a_review_writes_its_file_and_takes_it_into_the_plan(run: Run, plan: Path) -> None:
    before, known = plan.read_text(encoding="utf-8"), set((ROBIN / "reviews").glob("*"))
    said = run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10").stderr
    assert "A step nearer the target: g2m." in said
    path = newest(ROBIN / "reviews", known)
    assert path.name.startswith("2026-03-10-")
    written = path.read_text(encoding="utf-8")
    review = data_of(path)
    assert list(review)[:4] == ["hrcli", "case", "held_on", "worker"]
    assert "{" not in written.replace("'\"Good.\"'", "")
    assert review["next"] == "2026-04-07"
    after = data_of(plan)
    assert after["review"] == {
        "last": "2026-03-10",
        "next": "2026-04-07",
        "every": "4 weeks",
        "set_with_client": True,
    }
    assert after["harms"][0]["status"] == "resolved"
    assert after["goals"][0]["status"] == "achieved"
    step = {"date": "2026-03-10", "value": 4, "note": "every weekend"}
    assert after["goals"][0]["progress"][-1] == step
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (10, 7)
    assert "# severe in January, see baseline" in plan.read_text(encoding="utf-8")
    assert [
        finding
        for finding in run("validate", "7KQ2", today="2026-03-10").stdout.split()
        if finding in ("error",)
    ] == []


def test_the_next_review_is_counted_from_the_day_held_not_from_its_due(run: Run) -> None:
    for held, following in (("2026-03-02", "2026-03-30"), ("2026-04-20", "2026-05-18")):
        given = "unintended: {children: none_seen}\n"
        run("review", "7KQ2", "--from", "-", stdin=given, today=held)
        assert data_of(PLAN)["review"]["next"] == following


def test_saving_that_was_cut_short_is_finished_by_the_same_command(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    after, files = plan.read_bytes(), sorted((ROBIN / "reviews").glob("*"))
    plan.write_bytes(before)  # as a kill between the two writes leaves it
    assert "REV05" in run("validate", "7KQ2", today="2026-03-10").stdout
    again = run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    assert "Finished saving" in again.stderr
    assert plan.read_bytes() == after
    assert sorted((ROBIN / "reviews").glob("*")) == files


INTERRUPTED: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("review", "7KQ2", "--from", "-"), REVIEW, "reviews"),
    (("event", "7KQ2", "lapse", "--into-plan", "--from", "-"), "LAPSE", "events"),
    (("replan", "7KQ2", "--from", "-"), "actions: {a8r: keep}\n", "plans"),
)


@pytest.mark.parametrize(
    ("words", "stdin", "folder"), INTERRUPTED, ids=[it[2] for it in INTERRUPTED]
)
def test_the_record_comes_first_and_a_second_try_completes_it(
    run: Run,
    plan: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    stdin: str,
    folder: str,
) -> None:
    stdin = LAPSE if stdin == "LAPSE" else stdin
    before, known = plan.read_bytes(), set((ROBIN / folder).glob("*"))
    put = Writer.put

    def full_disk(self: Writer, name: str, content: bytes, expected: bytes | None) -> None:
        if name.endswith("plan.yaml"):
            raise Unwritable("The disk is full.", name, "Make room.")
        put(self, name, content, expected)

    monkeypatch.setattr(Writer, "put", full_disk)
    run(*words, stdin=stdin, today="2026-03-10", code=3)
    assert plan.read_bytes() == before
    record = newest(ROBIN / folder, known)
    monkeypatch.setattr(Writer, "put", put)
    run(*words, stdin=stdin, today="2026-03-10")
    assert newest(ROBIN / folder, known) == record
    assert plan.read_bytes() != before


def test_doing_it_twice_changes_nothing(run: Run, plan: Path) -> None:
    for _ in range(2):
        run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    assert len(list((ROBIN / "reviews").glob("2026-03-10-*"))) == 1
    assert len(data_of(plan)["goals"][0]["progress"]) == 3


def test_a_correction_takes_the_place_of_the_old_and_keeps_its_day(run: Run, plan: Path) -> None:
    known = set((ROBIN / "reviews").glob("*"))
    run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    old = newest(ROBIN / "reviews", known)
    known |= {old}
    mended = REVIEW.replace("value: 4", "value: 3").replace("achieved", "partly_achieved")
    for _ in range(2):
        run(
            *("review", "7KQ2", "--corrects", old.name, "--from", "-"),
            stdin=mended,
            today="2026-03-12",
        )
    new = newest(ROBIN / "reviews", known)
    assert new.name.startswith("2026-03-12-")
    assert data_of(new)["held_on"] == "2026-03-10"
    after = data_of(plan)
    assert after["goals"][0]["status"] == "partly_achieved"
    assert [step["value"] for step in after["goals"][0]["progress"]] == [2, 3, 3]
    assert after["review"]["last"] == "2026-03-10"
    assert "error" not in run("validate", "7KQ2", today="2026-03-12").stdout
    run("review", "7KQ2", "--corrects", "nothing.yaml", "--from", "-", stdin=mended, code=2)


def test_an_older_review_written_later_leaves_the_plan_alone(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    given = "harms: [{id: h7k, degree: severe}]\ngoals: [{id: g2m, value: 1}]\n"
    said = run("review", "7KQ2", "--held", "2026-01-26", "--from", "-", stdin=given).stderr
    assert "later review is known already" in said
    assert plan.read_bytes() == before
    assert list((ROBIN / "reviews").glob("2026-01-26-*"))


REFUSED = {
    "next on the day held": ("next: 2026-03-10\n", "REV04"),
    "a harm that is not there": ("harms: [{id: hno, degree: mild}]\n", "REF02"),
    "a word that is not there": ("harms: [{id: h7k, degree: enormous}]\n", "SCH04"),
    "a number off the ruler": ("alliance: 11\n", "SCH05"),
}


@pytest.mark.parametrize(("given", "code"), REFUSED.values(), ids=list(REFUSED))
def test_a_review_that_does_not_fit_is_refused_whole(
    run: Run, plan: Path, given: str, code: str
) -> None:
    before, known = plan.read_bytes(), set((ROBIN / "reviews").glob("*"))
    shown = run("review", "7KQ2", "--from", "-", stdin=given, today="2026-03-10", code=1)
    assert code in shown.stdout
    assert "enormous" not in shown.output
    assert plan.read_bytes() == before
    assert set((ROBIN / "reviews").glob("*")) == known


def test_nobody_holds_a_review_tomorrow(run: Run) -> None:
    run("review", "7KQ2", "--held", "tomorrow", "--from", "-", stdin=REVIEW, code=2)


def test_a_review_without_terminal_names_the_option(run: Run) -> None:
    assert "--from" in run("review", "7KQ2", code=2).stderr


# event


LAPSE = """\
date: 2026-02-08
triggers: [a quarrel on the phone]
pros: [it calmed me down]
cons: [child A woke alone]
learnt: Weekdays too.
relapse_plan_change: The sister may be rung on weekdays.
"""


def test_a_lapse_is_learnt_from_and_the_case_stays_open(run: Run, plan: Path) -> None:
    before, known = plan.read_text(encoding="utf-8"), set((ROBIN / "events").glob("*"))
    said = run("event", "7KQ2", "lapse", "--into-plan", "--from", "-", stdin=LAPSE).stderr
    assert "stays active" in said
    path = newest(ROBIN / "events", known)
    assert path.name.startswith("2026-02-08-")
    assert data_of(path)["status"] == "happened"
    after = data_of(plan)
    assert after["status"] == "active"
    assert after["relapse_plan"]["for_client"].endswith("\nThe sister may be rung on weekdays.")
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (3, 1)
    run("event", "7KQ2", "lapse", "--into-plan", "--from", "-", stdin=LAPSE)
    assert len(set((ROBIN / "events").glob("*")) - known) == 1


def test_the_change_stays_out_of_the_plan_unless_it_is_wanted(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    run("event", "7KQ2", "lapse", "--from", "-", stdin=LAPSE)
    assert plan.read_bytes() == before


def test_learning_has_time_until_the_next_review(run: Run) -> None:
    bare = "date: 2026-02-20\nwhat: A Friday.\n"
    run("event", "7KQ2", "slip", "--from", "-", stdin=bare, today="2026-02-21")
    assert "EVT" not in run("validate", "7KQ2", today="2026-02-21").stdout
    run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    shown = run("validate", "7KQ2", today="2026-03-10").stdout
    assert "EVT01" in shown
    assert "EVT02" in shown


def test_a_planned_stay_is_due_and_dated_by_its_first_day(run: Run) -> None:
    stay = "status: planned\nfrom: 2026-02-20\nto: 2026-02-27\n"
    run("event", "7KQ2", "detox_stay", "--from", "-", stdin=stay)
    (path,) = (ROBIN / "events").glob("2026-02-20-*")
    assert "date" not in data_of(path)
    assert "7KQ2-9XMP  event" in run("due", "--within", "14d").stdout
    over = f"status: cancelled\nfrom: 2026-02-20\ncorrects: {path.name}\n"
    run("event", "7KQ2", "detox", "--from", "-", stdin=over)
    assert "7KQ2-9XMP  event" not in run("due", "--within", "14d").stdout


def test_free_text_is_no_kind_and_is_not_repeated(run: Run) -> None:
    refused = run("event", "7KQ2", "drank with Mary", "--from", "-", stdin=LAPSE, code=2)
    assert "Mary" not in refused.output
    run("event", "7KQ2", "--from", "-", stdin="date: 2026-02-08\n", code=2)


def test_no_kind_of_event_ends_anything(run: Run, plan: Path) -> None:
    from hrcli.plan import schema

    for kind in schema.words_at("event", ("kind",)):
        run("event", "7KQ2", kind, "--from", "-", stdin="date: 2026-02-08\n")
        assert data_of(plan)["status"] == "active"
    words = {
        word
        for name in schema.KINDS
        for path, _ in schema.properties(name)
        for word in schema.words_at(name, tuple(path.replace("[]", ".0").split(".")))
    }
    assert len(words) > 100
    assert not [word for word in words if "fail" in word]


# replan, close, reopen


def test_planning_anew_carries_over_and_keeps_the_old(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    given = "because: The sister moves away\nactions: {a8r: set_aside}\n"
    run("replan", "7KQ2", "--from", "-", stdin=given)
    (kept,) = (ROBIN / "plans").glob("2026-02-09-*.yaml")
    assert kept.read_bytes() == before
    after = data_of(plan)
    goal = after["goals"][0]
    assert (after["status"], after["agreed"], goal["status"]) == ("active", None, "proposed")
    assert goal["carried_from"] == {"date": "2026-02-09", "status": "active"}
    assert goal["actions"][1]["set_aside_on"] == "2026-02-09"
    assert after["replans"] == [{"date": "2026-02-09", "because": "The sister moves away"}]
    assert after["options"] == read(before).data["options"]
    assert after["review"] == read(before).data["review"]
    assert "AUT01" in run("validate", "7KQ2", code=1).stdout
    run("validate", str(kept))
    assert "a8r" not in run("due", "--within", "30d").stdout
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    run("validate", "7KQ2")


def test_achieved_goals_stay_and_unmet_ones_come_again(run: Run) -> None:
    path = CASES / "F900-MWMB" / "plan.yaml"
    run("set", "F900", "goals.g8qt.status", "partly_achieved")
    actions = "actions: {a5nr: keep, a2zp: done}\n"
    run("replan", "F900", "--from", "-", stdin=actions)
    goals = {goal["id"]: goal for goal in data_of(path)["goals"]}
    assert goals["g4hm"]["status"] == "achieved"
    assert goals["g8qt"]["status"] == goals["g6xe"]["status"] == "proposed"
    assert goals["g8qt"]["carried_from"] == {"date": "2026-02-09", "status": "partly_achieved"}
    done = {action["id"]: action.get("done_on") for action in goals["g6xe"]["actions"]}
    assert done == {"a5nr": None, "a2zp": "2026-02-09"}
    assert len(data_of(path)["replans"]) == 2


def test_every_open_action_wants_an_answer(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    refused = run("replan", "7KQ2", "--from", "-", stdin="because: x\n", code=2)
    assert "a8r" in refused.stderr
    assert plan.read_bytes() == before
    assert not (ROBIN / "plans").exists()


def test_planning_anew_cut_short_keeps_the_old_once(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    given = "actions: {a8r: keep}\n"
    run("replan", "7KQ2", "--from", "-", stdin=given)
    plan.write_bytes(before)
    run("replan", "7KQ2", "--from", "-", stdin=given)
    assert len(list((ROBIN / "plans").glob("*"))) == 1


def test_a_kept_plan_is_no_plan_to_anybody(run: Run) -> None:
    run("replan", "7KQ2", "--from", "-", stdin="actions: {a8r: keep}\n")
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    due = run("due", "--within", "60d").stdout
    (kept,) = (ROBIN / "plans").glob("*")
    text = kept.read_text(encoding="utf-8").replace("next: 2026-03-09", "next: 2020-01-01")
    kept.write_text(text.replace("status: active", "status: wrong", 1), encoding="utf-8")
    assert run("due", "--within", "60d").stdout == due
    shown = run("validate", "7KQ2", code=1).stdout
    assert f"{kept}:5:9  status" in shown
    assert "REV" not in shown


@pytest.mark.parametrize("because", ["used again", "Positive urine twice.", "not motivated"])
def test_use_is_no_reason_to_close(run: Run, plan: Path, because: str) -> None:
    before = plan.read_bytes()
    given = yaml.safe_dump({"because": because, "outcome": "other"})
    refused = run("close", "7KQ2", "--from", "-", stdin=given, code=1)
    assert "closed-for-use" in refused.stdout
    assert because not in refused.output
    assert plan.read_bytes() == before


def test_a_day_set_together_comes_with_the_agreement(run: Run, plan: Path) -> None:
    plan.write_text(plan.read_text().replace("  set_with_client: true\n", ""))
    given = "by: [client, worker]\nreview: {set_with_client: true}\n"
    run("agree", "7KQ2", "--from", "-", stdin=given)
    assert data_of(plan)["review"]["set_with_client"] is True


def test_a_case_is_closed_by_its_outcome_and_taken_up_again(run: Run, plan: Path) -> None:
    before = plan.read_text(encoding="utf-8")
    given = "because: No relapse since May, and the mornings are calm.\n"
    run("close", "7KQ2", "--outcome", "goals_met", "--from", "-", stdin=given)
    closed = data_of(plan)
    assert (closed["status"], closed["closed"]["outcome"]) == ("closed", "goals_met")
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (6, 2)
    assert closed["review"]["next"] is None
    assert "7KQ2" not in run("due", "--within", "400d").stdout
    assert "closed" in run("next", "7KQ2").stdout
    for words in (("review", "7KQ2", "--from", "-"), ("replan", "7KQ2", "--from", "-")):
        run(*words, stdin=REVIEW, code=2)
    run("reopen", "7KQ2", "--review", "+2w")
    again = data_of(plan)
    assert (again["status"], again["closed"]) == ("active", None)
    assert again["review"]["next"] == "2026-02-23"
    (kept,) = (ROBIN / "plans").glob("*")
    assert data_of(kept)["closed"]["outcome"] == "goals_met"
    assert "error" not in run("validate", "7KQ2").stdout


def test_how_it_ended_has_to_be_said(run: Run) -> None:
    assert "goals_met" in run("close", "7KQ2", code=2).stderr
    refused = run("close", "7KQ2", "--outcome", "Robin drank", code=2)
    assert "Robin" not in refused.stderr


def test_a_review_in_the_past_reopens_nothing(run: Run) -> None:
    run("close", "7KQ2", "--outcome", "enough_for_now")
    run("reopen", "7KQ2", "--review", "2026-01-01", code=2)
    run("reopen", "7KQ2")
    assert data_of(PLAN)["review"]["next"] == "2026-03-09"


WRITING: tuple[tuple[tuple[str, ...], str], ...] = (
    (("prioritise", "GP6J", "--accept"), ""),
    (("choose", "7KQ2", "o6t"), ""),
    (("agree", "7KQ2", "--by", "client"), ""),
    (("review", "7KQ2", "--from", "-"), REVIEW),
    (("event", "7KQ2", "lapse", "--into-plan", "--from", "-"), LAPSE),
    (("replan", "7KQ2", "--from", "-"), "actions: {a8r: keep}\n"),
    (("close", "7KQ2", "--outcome", "goals_met"), ""),
)


@pytest.mark.parametrize(("words", "stdin"), WRITING, ids=[words[0] for words, _ in WRITING])
def test_a_dry_run_writes_nothing(run: Run, words: tuple[str, ...], stdin: str) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in CASES.rglob("*") if path.is_file()}

    before = files()
    shown = run(*words, "--dry-run", stdin=stdin).stdout
    assert files() == before
    assert words[0] == "prioritise" or "+++ b/cases/" in shown


# What --from says about itself.


def test_the_day_in_the_answers_is_the_day_of_the_review(run: Run) -> None:
    given = "held_on: 2026-03-05\nunintended: {children: none_seen}\n"
    run("review", "7KQ2", "--from", "-", stdin=given, today="2026-03-10")
    (new,) = (ROBIN / "reviews").glob("2026-03-05-*")
    assert data_of(new)["held_on"] == "2026-03-05"
    assert data_of(ROBIN / "plan.yaml")["review"]["next"] == "2026-04-02"


@pytest.mark.parametrize("held", ["2026-03-11", "last week", "2026-02-30"])
def test_a_day_to_come_or_no_day_is_none_on_which_it_was_held(run: Run, held: str) -> None:
    given = f"held_on: {held}\nunintended: {{children: none_seen}}\n"
    run("review", "7KQ2", "--from", "-", stdin=given, today="2026-03-10", code=2)
    assert not list((ROBIN / "reviews").glob("2026-03-1*"))


def test_two_days_for_one_review_are_one_too_many(run: Run) -> None:
    given = "held_on: 2026-03-05\nunintended: {children: none_seen}\n"
    words = ("review", "7KQ2", "--held", "2026-03-06", "--from", "-")
    said = run(*words, stdin=given, today="2026-03-10", code=2).stderr
    assert "another day" in said


@pytest.mark.parametrize("words", [("review", "7KQ2"), ("event", "7KQ2", "contact")])
def test_answers_about_another_case_land_in_none(run: Run, words: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in CASES.rglob("*.yaml")}
    said = run(*words, "--from", "-", stdin="case: F900-MWMB\nworker: jm\n", code=2).stderr
    assert "another case" in said
    assert {path: path.read_bytes() for path in CASES.rglob("*.yaml")} == before


def test_an_empty_answer_is_told_what_answers_look_like(run: Run) -> None:
    said = run("add", "7KQ2", "harm", "--from", "-", stdin="", code=1)
    assert "first line: hrcli" not in said.stdout
    assert "`key: value` lines" in said.stdout


def test_a_stay_whose_days_are_turned_round_is_found(run: Run) -> None:
    stay = "status: planned\nfrom: 2026-03-10\nto: 2026-03-01\n"
    run("event", "7KQ2", "detox_stay", "--from", "-", stdin=stay, code=1)


def test_a_harm_that_waits_is_marked_and_gets_no_rank(run: Run) -> None:
    path = ROBIN / "plan.yaml"
    waits = "  - id: h0x\n    domain: law\n    what: A fine\n    degree: mild\n"
    waits += "    not_now: {because: after the move, until: 2026-06-01}\n"
    text = path.read_text(encoding="utf-8").replace("none_seen:", f"{waits}none_seen:", 1)
    path.write_text(text, encoding="utf-8")
    shown = run("prioritise", "7KQ2", "--accept").stdout
    assert "A fine (not now)" in shown
    assert "rank" not in data_of(path)["harms"][1]


def test_who_does_not_agree_is_not_said_to_have_agreed(run: Run) -> None:
    given = "not_because: Robin thinks otherwise.\n"
    said = run("agree", "7KQ2", "--by", "worker", "--from", "-", stdin=given).stderr
    assert said.startswith("Kept without the client's agreement")


# Days of answers, and what is still open in what was just added.


def test_a_new_answer_has_the_day_on_which_it_was_given(run: Run) -> None:
    run("set", "7KQ2", "use.s8w.stage.value", "contemplation", today="2026-03-02")
    run("set", "7KQ2", "dependants.d4t.age", "4", today="2026-03-02")
    plan = data_of(ROBIN / "plan.yaml")
    stage = {"value": "contemplation", "assessed_on": "2026-03-02"}
    assert plan["use"][0]["stage"] == stage
    assert plan["dependants"][0]["age_on"] == "2026-03-02"
    first = plan["do_no_harm"]["answered_on"]
    run("set", "7KQ2", "do_no_harm.functions", "--from", "-", stdin="rest\n", today="2026-03-02")
    assert data_of(ROBIN / "plan.yaml")["do_no_harm"]["answered_on"] == first


def test_what_is_added_says_what_is_still_open_in_it(run: Run) -> None:
    wrong = "instrument: audit\ndate: 2026-02-09\ntotal: 41\n"
    assert (
        "OUT01 score-out-of-range" in run("add", "7KQ2", "score", "--from", "-", stdin=wrong).stderr
    )
    right = wrong.replace("41", "12")
    assert "Still open" not in run("add", "7KQ2", "score", "--from", "-", stdin=right).stderr
