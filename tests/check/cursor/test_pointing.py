"""Which name and which closure a place means, against what `symtable` and `tokenize` say."""

from __future__ import annotations

import ast
import io
import keyword as keywords
import symtable
import sys
import sysconfig
import tokenize
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random
from unicodedata import normalize

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cellophane.check.cursor.pointing import Pointed, closure_at, name_at
from cellophane.source.facts import Facts, alone
from cellophane.source.names.blocks import mangle
from cellophane.source.text.source import Source, Unreadable, from_bytes
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.identifiers import keyword
from cellophane.versions import COMPREHENSIONS_ARE_INLINED
from tests.check.cursor.marking import MARK, marked
from tests.following import KNOWLEDGE, facts
from tests.programs import programs

_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
generics = pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with 3.12")


def meant(code: str) -> str | None:
    """`variable@scope` for the name at the mark."""
    found = name_at(*marked(code))
    return None if found is None else f"{found.variable.name}@{found.variable.scope.name}"


CASES = [
    # Where the cursor can be: on each character, and behind the last.
    ("¦step = 1", "step@top"),
    ("st¦ep = 1", "step@top"),
    ("step¦ = 1", "step@top"),
    ("step ¦= 1", None),
    ("x = [a,¦ b]", None),
    ("print(¦)", None),
    ("f(x)¦", None),
    # What is no name.
    ("¦def f(): ...", None),
    ("lam¦bda: x", None),
    ("a.at¦tr", None),
    ("a¦.attr", "a@top"),
    ("a.\\\n  at¦tr", None),
    ("f(na¦me=1)", None),
    ("'st¦ring'", None),
    ("# st¦ep\nstep = 1", None),
    ("Tr¦ue", None),
    ("x = 1¦2", None),
    ("import a.b¦.c", None),
    ("import a.b¦ as c", None),
    ("from q import a¦ as c", None),
    ("from q¦ import a", None),
    ("match x:\n  case K(na¦me=1): ...", None),
    ("match x:\n  case ¦_: ...", None),
    # Every kind of binding.
    ("def f¦(): ...", "f@top"),
    ("async def ¦f(): ...", "f@top"),
    ("@d\nclass C¦: ...", "C@top"),
    ("def f(a¦, /, b, *c, d, **e): ...", "a@f"),
    ("def f(a, /, b, *c¦, d, **e): ...", "c@f"),
    ("def f(a, /, b, *c, d, **e¦): ...", "e@f"),
    ("def f():\n  import a¦.b", "a@f"),
    ("def f():\n  import a.b as a¦", "a@f"),
    ("from q import (a,\n  b as\n  c¦)", "c@top"),
    ("def f():\n  with a as b¦: ...", "b@f"),
    ("def f():\n  for a¦ in b: ...", "a@f"),
    ("def f():\n  try: ...\n  except e as e¦: ...", "e@f"),
    ("def f():\n  try: ...\n  except e¦ as e: ...", "e@f"),
    ("def f():\n  try: ...\n  except* (E) as e¦: ...", "e@f"),
    ("def f():\n  match x:\n    case [a¦, *b]: ...", "a@f"),
    ("def f():\n  match x:\n    case [a, *b¦]: ...", "b@f"),
    ("def f():\n  match x:\n    case {1: a, **b¦}: ...", "b@f"),
    ("def f():\n  match x:\n    case q.K(x=1) as a¦: ...", "a@f"),
    ("def f():\n  match x:\n    case ¦q.K(x=1) as a: ...", "q@top"),
    ("def f():\n  n = 0\n  n¦ += 1", "n@f"),
    ("def f():\n  n¦: int", "n@f"),
    ("def f():\n  n = 0\n  del n¦", "n@f"),
    # What a name means where it stands.
    ("def f(a):\n  return lambda b: a¦", "a@f"),
    ("x = 0\ndef f():\n  return x¦", "x@top"),
    ("x = 0\ndef f(x=x¦): ...", "x@top"),
    ("x = 0\ndef f(x¦=x): ...", "x@f"),
    ("x = 0\n@x¦\ndef f(x): ...", "x@top"),
    ("x = 0\ndef f(x: x¦): ...", "x@top"),
    ("def g():\n  x = 0\n  class C(x¦):\n    x = 1", "x@g"),
    ("class C:\n  x = 1\n  y = x¦", "x@C"),
    ("class C:\n  x = 1\n  def f(self): return x¦", "x@top"),
    ("class C:\n  x = 1\n  y = [x¦ for _ in ()]", "x@top"),
    ("class C:\n  x = 1\n  y = [_ for _ in x¦]", "x@C"),
    ("def f(x):\n  return [x¦ for x in x]", "x@listcomp"),
    ("def f(x):\n  return [x for x in x¦]", "x@f"),
    ("def f(x):\n  return {x: y for y¦ in x}", "y@dictcomp"),
    ("def f(x):\n  return (y¦ for y in x)", "y@genexpr"),
    ("def f(x):\n  return [(y¦ := z) for z in x]", "y@f"),
    ("class C:\n  def f(self):\n    return __class__¦", "__class__@C"),
    ("class C:\n  def f(self):\n    return super¦().f()", "super@top"),
    ("class C:\n  def f(self):\n    self.__x = __x¦", "_C__x@top"),
    ("class C:\n  def f(self):\n    self.__x¦ = 0", None),
    ("class C:\n  def f(self, __a):\n    return __a¦", "_C__a@f"),
    ("class C:\n  import __a¦", "_C__a@C"),
    ("def f():\n  global x, y¦\n  y = 0", "y@top"),
    ("def f():\n  x = y = 0\n  def g():\n    nonlocal x¦, y\n    x = 0", "x@f"),
    ("def f():\n  x = y = 0\n  def g():\n    nonlocal x,\\\n y¦", "y@f"),
    ("def f():\n  x = y = 0\n  def g(): nonlocal x, ¦y; y = 1\n", "y@f"),
    ("class C:\n  def f(self):\n    global __x¦", "_C__x@top"),
    ("from q import *\nprint¦(y)", "print@top"),
    ("from q import *¦", None),
    # Columns count characters.
    ("x = '\N{PILE OF POO}' + ¦y", "y@top"),
    ("x = '\N{PILE OF POO}' +¦ y", None),
    ("if x:\n\ty = '\t' + z¦", "z@top"),
    ("\N{LATIN SMALL LIGATURE FI}¦ = 1", "fi@top"),
    ("def f(na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve):\n  return na¦\N{LATIN SMALL LETTER I WITH DIAERESIS}ve",
     "na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve@f"),
    # f-strings.
    ("def f(x): return f'é{x¦}'", "x@f"),
    ("def f(x): return f'{x!r:>{x¦}}'", "x@f"),
    ("def f(x): return f'x¦{x}'", None),
    ("def f(x): return f'''\n x {[x for x¦ in x]}'''", "x@listcomp"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "expected"), CASES)
