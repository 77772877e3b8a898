"""`hrcli answer`: a complaint stands in `next` until somebody has answered it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.method import ROBIN, data_of
from tests.support.processes import TODAY, forked
from tests.support.running import PLAN, Run

COMPLAINT = """\
client_says:
  complaints:
    - {id: m2a, what: I waited an hour., said_on: 2026-02-02}
"""
REVIEW = """\
unintended: {children: none_seen, client: none_seen, others: none_seen}
client_says: {complaints: [{id: m2a, what: I waited an hour., said_on: 2026-02-02}]}
next: 2026-03-09
"""


@pytest.fixture(params=["in the plan", "in a review"])
def complained(request: pytest.FixtureRequest, run: Run) -> Path:
    path = Path(PLAN)
    if request.param == "in the plan":
        path.write_text(path.read_text(encoding="utf-8") + COMPLAINT, encoding="utf-8")
    else:
        run("review", "7KQ2", "--from", "-", stdin=REVIEW)
    return path


def test_a_complaint_comes_first_and_is_settled_by_its_answer(complained: Path, run: Run) -> None:
    shown = run("next", "7KQ2").stdout
    assert "Next: Answer the complaint: complaint m2a" in shown
    assert "  hrcli answer 7KQ2 m2a\n" in shown
    run("answer", "7KQ2", "m2a", "--from", "-", stdin="answer: There are two of us now.\n")
    assert "complaint" not in run("next", "7KQ2").stdout
    assert "m2a" not in run("due", "--within", "30d").stdout
    (line,) = data_of(complained)["client_says"]["complaints"]
    assert (line["answer"], line["settled_on"]) == ("There are two of us now.", "2026-02-09")
    assert (line["id"], line["what"]) == ("m2a", "I waited an hour.")


def test_at_a_terminal_it_may_stay_open(complained: Path, caseload: Path) -> None:
    done = forked((*TODAY, "answer", "7KQ2"), caseload, keys=b"We look into it\nno\n")
    assert done.code == 0, done.out
    (line,) = data_of(complained)["client_says"]["complaints"]
    assert line["answer"] == "We look into it"
    assert "settled_on" not in line


def test_what_is_not_there_is_not_answered(run: Run) -> None:
    assert "hrcli next 7KQ2" in run("answer", "7KQ2", code=2).stderr
    assert list(ROBIN.iterdir())
