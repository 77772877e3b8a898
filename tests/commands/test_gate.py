"""The one gate: every way to make something active, against plans that may and that may not be."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from hrcli.commands._refusing import NOT_YET
from hrcli.plan.agreed import digest
from hrcli.plan.plan import plan_of
from tests.support.method import CASES, REVIEW, ROBIN, data_of
from tests.support.processes import forked
from tests.support.running import Run

Plan = dict[str, Any]
TODAY = ("--today", "2026-02-09")
AGREED = {"date": "2026-01-12", "by": ["client", "worker"]}


def text_of(plan: Plan) -> str:
    return yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, width=200)


# What keeps the gate shut: what is done to a plan that may become active, and who finds it.


def critical_rule_open(plan: Plan) -> None:
    plan["use"][0]["dependence"] = "assessed_present"
    plan["goals"][0]["intervention"] = "stop_abrupt"
    plan["goals"][0].pop("mitigations", None)
    plan.pop("mitigations", None)


def five_unanswered(plan: Plan) -> None:
    del plan["do_no_harm"]["measures"]


def five_waived(plan: Plan) -> None:
    five_unanswered(plan)
    waiver = {"rule": "DNH01", "because": "later", "by": "worker", "until": "2026-03-01"}
    plan["waivers"] = [waiver]


def nothing_presented(plan: Plan) -> None:
    del plan["presenting_problem"]["text"]


def part_of_life_unasked(plan: Plan) -> None:
    plan["none_seen"] = []


def severe_harm_left(plan: Plan) -> None:
    harm = copy.deepcopy(plan["harms"][0])
    plan["harms"].append({**harm, "id": "h9z", "rank": 9, "degree": "life_threatening"})


def put_off_until_a_day_that_passed(plan: Plan) -> None:
    severe_harm_left(plan)
    plan["harms"][-1]["not_now"] = {"because": "exams", "until": "2026-02-01"}


SHUT: dict[Callable[[Plan], None], str] = {
    critical_rule_open: "R-ALC-01",
    five_unanswered: "DNH01",
    five_waived: "DNH01",
    nothing_presented: "HRM15",
    part_of_life_unasked: "HRM01",
    severe_harm_left: "HRM04",
    put_off_until_a_day_that_passed: "HRM05",
}


# The ways: what the plan is before, what is typed, and how the same comes about by hand.


class Way(NamedTuple):
    """One way to make something active."""

    before: Callable[[Plan], None]
    words: tuple[str, ...]
    by_hand: Callable[[Plan], None]
    given: Callable[[Plan], str] = lambda plan: ""
    keys: bytes | None = None  # what is pressed where it takes a terminal


def is_draft(plan: Plan) -> None:
    plan["status"] = "draft"
    plan["goals"][0]["status"] = "proposed"


def is_closed(plan: Plan) -> None:
    plan["status"] = "closed"
    plan["closed"] = {"date": "2026-02-01", "outcome": "enough_for_now"}
    plan["review"]["next"] = None


def goal_waits(plan: Plan) -> None:
    plan["goals"][0]["status"] = "proposed"


def nothing_yet(_plan: Plan) -> None:
    pass


def plan_active(plan: Plan) -> None:
    plan["status"] = "active"


def goal_active(plan: Plan) -> None:
    plan["goals"][0]["status"] = "active"


def both_active(plan: Plan) -> None:
    plan_active(plan)
    goal_active(plan)


def open_again(plan: Plan) -> None:
    plan["status"] = "active"
    del plan["closed"]
    plan["review"]["next"] = "2026-03-09"


def another_goal(plan: Plan) -> Plan:
    goal = copy.deepcopy(plan["goals"][0])
    goal.update(id="g9z", status="active")
    for number, action in enumerate(goal["actions"]):
        action["id"] = f"a{number}z"
    return goal


def one_more_goal(plan: Plan) -> None:
    plan["goals"].append(another_goal(plan))


EDITOR = ("edit", "7KQ2", "--editor")
WAYS = {
    "agree": Way(is_draft, ("agree", "7KQ2", "--by", "client", "--by", "worker"), both_active),
    "set the plan": Way(is_draft, ("set", "7KQ2", "status", "active"), plan_active),
    "set a goal": Way(goal_waits, ("set", "7KQ2", "goals.g2m.status", "active"), goal_active),
    "set the yes": Way(nothing_yet, ("set", "7KQ2", "agreed.date", "2026-02-09"), nothing_yet),
    "add": Way(
        nothing_yet,
        ("add", "7KQ2", "goal", "--from", "-"),
        one_more_goal,
        lambda plan: text_of(another_goal(plan)),
    ),
    "create": Way(nothing_yet, ("create", "--from", "-"), nothing_yet, text_of),
    "reopen": Way(is_closed, ("reopen", "7KQ2"), open_again),
    "edit the plan": Way(
        is_draft,
        (*EDITOR, "sed -i 's/^status: draft/status: active/'"),
        plan_active,
        keys=b"k\n",
    ),
    "edit a goal": Way(
        goal_waits,
        (*EDITOR, "sed -i 's/^  status: proposed/  status: active/'"),
        goal_active,
        keys=b"k\n",
    ),
}
each_way = pytest.mark.parametrize("way", list(WAYS.values()), ids=list(WAYS))
each_kind = pytest.mark.parametrize("kind", list(SHUT), ids=lambda kind: kind.__name__)


@pytest.fixture
def robin(plan: Path) -> Plan:
    """A plan that may become active, and that was reviewed by nobody yet."""
    shutil.rmtree(ROBIN / "reviews")
    data: Plan = data_of(plan)
    data["agreed"] = dict(AGREED)
    data["review"].pop("last", None)
    return data


def tried(run: Run, way: Way, plan: Plan, code: int, *more: str) -> tuple[str, str]:
    """What hrcli prints and says when this way is gone with this plan."""
    given = way.given(plan)
    if way.keys is None:
        result = run(*way.words, *more, stdin=given, code=code)
        return result.stdout, result.stderr
    done = forked((*TODAY, *way.words), Path.cwd(), keys=way.keys)
    assert done.code == code, done.out
    return done.out, done.out


@each_kind
@each_way
def test_whichever_way_is_tried_a_shut_gate_refuses_alike(
    run: Run, plan: Path, robin: Plan, way: Way, kind: Callable[[Plan], None]
) -> None:
    way.before(robin)
    kind(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    before, cases = plan.read_bytes(), sorted(CASES.iterdir())
    shown, said = tried(run, way, robin, 1)
    assert SHUT[kind] in shown
    what, where, todo = [line.strip() for line in said.strip().splitlines()][-3:]
    assert what.endswith(NOT_YET)  # in an editor behind the question on the same line
    assert where.endswith(("finding above", "findings above"))
    assert todo.startswith("Mend what they name, then do it again.")
    assert plan.read_bytes() == before
    assert sorted(CASES.iterdir()) == cases


@each_way
def test_whichever_way_is_gone_an_open_gate_lets_pass(
    run: Run, plan: Path, robin: Plan, way: Way
) -> None:
    way.before(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    before, cases = plan.read_bytes(), set(CASES.iterdir())
    tried(run, way, robin, 0)
    new = set(CASES.iterdir()) - cases
    assert new or plan.read_bytes() != before
    assert data_of((new or {ROBIN}).pop() / "plan.yaml")["status"] == "active"


@each_kind
@each_way
def test_what_a_hand_writes_the_check_finds(
    run: Run, plan: Path, robin: Plan, way: Way, kind: Callable[[Plan], None]
) -> None:
    way.before(robin)
    kind(robin)
    way.by_hand(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    assert SHUT[kind] in run("validate", "7KQ2", code=1).stdout


@each_way
def test_what_a_hand_writes_rightly_is_no_error(
    run: Run, plan: Path, robin: Plan, way: Way
) -> None:
    way.before(robin)
    way.by_hand(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    run("validate", "7KQ2")


@pytest.mark.parametrize("name", ["agree", "set the plan", "add", "create", "reopen"])
def test_a_dry_run_is_refused_as_well(run: Run, plan: Path, robin: Plan, name: str) -> None:
    way = WAYS[name]
    way.before(robin)
    nothing_presented(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    assert NOT_YET in tried(run, way, robin, 1, "--dry-run")[1]


def test_a_goal_does_not_begin_in_a_draft(run: Run, plan: Path, robin: Plan) -> None:
    is_draft(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    refused = run("set", "7KQ2", "goals.g2m.status", "active", code=1)
    assert "AUT06" in refused.stdout
    goal_active(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    assert "AUT06" in run("validate", "7KQ2", code=1).stdout
    assert "AUT06" in run("create", "--from", "-", stdin=text_of(robin), code=1).stdout


def test_a_status_alone_is_no_agreement(run: Run, plan: Path, robin: Plan) -> None:
    is_draft(robin)
    del robin["agreed"]
    plan.write_text(text_of(robin), encoding="utf-8")
    assert "AUT01" in run("set", "7KQ2", "status", "active", code=1).stdout


@each_kind
def test_planning_anew_takes_back_and_is_never_held(
    run: Run, plan: Path, robin: Plan, kind: Callable[[Plan], None]
) -> None:
    kind(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    actions = [it["id"] for goal in robin["goals"] for it in goal["actions"]]
    run("replan", "7KQ2", "--from", "-", stdin=text_of({"actions": dict.fromkeys(actions, "keep")}))
    assert data_of(plan)["goals"][0]["status"] == "proposed"
    assert "AUT01" in run("validate", "7KQ2", code=1).stdout
    assert NOT_YET in run("set", "7KQ2", "goals.g2m.status", "active", code=1).stderr


@each_kind
def test_what_makes_nothing_active_is_never_held(
    run: Run, plan: Path, robin: Plan, kind: Callable[[Plan], None]
) -> None:
    kind(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    run("set", "7KQ2", "harms.h7k.importance", "3")
    run("set", "7KQ2", "goals.g2m.status", "set_aside")
    run("close", "7KQ2", "--outcome", "enough_for_now")


def test_a_review_is_kept_and_makes_no_proposed_goal_active(
    run: Run, plan: Path, robin: Plan
) -> None:
    goal_waits(robin)
    nothing_presented(robin)
    plan.write_text(text_of(robin), encoding="utf-8")
    given = "unintended: {children: none_seen}\ngoals: [{id: g2m, status: active, value: 2}]\n"
    run("review", "7KQ2", "--from", "-", stdin=given)
    assert data_of(plan)["goals"][0]["status"] == "proposed"


# What agreeing shows before the yes


def agreed_at_a_terminal(keys: bytes) -> str:
    words = (*TODAY, "agree", "7KQ2", "--by", "client", "--by", "worker")
    done = forked(words, Path.cwd(), keys=keys)
    assert done.code == 0, done.out
    return done.out


def test_enter_alone_makes_nothing_active(run: Run, plan: Path, robin: Plan) -> None:
    is_draft(robin)
    robin["goals"][0]["lowers_use"] = False  # said before, so nothing is asked
    plan.write_text(text_of(robin), encoding="utf-8")
    before = plan.read_bytes()
    assert "Nobody has agreed yet" in agreed_at_a_terminal(b"\n\n")
    assert plan.read_bytes() == before
    agreed_at_a_terminal(b"yes\n")
    assert data_of(plan)["status"] == "active"


def test_what_is_dangerous_is_told_apart_from_what_is_unfinished(
    run: Run, plan: Path, robin: Plan
) -> None:
    is_draft(robin)
    robin["goals"][0]["lowers_use"] = False  # said before, so nothing is asked
    robin["harms"].append({"id": "h9z", "domain": "law", "what": "A fine", "affects": ["self"]})
    robin["none_seen"].remove("law")
    consequence = {"what": "sleepless weeks", "likelihood": "high"}
    robin["do_no_harm"]["consequences"] = [consequence]
    robin["do_no_harm"]["services"] = ["debt advice"]
    for goal in robin["goals"]:
        for action in goal["actions"]:
            action["who"] = "client"
    robin["supports"] = []
    robin["child_safety"].pop("referral", None)
    plan.write_text(text_of(robin), encoding="utf-8")
    shown = agreed_at_a_terminal(b"\n\n")
    _, _, told = shown.partition("Dangerous and still open:")
    dangerous, _, unfinished = told.partition("Only unfinished")
    assert "nothing set against it" in dangerous
    assert "no action, referral or support brings them in" in unfinished
    assert "Harms are left behind: without a rank (h9z)" in unfinished
    assert "sleepless" not in shown
    assert "DNH04" not in run("validate", "7KQ2").stdout


def with_a_goal_about_less_use(robin: Plan) -> str:
    """A plan that was agreed, and into which a goal about less use then came."""
    robin["agreed"]["digest"] = digest(plan_of(robin))
    robin["goals"][0]["lowers_use"] = False  # said before, so nothing is asked
    goal = another_goal(robin)
    goal.update(status="proposed", intervention="reduce_supervised")
    goal["timed"] = {"start": "2026-02-16", "by": "2026-03-16"}
    robin["goals"].append(goal)
    return text_of(robin)


def test_a_goal_about_less_use_asks_the_five_questions_anew(
    run: Run, plan: Path, robin: Plan
) -> None:
    plan.write_text(with_a_goal_about_less_use(robin), encoding="utf-8")
    assert "before a goal about less use came into the plan (g9z)" in run("validate", "7KQ2").stdout
    run("set", "7KQ2", "do_no_harm.answered_on", "2026-02-09")
    assert "DNH02" not in run("validate", "7KQ2").stdout


@pytest.mark.parametrize(("said", "day"), [(b"yes", "2026-02-09"), (b"no", "2026-01-12")])
def test_agree_asks_whether_they_were_gone_through_again(
    run: Run, plan: Path, robin: Plan, said: bytes, day: str
) -> None:
    plan.write_text(with_a_goal_about_less_use(robin), encoding="utf-8")
    assert "with g9z in mind?" in agreed_at_a_terminal(said + b"\nyes\n")
    assert data_of(plan)["do_no_harm"]["answered_on"] == day
    assert data_of(plan)["goals"][1]["status"] == "active"


def test_a_review_is_kept_and_makes_nothing_active_at_a_shut_gate(
    run: Run, plan: Path, robin: Plan
) -> None:
    robin["goals"][0]["status"] = "set_aside"
    held = REVIEW.replace("achieved", "active")
    for kind, code, status in ((critical_rule_open, 1, "set_aside"), (nothing_yet, 0, "active")):
        tried_on = copy.deepcopy(robin)
        kind(tried_on)
        plan.write_text(text_of(tried_on), encoding="utf-8")
        said = run("review", "7KQ2", "--from", "-", stdin=held).stderr
        assert ("not active again" in said) is bool(code)
        assert len(list((ROBIN / "reviews").iterdir())) == 1
        assert data_of(plan)["goals"][0]["status"] == status
        run("set", "7KQ2", "goals.g2m.status", "active", code=code)
        shutil.rmtree(ROBIN / "reviews")


def test_an_active_goal_gets_no_word_that_an_open_danger_forbids(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    text = before.decode("utf-8").replace("dependence: absent", "dependence: present")
    plan.write_text(text, encoding="utf-8")
    refused = run("set", "7KQ2", "goals.g2m.intervention", "stop_abrupt", code=1)
    assert "This may not become active yet" in refused.stderr
    assert plan.read_text(encoding="utf-8") == text
