"""`hrcli prioritise`: the order with every factor, and the ranks that are kept."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.method import CASES, ROBIN, data_of, lines_changed
from tests.support.processes import TODAY, forked
from tests.support.running import Run


def test_the_order_shows_every_factor_and_changes_nothing(run: Run) -> None:
    before = {path: path.read_bytes() for path in CASES.rglob("*.yaml")}
    shown = run("prioritise", "GP6J").stdout.splitlines()
    head = ["HARM", "PINNED", "DEGREE", "IMPORTANCE", "REALISTIC", "CONFIDENCE", "RANK", "WHAT"]
    assert shown[0].split() == head
    assert [line.split()[1] for line in shown[1:]] == ["h2ds", "h6yp", "h8cn"]
    assert shown == run("prioritise", "GP6J").stdout.splitlines()
    assert {path: path.read_bytes() for path in CASES.rglob("*.yaml")} == before


def test_what_was_not_asked_stands_before_what_is_low_and_pins_before_all(run: Run) -> None:
    harms = """\
harms:
  - {id: h1a, what: one, degree: mild, importance: 2, rank: 1}   # low
  - {id: h2b, what: two, degree: mild}   # not asked
  - id: h3c   # pinned
    what: three
    degree: severe
"""
    path = ROBIN / "plan.yaml"
    path.write_text(f"hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: draft\n{harms}", encoding="utf-8")
    shown = run("prioritise", "7KQ2").stdout.splitlines()
    assert [line.split()[1] for line in shown[1:]] == ["h3c", "h1a", "h2b"]
    assert "not asked" in shown[3]
    run("prioritise", "7KQ2", "--accept")
    after = path.read_text(encoding="utf-8")
    assert [harm["rank"] for harm in data_of(path)["harms"]] == [2, 3, 1]
    assert lines_changed(f"hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: draft\n{harms}", after) == (3, 2)
    for comment in ("# low", "# not asked", "# pinned"):
        assert comment in after
    assert run("prioritise", "7KQ2", "--accept").stderr == ""
    assert path.read_text(encoding="utf-8") == after


def test_a_dry_run_shows_the_ranks_only(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8").replace("rank: 1", "rank: 4")
    plan.write_text(text, encoding="utf-8")
    shown = run("prioritise", "7KQ2", "--accept", "-n").stdout
    assert "-    rank: 4\n+    rank: 1\n" in shown
    assert plan.read_text(encoding="utf-8") == text


def test_a_harm_that_waits_is_marked_and_gets_no_rank(run: Run) -> None:
    path = ROBIN / "plan.yaml"
    waits = "  - id: h0x\n    domain: law\n    what: A fine\n    degree: mild\n"
    waits += "    not_now: {because: after the move, until: 2026-06-01}\n"
    text = path.read_text(encoding="utf-8").replace("none_seen:", f"{waits}none_seen:", 1)
    path.write_text(text, encoding="utf-8")
    shown = run("prioritise", "7KQ2", "--accept").stdout
    assert "A fine (not now)" in shown
    assert "rank" not in data_of(path)["harms"][1]


# At a terminal


def prioritised(caseload: Path, keys: bytes, *words: str) -> str:
    done = forked((*TODAY, "prioritise", "GP6J", *words), caseload, keys=keys)
    assert done.code == 0, done.out
    return done.out


def ranks(caseload: Path) -> dict[str, int | None]:
    plan = data_of(caseload / CASES / "GP6J-WA08/plan.yaml")
    return {it["id"]: it.get("rank") for it in plan["harms"]}


def test_whether_the_order_is_agreed_is_asked_and_enter_is_not_yet(caseload: Path) -> None:
    before = ranks(caseload)
    assert "not agreed yet" in prioritised(caseload, b"\n")
    assert ranks(caseload) == before
    prioritised(caseload, b"h8cn, h6yp\n")
    assert ranks(caseload) == {"h8cn": 1, "h6yp": 2, "h2ds": 3}
    shown = prioritised(caseload, b"h9z\nyes\n")
    assert "name harms: h6yp, h2ds, h8cn" in shown


def test_what_nobody_asked_of_a_harm_is_asked_first(run: Run, caseload: Path) -> None:
    path = caseload / CASES / "GP6J-WA08/plan.yaml"
    text = path.read_text(encoding="utf-8")
    without = re.sub(r"\n +(importance|rank): \d+", "", text)
    path.write_text(without, encoding="utf-8")
    prioritised(caseload, b"7\n" * text.count("importance:") + b"yes\n")
    told = {it["id"]: (it["importance"], it["rank"]) for it in data_of(path)["harms"]}
    assert sorted(told.values()) == [(7, 1), (7, 2), (7, 3)]


def test_what_was_accepted_is_shown_with_its_rank(run: Run) -> None:
    text = (CASES / "GP6J-WA08/plan.yaml").read_text(encoding="utf-8")
    (CASES / "GP6J-WA08/plan.yaml").write_text(re.sub(r"\n +rank: \d+", "", text), encoding="utf-8")
    rows = run("prioritise", "GP6J", "--accept").stdout.splitlines()[1:]
    assert [re.split(r"  +", row)[-2] for row in rows] == ["1", "2", "3"]
