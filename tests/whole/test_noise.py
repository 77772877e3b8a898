"""An honest first plan is met with few findings, so that those few are read."""

from __future__ import annotations

import json

import pytest

from tests.support.running import Run

MOST = 5
INTAKE = """client: {alias: Robin, age_band: adult, strengths: [a sister nearby]}
presenting_problem: {first_concern: Late for work twice this month}
use: []
dependants: []
review: {set_with_client: true}
"""
HARM = "domain: livelihood\nwhat: Late on Mondays\naffects: [self]\n"
USES = [
    ("alcohol", "daily", "continuing"),
    ("cannabis", "daily", "cutting_down"),
    ("opioid_short", "daily", "quitting"),
    ("cocaine", "binge", "continuing"),
    ("benzodiazepine", "round_the_clock", "cutting_down"),
    ("amphetamine_type", "regular", "continuing"),
    ("nicotine_tobacco", "daily", "quitting"),
    ("ghb_type", "binge", "continuing"),
    ("dissociative", "regular", "cutting_down"),
    ("methadone", "daily", "continuing"),
]


def told(run: Run, case: str) -> list[str]:
    found = json.loads(run("validate", case, "--format", "json").stdout)["findings"]
    return [row["code"] for row in found]


@pytest.mark.parametrize(("substance", "pattern", "starter"), USES)
def test_a_first_plan_of_one_use_and_one_harm(
    run: Run, substance: str, pattern: str, starter: str
) -> None:
    case = run("create", "--starter", starter, "--from", "-", stdin=INTAKE).stdout.strip()
    use = f"substance: {substance}\npattern: {pattern}\nsupply: not_stated\nwords: as told\n"
    run("add", case, "substance", "--from", "-", stdin=use)
    run("add", case, "harm", "--from", "-", stdin=HARM)
    assert len(told(run, case)) <= MOST, told(run, case)


PAIRS = [
    ("opioid_short", "alcohol"),
    ("cocaine", "alcohol"),
    ("benzodiazepine", "methadone"),
    ("amphetamine_type", "ghb_type"),
    ("cannabis", "nicotine_tobacco"),
]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_first_plan_of_two_uses_bought_on_the_street(run: Run, pair: tuple[str, str]) -> None:
    intake = run("create", "--starter", "cutting_down", "--from", "-", stdin=INTAKE)
    case = intake.stdout.strip()
    asked = "considering: {answer: cut_down, asked_on: 2026-02-09}\nwords: as told\n"
    for substance in pair:
        use = f"substance: {substance}\npattern: daily\nsupply: unregulated\n{asked}"
        run("add", case, "substance", "--from", "-", stdin=use)
    run("add", case, "harm", "--from", "-", stdin=HARM)
    assert len(told(run, case)) <= MOST, told(run, case)
