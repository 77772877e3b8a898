"""`hrcli remove`: one thing out of a plan, what named it mended, what records name kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.folders import files
from tests.support.method import data_of
from tests.support.running import PLAN, Run


@pytest.fixture
def unreviewed(plan: Path) -> Path:
    """Robin's plan without the records that name its harm and its goal."""
    for folder in ("reviews", "events"):
        for record in (plan.parent / folder).glob("*.yaml"):
            record.unlink()
    return plan


def test_it_is_shown_first_and_asked_for(run: Run, plan: Path) -> None:
    before = files(Path())
    said = run("remove", "7KQ2", "a8r", code=2).stderr
    assert said.startswith("Goes: action a8r.\n")
    assert "Say yes with --yes" in said
    run("remove", "7KQ2", "a8r", "--dry-run")
    assert files(Path()) == before
    assert "Taken out." in run("remove", "7KQ2", "a8r", "--yes").stderr
    actions = data_of(plan)["goals"][0]["actions"]
    assert "a8r" not in [it["id"] for it in actions]
    run("undo", "7KQ2")
    assert files(Path()) == before


def test_what_named_it_is_mended_and_what_was_agreed_is_set_aside(
    run: Run, unreviewed: Path
) -> None:
    run("set", "7KQ2", "not_now", "--from", "-", stdin=NOT_NOW)
    before = unreviewed.read_bytes()
    done = run("remove", "7KQ2", "h7k", "--yes")
    assert "Goes: harm h7k." in done.stderr
    assert "options.o3f.for" in " ".join(done.stderr.split())
    assert "What was agreed rested on it, and is set aside." in done.stderr
    assert "Agree anew: hrcli agree 7KQ2" in " ".join(done.stderr.split())
    plan = data_of(unreviewed)
    assert "h7k" not in str(plan)
    assert plan["agreed"] is None
    assert plan["not_now"] == []
    assert "REF02" not in run("validate", "7KQ2", code=1).stdout
    run("undo")
    assert unreviewed.read_bytes() == before


NOT_NOW = "[{step: ideas, item: h7k, because: later, until: 2026-03-01}]"


def test_an_option_out_of_the_goal_that_rests_on_it(run: Run, unreviewed: Path) -> None:
    done = run("remove", "7KQ2", "o3f", "--yes").stderr
    assert "goals.g2m.option" in done
    assert "set aside" not in done, "the wording that was agreed is as it was"
    assert data_of(unreviewed)["goals"][0].get("option") is None


def test_a_goal_goes_with_its_actions(run: Run, unreviewed: Path) -> None:
    done = run("remove", "7KQ2", "g2m", "--yes").stderr
    assert "Goes: goal g2m, with action a5x, action a8r." in " ".join(done.split())
    assert data_of(unreviewed)["goals"] == []


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("h7k", "hrcli set 7KQ2 harms.h7k.status resolved"),
        ("g2m", "hrcli set 7KQ2 goals.g2m.status set_aside"),
    ],
)
def test_what_a_record_names_stays_and_is_ended_instead(
    run: Run, plan: Path, name: str, instead: str
) -> None:
    before = files(Path())
    said = run("remove", "7KQ2", name, "--yes", code=3).stderr
    assert "records stay as they were written" in said
    assert instead in said
    assert files(Path()) == before
    run(*instead.split()[1:])


CONSENT = "{id: c5n, recipient: the GP, purpose: care, covers: [use_amounts], given_on: 2026-01-12}"
DISCLOSED = "{kind: disclosure, date: 2026-02-09, consent: c5n, audience: referral}"


def test_a_consent_that_a_disclosure_names_is_taken_back(run: Run, plan: Path) -> None:
    text = plan.read_text().replace("consents: []", f"consents:\n  - {CONSENT}")
    plan.write_text(text)
    run("event", "7KQ2", "--from", "-", stdin=DISCLOSED)
    said = run("remove", "7KQ2", "c5n", "--yes").stderr
    assert "A copy has left under consent c5n: it stays, and is taken back" in said
    (consent,) = data_of(plan)["consents"]
    assert consent["revoked_on"] == "2026-02-09"
    assert "taken back already" in run("remove", "7KQ2", "c5n", "--yes", code=3).stderr


def test_a_consent_that_no_copy_rests_on_goes(run: Run, plan: Path) -> None:
    text = plan.read_text().replace("consents: []", f"consents:\n  - {CONSENT}")
    plan.write_text(text)
    run("remove", "7KQ2", "c5n", "--yes")
    assert data_of(plan)["consents"] == []


def test_what_has_no_id_goes_by_its_place_and_nothing_else_goes(run: Run, plan: Path) -> None:
    run("remove", "7KQ2", "supports.0", "--yes")
    assert data_of(plan)["supports"] == []
    for name in ("status", "xyz", "goals", "supports.7"):
        said = run("remove", "7KQ2", name, "--yes", code=2).stderr
        assert " lists the ids" in said, name


def test_its_comments_go_and_no_others(run: Run, unreviewed: Path) -> None:
    text = unreviewed.read_text()
    text = text.replace("  - id: o9c", "  # told in January\n  - id: o9c")
    unreviewed.write_text(text)
    kept = text.count("#")
    run("remove", "7KQ2", "o9c", "--yes")
    after = unreviewed.read_text()
    assert "told in January" not in after
    assert after.count("#") == kept - 1
    assert {line for line in after.split("\n") if line not in text.split("\n")} == set()
    assert PLAN in files(Path())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rename", "hrcli set CASE client.alias"),
        ("Delete", "hrcli remove"),
        ("redo", "hrcli undo --redo"),
        ("revert", "hrcli undo"),
    ],
)
def test_what_other_programs_call_it_leads_here(run: Run, typed: str, meant: str) -> None:
    assert meant in run(typed, "7KQ2", code=2).stderr


def test_another_worker_and_another_alias_are_set(run: Run, plan: Path) -> None:
    run("set", "7KQ2", "worker", "XY")
    run("set", "7KQ2", "client.alias", "--from", "-", stdin="Kim")
    assert data_of(plan)["worker"] == "XY"
    assert data_of(plan)["client"]["alias"] == "Kim"
