"""What of all that hrcli tells about a case depends on a key of its files.

A case is told twice, once as it is and once without the key wherever it stands; what differs then
are the key's readers. The worker's plan does not count: it prints whatever is written down. Nor do
the checks that read any text or any key whatever it says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import Any, TypeAlias

import yaml

from hrcli.document.document import read
from hrcli.errors import Unreadable
from hrcli.finding import Finding
from hrcli.formats import calendar
from hrcli.formats.facts import facts_json
from hrcli.method import steps
from hrcli.method.due import due
from hrcli.method.outcomes import Period
from hrcli.pages.audiences import AUDIENCES, DISCLOSED
from hrcli.pages.cautions import may_print_client_copy
from hrcli.pages.consent import permission
from hrcli.pages.render import render
from hrcli.pages.views import INFORMATION, NO_GRANT, Grant
from hrcli.plan.case import Case, File, events_of, reviews_of, settings_of
from hrcli.plan.plan import plan_of
from hrcli.reports import kinds
from hrcli.reports.formats import as_json
from hrcli.reports.tables import Sources, Tally
from hrcli.rules import places_of_help
from hrcli.rules.engine import examine
from hrcli.rules.registry import TABLE
from tests.support.casefiles import case_in, case_of, document_of, laid_over
from tests.support.pages import example
from tests.support.places import CASES, EXAMPLES, RULES
from tests.support.vignettes import Vignette, vignettes

READ_ANYTHING = ("YML", "SCH0", "LNG", "REF09", "REF10", "REF11", "PRV03", "PRV04", "PRV05")
"""Rules that a key meets by its form, or by whatever words stand in it."""

CLIENTS = 8
"""How many clients a report counts: fewer would be withheld."""

Told: TypeAlias = Mapping[str, object]
"""What is told, by the name of what tells it: `rule goal-without-harm`, `page client` .."""


class Files:
    """A case as data, file by file: `plan.yaml`, `reviews/..`, `events/..`, and `hrcli.yaml`."""

    def __init__(self, case: Case, data: Mapping[str, Any]) -> None:
        self.case = case
        self.data = data
        self.known: dict[str, Told] = {}

    def told(self, way: str) -> Told:
        """What is told about the case in that way."""
        if way not in self.known:
            try:
                self.known[way] = WAYS[way](self.built())
            except Unreadable:  # an agency's file that does not say enough: nothing is told
                self.known[way] = {}
        return self.known[way]

    def without(self, kind: str, key: str) -> Files:
        """The same files, all those of `kind` without `key`, wherever they have it."""
        data = {
            name: _without(it, key.split(".")) if kind_of(name) == kind else it
            for name, it in self.data.items()
        }
        return Files(self.case, data)

    def has(self, kind: str, key: str) -> bool:
        """Whether a file of `kind` says something at `key`."""
        return any(
            kind_of(name) == kind and _says(it, key.split(".")) for name, it in self.data.items()
        )

    def built(self) -> Case:
        """The case that is read from these files."""
        settings = settings_of(self.data["hrcli.yaml"])
        own = self.data.get("resources.yaml")
        knowledge = (("resources.yaml", _written(own)),) if own else ()
        files = {
            kind: [_file(name, it) for name, it in self.data.items() if kind_of(name) == kind]
            for kind in ("plan", "review", "event")
        }
        return self.case._replace(
            plan_file=files["plan"][0],
            plan=plan_of(files["plan"][0].document.data),
            reviews=reviews_of(files["review"]),
            events=events_of(files["event"]),
            settings=settings._replace(knowledge=knowledge),
        )


def files_of(case: Case) -> Files:
    """The data of a case that was read from somewhere."""
    data = {file.name: file.document.data for _, file in case.files}
    return Files(case, {**data, "hrcli.yaml": {"hrcli": "caseload/1"}})


def _laid_over(item: Mapping[str, Any]) -> Files:
    """A case of tests/cases/readers.yaml: what it says, laid over the whole files."""
    base = {kind: document_of(laid_over("", kind)).data for kind in ("plan", "review", "event")}
    data: dict[str, Any] = {"plan.yaml": {**base["plan"], **item.get("plan", {})}}
    for kind, day in (("review", "held_on"), ("event", "date")):
        for told in item.get(f"{kind}s", ()):
            whole = {**base[kind], **told}
            data[f"{kind}s/{whole[day]}-k7fw.yaml"] = whole
    data["hrcli.yaml"] = {"hrcli": "caseload/1", **item.get("settings", {})}
    if "resources" in item:
        data["resources.yaml"] = {"hrcli": "resources/1", **item["resources"]}
    return Files(case_of(laid_over("", "plan")), data)


def kind_of(name: str) -> str:
    """The kind of the file of that name."""
    own = {"hrcli.yaml": "caseload", "plan.yaml": "plan", "resources.yaml": "resources"}
    return own.get(name) or ("review" if name.startswith("reviews/") else "event")


def _written(data: Any) -> bytes:
    return json.dumps(data, default=str, ensure_ascii=False).encode("utf-8")


def _file(name: str, data: Any) -> File:
    return File(name, read(_written(data)))


def _without(data: Any, steps_: list[str]) -> Any:
    """`data` without what stands at the steps: `goals[]`, `timed`, `by`."""
    first, *rest = steps_
    key, many = first.removesuffix("[]"), first.endswith("[]")
    if not isinstance(data, dict) or key not in data:
        return data
    if not rest:
        return {name: it for name, it in data.items() if name != key}
    inner = data[key]
    listed = many and isinstance(inner, list)
    changed = [_without(it, rest) for it in inner] if listed else _without(inner, rest)
    return {**data, key: changed}


def _says(data: Any, steps_: list[str]) -> bool:
    first, *rest = steps_
    if not isinstance(data, dict) or first.removesuffix("[]") not in data:
        return False
    inner = data[first.removesuffix("[]")]
    if not rest:
        return True
    return any(_says(it, rest) for it in (inner if isinstance(inner, list) else [inner]))


# What is told


def readers(files: Files, kind: str, key: str, ways: Iterable[str] = ()) -> list[str]:
    """What tells something else about the case once the key is gone, each by name, in order.

    Only the `ways` are asked, all of them where none is named.
    """
    before, after = files.told, files.without(kind, key).told
    found: list[str] = []
    for way in ways or wanted(kind):
        told, then = before(way), after(way)
        found += sorted(name for name in {*told, *then} if told.get(name) != then.get(name))
    return found


def wanted(kind: str) -> list[str]:
    """The ways that may read a key of `kind`: the settings also say how words are looked at."""
    return [way for way in WAYS if way != "wording" or kind == "caseload"]


def way_of(reader: str) -> str:
    """The way by which a reader of that name is told."""
    return reader if reader in WAYS else reader.split()[0]


def _findings(case: Case) -> Iterator[Finding]:
    yield from examine(case)
    yield from places_of_help.amiss(case.settings, case.today)


def _weighed(case: Case) -> list[Finding]:
    """What the checks find that do not just miss the key, or read its words."""
    return [it for it in _findings(case) if not it.code.startswith(READ_ANYTHING)]


def _by_rule(way: str, found: Iterable[Finding]) -> Told:
    told: dict[str, list[object]] = {}
    for it in found:
        seen = (it.file, it.severity, it.message, it.help, it.waived is None)
        told.setdefault(f"{way} {TABLE[it.code].slug}", []).append(seen)
    return told


def _rules(case: Case) -> Told:
    return _by_rule("rule", _weighed(case))


def _wording(case: Case) -> Told:
    return _by_rule("wording", (it for it in _findings(case) if it.code.startswith("LNG")))


def _next(case: Case) -> Told:
    listed = [(step.id, step.state, step.command) for step in steps.of(case)]
    return {"next": (steps.next_for(case, _weighed(case)), listed if case.plan.open else None)}


def _due(case: Case) -> Told:
    told: dict[str, list[object]] = {}
    for it in due(case, no_contact=30):
        told.setdefault(f"due {it.kind}", []).append((it.id, it.date, it.state))
    return told


def _calendar(case: Case) -> Told:
    return {"calendar": list(calendar.entries(case, "todo", no_contact=30))}


def _facts(case: Case) -> Told:
    told = json.loads(facts_json(case))
    for fact in told["facts"]:
        del fact["line"]
    return {"facts": told}


def _report(name: str, case: Case) -> Told:
    own = sorted(case.settings.key_harms), sorted(case.settings.supplies)
    tally = Tally(kinds.kind(name, *own), Period(None, case.today))
    for _ in range(CLIENTS):
        tally.add(case)
    return {f"report {name}": as_json(tally.report(case.today, Sources(("caseload",))))}


def _page(reader: str, case: Case) -> Told:
    """A page for others: under a consent to everything, and which consent would carry it."""
    answers = [permission(case.plan, it.id, reader, case.today) for it in case.plan.consents]
    outside = reader in DISCLOSED
    first = next((it.id for it in case.plan.consents), "none")
    grant = Grant(first, frozenset(INFORMATION)) if outside else NO_GRANT
    page = render(case, reader, "html", None, grant)
    return {f"page {reader}": (page, answers if outside else may_print_client_copy(case))}


WAYS: Mapping[str, Callable[[Case], Told]] = {
    "rule": _rules,
    "wording": _wording,
    "next": _next,
    "due": _due,
    "calendar": _calendar,
    "facts": _facts,
    **{f"report {name}": partial(_report, name) for name in ("outcomes", "practice", "caseload")},
    **{f"page {reader}": partial(_page, reader) for reader in AUDIENCES if reader != "plan"},
}


# The cases


def names() -> list[str]:
    """The names of all cases: made by hand for this, of the rules, vignettes, examples."""
    golden = (it for it in sorted(RULES.glob("[A-Z]*/*")) if it.stem in ("fires", "clean"))
    return [
        *(f"readers/{name}" for name in _made_by_hand()),
        *(f"rules/{it.parent.name}/{it.name}" for it in golden),
        *(f"vignettes/{name}" for name in _vignettes()),
        *(f"examples/{it.name}" for it in sorted((EXAMPLES / "cases").iterdir())),
    ]


@lru_cache(maxsize=8)
def named(name: str) -> Files:
    """The case of that name."""
    place, _, own = name.partition("/")
    if place == "readers":
        return _laid_over(_made_by_hand()[own])
    if place == "rules":
        return files_of(case_in(RULES / own))
    return files_of(_vignettes()[own].case if place == "vignettes" else example(own))


@cache
def _made_by_hand() -> dict[str, Any]:
    text = (CASES / "readers.yaml").read_text(encoding="utf-8")
    return {it["name"]: it for it in yaml.load(text, yaml.CSafeLoader)}


@cache
def _vignettes() -> dict[str, Vignette]:
    return {it.name: it for it in vignettes()}
