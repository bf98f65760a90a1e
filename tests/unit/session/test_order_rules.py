"""The table of refused orders against the sessions and routers that carry orders out."""

from __future__ import annotations

from typing import get_args

import pytest
from test_session_orders import reach

from balance_arcade.app.orders import OrderRouter
from balance_arcade.core.events import Command, CommandName, Phase
from balance_arcade.core.order_rules import REFUSALS, why_refused

SESSION_ORDERS = ("start", "pause", "resume", "next", "repeat", "skip", "stop")
BY_THE_BOARD = {("pause", Phase.PAUSED), ("next", Phase.ZERO)}
"""The table lets these pass; what happens on the board decides."""


def test_the_table_knows_every_order_and_never_refuses_stop():
    assert set(REFUSALS) == set(get_args(CommandName))
    assert dict(REFUSALS["stop"]) == {}


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("order", SESSION_ORDERS)
def test_a_session_refuses_what_the_table_refuses_and_nothing_else(phase, order):
    answer = reach(phase).command(order)
    why = why_refused(order, phase)
    if why:
        assert answer == f"rejected: {why}"
    elif (order, phase) not in BY_THE_BOARD:
        assert answer == "accepted"


@pytest.mark.parametrize("serves", [True, False])
@pytest.mark.parametrize("order", get_args(CommandName))
def test_without_a_session_the_router_refuses_what_the_table_refuses(order, serves):
    router = OrderRouter(serves=serves)
    args = {"start": {"game": "orchard"}, "person": {"person": "p-017"}}.get(order, {})
    answer = router.take(Command("1", order, args))
    why = why_refused(order, "serving" if serves else "")
    assert answer == (f"rejected: {why}" if why else "accepted")


@pytest.mark.parametrize("phase", list(Phase))
def test_a_session_takes_its_own_zero(phase):
    router = OrderRouter(serves=True)
    router.follow(lambda command: pytest.fail(f"{command.name} reached the session"))
    assert router.take(Command("1", "tare")) == f"rejected: {why_refused('tare', phase)}"
