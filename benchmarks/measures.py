"""What is measured, against what, and how much of it is allowed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

import yaml
from jinja2 import Environment, FunctionLoader

from benchmarks import cases, clock
from benchmarks.clock import Cost
from benchmarks.installed import Programs
from hrcli.document import document
from hrcli.finding import Finding
from hrcli.finding import Path as PlacePath
from hrcli.formats.findings import findings_text
from hrcli.pages.contents import Sheet
from hrcli.pages.render import built_in, ink_for, render, sheet_of, tidy
from hrcli.plan import check, schema
from hrcli.plan.case import Case
from hrcli.plan.plan import plan_of
from hrcli.rules import engine
from hrcli.store.caseload import Caseload
from hrcli.store.files import read_bytes

PLANS = 100  # are read one after the other in process
LOOK_UPS: tuple[PlacePath, ...] = (
    ("status",),
    ("client", "alias"),
    ("use", 0, "stage", "value"),
    ("harms", 0, "degree"),
    ("options", 1, "costs", 0),
    ("goals", 0, "timed", "by"),
    ("goals", 0, "mitigations"),
    ("goals", 0, "actions", 2, "who"),
    ("agreed", "date"),
    ("review", "next"),
) * 5


class Sizes(NamedTuple):
    """How many cases the caseloads hold, and how often each command runs."""

    few: int
    many: int
    runs: int
    slow_runs: int  # of what takes half a minute a time


FULL = Sizes(few=1_000, many=10_000, runs=15, slow_runs=3)
QUICK = Sizes(few=3, many=6, runs=0, slow_runs=0)


class Bench(NamedTuple):
    """Everything that a measure needs; a caseload is made when one asks for it."""

    programs: Programs
    sizes: Sizes
    work: Path

    @property
    def plans(self) -> Path:
        """Few cases without reviews and events."""
        return self._caseload("plans", self.sizes.few, False)

    @property
    def few(self) -> Path:
        """Few cases with all that belongs to them."""
        return self._caseload("cases", self.sizes.few, True)

    @property
    def many(self) -> Path:
        """Ten times as many."""
        return self._caseload("cases", self.sizes.many, True)

    def _caseload(self, name: str, count: int, history: bool) -> Path:
        folder = self.work / f"{name}-{count}"
        if not folder.exists():
            cases.write(folder, count, history)
        return folder

    def hrcli(self, caseload: Path, *words: str) -> list[str]:
        """A command line of hrcli for `caseload`, on the day the cases were invented for."""
        day = str(cases.TODAY)
        return [*self.programs.hrcli, "--caseload", str(caseload), "--today", day, "-q", *words]

    def python(self, *words: str) -> list[str]:
        """A command line of bare Python."""
        return [*self.programs.python, *words]


class Row(NamedTuple):
    """One line of the table; `met` is None where there is no bar."""

    what: str
    took: str
    against: str
    ratio: float
    busy: float | None = None  # the same ratio in processor time
    bar: str = ""
    met: bool | None = None


Measure = Callable[[Bench], Iterator[Row]]
Work = Callable[[], object]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.02 else f"{seconds * 1000:.2f} ms"


def _beside(
    what: str, ours: Cost, name: str, other: Cost, at_most: float = 0, share: int = 1
) -> Row:
    """How many times the other's time ours took; each is of `share` equal pieces of work."""
    ratio = ours.seconds / other.seconds
    against = f"{name}: {_ms(other.seconds / share)}"
    row = Row(what, _ms(ours.seconds / share), against, ratio, ours.busy / other.busy)
    return row._replace(bar=f"at most {at_most:g}", met=ratio <= at_most) if at_most else row


def start_up(bench: Bench) -> Iterator[Row]:
    """The help page against importing the library it is made with."""
    commands = {
        "help": [*bench.programs.hrcli, "--help"],
        "click": bench.python("-c", "import click"),
    }
    found = clock.side_by_side(commands, 2 * bench.sizes.runs, bench.programs, bench.work)
    name = "`python -c 'import click'`"
    yield _beside("`hrcli --help`, whole process", found["help"], name, found["click"], 1.5)


def _read_with_places(raws: Sequence[bytes]) -> None:
    for raw in raws:
        found = document.read(raw)
        for path in LOOK_UPS:
            found.place(path)


def _parse_only(raws: Sequence[bytes]) -> None:
    for raw in raws:
        for _ in yaml.parse(raw.decode(), Loader=yaml.CSafeLoader):
            pass


