"""Weight on a board, once a second: python print_weight.py [ADDRESS [SECONDS]]."""

import sys

import balance_arcade

address = sys.argv[1] if len(sys.argv) > 1 else "sim:?seed=1&speed=0"
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
t_s, due_s = 0.0, 1.0
with balance_arcade.open_board(address) as board:
    while t_s < seconds and not board.ended:
        for sample in board.read(timeout_s=0.1):
            t_s = sample.t_s
            if t_s >= due_s:
                due_s += 1.0
                print(f"{t_s:6.2f} s  {sample.fz_n / 9.80665:6.1f} kg", flush=True)
