"""`hrcli choose`: an option with its price and its gain."""

from __future__ import annotations

from pathlib import Path

from tests.support.method import data_of, lines_changed
from tests.support.running import Run


def test_an_option_without_price_and_gain_is_refused(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    shown = run("choose", "7KQ2", "o5n", code=1)
    assert "unweighed-choice" in shown.stdout
    assert "o5n" in shown.stdout
    assert plan.read_bytes() == before


def test_a_weighed_option_is_chosen_and_the_rejected_stay(run: Run, plan: Path) -> None:
    before = plan.read_text(encoding="utf-8")
    run("choose", "7KQ2", "o6t")
    after = plan.read_text(encoding="utf-8")
    assert lines_changed(before, after) == (1, 1)
    states = {option["id"]: option["state"] for option in data_of(plan)["options"]}
    assert (states["o6t"], states["o9c"]) == ("chosen", "rejected")


def test_what_was_missing_comes_with_from(run: Run, plan: Path) -> None:
    given = "benefits: [company at home]\ncosts: [noise]\nbecause: cheaper\n"
    run("choose", "7KQ2", "o5n", "--from", "-", stdin=given)
    option = next(it for it in data_of(plan)["options"] if it["id"] == "o5n")
    assert (option["state"], option["costs"], option["because"]) == ("chosen", ["noise"], "cheaper")


def test_an_unknown_option_names_the_known(run: Run) -> None:
    assert "o3f" in run("choose", "7KQ2", "o1x", code=2).stderr


def test_what_the_catalogue_knows_is_told_before_it_is_weighed(run: Run) -> None:
    """Its level, where it comes from and how far that was checked, and what to mind."""
    told = run("choose", "7KQ2", "o3f").stderr
    assert "From the catalogue:" in told
    assert "not yet reviewed by a clinician" in told
    assert "From the catalogue:" not in run("choose", "GP6J", "o7tw").stderr
