"""The whole way at a terminal: from the first talk to the first review, stopped again and again."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pexpect
import pytest

from hrcli import dates
from hrcli.document.document import read
from tests.support.places import ROOT
from tests.support.running import FULL, PLAN, Run

STOPPED = 130
SAME_CLIENT = "Is it the same client?"
STOPS = (0, 1, 2, 3, 4, 5, 7) if FULL else (0, 2, 5)
"""The prompts, counted anew in each try, at which Ctrl-C is pressed."""

# What the client and the worker say, by a piece of the question. Anything else is left open.
FIRST_TALK = {
    "talk about first": "The mornings after",
    "Which name": "Kim",
    "age group": "adult",
    "What is used": "alcohol",
    "What goes well": "cooks for the whole floor",
    "thinking of stopping": "no_change",
}
HOW = {
    "How does the client describe": "beer on Fridays",
    "in what rhythm": "occasional",
    "physical dependence": "absent",
}
HARM = {
    "part of life": "livelihood",
    "key harms": "none",
    "What happens": "Late for the early shift",
    "Which uses": "1",
    "one occasion": "intoxication",
    "At which times": "hangover",
    "Who is harmed": "self",
    "How bad": "moderate",
    "how important": "8",
    "how confident": "6",
    "How realistic": "high",
}
IDEAS = ("Swap the early shift", "Leave before midnight", "Meet on Saturdays")
GOAL = {
    "Which harms": "1",
    "Which option": "1",
    "do about use or treatment": "no_use_change",
    "What exactly": "I work late shifts on Saturdays",
    "Why does it matter": '"I like this job."',
    "counted or looked at": "shifts on time",
    "number come from": "the time sheet",
    "number now": "1",
    "aimed for": "4",
    "makes it realistic": "the boss agrees",
    "how confident is the client": "7",
    "By when": "2026-03-09",
    "Whose goal": "client",
    "What is the step": "Ask the boss",
    "Who does it": "client",
}
FIVE = {
    "hang together": "Late only after Fridays",
    "What is the use good for": "An evening off",
    "What could follow": "fewer friends",
    "How likely": "low",
    "done against it": "keep one evening",
    "Which further services": "none needed",
    "seen and measured": "The time sheet shows it",
    "Who agree": "client, worker",
    "By": "client, worker",
    "Make the plan active": "yes",
}
REVIEW = {
    "harm to children": "none",
    "harm to the client": "Misses the Friday crowd",
    "harm to others": "no",
    "become of what brought you": "On time four weeks running",
    "How bad": "mild",
    "how important": "8",
    "how confident": "8",
    "How realistic": "high",
    "How does it stand": "reduced",
    "How does the goal stand": "active",
    "What is the number now": "3",
    "good is life": "6",
    "work together": "8",
    "What went well": "The boss agreed",
    "How does the client see it": '"Easier than I thought."',
    "How does the worker see it": "It carries itself",
    "What is planned anew": "Ask about the other shift",
    "date set with the client": "yes",
    "Who took part": "client",
}


KEPT = {"Keep this as agreed": "yes"}
LESS = "mean using less"


class Desk:
    """A caseload and a terminal at which somebody answers, and stops now and then."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.questions: list[str] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(root),
            "TERM": "dumb",
        }

    def once(self, words: Sequence[str], answers: Mapping[str, str], stop: int | None) -> int:
        """Run a command; at the prompt with the number `stop` press Ctrl-C."""
        return self.run(words, dict(answers), stop)

    def run(self, words: Sequence[str], left: dict[str, str], stop: int | None) -> int:
        """Run a command, taking from what is `left` to say what is said now."""
        child = pexpect.spawn(
            sys.executable,
            ["-m", "hrcli", *words],
            cwd=str(self.root),
            env=self.environment,
            timeout=60,
            encoding="utf-8",
            dimensions=(50, 200),
        )
        self.questions.clear()
        while child.expect([r"[^\n]: $", pexpect.EOF]) == 0:
            question = (child.before + child.after).rsplit("\n", 1)[-1]
            self.questions.append(question)
            assert self.questions.count(question) < 9, f"asked for ever: {question}"
            if stop is not None and len(self.questions) > stop:
                self.interrupt(child)
                break
            known = next((key for key in left if key in question), None)
            same = "g" if SAME_CLIENT in question else ""
            child.sendline(left.pop(known) if known else same)
        self.shown = child.before
        child.close()
        return int(child.exitstatus if child.exitstatus is not None else STOPPED)

    def interrupt(self, child: Any) -> None:
        """Press Ctrl-C; again where it came before Python had begun to listen for a line."""
        for _ in range(20):
            time.sleep(0.1)
            child.sendintr()
            if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=3) == 0:
                return
        raise AssertionError("Ctrl-C does not end it")

    def answer(
        self, words: Sequence[str], answers: Mapping[str, str], stops: Sequence[int] = ()
    ) -> None:
        """Run a command, stopping it at each of `stops`, until it comes to its end.

        Each answer is given once in all: one that a stop loses is missing at the end, and a
        question that is asked twice stays open.
        """
        left = dict(answers)
        for stop in (*stops, None):
            code = self.run(words, left, stop)
            if code == 0:
                return  # fewer questions were left than the next stop
            assert (code, stop is None) == (STOPPED, False), self.shown


