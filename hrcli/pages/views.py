"""Who may see what: a case cut down to what one reader's list names (schemas/views.yaml)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from hrcli.document.data import Data, Value, group, items, text, words
from hrcli.knowledge.bundled import Knowledge, knowledge
from hrcli.method.events import is_return
from hrcli.pages.audiences import DISCLOSED
from hrcli.plan.case import event_of

KINDS = ("plan", "review", "event")
ROLES = ("client", "worker")
GIVEN_UP = ("set_aside", "not_achieved")
INFORMATION = (
    "name",
    "contact",
    "goals",
    "review_dates",
    "progress",
    "harms",
    "substances",
    "options",
    "strengths",
    "children",
    "child_protection",
    "violence",
    "health",
    "scores",
    "flags",
    "safety_plan",
    "third_party",
    "history",
)
"""What a consent covers or withholds; the same words as in the schema's vocabulary."""

OVERDOSE_HELP = ("take_home_naloxone", "overdose_plan", "not_alone_plan", "emergency_help_info")

TELLING = ("key_harm", "flag", "is", "affects", "kind")
"""The keys whose words may tell more than the list they stand in."""

LINKS = ("id", "for")
VIOLENCE = "violence"
COVERS = "covers."


class Grant(NamedTuple):
    """What one consent lets pass: its id, and the kinds of information, without those withheld."""

    id: str = ""
    covers: frozenset[str] = frozenset()


NO_GRANT = Grant()

Chain: TypeAlias = tuple[Data, ...]
"""What a value belongs to: the plan, then the file and each list item around it."""

Condition: TypeAlias = Callable[[Chain, Any, Grant], bool]


@cache
def _carries() -> dict[str, frozenset[str]]:
    """The kinds of information that a word carries besides its list."""
    carried: dict[str, frozenset[str]] = {}
    for kind, names in _lists()["carries"].items():
        for name in names:
            carried[name] = carried.get(name, frozenset()) | {kind}
    return carried


@cache
def _lists() -> Knowledge:
    return knowledge("views.yaml", "schemas")


def own_kinds(item: Data) -> frozenset[str]:
    told = (word for key in TELLING for word in words(item, key))
    return frozenset().union(*(_carries().get(word, frozenset()) for word in told))


def violent(plan: Data) -> set[str]:
    """The ids of the harms that tell of violence, and of the goals that belong to them."""
    harms = {text(harm, "id") for _, harm in items(plan, "harms") if VIOLENCE in own_kinds(harm)}
    goals = (goal for _, goal in items(plan, "goals") if not harms.isdisjoint(words(goal, "for")))
    return (harms | {text(goal, "id") for goal in goals}) - {""}


def carried(chain: Chain, value: Value = None) -> frozenset[str]:
    """What an item tells besides the list it stands in: violence, child_protection, ..."""
    kinds = frozenset().union(*map(own_kinds, chain[1:]))
    if isinstance(value, str):
        kinds |= _carries().get(value, frozenset())
    linked = {name for item in chain[1:] for key in LINKS for name in words(item, key)}
    return kinds | {VIOLENCE} if linked and linked & violent(chain[0]) else kinds


def _whole(plan: Data) -> frozenset[str]:
    """What the case as a whole tells: of its harms and flags those that need care."""
    listed = (item for key in ("harms", "flags") for _, item in items(plan, key))
    kinds = frozenset[str]().union(*map(own_kinds, listed))
    return kinds & {VIOLENCE, "child_protection"}


def _told_of(plan: Data) -> frozenset[str]:
    """What the case as a whole tells, its circumstances among it."""
    client = group(plan, "client")
    context = [*words(client, "context"), *(text(it, "is") for _, it in items(client, "context"))]
    return _whole(plan).union(*(_carries().get(word, frozenset()) for word in context))


def _kept(chain: Chain, _value: Any, _grant: Grant) -> bool:
    return not any(text(i, "status") in GIVEN_UP or i.get("set_aside_on") for i in chain[1:])


def _travels(chain: Chain, _value: Any, grant: Grant) -> bool:
    visible, kinds = text(chain[-1], "visibility"), carried(chain)
    return visible == "referral" or (visible == "restricted" and bool(kinds & grant.covers))


def _is_copy(chain: Chain) -> bool:
    return chain[1].get("kind") == "disclosure"


def _is_return(chain: Chain) -> bool:
    return is_return(event_of(chain[1]))