def test_the_name_that_is_meant(code: str, expected: str | None) -> None:
    assert meant(code) == expected


def _has_tables(code: str) -> bool:
    """Whether the compiler keeps the scopes of the text apart: from 3.12 on it merges those of comprehensions."""
    inlined = (ast.ListComp, ast.SetComp, ast.DictComp) if COMPREHENSIONS_ARE_INLINED else ()
    return not any(isinstance(node, inlined) for node in ast.walk(ast.parse(code.replace(MARK, ""))))


@pytest.mark.parametrize("code", [code for code, expected in CASES if expected is not None and _has_tables(code)])
def test_the_compiler_says_the_same_of_its_owner(code: str) -> None:
    found = name_at(*marked(code))
    assert found is not None
    variable = found.variable
    top = symtable.symtable(code.replace(MARK, ""), "a.py", "exec")
    [owner] = [table for table in _tables(top) if table.get_name() == variable.scope.name]
    others = [table for table in _tables(top) if variable.name in table.get_identifiers() and table is not owner]
    if variable.name == "__class__":  # in no table of the class
        assert isinstance(owner, symtable.Class)
        assert all(table.lookup("__class__").is_free() for table in others)
    elif owner is top:
        assert any(table.lookup(variable.name).is_global() for table in others) or top.lookup(variable.name)
    else:
        assert owner.lookup(variable.name).is_local()


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


@generics
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f[T¦](a: T): ...", "T@f"),
        ("def f[T](a: T¦): ...", "T@f"),
        ("class C[T: int]:\n  x: T¦", "T@C"),
        ("type A[T] = list[T¦]", "T@A"),
        ("type A¦ = int", "A@top"),
        ("def f[*T, **P¦](): ...", "P@f"),
        ("¦type A = int", None),
    ],
)
def test_type_parameters(code: str, expected: str | None) -> None:
    assert meant(code) == expected


def test_annotations_that_nobody_evaluates_name_nothing() -> None:
    assert meant("from __future__ import annotations\nx = 0\ndef f(a: x¦): ...") is None


@pytest.mark.parametrize(("row", "column"), [(0, 1), (-3, 1), (1, 0), (1, 99), (2, 1), (99, 1), (1, -1)])
def test_places_outside_the_text(row: int, column: int) -> None:
    known = facts("x=1")
    assert name_at(known, row, column) is None
    assert closure_at(known, row, column) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f = ¦lambda: (lambda: 0)", 4),
        ("f = lambda¦: (lambda: 0)", 4),
        ("f = lambda:¦ (lambda: 0)", None),
        ("f = lambda: (lam¦bda: 0)", 13),
        ("@d\nasync ¦def f(): ...", 0),
        ("de¦f f(): ...", 0),
        ("def f¦(): ...", 0),
        ("def f(¦): ...", None),
        ("def f(): ¦...", None),
        ("x = sum(a fo¦r a in b)", 7),
        ("x = sum(¦a for a in b)", None),
        ("x = [a f¦or a in b]", None),
        ("for¦ x in y: ...", None),
        ("class¦ C: ...", None),
    ],
)
def test_the_closure_that_is_meant(code: str, expected: int | None) -> None:
    found = closure_at(*marked(code))
    assert (None if found is None else found.col_offset) == expected


