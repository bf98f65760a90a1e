"""``balance-arcade doctor``: what on this computer would stop a session, and what to do."""

from __future__ import annotations

import argparse

from balance_arcade.app.folders import data_folder
from balance_arcade.commands.bundle import write_bundle
from balance_arcade.commands.checks import machine_findings
from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note, paragraph, print_json
from balance_arcade.hw import diagnose_boards
from balance_arcade.hw.calibration import known_calibrations
from balance_arcade.hw.finding import Finding
from balance_arcade.hw.wii import udev_rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", metavar="FOLDER", help="folder of the recordings")
    parser.add_argument(
        "--udev-rule",
        action="store_true",
        help="print the udev rule for Wii boards and exit",
    )
    parser.add_argument(
        "--bundle",
        metavar="FILE",
        help="write versions, rates, logs and settings into one zip, without people's data",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a check")


def run(args: argparse.Namespace) -> int:
    """Look at everything, one row a check; 1 if something would stop a session."""
    if args.udev_rule:
        print(udev_rule(), end="")
        return 0
    findings = [*machine_findings(args.out), *diagnose_boards(), *_calibrations()]
    if args.bundle:
        bundle = out_file(args.bundle, "--bundle", inputs=())
        n_files = write_bundle(bundle, data_folder(args.out), findings)
        note(f"{bundle}: {n_files} files, nobody's data. Look through it before you send it.")
    stopped = any(finding.level == "fail" for finding in findings)
    if args.json:
        for finding in findings:
            print_json(finding)
        return int(stopped)
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        start = f"{finding.level:4}  {finding.name:{width}}  "
        print(paragraph(finding.what, first=start, rest=" " * len(start)))
    hints = [f for f in findings if f.level != "ok" and f.hint]
    if hints:
        print("\nWhat to do:")
        for finding in hints:
            print(paragraph(f"{finding.name}: {finding.hint}", first="  "))
    print("\nA session would be stopped." if stopped else "\nNothing here would stop a session.")
    return int(stopped)


def _calibrations() -> list[Finding]:
    """How well each board measures that was calibrated on this computer."""
    from balance_arcade.records.accuracy import accuracy_sentence  # Only where it is used.

    return [
        Finding(known.board_id, "ok", accuracy_sentence(known.accuracy, known.readings.geometry))
        for known in known_calibrations()
    ]
