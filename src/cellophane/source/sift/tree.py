"""What cannot matter, told from the tree before its names are resolved.

Sound, as the test of the text is. Nothing is known of names.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator

from cellophane.source.sift import early, in_classes, losing, namesakes, rebound
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.tree.bodies import Comprehension, Function, Site
from cellophane.source.tree.dotted import last_name
from cellophane.source.tree.walking import statements_in, walk

_LOOPS = ast.For | ast.AsyncFor | ast.While
_DEFINED = ast.FunctionDef | ast.AsyncFunctionDef
_AGAIN = _LOOPS | Comprehension | Site
_PARTS = ast.stmt | ast.excepthandler | ast.match_case
"""What a statement is made of that `statements_in` gives out by itself."""

# No boundary before the word: a number may touch it, as in `[0for x in y]`.
_CLOSURE = re.compile(r"(?:lambda|def|for)\b")


def may_matter(tree: ast.Module, text: str, needs: Needs) -> bool:
    """Whether a file has a place in which a rule that needs this can find anything.

    >>> text = "for x in y:\\n    print(x)\\nf(lambda: x)\\n"
    >>> may_matter(ast.parse(text), text, Needs(Region.LOOP))
    False
    """
    match needs.region:
        case Region.LOOP:
            return _repeats_closure_somewhere(tree, text)
        case Region.HANDLER:
            return any(isinstance(node, ast.ExceptHandler) and node.name and _holds_site(node) for node in walk(tree))
        case Region.HANDLER_NAME:
            return losing.of_handlers(tree, text)
        case Region.EARLY:
            return early.runs_early(tree, text)
        case Region.DELETION:
            return losing.by_deletion(tree)
        case Region.CLASS:
            return any(isinstance(node, ast.ClassDef) and _holds_scope(node) for node in walk(tree))
        case Region.CLASS_NAME:
            return in_classes.hide_names(tree, text)
        case Region.SUPER:
            return in_classes.lose_super(tree, text)
        case Region.PRIVATE:
            return in_classes.read_private_names(tree)
        case Region.WITHDRAWAL:
            return any(_withdraws(node, needs.words[0]) for node in walk(tree))
        case Region.NAMESAKE:
            return namesakes.are_there(tree, text)
        case Region.DEFAULT:
            return _binds_by_default(tree)
        case Region.REBOUND:
            return rebound.rebinds_what_closures_read(tree, text)
        case Region.BLOCK:
            return any(map(_is_named_block, ast.walk(tree)))
        case Region.ITERATOR:
            named = {name for one in statements_in(tree) for name in _named_iterators(one, needs.words[0])}
            return bool(named) and ("" in named or _reads_again(tree, named))
    return True


def _binds_by_default(tree: ast.Module) -> bool:
    """Whether a lambda, or a function that is no method, has a default with a name in it."""
    methods: set[ast.AST] = set()
    for node in walk(tree):  # a class comes before what is in it
        if isinstance(node, ast.ClassDef):
            methods.update(node.body)
        elif isinstance(node, Function) and node not in methods and any(map(_has_name, node.args.defaults)):
            return True
    return False


def _has_name(expression: ast.AST) -> bool:
    return any(isinstance(node, ast.Name) for node in walk(expression))


def _named_iterators(statement: ast.AST, makers: tuple[str, ...]) -> Iterator[str]:
    """The names that an assignment gives to an iterator; nothing is known of them where one is imported as another."""
    if isinstance(statement, ast.ImportFrom):
        yield from ("" for alias in statement.names if alias.asname is not None and alias.name in makers)
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    values = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
    if any(isinstance(one, ast.GeneratorExp) or _last_name(one) in makers for one in values):
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        yield from (name.id for target in targets if target for name in ast.walk(target) if isinstance(name, ast.Name))


def _reads_again(tree: ast.Module, names: set[str]) -> bool:
    """Whether a loop reads one of these names, or a function that does not bind it."""
    for node in ast.walk(tree):
        if isinstance(node, _AGAIN):
            inside = [one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in names]
            bound = {one.id for one in inside if isinstance(one.ctx, ast.Store)} if isinstance(node, _DEFINED) else ()
            if any(one.id not in bound for one in inside if isinstance(one.ctx, ast.Load)):
                return True
    return False


def _withdraws(node: ast.AST, beginnings: tuple[str, ...]) -> bool:
    """Whether it hands something to a method that is called so, or gives such a method another name."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return isinstance(node.value, ast.Attribute) and _begins(node.value.attr, beginnings)
    if not isinstance(node, ast.Call) or not _begins(_last_name(node), beginnings):
        return False
    values = (*node.args, *(keyword.value for keyword in node.keywords))
    return any(isinstance(value, ast.Lambda | ast.Call | ast.Name) for value in values)


