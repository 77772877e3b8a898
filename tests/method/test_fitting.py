"""Which ideas fit a harm, and why; what a case had before."""

from __future__ import annotations

import random

import pytest

from hrcli.document.document import read
from hrcli.folding import search_words
from hrcli.knowledge.options import Idea, built_in, laid_over
from hrcli.method.fitting import MOST, before, fitting, groups_in
from hrcli.plan import schema
from hrcli.plan.case import File
from hrcli.plan.plan import Plan, plan_of
from tests.support.casefiles import case_of, document_of
from tests.support.running import sample

PLAN = """\
use:
  - {id: s5p, substance: %s, pattern: daily}
harms:
  - {id: h7k, domain: %s, key_harm: %s, what: %s}
"""


def plan(substance: str, domain: str, key_harm: str = "none", what: str = "It is hard") -> Plan:
    return plan_of(document_of(PLAN % (substance, domain, key_harm, what)).data)


def codes(found: Plan, known: tuple[Idea, ...] = built_in()) -> list[str]:
    return [fit.idea.code for fit in fitting(found, found.harms, known)]


def whys(found: Plan) -> dict[str, str]:
    return {fit.idea.code: fit.why for fit in fitting(found, found.harms, built_in())}


def test_what_fits_in_more_ways_stands_further_up_and_says_why() -> None:
    found = plan("opioid_short", "liver", "overdose")
    assert whys(found)["overdose_prevention"] == "opioids, overdose, liver"
    fits = fitting(found, found.harms, built_in())
    counts = [len(fit.ways) for fit in fits]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 3
    assert len(fits) == MOST


@pytest.mark.parametrize(
    ("substance", "own"),
    [
        ("alcohol", "drink_diary"),
        ("nicotine_tobacco", "weed_no_tobacco"),
        ("methadone", "oat_easier"),
        ("cocaine", "stim_comedown_plan"),
        ("cannabis", "weed_free_hours"),
    ],
)
def test_a_substance_brings_its_ideas_and_no_others(substance: str, own: str) -> None:
    assert own in codes(plan(substance, "liver"))
    others = {"drink_diary", "oat_easier", "stim_comedown_plan", "weed_free_hours"} - {own}
    assert others.isdisjoint(codes(plan(substance, "liver")))


def test_a_key_harm_brings_what_is_about_another_substance() -> None:
    assert "overdose_prevention" in codes(plan("cocaine", "liver", "overdose"))
    assert "overdose_prevention" not in codes(plan("cocaine", "liver"))


def test_words_of_a_harm_point_to_tags_with_any_ending() -> None:
    found = whys(plan("alcohol", "law", what="The Courts want their fines"))
    assert found["court_dates"] == "court, fines, law"
    assert "job_talk" not in whys(plan("alcohol", "law", what="Before and after the weekend"))


def test_what_is_in_the_plan_already_is_left_out() -> None:
    text = PLAN % ("alcohol", "liver", "none", "x") + "options: [{id: o3f, what: x, code: %s}]\n"
    assert "drink_diary" not in codes(plan_of(document_of(text % "drink_diary").data))
    assert "drink_diary" in codes(plan_of(document_of(text % "group").data))


def test_an_agency_s_own_stand_first() -> None:
    own = built_in()[0]._replace(code="garden", domains=("livelihood",), tags=("garden",))
    known = laid_over([own], built_in())
    assert known[0].own
    assert codes(plan("alcohol", "livelihood"), known)[0] == "garden"
    assert "garden" not in codes(plan("alcohol", "law"), known)


def test_every_idea_that_is_shown_says_why_in_no_word_of_the_client() -> None:
    """Any substance, key harm, part of life and words: no idea without a reason, none twice."""
    chance = random.Random(11)
    substances, keys = (list(schema.words_at("plan", (k, 0, it))) for k, it in NAMES)
    tags = sorted({tag for idea in built_in() for tag in idea.tags})
    for _ in range(sample(400)):
        said = "Zeldaxx " + " ".join(chance.sample(tags, 2)).replace(":", "")
        harm = (chance.choice(DOMAINS), chance.choice(keys), said)
        found = plan(chance.choice(substances), *harm)
        fits = fitting(found, found.harms, built_in())
        assert all(fit.why and "zeldaxx" not in search_words(fit.why) for fit in fits)
        assert len({fit.idea.code for fit in fits}) == len(fits) <= MOST


NAMES = (("use", "substance"), ("harms", "key_harm"))
DOMAINS = ("liver", "lover", "livelihood", "law")


def test_what_is_used_is_told_by_groups_once_each() -> None:
    text = """\
    use:
      - {id: s1a, substance: heroin_like, pattern: daily}
      - {id: s2a, substance: methadone, pattern: daily}
      - {id: s3a, substance: buprenorphine, pattern: daily}
      - {id: s4a, substance: alcohol, pattern: stopped}
      - {id: s5a, behaviour: gambling, pattern: daily}
    """
    found = plan_of(read(text.encode()).data)
    assert [it.name for it in groups_in(found)] == ["use in general", "opioids", "gambling"]


EARLIER = """\
harms: []
options:
  - {id: o1a, what: Walk home, state: rejected, track: harm_reduction, kind: change_how}
  - {id: o2a, what: Ring the sister, state: idea}
  - {id: o3a, what: A diary, state: chosen, track: use_change, kind: change_how}
goals:
  - {id: g1a, option: o3a, specific: I write it down, status: not_achieved}
  - {id: g2a, specific: I cook, status: active}
"""
OLDER = """\
options:
  - {id: o1a, what: walk HOME, state: rejected}
  - {id: o2a, what: A bus pass, state: rejected}
  - {id: o4a, what: Ring the Sister, state: rejected}
goals:
  - {id: g2a, specific: I cook, status: set_aside}
  - {id: g3a, specific: I sleep, status: achieved}
"""


def test_what_came_before_is_told_once_and_never_what_is_open() -> None:
    case = case_of(EARLIER)._replace(earlier=(File("plans/a.yaml", document_of(OLDER)),))
    found = {it.what: it.was for it in before(case)}
    assert found == {
        "I write it down": "a goal, not achieved",
        "Walk home": "rejected",
        "I sleep": "a goal, achieved",
        "A bus pass": "rejected",
    }
    assert before(case)[0].answers == {
        "what": "I write it down",
        "track": "use_change",
        "kind": "change_how",
    }
