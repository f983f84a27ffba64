"""`cellophane rule`: one rule's page, or the list of rules."""

from __future__ import annotations

import argparse

from cellophane.cli.complaints import complain


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command to the parser."""
    parser = commands.add_parser(
        "rule",
        help="explain a rule, or list all of them",
        description="Show one rule's page, or the list of rules.",
        epilog="examples:\n  cellophane rule\n  cellophane rule CEL101",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, parser=parser)
    parser.add_argument("code", nargs="?", metavar="CODE", help="the rule to explain; without it, all are listed")


def run(arguments: argparse.Namespace) -> int:
    """Show the page or the list; the exit code."""
    from cellophane.check import catalogue

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
