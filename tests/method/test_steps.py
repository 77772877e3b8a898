"""Which step of the method is open: walked through from an empty plan to the review."""

from __future__ import annotations

import copy
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hrcli.document.document import read
from hrcli.finding import Finding, Severity
from hrcli.method import steps
from hrcli.plan.agreed import digest
from hrcli.plan.case import NO_FILE, Case, event_of
from hrcli.plan.plan import plan_of
from hrcli.resources import text
from tests.support.casefiles import BASE, TODAY, case_of
from tests.support.running import Run

PLAN: dict[str, Any] = read((BASE / "plan.yaml").read_bytes()).data
BEFORE_REVIEW = date(2026, 2, 1)


def case_with(plan: dict[str, Any], today: date = BEFORE_REVIEW) -> Case:
    return case_of("hrcli: plan/1", today=today)._replace(plan=plan_of(plan))


def without(*paths: str, **more: Any) -> Case:
    """The complete plan without some of its parts, and with others."""
    plan = copy.deepcopy(PLAN)
    for path in paths:
        inner: Any = plan
        *above, last = path.split(".")
        for step in above:
            inner = inner[int(step) if step.isdigit() else step]
        del inner[last]
    return case_with({**plan, **more})


def after(kind: str, **more: Any) -> Case:
    """The complete plan, and something that happened the day before."""
    event = {"kind": kind, "status": "happened", "date": "2026-01-31", **more}
    file = NO_FILE._replace(name="events/2026-01-31-m2pd.yaml")
    return case_with(PLAN)._replace(events=(event_of(event, file),))


def open_in(case: Case) -> str | None:
    found = steps.open_step(case)
    return found.id if found else None


EARLY = ("violence", "suicide", "overdose", "driving", "withdrawal")
"""What makes the first step open; what is asked beside it alone does not."""

# What is taken out of a complete plan, and the step that is then open.
OPENED = {
    "asked_early": ["asked"],
    "ask": ["use.0.considering"],
    "functions": ["use.0.functions"],
    "link": ["presenting_problem.link_to_use"],
    "harms": ["none_seen"],
    "prioritise": ["harms.0.rank"],
    "no_harm": ["do_no_harm.services"],
    "agree": ["agreed"],
    "plan_action": ["goals.0.actions"],
}


@pytest.mark.parametrize(("step", "paths"), OPENED.items())
def test_a_step_is_open_while_its_answer_is_missing(step: str, paths: list[str]) -> None:
    assert open_in(without(*paths)) == step


def test_what_was_asked_long_ago_is_asked_again_and_pregnancy_only_beside_it() -> None:
    asked = [it for it in PLAN["asked"] if it["about"] != "pregnancy"]
    assert open_in(without(asked=asked)) is None
    old = [{**it, "asked_on": "2025-06-01"} for it in asked]
    assert open_in(without(asked=old)) == "asked_early"


def test_a_plan_that_leaves_the_use_as_it_is_wants_nothing_more() -> None:
    assert PLAN["use"][0]["considering"]["answer"] == "no_change"
    assert open_in(without()) is None


@pytest.mark.parametrize("answer", ["stop", "cut_down"])
def test_who_thinks_of_change_gets_options_for_it(answer: str) -> None:
    use = {**PLAN["use"][0], "considering": {"answer": answer}}
    assert open_in(without(use=[use])) == "treatment"
    ways = [*PLAN["options"], {"id": "o2t", "for": ["h7k"], "track": "use_change"}]
    assert open_in(without(use=[use], options=ways)) is None


@pytest.mark.parametrize("answer", ["no_change", "unsure", "unable", "already_stopped"])
def test_nobody_else_is_pushed_there(answer: str) -> None:
    use = {**PLAN["use"][0], "considering": {"answer": answer}}
    assert open_in(without(use=[use])) is None


def test_a_goal_that_does_not_say_what_it_does_is_no_goal_yet() -> None:
    goal = {**PLAN["goals"][0], "status": "proposed"}
    assert open_in(without("agreed", goals=[goal])) == "agree"
    del goal["intervention"]
    step = steps.open_step(without("agreed", goals=[goal]))
    assert step
    assert (step.id, step.command) == ("goals", "hrcli set 7KQ2 goals.g2m")


@pytest.mark.parametrize(
    ("intervention", "wanted"), [("reduce_supervised", True), ("route_change", False)]
)
def test_less_use_comes_with_a_plan_for_a_day_that_goes_otherwise(
    intervention: str, wanted: bool
) -> None:
    goal = {**PLAN["goals"][0], "intervention": intervention, "status": "proposed"}
    assert (open_in(without("relapse_plan", "agreed", goals=[goal])) == "hard_day") is wanted
    assert open_in(without("agreed", goals=[goal])) == "agree"


