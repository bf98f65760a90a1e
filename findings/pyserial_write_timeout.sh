#!/usr/bin/env bash
# pyserial 3.5 on Linux and macOS raises SerialTimeoutException after a write that took every byte, if
# more time than `write_timeout` has passed when it looks at the clock: a computer that was busy for so
# long is told that the board took nothing. Who sends the bytes again sends them twice.
# Needs no device: the far end of a pseudo terminal tells what arrived.
# Run by hand: bash findings/pyserial_write_timeout.sh; exit code 1 once the behaviour is another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check pyserial==3.5
"$folder/env/bin/python" - <<'PYTHON'
import os
import pty
import sys
import tty

import serial

far, near = pty.openpty()
tty.setraw(near)
# Shorter than any write takes: the same as a longer one on a computer that is busy meanwhile.
port = serial.Serial(os.ttyname(near), write_timeout=1e-9)
try:
    port.write(b"16 bytes for you")
    raised = "nothing"
except serial.SerialTimeoutException as error:
    raised = f"SerialTimeoutException: {error}"
arrived = os.read(far, 64)
print(f"pyserial {serial.__version__}: raised {raised}; {len(arrived)} of 16 bytes arrived")
sys.exit(not (raised == "SerialTimeoutException: Write timeout" and len(arrived) == 16))
PYTHON
