"""All facts about one file, each made when a rule first asks for it."""

from __future__ import annotations

import ast
from functools import cached_property

from cellophane.source.change.snapshots import Snapshots
from cellophane.source.flow.graph import Flow
from cellophane.source.flow.statements import build
from cellophane.source.following.lifetimes import Lifetimes, Stale, captured_in_loops
from cellophane.source.following.replacement import Replacement
from cellophane.source.following.summaries import Summaries
from cellophane.source.following.trace import Following
from cellophane.source.knowledge import Knowledge, load
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Elsewhere
from cellophane.source.names.scopes import Names, resolve
from cellophane.source.steps.fates import Fates
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Body, Site
from cellophane.source.tree.parents import Parents


class Facts:
    """What is known of one file without running it.

    >>> from cellophane.source.text.source import Source
    >>> source = Source("a.py", "late = [lambda: i for i in range(3)]")
    >>> [stale.variable.name for stale in Facts(source, source.parse()).stale]
    ['i']
    """

    def __init__(
        self,
        source: Source,
        tree: ast.Module,
        knowledge: Knowledge | None = None,
        elsewhere: Elsewhere | None = None,
        module_name: str = "",
    ) -> None:
        self.source = source
        self.tree = tree
        self.module_name = module_name
        """Dotted; empty if it cannot be told."""
        self._knowledge = load() if knowledge is None else knowledge
        self._elsewhere = elsewhere
        self._flows: dict[Body, Flow] = {}

    @property
    def consulted_elsewhere(self) -> bool:
        """Whether anything told so far rests on other files, so that it holds only as long as they stay as they are."""
        return self._elsewhere is not None and self._elsewhere.consulted

    @cached_property
    def names(self) -> Names:
        """What every name means."""
        return resolve(self.tree)

    @cached_property
    def parents(self) -> Parents:
        """Where every node stands."""
        return Parents(self.tree)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every closure site, in no particular order."""
        return tuple(scope.node for scope in self.names.scopes if isinstance(scope.node, Site))

    @cached_property
    def stale(self) -> tuple[Stale, ...]:
        """Every closure that outlives the iteration whose variable it reads, once for each such variable."""
        found: dict[tuple[Site, str], Stale] = {}
        for site, variable in captured_in_loops(self.names, self.parents, self.sites):
            stale = self._lifetimes.outlives(site, variable)
            if stale is not None:
                key = stale.site, variable.name
                found[key] = max(stale, found.get(key, stale), key=lambda one: one.certainty)
        return tuple(found.values())

    @cached_property
    def callees(self) -> Callees:
        """Which callables expressions mean."""
        return Callees(self.names, self.parents, self._knowledge, self, self._elsewhere)

    @cached_property
    def fates(self) -> Fates:
        """What becomes of the values of expressions."""
        return Fates(self.names, self.parents, self.callees, self._knowledge)

    @cached_property
    def summaries(self) -> Summaries:
        """What the file's callables do with functions handed to them."""
        return Summaries(self._following, self.callees)

    @cached_property
    def snapshots(self) -> Snapshots:
        """Which variables may be bound early."""
        return Snapshots(self.names, self.parents, self.flow)

    @cached_property
    def _lifetimes(self) -> Lifetimes:
        return Lifetimes(self._following, self.callees)

    @cached_property
    def _following(self) -> Following:
        replacement = Replacement(self.names, self.callees)
        return Following(self.names, self.parents, self.fates, replacement, self.flow)

    @property
    def unresolved(self) -> tuple[str, ...]:
        """The callees that closures were handed to and of which nothing is known, as far as anybody asked."""
        return tuple(sorted(self.fates.unresolved))

    def flow(self, body: Body) -> Flow:
        """The order of events in a body."""
        if body not in self._flows:
            self._flows[body] = build(body)
        return self._flows[body]
