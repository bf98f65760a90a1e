"""``balance-arcade station-users``: the people who may log in to the station over the network."""

from __future__ import annotations

import argparse
import getpass
import sys

from balance_arcade.commands.output import print_json, table
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.keys.folder import keys_folder

ROLES = ("viewer", "controller")
_ROLE_HELP = "viewer sees and can only stop; controller steers"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|list|password|role|remove")
    add = acts.add_parser("add", help="add an account; its password is asked for")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=ROLES, required=True, help=_ROLE_HELP)
    listed = acts.add_parser("list", help="list the accounts")
    listed.add_argument("--json", action="store_true", help="one JSON object an account")
    password = acts.add_parser("password", help="give an account another password")
    password.add_argument("name", metavar="NAME")
    role = acts.add_parser("role", help="give an account another role")
    role.add_argument("name", metavar="NAME")
    role.add_argument("--role", choices=ROLES, required=True, help=_ROLE_HELP)
    remove = acts.add_parser("remove", help="remove an account; who is logged in with it is out")
    remove.add_argument("name", metavar="NAME")


def run(args: argparse.Namespace) -> int:
    """Change or list the accounts."""
    try:
        # Only who goes off the machine needs Argon2.
        from balance_arcade.server.station.access.accounts import Accounts, clean_name
        from balance_arcade.server.station.access.roles import Role
    except ImportError as error:
        raise ConfigError(
            f"For accounts, {error.name} is missing.",
            hint="Install it with: pip install 'balance-arcade[lan]'",
        ) from error
    accounts = Accounts(keys_folder())
    if args.act == "list":
        _list([(one.name, str(one.role), one.id) for one in accounts.all()], as_json=args.json)
        return 0
    name = clean_name(args.name)
    if args.act == "add":
        account = accounts.add(name, Role(args.role), _ask_password(name))
        print(f"{account.name} may log in as {account.role}; the log calls it {account.id}.")
    elif args.act == "password":
        accounts.set_password(name, _ask_password(name))
        print(f"{name} has a new password. Whoever was logged in as {name} is out.")
    elif args.act == "role":
        accounts.set_role(name, Role(args.role))
        print(f"{name} is a {args.role} now. Whoever was logged in as {name} is out.")
    else:
        accounts.remove(name)
        print(f"{name} is removed. Whoever was logged in as {name} is out.")
    return 0


def _list(rows: list[tuple[str, str, str]], *, as_json: bool) -> None:
    if as_json:
        for name, role, account_id in rows:
            print_json({"name": name, "role": role, "id": account_id})
    elif rows:
        print(table(rows, header=("name", "role", "in the log")))
    else:
        print("No accounts. Add one: balance-arcade station-users add NAME --role controller")


def _ask_password(name: str) -> str:
    """Ask twice at a terminal, unseen; a program gives it as the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(4096).rstrip("\r\n")
    password = getpass.getpass(f"Password for {name} (12 characters or more): ")
    if getpass.getpass("Once more: ") != password:
        raise ConfigError("The two passwords differ.", hint="Nothing was changed; try again.")
    return password
