"""Options that say who measures: processes on this computer, or a cluster."""

from __future__ import annotations

import argparse

from balance_arcade.commands.crew import WITH_KERNELS, Crew, start_server
from balance_arcade.core.errors import ConfigError


def add_crew_flags(parser: argparse._ActionsContainer) -> None:
    """Declare ``--jobs`` and ``--dask``."""
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes at work")
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="workers of a trusted Dask cluster, tcp://host:8786 (needs distributed)",
    )


def check_crew(args: argparse.Namespace) -> None:
    """Refuse what makes no sense, before anything is done; then have helpers made ready.

    Raises
    ------
    ConfigError
        The number of processes is none, or the cluster does not answer or has no workers.
    """
    if args.jobs < 1:
        raise ConfigError(
            f"--jobs must be 1 or more, not {args.jobs}.", hint="Give the number of processes."
        )
    if args.dask is None:
        if args.jobs > 1:
            # Before this process imports the rest: both then come to their end together.
            start_server(WITH_KERNELS)
        return
    if args.jobs != 1:
        raise ConfigError(
            "--jobs says nothing with --dask: the cluster's own workers measure.",
            hint="Leave one of them out.",
        )
    from balance_arcade.commands.crew_dask import DaskWorkers

    # Asked before anything is written, and left again.
    with DaskWorkers(args.dask):
        pass


def crew_of(args: argparse.Namespace, n_files: int) -> Crew:
    """Call the processes that were asked for, no more than there are files."""
    if args.dask is not None:
        from balance_arcade.commands.crew_dask import DaskWorkers

        return Crew(n_files, lambda _: DaskWorkers(args.dask))
    return Crew(max(1, min(args.jobs, n_files)))
