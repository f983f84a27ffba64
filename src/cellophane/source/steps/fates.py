"""What becomes of a function value where it stands: the fate of an expression's value in its own statement.

`Fates.of` looks at the places around an expression, one by one, until the value is dropped, runs, is kept, is
returned, or has a name. There is no answer that says nothing: where no rule tells what becomes of a value it is lost,
and only a rule may say that it is dropped. It does not know in what order things happen: following a name from its
binding to its uses is for `trace`. What callables do with their arguments is for `arguments`, and what decorators do,
for `decorators`.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Iterator
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.knowledge import Knowledge
from cellophane.source.meaning.callees import Callees
from cellophane.source.names.scopes import Names
from cellophane.source.steps.arguments import Arguments
from cellophane.source.steps.decorators import Decorators
from cellophane.source.steps.holders import Holders
from cellophane.source.steps.inside import Argument, Bodies
from cellophane.source.steps.iterations import Iterations
from cellophane.source.steps.methods import Methods
from cellophane.source.steps.operators import Operators
from cellophane.source.steps.outcomes import (
    ITERATED,
    At,
    Cause,
    Form,
    Lasting,
    Outcome,
    Ran,
    Released,
    Returned,
    Verb,
    Way,
    Yielded,
    dropped,
    form_of,
    held_as,
    is_item,
    lost,
    weaken,
)
from cellophane.source.steps.positions import handed_on, is_spread, is_told_by_key, place_in, subscripted
from cellophane.source.steps.subclassing import Subclassing
from cellophane.source.steps.targets import Targets, matching
from cellophane.source.text.unread import UNREAD
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.dotted import names_class
from cellophane.source.tree.parents import Parents

_SEEN = Certainty.CERTAIN
_CONVENTION = Certainty.LIKELY
_GUESS = Certainty.POSSIBLE

_ITERATED = Cause(Verb.ITERATE)


_LOOKS = (ast.Compare, ast.If, ast.While, ast.Assert, ast.match_case, ast.FormattedValue, ast.Delete, ast.Slice)
"""What asks something of a value, and drops it."""
_OF_FUNCTIONS = frozenset(dir(types.FunctionType)) - {"__call__", "__get__"}


class Fates:
    """Answers for the expressions of one file."""

    def __init__(
        self,
        names: Names,
        parents: Parents,
        callees: Callees,
        knowledge: Knowledge,
        bodies: Bodies,
    ) -> None:
        self._names = names
        self._parents = parents
        self._knowledge = knowledge
        self._bodies = bodies
        self._known: dict[tuple[ast.AST, Form], list[Outcome]] = {}
        self._callees = callees
        self._holders = Holders(names, parents, callees)
        self._targets = Targets(self._holders)
        self.iterations = Iterations(parents, self._targets, self._of)
        self.operators = Operators(parents, callees, bodies, self._targets, self._of)
        self._arguments = Arguments(callees, knowledge, self._holders, bodies, self._of)
        self._methods = Methods(callees, self._arguments, self._holders, knowledge, self._of)
        self._decorators = Decorators(callees, self._arguments, knowledge)
        self._subclassing = Subclassing(callees, self._decorators, bodies)

    @property
    def guesses(self) -> int:
        """How often something provisional was asked on the way to an answer: see `fixpoint.Worklist`."""
        return self._bodies.answers.guesses

    def of(self, value: ast.AST, form: Form) -> list[Outcome]:
        """What becomes of the value of an expression, or of the function that a `def` makes."""
        key = value, form
        if key in self._known:
            return self._known[key]
        guesses = self._bodies.answers.guesses
        if isinstance(value, ast.FunctionDef | ast.AsyncFunctionDef):
            found = list(self._decorated(value, form))
        else:
            found = list(self._of(value, form))
        if self._bodies.answers.is_certain_since(guesses):
            self._known[key] = found
        return found

    def of_new(self, target: ast.AST, form: Form) -> list[Outcome]:
        """Who else has an object as soon as a name is bound to it: other targets, what its class registers it with."""
        value = self._bound_to(target)
        if value is None:
            return []
        registered = self._arguments.of_new(value, form) if isinstance(value, ast.Call) else ()
        return [*(outcome for outcome in self.of(value, form) if outcome.node is not target), *registered]

    def of_class(self, definition: ast.ClassDef, form: Form) -> list[Outcome]:
        """Who else has a class as soon as it is made."""
        return list(self._subclassing.outcomes(definition, form))

    def begun(self, target: ast.AST) -> ast.Call | None:
        """The call that began what a name is bound to a handle on, if it is one."""
        value = self._bound_to(target)
        return value if isinstance(value, ast.Call) and self._arguments.is_begun_by(value) else None

    def _bound_to(self, target: ast.AST) -> ast.expr | None:
        """The expression whose value an assignment binds to a name as it is."""
        statement = self._parents.of(target)
        if isinstance(statement, ast.Assign):
            return statement.value
        return statement.value if isinstance(statement, ast.AnnAssign | ast.NamedExpr) else None

    def _of(self, value: ast.AST, form: Form) -> Iterator[Outcome]:
        parent = self._parents.of(value)
        rule = _RULES.get(type(parent))
        silent = True
        for outcome in rule(self, value, parent, form) if rule is not None else ():
            silent = False
            yield outcome
        if silent:
            yield self._untold(value, parent, form)

    def _untold(self, value: ast.AST, parent: ast.AST | None, form: Form) -> Outcome:
        """What becomes of a value of which no rule says anything: it is lost, unless it is only looked at."""
        assert parent is not None
        if isinstance(parent, ast.Expr):
            return dropped(parent, form, Verb.DISCARD)
        looked_at = isinstance(parent, _LOOKS)
        if looked_at or form[0] in (Way.INSIDE, Way.PART, Way.HANDLE):  # of which not all may be it, or nothing is
            return dropped(value, form, Verb.LOOK_AT)
        return lost(value, form, parent if isinstance(parent, ast.expr) else None)

    def _decorated(self, function: ast.FunctionDef | ast.AsyncFunctionDef, form: Form) -> Iterator[Outcome]:
        """A function goes through its decorators, the last one first, and what comes out gets its name."""
        sure, onward = Certainty.CERTAIN, tuple[Outcome, ...]()
        for decorator in reversed(function.decorator_list):
            passed_on: list[Outcome] = []
            for outcome in self._decorators.outcomes(function, decorator, form):
                if isinstance(outcome, Returned):
                    passed_on.append(outcome)
                else:
                    yield outcome.weakened(sure)
            if not passed_on:
                yield dropped(function, form, Verb.DROP, decorator)
                return
            form, onward = passed_on[0].form, passed_on[0].onward or onward
            sure = min(sure, max(outcome.certainty for outcome in passed_on))
        yield replace(self._holders.bound(function, Event.BIND, form).weakened(sure), onward=onward)

    def _decorating(
        self, value: ast.AST, function: ast.FunctionDef | ast.AsyncFunctionDef, form: Form
    ) -> Iterator[Outcome]:
        """A decorator is called on the spot; what comes out may hold it, as the result of `wraps(f)` does."""
        if value in function.decorator_list:
            yield from weaken(self.of(function, form_of(function, self._parents)), _GUESS)
            if form[0] is Way.CALL and len(form) > 1:
                yield self._holders.bound(function, Event.BIND, form[1:]).weakened(Certainty.LIKELY)

    # -- calls ---

    def _call(self, value: ast.AST, call: ast.Call, form: Form) -> Iterator[Outcome]:
        if value is call.func:
            yield from self._called(call, form)
        else:
            yield from self._arguments.outcomes(call, Argument.of(call, value), form)

    def _keyword(self, value: ast.AST, keyword: ast.keyword, form: Form) -> Iterator[Outcome]:
        call = self._parents.of(keyword)
        if not isinstance(call, ast.Call):
            return
        if keyword.arg is not None:
            yield from self._arguments.outcomes(call, Argument.of(call, keyword), form)
        elif is_item(form[0]) and len(form) > 1:
            yield from self._arguments.outcomes(call, handed_on(call, keyword, form[0]), form[1:])

    def _called(self, call: ast.Call, form: Form) -> Iterator[Outcome]:
        while is_item(form[0]) and len(form) > 1:  # what is called is no list after all, but an item of it
            form = form[1:]
        way, *rest = form
        if way is Way.CALL and rest:
            yield from self._of(call, tuple(rest))
        elif way is Way.OBJECT and self._callees.is_class(call.func):
            yield from self._of(call, form)  # what its methods hold, its instances hold
            yield from self._arguments.of_new(call, form)
        elif way is Way.OBJECT:
            yield from self._methods.of_call(call, form)
        elif way in (Way.CALL, Way.INSIDE, Way.PART):
            yield Ran(Event.CALL, call, form, _SEEN, Cause(Verb.CALL))

    # -- what else can stand around an expression --------------------------------------------------------------

    def _assigned(self, value: ast.AST, statement: ast.Assign, form: Form) -> Iterator[Outcome]:
        for target in statement.targets:
            yield from self._targets.of(target, form)

    def _augmented(self, value: ast.AST, statement: ast.AugAssign, form: Form) -> Iterator[Outcome]:
        if value is statement.value:
            yield from self.operators.augmented(statement, form)
        else:  # the name on the left is read as well, but nothing is added to anything then
            yield dropped(statement, form, Verb.LOOK_AT)

    def _annotated(self, value: ast.AST, statement: ast.AnnAssign, form: Form) -> Iterator[Outcome]:
        if value is statement.value:
            yield from self._targets.of(statement.target, form)
        elif value is statement.target:
            yield dropped(statement, form, Verb.LOOK_AT)

    def _walrus(self, value: ast.AST, walrus: ast.NamedExpr, form: Form) -> Iterator[Outcome]:
        yield from self._targets.of(walrus.target, form)
        yield from self._of(walrus, form)

    def _display(self, value: ast.AST, display: ast.AST, form: Form) -> Iterator[Outcome]:
        """A list, tuple, set or dict with the value in it."""
        if isinstance(display, ast.Dict) and value in display.keys:
            yield from weaken(self._of(display, held_as(Way.ITEM, form)), _GUESS)
            return
        if is_item(form[0]) and is_spread(value, display):
            yield from self._of(display, form)
            return
        if isinstance(display, ast.Tuple | ast.List):
            statement = self._parents.of(display)
            matched = matching(value, display, statement)
            if matched is not None:
                yield from self._targets.of(matched, form)
                return
        yield from self._of(display, held_as(place_in(display, value), form))

    def _starred(self, value: ast.AST, starred: ast.Starred, form: Form) -> Iterator[Outcome]:
        around = self._parents.of(starred)
        if isinstance(around, ast.Call):
            if is_item(form[0]) and len(form) > 1:
                yield from self._arguments.outcomes(around, handed_on(around, starred, form[0]), form[1:])
            elif form[0] in ITERATED:
                yield Ran(Event.CALL, around, form, _SEEN, _ITERATED, to_end=True)
        elif is_item(form[0]) and around is not None:
            yield from self._of(around, (Way.ITEM, *form[1:]))  # a generator has given out all of them
        elif form[0] in ITERATED:
            yield Ran(Event.DONE, starred, form, _SEEN, _ITERATED, to_end=True)

    def _same(self, value: ast.AST, around: ast.expr, form: Form) -> Iterator[Outcome]:
        """`a if c else b`, `a or b`: the value of a part is the value of the whole."""
        if isinstance(around, ast.IfExp) and value is around.test:
            yield dropped(value, form, Verb.LOOK_AT)
        else:
            yield from self._of(around, form)

    def _attribute(self, value: ast.AST, attribute: ast.Attribute, form: Form) -> Iterator[Outcome]:
        call = self._parents.of(attribute)
        is_told = form[0] is Way.CALL and attribute.attr in _OF_FUNCTIONS
        if not (isinstance(call, ast.Call) and call.func is attribute):
            if form[0] is Way.INSIDE or (form[0] is Way.CALL and attribute.attr in ("__call__", "__func__")):
                yield from self._of(attribute, form)
            elif form[0] is Way.OBJECT and self._methods.is_way_to_run(attribute):
                yield from self._bound_method(attribute, form)
            elif form[0] is Way.HANDLE or is_told or not isinstance(attribute.ctx, ast.Load):
                yield dropped(attribute, form, Verb.LOOK_AT)
            else:
                yield from weaken(self._of(attribute, (Way.PART,)), _CONVENTION)
            return
        if form[0] is Way.CALL:
            if attribute.attr == "__get__":  # binds it as a method
                yield from self._of(call, form)
            elif attribute.attr == "__call__":
                yield from self._called(call, form)
        elif isinstance(form[0], At) and call.args and is_told_by_key(form[0], call.args[0]):
            yield from self._taken(call, form, call.args[0])  # `get`, `pop`
        elif form[0] is not Way.PART:
            yield from self._methods.outcomes(value, attribute, call, form)

    def _bound_method(self, attribute: ast.Attribute, form: Form) -> Iterator[Outcome]:
        """A method that runs what its object holds: to have it is to have a way to do so, unless it is a property."""
        if not self._methods.runs_when_read(attribute):
            yield from self._of(attribute, (Way.CALL,))
            return
        root: ast.AST = attribute
        while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        if isinstance(root, ast.Name):
            yield Ran(Event.USE, root, form, _SEEN, Cause(Verb.CALL, attribute))
        yield from weaken(self._of(attribute, (Way.PART,)), _CONVENTION)

    def _subscript(self, value: ast.AST, around: ast.Subscript, form: Form) -> Iterator[Outcome]:
        reads = isinstance(around.ctx, ast.Load)
        if value is around.slice and isinstance(around.ctx, ast.Store):  # it becomes a key
            yield from weaken(self._targets.of(around, form), _GUESS)
        elif value is around.slice and reads and names_class(around.value):  # `Annotated[int, clamp]` has it
            yield from weaken(self._of(around, held_as(Way.OBJECT, form)), _CONVENTION)
        elif value is around.slice:
            yield dropped(value, form, Verb.LOOK_AT)
        elif form[0] in (Way.INSIDE, Way.PART):
            yield from self._of(around, form)
        elif not reads:  # another item comes, or goes
            yield dropped(around, form, Verb.LOOK_AT)
        elif is_item(form[0]) and len(form) > 1:
            yield from self._taken(around, form, around.slice)
        elif form[0] is Way.OBJECT:
            yield from weaken(self._of(around, (Way.PART,)), _CONVENTION)

    def _taken(self, around: ast.expr, form: Form, key: ast.expr) -> Iterator[Outcome]:
        """The item that stands at a key, if that may be this one."""
        taken = subscripted(form, key)
        if taken is None:
            yield dropped(around, form, Verb.LOOK_AT)
        else:
            yield from self._of(around, taken)

    def _returned(self, value: ast.AST, around: ast.AST, form: Form) -> Iterator[Outcome]:
        yield Returned(Event.RETURN, around, form, _SEEN, Cause(Verb.RETURN))

    def _body_of_lambda(self, value: ast.AST, around: ast.Lambda, form: Form) -> Iterator[Outcome]:
        yield from self._returned(value, around, form)

    def _default(self, value: ast.AST, around: ast.arguments, form: Form) -> Iterator[Outcome]:
        """A default: the function has it for as long as it lives, and may run it whenever it runs itself."""
        function = self._parents.of(around)
        if isinstance(function, Site):
            yield from weaken(self.of(function, form_of(function, self._parents)), _CONVENTION)

    def _yielded(self, value: ast.AST, around: ast.Yield, form: Form) -> Iterator[Outcome]:
        yield Yielded(Event.YIELD, around, form, _SEEN, Cause(Verb.YIELD))

    def _delegated(self, value: ast.AST, around: ast.YieldFrom, form: Form) -> Iterator[Outcome]:
        if form[0] in ITERATED:
            yield Ran(Event.YIELD, around, form, _SEEN, _ITERATED, to_end=True)
        elif is_item(form[0]) and len(form) > 1:
            yield Yielded(Event.YIELD, around, form[1:], _SEEN, Cause(Verb.YIELD))

    def _awaited(self, value: ast.AST, around: ast.Await, form: Form) -> Iterator[Outcome]:
        if form[0] in (Way.AWAIT, Way.OBJECT):
            yield Ran(Event.AWAIT, around, form, _SEEN, Cause(Verb.AWAIT))
            yield Released(Event.AWAIT, around, form, _SEEN, Cause(Verb.AWAIT))
            if form[0] is Way.AWAIT and len(form) > 1:
                yield from self._of(around, form[1:])

    def _entered(self, value: ast.AST, item: ast.withitem, form: Form) -> Iterator[Outcome]:
        if value is item.context_expr and form[0] is not Way.HANDLE:
            yield Lasting(Event.LEAVE, item, form, _SEEN, Cause(Verb.USE))
            if item.optional_vars is not None and form[0] is Way.OBJECT:
                yield from self._targets.of(item.optional_vars, form)


_RULES: dict[type | None, Callable[..., Iterator[Outcome]]] = {
    ast.Call: Fates._call,
    ast.keyword: Fates._keyword,
    ast.Assign: Fates._assigned,
    ast.AnnAssign: Fates._annotated,
    ast.AugAssign: Fates._augmented,
    ast.NamedExpr: Fates._walrus,
    ast.List: Fates._display,
    ast.Tuple: Fates._display,
    ast.Set: Fates._display,
    ast.Dict: Fates._display,
    ast.Starred: Fates._starred,
    ast.IfExp: Fates._same,
    ast.BoolOp: Fates._same,
    ast.BinOp: lambda fates, *asked: fates.operators.binary(*asked),
    ast.UnaryOp: lambda fates, *asked: fates.operators.unary(*asked),
    ast.Attribute: Fates._attribute,
    ast.Subscript: Fates._subscript,
    ast.Return: Fates._returned,
    ast.Lambda: Fates._body_of_lambda,
    ast.arguments: Fates._default,
    ast.Yield: Fates._yielded,
    ast.YieldFrom: Fates._delegated,
    ast.Await: Fates._awaited,
    ast.For: lambda fates, *asked: fates.iterations.looped(*asked),
    ast.AsyncFor: lambda fates, *asked: fates.iterations.looped(*asked),
    ast.comprehension: lambda fates, *asked: fates.iterations.looped(*asked),
    ast.ListComp: lambda fates, *asked: fates.iterations.element(*asked),
    ast.SetComp: lambda fates, *asked: fates.iterations.element(*asked),
    ast.DictComp: lambda fates, *asked: fates.iterations.element(*asked),
    ast.GeneratorExp: lambda fates, *asked: fates.iterations.generated(*asked),
    ast.withitem: Fates._entered,
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, *UNREAD), Fates._decorating),
}
