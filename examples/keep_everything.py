"""Hold every sample of a session, also those from before and those of a cut link."""

import sys
import time

from balance_arcade.server import Client
from balance_arcade.server.backfill import Backfill

ctl, seconds = sys.argv[1], float(sys.argv[2])
backfill, n_held = Backfill(from_start=True), 0
with Client(ctl=ctl, backfill=backfill) as client:
    end = time.monotonic() + seconds
    while time.monotonic() < end or not backfill.is_complete:
        n_held += sum(len(m.body) for m in client.poll(0.1) if m.kind == "samples")
    account = backfill.ledger(client.info.board_id)
print("held", n_held)
print("received", account.n_received)
print("replayed", account.n_replayed)
print("declared", account.n_declared)
