"""Names in literal texts that the code around was never told to capture, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator

from cellophane.check.evidence import span
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.scope import Variable
from cellophane.source.facts import Facts
from cellophane.source.names.elsewhere import may_bind_unseen
from cellophane.source.names.in_text import Named, is_found_elsewhere, named_in_text, not_captured
from cellophane.source.tree.catching import is_caught


def findings(facts: Facts, code: str) -> Iterator[Finding]:
    """The findings of a file, one for each word of a text."""
    for text in named_in_text(facts.names, facts.parents):
        raised = "KeyError" if text.only_locals else "NameError"
        if is_caught(facts.parents, text.function, raised):
            continue
        for word in dict.fromkeys(text.words):
            meant = not_captured(facts.names, facts.names.holder(text.function), word)
            if meant is not None and (text.only_locals or not is_found_elsewhere(facts.names, word)):
                yield _finding(facts, text, meant, code)


def _finding(facts: Facts, text: Named, meant: Variable, code: str) -> Finding:
    source, function, name = facts.source, text.function.id, meant.name
    bound = facts.names.bindings(meant)[0].node
    certainty = _certainty(facts, text)
    was = "may be missing, if no other code puts it there" if certainty is Certainty.POSSIBLE else "was not captured"
    return Finding(
        code=code,
        name=name,
        message=f"`{function}` sees only what the code around it captures: `{name}` {was}",
        advice=f"hand `{name}` over by name, not by a text: what stands in a text captures nothing",
        filename=source.filename,
        span=span(source, text.text),
        certainty=certainty,
        evidence=(
            Evidence(Step.BOUND, span(source, bound), f"`{name}` is a variable of `{meant.scope.name}`"),
            Evidence(Step.READ, span(source, text.text), f"only this text names `{name}` inside"),
        ),
        unfixed="what else the text may see is for its author to say",
    )


def _certainty(facts: Facts, text: Named) -> Certainty:
    """Certain, unless other code may have put the name where `eval` finds it."""
    if _others_write(facts, text):
        return Certainty.POSSIBLE
    return Certainty.CERTAIN


def _others_write(facts: Facts, text: Named) -> bool:
    """Whether another text is executed in the same scope, or the globals may hold what does not stand in the file."""
    names = facts.names
    holder = names.holder(text.function)
    named = filter(None, map(names.named, ("exec", "locals")))
    writers = (use for variable in named for use in names.uses(variable) if use.scope is holder)
    if any(use.node is not text.function for use in writers):
        return True
    return not text.only_locals and text.function.id != "exec" and may_bind_unseen(names, facts.tree)