def reading(bench: Bench) -> Iterator[Row]:
    """Data and places of a plan against libyaml's events alone."""
    plans = sorted(bench.plans.glob("cases/*/plan.yaml"))[:PLANS]
    raws = [read_bytes(path) for path in plans]
    works: dict[str, Work] = {
        "read": lambda: _read_with_places(raws),
        "parse": lambda: _parse_only(raws),
    }
    found = clock.in_turn(works, max(1, 3 * bench.sizes.runs))
    what = f"reading one plan: data, and {len(LOOK_UPS)} places looked up"
    yield _beside(what, found["read"], "libyaml's events", found["parse"], 1.3, len(raws))


def checking(bench: Bench) -> Iterator[Row]:
    """`validate` against the peer on the same files."""
    plans = [str(path) for path in sorted(bench.plans.glob("cases/*/plan.yaml"))]
    commands = {
        "plans": bench.hrcli(bench.plans, "validate"),
        "shape": bench.hrcli(bench.plans, "validate", "--select", "YML", "--select", "SCH"),
        "all": bench.hrcli(bench.few, "validate"),
    }
    if bench.programs.peer:
        place = bench.work / "plan.schema.json"
        place.write_text(json.dumps(schema.bundled("plan")), encoding="utf-8")
        commands["peer"] = [*bench.programs.peer, "--schemafile", str(place), *plans]
    found = clock.side_by_side(commands, bench.sizes.slow_runs, bench.programs, bench.work)
    if bench.programs.peer:
        same_work = f"`validate`, {len(plans):,} plans, reading and shape alone, as the peer checks"
        yield _times_faster(same_work, found["shape"], found["peer"])
        every_rule = f"`validate`, {len(plans):,} plans, every rule"
        yield _times_faster(every_rule, found["plans"], found["peer"])
    what = f"`validate`, {len(plans):,} cases with reviews and events"
    yield _beside(what, found["all"], "the plans alone", found["plans"])


def _times_faster(what: str, ours: Cost, peer: Cost) -> Row:
    """Judged by processor time: these runs are long, and other work would fall on some of them."""
    ratio = peer.seconds / ours.seconds
    took = f"{_ms(ours.seconds)} ({_ms(ours.busy)} of a processor)"
    name = f"`check-jsonschema` on the same files: {_ms(peer.seconds)} ({_ms(peer.busy)})"
    busy = peer.busy / ours.busy
    return Row(what, took, name, ratio, busy, "at least 10 times faster", busy >= 10)


def memory(bench: Bench) -> Iterator[Row]:
    """Peak memory of ten times as many cases."""
    for word in ("validate", "due", "list"):
        commands = {"few": bench.hrcli(bench.few, word), "many": bench.hrcli(bench.many, word)}
        found = clock.side_by_side(commands, 0, bench.programs, bench.work)
        many, few = found["many"].mebibytes, found["few"].mebibytes
        what = f"peak memory of `{word}`, {bench.sizes.many:,} cases"
        against = f"{bench.sizes.few:,} cases: {few:.1f} MiB"
        ratio = many / few
        yield Row(what, f"{many:.1f} MiB", against, ratio, None, "at most 1.5", ratio <= 1.5)


def walking(bench: Bench) -> Iterator[Row]:
    """`due` and `list` against reading the bytes of all files, and against importing click."""
    floors = str(Path(__file__).with_name("floors.py"))
    few, many, runs = bench.sizes.few, bench.sizes.many, bench.sizes.slow_runs
    for caseload, count, times in ((bench.few, few, runs), (bench.many, many, min(runs, 1))):
        commands = {
            "due": bench.hrcli(caseload, "due"),
            "list": bench.hrcli(caseload, "list"),
            "bytes": bench.python(floors, str(caseload), "history"),
            "click": bench.python("-c", "import click"),
        }
        found = clock.side_by_side(commands, times, bench.programs, bench.work)
        for word in ("due", "list"):
            for floor, name in (("bytes", "reading all bytes"), ("click", "importing click")):
                yield _beside(f"`{word}`, {count:,} cases", found[word], name, found[floor])


def saving(bench: Bench) -> Iterator[Row]:
    """One value changed and flushed to the disk, by a new process each time."""
    path = ("set", Caseload(bench.plans).case_ids()[0], "client.age_band")
    commands = {
        "away": bench.hrcli(bench.plans, *path, "age_16_17"),
        "back": bench.hrcli(bench.plans, *path, "adult"),
        "click": bench.python("-c", "import click"),
    }
    found = clock.side_by_side(commands, bench.sizes.runs, bench.programs, bench.work)
    yield _beside("`set`, one value of one plan", found["back"], "importing click", found["click"])


