"""`cellophane rule`: one rule's page, or the rules of one family, or of all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from cellophane.check import catalogue
from cellophane.check.catalogue import Rule
from cellophane.cli.complaints import complain


def run(arguments: argparse.Namespace) -> int:
    """Show the page, the pages or the list; the exit code."""
    families = catalogue.families()
    code = (arguments.code or "").upper()
    if code and arguments.all:
        arguments.parser.error("--all shows the pages of all rules: leave out the code")
    try:
        rule = catalogue.load(code) if code and code not in families else None
    except catalogue.UnknownCode:
        return complain(catalogue.unknown(arguments.code))
    codes = catalogue.codes() if not code else families.get(code, (code,))
    rules = [rule] if rule is not None else [catalogue.load(one) for one in codes]
    if arguments.output_format == "json":
        _print_json(_document(rule) if rule is not None else [_document(one) for one in rules])
    elif rule is not None or arguments.all:
        _print_pages(rules)
    else:
        _print_list({family: codes for family, codes in families.items() if code in ("", family)})
    return 0


def _print_pages(rules: Sequence[Rule]) -> None:
    """The pages: Markdown, which a terminal shows as it is meant to look."""
    pages = "\n\n".join(f"# {rule.code}: {rule.name}\n\n{rule.documentation}" for rule in rules)
    if not sys.stdout.isatty():
        print(pages)
        return
    from cellophane.report.rule_page import RulePage  # draws with `rich`, which other output does without
    from cellophane.report.screen import Screen

    Screen(sys.stdout).print(RulePage(pages), soft_wrap=False)


def _print_json(document: object) -> None:
    import json

    print(json.dumps(document, indent=2))


def _document(rule: Rule) -> dict[str, Any]:
    """The fields of a rule, named as ruff names them."""
    family = rule.code[: len("CEL1")]
    return {
        "code": rule.code,
        "name": rule.name,
        "family": family,
        "about": catalogue.FAMILIES.get(family, ""),
        "summary": rule.summary,
        "explanation": rule.documentation,
    }


def _print_list(families: Mapping[str, tuple[str, ...]]) -> None:
    """One line a rule, below a heading for each family; a terminal breaks it where its summary begins."""
    rules = {code: catalogue.load(code) for codes in families.values() for code in codes}
    width = max((len(rule.name) for rule in rules.values()), default=0)
    lines: list[tuple[str, ...]] = []
    for family, codes in families.items():
        lines += [("",)] if lines else []
        lines.append((f"{family}  {catalogue.FAMILIES.get(family, '')}".rstrip(),))
        lines += [(f"  {code}  {rules[code].name:<{width}}", rules[code].summary) for code in codes]
    if not sys.stdout.isatty():
        print("\n".join(map("  ".join, lines)))
        return
    from rich.text import Text

    from cellophane.report.hanging import Hanging
    from cellophane.report.screen import Screen

    screen = Screen(sys.stdout)
    for line in lines:
        screen.print(Hanging(tuple(map(Text, line))), soft_wrap=False)
