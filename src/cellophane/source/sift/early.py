"""Whether a closure may run before a name is bound that it reads, as the text has it.

It takes a function or module that makes a closure which reads a name, and binds that name for the first time only
below; and if the closure has a name, that name, or one of the others that are made there, has to be written between.
Nothing is known of scopes: a name is what is written. Sound, as all of the sift is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.source.sift.bound import names_of, own_code
from cellophane.source.sift.outline import DefinedFunction, Outline, Owner
from cellophane.source.tree.bodies import Function, Site
from cellophane.source.tree.order import Place, begin, end
from cellophane.source.tree.parents import own_nodes
from cellophane.source.tree.walking import walk

_NEVER = (0, 0)
_ASSIGNMENTS = ast.Assign | ast.AnnAssign | ast.AugAssign


def runs_early(outline: Outline) -> bool:
    """Whether any closure of a file may run so."""
    owners: list[Owner] = [outline.tree, *outline.functions]
    return any(outline.sites.in_body(owner) and _may_run_early(owner, outline) for owner in owners)


def _may_run_early(owner: Owner, outline: Outline) -> bool:
    own = list(own_code(owner))
    runs = list(_runs(own))
    if not runs:
        return False
    bound = _bound(owner, own)
    last = max(bound.values(), default=_NEVER)
    return any(
        place < last and _may_name(site, bound, place, outline) and _names_later(site, bound, place)
        for site, place in runs
    )


def _runs(own: list[ast.AST]) -> Iterator[tuple[Site, Place]]:
    """Where each closure may run first: at once if it has no name, or else where that stands below it."""
    sites = [node for node in own if isinstance(node, Site)]
    read: dict[str, list[Place]] = {site.name: [] for site in sites if isinstance(site, DefinedFunction)}
    for node in own if read else ():
        if isinstance(node, ast.Name) and node.id in read:
            read[node.id].append(begin(node))
    for site in sites:
        if not isinstance(site, DefinedFunction):
            yield site, begin(site)
        elif below := [place for place in read[site.name] if place >= end(site)]:
            yield site, min(below)


def _may_name(site: Site, bound: dict[str, Place], runs: Place, outline: Outline) -> bool:
    """Whether the text of a closure has a word that is bound too late: looking for words is fast."""
    return any(bound.get(name, _NEVER) > runs for name in outline.read_in(begin(site)[0], end(site)[0]))


def _names_later(site: ast.AST, bound: dict[str, Place], runs: Place) -> bool:
    return any(bound.get(name, _NEVER) > runs for name in _read(site))


def _bound(owner: Owner, own: list[ast.AST]) -> dict[str, Place]:
    """Where each name is bound first: of an assignment, its end."""
    places: dict[ast.AST, Place] = {}
    first: dict[str, Place] = {}
    for node in own:
        if isinstance(node, _ASSIGNMENTS):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            places |= dict.fromkeys((part for target in targets for part in walk(target)), end(node))
    for node in own:
        for name in names_of(node):
            place = places.get(node) or begin(node)
            first[name] = min(place, first.get(name, place))
    if not isinstance(owner, ast.Module):
        first |= {argument.arg: _NEVER for argument in walk(owner.args) if isinstance(argument, ast.arg)}
    return first


def _read(site: ast.AST) -> set[str]:
    """The names that a closure may have from around it."""
    read = {node.id for node in walk(site) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    if isinstance(site, Function):
        read -= {name for node in own_nodes(site) for name in names_of(node)} - _in_comprehensions(site)
        read -= {argument.arg for argument in walk(site.args) if isinstance(argument, ast.arg)}
    return read


def _in_comprehensions(site: ast.AST) -> set[str]:
    """The names that comprehensions bind inside, which are theirs."""
    targets = (node.target for node in walk(site) if isinstance(node, ast.comprehension))
    return {node.id for target in targets for node in walk(target) if isinstance(node, ast.Name)}
