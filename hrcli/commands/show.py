"""`hrcli show`: one case on a page of the terminal, high-priority harms first."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, formats
from hrcli.commands._screen import columns, listing
from hrcli.dates import echo
from hrcli.document.data import Data, text
from hrcli.errors import WrongCommand
from hrcli.finding import Finding
from hrcli.formats.course import way_of
from hrcli.formats.due import due_text
from hrcli.formats.facts import facts_json, facts_text
from hrcli.formats.findings import dangers, dangers_text
from hrcli.formats.next import title
from hrcli.method.after_events import died, to_look_at
from hrcli.method.client_says import of_case
from hrcli.method.due import due
from hrcli.method.next_review import next_review
from hrcli.method.priority import Ranked, order
from hrcli.method.progress import of_goal, of_harm, of_life
from hrcli.method.steps import open_step
from hrcli.plan.case import Case
from hrcli.plan.plan import DEGREES, Goal, Harm, Plan
from hrcli.rules.engine import examine
from hrcli.terminal import marks_for, painted, sparkline, unbroken

WAYS = ("phone", "text", "voicemail", "post", "email", "paper")


@click.command()
@case_argument()
@click.option("--facts", is_flag=True, help="Show what hrcli believes, and where each comes from.")
@formats("text", "json")
@desk
def show(desk: Desk, case: str, facts: bool, form: str) -> None:
    """Show a case: how to meet the client, the harms in their order, the goals, what is due.

    With --facts: every fact that the rules ask about, with its ground and place; what was asked
    early; how each use is seen; what is in place. --format json goes with --facts.

    \b
    Examples:
      hrcli show 7KQ2
      hrcli show 7KQ2 --facts
    """
    found = desk.case(case)
    if form == "json" and not facts:
        todo = f"Add it: hrcli show {case} --facts --format json"
        raise WrongCommand("--format json goes with --facts.", "hrcli show", todo)
    if facts:
        if form == "json":
            click.echo(facts_json(found))
        else:
            listing(facts_text(found, painted))
        return
    findings = examine(found)
    head = (*_head(found, findings), *_harms(found), *_goals(found))
    for line in (*head, *_asked(found), *_next(found, findings)):
        told = unbroken(line.removeprefix("\n"))
        listing(f"\n{painted(told, 'heading')}" if line.startswith("\n") else told)


def _heading(text: str) -> str:
    return f"\n{text}"


def _head(case: Case, findings: Collection[Finding]) -> Iterator[str]:
    client = case.plan.client
    yield f"{case.id}  {client.alias}  ({case.plan.status})".replace("    ", "  ")
    yield from _happened(case)
    danger = dangers_text(dangers(case, findings))
    if danger:
        yield danger
    yield from _how_to_meet(case.plan, case.settings.service_alias)
    if client.strengths:
        yield f"Strengths: {'; '.join(client.strengths)}"
    if case.plan.presenting_problem.text:
        yield f"Presenting problem: {case.plan.presenting_problem.text}"
    if case.plan.open:
        when = next_review(case)
        yield f"Next review: {echo(when, case.today) if when else 'MISSING'}"
        step = open_step(case)
        if step:
            yield f"Next step: {title(step)}: {step.command}"
    reviews = len(case.reviews)
    events = len(case.events)
    yield f"So far: {reviews} review{'s' * (reviews != 1)}, {events} event{'s' * (events != 1)}"
    yield from _life(case)


def _happened(case: Case) -> Iterator[str]:
    """What happened and no review has looked at yet."""
    for it in to_look_at(case) if case.plan.open else ():
        when = echo(it.event.day, case.today) if it.event.day else "no day"
        kind = it.event.kind.replace("_", " ").capitalize()
        todo = f"close {case.id[:4]} --outcome died" if died(it.event) else f"review {case.id[:4]}"
        yield f"{kind}, {when}: no review has looked at it since: hrcli {todo}"


def _how_to_meet(plan: Plan, alias: str) -> Iterator[str]:
    """What to know before ringing or talking: the client's words, what does good, which ways."""
    told = {
        "Pronouns": plan.client.pronouns,
        "Better to avoid": "; ".join(plan.trauma_notes.avoid),
        "Better to do": "; ".join(plan.trauma_notes.prefer),
        "Contact": _ways(plan.client.safe_contact, alias),
    }
    yield from (f"{name}: {what}" for name, what in told.items() if what)


