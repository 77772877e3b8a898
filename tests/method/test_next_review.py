"""How often a plan is looked at: as it says, else as the caseload says for its heaviest harm."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hrcli.method.next_review import usual_interval
from hrcli.method.reviewing import proposed
from hrcli.plan.case import Settings, settings_of
from hrcli.plan.plan import plan_of
from tests.support.method import data_of
from tests.support.pages import case_of
from tests.support.running import Run

BY_DEGREE = {"mild": "8 weeks", "severe": "2 weeks", "life_threatening": "1 week"}
SETTINGS = settings_of({"review_every": BY_DEGREE})


def harm(degree: str, status: str = "present", name: str = "h7k") -> dict[str, Any]:
    return {"id": name, "degree": degree, "status": status}


@pytest.mark.parametrize(
    ("harms", "expected"),
    [
        ([], "4 weeks"),
        ([harm("none")], "4 weeks"),
        ([harm("mild")], "8 weeks"),
        ([harm("moderate")], "8 weeks"),
        ([harm("mild"), harm("severe", name="h2b")], "2 weeks"),
        ([harm("mild"), harm("severe", "resolved", "h2b")], "8 weeks"),
        ([harm("severe", "reduced")], "2 weeks"),
        ([harm("life_threatening"), harm("severe", name="h2b")], "1 week"),
        ([harm("awful")], "4 weeks"),
    ],
)
def test_the_heaviest_open_harm_decides(harms: list[dict[str, Any]], expected: str) -> None:
    assert usual_interval(SETTINGS, plan_of({"harms": harms}).harms, {}) == expected


def test_one_interval_is_for_every_degree() -> None:
    settings = settings_of({"review_every": "3 weeks"})
    assert usual_interval(settings, plan_of({"harms": [harm("severe")]}).harms, {}) == "3 weeks"
    assert settings_of({"review_every": 3}) == Settings()


def test_an_interval_in_the_plan_goes_first_and_what_a_review_says_counts() -> None:
    held = date(2026, 2, 9)
    case = case_of({"harms": [harm("severe")]})._replace(settings=SETTINGS)
    assert proposed(case, held) == date(2026, 2, 23)
    assert proposed(case, held, {"harms": [harm("mild")]}) == date(2026, 4, 6)
    assert proposed(case, held, {"harms": [harm("severe", "resolved")]}) == date(2026, 3, 9)
    own = case_of({"harms": [harm("severe")], "review": {"every": "3 weeks"}})
    assert proposed(own._replace(settings=SETTINGS), held) == date(2026, 3, 2)


def test_a_new_plan_leaves_it_to_the_caseload(run: Run, caseload: Any) -> None:
    settings = caseload / "hrcli.yaml"
    text = settings.read_text(encoding="utf-8")
    lines = [it for it in text.splitlines() if not it.startswith("review_every")]
    lines.append("review_every: {severe: 2 weeks}")
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = set((caseload / "cases").iterdir())
    run("create", "--starter", "continuing")
    (made,) = set((caseload / "cases").iterdir()) - before
    plan = data_of(made / "plan.yaml")
    assert "every" not in plan["review"]
    assert plan["review"]["next"] == "2026-03-09"
    assert "REV06" not in run("validate", made.name[:4]).stdout
    run("set", "7KQ2", "harms.h7k.degree", "severe")
    assert run("validate").exit_code == 0