def test_ideas_come_before_choosing_and_choosing_before_the_goal() -> None:
    ideas = [{"id": f"o{n}x", "for": ["h7k"], "state": "idea"} for n in range(3)]
    assert open_in(without(goals=[], options=ideas[:2])) == "ideas"
    assert open_in(without(goals=[], options=ideas)) == "choose"
    weighed = [*ideas[:2], {**ideas[2], "state": "weighed"}]
    step = steps.open_step(without(goals=[], options=weighed))
    assert step
    assert step.command == "hrcli choose 7KQ2"  # which of them is for the client to say
    assert open_in(without(goals=[], options=[*ideas, {**ideas[0], "state": "chosen"}])) == "goals"


def test_where_ideas_wait_the_choice_among_them_waits_too() -> None:
    left = [{"step": "ideas", "item": "h7k", "because": "later", "until": "2027-01-01"}]
    ideas = [{"id": f"o{n}x", "for": ["h7k"], "state": "idea"} for n in range(2)]
    for options, state in (([], "left"), (ideas, "open")):
        case = without(goals=[], options=options, not_now=left)
        found = {step.id: step.state for step in steps.of(case)}
        assert (found["ideas"], found["choose"]) == ("left", state)


@pytest.mark.parametrize(
    ("options", "states"),
    [([], ("not_needed", "not_needed")), (PLAN["options"][2:], ("done", "not_needed"))],
)
def test_no_idea_is_said_to_be_collected_where_none_is(options: Any, states: Any) -> None:
    goals = [{key: it for key, it in PLAN["goals"][0].items() if key != "option"}]
    found = {step.id: step.state for step in steps.of(without(goals=goals, options=options))}
    assert (found["ideas"], found["choose"]) == states


def test_a_child_is_one_by_its_age_today_and_where_it_lives() -> None:
    grown = {"id": "d4t", "age": 16, "age_on": "2020-01-12", "lives_here": True}
    assert open_in(without(dependants=[grown])) is None
    assert open_in(without(dependants=[{**grown, "age_on": "2026-01-12"}])) == "children"
    elsewhere = {"id": "d4t", "age": 3, "age_on": "2026-01-12", "lives_here": False}
    elsewhere["visits"] = False
    assert open_in(without(dependants=[elsewhere])) is None
    harm = {**PLAN["harms"][0], "key_harm": "child_neglect"}
    assert open_in(without(dependants=[elsewhere], harms=[harm])) == "children"


def test_a_child_is_looked_at_and_an_adult_is_not() -> None:
    assert open_in(without(dependants=[{"id": "d4t", "age": 3}])) == "children"
    assert open_in(without(dependants=[{"id": "d4t"}])) == "children"
    assert open_in(without(dependants=[{"id": "d4t", "age": 18}])) is None
    harm = {**PLAN["harms"][0], "affects": ["child"]}
    assert open_in(without(harms=[harm])) == "children"
    seen = {"assessed_on": "2026-01-12"}
    assert open_in(without(harms=[harm], child_safety=seen)) is None


def test_open_actions_come_by_their_day() -> None:
    goal = copy.deepcopy(PLAN["goals"][0])
    goal["actions"] = [
        {"id": "a2x", "what": "later", "by": "2026-02-20"},
        {"id": "a1x", "what": "sooner", "by": "2026-02-05"},
        {"id": "a3x", "what": "undated"},
    ]
    step = steps.open_step(without(goals=[goal]))
    assert step
    assert step.command == "hrcli done 7KQ2 a1x"


def test_when_every_goal_has_ended_the_plan_is_made_anew() -> None:
    goal = {**PLAN["goals"][0], "status": "achieved"}
    assert open_in(without(goals=[goal])) == "replan"


def test_only_the_first_open_step_is_open() -> None:
    found = steps.of(case_with({"status": "draft", "use": [{"id": "s8w"}]}))
    states = [step.state for step in found]
    assert states.count("open") == 1
    assert "done" not in states[states.index("open") :] or "later" in states


# What comes first among several cases.


def error(code: str = "GOA03") -> Finding:
    return Finding(code, Severity.ERROR, "", "")


