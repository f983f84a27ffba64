"""All facts about one file, each made when a rule first asks for it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from cellophane.model.scope import BindingKind, Scope, Variable
from cellophane.source.change.beginnings import Beginnings
from cellophane.source.change.closings import Closings
from cellophane.source.change.losses import Losses
from cellophane.source.change.namesakes import Namesake, Namesakes
from cellophane.source.change.rebindings import TAKES_VALUE_AWAY, Rebindings
from cellophane.source.change.replaced import Replaced
from cellophane.source.change.snapshots import Snapshots
from cellophane.source.change.updates import Updates
from cellophane.source.change.use_def import UseDef
from cellophane.source.change.watch import NOTHING
from cellophane.source.fixpoint import Recursion, Worklist
from cellophane.source.flow.layout import Layout
from cellophane.source.following import summaries
from cellophane.source.following.lifetimes import Lifetimes, Watches
from cellophane.source.following.outer_names import OuterNames, OwnName
from cellophane.source.following.replacement import Replacement
from cellophane.source.following.rounds import Outlived, Rounds
from cellophane.source.following.serving import Serving
from cellophane.source.following.spent import Spent, SpentIterators
from cellophane.source.following.summaries import Question, Summaries
from cellophane.source.following.tracks import Following
from cellophane.source.following.trails import Settled, Stale, Trail
from cellophane.source.knowledge import Knowledge, load
from cellophane.source.knowledge.entry import Trait
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Around, Home
from cellophane.source.meaning.own_calls import OwnCalls
from cellophane.source.meaning.passing import Passing
from cellophane.source.meaning.portable import Portable
from cellophane.source.meaning.sendings import Sendings
from cellophane.source.meaning.starting import Starting
from cellophane.source.meaning.words import Words
from cellophane.source.names.scopes import Names
from cellophane.source.steps.conditions import Conditions
from cellophane.source.steps.fates import Fates
from cellophane.source.steps.inside import Bodies
from cellophane.source.steps.outcomes import Outcome
from cellophane.source.text.source import Source
from cellophane.source.text.unread import DefinedFunction
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.walking import children_at_hand, header, walk


class Facts:
    """What is known of one file without running it.

    >>> from cellophane.source.text.source import Source
    >>> source = Source("a.py", "late = [lambda: i for i in range(3)]")
    >>> [stale.variable.name for stale in alone(source).stale]
    ['i']
    """

    def __init__(
        self,
        source: Source,
        layout: Layout,
        around: Around,
        answers: Worklist[Question, tuple[Outcome, ...]] | None = None,
        module_name: str = "",
        rows: Iterable[tuple[int, int]] | None = None,
    ) -> None:
        """`rows` are what rules ask about: the functions in which they are, and the code around functions."""
        self.source = source
        self.tree = layout.tree
        self.module_name = module_name
        """Dotted; empty if it cannot be told."""
        self.layout = layout
        """What the text says by itself."""
        self.flow = layout.flow
        """The order of events in a body."""
        self.happenings = layout.happenings
        """At which events of a body variables are bound, and lose their values."""
        self._rows = None if rows is None else tuple(rows)
        self._around = around
        self._bodies = Bodies(summaries_of, summaries.answers() if answers is None else answers)

    @property
    def knowledge(self) -> Knowledge:
        """What library callables do."""
        return self._around.knowledge

    @property
    def consulted_elsewhere(self) -> bool:
        """Whether anything told so far rests on other files, so that it holds only as long as they stay as they are."""
        elsewhere = self._around.elsewhere
        return elsewhere is not None and elsewhere.consulted

    @cached_property
    def names(self) -> Names:
        """What every name means."""
        return self.layout.names

    @cached_property
    def parents(self) -> Parents:
        """Where every node stands."""
        return self.layout.parents

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every closure site that is asked about, in the order of their places."""
        return tuple(scope.node for scope in self.scopes if isinstance(scope.node, Site))

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """All scopes that are asked about."""
        return self.names.scopes if self._rows is None else self.names.scopes_in(self._rows)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes that are asked about, in no particular order."""
        if self._rows is None:
            return tuple(walk(self.tree))
        asked = {scope.node for scope in self.scopes}
        found: list[ast.AST] = []
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            found.append(node)
            is_left = isinstance(node, DefinedFunction) and node not in asked
            waiting += header(node) if is_left else children_at_hand(node)
        return tuple(found)

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call that is asked about, in no particular order."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def captures(self) -> tuple[tuple[Site, Variable], ...]:
        """Every closure site with each variable that it captures."""
        return tuple((site, v) for site in self.sites for v in self.names.captures(self.names.scope(site)))

    @cached_property
    def stale(self) -> tuple[Stale, ...]:
        """Every closure that outlives the iteration whose variable it reads, once for each such variable."""
        return self.late(self.captured_in_loops, self._rebindings.in_loops)

    @cached_property
    def rebound(self) -> tuple[Trail, ...]:
        """What becomes of every closure that can run, or is kept, when a variable which it reads was given another
        value: in no later iteration of a loop that makes it."""
        asked = ((site, v) for site, v in self.replaced.candidates(self.captures) if self._reads(site, v))
        trails = (self._lifetimes.trail(site, variable, self.replaced.after) for site, variable in asked)
        return tuple(trail for trail in trails if trail.late)

    @cached_property
    def own_names(self) -> tuple[OwnName, ...]:
        """Every function that reads its own name, where that stood for something else before."""
        return tuple(OuterNames(self.names, self.parents, self.replaced, self.flow).among(self.captures))

    @cached_property
    def outlived_groups(self) -> tuple[Outlived, ...]:
        """Every group that is held, or iterated, when the next one has been asked for."""
        return tuple(Rounds(self._following, self.callees, self.words, self.nodes).outlived())

    @cached_property
    def spent_iterators(self) -> tuple[Spent, ...]:
        """Every iterator that is iterated again after it has run out."""
        return tuple(SpentIterators(self._following, self.callees, self.words, self.trail, self.scopes).spent())

    @cached_property
    def captured_in_loops(self) -> tuple[tuple[Site, Variable], ...]:
        """The captures of variables that some loop rebinds."""
        in_loop = {variable: self.is_rebound_in_loop(variable) for variable in {v for _, v in self.captures}}
        return tuple((site, variable) for site, variable in self.captures if in_loop[variable])

    def _reads(self, site: Site, variable: Variable) -> bool:
        """Whether a closure reads what it captures; what it only writes it cannot read late."""
        return self.names.first_use(variable, self.names.scope(site)) is not None

    def late(self, captures: Iterable[tuple[Site, Variable]], watches: Watches) -> tuple[Stale, ...]:
        """The closures that can run when what they read is spoilt, once for each variable. `watches` says by what."""
        found: dict[tuple[Site, str], Stale] = {}
        for site, variable in captures:
            stale = self._lifetimes.trail(site, variable, watches).stale
            if stale is not None and self._reads(site, variable):
                key = stale.site, variable.name
                found[key] = max(stale, found.get(key, stale), key=lambda one: one.certainty)
        return tuple(found.values())

    def trail(self, site: Site, variable: Variable) -> Trail:
        """What becomes of a closure, as far as it matters to a variable that a loop may rebind, or else at all."""
        found = self._lifetimes.trail(site, variable, self._rebindings.in_loops)
        if found.settled is not Settled.UNSPOILT:
            return found
        return replace(self._lifetimes.trail(site, variable, lambda *_: [NOTHING]), settled=found.settled)

    def trail_after(self, site: Site, variable: Variable, watches: Watches) -> Trail:
        """What becomes of a closure, as far as it matters to what spoils a variable. `watches` says what does."""
        return self._lifetimes.trail(site, variable, watches)

    def makes_iterator(self, call: ast.Call) -> bool:
        """Whether a call is known to make an iterator of what it is given, as `map` does."""
        entries = self.callees.known_entries(call.func)
        return bool(entries) and all(Trait.RUNS_OUT in entry.traits for entry in entries)

    def repeated(self, site: Site, variable: Variable) -> ast.AST | None:
        """The binding with which a loop gives a variable the same value each time after a closure was made there."""
        made = self._lifetimes.made(site, variable)
        if made is None:
            return None
        flow, makes = made
        return next((node for make in makes for node in self._rebindings.repeated(flow, make, variable)), None)

    def is_rebound_in_loop(self, variable: Variable) -> bool:
        """A cheap first test: whether any loop binds the variable at all."""
        # What a function binds that declares a variable of the module `global` comes in no loop of the module's code.
        bindings = (b for b in self.names.bindings_at_hand(variable) if b.kind not in TAKES_VALUE_AWAY)
        return any(self.parents.in_loop(binding.node) for binding in bindings)

    def losses(self, kind: BindingKind) -> Losses:
        """What takes values away in one manner: the end of an `except … as`, or `del`."""
        return Losses(self.names, self.happenings, kind)

    @cached_property
    def closings(self) -> Closings:
        """Which variables a `with` block closes the values of."""
        return Closings(self.names, self.parents, self.happenings, self.callees.known_entries, self.scopes)

    @cached_property
    def beginnings(self) -> Beginnings:
        """Which closures are made before what they read is bound."""
        return Beginnings(self.names, self.happenings)

    @cached_property
    def callees(self) -> Callees:
        """Which callables expressions mean."""
        return Callees(self.names, self.parents, self, self._around)

    @cached_property
    def words(self) -> Words:
        """By which words the file may call something."""
        return Words(self.parents, self.knowledge)

    @cached_property
    def sendings(self) -> Sendings:
        """What calls of the file hand to picklers and to other processes."""
        return Sendings(self.calls, self.callees, self.words)

    @cached_property
    def starting(self) -> Starting:
        """How the processes are started that calls of the file speak of."""
        return Starting(self.names, self.parents, self.callees, self.sendings)

    @cached_property
    def portable(self) -> Portable:
        """Which functions pickle takes."""
        return Portable(self.source, self.names, self.callees, self)

    @cached_property
    def passing(self) -> Passing:
        """What the calls of the file give to the parameters of its functions."""
        return Passing(self.calls, self.names, self.parents, self, self.words)

    @cached_property
    def updates(self) -> Updates:
        """What functions change of that which they captured."""
        return Updates(self.names, self.parents, self.callees)

    @cached_property
    def fates(self) -> Fates:
        """What becomes of the values of expressions."""
        return Fates(self.names, self.parents, self.callees, self._around.knowledge, self._bodies)

    @cached_property
    def summaries(self) -> Summaries:
        """What the file's callables do with functions handed to them."""
        return Summaries(self._following, self.callees, self._bodies)

    @cached_property
    def namesakes(self) -> tuple[Namesake, ...]:
        """Variables of functions that are called as one around them, and go wrong by it."""
        return tuple(Namesakes(self.names, self.parents, self.flow, self.happenings).all(self.scopes))

    @cached_property
    def snapshots(self) -> Snapshots:
        """Which variables may be bound early."""
        return Snapshots(self.names, self.parents, self.flow, self.happenings)

    @cached_property
    def use_def(self) -> UseDef:
        """Which bindings a read may have its value from."""
        return UseDef(self.names, self.parents, self.flow, self.happenings)

    @cached_property
    def replaced(self) -> Replaced:
        """Which variables get another value after a closure was made."""
        return Replaced(self.names, self.parents, self.callees, self.happenings)

    @cached_property
    def _lifetimes(self) -> Lifetimes:
        return Lifetimes(self._following)

    @cached_property
    def _following(self) -> Following:
        return Following(
            self.names,
            self.parents,
            self.fates,
            Replacement(self.names, self.callees),
            Conditions(self.names, self.callees),
            Serving(self.parents, self.callees),
            OwnCalls(self.parents, self.callees),
            self.flow,
            self.happenings,
        )

    @cached_property
    def _rebindings(self) -> Rebindings:
        return Rebindings(self.names, self.parents, self.callees)

    @property
    def unresolved(self) -> tuple[ast.expr, ...]:
        """The callees, as they stand in the text, that closures were handed to and of which nothing is known: of those
        closures that a rule has asked about."""
        return tuple(self._lifetimes.unresolved)


def summaries_of(home: Home) -> Summaries:
    """What the callables of a file do: its facts know, of which the steps below see no more than a home."""
    assert isinstance(home, Facts)
    return home.summaries


def alone(source: Source, knowledge: Knowledge | None = None) -> Facts:
    """The facts of a text that no other file can be seen from. Raises `Unreadable` for text that is no Python."""
    return Facts(source, Layout(source.parse()), Around(load() if knowledge is None else knowledge, Recursion()))
