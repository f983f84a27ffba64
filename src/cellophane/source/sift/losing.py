"""Whether a closure may read a name that is taken away: by the end of an `except … as`, or by `del`.

Told from the statements of the tree and the words of the text; nothing is known of names. Sound, as all of the sift is.
"""

from __future__ import annotations

import ast
import math

from cellophane.source.sift.outline import Outline, Owner


def of_handlers(outline: Outline) -> bool:
    """Whether the block of an `except … as name` makes a closure, or the name stands elsewhere in the function around
    it, which makes one."""
    named: dict[Owner, list[ast.ExceptHandler]] = {}
    for owner, node in outline.statements:
        if isinstance(node, ast.ExceptHandler) and node.name:
            if outline.sites.within(node):
                return True
            named.setdefault(owner, []).append(node)
    return any(outline.sites.in_body(owner) and _stand_elsewhere(owner, named[owner], outline) for owner in named)


def by_deletion(outline: Outline) -> bool:
    """Whether a function deletes a name and makes a closure."""
    return any(
        isinstance(node, ast.Delete)
        and not isinstance(owner, ast.Module)
        and any(_names(target) for target in node.targets)
        and outline.sites.in_body(owner)
        for owner, node in outline.statements
    )


def _names(target: ast.expr) -> bool:
    """Whether a target of `del` is a name, or has one in it."""
    if isinstance(target, ast.Tuple | ast.List):
        return any(_names(part) for part in target.elts)
    return isinstance(target, ast.Name)


def _stand_elsewhere(owner: Owner, handlers: list[ast.ExceptHandler], outline: Outline) -> bool:
    """Whether the name of a handler may be read in the owner, but in no handler of that name."""
    first, last = (1, math.inf) if isinstance(owner, ast.Module) else (owner.lineno, owner.end_lineno or 0)
    for name in {handler.name for handler in handlers if handler.name}:
        blocks = [(one.lineno, one.end_lineno or one.lineno) for one in handlers if one.name == name]
        rows = (row for row in outline.reads(name) if first <= row <= last)
        if any(not any(begin <= row <= end for begin, end in blocks) for row in rows):
            return True
    return False
