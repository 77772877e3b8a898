"""Three years of made-up cases, day by day: nothing that is due is ever lost.

Everything runs on values in this process: plans are data, reviews and events too, and the changes
are those that the commands write.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from hrcli.document.document import Document, read
from hrcli.method import agreeing, closing, events, replanning, reviewing
from hrcli.method.due import Due, due
from hrcli.method.next_review import next_review
from hrcli.plan.case import Case, File, event_of, events_of, review_of, reviews_of
from hrcli.plan.changes import Change, amended
from hrcli.plan.plan import plan_of
from tests.support.casefiles import BASE, case_of
from tests.support.running import sample

START = date(2026, 1, 12)
DAYS = 3 * 365
CASES = sample(500)
INTERVALS = ("4 weeks", "10 days", "2 months", "1 month", "8 weeks")
TEMPERS = ("early", "on_time", "late", "never", "careless")


def applied(data: Any, changes: Iterable[Change]) -> Any:
    """The data of a plan after `changes`, as `amended` writes them into its text."""
    data = copy.deepcopy(data)
    for path, value, gone in changes:
        assert not gone, path  # in these years nothing is taken out
        inner = data
        for step, following in pairwise(path):
            if isinstance(inner, dict) and inner.get(step) is None:
                inner[step] = [] if isinstance(following, int) else {}
            inner = inner[step]
        last = path[-1]
        if isinstance(inner, list) and last == len(inner):
            inner.append(copy.deepcopy(value))
        else:
            inner[last] = copy.deepcopy(value)
    return data


class Life:
    """One case and what a worker of some temper does with it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.temper = self.chance.choice(TEMPERS)
        base: dict[str, Any] = read((BASE / "plan.yaml").read_bytes()).data
        self.plan = copy.deepcopy(base)
        every = self.chance.choice(INTERVALS)
        begun = START - timedelta(days=self.chance.randrange(30))
        self.plan["opened"] = begun.isoformat()
        self.plan["review"] = {"next": START.isoformat(), "every": every}
        if self.temper == "careless" and self.chance.random() < 0.5:
            self.plan["review"]["next"] = self.chance.choice([None, "soon", "2026-02-30"])
        self.reviews: list[File] = []
        self.events: list[File] = []
        self.done = ""  # what happened today
        self.counted = False  # whether the next review is counted from the last one held

    def case(self, today: date) -> Case:
        empty = case_of("hrcli: plan/1", today=today)
        document = Document("")
        document.data = self.plan
        return empty._replace(
            plan=plan_of(self.plan),
            plan_file=File("plan.yaml", document),
            reviews=reviews_of(self.reviews),
            events=events_of(self.events),
        )

    def change(self, changes: Iterable[Change]) -> None:
        self.plan = applied(self.plan, changes)

    def file(self, folder: str, day: date, data: dict[str, Any]) -> File:
        document = Document("")
        document.data = data
        return File(f"{folder}/{day}-{len(self.reviews) + len(self.events):04}.yaml", document)

    def live(self, today: date) -> None:
        """What happens today: perhaps a review, a lapse, a re-plan, an end, a new beginning."""
        self.done = ""
        case = self.case(today)
        if not case.plan.open:
            self.counted = False
            if self.chance.random() < 0.02:
                self.done = "reopen"
                self.change(closing.reopening(case, reviewing.proposed(case, today)))
            return
        if self.wants_review(case):
            self.review(case)
        elif self.chance.random() < 0.01:
            self.lapse(case)
        elif self.chance.random() < 0.004:
            self.replan(case)
        elif self.chance.random() < 0.001:
            self.done = "close"
            self.change(closing.closing(case, "enough_for_now", None))

    def wants_review(self, case: Case) -> bool:
        when = next_review(case)
        if self.temper == "never" or when is None:
            return self.temper != "never" and self.chance.random() < 0.01
        days = (when - case.today).days
        if self.temper == "early":
            return days <= 5 and self.chance.random() < 0.3
        if self.temper == "on_time":
            return days <= 0
        return days < 0 and self.chance.random() < 0.05

    def review(self, case: Case) -> None:
        self.done = "review"
        goal = case.plan.goals[0]
        value = self.chance.randrange(5)
        answers: dict[str, Any] = {
            "harms": [{"id": "h7k", "degree": self.chance.choice(["mild", "moderate"])}],
            "goals": [{"id": "g2m", "value": value, "status": goal.status or "active"}],
        }
        data = reviewing.record(case, answers, case.today)
        self.reviews.append(self.file("reviews", case.today, data))
        self.counted = True
        if self.temper == "careless" and self.chance.random() < 0.2:
            return  # the saving was cut short: the plan does not know of it
        known = self.case(case.today)
        for review in reviewing.unfinished(known) or [known.reviews[-1]]:
            self.change(reviewing.taken_in(self.case(case.today), review))
        assert self.plan["review"]["last"] == case.today.isoformat()

    def lapse(self, case: Case) -> None:
        self.done = "lapse"
        change = self.chance.choice([{}, {"relapse_plan_change": f"Ring on day {case.today}."}])
        data = events.record(case, {"kind": "lapse", **change})
        self.events.append(self.file("events", case.today, data))
        self.change(events.learnt_from(case, event_of(data)))

    def replan(self, case: Case) -> None:
        self.done = "replan"
        words = {
            it.id: self.chance.choice(replanning.ANSWERS)
            for it in replanning.open_actions(case.plan)
        }
        self.change(replanning.replanning(case, "It was too much", words))
        by = case.today + timedelta(days=40)
        action = {"id": f"a{case.today:%y%m%d}", "what": "x", "by": by.isoformat()}
        goal = ("goals", 0)
        place = len(self.plan["goals"][0]["actions"])
        self.change(
            [
                Change((*goal, "timed", "by"), by.isoformat()),
                Change((*goal, "actions", place), action),
            ]
        )
        self.change(agreeing.agreeing(self.case(case.today), ["client", "worker"], None))