def looking_back(bench: Bench) -> Iterator[Row]:
    """`history` of one plan against fetching and reading the same states of it, and no more."""
    folder, count = bench.work / f"commits-{bench.sizes.few}", bench.sizes.few
    if not folder.exists():
        cases.write(folder, 1, history=False)
        git = ["git", "-C", str(folder), "-c", "init.defaultBranch=main"]
        subprocess.run([*git, "init", "--quiet"], check=True)
        told = b"".join(cases.commits(folder, count))
        subprocess.run([*git, "fast-import", "--quiet"], input=told, check=True)
    (case,) = Caseload(folder).case_ids()
    floors = str(Path(__file__).with_name("floors.py"))
    commands = {
        "history": bench.hrcli(folder, "history", case),
        "floor": bench.python(floors, str(folder), "blobs"),
    }
    found = clock.side_by_side(commands, bench.sizes.slow_runs, bench.programs, bench.work)
    what, floor = f"`history` of one plan, {count:,} commits", "fetching and reading those states"
    yield _beside(what, found["history"], floor, found["floor"], 2)


def rendering(bench: Bench) -> Iterator[Row]:
    """Client copies made of plans already read, against jinja2 alone making the same text.

    Ours is everything that `render` does beyond reading: the view, the page, the sandbox, our
    escaping. Bare jinja2 is handed each page ready made, and its template compiled.
    """
    caseload = Caseload(bench.plans)
    read = [caseload.case(case, cases.TODAY) for case in caseload.case_ids()]
    sheets = [sheet_of(case, "client", "html") for case in read]
    template = _bare(sheets[0]).get_template("client.j2")
    works: dict[str, Work] = {
        "ours": lambda: [render(case, "client", "html") for case in read],
        "bare": lambda: [template.render(sheet.page) for sheet in sheets],
    }
    for case, sheet in zip(read, sheets, strict=True):
        # The two escape a quote in different letters that mean the same.
        ours, theirs = render(case, "client", "html"), tidy(template.render(sheet.page))
        if unescape(ours) != unescape(theirs):
            raise clock.Failed("the two ways to make a copy do not make the same text")
    found = clock.in_turn(works, max(1, bench.sizes.slow_runs))
    what = f"{len(read):,} client copies as HTML, each, beyond reading"
    yield _beside(what, found["ours"], "jinja2 alone", found["bare"], 3, len(read))


def _bare(sheet: Sheet) -> Environment:
    """Plain jinja2 over hrcli's templates: no sandbox, its own undefined and escaping."""

    def load(name: str) -> str | None:
        return built_in().get(f"format.{sheet.to}.j2" if name == "format.j2" else name)

    ink = ink_for(sheet.audience, sheet.to, sheet.labels)
    bare = Environment(
        autoescape=True,
        finalize=lambda value: "" if value is None else value,
        loader=FunctionLoader(load),
        lstrip_blocks=True,
        trim_blocks=True,
    )
    bare.filters = ink.filters()
    bare.globals = {
        "_": ink.phrase,
        "language": sheet.labels.language,
        "direction": sheet.labels.direction,
    }
    return bare


ALL: tuple[Measure, ...] = (
    start_up,
    reading,
    checking,
    memory,
    walking,
    saving,
    looking_back,
    rendering,
)


class Stage(NamedTuple):
    """One stage of `validate`, and the seconds it takes for one case."""

    name: str
    seconds: float


def stages(bench: Bench) -> list[Stage]:
    """Where the time of `validate` goes, for a case with its reviews and events, in process."""
    caseload = Caseload(bench.few)
    whole = [caseload.case(case, cases.TODAY) for case in caseload.case_ids()[:PLANS]]
    names = [f"cases/{case.id}/{file.name}" for case in whole for _, file in case.files]
    raws = [read_bytes(caseload.path(name)) for name in names]
    findings = [finding for case in whole for finding in engine.examine(case)]
    works: dict[str, Work] = {
        "opening the files": lambda: [read_bytes(caseload.path(name)) for name in names],
        "YAML to data and places": lambda: [document.read(raw) for raw in raws],
        "the typed view of the plan": lambda: [plan_of(case.plan_file.data) for case in whole],
        "schema": lambda: [_schema(case) for case in whole],
        "rules": lambda: [engine.examine(case) for case in whole],
        "findings to text": lambda: findings_text(findings),
    }
    found = {
        name: cost.busy for name, cost in clock.in_turn(works, max(1, bench.sizes.runs)).items()
    }
    found["rules"] -= found["schema"]  # `examine` asks the schema too
    return [Stage(name, seconds / len(whole)) for name, seconds in found.items()]


def _schema(case: Case) -> list[Finding]:
    checked = (check.check(it.document, kind, case.settings.key_harms) for kind, it in case.files)
    return [finding for found in checked for finding in found]
