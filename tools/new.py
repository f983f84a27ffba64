"""Begins the commonest contributions: a rule, or an entry of the knowledge files.

`python tools/new.py rule CEL103 rebound-capture` makes the rule's file, a file of cases and its line in the changelog.
The cases are whole: two small programs, one with a finding and one without, to be replaced by those of the rule. In a
family that has a cure (`tests/cures.py`) they are such that the cure tells one from the other.
`python tools/new.py knowledge library.function` makes an entry with the callable's signature, and what else can be told
from its annotations, which holds the experiment that tests it, and its line in the changelog. Three dots mark what is
left to write; lines that are comments stand for what most entries need not say.
The generated pages are left to `make docs`.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import pkgutil
import re
import sys
from pathlib import Path

from cellophane.source.knowledge.reading import DESCRIPTION, PROOF

ROOT = Path(__file__).parents[1]
RULES = Path("src/cellophane/check/rules")
TESTS = Path("tests/rules")
KNOWLEDGE = Path("src/cellophane/source/knowledge")
CHANGELOG = Path("CHANGELOG.md")

RULE = '''\
"""A closure ... (one sentence: what goes wrong).

## What it does

...

## Why is this bad?

...

## Known problems

...

## Example

```python
...
```

Use instead:

```python
...
```

## When it is silent

...

## Fix safety

There is no automatic fix.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "{code}"
NAME = "{name}"

# Files that have not got this are passed over before `find` is asked, most of them unparsed. The region is where a
# closure is made: in a LOOP, a FUNCTION, a HANDLER (of `except ... as`), a CLASS; FILE: anywhere, or the rule is about
# no closure. Sharper ones ask for names as well: HANDLER_NAME, DELETION, EARLY, NAMESAKE, DEFAULT, REBOUND, ITERATOR,
# CLASS_NAME, PRIVATE, SUPER, WITHDRAWAL, BLOCK, COMMENT, as `Region` says. Words beside it have to stand in the text,
# one of each group, as in `Needs(Region.FUNCTION, words=(("def",), ("global", "nonlocal")))`.
# Say less where you are not sure: what is passed over wrongly is never found.
NEEDS = Needs(Region.FILE)


def find(facts: Facts) -> Iterator[Finding]:
    """The places where ..."""
    # Import here, not at the top, what follows closures and words findings: every run imports all the rules that it is
    # asked for, and few files have what they need.
    raise NotImplementedError
