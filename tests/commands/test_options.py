"""`hrcli options`: the catalogue of ideas, and an agency's own."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_every_idea_uses_the_words_of_a_plan() -> None:
    from hrcli.knowledge.options import built_in
    from hrcli.plan import schema

    ideas = built_in()
    assert len({idea.code for idea in ideas}) == len(ideas) > 40
    for idea in ideas:
        assert idea.track in schema.words_at("plan", ("options", 0, "track")), idea.code
        assert idea.kind in schema.words_at("plan", ("options", 0, "kind")), idea.code
        assert idea.level in ("individual", "family", "community", "organisation", "policy")
        assert set(idea.domains) <= {"liver", "lover", "livelihood", "law"}
        assert idea.sources, idea.code
        assert idea.mark in ("source seen", "unchecked")
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,47}", idea.code)
