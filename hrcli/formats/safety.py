"""What is known about whether a plan does harm, as text for people and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hrcli.folding import uncapitalised
from hrcli.formats.findings import weight
from hrcli.knowledge.unintended_harms import PLAN_ITSELF, titles
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.rules.rule import listed, the
from hrcli.rules.safety import Safety, StandingRule
from hrcli.rules.unintended import UNREVIEWED
from hrcli.terminal import Paint, line, unpainted

NO_ALL_CLEAR = (
    "No rule fired. That is no all-clear: the rules know only what the plan says, and only the "
    "harms that somebody wrote down."
)
CLOSED = "This plan is closed: the rules on unintended harm look at open plans only."


def safety_text(found: Safety, paint: Paint = unpainted) -> str:
    """The five questions, then every rule that fires, for people."""
    case = found.case
    parts = [
        paint(_title(case), "heading"),
        "\n".join(_questions(found, paint)),
        *_open(found, paint),
        *_answered(found, paint),
        *_set_aside(found, paint),
        *_switched_off(found, paint),
    ]
    return "\n\n".join(parts)


def _title(case: Case) -> str:
    return f"{case.id} ({line(case.plan.status)}): first, do no harm, as of {case.today}"


def _questions(found: Safety, paint: Paint) -> Iterator[str]:
    missing = [question.key for question in found.questions if not question.answered]
    yield paint("The five questions", "heading")
    for number, question in enumerate(found.questions, start=1):
        state = paint("answered", "good") if question.answered else paint("MISSING", "danger")
        yield f"  {number}. {question.wording} {state}"
    if missing:
        yield f"  Answer them under do_no_harm: {', '.join(missing)}."
        yield f"  At a terminal: hrcli set {found.case.id[:4]} do_no_harm"


def _open(found: Safety, paint: Paint) -> Iterator[str]:
    standings = found.in_state("open")
    if standings:
        yield paint("Possible unintended harm, with nothing in place against it yet", "heading")
        for standing in standings:
            locale = found.case.settings.locale
            yield "\n".join(_standing(standing, found.case.id[:4], locale, paint))
    elif found.standings:
        yield "No rule stands open. That is no all-clear."
    else:
        yield NO_ALL_CLEAR if found.case.plan.open else CLOSED


def _standing(standing: StandingRule, case: str, locale: str, paint: Paint) -> Iterator[str]:
    harm, goal = standing.judgement.harm, standing.judgement.goal
    word = weight(standing.severity, paint)
    agreed = standing.rule.severity
    later = "" if agreed is standing.severity else f"; once the plan is active: {agreed.value}"
    yield f"{word} {harm.id} {harm.slug}: {_where(standing)}{later}"
    said = harm.german(locale) or harm
    yield f"  Risk: {line(said.risk)}"
    yield f"  Grounds: {'; '.join(standing.judgement.grounds) or 'what the goal does'}"
    yield f"  Ask: {line(said.ask)}"
    if said is not harm:
        yield f"  {UNREVIEWED}"
    yield "  One of these answers it:"
    yield from _mitigations(harm.need)
    yield from _planned(standing)
    if harm.also:
        yield "  Worth having too:"
        yield from _mitigations(harm.also)
    place = f"set {case} goals.{goal.id}.mitigations" if goal else f"add {case} mitigation"
    yield f"  What is really in place goes down with: hrcli {place}"
    yield f"  Source: {line('; '.join(titles(harm)))} ({line(harm.verification)})"


def _mitigations(words: tuple[str, ...]) -> Iterator[str]:
    known = schema.words_at("plan", ("goals", 0, "mitigations"))
    for word in words:
        yield f"    {word}: {known.get(word, '')}"


def _planned(standing: StandingRule) -> Iterator[str]:
    """What is planned and would answer a rule, said so that nobody takes it for done."""
    for it in standing.planned:
        by = f"by {it.by.isoformat()}" if it.by else "for no day yet"
        yield f"  Planned {by}: {it.word}. It answers nothing until it is done (done_on)."


def _where(standing: StandingRule) -> str:
    judgement = standing.judgement
    done = [word for word in judgement.interventions if word != PLAN_ITSELF]
    names = listed(goal.id for goal in judgement.goals)
    where = f"the whole plan ({names})" if names else "the whole plan"
    if judgement.goal:
        where = uncapitalised(the("goal", judgement.goal.id))
    return f"{where} ({', '.join(done)})" if done else where


def _answered(found: Safety, paint: Paint) -> Iterator[str]:
    standings = found.in_state("answered")
    if standings:
        rows = [
            f"  {it.rule.code} {it.rule.slug}: {_where(it)}, by {', '.join(it.judgement.in_place)}"
            for it in standings
        ]
        head = "Answered in the plan (ask whether it is really in place)"
        yield "\n".join((paint(head, "heading"), *rows))


def _set_aside(found: Safety, paint: Paint) -> Iterator[str]:
    standings = found.in_state("set_aside")
    if standings:
        rows = [
            f"  {it.rule.code} {it.rule.slug}: {_where(it)}, until {it.until}" for it in standings
        ]
        head = "Set aside by a waiver; each comes back when its waiver ends"
        yield "\n".join((paint(head, "heading"), *rows))


def _switched_off(found: Safety, paint: Paint) -> Iterator[str]:
    if found.switched_off:
        rows = [
            f"  {rule.code} {rule.slug}{' (critical)' if rule.critical else ''}"
            f"{f', until {until}' if until else ''}"
            for rule, until in found.switched_off
        ]
        head = "Switched off in hrcli.yaml: nobody looks for these"
        yield "\n".join((paint(head, "heading"), *rows))


def safety_json(found: Safety) -> str:
    """The same as `safety/1`; `schemas/output/safety-1.json` says what it holds."""
    rows = {
        "hrcli": "safety/1",
        "case": found.case.id,
        "today": found.case.today.isoformat(),
        "status": found.case.plan.status,
        "judged": found.case.plan.open,
        "questions": [question._asdict() for question in found.questions],
        "rules": [_row(standing) for standing in found.standings],
        "switched_off": [
            {"code": rule.code, "slug": rule.slug, "critical": rule.critical, "until": _day(until)}
            for rule, until in found.switched_off
        ],
    }
    return json.dumps(rows, ensure_ascii=True, indent=1)


def _row(standing: StandingRule) -> dict[str, Any]:
    judgement = standing.judgement
    harm = judgement.harm
    return {
        "code": harm.id,
        "slug": harm.slug,
        "severity": standing.severity.value,
        "state": standing.state,
        "until": _day(standing.until),
        "goal": judgement.goal.id if judgement.goal else None,
        "goals": [goal.id for goal in judgement.goals],
        "interventions": list(judgement.interventions),
        "risk": harm.risk,
        "grounds": list(judgement.grounds),
        "ask": harm.ask,
        "need": list(harm.need),
        "also": list(harm.also),
        "in_place": list(judgement.in_place),
        "planned": [{"mitigation": it.word, "by": _day(it.by)} for it in standing.planned],
        "sources": list(titles(harm)),
        "verification": harm.verification,
    }


def _day(when: object) -> str | None:
    return str(when) if when else None