'''

CASES = """\
# ... (what these cases have in common)

... (what a reader should know of them; `tests/literate.py` says how they are written)

## Where it goes wrong

```python
{wrong}```

## Where it does not

```python
{right}```
"""

Programs = tuple[str, str]
"""One with a finding, and one without."""

PROGRAMS: Programs = (
    """\
def outer():
    word = "outer"

    def inner():
        return word  # {code} word [certain]

    return inner


assert outer()() == "outer"
""",
    """\
def outer():
    def inner():
        word = "inner"
        return word

    return inner


assert outer()() == "inner"
""",
)
"""About closures, and about no hazard."""

LATE: Programs = (
    """\
word = "early"
read = lambda: word  # {code} word [certain]
word = "late"

assert read() == "late"
""",
    """\
word = "early"
read = lambda: word

assert read() == "early"
""",
)
"""About a late read: bound early, the first one fails and the second one holds."""

PROGRAMS_OF_FAMILY = {"CEL1": LATE}
"""By the first digit of the code, of families with a cure; all others begin with `PROGRAMS`."""

HEADING = "# What {head} does with functions.\n"

ENTRY = """
["{name}"]
signature = "{signature}"
{parameters}
source = "docs: ..."
experiment = "import {head}; {name}(...)"
# How it runs a function, and code at whose end f was called, to show that it is so:
{unknown}# runs = "..."  # thread, process or loop, if it is not the thread of the caller
# pickles = "..."  # pickle, pickle unless forked or cloudpickle, if something does
# trial = "import {head}; {name}(...)"
"""
UNKNOWN = "# passes = { ... }  # how many positional arguments it gets: 1, 0..1, *args\n"


class Mistake(Exception):
    """What was asked for cannot be begun. The message says why."""


def new_rule(root: Path, code: str, name: str) -> list[Path]:
    """Makes the files of a rule below `root`, and gives back what it made or changed.

    Raises `Mistake`, and changes nothing, if the code or the name is not one, or the code is taken.
    """
    if not re.fullmatch(r"CEL[1-9]\d\d", code):
        raise Mistake(f"{code!r} is no code: it is CEL and three digits, such as CEL103")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise Mistake(f"{name!r} is no name: it is small words with hyphens between, such as rebound-capture")
    for taken in root.glob(f"{RULES}/{code.lower()}_*.py"):
        raise Mistake(f"{code} is taken by {taken.relative_to(root)}")
    stem = f"{code.lower()}_{name.replace('-', '_')}"
    wrong, right = PROGRAMS_OF_FAMILY.get(code[:4], PROGRAMS)
    texts = {
        CHANGELOG: announced(root.joinpath(CHANGELOG).read_text("utf-8"), f"- {code}: ..."),
        RULES / f"{stem}.py": filled(RULE, code=code, name=name),
        TESTS / code.lower() / f"{name}.md": filled(CASES, wrong=wrong, right=right, code=code),
    }
    return written(root, texts)


def new_entry(root: Path, name: str) -> list[Path]:
    """Adds an entry to the knowledge file of its library, and gives back what it made or changed.

    Every parameter begins as `unknown`; how many arguments a function gets may be told from annotations. Raises
    `Mistake`, and changes nothing, if there is an entry already, or nothing that can be imported and called has that
    name.
    """
    head = name.partition(".")[0]
    file = library_file(root, head)
    text = root.joinpath(file).read_text("utf-8") if root.joinpath(file).exists() else HEADING
    if f'["{name}"]' in text:
        raise Mistake(f"{name} has an entry in {file}")
    signature, passed = signature_of(name), passed_to_parameters(name)
    lines = [f'{key(parameter)} = "unknown"' for parameter in signature.parameters]
    counts = ", ".join(f"{parameter} = {count}" for parameter, count in passed.items())
    lines += [f"passes = {{ {counts} }}"] if passed else []
    lines += ["fields = true"] if makes_fields(name) else []
    gaps = {
        "name": name,
        "head": head,
        "signature": str(signature).replace("\\", "\\\\").replace('"', '\\"'),
        "parameters": "\n".join(lines),
        "unknown": "" if passed else UNKNOWN,
    }
    texts = {
        CHANGELOG: announced(root.joinpath(CHANGELOG).read_text("utf-8"), f"- Knowledge of `{name}`."),
        file: filled(text + ENTRY, **gaps),
    }
    return written(root, texts)


def library_file(root: Path, head: str) -> Path:
    """The knowledge file, relative to `root`, with entries of the library, or a new one of its name."""
    for file in sorted(root.joinpath(KNOWLEDGE).glob("*.toml")):
        if f'\n["{head}.' in file.read_text("utf-8"):
            return file.relative_to(root)
    return KNOWLEDGE / f"{head}.toml"


def signature_of(name: str) -> inspect.Signature:
    """The signature of what is called by this dotted name, with defaults that can be written down.

    Raises `Mistake` if it cannot be found, or does not say what its parameters are.

    >>> print(signature_of("shutil.copy"))
    (src, dst, *, follow_symlinks=True)
    """
    try:
        signature = inspect.signature(pkgutil.resolve_name(name))
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise Mistake(f"{name} has no signature that could be read: {error}") from None
    parameters = [
        each.replace(annotation=each.empty, default=each.default if _is_plain(each.default) else None)
        for each in signature.parameters.values()
    ]
    return inspect.Signature(parameters)


def key(parameter: str) -> str:
    """The key of an entry that speaks of a parameter, whatever that is called.

    >>> key("func"), key("result")
    ('func', '"result="')
    """
    return f'"{parameter}="' if parameter in DESCRIPTION | PROOF else parameter


def passed_to_parameters(name: str) -> dict[str, int]:
    """How many positional arguments the functions get that a callable is given, as far as its annotations tell.

    >>> passed_to_parameters("tools.new.announced")
    {}
    """
    parameters = inspect.signature(pkgutil.resolve_name(name)).parameters
    counts = {parameter: _passed_to(each.annotation) for parameter, each in parameters.items()}
    return {parameter: count for parameter, count in counts.items() if count is not None}


def _passed_to(annotation: object) -> int | None:
    """The number of arguments in an annotation such as `Callable[[int, str], None] | None`; none without such."""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    try:
        nodes = [*ast.walk(ast.parse(text, mode="eval"))]
    except SyntaxError:  # the text of an object
        return None
    pairs = [node.slice for node in nodes if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple)]
    counts = {len(pair.elts[0].elts) for pair in pairs if isinstance(pair.elts[0], ast.List)}
    return counts.pop() if len(counts) == 1 else None


def makes_fields(name: str) -> bool:
    """Whether it is a decorator that says of itself that it makes something like a dataclass (PEP 681)."""
    return hasattr(pkgutil.resolve_name(name), "__dataclass_transform__")


def _is_plain(default: object) -> bool:
    return default is inspect.Parameter.empty or isinstance(default, int | float | str | None)


def filled(template: str, **gaps: str) -> str:
    """The template with its gaps filled; other braces stay as they are."""
    for gap, text in gaps.items():
        template = template.replace(f"{{{gap}}}", text)
    return template


def written(root: Path, texts: dict[Path, str]) -> list[Path]:
    """Writes the texts below `root`, and gives back their paths."""
    for path, text in texts.items():
        root.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        root.joinpath(path).write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def announced(changelog: str, line: str) -> str:
    """The changelog with one more line at the end of what its newest version added.

    Begins a section for additions if the newest version has none. Raises `Mistake` if there is no version.

    >>> print(announced("## [1.0]\\n\\n### Added\\n\\n- a\\n\\n## [0.9]\\n", "- b"))
    ## [1.0]
    <BLANKLINE>
    ### Added
    <BLANKLINE>
    - a
    - b
    <BLANKLINE>
    ## [0.9]
    <BLANKLINE>
    """
    versions = [found.start() for found in re.finditer(r"^## ", changelog, re.MULTILINE)]
    if not versions:
        raise Mistake(f"{CHANGELOG} names no version: begin a section for the next one")
    start, end = [*versions, len(changelog)][:2]
    newest = changelog[start:end].rstrip("\n")
    added = re.search(r"^### Added\n(?:(?!###).*\n?)*", newest, re.MULTILINE)
    if added:
        before, after = newest[: added.end()].rstrip("\n"), newest[added.end() :]
    else:
        before, after = f"{newest}\n\n### Added\n", ""
    rest = "\n\n" + after if after else "\n"
    gap = "\n" if end < len(changelog) else ""
    return changelog[:start] + before + f"\n{line}" + rest.rstrip("\n") + "\n" + gap + changelog[end:]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Begin a contribution.")
    kinds = parser.add_subparsers(required=True, metavar="rule|knowledge")
    rule = kinds.add_parser("rule", help="a rule's file, the file of its cases, and its line in the changelog")
    rule.add_argument("code", metavar="CODE", help="such as CEL103; it says which group the hazard is of")
    rule.add_argument("name", metavar="NAME", help="such as rebound-capture")
    rule.set_defaults(begin=lambda chosen: new_rule(ROOT, chosen.code, chosen.name))
    entry = kinds.add_parser("knowledge", help="an entry that says what a callable does with functions")
    entry.add_argument("name", metavar="NAME", help="the dotted name, such as rich.progress.track")
    entry.set_defaults(begin=lambda chosen: new_entry(ROOT, chosen.name))
    chosen = parser.parse_args(arguments)
    try:
        made = chosen.begin(chosen)
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 2
    for path in made:
        print(path)
    print("Write what the dots stand for, then `make docs test`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
