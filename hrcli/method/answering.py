"""Answering what the client asked or complained of: what came of it, and whether it is settled."""

from __future__ import annotations

from hrcli.dates import day
from hrcli.document.data import Data, items, length_at
from hrcli.errors import WrongCommand
from hrcli.finding import Path
from hrcli.folding import meant, same
from hrcli.method.client_says import COMPLAINT, OpenRemark, of_case
from hrcli.method.interview import Interview
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import Plan

SAYS = "client_says"
ANSWER, SETTLED = "answer", "settled_on"
COMMAND = "hrcli answer"
NOTHING_WAITS = "Nothing that the client said waits for an answer."


def remark_named(case: Case, name: str | None) -> OpenRemark:
    """What is open with this id; without one what waits longest, complaints first.

    Raises WrongCommand where there is none.
    """
    waiting = sorted((it for it in of_case(case)), key=lambda it: it.kind != COMPLAINT)
    found = next((it for it in waiting if name is None or same(it.name, name)), None)
    if found is None:
        told = "Nothing with this id waits for an answer." if waiting else NOTHING_WAITS
        known = [it.name for it in waiting]
        likely = f"{meant(name or '', known)}Known: {', '.join(known)}"
        todo = likely if known else f"What comes next: hrcli next {case.id[:4]}"
        raise WrongCommand(told, COMMAND, todo)
    return found


def answering(case: Case, name: str, answers: Data) -> list[Change]:
    """What an answer changes: at its line in the plan, or in a line of its own with the same id
    where a review holds what was said. Without a day to the contrary it is settled today.
    """
    settled = answers.get(SETTLED, case.today.isoformat())
    if set(answers) - {ANSWER, SETTLED} or not answers.get(ANSWER):
        todo = "Give answer, and settled_on where that is another day than today, or null."
        raise WrongCommand("Nothing was answered.", "--from", todo)
    if settled is not None and day(settled) is None:
        raise WrongCommand("This is no day.", SETTLED, "Write it as 2026-02-09.")
    remark = remark_named(case, name)
    said = {ANSWER: answers[ANSWER], **({SETTLED: str(settled)} if settled else {})}
    at = _line(case.plan, remark)
    if at:
        return [Change((*at, key), value) for key, value in said.items()]
    new = (*_list(remark), length_at(case.plan.data, _list(remark)))
    return [Change(new, schema.in_order("plan", new, {**remark.remark.data, **said}))]


def _list(remark: OpenRemark) -> Path:
    return (SAYS, f"{remark.kind}s")


def _line(plan: Plan, remark: OpenRemark) -> Path | None:
    """Where what was said stands in the plan; None where a review alone holds it."""
    says = plan.data.get(SAYS)
    lines = items(says if isinstance(says, dict) else {}, f"{remark.kind}s")
    found = (position for position, line in lines if line == remark.remark.data)
    return next(((*_list(remark), position) for position in found), None)


def asked(session: Interview, remark: OpenRemark) -> Data:
    """Ask what came of it, and whether it is settled with that; empty where nothing is said."""
    at = (*_list(remark), 0)
    answer = session.value((*at, ANSWER))
    if answer is None:
        return {}
    words = {"yes": "It is settled.", "no": "It stays open."}
    settled = session.choice("settled", "Is it settled with that?", words)
    return {ANSWER: answer} if settled == "yes" else {ANSWER: answer, SETTLED: None}
