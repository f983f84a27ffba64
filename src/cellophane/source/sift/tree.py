"""What cannot matter, told from the outline of a file before its names are resolved.

Sound, as the test of the text is. Nothing is known of names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cellophane.source.sift import early, in_classes, losing, namesakes, rebound
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.outline import Outline, own_parts
from cellophane.source.tree.bodies import Comprehension, Function, Site
from cellophane.source.tree.dotted import last_name
from cellophane.source.tree.walking import children, walk

_LOOPS = ast.For | ast.AsyncFor | ast.While
_DEFINED = ast.FunctionDef | ast.AsyncFunctionDef
_AGAIN = _LOOPS | Comprehension | ast.GeneratorExp | ast.Lambda
_LAMBDA = re.compile(r"lambda\b")


def may_matter(outline: Outline, needs: Needs) -> bool:
    """Whether a file has a place in which a rule that needs this can find anything.

    >>> text = "for x in y:\\n    print(x)\\nf(lambda: x)\\n"
    >>> may_matter(Outline(ast.parse(text), text), Needs(Region.LOOP))
    False
    """
    match needs.region:
        case Region.LOOP:
            return any(_repeats_closure(statement, outline) for _, statement in outline.statements)
        case Region.HANDLER_NAME:
            return losing.of_handlers(outline)
        case Region.EARLY:
            return early.runs_early(outline)
        case Region.DELETION:
            return losing.by_deletion(outline)
        case Region.CLASS_NAME:
            return in_classes.hide_names(outline)
        case Region.SUPER:
            return in_classes.lose_super(outline)
        case Region.PRIVATE:
            return in_classes.read_private_names(outline)
        case Region.WITHDRAWAL:
            rows = outline.rows(re.compile("|".join(re.escape(word.rstrip("( ")) for word in needs.words[0])))
            return any(_withdraws(node, needs.words[0]) for node in outline.parts(rows))
        case Region.NAMESAKE:
            return namesakes.are_there(outline)
        case Region.DEFAULT:
            return _binds_by_default(outline)
        case Region.REBOUND:
            return rebound.rebinds_what_closures_read(outline)
        case Region.BLOCK:
            blocks = outline.of_kind(ast.With, ast.AsyncWith)
            return any(_is_named(block) and outline.sites.within(block) for block in blocks)
        case Region.ITERATOR:
            makes = outline.of_kind(ast.Assign, ast.AnnAssign, ast.ImportFrom)
            named = {name for one in makes for name in _named_iterators(one, needs.words[0])}
            return bool(named) and ("" in named or _reads_again(outline, named))
    return True


def _binds_by_default(outline: Outline) -> bool:
    """Whether a lambda, or a function that is no method, has a default with a name in it."""
    methods = {method for owner in outline.of_kind(ast.ClassDef) for method in owner.body}
    functions: list[Function] = [function for function in outline.functions if function not in methods]
    functions += (node for node in outline.parts(outline.rows(_LAMBDA)) if isinstance(node, ast.Lambda))
    return any(_has_name(default) for function in functions for default in function.args.defaults)


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


def _reads_again(outline: Outline, names: set[str]) -> bool:
    """Whether a loop reads one of these names, or a function that does not bind it."""
    reads = outline.reads_of(names)
    waiting: list[tuple[ast.AST, frozenset[str]]] = [(outline.tree, frozenset())]
    while waiting:
        node, again = waiting.pop()
        if isinstance(node, ast.Name):
            if node.id in again and isinstance(node.ctx, ast.Load):
                return True
        elif not isinstance(node, ast.stmt) or reads.within(node):
            if isinstance(node, _AGAIN):
                again = frozenset(names)
            elif isinstance(node, _DEFINED):
                again |= names - _bound(node)
            waiting += [(child, again) for child in children(node)]
    return False


def _bound(function: ast.AST) -> set[str]:
    return {node.id for node in walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


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


def _repeats_closure(statement: ast.AST, outline: Outline) -> bool:
    """Whether a closure is made again and again: in a loop, or in a comprehension beside the blocks of a statement.

    The latter takes two words, that of the comprehension and that of the closure; the `def` of a header is neither.
    """
    if isinstance(statement, _LOOPS):
        return outline.sites.within(statement) > 0
    if outline.closures.in_own(statement) < (3 if isinstance(statement, _DEFINED) else 2):
        return False
    around = (node for node in own_parts(statement) if isinstance(node, Comprehension | ast.GeneratorExp))
    return any(isinstance(node, Site) for one in around for node in walk(one) if node is not one)


def _is_named(block: ast.AST) -> bool:
    """Whether a `with` gives a name to what it enters."""
    return any(isinstance(item.optional_vars, ast.Name) for item in getattr(block, "items", ()))
