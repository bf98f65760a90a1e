"""Who listens to every session of a host, beside publisher and LSL."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from balance_arcade.app.first_trial import FirstTrialWatch
from balance_arcade.app.set_keeper import SetKeeper
from balance_arcade.core.events import Event
from balance_arcade.core.source import StreamSink

if TYPE_CHECKING:
    from balance_arcade.app.host import Host


def own_listeners(
    host: Host, run: Callable[[Callable[[], None], str], None]
) -> tuple[StreamSink, ...]:
    """Make the listeners of a host.

    Parameters
    ----------
    host : Host
        Its source is there before the first event is told.
    run : callable
        As of `SetKeeper`.
    """

    def emit(event: Event) -> None:
        # Asked for with each event: the source is made with these listeners in it.
        host.source.emit(event)

    # Without a stream there is no station that could be touched, and a recording is told nothing
    # that hangs on the wall's clock.
    watches = (FirstTrialWatch(emit),) if host.switches.publish else ()
    return (host.pauses, SetKeeper(host, run), *watches)
