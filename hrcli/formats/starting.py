"""What is worth asking early about what is used, and what there is to read, as text."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.knowledge import unintended_harms
from hrcli.knowledge.by_substance import Belonging, group_of
from hrcli.method.asking import unsaid
from hrcli.method.early_questions import topics
from hrcli.plan import schema
from hrcli.plan.case import Case


def starting(case: Case, group: Belonging) -> Iterator[str]:
    """About one group of what is used: the questions worth asking early on, and what to read."""
    told = [f"About {group.name}, worth asking early on:", *_questions(case, group)]
    yield "\n".join((*told, f"  To read (hrcli explain ..): {', '.join(group.explain)}"))


def _questions(case: Case, group: Belonging) -> Iterator[str]:
    short = case.id[:4]
    for use in case.plan.use:
        if use.in_use and group_of(use.substance, use.behaviour) == group:
            for key in unsaid(use):
                question = (schema.property_at("plan", ("use", 0, key)) or {}).get("x-question")
                yield f"  {question} hrcli set {short} use.{use.id}.{key}"
    for topic in topics(case):
        if topic.to_ask and topic.about in group.topics:
            yield f"  {topic.question.question} hrcli ask {short}"
    rules = unintended_harms.in_force(case.settings.knowledge)
    for rule in (rules[code] for code in group.rules if code in rules):
        told = rule.german(case.settings.locale)
        ask, from_ = told.ask if told else rule.ask, "; ".join(unintended_harms.titles(rule))
        yield f"  {ask}\n    {rule.id} {rule.slug}; from: {from_} ({rule.verification})"
