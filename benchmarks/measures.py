"""What is measured, against what, and how much of it is allowed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from benchmarks import cases, clock
from benchmarks.installed import Programs
from hrcli import document, output, rules, schema
from hrcli.caseload import Caseload, read_bytes
from hrcli.plan import Case, plan_of

LOOK_UPS = 50


class Sizes(NamedTuple):
    """How many cases the caseloads hold, and how often each command runs."""

    few: int
    many: int
    runs: int
    slow_runs: int  # of what takes half a minute a time


FULL = Sizes(few=1_000, many=10_000, runs=15, slow_runs=3)
QUICK = Sizes(few=10, many=30, runs=1, slow_runs=0)


class Bench(NamedTuple):
    """Everything that a measure needs."""

    programs: Programs
    sizes: Sizes
    plans: Path  # few cases without reviews and events
    few: Path
    many: Path
    work: Path

    def hrcli(self, caseload: Path, *words: str) -> list[str]:
        """A command line of hrcli for `caseload`, on the day the cases were invented for."""
        day = str(cases.TODAY)
        return [*self.programs.hrcli, "--caseload", str(caseload), "--today", day, "-q", *words]

    def python(self, *words: str) -> list[str]:
        """A command line of bare Python."""
        return [*self.programs.python, *words]


class Row(NamedTuple):
    """One line of the table. `ratio` is of the two values; with a `bar` it is met or not."""

    what: str
    value: str
    against: str
    ratio: float
    bar: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None where there is none."""
        if self.bar is None:
            return None
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar


Measure = Callable[[Bench], Iterator[Row]]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.02 else f"{seconds * 1000:.2f} ms"


def start_up(bench: Bench) -> Iterator[Row]:
    """The help page against importing the library it is made with."""
    commands = {
        "help": [*bench.programs.hrcli, "--help"],
        "click": bench.python("-c", "import click"),
    }
    found = clock.side_by_side(commands, 2 * bench.sizes.runs, bench.programs, bench.work)
    ours, floor = found["help"].seconds, found["click"].seconds
    name = f"`python -c 'import click'`: {_ms(floor)}"
    yield Row("`hrcli --help`, whole process", _ms(ours), name, ours / floor, 1.5)


def _raw_plans(bench: Bench) -> list[bytes]:
    return [read_bytes(path) for path in sorted(bench.plans.glob("cases/*/plan.yaml"))[:100]]


def _read_with_places(raws: Sequence[bytes]) -> None:
    for raw in raws:
        found = document.read(raw)
        steps = 0
        for key, value in found.data.items():
            count = len(value) if isinstance(value, list) else 1
            for position in range(count):
                found.place((key, position) if isinstance(value, list) else (key,))
                steps += 1
        for _ in range(LOOK_UPS - steps):
            found.place(("goals", 0, "timed", "by"))


def _parse_only(texts: Sequence[str]) -> None:
    for text in texts:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass


def reading(bench: Bench) -> Iterator[Row]:
    """Data and places of a plan against libyaml's events alone."""
    raws = _raw_plans(bench)
    texts = [raw.decode() for raw in raws]
    works: dict[str, Callable[[], object]] = {
        "read": lambda: _read_with_places(raws),
        "parse": lambda: _parse_only(texts),
    }
    found = clock.in_turn(works, 2 * bench.sizes.runs)
    ours, floor = found["read"] / len(raws), found["parse"] / len(raws)
    what = f"reading one plan, data and {LOOK_UPS} places"
    yield Row(what, _ms(ours), f"libyaml's events, walked: {_ms(floor)}", ours / floor, 1.3)


def checking(bench: Bench) -> Iterator[Row]:
    """`validate` against the peer on the same files."""
    plans = [str(path) for path in sorted(bench.plans.glob("cases/*/plan.yaml"))]
    commands = {
        "plans": bench.hrcli(bench.plans, "validate"),
        "all": bench.hrcli(bench.few, "validate"),
    }
    if bench.programs.peer:
        place = bench.work / "plan.schema.json"
        place.write_text(json.dumps(schema.bundled("plan")), encoding="utf-8")
        commands["peer"] = [*bench.programs.peer, "--schemafile", str(place), *plans]
    found = clock.side_by_side(commands, bench.sizes.slow_runs, bench.programs, bench.work)
    ours, both, count = found["plans"].seconds, found["all"].seconds, len(plans)
    if bench.programs.peer:
        peer = found["peer"].seconds
        name = f"`check-jsonschema`, the same files: {_ms(peer)}"
        what = f"`validate`, {count:,} plans: reading, schema and all rules"
        yield Row(what, _ms(ours), name, peer / ours, 10, at_least=True)
    what = f"`validate`, {count:,} cases with reviews and events"
    yield Row(what, _ms(both), f"plans alone: {_ms(ours)}", both / ours)


