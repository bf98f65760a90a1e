"""``balance-arcade doctor``: what on this machine would stop a session, and how to mend it."""

from __future__ import annotations

import argparse

from balance_arcade.commands.checks import machine_findings
from balance_arcade.commands.output import print_json, table
from balance_arcade.hw import diagnose_boards


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", metavar="FOLDER", help="where recordings would go")
    parser.add_argument("--json", action="store_true", help="one JSON object a check")


def run(args: argparse.Namespace) -> int:
    """Look at everything, one row a check; 1 if something would stop a session."""
    findings = [*machine_findings(args.out), *diagnose_boards()]
    stopped = any(finding.level == "fail" for finding in findings)
    if args.json:
        for finding in findings:
            print_json(finding)
        return int(stopped)
    print(table([[f.level, f.name, f.what] for f in findings], header=["", "check", "found"]))
    hints = [f for f in findings if f.level != "ok" and f.hint]
    if hints:
        print("\nWhat to do:")
        for finding in hints:
            print(f"  {finding.name}: {finding.hint}")
    print("\nA session would be stopped." if stopped else "\nNothing here would stop a session.")
    return int(stopped)
