"""How a rule on unintended harm is explained: its pattern in words, an example, a better one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from hrcli.document.data import Value
from hrcli.folding import capitalised
from hrcli.knowledge.substances import groups
from hrcli.knowledge.table_of_facts import worked_out
from hrcli.knowledge.unintended_harms import PLAN_ITSELF, UnintendedHarm, When

# How each key of a `when` map reads in a sentence.
PHRASES = {
    "substance": "use of {}",
    "group": "use of the group {}",
    "not_substance": "use of anything but {}",
    "pattern": "pattern {}",
    "dependence": "dependence {}",
    "route": "route {}",
    "supply": "supply {}",
    "not_supply": "supply other than {}",
    "with_substance": "beside {}",
    "with_group": "beside another of the group {}",
    "with_pattern": "that one in pattern {}",
    "without_substance": "no use of {} in the plan",
    "ctx": "context {}",
    "ctx_all": "context {}",
    "not_ctx": "without the context {}",
}

DONE = "2026-02-09"

NALOXONE = "take_home_naloxone"
OPIOIDS_NEAR = frozenset(("supply", "opioid", "kratom", "unknown", "multiple"))
"""What makes naloxone an answer: who sells it, or what it is."""

# Interventions that are taken as said although no goal names them.
IMPLIED = {
    "planned_continued_use": "a use that no goal stops, where the plan has goals",
    "stop_abrupt": "a use that was stopped lately",
}


def finds(harm: UnintendedHarm) -> str:
    """When the rule fires, in one paragraph."""
    text = "; or: ".join(_pattern(when) for when in harm.when)
    fires = f"{capitalised(text)}; and nothing of what answers it is in place."
    return " ".join((fires, *_further(harm)))


def _further(harm: UnintendedHarm) -> Iterator[str]:
    """What the pattern leaves unsaid: how often it speaks, and where its words come from."""
    if harm.stopped_counts:
        yield "What was stopped counts as well."
    for word, uses in IMPLIED.items():
        if word in harm.interventions:
            yield f"For {uses}, {word} is taken as said."
    if harm.once:
        yield "It speaks once for the whole plan."
    if harm.silent_beside:
        yield f"It says nothing while {_one_of([*harm.silent_beside])} is open."
    if harm.answers_since:
        anyway = f", but for {_one_of([*harm.answers_anyway])}" if harm.answers_anyway else ""
        since = _one_of([*harm.answers_since])
        yield f"Only what was done since the day of {since} answers it{anyway}."
    for word, it in worked_out().items():
        if word in _contexts(harm):
            yield f"The context {word} means that {it.from_}."


def _contexts(harm: UnintendedHarm) -> set[str]:
    keys = ("ctx", "ctx_all", "not_ctx")
    return {word for when in harm.when for key in keys for word in when.get(key, ())}


def _pattern(when: When) -> str:
    who = "a plan, whatever its goals do"
    if PLAN_ITSELF not in when["intervention"]:
        who = f"a goal that says {_one_of(when['intervention'])}"
    conditions = [*_conditions(when)]
    return f"{who}, with {', '.join(conditions)}" if conditions else who


def _conditions(when: When) -> Iterator[str]:
    for key, phrase in PHRASES.items():
        if key in when:
            joined = " and ".join(when[key]) if key == "ctx_all" else _one_of(when[key])
            narrows = key == "not_substance" and "group" in when
            yield f"but not {joined}" if narrows else phrase.format(joined)
    for name, least in when.get("count_group", {}).items():
        yield f"at least {least} substances of the group {name} in use"


def _one_of(listed: list[str]) -> str:
    return " or ".join((", ".join(listed[:-1]), listed[-1]) if len(listed) > 1 else listed)


def why(harm: UnintendedHarm) -> str:
    """The risk, what to ask, and what answers it."""
    also = f" Worth having too: {', '.join(harm.also)}." if harm.also else ""
    return (
        f"The risk: {harm.risk}. What to ask: {harm.ask.rstrip('.')} "
        f"One of these answers it: {', '.join(harm.need)}.{also}"
    )


def examples(harm: UnintendedHarm) -> tuple[str, str]:
    """A plan, as far as it matters, that the rule fires for, and the same with an answer."""
    when = harm.when[0]
    used = [*_uses(when)]
    answer = _answer(harm, used)
    words = [*_first_ctx(when), *when.get("ctx_all", ())]
    derived = [it for word, it in worked_out().items() if word in words]
    told = [it.line for it in derived if not it.under]
    sections = _sections(words, used)
    example, better = (
        "\n".join((*told, *_lines({**sections, **ending}), ""))
        for ending in _endings(harm, when, answer)
    )
    return example, better


def _first_ctx(when: When) -> list[str]:
    """One word of those that a map lists, best one that a plan may hold."""
    listed = when.get("ctx", [])
    return [*(word for word in listed if word not in worked_out()), *listed][:1]


def _sections(words: Iterable[str], used: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """The keys of the plan and what stands below each."""
    found: dict[str, list[str]] = {}
    words = [*words]
    plain = [word for word in words if word not in worked_out()]
    if plain:
        found["client"] = [f"context: {_flow(plain)}"]
    for word, it in worked_out().items():
        if word in words and it.under:
            found.setdefault(it.under, []).append(it.line)
    for use in used:
        found.setdefault("use", []).append(f"- {_flow(use)}")
    return found


def _endings(harm: UnintendedHarm, when: When, answer: str) -> Iterator[dict[str, list[str]]]:
    """What stands last without an answer, and with it."""
    of_plan = harm.once or answer == "emergency_now" or PLAN_ITSELF in when["intervention"]
    goal = {"id": "g2m", "intervention": when["intervention"][0]}
    plain = PLAN_ITSELF in when["intervention"]
    before = {} if plain else {"goals": [f"- {_flow({**goal, 'mitigations': []})}"]}
    yield before or {"mitigations": []}
    if of_plan:
        yield {**before, "mitigations": [f"- {_flow({'is': answer, 'done_on': DONE})}"]}
    else:
        yield {"goals": [f"- {_flow({**goal, 'mitigations': [answer]})}"]}


def _lines(sections: dict[str, list[str]]) -> Iterator[str]:
    for name, inner in sections.items():
        yield f"{name}:" if inner else f"{name}: []"
        yield from (f"  {line}" for line in inner)


def _answer(harm: UnintendedHarm, used: Iterable[dict[str, Any]]) -> str:
    """The first thing that answers; naloxone only where opioids may be near."""
    near = {key for use in used for key in (*use, use["substance"], *_groups(use["substance"]))}
    first, *others = harm.need
    return others[0] if first == NALOXONE and others and near.isdisjoint(OPIOIDS_NEAR) else first


def _flow(value: Value) -> str:
    """Words of the vocabularies as YAML on one line; none of them needs quotes."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(inner)}' for key, inner in value.items())}}}"
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _uses(when: When) -> Iterator[dict[str, Any]]:
    """The uses that a map asks for, as short as they can be."""
    first = _first_use(when)
    if first:
        yield {"id": "s8w", **first}
    taken = first.get("substance")
    pattern = {"pattern": when["with_pattern"][0]} if "with_pattern" in when else {}
    for substance in when.get("with_substance", ())[:1]:
        yield {"id": "s3t", "substance": substance, **pattern}
    for name in when.get("with_group", ())[:1]:
        yield {"id": "s3t", "substance": _of_group(name, {taken}), **pattern}
    for name, least in when.get("count_group", {}).items():
        for number in range(least):
            yield {"id": f"s{number}t", "substance": _of_group(name, (), number)}


def _first_use(when: When) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "substance" in when:
        found["substance"] = when["substance"][0]
    elif "group" in when:
        found["substance"] = _of_group(when["group"][0], when.get("not_substance", ()))
    elif {"not_substance", "not_supply", "route"} & when.keys():
        found["substance"] = "amphetamine_type"
    for key in ("pattern", "dependence", "supply"):
        if key in when:
            found[key] = when[key][0]
    if "route" in when:
        found["route"] = when["route"][:1]
    return found


def _groups(substance: str) -> frozenset[str]:
    return frozenset(groups().get(substance, ()))


def _of_group(name: str, besides: Container[str | None], position: int = 0) -> str:
    """A substance of a group, none of those in `besides`."""
    known = [it for it, inside in groups().items() if name in inside and it not in besides]
    return known[position]