def test_an_overdue_review_comes_before_errors_and_errors_before_steps() -> None:
    overdue = steps.next_for(case_with(PLAN, date(2026, 2, 10)), [error()])
    missing = steps.next_for(without("review"))
    broken = steps.next_for(without("agreed"), [error()])
    step = steps.next_for(without("harms.0.rank"))
    waiting = steps.next_for(without())
    found = [overdue, missing, broken, step, waiting, steps.unreadable("7KQ2-9XMP")]
    named = [it for it in found if it]
    assert len(named) == 6
    order = [it.step for it in sorted(named, key=lambda it: it.urgency)]
    assert order[:4] == ["unreadable", "review", "review", "mend"]
    assert missing
    assert sorted(named, key=lambda it: it.urgency)[1] == missing
    assert set(order[4:]) == {"prioritise", "wait"}


def test_errors_are_counted_in_words() -> None:
    found = [steps.next_for(without(), [error()] * count) for count in (1, 2)]
    assert [it.why for it in found if it] == [
        "One error stands in the way.",
        "2 errors stand in the way.",
    ]


def test_what_was_not_agreed_is_a_step_and_no_slip() -> None:
    found = steps.next_for(without("agreed"), [error("AUT01")])
    assert found
    assert found.step == "agree"


def test_what_has_changed_or_is_gone_is_agreed_again() -> None:
    other = {**PLAN["goals"][0], "id": "g9z"}
    signs = digest(plan_of({**PLAN, "goals": [PLAN["goals"][0], other]}))
    plan = copy.deepcopy(PLAN)
    plan["agreed"]["digest"] = signs
    found = steps.next_for(case_with(plan))
    assert found
    assert (found.step, found.title[:11]) == ("agree", "Agree again")
    plan["goals"].append(other)
    assert open_in(case_with(plan)) != "agree"
    plan["goals"][1]["specific"] = "Something else"
    assert open_in(case_with(plan)) == "agree"


def test_a_closed_case_wants_nothing() -> None:
    assert steps.next_for(without(status="closed")) is None


def test_on_its_day_a_review_is_due() -> None:
    found = steps.next_for(case_with(PLAN, TODAY))
    assert found
    assert (found.step, found.why) == ("review", "It is due today.")


# The data.


def test_every_step_has_its_words_and_its_check() -> None:
    listed = read(text("knowledge", "steps.yaml").encode()).data["steps"]
    assert [it["id"] for it in listed] == list(steps.CHECKS)
    for it in listed:
        assert it["title"]
        assert it["follows"]
        assert it["why"].endswith(".")
    follows = {name for it in listed for name in it["follows"]}
    assert {f"clinical step {n}" for n in range(1, 7)} <= follows
    assert {f"problem-solving step {n}" for n in range(1, 8)} <= follows


def test_every_command_it_names_exists() -> None:
    from hrcli.commands import TABLE

    for step in steps.of(case_with(PLAN)):
        program, command, *_ = shlex.split(step.command)
        assert program == "hrcli"
        assert command in TABLE


def test_next_over_the_examples(run: Run) -> None:
    shown = run("next").stdout.splitlines()
    assert shown[0].split() == ["CASE", "NEXT", "COMMAND"]
    assert shown[1].startswith("3DK6-AHFX  Look at it together")
    assert "was due 7 days ago" in shown[1]
    assert "hrcli review GP6J" in shown[2]


def test_next_in_one_case(run: Run) -> None:
    answers = [f"{{about: {about}, answer: declined}}" for about in EARLY]
    run("ask", "ZQ2K", "--from", "-", stdin=f"asked: [{', '.join(answers)}]\n")
    shown = run("next", "ZQ2K").stdout
    assert "  OPEN  Ask how it is used" in shown
    assert "hrcli ask ZQ2K\n" in shown
    run("set", "ZQ2K", "use.s3wk.pattern", "daily")
    shown = run("next", "ZQ2K").stdout
    assert "  OPEN  Ask about stopping or cutting down" in shown
    assert "hrcli ask ZQ2K\n" in shown
    run("set", "ZQ2K", "use.s3wk.considering.answer", "no_change")
    assert "  done  Ask about stopping or cutting down" in run("next", "ZQ2K").stdout


def test_next_names_what_a_draft_is_not_told_yet(run: Run) -> None:
    case = run("create", "--starter", "continuing").stdout.strip()
    shown = run("next", case).stdout.splitlines()[-1]
    assert shown.startswith("Asked as well once the plan is agreed on")
    assert "STG01 stage-missing" in shown
    assert "HRM01" not in shown  # a step asks for it
    assert "STG01" not in run("validate", case).stdout
    assert "Asked as well" not in run("next", "7KQ2").stdout


