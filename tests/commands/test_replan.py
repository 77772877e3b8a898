"""`hrcli replan`: what is carried over, what comes again, and the plan that is kept."""

from __future__ import annotations

from pathlib import Path

from hrcli.document.document import read
from tests.support.method import CASES, ROBIN, data_of
from tests.support.running import Run


def test_planning_anew_carries_over_and_keeps_the_old(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    given = "because: The sister moves away\nactions: {a8r: set_aside}\n"
    run("replan", "7KQ2", "--from", "-", stdin=given)
    (kept,) = (ROBIN / "plans").glob("2026-02-09-*.yaml")
    assert kept.read_bytes() == before
    after = data_of(plan)
    goal = after["goals"][0]
    assert (after["status"], after["agreed"], goal["status"]) == ("active", None, "proposed")
    assert goal["carried_from"] == {"date": "2026-02-09", "status": "active"}
    assert goal["actions"][1]["set_aside_on"] == "2026-02-09"
    assert after["replans"][-1] == {"date": "2026-02-09", "because": "The sister moves away"}
    assert after["options"] == read(before).data["options"]
    assert after["review"] == read(before).data["review"]
    assert "AUT01" in run("validate", "7KQ2", code=1).stdout
    run("validate", str(kept))
    assert "a8r" not in run("due", "--within", "30d").stdout
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    run("validate", "7KQ2")


def test_achieved_goals_stay_and_unmet_ones_come_again(run: Run) -> None:
    path = CASES / "F900-MWMB" / "plan.yaml"
    run("set", "F900", "goals.g8qt.status", "partly_achieved")
    actions = "actions: {a5nr: keep, a2zp: done}\n"
    run("replan", "F900", "--from", "-", stdin=actions)
    goals = {goal["id"]: goal for goal in data_of(path)["goals"]}
    assert goals["g4hm"]["status"] == "achieved"
    assert goals["g8qt"]["status"] == goals["g6xe"]["status"] == "proposed"
    assert goals["g8qt"]["carried_from"] == {"date": "2026-02-09", "status": "partly_achieved"}
    done = {action["id"]: action.get("done_on") for action in goals["g6xe"]["actions"]}
    assert done == {"a5nr": None, "a2zp": "2026-02-09"}
    assert len(data_of(path)["replans"]) == 2


def test_every_open_action_wants_an_answer(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    refused = run("replan", "7KQ2", "--from", "-", stdin="because: x\n", code=2)
    assert "a8r" in refused.stderr
    assert plan.read_bytes() == before
    assert not (ROBIN / "plans").exists()


def test_planning_anew_cut_short_keeps_the_old_once(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    given = "actions: {a8r: keep}\n"
    run("replan", "7KQ2", "--from", "-", stdin=given)
    plan.write_bytes(before)
    run("replan", "7KQ2", "--from", "-", stdin=given)
    assert len(list((ROBIN / "plans").glob("*"))) == 1


def test_a_kept_plan_is_no_plan_to_anybody(run: Run) -> None:
    run("replan", "7KQ2", "--from", "-", stdin="actions: {a8r: keep}\n")
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    due = run("due", "--within", "60d").stdout
    (kept,) = (ROBIN / "plans").glob("*")
    text = kept.read_text(encoding="utf-8").replace("next: 2026-03-09", "next: 2020-01-01")
    kept.write_text(text.replace("status: active", "status: wrong", 1), encoding="utf-8")
    assert run("due", "--within", "60d").stdout == due
    shown = run("validate", "7KQ2", code=1).stdout
    assert f"{kept}:5:9  status" in shown
    assert "REV" not in shown