def _begins(name: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a name begins so; a bracket or a blank says that it ends there."""
    return any(name.startswith(one) or name == one.rstrip("( ") for one in beginnings)


def _last_name(call: ast.expr | None) -> str:
    return last_name(call.func) if isinstance(call, ast.Call) else ""


def _repeats_closure_somewhere(tree: ast.Module, text: str) -> bool:
    """Whether a closure is made in a loop or a comprehension.

    Walking all of a tree takes as long as parsing it, so the words tell which statements are worth it.
    """
    words = _Words(text)
    return any(_has_words(statement, words) and _repeats_closure(statement) for statement in statements_in(tree))


def _has_words(statement: ast.AST, words: _Words) -> bool:
    """Whether enough words stand in a loop, in another statement's header, or in a simple statement.

    It takes two: that of a loop, which `while` does without, and that of a closure. The `def` of a header is neither.
    """
    body = getattr(statement, "body", None)
    if isinstance(statement, _LOOPS) or not isinstance(body, list):
        least, last = 1 if isinstance(statement, ast.While) else 2, getattr(statement, "end_lineno", None)
    else:
        least, last = 3 if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) else 2, body[0].lineno
    return words.count(_first_row(statement), last) >= least


def _repeats_closure(statement: ast.AST) -> bool:
    if isinstance(statement, _LOOPS):
        return _holds_site(statement)
    header = (child for child in ast.iter_child_nodes(statement) if not isinstance(child, _PARTS))
    inside = (node for child in header for node in walk(child))
    return any(_holds_site(node) for node in inside if isinstance(node, Comprehension | ast.GeneratorExp))


def _holds_site(loop: ast.AST) -> bool:
    return any(isinstance(node, Site) for node in walk(loop) if node is not loop)


def _is_named_block(node: ast.AST) -> bool:
    """Whether a `with` gives a name to what it enters, and holds a closure."""
    named = isinstance(node, ast.With | ast.AsyncWith) and any(
        isinstance(i.optional_vars, ast.Name) for i in node.items
    )
    return named and _holds_site(node)


def _holds_scope(definition: ast.ClassDef) -> bool:
    """Whether there is code in a class that does not see its names: a comprehension is enough."""
    return any(isinstance(node, Site | Comprehension) for node in walk(definition))


def _first_row(statement: ast.AST) -> int:
    if isinstance(statement, ast.match_case):
        return statement.pattern.lineno
    decorators = getattr(statement, "decorator_list", None)
    first = decorators[0] if decorators else statement
    assert isinstance(first, ast.expr | ast.stmt | ast.excepthandler)
    return first.lineno


class _Words:
    """The rows in which words that make closures stand."""

    def __init__(self, text: str) -> None:
        starts = [match.start() for match in _CLOSURE.finditer(text)]
        self._rows: list[int] = []
        row, seen = 1, 0
        for start in starts:
            row += text.count("\n", seen, start)
            seen = start
            self._rows.append(row)

    def count(self, first: int, last: int | None) -> int:
        """How many stand from one row to another."""
        return bisect_left(self._rows, (last or first) + 1) - bisect_left(self._rows, first)
