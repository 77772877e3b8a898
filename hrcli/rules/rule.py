"""What a rule is: its name, its weight, its words, and the check behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import dedent
from typing import NamedTuple

from hrcli.document.characters import spot
from hrcli.finding import OTHER_RANK, Finding, Path, Place, Severity
from hrcli.ids import ITEM
from hrcli.plan.case import Case, File

ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE


class Hit(NamedTuple):
    """One place where a rule fires, in its own words.

    `at_key` points at the key of the path, `at` at one character of the text there; `place` is
    where the slip stands when that is no value: the path then names what is nearest. `severity` is
    its own weight on an active plan; `detail` what is particular about it, should another hit of
    the rule speak for it.
    """

    file: File
    path: Path
    message: str
    help: str
    at_key: bool = False
    at: int | None = None
    place: Place | None = None
    also_about: tuple[str, ...] = ()  # ids by which a waiver may name it as well
    severity: Severity | None = None
    detail: str = ""


def joined(hits: Sequence[Hit]) -> Hit:
    """Several hits of one rule as one, at the place of the first, which names all others."""
    first, *others = hits
    if not others:
        return first
    own = [hit.severity for hit in hits if hit.severity]
    heaviest = min(own, key=list(Severity).index, default=None)
    so_too = ", ".join(map(_called, others))
    return first._replace(message=f"{first.message} So too: {so_too}.", severity=heaviest)


def _called(hit: Hit) -> str:
    """The item that a hit is about by its id, or its place where it has none."""
    document = hit.file.document
    above = [hit.path[:depth] for depth in range(len(hit.path), 0, -1)]
    items = [path for path in above if isinstance(path[-1], int)]
    name = document.dotted(items[0] if items else hit.path)
    short = name.rpartition(".")[2]
    name = short if ITEM.match(short) else name
    return f"{name} ({hit.detail})" if hit.detail else name


Check = Callable[[Case], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check. `check` is None where others make the finding: the reader, the schema, or the
    judgement of all rules on unintended harm together.
    """

    code: str
    slug: str
    severity: Severity  # on an active plan
    source: str
    finds: str
    why: str
    example: str
    better: str
    check: Check | None = None
    draft: Severity | None = ADVICE  # on a draft; None: silent
    closed: bool = False  # whether a closed plan is asked too
    whole: bool = False  # needs the whole case, not a single file
    fixed: bool = False  # can be neither waived nor switched off
    together: bool = False  # one finding a plan, which names each item
    at_agree: bool = False  # asked only while client and worker agree
    unintended: bool = False  # about harm nobody means: a waiver names the goal, or the plan
    critical: bool = False  # set aside or switched off only with a role and who was consulted

    def __call__(self, check: Check) -> Rule:
        """This rule with its check; so what is said of a rule stands above it as a decorator."""
        return replace(self, check=check)

    def weight(self, status: str) -> Severity | None:
        """How much the rule weighs on a plan of this status; None: it does not speak."""
        if status == "closed":
            return self.severity if self.closed else None
        return self.draft if status == "draft" else self.severity

    def finding(self, hit: Hit, severity: Severity, waived: bool) -> Finding:
        """The finding for one hit, with its place looked up in the hit's file."""
        document = hit.file.document
        place = document.key_place(hit.path) if hit.at_key else document.place(hit.path)
        if hit.at is not None:
            place = spot(document, hit.path, hit.at)
        place = hit.place or place
        return Finding(
            code=self.code,
            severity=severity,
            message=hit.message,
            help=hit.help,
            place=place,
            rank=0 if self.critical else 1 if self.unintended else OTHER_RANK,
            path=document.dotted(hit.path),
            file=hit.file.name,
            waived=waived,
            slug=self.slug,
            source=self.source,
            at=hit.path,
        )


def rule(  # noqa: PLR0913  # a rule has that many words, each by its name
    code: str,
    slug: str,
    severity: Severity,
    *,
    source: str,
    finds: str,
    why: str,
    example: str,
    better: str,
    draft: Severity | None = ADVICE,
    closed: bool = False,
    whole: bool = False,
    fixed: bool = False,
    together: bool = False,
    at_agree: bool = False,
) -> Rule:
    """A rule in words, to stand right above the function that checks it, as its decorator.

    By itself it is a rule whose findings are made elsewhere. The examples are taken without the
    margin that their lines share.
    """
    return Rule(
        code,
        slug,
        severity,
        source=source,
        finds=finds,
        why=why,
        example=_without_margin(example),
        better=_without_margin(better),
        draft=draft,
        closed=closed,
        whole=whole,
        fixed=fixed,
        together=together,
        at_agree=at_agree,
    )


def _without_margin(text: str) -> str:
    return dedent(text).strip("\n") + "\n"


def the(kind: str, name: str) -> str:
    """An item at the start of a message: `The goal g2m`; one without a proper id stays unnamed."""
    return f"The {kind} {name}" if ITEM.match(name) else f"This {kind}"


def listed(names: Iterable[str]) -> str:
    """Ids in a row, for a message; what has not the form of an id may be text and is left out."""
    return ", ".join(name for name in names if ITEM.match(name))
