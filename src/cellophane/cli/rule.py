"""`cellophane rule`: one rule's page, or the list of rules."""

from __future__ import annotations

import argparse

from cellophane.check import catalogue
from cellophane.cli.complaints import complain


def run(arguments: argparse.Namespace) -> int:
    """Show the page or the list; the exit code."""
    if arguments.code is None:
        rules = [catalogue.load(code) for code in catalogue.codes()]
        width = max((len(rule.name) for rule in rules), default=0)
        for rule in rules:
            print(f"{rule.code}  {rule.name:<{width}}  {rule.summary}")
        return 0
    try:
        rule = catalogue.load(arguments.code.upper())
    except catalogue.UnknownCode as error:
        return complain(error)
    print(f"# {rule.code}: {rule.name}\n\n{rule.documentation}")
    return 0