# -- all places of a text --------------------------------------------------------------------------------------------


def check(known: Facts, rows: range) -> int:
    """Ask at every place of some rows; the number of names that were found."""
    words = dict(_words(known.source))
    found = {
        (row, column): name_at(known, row, column)
        for row in rows
        for column in range(1, len(known.source.line(row)) + 2)
    }
    told = {pointed.span: pointed for pointed in found.values() if pointed is not None}
    for pointed in told.values():
        _check_is_there(known, pointed, words)
    for place, here in found.items():  # as a whole, and nowhere else
        around = [span for span in told if span.row == place[0] and span.column <= place[1] <= span.end_column]
        assert [here.span] == around if here is not None else not around, place
    for node in ast.walk(known.tree):
        if isinstance(node, ast.Name) and node.lineno in rows:
            span = known.source.span(node)
            for column in (span.column, (span.column + span.end_column) // 2, span.end_column):
                here = found[span.row, column]
                meaning = known.names.variable(node)
                assert (here.variable if here is not None else None) is meaning, (node.id, span, column)
    return len(told)


def _check_is_there(known: Facts, pointed: Pointed, words: dict[tuple[int, int], str]) -> None:
    """That there is such a word in the text, as the tokenizer sees it, and that it can mean the variable."""
    span, variable = pointed.span, pointed.variable
    text = known.source.line(span.row)[span.column - 1 : span.end_column - 1]
    if sys.version_info >= (3, 12):  # before, it sees f-strings as a whole
        assert words.get((span.row, span.column)) == text
    assert text.isidentifier()
    assert not keywords.iskeyword(text)
    written = normalize("NFKC", text)
    assert variable.name == written or variable.name.endswith(written)
    owners = [scope for scope in known.names.scopes if mangle(scope.name, written) == variable.name]
    assert variable.name == written or owners


def _words(source: Source) -> Iterator[tuple[tuple[int, int], str]]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.NAME:
            yield (token.start[0], token.start[1] + 1), token.string


@settings(max_examples=60, deadline=None)
@given(programs())
def test_every_place_of_random_programs(program: str) -> None:
    try:
        known = alone(Source("a.py", program), KNOWLEDGE)
    except Unreadable:
        assume(False)
        raise
    assert check(known, range(1, len(known.source.lines) + 1))


_NAMES = st.sampled_from(["x", "y", "ab", "é", "ω"])
_EXPRESSIONS = st.recursive(
    _NAMES,
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("(lambda {}: {})".format, _NAMES, inner),
        st.builds("[{} for {} in {}]".format, inner, _NAMES, inner),
        st.builds("{}[{}]".format, _NAMES, inner),
    ),
    max_leaves=5,
)
_FIELDS = st.builds(
    "{{{}{}{}}}".format,
    st.sampled_from(["", " ", "\n", "\n  "]),
    _EXPRESSIONS,
    st.sampled_from(["", " ", "!r", "\n", ":>3", ":{x}", "!s:a{y}"]),
)
_PIECES = st.sampled_from(["a", "é", " ", "\n", "{{", "}}", "\\n", "\N{PILE OF POO}"])
_TEXTS = st.lists(_PIECES, max_size=4).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_TEXTS, _FIELDS), min_size=1, max_size=3), st.sampled_from(["", "'a' ", "'é'\\\n f'{y}'"]))
def test_names_in_format_strings(parts: list[tuple[str, str]], before: str) -> None:
    text = "".join(text + field for text, field in parts)
    try:
        known = alone(Source("a.py", f'é = {before} f"""{text}"""\n'), KNOWLEDGE)
    except Unreadable:
        assume(False)
        raise
    assert check(known, range(1, len(known.source.lines) + 1))


def library() -> list[Path]:
    """Some modules of the library, and what was written to be hard on compilers."""
    hard = (
        "scope",
        "named_expressions",
        "listcomps",
        "super",
        "fstring",
        "patma",
        "type_params",
        "unicode_identifiers",
    )
    paths = [*sorted(_LIBRARY.glob("*.py"))[::31], *(_LIBRARY / "test" / f"test_{name}.py" for name in hard)]
    return [path for path in paths if path.exists()]


@pytest.mark.parametrize("path", library(), ids=lambda path: path.name)
def test_places_of_the_standard_library(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = alone(from_bytes(path.read_bytes(), path.name), KNOWLEDGE)
    last = known.source.last_row
    start = Random(path.name).randrange(1, max(2, last - 60))
    check(known, range(start, min(start + 60, last) + 1))
    for site in known.sites:
        span = keyword(known.source, site)
        assert span is not None
        assert closure_at(known, span.row, span.column) is site
        assert isinstance(site, Site)
