"""What hrcli believes about a case, with where each thing comes from: as text, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hrcli.dates import from_today
from hrcli.method import in_place
from hrcli.method.early_questions import Topic, topics
from hrcli.method.fact import Fact
from hrcli.method.facts import known
from hrcli.method.uses import continuing, contradicted, judged_uses, lately_stopped
from hrcli.plan.case import Case
from hrcli.plan.plan import Use
from hrcli.terminal import Paint, unpainted

STATES = {
    "open": "not asked yet",
    "stale": "asked too long ago",
    "declined": "declined",
    "answered": "asked",
    "not_needed": "not asked of this client",
}


def facts_text(case: Case, paint: Paint = unpainted) -> str:
    """What holds, what was asked early, how the uses are seen and what is in place, for people."""
    parts = (
        [f"{case.id}: what hrcli believes, as of {case.today.isoformat()}"],
        ["What holds, and where it is written", *_held(case)],
        ["The early questions", *map(_topic, topics(case))],
        ["The uses, as the rules see them", *_uses(case)],
        ["In place, and planned", *_answers(case)],
    )
    return "\n\n".join("\n".join((paint(head, "heading"), *rows)) for head, *rows in parts)


def _held(case: Case) -> Iterator[str]:
    facts = known(case).every()
    width = max((len(fact.word) for fact in facts), default=0)
    for fact in facts:
        ends = f", until {fact.until.isoformat()}" if fact.until else ""
        only = f" (for {_only(case, fact)} alone)" if fact.only else ""
        yield f"  {fact.word:{width}}  {fact.origin}{ends}{only}  {_place(fact)}"
    if not facts:
        yield "  nothing that a rule asks about"


def _only(case: Case, fact: Fact) -> str:
    return case.plan_file.document.dotted(fact.only)


def _place(fact: Fact) -> str:
    return f"{fact.file.name}:{fact.file.document.place(fact.at).line}"


def _topic(topic: Topic) -> str:
    answer = f": {topic.answer}" if topic.state == "answered" else ""
    on = f" on {topic.on.isoformat()}" if topic.on else ""
    return f"  {topic.about}: {STATES[topic.state]}{answer}{on}"


def _uses(case: Case) -> Iterator[str]:
    for use in judged_uses(case):
        told = [use.pattern, f"dependence {use.dependence}", *_seen_as(case, use)]
        yield f"  {use.name}: {', '.join(told)}"
    if not case.plan.use:
        yield "  none written down"


def _seen_as(case: Case, use: Use) -> Iterator[str]:
    if any(it.use.path == use.path for it in contradicted(case)):
        yield "whatever was written: something speaks for it"
    if any(it.path == use.path for it in lately_stopped(case)):
        yield "stopped lately"
    if use in continuing(case):
        yield "goes on beside the goals"


def _answers(case: Case) -> Iterator[str]:
    for answer in in_place.for_plan(case):
        since = f", since {from_today(answer.since, case.today)}" if answer.since else ""
        yield f"  {answer.word}: in place{since}"
    for mitigation in case.plan.mitigations:
        if in_place.planned(mitigation, case.today):
            by = mitigation.by or mitigation.done_on
            yield f"  {mitigation.is_}: planned{f' by {by.isoformat()}' if by else ''}"
        elif not in_place.done(mitigation, case.today):
            yield f"  {mitigation.is_}: nobody is named who did it"
    if not case.plan.mitigations and not in_place.for_plan(case):
        yield "  nothing"


def facts_json(case: Case) -> str:
    """The same for programs: words of vocabularies, ids, days and places, no text of the case."""
    return json.dumps(
        {
            "hrcli": "facts/1",
            "case": case.id,
            "today": case.today.isoformat(),
            "facts": [_fact_data(case, fact) for fact in known(case).every()],
            "asked": [_topic_data(topic) for topic in topics(case)],
            "uses": [_use_data(case, use) for use in judged_uses(case)],
            "in_place": [
                {"word": it.word, "since": it.since.isoformat() if it.since else None}
                for it in in_place.for_plan(case)
            ],
            "planned": [
                {"word": it.is_, "by": it.by.isoformat() if it.by else None}
                for it in case.plan.mitigations
                if in_place.planned(it, case.today)
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def _fact_data(case: Case, fact: Fact) -> dict[str, Any]:
    return {
        "word": fact.word,
        "origin": fact.origin,
        "file": fact.file.name,
        "line": fact.file.document.place(fact.at).line,
        "path": fact.file.document.dotted(fact.at),
        "since": fact.since.isoformat() if fact.since else None,
        "until": fact.until.isoformat() if fact.until else None,
        "only": _only(case, fact) if fact.only else None,
    }


def _topic_data(topic: Topic) -> dict[str, Any]:
    return {
        "about": topic.about,
        "state": topic.state,
        "answer": topic.answer or None,
        "on": topic.on.isoformat() if topic.on else None,
    }


def _use_data(case: Case, use: Use) -> dict[str, Any]:
    return {
        "use": case.plan_file.document.dotted(use.path),
        "pattern": use.pattern,
        "dependence": use.dependence,
        "contradicted": any(it.use.path == use.path for it in contradicted(case)),
        "stopped_lately": any(it.path == use.path for it in lately_stopped(case)),
        "goes_on": use in continuing(case),
    }
