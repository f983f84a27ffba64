"""Walking a tree fast gives out all that stands somewhere."""

from __future__ import annotations

import ast
from pathlib import Path

from cellophane.source.tree.walking import statements_by_depth, statements_in, walk

TEXT = """
import a, b.c as d
from e import (f, g as h)
@decorator(x, *y, z=1, **w)
async def one(p: int = 1, /, q=q, *r, s: str = "t", **u) -> None:
    global v
    async with a as b, c:
        async for x, *y in z: await (yield)
    try: del x[1:2], y.z
    except (E, F) as e: raise G from e
    else: assert x, f"{y!r:>{z}}"
    finally: pass
class C(B, metaclass=M):
    x: int = lambda a, *b: [c for d in e if f for g in h]
    n += -1 if not (a and b) or c < d <= e else {f: g, **h}
match x:
    case [1, *rest] | {"k": v, **more} if a: pass
    case K(p, q=r) as s: (t := {u for u in v})
    case None | a.b: print((w for w in x), {**y})
while x: break
else: x = y, z = [1], (2, *w)
"""
MUTE = ast.expr_context | ast.operator | ast.unaryop | ast.boolop | ast.cmpop


def test_it_gives_out_all_but_what_stands_nowhere() -> None:
    tree = ast.parse(TEXT)
    found = list(walk(tree))
    assert len(found) == len(set(found))
    assert set(found) == {node for node in ast.walk(tree) if not isinstance(node, MUTE)}


def test_what_is_in_a_node_comes_after_it() -> None:
    found = {node: number for number, node in enumerate(walk(ast.parse(TEXT)))}
    for node in found:
        inner = (found[child] for child in ast.iter_child_nodes(node) if child in found)
        assert all(number > found[node] for number in inner)


def test_it_gives_out_every_statement() -> None:
    tree = ast.parse(TEXT)
    kinds = ast.stmt | ast.excepthandler | ast.match_case
    assert set(statements_in(tree)) == {node for node in ast.walk(tree) if isinstance(node, kinds)}


def test_the_order_by_depth_is_that_of_ast() -> None:
    kinds = ast.mod | ast.stmt | ast.excepthandler | ast.match_case
    for path in sorted(Path(ast.__file__).parent.glob("[a-d]*.py")):
        tree = ast.parse(path.read_bytes())
        assert list(statements_by_depth(tree)) == [node for node in ast.walk(tree) if isinstance(node, kinds)], path
    tree = ast.parse(TEXT)
    assert list(statements_by_depth(tree)) == [node for node in ast.walk(tree) if isinstance(node, kinds)]
