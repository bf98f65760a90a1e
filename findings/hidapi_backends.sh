#!/usr/bin/env bash
# hidapi 0.15.0's page says that on Linux the hidraw interface is used and libusb is not included. Its
# Linux wheels, as those of 0.14.0, hold both: `import hid` is libusb, which lists no Bluetooth device
# and opens no /dev/hidraw*; hidraw is a module of its own, `import hidraw` (trezor/cython-hidapi#203).
# Needs no device: what a module has loaded tells.
# Run by hand on Linux: bash findings/hidapi_backends.sh; exit code 1 once the behaviour is another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for version in 0.14.0 0.15.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "hidapi==$version"
  "$folder/$version/bin/python" - "$version" <<'PYTHON'
import importlib
import importlib.metadata
import subprocess
import sys

page = importlib.metadata.distribution("hidapi").read_text("METADATA")
says_hidraw = "the hidraw API is now used by default" in page
LOOK = """
import importlib, pathlib, sys
module = importlib.import_module(sys.argv[1])
maps = pathlib.Path("/proc/self/maps").read_text()
print("libusb" if "libusb" in maps else "hidraw", len(module.enumerate()))
"""
backends = {}
for name in ("hid", "hidraw"):
    done = subprocess.run([sys.executable, "-c", LOOK, name], capture_output=True, text=True, check=True)
    backends[name], n_listed = done.stdout.split()
    print(f"hidapi {sys.argv[1]}: import {name} is {backends[name]}, lists {n_listed} devices here")
print(f"hidapi {sys.argv[1]}: its page says hidraw is the default: {says_hidraw}")
sys.exit(not (says_hidraw == (sys.argv[1] >= "0.15") and backends == {"hid": "libusb", "hidraw": "hidraw"}))
PYTHON
done
