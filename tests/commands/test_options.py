"""`hrcli options`: the catalogue of ideas, and an agency's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hrcli.document.document import read
from hrcli.folding import search_words
from hrcli.knowledge.options import built_in
from hrcli.plan import schema
from tests.support.places import DATA
from tests.support.processes import forked
from tests.support.running import Run


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


def test_places_of_help_are_found_by_their_tags(run: Run) -> None:
    assert "a place of help" not in run("options", "crisis").stdout
    own = Path("knowledge/resources.yaml")
    own.parent.mkdir()
    own.write_bytes((DATA / "resources.yaml").read_bytes().replace(b"    region: north\n", b""))
    told = run("options", "crisis", "mental").stdout
    assert told.endswith(
        "night-line: The night line, a place of help\n"
        "  Somebody to talk to; no name asked.\n"
        "  call 00000 111 222; every night from 8 pm to 8 am\n"
    )
    assert "crisis_line: A line to ring at night" in run("options", "crisis").stdout
    assert "a place of help" not in run("options").stdout
    assert "a place of help" not in run("options", "harbour").stdout


THEMES = (
    *("cannabis", "stimulants", "sleep", "job", "school", "court", "pregnancy", "baby", "money"),
    *("driving", "sexual_health", "wounds", "drug_checking", "storage", "falls", "suicide"),
    *("overdose", "alcohol", "solvents", "gambling", "peers", "advocacy", "housing", "treatment"),
    *("mental_health", "needs"),
)


@pytest.mark.parametrize("theme", THEMES)
def test_each_part_of_life_has_an_idea(theme: str) -> None:
    assert any(idea.tags[0] == theme for idea in built_in())


def test_an_idea_from_practice_alone_says_that_nobody_has_checked_it() -> None:
    for idea in built_in():
        if idea.sources == ("general practice",):
            assert idea.mark == "unchecked", idea.code


def test_no_idea_promises_or_orders() -> None:
    for idea in built_in():
        assert not {"safe", "must", "mg", "dose"} & set(search_words(idea.what)), idea.code


def test_every_idea_uses_the_words_of_a_plan() -> None:
    ideas = built_in()
    assert len({idea.code for idea in ideas}) == len(ideas) > 100
    for idea in ideas:
        assert idea.track in schema.words_at("plan", ("options", 0, "track")), idea.code
        assert idea.kind in schema.words_at("plan", ("options", 0, "kind")), idea.code
        assert idea.level in ("individual", "family", "community", "organisation", "policy")
        assert set(idea.domains) <= {"liver", "lover", "livelihood", "law"}
        assert idea.sources, idea.code
        assert idea.mark in ("source seen", "unchecked")
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,47}", idea.code)


def test_a_case_is_told_what_fits_each_harm_and_why(run: Run) -> None:
    shown = run("options", "7KQ2").stdout
    assert "About alcohol, worth asking early on:" in shown
    assert "R-ALC-01" in shown
    assert "To read (hrcli explain ..): " in shown
    assert "For h7k: Child A" in shown
    assert "  fits: child, lover" in shown
    assert "Earlier in this case:" in shown
    assert shown.endswith("hrcli add 7KQ2 option\n")
    one = run("options", "7kq2", "H7K").stdout
    assert "About alcohol" not in one
    assert one in shown
    told = run("options", "7KQ2", "h0x", code=2).stderr
    assert "Known: h7k" in told


def test_a_word_of_the_catalogue_is_no_case(run: Run) -> None:
    assert "food_parcel: " in run("options", "food").stdout
    assert "fits: " not in run("options", "overdose").stdout


def test_an_agency_s_own_idea_is_marked_and_stands_first(run: Run) -> None:
    own = Path("knowledge/options.yaml")
    own.parent.mkdir()
    own.write_text("options:\n  - {code: garden, what: Our garden, domains: [lover]}\n")
    shown = run("options", "7KQ2", "h7k").stdout
    assert "\n1. garden: Our garden\n" in shown
    assert "fits: lover; your own" in shown


def test_numbers_at_a_terminal_put_ideas_into_the_plan_and_back_leads_to_the_harm(
    caseload: Path,
) -> None:
    plan = caseload / "cases/7KQ2-9XMP/plan.yaml"
    before = [it["id"] for it in read(plan.read_bytes()).data["options"]]
    done = forked(("add", "7KQ2", "option"), caseload, keys=b"h7k\n<\nh7k\n1, 3\n\n")
    assert done.code == 0, done.out
    assert done.out.count("1. Weigh whether the child protection team") == 2
    new = read(plan.read_bytes()).data["options"][len(before) :]
    assert [it["code"] for it in new] == ["child_protection_referral", "care_before_stay"]
    assert all(it["for"] == ["h7k"] and it["state"] == "idea" for it in new)
    assert len({*before, *(it["id"] for it in new)}) == len(before) + 2
    assert f"Saved option {new[0]['id']}, {new[1]['id']} in 7KQ2" in done.out
    assert "care_before_stay" not in forked(("options", "7KQ2", "h7k"), caseload).out


def test_looking_at_ideas_changes_nothing(run: Run) -> None:
    before = {it: it.read_bytes() for it in sorted(Path().rglob("*.yaml"))}
    for case in ("7KQ2", "3DK6", "GP6J", "EDD0", "ZQ2K", "QJG8"):
        run("options", case)
    assert {it: it.read_bytes() for it in sorted(Path().rglob("*.yaml"))} == before
