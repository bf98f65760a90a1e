#!/usr/bin/env bash
# distributed 2026.8.0: its nanny sets OMP, MKL and OPENBLAS to one thread for the worker that it
# starts, and leaves NUMBA_NUM_THREADS alone, so that numba starts a thread for every core in every
# worker. And `submit` takes a function for pure: called with the path of a file that was edited, it
# gives what the file held before, as long as somebody holds that result; with pure=False it does not.
# Run by hand: bash findings/dask_nanny_threads.sh; exit code 1 once the behaviour is another.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'distributed==2026.8.0'
cat >"$work/look.py" <<'PY'
import os
import pathlib
import sys

from distributed import Client, LocalCluster

NAMES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")


def threads():
    return [os.environ.get(name) for name in NAMES]


def content(path):
    return pathlib.Path(path).read_text()


if __name__ == "__main__":
    file = pathlib.Path(sys.argv[1]) / "trial.txt"
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        found = client.submit(threads).result()
        print(dict(zip(NAMES, found)))
        file.write_text("before")
        first = client.submit(content, str(file))
        read = [first.result()]
        file.write_text("edited")
        read.append(client.submit(content, str(file)).result())
        read.append(client.submit(content, str(file), pure=False).result())
        print(read)
    as_told = found == ["1", "1", "1", None] and read == ["before", "before", "edited"]
    print("as described" if as_told else "NOT as described any more")
    sys.exit(not as_told)
PY
env -u OMP_NUM_THREADS -u MKL_NUM_THREADS -u OPENBLAS_NUM_THREADS -u NUMBA_NUM_THREADS \
  "$work/venv/bin/python" "$work/look.py" "$work"
