"""Is what a call gives an object that nobody else has?

A class that is called makes one, and so does a function that returns what it has made. What an accessor returns has a
known class as well, but somebody else has it already: who stores a function in that hands it to them.
"""

from __future__ import annotations

import ast

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.knowledge import Entry, Trait
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Callee, Known, Written
from cellophane.source.tree.bodies import Comprehension, Definition, Function
from cellophane.source.tree.dotted import is_class_name
from cellophane.source.tree.parents import Parents, own_nodes, results

_DISPLAYS = (ast.Constant, ast.List, ast.Dict, ast.Set, ast.Tuple, Comprehension)

Seen = frozenset[ast.AST]


def makes(value: ast.expr, callees: Callees, seen: Seen = frozenset()) -> bool:
    """Whether each evaluation of an expression gives an object of its own; not, if nobody can tell."""
    if isinstance(value, _DISPLAYS):
        return True
    if not isinstance(value, ast.Call):
        return False
    called = callees.callees(value.func)
    return bool(called) and all(_makes_when_called(callee, seen) for callee in called)


def _makes_when_called(callee: Callee, seen: Seen) -> bool:
    if isinstance(callee, Known):
        return _is_maker(callee.entry)
    definition = callee.definition
    if definition in seen:
        return False  # it returns what it returns itself, and so on
    if isinstance(definition, ast.ClassDef):
        return not any(isinstance(s, Definition) and s.name == "__new__" for s in definition.body)
    return _returns_new(definition, callee, seen | {definition})


def _is_maker(entry: Entry) -> bool:
    """What comes out of an argument, or is shared, is no new object; what was only read about may be either."""
    if entry.convention or Trait.SHARES in entry.traits:
        return False
    is_class = entry.makes == entry.name
    if entry.certainty is not Certainty.CERTAIN and not (is_class and is_class_name(entry.name.rpartition(".")[2])):
        return False
    return not any(Fate.RETURNED in fates for fates in entry.fates.values())


def _returns_new(function: Function, callee: Written, seen: Seen) -> bool:
    if callee.home.parents.yields(function):
        return True
    if getattr(function, "decorator_list", ()):  # `@lru_cache`, `@property`: what comes out may be remembered
        return False
    values = list(results(function))
    return bool(values) and all(_is_new_in(function, value, callee, seen) for value in values)


def _is_new_in(function: Function, value: ast.expr, callee: Written, seen: Seen) -> bool:
    """Whether what a function returns was made in it, and handed to nobody else."""
    if isinstance(value, ast.Name):
        made = _made_for(value.id, function)
        return (
            bool(made)
            and all(makes(one, callee.home.callees, seen) for one in made)
            and _is_kept_to_itself(value.id, function, callee.home.parents)
        )
    return makes(value, callee.home.callees, seen)


def _made_for(name: str, function: Function) -> list[ast.expr]:
    """The values that assignments bind a name to; none if anything else binds it."""
    found: list[ast.expr] = []
    bound = 0
    for node in own_nodes(function):
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
            bound += 1
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [node.value for target in targets if isinstance(target, ast.Name) and target.id == name]
    return found if len(found) == bound else []


def _is_kept_to_itself(name: str, function: Function, parents: Parents) -> bool:
    """Whether a name is only used to return what it stands for, to ask it for something, or to set something of it."""
    uses = (n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load))
    return all(isinstance(parents.of(use), ast.Attribute | ast.Subscript | ast.Return) for use in uses)
