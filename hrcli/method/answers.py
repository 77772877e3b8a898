"""What of a plan is answered: a word that only fills the place of an answer does not count."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import Data, Value, group, said, value_at
from hrcli.knowledge.no_answers import is_nobody, is_nothing, may_care
from hrcli.plan.plan import DOMAINS, Action, Dependant, Goal, Plan, Support

# The five letters of SMART, each with the key inside that carries it.
LETTERS = (
    ("specific",),
    ("meaningful",),
    ("assessable", "measure"),
    ("realistic", "because"),
    ("timed", "by"),
)

QUESTIONS = ("relationship", "functions", "consequences", "services", "measures")
"""The five questions of "first, do no harm", as the plan calls them."""

IN_FREE_TEXT = ("relationship", "measures")
"""Those whose answer is a text that has to say something, whatever the use is like."""

NOT_EXPLORED = "not_explored"


def answered(data: Data, *keys: str) -> bool:
    """Whether what stands at the end of `keys` says something."""
    return said(data, *keys) and not _fills(value_at(data, keys))


def _fills(value: Value) -> bool:
    return isinstance(value, str) and is_nothing(value)


def missing_letters(goal: Goal) -> list[tuple[str, ...]]:
    """Which of the five letters a goal lacks; one of the wrong form is the schema's business."""
    return [part for part in LETTERS if _lacks(goal.data, part)]


def _lacks(goal: Data, part: tuple[str, ...]) -> bool:
    if not answered(goal, part[0]):
        return True
    inner = group(goal, part[0])
    return bool(inner) and len(part) > 1 and not answered(inner, part[1])


def unanswered(plan: Plan) -> list[str]:
    """Which of the five questions have no answer yet.

    That a use does nothing for the client is an answer, unless the plan says what it does.
    """
    has_function = any(it.kind != NOT_EXPLORED for use in plan.use for it in use.functions)
    in_words = {*IN_FREE_TEXT, *(["functions"] if has_function else [])}
    given = group(plan.data, "do_no_harm")
    return [key for key in QUESTIONS if not (answered if key in in_words else said)(given, key)]


def domains_open(plan: Plan) -> list[str]:
    """The parts of life in which neither a harm was named nor none seen."""
    named = (harm for harm in plan.harms if not _fills(harm.what))
    known = set(plan.none_seen).union(*(harm.domains for harm in named))
    return [domain for domain in DOMAINS if domain not in known]


def cared_for(dependant: Dependant) -> frozenset[str]:
    """The windows for which somebody is named who can care then."""
    return frozenset(it.window for it in dependant.care if may_care(it.who, it.window))


def taken_on(goal: Goal) -> Iterator[Action]:
    """The actions of a goal that are not left to nobody."""
    return (action for action in goal.actions if not is_nobody(action.who))


def stood_by(plan: Plan) -> Iterator[Support]:
    """The supports of a plan that are somebody."""
    return (support for support in plan.supports if not is_nobody(support.who))
