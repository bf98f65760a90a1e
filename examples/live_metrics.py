"""Live sway of a board, without games or network: python live_metrics.py [ADDRESS]."""

import sys

import balance_arcade

address = sys.argv[1] if len(sys.argv) > 1 else "sim:?seed=1&profile=older&speed=0"
with balance_arcade.open_board(address) as board:
    stream = balance_arcade.CopStream(
        board.info.geometry, board.info.nominal_rate_hz, window_s=10.0
    )
    n_samples = 0
    while n_samples < 2000 and not board.ended:
        for force in board.read(timeout_s=0.1):
            stream.push(force)
            n_samples += 1
    for name, value in stream.metrics().values.items():
        print(f"{name:24}{value:10.3f}")
