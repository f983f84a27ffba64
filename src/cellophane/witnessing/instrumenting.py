"""The code of a program with a call put in wherever a watched variable is bound, deleted or read, or a closure made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from types import CodeType
from typing import Any

from cellophane.live.watched import Watched
from cellophane.source.text.source import Source
from cellophane.witnessing.assembling import Insertion, Spelled, put_together
from cellophane.witnessing.changing_globals import changing_globals
from cellophane.witnessing.comprehensions import comprehensions
from cellophane.witnessing.instructions import Argument, Cell, Constant, Top, call, stack_of
from cellophane.witnessing.places import Places
from cellophane.witnessing.recorder import Recorder
from cellophane.witnessing.scope import Program, Scope
from cellophane.witnessing.sites import Body


def instrumented(code: CodeType, source: Source, recorder: Recorder) -> CodeType:
    """The code of a module that tells the recorder what happens while it runs."""
    program = Program(Places(source), changing_globals(code), comprehensions(source))
    return _Instrumenter(program, recorder).changed(Scope(program, code, None, {}))


class _Instrumenter:
    def __init__(self, program: Program, recorder: Recorder) -> None:
        self._program = program
        self._recorder = recorder

    def changed(self, scope: Scope) -> CodeType:
        """Its code, and all code in it; the very same where nothing is watched."""
        constants = _Constants(scope.code)
        who = constants.place()
        before: dict[int, list[Spelled]] = defaultdict(list)
        after: dict[int, list[Spelled]] = defaultdict(list)
        for number, spelled in self._of_makings(scope, constants, who):
            after[number] += spelled
        for number, spelled in self._of_new_cells(scope, constants):
            after[number] += spelled
        for number, spelled in self._of_sites(scope, constants, who):
            before[number] += spelled
        if not before and not after and not constants.are_changed:
            return scope.code
        insertions = {number: Insertion(before[number], after[number]) for number in [*before, *after]}
        stack = max(map(stack_of, [*before.values(), *after.values()]), default=0)
        return put_together(scope.code, scope.operations, insertions, constants.watched(), stack)

    def _of_makings(self, scope: Scope, constants: _Constants, who: Constant) -> Iterator[tuple[int, list[Spelled]]]:
        bodies: dict[int, Any] = {}
        for number, last in scope.makings():
            constant = scope.operations[number - 1].argument
            if constant not in bodies:  # the compiler copies conditions of loops
                body = bodies[constant] = scope.new_body(number)
                inside = Scope(self._program, scope.made_code(number), body, scope.names)
                constants.replace(constant, self.changed(inside))
            if bodies[constant].uses_any:
                maker = self._closure_of(scope.body, constants, who)
                yield last, call(constants.add(self._recorder.made), [constants.add(bodies[constant]), maker, Top()])

    def _of_new_cells(self, scope: Scope, constants: _Constants) -> Iterator[tuple[int, list[Spelled]]]:
        for number, owner, new in scope.new_cells():
            arguments: list[Argument] = [constants.add(owner), constants.add(new), *(Cell(one.number) for one in new)]
            yield number, call(constants.add(self._recorder.began), arguments)

    def _of_sites(self, scope: Scope, constants: _Constants, who: Constant) -> Iterator[tuple[int, list[Spelled]]]:
        for number, site, cell in scope.sites():
            arguments: list[Argument] = [constants.add(site), self._closure_of(site.body, constants, who)]
            if site.kind == "bound" or site.looks_first == "stack":
                arguments.append(Top())
            elif site.looks_first == "frame":
                arguments.append(constants.add(None))
            if cell is not None:
                arguments.append(Cell(cell))
            hook = getattr(self._recorder, "read_in_class" if site.looks_first else site.kind)
            yield number, call(constants.add(hook), arguments)

    @staticmethod
    def _closure_of(body: Body | None, constants: _Constants, who: Constant) -> Constant:
        """The constant that is the closure which runs this code; for code of the scope itself, one that is None."""
        if body is None:
            return constants.add(None)
        body.closure_constant = who.number
        return who


class _Constants:
    """The constants of code, and those that are added."""

    def __init__(self, code: CodeType) -> None:
        self._code = code
        self.all: list[Any] = list(code.co_consts)
        self.are_changed = False
        self._added: dict[int, Constant] = {}

    def place(self) -> Constant:
        """One of its own, which holds nothing yet."""
        self.all.append(None)
        return Constant(len(self.all) - 1)

    def replace(self, number: int, code: CodeType) -> None:
        """Put other code in the place of that which the code has."""
        self.are_changed |= code is not self.all[number]
        self.all[number] = code

    def watched(self) -> Watched:
        found = Watched(self.all)
        found.origin = self._code
        return found

    def add(self, constant: Any) -> Constant:
        """This one, which is in there once."""
        if id(constant) not in self._added:
            place = self._added[id(constant)] = self.place()
            self.all[place.number] = constant
        return self._added[id(constant)]
