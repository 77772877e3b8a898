"""Whatever shape a case has, every command that reads it comes to an orderly end."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.document.document import read
from hrcli.rules import engine
from hrcli.store.caseload import Caseload
from tests.support.running import PLAN, TODAY, Run, sample

CASE = "7KQ2-9XMP"
BUG = 4
ODD: tuple[Any, ...] = ("a bare text", "", "2026-02-30", 7, -1, 0.5, True, None)
ODD += ([], ["a bare text"], [[]], [None], {}, {"id": 7}, {"what": ["a text"]}, [{}, {}])
READING = (
    ("list",),
    ("list", "--format", "json"),
    ("show", CASE),
    ("next", CASE),
    ("due", "--within", "9999d", "--no-contact", "1d"),
    ("validate",),
    ("validate", CASE, "--format", "json"),
    ("safety", CASE),
    ("prioritise", CASE),
    ("render", CASE, "--as", "plan"),
    ("render", CASE, "--as", "client"),
    ("render", CASE, "--as", "review", "--to", "html"),
    ("report", "outcomes"),
    ("report", "practice"),
    ("report", "caseload", "--format", "json"),
    ("due", "--within", "9999d", "--format", "ics"),
    ("options",),
)


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a file, as the collection that holds it and its key there."""
    for key, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        yield data, key
        if isinstance(value, dict | list):
            yield from places(value)


def come_to_an_end(caseload: Path) -> None:
    for words in READING:
        done = CliRunner().invoke(main, ["--today", TODAY, "--caseload", str(caseload), *words])
        assert done.exit_code != BUG, f"{words}: {done.output}"
        assert done.exception is None or isinstance(done.exception, SystemExit), words


def test_an_odd_value_at_any_place_is_no_bug_for_any_command_that_reads(caseload: Path) -> None:
    chance = random.Random(7)
    files = sorted((caseload / "cases" / CASE).rglob("*.yaml"))
    whole = {path: path.read_bytes() for path in files}
    for _ in range(sample(400)):
        path = chance.choice([caseload / PLAN, *files])
        data = read(whole[path]).data
        for _ in range(chance.randint(1, 3)):
            holder, key = chance.choice(list(places(data)))
            holder[key] = deepcopy(chance.choice(ODD))
        path.write_text(json.dumps(data), encoding="utf-8")
        come_to_an_end(caseload)
        path.write_bytes(whole[path])


@pytest.mark.parametrize("action", ["a bare text", {"what": "Ask"}, {"id": 7, "what": "Ask"}])
def test_an_action_that_has_no_id_is_shown(run: Run, caseload: Path, action: Any) -> None:
    data = read((caseload / PLAN).read_bytes()).data
    data["goals"][0]["actions"].insert(0, action)
    (caseload / PLAN).write_text(json.dumps(data), encoding="utf-8")
    shown = run("show", CASE).output
    assert "Ask the sister to start on the 17th" in shown
    name = action.get("id", "") if isinstance(action, dict) else ""
    assert (f"- {name}  Ask (?, by no date)" in shown) is (action != "a bare text")


def test_a_key_that_stands_anywhere_twice_is_a_finding(caseload: Path) -> None:
    chance = random.Random(11)
    lines = (caseload / PLAN).read_text(encoding="utf-8").splitlines(keepends=True)
    keys = [n for n, line in enumerate(lines) if ":" in line and "#" not in line and n > 1]
    for _ in range(sample(300)):
        at, other = chance.choice(keys), chance.choice(keys)
        text = "".join((*lines[:at], lines[other], *lines[at:]))
        (caseload / PLAN).write_text(text, encoding="utf-8")
        case = Caseload(caseload).case(CASE, date.fromisoformat(TODAY))
        for finding in engine.examine(case):
            assert 1 <= finding.place.line <= len(lines) + 2