def plan_in(root: Path) -> Any:
    (path,) = root.glob("cases/*/plan.yaml")
    return read(path.read_bytes()).data


def walk(root: Path, run: Run, stops: Sequence[int]) -> tuple[Any, Any]:
    """Plan and review after the whole way, each guided command stopped at `stops`."""
    desk = Desk(root)
    today = ("--today", "2026-02-09")
    desk.answer((*today, "create"), FIRST_TALK, stops)
    case = plan_in(root)["case"]
    desk.answer((*today, "set", case, "use.0"), HOW, stops[:2])
    desk.answer((*today, "add", case, "harm"), HARM, stops)
    run("set", case, "none_seen", "liver,lover,law")
    run("set", case, "presenting_problem", "--from", "-", stdin=PROBLEM)
    run("set", case, "use.0.functions", "--from", "-", stdin=FUNCTION)
    run("prioritise", case, "--accept")
    for idea in IDEAS:
        answers = {"Which harms": "1", "What could be done": idea, "make harm smaller": "1"}
        answers["sort of step"] = "change_how"
        desk.answer((*today, "add", case, "option"), answers, stops[:1])
    weighed = {
        "does the client choose": "1",
        "speaks for it": "two days off",
        "speaks against it": "less money",
    }
    desk.answer((*today, "choose", case), weighed)
    desk.answer((*today, "add", case, "goal"), GOAL, stops)
    run("set", case, "goals.0.actions", "--from", "-", stdin=ACTION)
    desk.answer((*today, "agree", case), FIVE, stops)
    desk.answer(("--today", "2026-03-09", "review", case), REVIEW, stops)
    (review,) = root.glob("cases/*/reviews/*.yaml")
    return plan_in(root), read(review.read_bytes()).data


PROBLEM = "first_concern: The mornings after\ntext: Twice late\nlink_to_use: Only after Fridays\n"
FUNCTION = (
    "- {what: an evening off, kind: social_connection, said_by: client, replacement: a film}\n"
)
ACTION = "- {id: a5x, what: Ask the boss, who: client, by: 2026-02-16}\n"