CONDITIONS: dict[str, Condition] = {
    "always": lambda chain, value, grant: True,
    "on_copy": lambda chain, value, grant: chain[-1].get("on_copy") == "print",
    "kept": _kept,
    "said_by_client": lambda chain, value, grant: chain[-1].get("said_by") == "client",
    "a_role": lambda chain, value, grant: value in ROLES or "third_party" in grant.covers,
    "overdose_help": lambda chain, value, grant: chain[-1].get("is") in OVERDOSE_HELP,
    "no_violence": lambda chain, value, grant: VIOLENCE not in carried(chain),
    "no_violence_here": lambda chain, value, grant: VIOLENCE not in _told_of(chain[0]),
    "all_of_it": lambda chain, value, grant: carried(chain, value) <= grant.covers,
    "whole_case": lambda chain, value, grant: _whole(chain[0]) <= grant.covers,
    "not_rejected": lambda chain, value, grant: chain[-1].get("state") != "rejected",
    "travels": _travels,
    "no_disclosure": lambda chain, value, grant: not _is_copy(chain),
    "a_copy": lambda chain, value, grant: _is_copy(chain),
    "a_return": lambda chain, value, grant: _is_return(chain),
    "on_the_table": lambda chain, value, grant: _is_copy(chain) or _is_return(chain),
    "granted": lambda chain, value, grant: bool(grant.id),
    "named": lambda chain, value, grant: bool(grant.id) and chain[-1].get("id") == grant.id,
}


def _chosen(what: str) -> Condition:
    """The client's choice for their copy; only `print` prints, not asked does not."""
    return lambda chain, value, grant: group(group(chain[0], "client"), "copy").get(what) == "print"


def _covered(kind: str) -> Condition:
    return lambda chain, value, grant: kind in grant.covers


CONDITIONS |= {
    f"copy.{what}": _chosen(what)
    for what in ("name", "substances", "scores", "overdose_plan", "places", "crisis")
}
CONDITIONS |= {f"{COVERS}{kind}": _covered(kind) for kind in INFORMATION}


class Allowance(NamedTuple):
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
def rows(kind: str) -> tuple[Allowance, ...]:
    """All rows of the allow-list for one kind of file: plan, review or event."""
    return tuple(
        Allowance(
            name if holder == "." else f"{holder}.{name}",
            {audience: words(part["readers"], audience) for audience in part["readers"]},
        )
        for part in _lists()[kind]
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


def _bare(value: Value) -> bool:
    return not isinstance(value, dict | list)


def _value(branch: Branch, value: Value, chain: Chain, grant: Grant) -> Any:
    """A plain value, or a list of plain values; None where it may not be shown."""
    if branch.when is None or not all(CONDITIONS[c](chain, value, grant) for c in branch.when):
        return None
    if isinstance(value, list):
        return [item for item in value if _bare(item)]
    return value if _bare(value) else None


def _item(branch: Branch, item: Value, chain: Chain, grant: Grant) -> Any:
    if isinstance(item, dict):
        return _mapping(branch, item, (*chain, item), grant)
    return _value(branch, item, chain, grant) if _bare(item) else None


def _said(value: Value) -> bool:
    """Whether anything stands in a value; 0 and false are answers."""
    if isinstance(value, dict):
        return any(_said(inner) for inner in value.values())
    return value is not None and value != []


def _mapping(branch: Branch, data: Value, chain: Chain, grant: Grant) -> dict[str, Any]:
    """Every property that the audience's list names, filled in or empty; nothing else."""
    data = data if isinstance(data, dict) else {}
    return {
        name: _below(inner, data.get(name), chain, grant) for name, inner in branch.below.items()
    }


def _below(branch: Branch, value: Value, chain: Chain, grant: Grant) -> Any:
    if branch.listed:
        listed = value if isinstance(value, list) else []
        # An item of which nothing may be shown leaves no trace, not even in a count.
        return [kept for item in listed if _said(kept := _item(branch, item, chain, grant))]
    if branch.below:
        return _mapping(branch, value, chain, grant)
    return _value(branch, value, chain, grant)


def view(case_data: Mapping[str, Any], audience: str, grant: Grant = NO_GRANT) -> dict[str, Any]:
    """What `audience` may see of a case; one of DISCLOSED only what `grant` lets pass.

    In: `{"plan": data, "reviews": [data, ..], "events": [data, ..]}`. Out: the same shape with
    every property of that audience's list, None or empty where nothing stands or a condition is
    not met, and no other property. Never raises, whatever shape the data have.
    """
    plan = case_data["plan"] if isinstance(case_data["plan"], dict) else {}
    seen: dict[str, Any] = {"plan": _mapping(_tree("plan", audience), plan, (plan,), grant)}
    for name, kind in (("reviews", "review"), ("events", "event")):
        tree = _tree(kind, audience)
        files = (
            _mapping(tree, data, (plan, data if isinstance(data, dict) else {}), grant)
            for data in case_data[name]
        )
        seen[name] = [file for file in files if _said(file)]
    if audience in DISCLOSED:
        _tell_no_gaps(seen["plan"], kinds_for(audience) & grant.covers)
    return seen


def _tell_no_gaps(plan: dict[str, Any], passed: frozenset[str]) -> None:
    """Say of the consent what it lets pass here; what it covers and withholds tells too much."""
    for consent in plan["consents"]:
        consent["covers"] = [kind for kind in INFORMATION if kind in passed]


@cache
def kinds_for(audience: str) -> frozenset[str]:
    """The kinds of information that a copy for `audience` can hold at most."""
    return frozenset(
        condition.removeprefix(COVERS)
        for kind in KINDS
        for row in rows(kind)
        for condition in row.readers.get(audience, ())
        if condition.startswith(COVERS)
    )
