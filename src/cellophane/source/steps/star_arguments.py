"""What `*args` and `**kwargs` stand for in a body, where one argument among them is followed."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from cellophane.model.scope import Variable
from cellophane.source.names.scopes import Names
from cellophane.source.steps.inside import Argument

_MOST_ARGUMENTS = 16


@dataclass(frozen=True, slots=True)
class Passed:
    """A `*args` or `**kwargs`, and the one argument among them that is followed."""

    variable: Variable
    argument: Argument


class PassingOn:
    """Answers for one file, in which one such argument is followed, or none."""

    def __init__(self, names: Names, passed: Passed | None) -> None:
        self._names = names
        self._passed = passed

    def handed_on(self, call: ast.Call, starred: ast.Starred | ast.keyword) -> Argument:
        """The argument that `*args` or `**kwargs` become, where it is known which argument of theirs is followed."""
        passed = self._argument(starred.value)
        before = call.args[: call.args.index(starred)] if starred in call.args else []
        if passed is None and starred in call.args and not any(isinstance(a, ast.Starred) for a in before):
            return Argument(after=len(before))
        if passed is None or passed.position is None:
            return passed or Argument()
        position = passed.position + len(before)
        if position > _MOST_ARGUMENTS or any(isinstance(argument, ast.Starred) for argument in before):
            return Argument()  # `def h(*args): h(1, *args)` would go on for ever
        return Argument(position=position)

    def is_other_item(self, value: ast.AST, key: ast.expr | None) -> bool:
        """Whether `kwargs["style"]`, `kwargs.pop("style")`, `args[0]` is not the argument that is followed."""
        passed = self._argument(value)
        if passed is None or not isinstance(key, ast.Constant):
            return False
        if isinstance(key.value, str):
            return passed.keyword is not None and key.value != passed.keyword
        return isinstance(key.value, int) and passed.position is not None and key.value != passed.position

    def _argument(self, value: ast.AST) -> Argument | None:
        """The argument that is followed, where this is the `*args` or `**kwargs` with it."""
        if self._passed is None or self._names.variable(value) is not self._passed.variable:
            return None
        return self._passed.argument
