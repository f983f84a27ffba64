"""From a stale closure to a finding: the words and places that the rules about late binding share."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.check.fix import Unfixable, choice
from cellophane.model.finding import Evidence, Finding, Step
from cellophane.model.fix import Fix
from cellophane.model.place import Span
from cellophane.source.facts import Facts
from cellophane.source.following.lifetimes import Stale
from cellophane.source.steps.outcomes import Outcome, Way, form_of
from cellophane.source.text.source import Source

_HEADERS = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.For,
    ast.AsyncFor,
    ast.While,
)


def is_lazy(stale: Stale) -> bool:
    """Whether it is an iterator that outlives the iteration: a generator expression, or a function inside
    `map`.

    A generator function is called first, like any other function.
    """
    return isinstance(stale.site, ast.GeneratorExp) or (
        Way.ITERATE in stale.form and Way.ITERATE not in form_of(stale.site)
    )


def finding(facts: Facts, stale: Stale, code: str) -> Finding:
    """The finding that a stale closure is, under the code of the rule that reports it."""
    use = facts.names.first_use(stale.variable, facts.names.scope(stale.site))
    assert use is not None
    name, lazy = stale.variable.name, is_lazy(stale)
    mended, unfixed = _fix(facts, stale)
    return Finding(
        code=code,
        name=name,
        message=_message(stale, name, lazy),
        advice=mended.title if mended is not None else _advice(stale.site, name),
        filename=facts.source.filename,
        span=_span(facts.source, use.node),
        certainty=stale.certainty,
        evidence=_evidence(facts.source, stale, lazy),
        fix=mended,
        unfixed=unfixed,
    )


def _fix(facts: Facts, stale: Stale) -> tuple[Fix | None, str]:
    """The fix, or why there is none."""
    try:
        return choice.fix(facts, stale), ""
    except Unfixable as reason:
        return None, str(reason)


def _message(stale: Stale, name: str, lazy: bool) -> str:
    what, when = _what(stale.site), "iterated" if lazy else "called"
    return f"{what} reads `{name}` when it is {when}: a later iteration has rebound it by then"


def _what(site: ast.AST) -> str:
    if isinstance(site, ast.FunctionDef | ast.AsyncFunctionDef):
        return f"`{site.name}`"
    return "this lambda" if isinstance(site, ast.Lambda) else "this generator expression"


def _advice(site: ast.AST, name: str) -> str:
    """What to do where no fix can be offered."""
    if isinstance(site, ast.GeneratorExp):
        return "make a list in its place, `[… for … in …]`, or make the generator in a function that takes the value"
    what = "the lambda" if isinstance(site, ast.Lambda) else "the function"
    return f"make {what} in another function, which takes the `{name}` that is meant"


def _evidence(source: Source, stale: Stale, lazy: bool) -> tuple[Evidence, ...]:
    name = stale.variable.name
    steps = [Evidence(Step.MADE, _span(source, stale.site), "made here in each iteration")]
    if stale.kept is not None and stale.kept is not stale.called:
        steps.append(Evidence(Step.KEPT, _span(source, stale.kept.node), f"{stale.kept.text} here"))
        steps += _hops(source, stale.kept, Step.KEPT)
    steps.append(Evidence(Step.REBOUND, _span(source, stale.rebound), f"`{name}` is rebound here, for all of them"))
    if stale.called is not None:
        reads = f"it reads the `{name}` of a later iteration"
        steps.append(Evidence(Step.CALLED, _span(source, stale.called.node), f"{stale.called.text} here: {reads}"))
        steps += _hops(source, stale.called, Step.CALLED)
    return tuple(steps)


def _hops(source: Source, outcome: Outcome, step: Step) -> Iterator[Evidence]:
    """What happens inside the callables that the value is handed to, each one's file named if it is another one."""
    hop = outcome.via
    while hop is not None:
        inside, other = hop.outcome, hop.home.source
        span = _span(other, inside.node)
        away = other.filename != source.filename
        yield Evidence(
            step,
            span,
            inside.text,
            filename=other.filename if away else None,
            line=other.line(span.row) if away else None,
        )
        hop = inside.via


def _span(source: Source, node: ast.AST) -> Span:
    """Where a node stands; of a statement with a body, the first line."""
    if isinstance(node, ast.withitem):
        node = node.context_expr
    if isinstance(node, ast.comprehension):
        node = node.target
    assert isinstance(node, ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.alias | ast.pattern | ast.keyword)
    span = source.span(node)
    if not isinstance(node, _HEADERS):
        return span
    line = source.line(span.row)
    return Span(span.row, span.column, span.row, max(len(line.rstrip()), span.column) + 1)
