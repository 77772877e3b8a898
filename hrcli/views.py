"""Who may see what: a case cut down to what one reader's list names (schemas/views.yaml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from hrcli.document import read
from hrcli.plan import group, items, text, words
from hrcli.resources import text as own_text

KINDS = ("plan", "review", "event")
ROLES = ("client", "worker")
GIVEN_UP = ("set_aside", "not_achieved")
OVERDOSE_HELP = ("take_home_naloxone", "overdose_plan", "not_alone_plan", "emergency_help_info")
RESTRICTING_FLAGS = ("dv_victim", "dv_perpetrator", "safe_contact_restricted")

Chain: TypeAlias = tuple[Mapping[str, Any], ...]
"""What a value belongs to: the plan, then each list item around it, the nearest last."""

Condition: TypeAlias = Callable[[Chain, Any], bool]


def _kept(chain: Chain, _: Any) -> bool:
    return not any(text(i, "status") in GIVEN_UP or i.get("set_aside_on") for i in chain[1:])


CONDITIONS: dict[str, Condition] = {
    "always": lambda chain, value: True,
    "on_copy": lambda chain, value: chain[-1].get("on_copy") == "print",
    "kept": _kept,
    "said_by_client": lambda chain, value: chain[-1].get("said_by") == "client",
    "a_role": lambda chain, value: value in ROLES,
    "overdose_help": lambda chain, value: chain[-1].get("is") in OVERDOSE_HELP,
}


def _chosen(what: str) -> Condition:
    """The client's choice for their copy; only `print` prints, not asked does not."""
    return lambda chain, value: group(group(chain[0], "client"), "copy").get(what) == "print"


CONDITIONS |= {
    f"copy.{what}": _chosen(what) for what in ("name", "substances", "scores", "overdose_plan")
}


class Row(NamedTuple):
    """One property of one kind of file, and the conditions under which each audience reads it."""

    property: str
    readers: Mapping[str, tuple[str, ...]]


class Branch:
    """What one audience may read at one property, and below it."""

    __slots__ = ("below", "listed", "when")

    def __init__(self) -> None:
        self.below: dict[str, Branch] = {}
        self.listed = False  # whether it is a list of items that have properties of their own
        self.when: tuple[str, ...] | None = None  # None: the value itself is never shown


@cache
def rows(kind: str) -> tuple[Row, ...]:
    """All rows of the allow-list for one kind of file: plan, review or event."""
    data = read(own_text("schemas", "views.yaml").encode()).data
    return tuple(
        Row(
            name if holder == "." else f"{holder}.{name}",
            {audience: words(part["readers"], audience) for audience in part["readers"]},
        )
        for part in data[kind]
        for holder, names in part["properties"].items()
        for name in names
    )


@cache
def _tree(kind: str, audience: str) -> Branch:
    root = Branch()
    for row in rows(kind):
        if audience not in row.readers:
            continue
        branch = root
        for step in row.property.split("."):
            name = step.removesuffix("[]")
            branch = branch.below.setdefault(name, Branch())
            branch.listed = branch.listed or step != name
        branch.when = row.readers[audience]
    return root


