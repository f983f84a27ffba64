"""What was not seen of a closure of which it is only possible that it runs late, in words, and what would tell.

A message claims no more than was seen: of such a finding it says what may happen, and what nobody can tell.
"""

from __future__ import annotations

from cellophane.check.outcomes_in_words import words
from cellophane.model.finding import Certainty
from cellophane.source.following.trails import Stale
from cellophane.source.steps.outcomes import End, Outcome, Verb

# fmt: off
_UNTOLD = {
    Verb.HAND_TO: "nobody can tell what {} does with it",
    Verb.DECORATE: "nobody can tell what the decorator {} does with it",
    Verb.HAND_ON: "it is handed on and on, and nobody can tell where it ends",
    Verb.LOSE: "it is lost from sight",
    Verb.YIELD: "nobody can tell whether who takes it from the generator still has it by then",
}
# fmt: on


def untold(kept: Outcome | None, is_called: bool = False) -> str:
    """What was not seen. `kept` is what became of it, `is_called` whether a call was seen after that."""
    if kept is None:
        return "nobody can tell whether it comes to that"
    if kept.cause.verb in _UNTOLD:
        by = kept.cause.by
        return _UNTOLD[kept.cause.verb].format(f"`{words(by)}`" if by is not None else "that")
    if kept.certainty > Certainty.POSSIBLE and not is_called:
        return "the next iteration puts another in its place, and no call before that was seen"
    if kept.cause.by is None:
        return "nobody can tell whether it comes to that"
    return f"nobody can tell whether `{words(kept.cause.by)}` keeps it for so long"


def hint(certainty: Certainty, stale: Stale) -> str:
    """The way out of not knowing; empty where it is known."""
    return would_tell(stale.called or stale.kept) if certainty is Certainty.POSSIBLE else ""


def would_tell(outcome: Outcome | None) -> str:
    """What would tell where a trail goes on that is lost; empty if nothing would."""
    last = list(outcome.chain())[-1] if outcome is not None and outcome.end is End.UNKNOWN else None
    if last is None or last.cause.verb not in (Verb.HAND_TO, Verb.DECORATE) or last.cause.by is None:
        return ""
    name = words(last.cause.by)
    return f"an annotation that tells what `{name}` is, or an entry for it in `[tool.cellophane.callables]`"
