"""The page about a rule: what it finds, why it matters, an example and a better one."""

from __future__ import annotations

from hrcli.rules.rule import Rule


def page(rule: Rule) -> str:
    """The page that `hrcli explain` prints about a rule."""
    weights = f"{rule.severity.value} on an active plan"
    if rule.draft:
        weights += f", {rule.draft.value} on a draft"
    kept = "\nIt can be neither switched off nor set aside." if rule.fixed else ""
    if rule.critical:
        kept = "\nSetting it aside takes a role and somebody consulted, as does switching it off."
    parts = (
        f"{rule.code} {rule.slug} ({weights}){kept}",
        f"What it finds\n{_indented(rule.finds)}",
        f"Why it matters\n{_indented(rule.why)}",
        f"Example\n{_indented(rule.example)}",
        f"Better\n{_indented(rule.better)}",
        f"Source\n{_indented(rule.source)}",
    )
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.strip("\n").split("\n"))
