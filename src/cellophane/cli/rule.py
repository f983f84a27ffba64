"""`cellophane rule`: one rule's page, or the rules of one family, or of all."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from cellophane.check import catalogue
from cellophane.cli.complaints import complain


def run(arguments: argparse.Namespace) -> int:
    """Show the page or the list; the exit code."""
    families = catalogue.families()
    if arguments.code is None:
        return _list(families)
    code = arguments.code.upper()
    if code in families:
        return _list({code: families[code]})
    try:
        rule = catalogue.load(code)
    except catalogue.UnknownCode as error:
        return complain(error)
    print(f"# {rule.code}: {rule.name}\n\n{rule.documentation}")
    return 0


def _list(families: Mapping[str, tuple[str, ...]]) -> int:
    """One line a rule, below a heading for each family."""
    rules = {code: catalogue.load(code) for codes in families.values() for code in codes}
    width = max((len(rule.name) for rule in rules.values()), default=0)
    for number, (family, codes) in enumerate(families.items()):
        print("\n" * (number > 0) + f"{family}  {catalogue.FAMILIES.get(family, '')}".rstrip())
        for code in codes:
            print(f"  {code}  {rules[code].name:<{width}}  {rules[code].summary}")
    return 0
