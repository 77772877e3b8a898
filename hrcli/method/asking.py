"""Asking early, alone with the client: the questions, and what their answers change in the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from hrcli import ids
from hrcli.document.data import Data, group, items, said, text, value_at
from hrcli.errors import WrongCommand
from hrcli.finding import Path
from hrcli.knowledge.by_substance import group_of
from hrcli.knowledge.table_of_facts import EarlyQuestion, medicines
from hrcli.method import setting
from hrcli.method.early_questions import ABSENT, DECLINED, Topic
from hrcli.method.interview import NO_ANSWER, Interview
from hrcli.method.new_item import behind, dated
from hrcli.method.origins import PRESENT
from hrcli.method.steps import children_asked, open_items
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import Plan, Use, plan_of
from hrcli.terminal import line

ASKED: Path = ("asked",)
CONTEXT: Path = ("client", "context")
PLACES = (ASKED, CONTEXT)
"""Where the answers go."""

WHETHER_ALONE: Path = (*ASKED, 0, "alone")
NOT_ASKED = "not_asked"
PAST = "past"
OWN = ("hrcli", "case")
PROBLEM = "presenting_problem"
DEPENDANTS: Path = ("dependants",)
OF_A_USE = (("ask", "considering"), ("functions", "functions"))
"""The steps about each use, with the key that answers them."""
ALONE = """\
Ask this only while you are alone together. Say first what you would have to pass on, and to whom.
Whoever would rather not say need not: that is `declined`, and never read as no."""
NOT_ALONE = "  Then leave violence open (Enter), and ask when nobody else can hear."


def asked(session: Interview, plan: Plan, topics: Collection[Topic]) -> dict[str, Any]:
    """Ask about `topics`, then about medicines; the answers as they stand in a plan.

    Empty where nothing was answered: a question that was left open was not asked.
    """
    session.about(ALONE)
    begun, alone = session.begun(session.today).isoformat(), None
    if any(topic.question.alone for topic in topics):
        alone = session.value(WHETHER_ALONE)
        if alone is False:
            session.tell(NOT_ALONE)
    entries = []
    for topic in topics:
        answer = _answer(session, topic.question)
        if answer:
            entry = {"about": topic.about, "answer": answer, "asked_on": begun}
            entries.append(entry if alone is None else {**entry, "alone": alone})
    taken = session.several("medicines", medicines().question, offered(plan))
    answers = {"asked": entries, "client": {"context": taken} if taken else {}}
    return {key: it for key, it in answers.items() if it}


def _answer(session: Interview, question: EarlyQuestion) -> str | None:
    meanings = {
        PRESENT: question.present,
        PAST: question.past,
        ABSENT: question.absent,
        DECLINED: "",
    }
    told = [
        f"{number} {word}: {meaning}" if meaning else f"{number} {word}"
        for number, (word, meaning) in enumerate(meanings.items(), start=1)
    ]
    menu = f"{question.about.capitalize()}  {'; '.join(told)}"
    return session.choice(f"asked.{question.about}", question.question, meanings, menu)


def offered(plan: Plan) -> dict[str, str]:
    """The words of context about medicines that the plan does not have yet, with their meaning."""
    written = {it.word for it in plan.client.circumstances}
    known = schema.words_at("plan", CONTEXT)
    return {
        word: meaning
        for word, meaning in known.items()
        if word.startswith(medicines().beginning) and word not in written
    }


def places_open(case: Case) -> list[Path]:
    """What the steps ask beside it: of each use what the client thinks of doing about it and what
    it does for them, how the problem hangs together with it, and who depends on the client.
    """
    plan = case.plan
    places: list[Path] = []
    for use in plan.use:
        places += [(*use.path, key) for key in _open_of(case, use)]
    places += [(PROBLEM,)] if open_items(case, "link") else []
    return [*places, *([] if children_asked(plan) else [DEPENDANTS])]


def _open_of(case: Case, use: Use) -> Iterator[str]:
    """The keys of a use that are open: how it is used, and what each step about it asks."""
    for step, key in OF_A_USE:
        reasons = [item.reason for item in open_items(case, step) if item.id == use.id]
        if "how" in reasons:
            yield from unsaid(use)
        if reasons and not (key == "considering" and use.considering.answer):
            yield key


def unsaid(use: Use) -> list[str]:
    """What is worth asking early on of a use, for what it is of, and nobody has said: how often it
    is, for every use, then by its group.
    """
    keys = dict.fromkeys(("pattern", *group_of(use.substance, use.behaviour).keys))
    return [key for key in keys if use.data.get(key) in NO_ANSWER]


def asked_beside(
    session: Interview, case: Case, places: Collection[Path], draw: ids.Draw
) -> list[Change]:
    """Ask what is open at these places of the plan; what the answers change."""
    session.brief = True
    uses = {use.path: use for use in case.plan.use}
    told: set[Path] = set()
    changes: list[Change] = []
    for place in places:
        use = uses.get(place[:2])
        if use and use.path not in told:
            told.add(use.path)
            session.about(f"\nUse {use.id}: {line(use.words or use.substance or use.behaviour)}")
        if place[-1] == "functions":
            found = session.one((*place, 0))
            changes += setting.adding(case, place, [found], draw) if found else []
        else:
            changes += setting.asked(session, case, place, draw)
    return changes


def need_answers(answers: Data) -> None:
    """Raises WrongCommand where there are none, or where something else stands beside them."""
    client = group(answers, "client")
    if set(answers) - {"asked", "client", *OWN} or set(client) - {"context"}:
        todo = "Give `asked` and `client.context` alone; hrcli set and hrcli add take the rest."
        raise WrongCommand("Something else stands beside the answers.", "--from", todo)
    if not (said(answers, "asked") or said(client, "context")):
        todo = "Give `asked`, such as: asked: [{about: suicide, answer: declined}]"
        raise WrongCommand("Nothing was answered.", "--from", todo)


def recording(case: Case, answers: Data) -> list[Change]:
    """What the answers change: each is one more entry, for what was said before stays on record.

    What stands there already, to the letter or as a word of context, is not written twice.
    """
    plan = case.plan
    there = [entry for _, entry in items(plan.data, "asked")]
    new = [entry for entry in _entries(case, answers) if entry not in there]
    written = {it.word for it in plan.client.circumstances}
    told = plan_of(answers).client.circumstances
    taken = {it.word: value_at(answers, it.path) for it in told if it.word not in written}
    return [*_appended(plan, ASKED, new), *_appended(plan, CONTEXT, taken.values())]


def _entries(case: Case, answers: Data) -> Iterator[dict[str, Any]]:
    """The entries under `asked`, with their day; a question that was not asked gives none."""
    for _, item in items(answers, "asked"):
        if text(item, "answer") != NOT_ASKED:
            at = (*ASKED, 0)
            yield schema.in_order("plan", at, dated(at, item, case.today))


def _appended(plan: Plan, at: Path, new: Collection[Any]) -> Iterator[Change]:
    *above, first = behind(at, plan)
    for place, value in enumerate(new):
        yield Change((*above, int(first) + place), value)
