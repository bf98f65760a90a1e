"""Signals while something must not be torn: kept, then let through; never lost, never twice."""

# ruff: noqa: PT012 - what happens between signal and exception is what is tested

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from balance_arcade.app import compiling, interrupts
from balance_arcade.app.interrupts import asked, check, held, interruptible


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_interrupts_at_once(number: signal.Signals) -> None:
    after = []
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(number)
        after.append("went on")
    assert asked()
    assert not after


def test_held_signal_comes_at_the_end_of_the_step() -> None:
    steps = []
    with pytest.raises(KeyboardInterrupt), interruptible():
        with held():
            with held():
                signal.raise_signal(signal.SIGINT)
                steps.append("inner")
            steps.append("outer")
        steps.append("behind")
    assert steps == ["inner", "outer"]


def test_no_signal_no_interrupt() -> None:
    with interruptible():
        with held():
            check()
        check()
    assert not asked()


def test_second_signal_does_not_tear_the_end() -> None:
    closed = []
    with pytest.raises(KeyboardInterrupt), interruptible():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            closed.append(True)
    assert closed
    signal.raise_signal(signal.SIGINT)  # about to end: ignored


def test_late_second_signal_forces_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [10.0]
    monkeypatch.setattr(interrupts.time, "monotonic", lambda: now_s[0])
    finished = []
    with pytest.raises(KeyboardInterrupt), interruptible(), held():
        signal.raise_signal(signal.SIGINT)
        now_s[0] += interrupts.PATIENCE_S
        signal.raise_signal(signal.SIGINT)
        finished.append(True)
    assert not finished


def test_switched_off_signal_stays_off_and_handlers_come_back() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    before = signal.getsignal(signal.SIGINT)
    with interruptible():
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_compiling_stops_between_two_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def slow_warmup(progress: object, use: object) -> None:
        assert callable(progress)
        progress(0, 2, "first")
        signal.raise_signal(signal.SIGINT)
        done.append("first")
        progress(1, 2, "second")
        done.append("second")

    monkeypatch.setattr(compiling, "warmup", slow_warmup)
    with pytest.raises(KeyboardInterrupt), interruptible():
        compiling.ensure_compiled()
    assert done == ["first"]
