"""What a loop changes: variables, and attributes of `self`.

An attribute of `self` stays as it is if all that sets it, in the class or in its bases, does so before the loop begins:
in `__init__`, in this body, or in methods that nothing in the loop calls. Who else may set it, from outside of the
class or in a class derived from it, is not asked.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from cellophane.model.scope import Variable
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Known, Meaning, Written
from cellophane.source.tree.bodies import Body
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.walking import walk_at_hand

_FIRST = frozenset({"__init__", "__new__", "__post_init__", "__set_name__", "__init_subclass__"})
"""Methods that run before any loop of another one does."""
_RECEIVERS = frozenset({"self", "cls"})
_MOST = 200
"""Functions that are looked into on the way from the calls in a loop; beyond, only methods of the object are."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a loop changes, and what it may change by."""

    variables: Container[Variable]
    attributes: Container[str]
    """The names of attributes that it stores, of whatever objects."""
    calls: tuple[ast.Call, ...]
    pauses: bool
    """Whether others run in between: it awaits or yields."""
    body: Body
    """The body that the loop is in."""


@dataclass(slots=True)
class _Attributes:
    """What a class, or a whole file, says of the attributes of instances."""

    setters: dict[str, set[Body]] = field(default_factory=dict)
    """The bodies that set an attribute of each name."""
    computed: set[str] = field(default_factory=set)
    """Decorated methods, such as properties."""
    plain: set[str] = field(default_factory=set)
    """Methods and constants of a class."""


class Attributes:
    """Answers for one file."""

    def __init__(self, module: ast.AST, parents: Parents, callees: Callees) -> None:
        self._module = module
        self._parents = parents
        self._callees = callees
        self._known: dict[tuple[ast.AST, str], _Attributes] = {}

    def holds(self, owner: ast.ClassDef, name: str, changes: Changes) -> bool:
        """Whether an attribute of `self`, in a method of this class, is the same in all iterations of a loop."""
        classes = list(self._lineage(Written(owner, self._callees.home), set()))
        told = [
            self._of(self._module, self._parents, name),
            *(self._of(c.definition, c.home.parents, name) for c in classes),
        ]
        if any(name in one.computed for one in told) or not any(self._is_there(name, one) for one in told):
            return False
        setters = {setter for one in told for setter in one.setters.get(name, ())} - {changes.body}
        late = {setter for setter in setters if getattr(setter, "name", "") not in _FIRST}
        if late and (changes.pauses or self._may_run(late, changes.calls, _inside(classes))):
            return False
        return not any(self._sets_argument(call, name) for call in changes.calls)

    def _is_there(self, name: str, one: _Attributes) -> bool:
        return name in one.setters or name in one.plain

    def _lineage(self, owner: Meaning, seen: set[ast.AST]) -> Iterator[Written]:
        """A class and its bases, as far as their source can be read."""
        for found in [owner] if isinstance(owner, Written) else self._callees.definitions(owner):
            if (
                isinstance(found, Written)
                and isinstance(found.definition, ast.ClassDef)
                and found.definition not in seen
            ):
                seen.add(found.definition)
                yield found
                for base in found.home.callees.classes.bases(found):
                    yield from self._lineage(base, seen)

    def _of(self, node: ast.AST, parents: Parents, name: str) -> _Attributes:
        """What is told of an attribute of this name, and maybe of others."""
        if (node, "") in self._known:
            return self._known[node, ""]
        if (node, name) not in self._known:
            is_whole = parents.read_mentioning(name)
            self._known[node, "" if is_whole else name] = told = _told(node, parents)
            return told
        return self._known[node, name]

    # -- what the loop calls ---------------------------------------------------------------------------------------

    def _may_run(self, setters: set[Body], calls: Iterable[ast.Call], own: Container[ast.AST]) -> bool:
        """Whether one of these bodies may run because of these calls, or something does that nobody sees.

        `own` are the methods of the object, in which `self` is the object itself.
        """
        agenda = deque((call, self._callees, True) for call in calls)
        seen: set[ast.AST] = set()
        while agenda and (len(seen) < _MOST or agenda[0][2]):
            call, callees, is_own = agenda.popleft()
            found = callees.callees(call.func)
            if is_own and _reaches_self(call) and not any(isinstance(callee, Written) for callee in found):
                return True
            for callee in found:
                if isinstance(callee, Known) or callee.definition in seen:
                    continue
                seen.add(callee.definition)
                if any(node in setters for node in ast.walk(callee.definition)):
                    return True
                inside = (node for node in ast.walk(callee.definition) if isinstance(node, ast.Call))
                if callee.definition in own:  # first: what others do to the object is asked of some of them only
                    agenda.extendleft((inner, callee.home.callees, True) for inner in inside)
                else:
                    agenda.extend((inner, callee.home.callees, False) for inner in inside)
        return False

    def _sets_argument(self, call: ast.Call, name: str) -> bool:
        """Whether a function that is handed `self` sets an attribute of this name."""
        if not any(_is_self(argument) for argument in _arguments(call)):
            return False
        written = (c for c in self._callees.callees(call.func) if isinstance(c, Written))
        return any(name in self._of(c.definition, c.home.parents, name).setters for c in written)


def _inside(classes: Iterable[Written]) -> set[ast.AST]:
    return {method for one in classes for method in ast.walk(one.definition)}


def _told(node: ast.AST, parents: Parents) -> _Attributes:
    found = _Attributes()
    for child in walk_at_hand(node):
        if isinstance(child, ast.Attribute) and not isinstance(child.ctx, ast.Load):
            found.setters.setdefault(child.attr, set()).add(parents.body(child))
        elif isinstance(child, ast.FunctionDef) and child.decorator_list:
            found.computed.add(child.name)
    if isinstance(node, ast.ClassDef):
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and not statement.decorator_list:
                found.plain.add(statement.name)
            elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
                found.plain |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return found


def _reaches_self(call: ast.Call) -> bool:
    """Whether a call hands the receiver over, as an argument or to a method of it."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super":
        return True
    return any(_is_self(part) for part in (owner, *_arguments(call)))


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _is_self(part: ast.expr | None) -> bool:
    return isinstance(part, ast.Name) and part.id in _RECEIVERS