def _bare(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _value(branch: Branch, value: Any, chain: Chain) -> Any:
    """A plain value, or a list of plain values; None where it may not be shown."""
    if branch.when is None or not all(CONDITIONS[c](chain, value) for c in branch.when):
        return None
    if isinstance(value, list):
        return [item for item in value if _bare(item)]
    return value if _bare(value) else None


def _item(branch: Branch, item: Any, chain: Chain) -> Any:
    if isinstance(item, dict):
        return _mapping(branch, item, (*chain, item))
    return _value(branch, item, chain) if _bare(item) else None


def _said(value: Any) -> bool:
    """Whether anything stands in a value; 0 and false are answers."""
    if isinstance(value, dict):
        return any(_said(inner) for inner in value.values())
    return value is not None and value != []


def _mapping(branch: Branch, data: Any, chain: Chain) -> dict[str, Any]:
    """Every property that the audience's list names, filled in or empty; nothing else."""
    data = data if isinstance(data, dict) else {}
    return {name: _below(inner, data.get(name), chain) for name, inner in branch.below.items()}


def _below(branch: Branch, value: Any, chain: Chain) -> Any:
    if branch.listed:
        listed = value if isinstance(value, list) else []
        # An item of which nothing may be shown leaves no trace, not even in a count.
        return [kept for item in listed if _said(kept := _item(branch, item, chain))]
    if branch.below:
        return _mapping(branch, value, chain)
    return _value(branch, value, chain)


def view(case_data: Mapping[str, Any], audience: str) -> dict[str, Any]:
    """What `audience` may see of a case.

    In: `{"plan": data, "reviews": [data, ..], "events": [data, ..]}`. Out: the same shape with
    every property of that audience's list, None or empty where nothing stands or a condition is
    not met, and no other property. Never raises, whatever shape the data have.
    """
    plan = case_data["plan"] if isinstance(case_data["plan"], dict) else {}
    seen: dict[str, Any] = {"plan": _mapping(_tree("plan", audience), plan, (plan,))}
    for name, kind in (("reviews", "review"), ("events", "event")):
        tree = _tree(kind, audience)
        files = (_mapping(tree, data, (plan,)) for data in case_data[name])
        seen[name] = [file for file in files if _said(file)]
    return seen


class CopyAnswer(NamedTuple):
    """What stands in the way of a copy in the client's hands, or what to mind about it."""

    refused: bool
    message: str
    help: str


def _restricted(plan: Mapping[str, Any]) -> bool:
    flagged = any(
        flag.get("flag") in RESTRICTING_FLAGS and text(flag, "status") in ("present", "")
        for _, flag in items(plan, "flags")
    )
    client = group(plan, "client")
    context = (
        *words(client, "context"),
        *(text(item, "is") for _, item in items(client, "context")),
    )
    return flagged or any(word in RESTRICTING_FLAGS for word in context)


def may_print_client_copy(plan_data: Mapping[str, Any]) -> CopyAnswer | None:
    """Whether the client may be handed a copy: a refusal, a line of advice, or None (go ahead).

    Paper that is not safe is refused; so is paper nobody asked about, where the plan speaks of
    violence or of restricted contact.
    """
    paper = group(group(plan_data, "client"), "safe_contact").get("paper")
    if paper == "ok":
        return None
    if paper == "not_ok":
        return CopyAnswer(
            True,
            "Paper is not safe for this client: client.safe_contact.paper is not_ok.",
            "Give no copy. Agree together what to remember, and when you meet next.",
        )
    ask = "Ask the client alone whether a paper copy is safe, then write it down at "
    if _restricted(plan_data):
        return CopyAnswer(
            True,
            "Nobody has asked whether paper is safe, and contact needs care in this case.",
            f"{ask}client.safe_contact.paper.",
        )
    return CopyAnswer(
        False, "Nobody has asked whether paper is safe.", f"{ask}client.safe_contact.paper."
    )


def _names(plan: Mapping[str, Any]) -> set[str]:
    """The names a copy should not hold: other people's, and the client's where not chosen."""
    names = {text(person, "alias") for _, person in items(plan, "dependants")}
    people = (person for _, person in items(plan, "supports"))
    names |= {text(person, "who") for person in people if person.get("on_copy") != "print"}
    client = group(plan, "client")
    if group(client, "copy").get("name") != "print":
        names.add(text(client, "alias"))
    return names - {""}


def _texts(data: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, f"{where}.{key}" if where else key)
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item, f"{where}[]")
    elif isinstance(data, str):
        yield where, data


def wording_with_names(plan_data: Mapping[str, Any]) -> list[str]:
    """The properties of the client's copy whose wording holds a name from the plan.

    In: the data of a plan. Out: properties such as `goals[].specific`, in order, without values;
    the client's own wording is printed as it is, so this is for a line of advice.
    """
    names = "|".join(re.escape(name) for name in sorted(_names(plan_data)))
    if not names:
        return []
    named = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
    seen = view({"plan": plan_data, "reviews": [], "events": []}, "client")["plan"]
    return sorted({where for where, said in _texts(seen) if named.search(said)})
