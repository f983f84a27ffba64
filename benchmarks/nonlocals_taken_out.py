"""`nonlocal` taken out of released code: of the removals that make a difference, how many does cellophane find?

    python benchmarks/nonlocals_taken_out.py [--show] [DIRECTORY ...]

Takes, one by one, each name out of each `nonlocal` statement in the standard library and below the directories, and
checks the changed file with the rules CEL301 and CEL302. Whether a removal makes a difference is told from the code
that CPython compiles, without cellophane:

* it is superfluous if the function still does not own the name (by `symtable`), or its code stored nothing in it;
* it *raises* if in the changed code some way leads to a read or a `del` of the name without one that stores it: by the
  jumps and exception tables of the bytecode;
* else the outer variable *stays* as it was, which makes a difference if code of another function reads its cell;
* else nobody can tell the two programs apart.

Prints how many were found by default, how many only as possible, and with `--show` each one that was not found by
default. Ends with 1 if less than 85 % are found by default.
"""

from __future__ import annotations

import argparse
import ast
import dis
import symtable
import sys
import sysconfig
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.check import engine  # noqa: E402
from cellophane.check.options import Options  # noqa: E402
from cellophane.model.finding import Certainty  # noqa: E402

OPTIONS = Options(("CEL301", "CEL302"), certainty=Certainty.POSSIBLE)
FLOOR = 0.85
LONGEST = 4000
"""Lines of a file."""
_READS = {"LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_DEREF", "LOAD_CLOSURE"}
_STORES = {"STORE_FAST", "STORE_DEREF"}
_DELETES = {"DELETE_FAST", "DELETE_DEREF"}
_ENDS = {"RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "JUMP_FORWARD", "JUMP_BACKWARD"}
_ENDS |= {"JUMP_BACKWARD_NO_INTERRUPT", "INTERPRETER_EXIT"}


@dataclass(frozen=True)
class Removal:
    """One name, taken out of one statement."""

    path: Path
    function: ast.FunctionDef | ast.AsyncFunctionDef
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        """How it is shown."""
        return f"{self.path}:{self.function.lineno} `{self.name}` of `{self.function.name}`"


def main(arguments: Sequence[str]) -> int:
    """Take out, check, print, and say whether enough was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="*", type=Path, metavar="DIRECTORY")
    parser.add_argument("--show", action="store_true", help="print what is not found by default")
    options = parser.parse_args(arguments)
    roots = [Path(sysconfig.get_paths()["stdlib"]), *options.directories]
    warnings.simplefilter("ignore")
    counts: Counter[tuple[str, str]] = Counter()
    for removal in (one for root in roots for path in sorted(root.rglob("*.py")) for one in removals(path)):
        difference = differs(removal)
        found = certainty(removal)
        told = "no" if found is None else "possible" if found is Certainty.POSSIBLE else "default"
        counts[difference, told] += 1
        if options.show and difference in ("raises", "stays") and told != "default":
            print(f"{difference}, {told}: {removal}")
    return reported(counts)


def reported(counts: Counter[tuple[str, str]]) -> int:
    """Print the counts; 1 if they are below the floor."""
    for difference in ("raises", "stays", "same", "superfluous"):
        row = {told: counts[difference, told] for told in ("default", "possible", "no")}
        print(f"{difference:12} {sum(row.values()):5}", *(f"{told} {count}" for told, count in row.items()))
    total = sum(count for (difference, _), count in counts.items() if difference in ("raises", "stays"))
    shown = counts["raises", "default"] + counts["stays", "default"]
    print(f"{counts.total()} removals, {total} make a difference, {shown} found by default", end="")
    print(f": {shown / total:.1%}" if total else "")
    return int(shown < FLOOR * total)


def removals(path: Path) -> Iterator[Removal]:
    """The removals in one file."""
    try:
        text = path.read_text("utf-8")
        if "nonlocal" not in text or text.count("\n") > LONGEST:
            return
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError):
        return
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for statement in (one for one in _own(function) if isinstance(one, ast.Nonlocal)):
                for name in statement.names:
                    yield Removal(path, function, name, text, _without(text, statement, name))


def _own(function: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.stmt):
            yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield from _own(child)


def _without(text: str, statement: ast.Nonlocal, name: str) -> str:
    """The text without the name; every row stays where it was."""
    rows = text.split("\n")
    first, last = statement.lineno - 1, (statement.end_lineno or statement.lineno) - 1
    left = [other for other in statement.names if other != name]
    new = f"nonlocal {', '.join(left)}" if left else "pass"
    start, end = rows[first].encode()[: statement.col_offset], rows[last].encode()[statement.end_col_offset :]
    rows[first : last + 1] = [start.decode() + new + end.decode()] + [""] * (last - first)
    return "\n".join(rows)


def certainty(removal: Removal) -> Certainty | None:
    """How sure cellophane is of it."""
    checked = engine.check_bytes(removal.after.encode(), str(removal.path), OPTIONS)
    rows = range(removal.function.lineno, (removal.function.end_lineno or 0) + 1)
    found = [one.certainty for one in checked.findings if one.name == removal.name and one.span.row in rows]
    return max(found, default=None)


# -- by the compiler ---------------------------------------------------------------------------------------------------


def differs(removal: Removal) -> str:
    """What the removal does: `raises`, `stays`, `same` or `superfluous`."""
    try:
        before, after = (compile(text, "file", "exec", dont_inherit=True) for text in (removal.before, removal.after))
    except SyntaxError:  # a function inside declares it as well: there is nothing left that it could mean
        return "superfluous"
    if not _owns(removal):
        return "superfluous"
    was, now = _code(before, removal), _code(after, removal)
    stored = [i for i in dis.get_instructions(was) if i.argval == removal.name and i.opname in _STORES | _DELETES]
    if not stored:
        return "superfluous"
    if _may_be_unbound(now, removal.name):
        return "raises"
    return "stays" if _is_read_elsewhere(before, was, removal.name) else "same"


def _owns(removal: Removal) -> bool:
    waiting = [symtable.symtable(removal.after, "file", "exec")]
    while waiting:
        table = waiting.pop()
        at = removal.function.lineno, removal.function.name
        if isinstance(table, symtable.Function) and (table.get_lineno(), table.get_name()) == at:
            return removal.name in table.get_locals()
        waiting += table.get_children()
    return False


def _code(module: CodeType, removal: Removal) -> CodeType:
    first = min([removal.function.lineno, *(one.lineno for one in removal.function.decorator_list)])
    at = first, removal.function.name
    return next(code for code in _codes(module) if (code.co_firstlineno, code.co_name) == at)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _may_be_unbound(code: CodeType, name: str) -> bool:
    """Whether some way leads to a read, or a `del`, of the name that stores nothing in it before."""
    instructions = {one.offset: one for one in dis.get_instructions(code)}
    following = dict(zip(instructions, [*instructions][1:], strict=False))
    protected = [(one.start, one.end, one.target) for one in dis.Bytecode(code).exception_entries]  # type: ignore[attr-defined]
    seen, waiting = set[int](), [next(iter(instructions))]
    while waiting:
        offset = waiting.pop()
        if offset in seen or offset not in instructions:
            continue
        seen.add(offset)
        one = instructions[offset]
        named = one.argval == name or (isinstance(one.argval, tuple) and name in one.argval)
        takes = one.opname in _READS - {"LOAD_CLOSURE"} or one.opname in _DELETES or "LOAD_FAST" in one.opname
        if named and takes and not (one.opname == "LOAD_FAST" and name in code.co_cellvars):
            return True
        waiting += [target for start, end, target in protected if start <= offset < end]
        if named and "STORE" in one.opname:
            continue
        if one.opcode in dis.hasjrel or one.opcode in dis.hasjabs:
            waiting.append(one.argval)
        if one.opname not in _ENDS and offset in following:
            waiting.append(following[offset])
    return False


def _is_read_elsewhere(module: CodeType, function: CodeType, name: str) -> bool:
    """Whether code outside the function reads the cell of which the function has a share."""
    inside = set(map(id, _codes(function)))
    around = [code for code in _codes(module) if any(inner is function for inner in _codes(code))]
    owner = next((code for code in reversed(around) if name in code.co_cellvars and code is not function), module)
    others = (code for code in _codes(owner) if id(code) not in inside)
    reads = (one for code in others for one in dis.get_instructions(code) if one.opname in _READS - {"LOAD_CLOSURE"})
    return any(one.argval == name for one in reads)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