# The kinds of things due that may be over once something was done; of nothing else may one go.
SETTLED = {
    "review": {"review"},
    "replan": {"action", "goal"},
    "close": {"review", "action", "goal"},
}


def known_by(items: Iterable[Due]) -> set[tuple[str, str]]:
    return {(item.kind, item.id) for item in items}


@pytest.mark.parametrize("seed", range(CASES))
def test_nothing_due_is_lost_in_three_years(seed: int) -> None:
    life = Life(seed)
    before: set[tuple[str, str]] = set()
    for number in range(DAYS):
        today = START + timedelta(days=number)
        life.live(today)
        case = life.case(today)
        found = due(case)
        ahead = due(case, within=4000)
        reviews = [item for item in ahead if item.kind == "review" and item.state != "unreadable"]
        if not case.plan.open:
            assert not found
        else:
            assert len(reviews) == 1
            assert (reviews[0].date is None) == (reviews[0].state == "missing")
        if case.plan.open and life.counted:
            assert reviews[0].date
            assert reviews[0].date <= reviewing.proposed(case, case.held[-1])
        now = known_by(found)
        lost = {kind for kind, _ in before - now}
        assert lost <= SETTLED.get(life.done, set()), f"day {today}, {life.done}: lost {lost}"
        before = now


@pytest.mark.parametrize("seed", range(sample(40)))
def test_the_text_of_a_plan_takes_the_same_way(seed: int) -> None:
    """What the simulation does to data, the commands do to text, with the same outcome."""
    life = Life(seed)
    life.temper = "on_time"
    life.plan["review"] = {"next": START.isoformat(), "every": "4 weeks"}
    text = (BASE / "plan.yaml").read_text(encoding="utf-8")
    text = text[: text.index("review:")] + "review:\n  next: 2026-01-12\n  every: 4 weeks\n"
    text = text.replace("opened: 2026-01-12", f"opened: {life.plan['opened']}")
    documents = [read(text.encode())]
    change = life.change

    def both(changes: Iterable[Change]) -> None:
        changes = list(changes)
        change(changes)
        documents.append(read(amended(documents[-1], changes).encode()))

    life.change = both  # type: ignore[method-assign]
    for number in range(120):
        life.live(START + timedelta(days=number))
        assert documents[-1].data == life.plan
    assert len(documents) > 3


def test_the_next_review_never_drifts() -> None:
    """Held late, it is counted from the day it was held; held early too."""
    life = Life(1)
    life.plan["review"] = {"next": "2026-02-09", "every": "1 month"}
    for held, following in (("2026-01-31", "2026-02-28"), ("2026-05-05", "2026-06-05")):
        case = life.case(date.fromisoformat(held))
        life.change(reviewing.taken_in(case, review_of(reviewing.record(case, {}, case.today))))
        assert life.plan["review"]["next"] == following
