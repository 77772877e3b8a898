"""Places of help: the agency's own, on the copies of those they are for, looked up in time."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from test_render import case_of

from hrcli.errors import Unreadable
from hrcli.knowledge import places_of_help
from hrcli.pages.audiences import AUDIENCES
from hrcli.pages.render import FORMATS, render
from hrcli.pages.views import INFORMATION, Grant
from hrcli.plan.case import Settings
from hrcli.resources import folder

TODAY = date(2026, 2, 9)
FILE = Path(__file__).parent / "data" / "resources.yaml"
RAW = FILE.read_bytes()
ALL = Grant("c2h", frozenset(INFORMATION))


def settings(raw: bytes = RAW, region: str = "north") -> Settings:
    return Settings(region=region, knowledge=((places_of_help.FILE, raw),))


def page(audience: str, to: str = "txt", choice: str = "print", region: str = "north") -> str:
    plan: dict[str, Any] = {"client": {"copy": {"places": choice}}}
    case = case_of(plan)._replace(settings=settings(region=region))
    return render(case, audience, to, grant=ALL)


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_places_of_the_region_stand_on_the_copies_of_their_readers(
    audience: str, to: str
) -> None:
    told = page(audience, to)
    assert ("00000 111 222" in told) is (audience in ("client", "safety", "family"))
    assert ("Harbour House" in told) is (audience == "family")
    assert "night-line" not in told
    assert "2026-01-20" not in told


def test_a_place_of_another_region_is_not_printed() -> None:
    told = page("family", region="south")
    assert "night line" not in told
    assert "Harbour House" in told


@pytest.mark.parametrize("choice", ["not_print", "not_asked", ""])
@pytest.mark.parametrize("audience", ["client", "safety"])
def test_the_client_chooses_whether_they_carry_them(audience: str, choice: str) -> None:
    assert "00000 111 222" not in page(audience, choice=choice)


def test_a_card_takes_the_first_three() -> None:
    entry = "  - {id: p%d, name: Place %d, how: call 00000, checked_on: 2026-02-01}\n"
    many = "hrcli: resources/1\nplaces:\n" + "".join(entry % (n, n) for n in range(1, 6))
    case = case_of({"client": {"copy": {"places": "print"}}})._replace(
        settings=settings(many.encode())
    )
    card, copy = (render(case, audience, "txt") for audience in ("safety", "client"))
    assert [n for n in range(1, 6) if f"Place {n}" in card] == [1, 2, 3]
    assert [n for n in range(1, 6) if f"Place {n}" in copy] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("today", "old"),
    [
        (date(2025, 12, 1), []),
        (date(2025, 12, 2), ["harbour-house"]),
        (date(2026, 4, 20), ["harbour-house"]),
        (date(2026, 4, 21), ["night-line", "harbour-house"]),
    ],
)
def test_a_place_is_looked_up_again_after_the_interval(today: date, old: list[str]) -> None:
    assert places_of_help.stale(settings(), today) == old


def test_half_a_year_is_enough_where_nothing_is_said() -> None:
    kept = settings(RAW.replace(b"check_every: 3 months\n", b""))
    assert places_of_help.stale(kept, date(2026, 3, 1)) == []
    assert places_of_help.stale(kept, date(2026, 3, 2)) == ["harbour-house"]


def test_hrcli_ships_none() -> None:
    assert places_of_help.places(Settings()) == ()
    assert places_of_help.printed(Settings(), "client") == []


def test_a_broken_file_is_told_by_its_line() -> None:
    broken = settings(RAW.replace(b"how: call", b"haw: call"))
    with pytest.raises(Unreadable) as caught:
        places_of_help.places(broken)
    assert caught.value.where.startswith(f"knowledge/{places_of_help.FILE}:7:")


# By command


@pytest.fixture
def knowledge(caseload: Path) -> None:
    shutil.copytree(folder("examples") / "knowledge", caseload / "knowledge")


def changed(root: Path, before: str, after: str) -> None:
    path = root / "knowledge" / places_of_help.FILE
    text = path.read_text(encoding="utf-8")
    assert text.count(before), before
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.usefixtures("knowledge")
def test_validate_advises_once_for_the_whole_caseload(run: Run, caseload: Path) -> None:
    assert "RES01" not in run("validate").stdout
    changed(caseload, "checked_on: 2026-01-20", "checked_on: 2025-03-01")
    told = run("validate")
    assert told.stdout.count("advice RES01 stale-resource") == 3
    assert "knowledge/resources.yaml:12:17  places.night-line.checked_on" in told.stdout
    assert "00000" not in told.stdout
    assert "RES01" not in run("validate", "--ignore", "stale-resource").stdout
    assert "looked" in run("explain", "stale-resource").stdout


@pytest.mark.usefixtures("knowledge")
def test_validate_names_what_is_wrong_in_the_file(run: Run, caseload: Path) -> None:
    changed(caseload, "readers: [client]", "readers: [everybody]")
    assert "knowledge/resources.yaml:18:15" in run("validate", code=1).stdout


@pytest.mark.usefixtures("knowledge")
def test_the_worker_is_told_what_to_look_up_and_what_nobody_asked(run: Run, caseload: Path) -> None:
    assert "client.copy.places" not in run("render", "6PYF", "--as", "client").stderr
    told = run("render", "7KQ2", "--as", "client")
    assert "Nobody has asked: client.copy.places" in told.stderr
    assert "night line" not in told.stdout
    changed(caseload, "checked_on: 2026-01-20", "checked_on: 2025-03-01")
    told = run("render", "6PYF", "--as", "safety")
    assert "still there: night-line, open-door, families-table." in told.stderr
    assert "00000 111 222" in told.stdout
    assert "00000" not in told.stderr


@pytest.mark.usefixtures("knowledge")
def test_a_broken_file_makes_no_copy_without_the_places(run: Run, caseload: Path) -> None:
    changed(caseload, "hrcli: resources/1", "hrcli: resources/1\nplace: x")
    told = run("render", "6PYF", "--as", "client", code=3)
    assert told.stdout == ""
    assert "knowledge/resources.yaml:2:" in told.stderr
