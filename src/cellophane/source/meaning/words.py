"""By which words a file may call something: a cheap first test, before it is looked up what a call means.

To find out what an expression means may take reading other files. Mostly its last word is that of what it means; where
it is not, this file has given another word to that: by an assignment, an import, or as the result of a function. As for
all of the sift, what another file has renamed counts by its new name alone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator
from functools import cached_property

from cellophane.source.knowledge import Knowledge
from cellophane.source.tree.dotted import last_name
from cellophane.source.tree.parents import Parents

Test = Callable[[ast.expr], bool]
_GIVING = frozenset({ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.withitem, ast.alias, ast.Return})


class Words:
    """Answers for one file.

    >>> from cellophane.source.knowledge import load
    >>> tree = ast.parse("groups = itertools.groupby\\ngroups(x)\\nothers(x)")
    >>> may_group = Words(Parents(tree), load()).told("in_rounds")
    >>> [may_group(statement.value.func) for statement in tree.body[1:]]
    [True, False]
    """

    def __init__(self, parents: Parents, knowledge: Knowledge) -> None:
        self._parents = parents
        self._knowledge = knowledge

    def told(self, *words: str) -> Test:
        """Whether an expression may mean something in whose entry one of these words stands: `runs_out`."""
        return self._test(lambda name: self._knowledge.may_tell(name, *words))

    def called(self, names: Collection[str]) -> Test:
        """Whether an expression may mean something that has one of these names."""
        return self._test(names.__contains__)

    def _test(self, is_meant: Callable[[str], bool]) -> Test:
        if not self._parents.is_whole:
            means = self._asked(is_meant)
            return lambda function: any(map(means, _meant(function)))
        given: set[str] = set()
        while True:
            found = {name for name, word in self._given if word in given or is_meant(word)}
            if found <= given:
                break
            given |= found
        return lambda function: any(word in given or is_meant(word) for word in _meant(function))

    def _asked(self, is_meant: Callable[[str], bool]) -> Callable[[str], bool]:
        """The same test word by word, which reads no more bodies than those in which the words stand."""
        known: dict[str, bool] = {}

        def means(word: str) -> bool:
            if word not in known:
                known[word] = is_meant(word)
                waiting, seen = [word], {word}
                while waiting and not known[word]:
                    for other in self._given_to(waiting.pop()) - seen:
                        seen.add(other)
                        waiting.append(other)
                        known[word] = known[word] or is_meant(other)
            return known[word]

        return means

    def _given_to(self, name: str) -> set[str]:
        """The words of what the file gives this name to."""
        self._parents.read_mentioning(name)
        self._parents.read_called(name)
        nodes = [node for node in self._parents.nodes_at_hand() if type(node) in _GIVING]
        return {word for node in nodes for given, word in self._given_by(node) if given == name}

    @cached_property
    def _given(self) -> list[tuple[str, str]]:
        """Each name and attribute that the file gives to something, with a word of that."""
        return [given for node in self._parents.nodes() if type(node) in _GIVING for given in self._given_by(node)]

    def _given_by(self, node: ast.AST) -> Iterator[tuple[str, str]]:
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((name, word) for word in _meant(value) for target in targets for name in _meant(target))
            case ast.NamedExpr(target=target, value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from ((name, word) for word in _meant(value) for name in _meant(target))
            case ast.withitem(optional_vars=ast.expr() as target, context_expr=value):
                yield from ((name, word) for word in _meant(value) for name in _meant(target))
            case ast.alias(name=name, asname=str(new)):
                yield new, name.rpartition(".")[2]
            case ast.Return(value=ast.expr() as value):
                yield from ((getattr(self._parents.body(node), "name", ""), word) for word in _meant(value))


def _meant(expression: ast.expr) -> Iterator[str]:
    """The words of what an expression may mean: of a call, those of what is called, and of what it may be given."""
    match expression:
        case ast.Name() | ast.Attribute():
            yield last_name(expression)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            yield from (word for part in parts for word in _meant(part))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_meant(body), *_meant(orelse))
        case ast.Call(func=function, args=arguments):
            yield from (word for part in (function, *arguments[:1]) for word in _meant(part))
