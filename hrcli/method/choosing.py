"""Which options are there to choose from, and what choosing one changes in the plan."""

from __future__ import annotations

from hrcli.document.data import Data, said
from hrcli.method.by_id import by_id
from hrcli.plan.changes import Change
from hrcli.plan.plan import Option, Plan

ENDED = ("chosen", "rejected")
WEIGHED = ("benefits", "costs")


def open_options(plan: Plan) -> list[Option]:
    """The ideas about which nothing has been decided yet, in their order."""
    return [option for option in plan.options if option.state not in ENDED]


def option_named(plan: Plan, name: str) -> Option:
    """The option with this id, in either case. Raises WrongCommand where there is none."""
    return by_id(plan.options, name, "option", "hrcli choose")


def unweighed(option: Option) -> list[str]:
    """What is not on record of an option: its benefits, its costs."""
    return [key for key in WEIGHED if not said(option.data, key)]


def open_of(option: Option) -> list[str]:
    """What is asked of an option once it is chosen: what it brings and costs, and its track."""
    return [*unweighed(option), *([] if option.track else ["track"])]


def weighing(plan: Plan, name: str, answers: Data) -> list[Change]:
    """What the answers about the option `name`, by key, change."""
    option = option_named(plan, name)
    return [Change((*option.path, key), value) for key, value in answers.items()]


def choosing(plan: Plan, name: str, answers: Data) -> list[Change]:
    """What choosing the option `name` changes: the answers about it, by key, and its state."""
    option = option_named(plan, name)
    changes = weighing(plan, name, answers)
    if option.state != "chosen":
        changes.append(Change((*option.path, "state"), "chosen"))
    return changes