@pytest.fixture
def empty(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A caseload without a case."""
    root = tmp_path / "mine"
    run("init", str(root), "--no-git", "--worker", "jm")
    monkeypatch.chdir(root)
    return root


def test_from_the_first_talk_to_the_first_review(empty: Path, run: Run) -> None:
    """Stopping at one prompt after the other loses no answer and asks none twice."""
    plan, review = walk(empty, run, STOPS)
    assert plan["status"] == "active"
    assert plan["client"]["alias"] == "Kim"
    assert plan["presenting_problem"]["first_concern"] == "The mornings after"
    harm, goal = plan["harms"][0], plan["goals"][0]
    assert (harm["degree"], harm["status"], harm["rank"]) == ("mild", "reduced", 1)
    assert harm["baseline"]["degree"] == "moderate"
    assert [option["state"] for option in plan["options"]] == ["chosen", "idea", "idea"]
    assert goal["status"] == "active"
    assert goal["progress"] == [{"date": "2026-03-09", "value": 3}]
    assert plan["agreed"]["by"] == ["client", "worker"]
    assert plan["do_no_harm"]["consequences"][0]["what"] == "fewer friends"
    assert review["unintended"] == {
        "children": "none_seen",
        "client": "Misses the Friday crowd",
        "others": "none_seen",
    }
    assert review["client_view"] == '"Easier than I thought."'
    assert review["next"] == plan["review"]["next"] == "2026-04-06"
    assert not list((empty / ".hrcli" / "drafts").glob("*"))
    errors = run("validate", today="2026-03-09").stdout
    assert "error" not in errors


EARLY = {
    "Were you alone": "yes",
    "watch you or frighten you": "absent",
    "ending your life": "declined",
    "knocked you out": "past",
    "does the client take": "on_maoi",
}


ANSWERED = [("violence", "absent"), ("suicide", "declined"), ("overdose", "past")]


def asked_in(root: Path, on: str) -> list[tuple[str, str]]:
    """What was asked early in the one case there is, all of it alone and on this day."""
    found = plan_in(root)["asked"]
    assert {(it["asked_on"], it["alone"]) for it in found} == {(on, True)}
    return [(it["about"], it["answer"]) for it in found]


def test_a_new_case_offers_what_is_asked_alone_and_enter_is_later(empty: Path, run: Run) -> None:
    desk = Desk(empty)
    assert desk.once(("create",), FIRST_TALK, None) == 0
    assert "(n)ow or (l)ater?" in desk.questions[-1]
    assert "asked" not in plan_in(empty)


def test_what_is_asked_alone_can_be_asked_at_once(empty: Path, run: Run) -> None:
    now = {**FIRST_TALK, **EARLY, "(n)ow or (l)ater": "n"}
    desk = Desk(empty)
    assert desk.once(("--today", "2026-02-09", "create"), now, None) == 0
    assert asked_in(empty, "2026-02-09") == ANSWERED
    assert plan_in(empty)["client"]["context"] == ["on_maoi"]


def test_what_is_asked_alone_goes_on_where_it_was_stopped(empty: Path, run: Run) -> None:
    desk = Desk(empty)
    desk.answer(("--today", "2026-02-09", "create"), FIRST_TALK)
    case, left = plan_in(empty)["case"], dict(EARLY)
    assert desk.run(("--today", "2026-02-09", "ask", case), left, 2) == STOPPED
    assert "asked" not in plan_in(empty)
    assert desk.run(("--today", "2026-02-10", "ask", case), left, None) == 0
    assert asked_in(empty, "2026-02-09") == ANSWERED
    assert not list((empty / ".hrcli" / "drafts").glob("*"))


def test_a_review_offers_again_only_what_has_grown_old(caseload: Path) -> None:
    desk = Desk(caseload)
    answers = {"harm to children": "none", "(n)ow or (l)ater": "n", "ending your life": "absent"}
    assert desk.once(("--today", "2026-04-20", "review", "7KQ2"), answers, None) == 0
    offered = next(n for n, it in enumerate(desk.questions) if "(n)ow" in it)
    assert "ending your life" in desk.questions[offered + 1]
    assert len(desk.questions) == offered + 3  # medicines come last
    plan = read((caseload / PLAN).read_bytes()).data
    assert plan["asked"][-1] == {"about": "suicide", "answer": "absent", "asked_on": "2026-04-20"}
    assert desk.once(("--today", "2026-04-21", "review", "7KQ2"), answers, None) == 0
    assert not any("(n)ow" in it for it in desk.questions)


def test_children_are_asked_about_first_of_all(caseload: Path) -> None:
    desk = Desk(caseload)
    assert desk.once(("--today", "2026-03-09", "review", "7KQ2"), {}, None) == 2
    assert "went well" in desk.questions[0]
    assert "harm to children" in desk.questions[1]
    places = [
        next(place for place, question in enumerate(desk.questions) if piece in question)
        for piece in ("harm to children", "brought you here", "How bad", "number now", "good is")
    ]
    assert places == sorted(places)


def test_a_next_review_in_the_past_is_asked_again(caseload: Path) -> None:
    desk = Desk(caseload)
    answers = {"harm to children": "none", "When is the next": "2026-03-09"}
    assert desk.once(("--today", "2026-03-09", "review", "7KQ2"), answers, None) == 0
    plan = read((caseload / "cases/7KQ2-9XMP/plan.yaml").read_bytes()).data
    assert plan["review"]["next"] == "2026-04-06"


def test_a_correction_keeps_what_is_not_said_anew(caseload: Path) -> None:
    desk = Desk(caseload)
    (old,) = (caseload / "cases/7KQ2-9XMP/reviews").glob("*.yaml")
    before = read(old.read_bytes()).data
    words = ("--today", "2026-02-10", "review", "7KQ2", "--corrects", old.name)
    desk.answer(words, {"good is life": "7", "How bad": "moderate"}, stops=(2,))
    (new,) = (caseload / "cases/7KQ2-9XMP/reviews").glob("2026-02-10-*.yaml")
    after = read(new.read_bytes()).data
    assert (after["quality_of_life"], after["harms"][0]["degree"]) == (7, "moderate")
    same = {"quality_of_life", "harms", "corrects", "worker"}
    assert {k: v for k, v in after.items() if k not in same} == {
        k: v for k, v in before.items() if k not in same
    }
    assert after["corrects"] == old.name


def test_a_review_without_an_answer_is_none(caseload: Path) -> None:
    desk = Desk(caseload)
    before = set(caseload.rglob("reviews/*"))
    assert desk.once(("--today", "2026-03-09", "review", "7KQ2"), {}, None) == 2
    assert set(caseload.rglob("reviews/*")) == before


def test_a_lapse_at_the_terminal_offers_its_change_to_the_plan(caseload: Path) -> None:
    desk = Desk(caseload)
    answers = {
        "What happened?": "lapse",
        "On which day": "2026-02-08",
        "What came before": "a quarrel",
        "What changes in the relapse plan": "Ring on weekdays too.",
        "Put the change into the relapse plan": "y",
    }
    desk.answer(("--today", "2026-02-09", "event", "7KQ2"), answers, stops=(0, 3))
    plan = read((caseload / "cases/7KQ2-9XMP/plan.yaml").read_bytes()).data
    assert plan["relapse_plan"]["for_client"].endswith("Ring on weekdays too.")
    (path,) = caseload.glob("cases/7KQ2-9XMP/events/2026-02-08-*.yaml")
    assert read(path.read_bytes()).data["triggers"] == ["a quarrel"]


def test_planning_anew_asks_about_each_open_action(caseload: Path) -> None:
    desk = Desk(caseload)
    answers = {"written anew": "Two were too many", "becomes of it": "done"}
    desk.answer(("--today", "2026-02-09", "replan", "F900"), answers, stops=(1,))
    plan = read((caseload / "cases/F900-MWMB/plan.yaml").read_bytes()).data
    goal = next(goal for goal in plan["goals"] if goal["id"] == "g6xe")
    assert [action.get("done_on") for action in goal["actions"]] == ["2026-02-09", None]
    assert plan["replans"][-1] == {"date": "2026-02-09", "because": "Two were too many"}


def test_a_reason_that_speaks_of_use_is_asked_for_in_other_words(caseload: Path) -> None:
    desk = Desk(caseload)
    answers = {"Why does it end": "client_ended", "What is the reason": "used again"}
    assert desk.once(("--today", "2026-02-09", "close", "7KQ2"), answers, None) == 0
    plan = read((caseload / "cases/7KQ2-9XMP/plan.yaml").read_bytes()).data
    assert plan["closed"] == {"date": "2026-02-09", "outcome": "client_ended"}


def test_what_was_said_stays_said_where_the_gate_is_shut(empty: Path) -> None:
    """And what was left open is asked again."""
    desk = Desk(empty)
    desk.answer(("create",), FIRST_TALK)
    case = plan_in(empty)["case"]
    assert desk.once(("agree", case), {"hang together": "Late only after Fridays"}, None) == 1
    assert plan_in(empty)["do_no_harm"]["relationship"] == "Late only after Fridays"
    assert plan_in(empty)["status"] == "draft"
    assert desk.once(("agree", case), {}, None) == 1
    assert not any("hang together" in question for question in desk.questions)
    assert any("What is the use good for" in question for question in desk.questions)


def test_a_wrong_answer_is_asked_again_and_the_others_are_kept(caseload: Path) -> None:
    desk = Desk(caseload)
    command = ("--today", "2026-02-09", "event", "7KQ2", "detox_stay")
    said = {"is it planned": "planned", "from which": "2026-02-20", "until which": "2026-02-16"}
    assert desk.once(command, said, None) == 1, desk.shown
    code = desk.once(command, {"until which": "2026-02-26"}, None)
    assert code == 0, desk.shown
    assert "Go on with the 2 answers" in desk.questions[0]
    assert not any("from which" in question for question in desk.questions)


def test_the_range_of_consequences_is_asked_for_itself(empty: Path) -> None:
    """The third of the five questions stands in its own words, with no "anything to add?" first."""
    desk = Desk(empty)
    desk.answer(("create",), FIRST_TALK)
    case = plan_in(empty)["case"]
    answers = {"What could follow": "fewer friends", "How likely": "low"}
    desk.answer(("set", case, "do_no_harm"), answers, stops=(3,))
    do_no_harm = plan_in(empty)["do_no_harm"]
    assert do_no_harm["consequences"] == [{"what": "fewer friends", "likelihood": "low"}]
    assert dates.day(do_no_harm["answered_on"])


@pytest.mark.parametrize(
    ("said", "kept"),
    [({"depend on them": "no"}, []), ({}, None), ({"depend on them": "yes"}, "one")],
)
def test_whether_there_are_children_is_asked_and_enter_is_no_answer(
    empty: Path, said: dict[str, str], kept: Any
) -> None:
    desk = Desk(empty)
    child = {"call this child": "child A", "How old": "6", "person live with the client": "yes"}
    today = ("--today", "2026-02-09")
    desk.answer((*today, "create"), {**FIRST_TALK, **said}, (7,))
    plan = plan_in(empty)
    found = plan.get("dependants")
    if kept == "one":
        (person,) = found
        place = f"dependants.{person['id']}"
        desk.answer((*today, "set", plan["case"], place), child)
        (person,) = plan_in(empty)["dependants"]
        assert person.pop("id").startswith("d")
        aged = {"age": 6, "age_on": "2026-02-09"}
        assert person == {"alias": "child A", **aged, "lives_here": True}
    else:
        assert found == kept


def test_a_place_of_the_plan_is_asked_for_by_its_path(caseload: Path, run: Run) -> None:
    """What a step names can be typed as it stands: nobody has to write YAML for the method."""
    desk = Desk(caseload)
    path = "use.s3wk.considering.answer"
    desk.answer(("--today", "2026-02-09", "set", "ZQ2K", path), {"thinking of": "unsure"})
    plan = read((caseload / "cases/ZQ2K-BKYD/plan.yaml").read_bytes()).data
    assert plan["use"][0]["considering"] == {"answer": "unsure", "asked_on": "2026-02-09"}
    before = (caseload / "cases/7KQ2-9XMP/plan.yaml").read_bytes()
    desk.answer(("set", "7KQ2", "none_seen"), {"no harm found": "law"})
    assert (caseload / "cases/7KQ2-9XMP/plan.yaml").read_bytes() == before
    assert desk.once(("set", "7KQ2", "nowhere"), {}, None) == 2
    assert not list((caseload / ".hrcli" / "drafts").glob("*"))


def test_a_review_finished_later_was_held_when_it_was_begun(caseload: Path) -> None:
    desk = Desk(caseload)
    answers = {"harm to children": "none", "good is life": "6"}
    assert desk.once(("--today", "2026-03-02", "review", "7KQ2"), answers, 3) == STOPPED
    assert desk.once(("--today", "2026-03-05", "review", "7KQ2"), answers, None) == 0
    (new,) = (caseload / "cases/7KQ2-9XMP/reviews").glob("2026-03-02-*.yaml")
    review = read(new.read_bytes()).data
    assert (review["held_on"], review["next"]) == ("2026-03-02", "2026-03-30")


def test_answers_for_one_place_are_not_offered_for_another(caseload: Path) -> None:
    desk = Desk(caseload)
    step = {"What is the step": "Ask the boss"}
    plan = read((caseload / "cases/F900-MWMB/plan.yaml").read_bytes()).data
    first, second = (goal["id"] for goal in plan["goals"][:2])
    assert desk.once(("add", "F900", "action", "--in", first), step, 1) == STOPPED
    assert desk.once(("add", "F900", "action", "--in", second), step, 1) == STOPPED
    assert "Go on" not in desk.questions[0]
    assert desk.once(("add", "F900", "action", "--in", first), {}, None) == 0
    plan = read((caseload / "cases/F900-MWMB/plan.yaml").read_bytes()).data
    assert plan["goals"][0]["actions"][-1]["what"] == "Ask the boss"


def test_nothing_is_chosen_for_the_client(caseload: Path, run: Run) -> None:
    before = (caseload / PLAN).read_bytes()
    desk = Desk(caseload)
    assert desk.once(("choose", "7KQ2"), {}, None) == 0
    assert "Nothing was chosen" in desk.shown
    assert len(desk.questions) == 1
    assert "OPTION" in run("choose", "7KQ2", code=2).stderr
    assert (caseload / PLAN).read_bytes() == before
    made = run("create", "--starter", "continuing").stdout.strip()
    assert desk.once(("choose", made), {}, None) == 2
    assert f"hrcli add {made[:4]} option" in desk.shown


@pytest.mark.parametrize(("typed", "kept"), [("yes", True), ("no", False), ("", None)])
def test_whether_the_day_was_set_together_is_asked_where_nobody_said(
    caseload: Path, typed: str, kept: bool | None
) -> None:
    plan = caseload / PLAN
    plan.write_text(plan.read_text().replace("  set_with_client: true\n", ""))
    desk = Desk(caseload)
    command = ("--today", "2026-02-09", "agree", "7KQ2", "--by", "client")
    answers = {**KEPT, "set with the client": typed, LESS: "no"}
    assert desk.once(command, answers, None) == 0, desk.shown
    review = read((caseload / PLAN).read_bytes()).data["review"]
    assert review.get("set_with_client") is kept
    if kept is not None:
        assert desk.once(command, {}, None) == 0
        assert desk.questions == []


def test_whether_a_goal_means_less_is_asked_once_before_it_is_agreed(
    caseload: Path, run: Run
) -> None:
    desk = Desk(caseload)
    command = ("--today", "2026-02-09", "agree", "7KQ2", "--by", "client")
    assert desk.once(command, {LESS: "yes"}, None) == 1
    assert "DNH09" in desk.shown
    run("set", "7KQ2", "goals.g2m.lowers_use", "no")
    assert desk.once(command, KEPT, None) == 0, desk.shown
    assert read((caseload / PLAN).read_bytes()).data["goals"][0]["lowers_use"] is False
    assert desk.once(command, {}, None) == 0
    assert desk.questions == []


def test_a_goal_that_grew_from_the_chosen_option_is_asked_about_too(caseload: Path) -> None:
    desk = Desk(caseload)
    command = ("--today", "2026-02-09", "choose", "7KQ2")
    assert desk.once((*command, "o3f"), {LESS: "no"}, None) == 0, desk.shown
    assert read((caseload / PLAN).read_bytes()).data["goals"][0]["lowers_use"] is False
    assert desk.once((*command, "o3f"), {}, None) == 0
    assert desk.questions == []


def test_a_waiver_made_by_answers_holds(caseload: Path, run: Run) -> None:
    """What a waiver of a rule on unintended harm needs is asked: for what goal, with whom."""
    desk = Desk(caseload)
    answers = {
        "Which rule": "R-ALC-04",
        "For which goal": "g9kc",
        "Why is it set aside": "Eats well, seen by the doctor last week",
        "Who decided": "jm",
        "role": "social worker",
        "consulted": "the team",
        "Until when": "2026-03-01",
    }
    today = ("--today", "2026-02-09")
    desk.answer((*today, "add", "GP6J", "waiver"), answers, stops=(3,))
    run("set", "GP6J", "goals.g9kc.mitigations", "emergency_help_info")  # in the place of others
    page = run("safety", "GP6J").stdout
    assert "R-ALC-04" in page.partition("Set aside by a waiver")[2]


def test_a_place_without_gaps_says_so(caseload: Path) -> None:
    desk = Desk(caseload)
    assert desk.once(("set", "7KQ2", "presenting_problem"), {}, None) == 0
    assert desk.questions == []
    assert "Nothing is open here" in desk.shown
