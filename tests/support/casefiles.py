"""Cases for the tests: a few lines of YAML that matter, laid over a complete case."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from hrcli.document.document import Document, read
from hrcli.plan.case import Case, File, Settings, events_of, reviews_of
from hrcli.plan.plan import plan_of
from hrcli.store.caseload import proper
from tests.support.places import RULES

TODAY = date(2026, 2, 9)
CASE = "7KQ2-9XMP"
BASE = RULES / "base"
SECTION = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)


def laid_over(text: str, kind: str) -> str:
    """`text`, followed by every section of the complete file of its kind that it lacks.

    A line `# without KEY:` leaves a section out.
    """
    base = (BASE / f"{kind}.yaml").read_text(encoding="utf-8")
    own = set(re.findall(r"^(?:# without )?([a-z_]+):", text, re.MULTILINE))
    rest = [part for part in SECTION.split(base) if part and part.split(":")[0] not in own]
    return text + "".join(rest)


def document_of(text: str) -> Document:
    return read(text.encode("utf-8"))


def case_of(
    plan: str,
    reviews: dict[str, str] | None = None,
    events: dict[str, str] | None = None,
    settings: Settings | None = None,
    today: date = TODAY,
    whole: bool = True,
) -> Case:
    """A case made of texts: its plan, and its reviews and events by name."""
    document = document_of(plan)
    histories = [
        tuple(File(name, document_of(text)) for name, text in sorted((files or {}).items()))
        for files in (reviews, events)
    ]
    return Case(
        id=CASE,
        plan_file=File("plan.yaml", document),
        plan=plan_of(document.data),
        reviews=reviews_of(histories[0]),
        events=events_of(histories[1]),
        settings=settings or Settings(),
        today=today,
        whole=whole,
    )


def case_in(place: Path, whole: bool = True) -> Case:
    """The case of a golden file, or of a golden folder with plan.yaml, reviews/ and events/."""
    if place.is_file():
        return case_of(laid_over(place.read_text(encoding="utf-8"), "plan"), whole=whole)
    texts = {
        kind: {
            f"{kind}s/{path.name}": laid_over(path.read_text(encoding="utf-8"), kind)
            for path in (place / f"{kind}s").glob("*.yaml")
            if proper(f"{kind}s/{path.name}")
        }
        for kind in ("review", "event")
    }
    plan = laid_over((place / "plan.yaml").read_text(encoding="utf-8"), "plan")
    names = [path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()]
    return case_of(plan, texts["review"], texts["event"], whole=whole)._replace(
        foreign=tuple(name for name in names if name.endswith(".yaml") and not proper(name)),
        stubs=tuple(name for name in names if not name.endswith(".yaml")),
    )
