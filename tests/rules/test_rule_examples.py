"""What `explain` shows of a rule is true: its example fires the rule, its better text does not.

Each is laid over a complete plan, review or event, at the first place where the schema knows all
keys of the better text; what an example says of its surroundings in a remark stands in BESIDE.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from hrcli.plan import schema
from hrcli.plan.agreed import digest
from hrcli.plan.case import Case
from hrcli.plan.plan import plan_of
from hrcli.rules import engine, registry
from hrcli.rules.rule import Rule
from tests.support.casefiles import BASE, case_of, document_of, laid_over

KINDS = ("plan", "review", "event")
ELSEWHERE = {
    "SCH10": "about the first line of a file, which a complete plan has",
    "REF09": "about the names of files",
    "REF10": "about the names of files",
    "RES01": "about knowledge/resources.yaml, which is no file of a case",
}
"""Rules whose example cannot be laid over a complete case, and why."""

SHOWN = [
    rule
    for rule in registry.TABLE.values()  # the reader's own are shown in test_rules
    if rule.code not in ELSEWHERE and (rule.check or not rule.code.startswith("YML"))
]
NAMED = re.compile(r"^# ((?:reviews|events)/\S+\.yaml)$", re.MULTILINE)

STAY = {
    "events/2026-02-18-m2pd.yaml": "hrcli: event/1\nkind: detox_stay\nstatus: planned\n"
    "from: 2026-02-18\nto: 2026-02-28\n# without date:\n"
}
CHILD = "dependants: [{id: d4t, age: 3, age_on: 2026-01-12, lives_here: true}]\n"
REVIEWED = {"reviews/2026-02-09-k7fw.yaml": "hrcli: review/1\nheld_on: 2026-02-09\n"}
HAPPENED = "hrcli: event/1\nkind: {}\nstatus: happened\ndate: 2026-02-03\n"
BESIDE: dict[str, dict[str, str]] = {
    "REF08": REVIEWED,
    "REF11": {"events/2026-02-03-c3nt.yaml": "hrcli: event/1\nkind: contact_attempt\n"},
    "CHI02": STAY,
    "CHI06": {"plan.yaml": "# without relapse_plan:\n"},
    "CHI13": {"plan.yaml": "# without dependants:\n"},
    "CHI03": {**STAY, "plan.yaml": CHILD},
    "CHI04": {**STAY, "plan.yaml": CHILD},
    "REV05": REVIEWED,
    "REV11": {"plan.yaml": "harms: [{id: h7k, what: late, baseline: {degree: moderate}}]\n"},
    "REV14": {"plan.yaml": "harms: [{id: h7k, what: late}, {id: h8k, what: alone}]\n"},
    "EVT01": REVIEWED,
    "EVT02": REVIEWED,
    "R-OPI-13": {"events/2026-02-03-c3nt.yaml": HAPPENED.format("overdose")},
    "R-DV-06": {"plan.yaml": "# without asked:\n"},
    "R-CRI-01": {"events/2026-02-03-c3nt.yaml": HAPPENED.format("crisis")},
    "OUT12": {
        "reviews/2026-02-02-k7fw.yaml": "hrcli: review/1\ngoals: [{id: g2m, gas_level: 0}]\n"
    },
    "OUT21": {
        "reviews/2026-01-20-b4xn.yaml": "hrcli: review/1\nheld_on: 2026-01-20\n"
        "# without quality_of_life:\n",
        **REVIEWED,
    },
    "OUT22": {
        "reviews/2026-01-19-b4xn.yaml": "hrcli: review/1\nheld_on: 2026-01-19\nalliance: 8\n"
    },
}
USUAL = {
    "plan": "plan.yaml",
    "review": "reviews/2026-02-02-k7fw.yaml",
    "event": "events/2026-02-03-m2pd.yaml",
}
LONE = ("REF06",)  # about a file outside its folder; inside one REF05 speaks first


def holders(kind: str) -> Iterator[tuple[str | int, ...]]:
    """Every place of a file that holds keys, the file itself first, then the outermost ones."""
    names = {name.rpartition(".")[0] for name, _ in schema.properties(kind)}
    found = {tuple(_steps(name)) for name in names if name}
    yield ()
    yield from sorted(found, key=lambda path: (len(path), [str(step) for step in path]))


def _steps(name: str) -> Iterator[str | int]:
    for part in name.split("."):
        yield part.removesuffix("[]")
        if part.endswith("[]"):
            yield 0


def place_of(keys: set[str]) -> tuple[str, tuple[str | int, ...]]:
    """The kind of file, and the place in it, that these keys belong to."""
    places = [(kind, path) for kind in KINDS for path in holders(kind)]
    for kind, path in sorted(places, key=lambda it: len(it[1])):
        known = schema.property_at(kind, path) or {}
        if keys <= set(known.get("properties", {})) and keys:
            return kind, path
    raise AssertionError(f"no place for {keys}")


def laid_at(path: tuple[str | int, ...], text: str, data: Any) -> str:
    """`text` at its place, and round it what `data` holds otherwise."""
    if path and isinstance(path[0], int):
        first, others = (data[0], data[1:]) if data else ({}, [])
        inner = textwrap.indent(laid_at(path[1:], text, first), "  ")
        return "-" + inner[1:] + "".join(f"- {json.dumps(it)}\n" for it in others)
    data = data if isinstance(data, dict) else {}
    if path:
        inner = laid_at(path[1:], text, data.get(path[0]))
        text = f"{path[0]}:\n{textwrap.indent(inner, '  ')}"
    own = set(document_of(text).data)
    return text + "".join(
        f"{key}: {json.dumps(it)}\n" for key, it in data.items() if key not in own
    )


def case_with(rule: Rule, text: str) -> Case:
    """A complete case with the example in it, and with what stands beside it."""
    named = NAMED.search(text)
    body = "".join(f"{line}\n" for line in text.strip("\n").split("\n") if line[:1] != "#")
    kind, path = place_of(set(document_of(rule.better).data))
    files = {"plan.yaml": "hrcli: plan/1\n", **beside(rule)}
    name = named[1] if named else USUAL[kind]
    files["plan.yaml"] = laid_over(files["plan.yaml"], "plan")
    whole = files[name] if name in files else base(kind)
    files[name] = laid_at(path, body, document_of(whole).data)
    histories = (
        {name: laid_over(it, which) for name, it in files.items() if name.startswith(which)}
        for which in ("review", "event")
    )
    return case_of(files["plan.yaml"], *histories, whole=rule.code not in LONE)


def beside(rule: Rule) -> dict[str, str]:
    """What the case holds besides: an agreement is made for the better text's goals."""
    if rule.code != "AUT02":
        return BESIDE.get(rule.code, {})
    agreed = digest(plan_of(document_of(rule.better).data))
    return {"plan.yaml": f"agreed: {{date: 2026-01-12, by: [client], digest: '{agreed}'}}\n"}


def base(kind: str) -> str:
    return (BASE / f"{kind}.yaml").read_text(encoding="utf-8")


def fires(rule: Rule, text: str) -> bool:
    found = engine.examine(case_with(rule, text), agreeing=rule.at_agree)
    return rule.code in {finding.code for finding in found}


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.slug)
def test_the_example_fires_its_rule_and_the_better_text_does_not(rule: Rule) -> None:
    assert fires(rule, rule.example), rule.example
    assert not fires(rule, rule.better), rule.better
