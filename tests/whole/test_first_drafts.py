"""An honest first plan is not met with a wall: at most five findings, and the heaviest first.

The drafts are made by the commands alone, as after a first talk in which much was not asked.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
import yaml

from hrcli.finding import Severity
from hrcli.rules import registry
from tests.support.places import EXAMPLES
from tests.support.running import FULL, Run

MOST = 5
DRAFTS = 120 if FULL else 30
EXAMPLE_CASES = sorted(place.name for place in (EXAMPLES / "cases").iterdir())
WEIGHTS = [it.value for it in Severity]

DANGEROUS = {"R-OPI-03", "R-OPI-04"}
"""What may come on top of the five: the rules on danger to life, where several speak at once."""

SUBSTANCES = (
    "alcohol opioid_short methadone buprenorphine benzodiazepine cannabis cocaine unknown multiple "
    "amphetamine_type ghb_type dissociative mdma_type volatile_inhalant gabapentinoid kratom "
    "nicotine_tobacco steroid_peds alkyl_nitrite sedating_medicine"
).split()
PATTERNS = "occasional regular daily binge round_the_clock single_occasion stopped".split()
SUPPLIES = "unregulated non_prescribed prescribed_as_directed prescribed_other_use".split()


class Draft(NamedTuple):
    """What a first talk brought: the case as it is made, and what is added to it."""

    first: Mapping[str, Any]
    added: tuple[tuple[str, Mapping[str, Any]], ...]


def draft(number: int) -> Draft:
    """One first talk, always the same for its number; a third of all that is asked stays open."""
    chance = random.Random(number)
    first, *others = chance.sample(SUBSTANCES, chance.choice([1, 2]))
    people = [_child(chance, place) for place in range(chance.choice([0, 0, 1, 2]))]
    talk = _some(chance, {"presenting_problem": {"first_concern": "Mornings"}, "dependants": people})
    asked = {"age_band": chance.choice(["adult", "adult", "over_65", "age_16_17"])}
    client = {"alias": "Kim", **_some(chance, {**asked, "strengths": ["comes to every talk"]})}
    use = {"id": "s2a", **_use(chance, first)}
    added = [("use", _use(chance, it)) for it in others]
    return Draft({**talk, "client": client, "use": [use]}, (*added, ("harm", _harm(chance))))


def _some(chance: random.Random, told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if chance.random() > 1 / 3}


def _child(chance: random.Random, place: int) -> dict[str, Any]:
    told = {"age": chance.choice([0, 1, 4, 9, 15]), "lives_here": chance.choice([True, False])}
    return {"id": f"d{place}aa", "alias": f"child {place}", **_some(chance, told)}


def _use(chance: random.Random, substance: str) -> dict[str, Any]:
    told = {
        "words": "as they say it",
        "pattern": chance.choice(PATTERNS),
        "dependence": chance.choice(["absent", "possible", "likely", "not_assessed"]),
        "route": [chance.choice(["oral", "smoked", "injected_iv", "intranasal"])],
        "supply": chance.choice(SUPPLIES),
        "considering": {
            "answer": chance.choice(["no_change", "cut_down", "stop", "unsure"]),
            "asked_on": "2026-02-09",
        },
    }
    return {"substance": substance, **_some(chance, told)}


def _harm(chance: random.Random) -> dict[str, Any]:
    told = {
        "domain": chance.choice(["liver", "lover", "livelihood", "law"]),
        "key_harm": "none",
        "windows": ["hangover"],
        "affects": [chance.choice(["self", "child", "partner"])],
        "degree": chance.choice(["mild", "moderate", "severe"]),
        "importance": 8,
        "confidence": 6,
        "realistic": "high",
    }
    return {"what": "Late for the early shift", **_some(chance, told)}


def made(run: Run, talk: Draft) -> str:
    """The id of the case that the commands make of a first talk."""
    case = run("create", "--from", "-", stdin=yaml.safe_dump(talk.first)).stdout.split()[0]
    for what, answers in talk.added:
        run("add", case, what, "--from", "-", stdin=yaml.safe_dump(answers))
    return str(case)


def findings(run: Run, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("validate", case, "--format", "json").stdout)[
        "findings"
    ]
    return found


@pytest.mark.parametrize("number", range(DRAFTS))
def test_a_first_draft_has_at_most_five_findings(run: Run, number: int) -> None:
    found = findings(run, made(run, draft(number)))
    codes = [it["code"] for it in found]
    assert {it["severity"] for it in found} <= {"advice"}, codes
    assert len(set(codes)) == len(codes), "one finding a plan each"
    assert len(codes) <= MOST, codes
