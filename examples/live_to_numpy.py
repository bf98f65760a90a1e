"""Mean and spread of two seconds of a running session: python live_to_numpy.py [CTL]."""

import sys

import numpy as np

from balance_arcade.server import Client

ctl = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5572"
with Client(ctl=ctl) as client:
    samples = client.read(2.0)
    board = client.info
ml_mm, ap_mm = samples[:, client.channels.index("ml_mm")], samples[:, 3]
print(
    f"{board.model}, {board.origin}: {len(samples)} samples, columns {', '.join(client.channels)}"
)
print(f"ml {np.nanmean(ml_mm):+.2f} mm, sd {np.nanstd(ml_mm):.2f} mm")
print(f"ap {np.nanmean(ap_mm):+.2f} mm, sd {np.nanstd(ap_mm):.2f} mm")
