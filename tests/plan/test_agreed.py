"""The fingerprint of what was agreed: what changes it, and what never does."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hrcli.document.document import read
from hrcli.plan import agreed
from hrcli.plan.plan import plan_of
from tests.support.casefiles import BASE

PLAN: dict[str, Any] = read((BASE / "plan.yaml").read_bytes()).data
TEXT = st.text(st.characters(whitelist_categories=("L", "N", "P"), max_codepoint=0x17F), min_size=1)
WORDS = st.lists(TEXT, min_size=1, max_size=4).map(" ".join)
DAY = st.dates().map(str)

# Where the agreed wording stands, and other values for it.
AGREED: dict[str, Any] = {
    "for": st.lists(WORDS, min_size=1, max_size=3, unique=True),
    "intervention": st.sampled_from(["stop_abrupt", "abstinence_goal"]),
    "specific": WORDS,
    "meaningful": WORDS,
    "assessable.measure": WORDS,
    "assessable.unit": WORDS,
    "assessable.source": WORDS,
    "assessable.baseline": st.integers(2, 99),
    "assessable.target": st.integers(5, 99),
    "realistic.because": WORDS,
    "timed.start": DAY,
    "timed.by": DAY,
    "id": st.sampled_from(["g2n", "gzz"]),
}
BESIDE: dict[str, Any] = {
    "status": st.sampled_from(["proposed", "active"]),
    "option": WORDS,
    "origin": WORDS,
    "realistic.confidence": st.integers(0, 10),
    "progress": st.lists(st.fixed_dictionaries({"date": DAY, "value": st.integers(0, 9)})),
    "actions": st.lists(st.fixed_dictionaries({"what": WORDS, "by": DAY})),
    "mitigations": st.lists(WORDS),
    "carried_from": st.fixed_dictionaries({"date": DAY}),
    "x-own": WORDS,
}


def digest(data: Any) -> str:
    return agreed.digest(plan_of(data))


def changed(data: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    after = copy.deepcopy(data)
    inner = after["goals"][0]
    *above, last = key.split(".")
    for step in above:
        inner = inner[step]
    inner[last] = value
    return after


@given(st.data(), st.sampled_from(sorted(AGREED)))
def test_each_agreed_word_changes_it(data: st.DataObject, key: str) -> None:
    after = changed(PLAN, key, data.draw(AGREED[key]))
    same = json.dumps(after, sort_keys=True) == json.dumps(PLAN, sort_keys=True)
    assert (digest(after) == digest(PLAN)) is same


@given(st.data(), st.sampled_from(sorted(BESIDE)))
def test_nothing_else_changes_it(data: st.DataObject, key: str) -> None:
    assert digest(changed(PLAN, key, data.draw(BESIDE[key]))) == digest(PLAN)


@settings(max_examples=25)
@given(st.sampled_from([True, False, None]), st.integers(20, 300), st.booleans(), st.integers(2, 6))
def test_layout_and_comments_do_not_change_it(
    flow: bool | None, width: int, sort: bool, indent: int
) -> None:
    text = yaml.safe_dump(PLAN, default_flow_style=flow, width=width, sort_keys=sort, indent=indent)
    comments = "".join(f"{line}\n# a comment\n" for line in [text.split("\n")[0]])
    document = read((comments + text.partition("\n")[2]).encode() if not flow else text.encode())
    assert document.sound
    assert digest(document.data) == digest(PLAN)


def test_the_order_of_goals_and_harms_does_not_change_it() -> None:
    goal = PLAN["goals"][0]
    other = {**goal, "id": "g9z", "for": ["h7k", "h2b"]}
    one = {**PLAN, "goals": [goal, other]}
    turned = {**PLAN, "goals": [{**other, "for": ["h2b", "h7k"]}, goal]}
    assert digest(one) == digest(turned) != digest(PLAN)


def outdated(change: Callable[[dict[str, Any]], None]) -> agreed.Outdated:
    """What is outdated after `change` to a plan with two goals that was agreed."""
    plan = copy.deepcopy(PLAN)
    plan["goals"].append({**copy.deepcopy(plan["goals"][0]), "id": "g9z"})
    plan["agreed"]["digest"] = digest(plan)
    change(plan)
    return agreed.outdated(plan_of(plan))


def test_a_goal_that_has_ended_was_agreed_to_all_the_same() -> None:
    assert outdated(lambda plan: plan["goals"][0].update(status="achieved")) == ((), False)


def test_a_goal_worded_anew_is_named() -> None:
    found = outdated(lambda plan: plan["goals"][1].update(specific="Something else"))
    assert [goal.id for goal in found.goals] == ["g9z"]
    assert not found.gone


def test_a_new_goal_is_named() -> None:
    found = outdated(lambda plan: plan["goals"].append({**plan["goals"][0], "id": "gnew"}))
    assert [goal.id for goal in found.goals] == ["gnew"]


def test_a_goal_that_vanished_is_noticed() -> None:
    found = outdated(lambda plan: plan["goals"].pop())
    assert found.gone
    assert not found.goals


def test_a_goal_that_ended_before_the_agreement_hides_none_that_vanished() -> None:
    plan = copy.deepcopy(PLAN)
    plan["goals"].append({**copy.deepcopy(plan["goals"][0]), "id": "g9z", "status": "achieved"})
    plan["agreed"]["digest"] = digest(plan)
    assert agreed.outdated(plan_of(plan)).stands
    plan["goals"].pop(0)
    assert agreed.outdated(plan_of(plan)) == ((), True)


def test_what_was_said_of_a_goal_that_has_ended_may_be_put_better() -> None:
    def mended(plan: dict[str, Any]) -> None:
        plan["goals"][0].update(status="achieved", specific="Something else")

    assert outdated(mended).stands


def test_an_agreement_without_fingerprint_is_never_outdated() -> None:
    plan = copy.deepcopy(PLAN)
    plan["goals"][0]["specific"] = "Something else"
    assert agreed.outdated(plan_of(plan)) == ((), False)
