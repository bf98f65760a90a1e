"""`serve --lan` over loopback: its own page, a paired station, a revoked one, one without a key."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request

import pytest
from patience import DEADLINE_S, until
from program import command, environment, run

from balance_arcade.server.client import StreamClient
from balance_arcade.server.handshakes import KEYS_DEMANDED, NO_HANDSHAKE, NOT_LISTED

pytestmark = pytest.mark.system


def keys(folder, *words):
    done = run("keys", *words, "--json", BALANCE_ARCADE_KEYS=str(folder))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def revoked_within_s(here, tablet, other):
    """Pair a tablet, let it listen, revoke it; seconds from the command to its last message."""
    keys(here, "pair", "tablet", keys(tablet.parent, "show", "--station")["key"])
    until(lambda: tablet.client.poll(0.02) and not tablet.client.trouble, "the stream")
    begun_s = time.monotonic()
    keys(here, "revoke", "tablet")
    revoked_s = time.monotonic()
    until(lambda: tablet.client.poll(0.02) is None or tablet.client.trouble, "the refusal")
    assert tablet.client.trouble == NOT_LISTED
    heard_s = tablet.client.heard_ns / 1e9
    assert heard_s > begun_s - 1.0
    until(lambda: other.poll(0.02), "the stream of the other")
    return heard_s - revoked_s


class Tablet:
    """Another computer: a folder of its own."""

    def __init__(self, parent, ward, ctl):
        self.parent = parent
        self.client = StreamClient.paired(ward, key_file=str(parent / "station.key"), ctl=ctl)


def test_stations_come_in_by_key_and_are_cut_off_while_it_runs(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    keys(here, "create")
    keys(there, "create", "--station")
    ward = keys(here, "show", "--ctl", "127.0.0.1:1")["pairing"]
    words = ["serve", "sim:?seed=4", "--lan", "127.0.0.1", "--any-port", "--no-record", "--json"]
    with subprocess.Popen(
        command(*words, "--station", "--no-browser", "--seconds", "3600"),
        env=environment(BALANCE_ARCADE_KEYS=str(here)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as serve:
        try:
            start = json.loads(serve.stdout.readline())
            assert start["keys"] == keys(here, "list")["fingerprint"]
            # The page of the computer itself has a key like any other station.
            with urllib.request.urlopen(start["station"], timeout=DEADLINE_S) as page:
                assert page.status == 200
            with StreamClient(ctl=start["ctl"]) as stranger:
                until(lambda: stranger.poll(0.02) is None or stranger.trouble, "a refusal")
                assert stranger.trouble in {KEYS_DEMANDED, NO_HANDSHAKE}
            own = StreamClient.paired(ward, key_file=str(here / "station.key"), ctl=start["ctl"])
            tablet = Tablet(there, ward, start["ctl"])
            with own, tablet.client:
                until(lambda: own.poll(0.02) and own.reader.joined, "the stream")
                # On a computer with much to do at once the second must be kept once.
                until(lambda: revoked_within_s(here, tablet, own) < 1.0, "a cut within a second")
                # Its answer may be lost with a publisher that ends; that it ends is the answer.
                own.submit("stop", timeout_s=DEADLINE_S)
                until(lambda: own.poll(0.02) is None or serve.poll() is not None, "the end")
            assert serve.wait(DEADLINE_S) == 0
        finally:
            serve.kill()