def memory(bench: Bench) -> Iterator[Row]:
    """Peak memory of ten times as many cases."""
    for words in (("validate",), ("due",), ("list",)):
        commands = {
            "few": bench.hrcli(bench.few, *words),
            "many": bench.hrcli(bench.many, *words),
        }
        found = clock.once(commands, bench.programs, bench.work)
        many, few = found["many"].mebibytes, found["few"].mebibytes
        what = f"peak memory of `{words[0]}`, {bench.sizes.many:,} cases"
        name = f"{bench.sizes.few:,} cases: {few:.1f} MiB"
        yield Row(what, f"{many:.1f} MiB", name, many / few, 1.5)


def walking(bench: Bench) -> Iterator[Row]:
    """`due` and `list` against reading the bytes of all files, and against importing click."""
    floors = str(Path(__file__).with_name("floors.py"))
    for caseload, count in ((bench.few, bench.sizes.few), (bench.many, bench.sizes.many)):
        commands = {
            "due": bench.hrcli(caseload, "due"),
            "list": bench.hrcli(caseload, "list"),
            "bytes": bench.python(floors, str(caseload), "history"),
            "click": bench.python("-c", "import click"),
        }
        found = clock.side_by_side(commands, bench.sizes.slow_runs, bench.programs, bench.work)
        for name in ("due", "list"):
            ours = found[name].seconds
            for floor, said in (("bytes", "reading all bytes"), ("click", "importing click")):
                other = found[floor].seconds
                what, against = f"`{name}`, {count:,} cases", f"{said}: {_ms(other)}"
                yield Row(what, _ms(ours), against, ours / other)


def saving(bench: Bench) -> Iterator[Row]:
    """One value changed and flushed to the disk, by a new process each time."""
    case = Caseload(bench.plans).case_ids()[0]
    path = ("set", case, "client.age_band")
    commands = {
        "adult": bench.hrcli(bench.plans, *path, "adult"),
        "over_65": bench.hrcli(bench.plans, *path, "over_65"),
        "click": bench.python("-c", "import click"),
    }
    found = clock.side_by_side(commands, bench.sizes.runs, bench.programs, bench.work)
    ours, floor = found["over_65"].seconds, found["click"].seconds
    yield Row(
        "`set`, one value of one plan", _ms(ours), f"importing click: {_ms(floor)}", ours / floor
    )


ALL: tuple[Measure, ...] = (start_up, reading, checking, memory, walking, saving)


class Stage(NamedTuple):
    """One stage of `validate`, and what it takes for one case."""

    name: str
    seconds: float


def stages(bench: Bench) -> list[Stage]:
    """Where the time of `validate` goes, for a case with its reviews and events, in process."""
    caseload = Caseload(bench.few)
    names = [name for case in caseload.case_ids()[:200] for name in _files(caseload, case)]
    whole = [caseload.case(case, cases.TODAY) for case in caseload.case_ids()[:200]]
    raws = [read_bytes(caseload.path(name)) for name in names]
    documents = [document.read(raw) for raw in raws]
    findings = [finding for case in whole for finding in rules.examine(case)]
    works: dict[str, Callable[[], object]] = {
        "opening and reading the bytes": lambda: [read_bytes(caseload.path(n)) for n in names],
        "YAML to data and places": lambda: [document.read(raw) for raw in raws],
        "typed view of the plan": lambda: [plan_of(case.plan_file.data) for case in whole],
        "schema": lambda: [schema.check(it, schema.kind_of(it.data)) for it in documents],
        "schema and rules": lambda: [rules.examine(case) for case in whole],
        "findings as text": lambda: output.findings_text(findings),
    }
    found = clock.in_turn(works, max(3, bench.sizes.slow_runs))
    found["rules"] = found.pop("schema and rules") - found["schema"]
    return [Stage(name, seconds / len(whole)) for name, seconds in found.items()]


def _files(caseload: Caseload, case: str) -> list[str]:
    found: Case = caseload.case(case, cases.TODAY)
    return [f"cases/{case}/{file.name}" for _, file in found.files]
