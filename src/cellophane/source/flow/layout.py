"""What a text says by itself: whose its names are, where its nodes stand, in which order things happen.

None of it rests on another file, so it is found out once for each text, whatever becomes of the files around it and
whoever asks: the check of the file, or those who import it.
"""

from __future__ import annotations

import ast
from functools import cached_property

from cellophane.source.flow.graph import Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.flow.statements import build
from cellophane.source.names.scopes import Names, resolve
from cellophane.source.tree.bodies import Body
from cellophane.source.tree.parents import Parents


class Layout:
    """Answers for one tree, each made when it is first asked for.

    >>> layout = Layout(ast.parse("def sell():\\n    price = 1\\n    return lambda: price"))
    >>> [variable.name for variable in layout.names.captures(layout.names.scopes[-1])]
    ['price']
    """

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._flows: dict[Body, Flow] = {}
        self._happenings: dict[Flow, Happenings] = {}

    @cached_property
    def names(self) -> Names:
        """What every name means."""
        return resolve(self.tree)

    @cached_property
    def parents(self) -> Parents:
        """Where every node stands."""
        return Parents(self.tree)

    def flow(self, body: Body) -> Flow:
        """The order of events in a body."""
        if body not in self._flows:
            self._flows[body] = build(body)
        return self._flows[body]

    def happenings(self, flow: Flow) -> Happenings:
        """At which events of a body variables are bound, and lose their values."""
        if flow not in self._happenings:
            self._happenings[flow] = Happenings(self.names, flow)
        return self._happenings[flow]
