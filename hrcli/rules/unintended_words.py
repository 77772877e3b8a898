"""How a rule on unintended harm is explained: its pattern in words, an example, a better one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hrcli.document.data import Value
from hrcli.folding import capitalised
from hrcli.knowledge.substances import groups
from hrcli.knowledge.unintended_harms import PLAN_ITSELF, UnintendedHarm, When

# How each key of a `when` map reads in a sentence.
PHRASES = {
    "substance": "use of {}",
    "not_substance": "use of anything but {}",
    "group": "use of the group {}",
    "pattern": "pattern {}",
    "dependence": "dependence {}",
    "route": "route {}",
    "supply": "supply {}",
    "with_substance": "beside {}",
    "with_group": "beside another of the group {}",
    "ctx": "context {}",
    "ctx_all": "context {}",
}


def finds(harm: UnintendedHarm) -> str:
    """When the rule fires, in one paragraph."""
    sentences = [_pattern(when) for when in harm.when]
    stopped = " What was stopped counts as well." if harm.stopped_counts else ""
    text = "; or: ".join(sentences)
    return f"{capitalised(text)}; and nothing of what answers it is in place.{stopped}"


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
            yield phrase.format(joined)
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
    when, answer = harm.when[0], harm.need[0]
    lines = []
    circumstances = [*when.get("ctx", ())[:1], *when.get("ctx_all", ())]
    if circumstances:
        lines += ["client:", f"  context: {_flow(circumstances)}"]
    used = [*_uses(when)]
    if used:
        lines += ["use:", *(f"  - {_flow(use)}" for use in used)]
    if PLAN_ITSELF in when["intervention"]:
        endings = (["mitigations: []"], ["mitigations:", f"  - {_flow({'is': answer})}"])
    else:
        goal = {"id": "g2m", "intervention": when["intervention"][0]}
        before, after = ({**goal, "mitigations": it} for it in ([], [answer]))
        endings = (["goals:", f"  - {_flow(before)}"], ["goals:", f"  - {_flow(after)}"])
    example, better = ("\n".join([*lines, *ending, ""]) for ending in endings)
    return example, better


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
    for substance in when.get("with_substance", ())[:1]:
        yield {"id": "s3t", "substance": substance}
    for name in when.get("with_group", ())[:1]:
        yield {"id": "s3t", "substance": _of_group(name, taken)}
    for name, least in when.get("count_group", {}).items():
        for number in range(least):
            yield {"id": f"s{number}t", "substance": _of_group(name, None, number)}


def _first_use(when: When) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "substance" in when:
        found["substance"] = when["substance"][0]
    elif "group" in when:
        found["substance"] = _of_group(when["group"][0], None)
    elif "not_substance" in when or "route" in when:
        found["substance"] = "amphetamine_type"
    for key in ("pattern", "dependence", "supply"):
        if key in when:
            found[key] = when[key][0]
    if "route" in when:
        found["route"] = when["route"][:1]
    return found


def _of_group(name: str, besides: str | None, position: int = 0) -> str:
    """A substance of a group, another one than `besides`."""
    known = [it for it, inside in groups().items() if name in inside and it != besides]
    return known[position]
