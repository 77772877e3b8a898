"""An invented case in which every property is filled, with the schemas' own examples."""

from __future__ import annotations

from datetime import date
from typing import Any

from hrcli.document.data import Value, value_at
from hrcli.document.document import Document
from hrcli.pages.views import INFORMATION, Grant
from hrcli.plan import schema
from hrcli.plan.case import Case, File, Settings, events_of, reviews_of
from hrcli.plan.plan import plan_of
from hrcli.plan.schema import Schema

# Where the schema offers words, those that let the most be seen on a copy.
_TELLING = ("print", "active", "client", "overdose_plan", "part2")
# What would take an item off every copy again.
_LEFT_OUT = ("set_aside_on", "revoked_on", "corrects")


def case(today: date, settings: Settings) -> Case:
    """A case with one of everything, as of `today`."""
    filled = {kind: _value(schema.bundled(kind)) for kind in ("plan", "review", "event")}
    plan = File("plan.yaml", _document(filled["plan"]))
    return Case(
        id="",
        plan_file=plan,
        plan=plan_of(plan.data),
        reviews=reviews_of([File("reviews/1.yaml", _document(filled["review"]))]),
        events=events_of([File("events/1.yaml", _document(filled["event"]))]),
        settings=settings,
        today=today,
        whole=False,
    )


def grant(of: Case) -> Grant:
    """A consent of that case that covers everything, so that a page shows all it can."""
    return Grant(str(value_at(of.plan.data, ("consents", 0, "id"))), frozenset(INFORMATION))


def _document(data: Value) -> Document:
    document = Document("")
    document.data = data
    return document


def _value(shape: Schema) -> Any:
    if "const" in shape:
        return shape["const"]
    if "properties" in shape:
        inner = shape["properties"].items()
        return {name: None if name in _LEFT_OUT else _value(part) for name, part in inner}
    if "items" in shape:
        return _list(shape)
    words = shape.get("enum", ())
    if words:
        return next((word for word in _TELLING if word in words), words[0])
    branches = (*shape.get("oneOf", ()), *shape.get("anyOf", ()))
    return shape["examples"][0] if "examples" in shape else _value(branches[0])


def _list(shape: Schema) -> Any:
    """One item with keys of its own, where the list may hold such; else an example."""
    inner = shape["items"]
    kinds = [inner, *inner.get("oneOf", ()), *inner.get("anyOf", ())]
    keyed = next((kind for kind in kinds if "properties" in kind), None)
    return [_value(keyed)] if keyed else shape["examples"][0]
