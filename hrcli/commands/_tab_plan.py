"""What TAB offers out of the plan of the case already typed: places, ids, words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as Folder

import click

from hrcli import ids
from hrcli.commands._tab import Offer, folder, offering
from hrcli.document.data import Value, path_of, value_at
from hrcli.errors import NoCaseload
from hrcli.finding import Path
from hrcli.folding import folded
from hrcli.method.doing import actions
from hrcli.method.removing import named
from hrcli.method.setting import OWN
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.store import roster
from hrcli.store.caseload import Caseload

TRUTHS = ("true", "false")


def _caseload(ctx: click.Context) -> Caseload:
    """The caseload that the command line means. Raises NoCaseload where there is none."""
    root = roster.root(folder(ctx))
    if root is None:
        raise NoCaseload("There is no caseload here.", "", "")
    return Caseload(Folder(root))


def _case(ctx: click.Context) -> Case:
    """The case already typed, by its plan alone. Raises HrcliError where there is none."""
    caseload, today = _caseload(ctx), ctx.find_root().params["today"]
    return caseload.plan_only(caseload.case_id(_typed(ctx, "case")), today)


def _typed(ctx: click.Context, name: str) -> str:
    """What is typed already for an argument, empty where nothing is."""
    return ctx.params.get(name) or ""


def item_ids(key: str) -> Offer:
    """Offers the ids of the items in the list `key` of the plan."""
    return offering(lambda ctx, _: ids_in(ctx, key))


@offering
def open_actions(ctx: click.Context, _incomplete: str) -> list[str]:
    """The ids of the actions that are still to be done."""
    return [it.id for it in actions(_case(ctx).plan) if it.open and ids.is_item_id(it.id)]


def ids_in(ctx: click.Context, key: str) -> list[str]:
    """The ids of the items in the list `key` of the plan. Raises HrcliError."""
    return _ids(value_at(_case(ctx).plan.data, (key,)))


@offering
def every_id(ctx: click.Context, _incomplete: str) -> list[str]:
    """The ids of all that can be taken out of the plan."""
    return [name for _, name in named(_case(ctx).plan.data) if ids.is_item_id(name)]


def _ids(there: Value) -> list[str]:
    """The ids in a list; what has not their form may be a text, and is left out."""
    items = there if isinstance(there, list) else ()
    found = (item.get("id") for item in items if isinstance(item, dict))
    return [name for name in found if isinstance(name, str) and ids.is_item_id(name)]


def records(kind: str) -> Offer:
    """Offers the names of the files in a folder of the case, `reviews` or `events`."""

    def names(ctx: click.Context, _incomplete: str) -> Iterator[str]:
        caseload = _caseload(ctx)
        for name in caseload.files_of(caseload.case_id(_typed(ctx, "case"))):
            inner, _, own = name.partition("/")
            if inner == kind:
                yield own

    return offering(names)


def words(kind: str, *path: str) -> Offer:
    """Offers the words of the vocabulary at a place of a kind of file."""
    return offering(lambda *_: schema.words_at(kind, path))


@offering
def supplies(ctx: click.Context, _incomplete: str) -> Iterable[str]:
    """What the agency gives out, as its settings name it."""
    return _caseload(ctx).settings.supplies


@offering
def places(ctx: click.Context, incomplete: str) -> list[str]:
    """The places of the plan one step below what is typed.

    Where only one is left that has more inside, that is offered too: alone it would be taken for
    the whole word, and the shell would put a blank behind it.
    """
    case, typed = _case(ctx), folded(incomplete)
    outer = incomplete.rpartition(".")[0]
    found = [it for it in _below(case, outer) if folded(it).startswith(typed)]
    return [*found, *_below(case, found[0])] if len(found) == 1 else found


def _below(case: Case, outer: str) -> list[str]:
    """The places right below the place `outer` of a plan, none where it leads nowhere."""
    at = path_of(case.plan.data, outer) if outer else ()
    steps = () if at is None else _steps(case, at)
    return [f"{outer}.{step}" if outer else step for step in steps]


def _steps(case: Case, at: Path) -> Iterable[str]:
    there = value_at(case.plan.data, at)
    if isinstance(there, list):
        return _ids(there)
    part = schema.property_at("plan", at, case.settings.key_harms) or {}
    own = {"id", *(path[0] for path in OWN if not at)}
    return (key for key in part.get("properties", {}) if key not in own)


@offering
def values(ctx: click.Context, _incomplete: str) -> Iterable[str]:
    """What may stand at the place that was typed: words, ids, true or false."""
    case = _case(ctx)
    where = path_of(case.plan.data, _typed(ctx, "path")) or ()
    part = schema.property_at("plan", where, case.settings.key_harms) or {}
    if part.get("x-ids-of"):
        return _ids(value_at(case.plan.data, (part["x-ids-of"],)))
    known = schema.words_at("plan", where, case.settings.key_harms)
    return known or (TRUTHS if "boolean" in part.get("type", ()) else ())


def around(lists: Mapping[str, str]) -> Offer:
    """Offers the ids of the items around what is added; `lists` tells where each thing lies."""

    def names(ctx: click.Context, _incomplete: str) -> list[str]:
        outer, inside, _ = lists.get(_typed(ctx, "what"), "").partition("[].")
        return ids_in(ctx, outer) if inside else []

    return offering(names)