def test_a_file_that_cannot_be_read_comes_first(run: Run) -> None:
    Path("cases/7KQ2-9XMP/plan.yaml").write_text("hrcli: [plan\n")
    shown = run("next", code=3).stdout.splitlines()
    assert shown[1].startswith("7KQ2-9XMP  Mend a file")


def test_show_names_the_step(run: Run) -> None:
    assert "Next step: Do it: action a8r: hrcli done 7KQ2 a8r" in run("show", "7KQ2").stdout


def test_what_nobody_asked_about_is_open_and_not_read_as_nobody() -> None:
    step = steps.open_step(without("dependants"))
    assert step
    assert (step.id, step.command) == ("children", "hrcli ask 7KQ2")
    assert open_in(without(dependants=[])) is None


def test_whether_a_child_who_lives_elsewhere_comes_is_asked() -> None:
    away = {"id": "d4t", "age": 7, "age_on": "2026-01-12", "lives_here": False}
    step = steps.open_step(without(dependants=[away]))
    assert step
    assert (step.id, step.command) == ("children", "hrcli set 7KQ2 dependants.d4t")
    assert step.title == "Ask whether a child who lives elsewhere comes to visit"
    assert open_in(without(dependants=[{**away, "visits": False}])) is None


def test_a_draft_is_not_sent_to_be_agreed_while_parts_are_missing() -> None:
    goal = copy.deepcopy(PLAN["goals"][0]) | {"status": "proposed"}
    del goal["timed"]["by"]
    step = steps.open_step(without(goals=[goal], status="draft"))
    assert step
    assert (step.id, step.command) == ("goals", "hrcli set 7KQ2 goals.g2m")
    harm = {**PLAN["harms"][0], "confidence": None}
    step = steps.open_step(without(harms=[harm], status="draft"))
    assert step
    assert (step.id, step.command, step.other) == ("prioritise", "hrcli prioritise 7KQ2", "")


def test_a_review_that_was_never_held_is_not_done() -> None:
    plan = copy.deepcopy(PLAN)
    plan["review"].pop("last", None)
    states = {step.id: step.state for step in steps.of(case_with(plan))}
    assert states["review"] == "later"
    plan["review"]["last"] = "2026-01-20"
    assert {step.id: step.state for step in steps.of(case_with(plan))}["review"] == "done"


def test_who_does_what_comes_before_doing_it() -> None:
    goal = {**PLAN["goals"][0], "actions": []}
    states = {step.id: step.state for step in steps.of(without(goals=[goal]))}
    assert (states["plan_action"], states["act"]) == ("open", "not_needed")


# What is missing first


@pytest.mark.parametrize("status", ["unmet", "partly_met"])
def test_what_is_missing_comes_before_the_order_of_the_harms(status: str) -> None:
    needs = {"determinants": {"food": status, "housing": "met"}}
    assert open_in(without("harms.0.rank", **needs)) == "needs"
    assert open_in(without("none_seen", **needs)) == "harms"
    goal = {**PLAN["goals"][0], "needs": ["food"]}
    assert open_in(without(goals=[goal], **needs)) is None
    names = [step.id for step in steps.of(without(**needs))]
    assert names.index("harms") < names.index("needs") < names.index("prioritise")


def test_nobody_lacks_what_was_not_asked() -> None:
    (step,) = [it for it in steps.of(without()) if it.id == "needs"]
    assert step.state == "not_needed"


# After an event


def test_what_happened_comes_before_every_step_and_review() -> None:
    found = steps.next_for(after("overdose")._replace(today=date(2026, 2, 20)))
    assert found is not None
    assert found.title == "Something happened on 2026-01-31: look at it together"
    assert (found.step, found.command) == ("after_event", "hrcli review 7KQ2")
    assert found.other == "Not yet, and on with the other steps: hrcli work 7KQ2"
    assert steps.next_for(after("lapse")) != found
    late = steps.next_for(case_with(PLAN, today=date(2026, 2, 20)))
    assert late is not None
    assert late.other == "On another day: hrcli set 7KQ2 review.next"
    assert found.urgency < late.urgency
    assert steps.unreadable("7KQ2-9XMP").urgency < found.urgency


def test_after_a_death_the_case_is_closed_and_nobody_is_asked_to_a_review() -> None:
    found = steps.next_for(after("overdose", survived=False))
    assert found is not None
    assert (found.title, found.command) == ("Close the case", "hrcli close 7KQ2 --outcome died")
    for survived in (True, None):
        known = steps.next_for(after("overdose", survived=survived))
        assert known is not None
        assert known.command == "hrcli review 7KQ2"
