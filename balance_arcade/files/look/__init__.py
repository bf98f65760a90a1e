"""One look at a trial between reading and measuring, the same for every format.

Each module has one idea and works on arrays; `balance_arcade.files.look.whole` joins them. What is
found is a `balance_arcade.core.data_faults.DataFault`; all names stand in
`balance_arcade.core.known_faults` and in ``docs/data-faults.md``.
"""

# Readers look at what they have read, and the look is at their trials: whichever room is entered
# first, the readers' is set up first, so that neither finds the other half built.
import balance_arcade.files.tables  # noqa: F401
