"""Agreeing which harm comes first: what is asked of each, and the order as the client sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hrcli.folding import same
from hrcli.method.interview import Interview, Misheard
from hrcli.method.priority import Ranked, factors_open, order, waits
from hrcli.plan.changes import Change
from hrcli.plan.plan import Harm, Plan
from hrcli.terminal import line


def to_rank(plan: Plan) -> list[Ranked]:
    """The harms that get a rank: those that are still there and do not wait, in their order."""
    return [it for it in order(plan.harms) if not it.harm.resolved and not waits(it.harm)]


def unasked(plan: Plan) -> list[Harm]:
    """Those of them of which a factor was not asked yet."""
    return [it.harm for it in to_rank(plan) if factors_open(it.harm)]


def asked(session: Interview, plan: Plan) -> list[Change]:
    """Ask for each factor that nobody has asked yet; what is left open changes nothing."""
    return list(_asked(session, plan))


def _asked(session: Interview, plan: Plan) -> Iterator[Change]:
    for harm in unasked(plan):
        session.about(f"\nHarm {harm.id}: {line(harm.what)}")
        for factor in factors_open(harm):
            answer = session.value(("harms", harm.id, factor))
            if answer is not None:
                yield Change((*harm.path, factor), answer)


def heard(typed: str, names: Sequence[str]) -> list[str]:
    """The ids that `typed` puts first; none where it says yes. Raises Misheard otherwise."""
    if any(same(typed, word) for word in ("yes", "y")):
        return []
    said = typed.replace(",", " ").split()
    found = [next((name for name in names if same(name, it)), "") for it in said]
    if not all(found) or len(set(found)) != len(found):
        raise Misheard(f"Answer yes, or name harms: {', '.join(names)}.")
    return found
