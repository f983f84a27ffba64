"""Settings in force, as lines for people: which file governs, each value, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cellophane.check.origins import Origin
from cellophane.report.visible import visible


def render(subject: str, file: str | None, codes: Sequence[str], origins: Sequence[Origin]) -> Iterator[str]:
    """The lines about one path, each with its end: `codes` are the rules that this comes to."""
    governed = f"is governed by {file}" if file else "is governed by no file of settings"
    yield visible(f"{subject} {governed}") + "\n"
    names = max(len(each.setting) for each in origins)
    values = max(len(visible(each.value)) for each in origins)
    for each in origins:
        yield f"  {each.setting:<{names}}  {visible(each.value):<{values}}  {visible(each.origin)}\n"
    yield f"  {'rules':<{names}}  {', '.join(codes) or 'none'}\n"