def _ways(contact: Data, alias: str) -> str:
    """The ways of contact that are safe, and those that are not; what is unknown is not."""
    safe = [way for way in WAYS if contact.get(way) == "ok"]
    told = [f"safe by {', '.join(safe)}" if safe else "no way known to be safe"]
    told += [f"not by {', '.join(way for way in WAYS if way not in safe)}"] if safe else []
    told += [text(contact, "hours")]
    name = text(contact, "alias_for_service") or alias
    told += [f"the service is called {name}"] if name else []
    return "; ".join(filter(None, told))


def _life(case: Case) -> Iterator[str]:
    """Quality of life over the reviews, as marks and as the client's numbers."""
    values = [answer.value for answer in of_life(case.plan, case.standing)]
    if values:
        marks = sparkline(values, 0, 10, marks_for(sys.stdout.encoding))
        yield f"Quality of life, 0-10: {marks}  {', then '.join(map(str, values))}"


def _degrees(case: Case, harm: Harm) -> Iterator[str]:
    """The degree of a harm over the reviews, as marks and in words."""
    standings = of_harm(harm, case.standing, case.today.isoformat())
    if len(standings) > 1:
        places = [DEGREES.index(one.degree) for one in standings]
        marks = sparkline(places, 0, len(DEGREES) - 1, marks_for(sys.stdout.encoding))
        told = ", then ".join(one.degree.replace("_", "-") for one in standings)
        yield f"       course {marks}  {told}"


def _harms(case: Case) -> Iterator[str]:
    yield _heading("Harms, the most pressing first")
    ranked = order(case.plan.harms)
    if not ranked:
        yield "  none written down yet"
    for place, entry in enumerate(ranked, start=1):
        yield f"  {place}. {entry.harm.id}  {entry.harm.what}"
        yield f"       {_factors(entry)}"
        yield from _degrees(case, entry.harm)


def _factors(entry: Ranked) -> str:
    harm = entry.harm
    shown = {
        "domain": harm.domain,
        "degree": harm.degree,
        "importance": harm.importance,
        "confidence": harm.confidence,
        "realistic": harm.realistic,
        "rank": harm.rank,
    }
    factors = ", ".join(f"{k} {'not asked' if v in ('', None) else v}" for k, v in shown.items())
    pinned = f"PINNED ({', '.join(entry.pinned)}): ".replace("_", " ") if entry.pinned else ""
    state = f" [{harm.status}]" if harm.status else ""
    return f"{pinned}{factors}{state}".replace("life_threatening", "life-threatening")


def _goals(case: Case) -> Iterator[str]:
    yield _heading("Goals")
    if not case.plan.goals:
        yield "  none yet"
    for goal in case.plan.goals:
        yield f"  {goal.id}  {goal.specific or 'not worded yet'}"
        yield f"       {_course(case, goal)}"
        for action in goal.actions:
            done = f"done {action.done_on}" if action.done_on else f"by {action.by or 'no date'}"
            yield f"       - {action.id}  {action.what} ({action.who or '?'}, {done})"


def _course(case: Case, goal: Goal) -> str:
    way = way_of(goal, of_goal(goal, case.standing))
    return (
        f"{goal.status}, for {', '.join(goal.harms) or 'no harm'}, {way}, by {goal.by or 'no date'}"
    )


def _asked(case: Case) -> Iterator[str]:
    """What the client asked or said that waits for an answer."""
    waiting = [it for it in of_case(case) if it.waits]
    if waiting:
        yield _heading("Waiting for an answer")
    for it in waiting:
        yield f"  {it.name}  {it.kind}: {it.remark.what}"


def _next(case: Case, findings: Collection[Finding]) -> Iterator[str]:
    items = due(case, within=14)
    if items:
        yield _heading("Due now and in the next 14 days")
        room = columns()
        table = due_text(items, case.today, room=room and room - 2)
        yield from (f"  {line}" for line in table.split("\n"))
    errors = sum(f.blocks for f in findings)
    if errors:
        yield f"\n{errors} error{'s' * (errors != 1)}: see hrcli validate {case.id[:4]}"
