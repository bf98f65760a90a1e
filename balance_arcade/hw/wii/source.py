"""From an open transport to forces: what `balance_arcade.hw.wii.board.WiiBoard` reads."""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

from balance_arcade.core.board import CellAccuracy
from balance_arcade.core.clock import Clock
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.wii.calibration import Forces, battery_bars
from balance_arcade.hw.wii.reports import Counts, SensorReport
from balance_arcade.hw.wii.session import SessionFault, WiiSession
from balance_arcade.hw.wii.transport import Transport

READ_SLICE_S: Final = 0.1
"""A waiting read looks at the session's watch this often."""

TEMPERATURE: Final = "temperature"
"""Word in a calibration's id: loads are corrected for the board's temperature."""

MODEL: Final = "Wii Balance Board"

BATTERIES_EMPTY: Final = "The batteries are nearly empty: change them before a session."

RAW_ACCURACY: Final = CellAccuracy(
    noise_sd_n=0.31,
    residual_n=2.3,
    source="Bartlett et al. 2014, nine boards (doi:10.1016/j.gaitpost.2013.07.010): +-9.1 N in "
    "total, read as two standard deviations of four independent cells; noise: 5 reports of one "
    "board at rest, an order of magnitude only",
)
"""What is known of a Wii Balance Board's cells. The noise is 3.2 counts of about 9.8 g."""

_SATURATED = 0xFFFF


class WiiSample(msgspec.Struct, frozen=True):
    """One sample before it is placed in time.

    Attributes
    ----------
    forces_n : tuple of float
        Newtons at tl, tr, bl, br.
    flags : int
        Sum of `SampleFlag` bits that the source knows.
    t_ns : int or None
        Its time on the monotonic clock, where the source tells times.
    arrived_ns : int or None
        When it came, by the system's own note; late samples come after their time.
    gap : bool
        Samples before it are known to be lost.
    """

    forces_n: Forces
    flags: int = 0
    t_ns: int | None = None
    gap: bool = False
    arrived_ns: int | None = None


class SampleBatch(msgspec.Struct, frozen=True):
    """What was waiting together; ``overflowed`` says that the queue was full."""

    items: tuple[WiiSample, ...] = ()
    overflowed: bool = False


class SourceState(msgspec.Struct):
    """What a source knows of its board beside the samples; it is kept up to date.

    Attributes
    ----------
    serial : str
        Bluetooth address, or empty.
    model : str
        For people.
    calibration_id : str
        Which calibration made the forces.
    accuracy : CellAccuracy
        How well the cells measure this way.
    samples_stop_at_rest : bool
        The source gives nothing while nothing changes.
    alive_ns : int
        When the board last gave a sample or another sign of life; 0 before the first.
    battery_bars : int or None
        0 to 4, or None before it is known.
    button : bool
        Whether the front button is down; ``n_presses`` counts how often it went down.
    n_bad_reports : int
        Reports that were discarded.
    notes : tuple of str
        What is not as it should be, in whole sentences.
    """

    serial: str
    model: str
    calibration_id: str
    accuracy: CellAccuracy
    samples_stop_at_rest: bool = False
    alive_ns: int = 0
    battery_bars: int | None = None
    button: bool = False
    n_presses: int = 0
    n_bad_reports: int = 0
    notes: tuple[str, ...] = ()


class Source(Protocol):
    """A board that delivers samples."""

    @property
    def ready(self) -> bool:
        """Whether samples can be expected."""
        ...

    @property
    def fault(self) -> SessionFault | None:
        """Why no sample will ever come; None without a fault."""
        ...

    @property
    def state(self) -> SourceState:
        """What is known of the board now."""
        ...

    def read(self, timeout_s: float) -> SampleBatch:
        """Return the samples that have come; wait no longer than ``timeout_s``, maybe less.

        Raises
        ------
        BoardDisconnectedError
            The board went away.
        """
        ...

    def close(self) -> None:
        """Close the board. Any thread may call it, any number of times."""
        ...


class ReportSource:
    """A board whose reports we take ourselves: a transport, and a session that speaks over it.

    Parameters
    ----------
    transport : Transport
        Open; closed with this object.
    clock : Clock
        Stamps the reports.
    serial : str
        Bluetooth address, or empty.
    temperature : bool
        Correct the loads for the board's temperature.
    """

    def __init__(
        self, transport: Transport, *, clock: Clock, serial: str, temperature: bool
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._temperature = temperature
        self._last_temperature: int | None = None
        self._last_counts: Counts | None = None
        self._n_uncorrected = 0
        self.session = WiiSession(clock.now_ns())
        self._state = SourceState(
            serial=serial,
            model=f"{MODEL} ({transport.label})",
            calibration_id="",
            accuracy=RAW_ACCURACY,
        )

    @property
    def ready(self) -> bool:
        """Whether the board's calibration is known and samples are asked for."""
        return self.session.ready

    @property
    def fault(self) -> SessionFault | None:
        """Why the board cannot be used."""
        return self.session.fault

    @property
    def state(self) -> SourceState:
        """What is known of the board now."""
        session, state = self.session, self._state
        if session.calibration is not None:
            state.calibration_id = self._calibration_id()
        if session.battery:
            state.battery_bars = battery_bars(session.battery)
        state.button, state.n_presses = session.button, session.n_presses
        state.n_bad_reports = session.n_bad_reports
        state.notes = (*self._transport.notes, *self._notes())
        return state

    def read(self, timeout_s: float) -> SampleBatch:
        """Return what has come; see `Source`."""
        self._send()
        batch = self._transport.read(min(max(timeout_s, 0.0), READ_SLICE_S))
        now_ns = self._clock.now_ns()
        # All reports of a batch get the same time here; `balance_arcade.hw.timeline` spreads them
        # over the wait later.
        samples = (self.session.feed(report, now_ns) for report in batch.reports)
        items = tuple(self._reading(sample) for sample in samples if sample is not None)
        if items:
            self._state.alive_ns = now_ns
        # After the reports: a board that has just answered is not asked again.
        self.session.tick(now_ns)
        self._send()
        return SampleBatch(items, batch.overflowed)

    def close(self) -> None:
        """Close the board."""
        self._transport.close()

    def _send(self) -> None:
        for report in self.session.take_output():
            self._transport.write(report)

    def _reading(self, sample: SensorReport) -> WiiSample:
        calibration = self.session.calibration
        if calibration is None:  # The session gives no sample before it has one.
            raise RuntimeError("a sample without a calibration")
        if sample.temperature is not None:
            self._last_temperature = sample.temperature
        temperature = self._last_temperature if self._temperature else None
        # Reports 0x32 have no temperature; the newest one counts until another comes.
        self._n_uncorrected += int(self._temperature and not calibration.corrects(temperature))
        flags = SampleFlag.SATURATED if _SATURATED in sample.counts else SampleFlag.NONE
        # Of four cells with three counts of noise one sample in 13,000 is the same again by chance.
        if sample.counts == self._last_counts:
            flags |= SampleFlag.HELD
        self._last_counts = sample.counts
        return WiiSample(calibration.forces_n(sample.counts, temperature), int(flags))

    def _calibration_id(self) -> str:
        calibration = self.session.calibration
        if calibration is None:
            return ""
        words = ["factory", f"{calibration.checksum:08x}"]
        words += [] if calibration.checksum_good else ["checksum-wrong"]
        words += [TEMPERATURE] if self._temperature else []
        return " ".join(words)

    def _notes(self) -> list[str]:
        session = self.session
        notes = []
        if session.calibration is not None and not session.calibration.checksum_good:
            notes.append(
                "The checksum of the board's calibration is wrong: it has been overwritten. "
                "Compare the weight that it shows with a scale before you trust it."
            )
        counted = (
            (session.n_bad_reports, "reports were too short and were discarded."),
            (session.n_invalid, "reports had no weight: change the board's batteries."),
            (session.n_mode_changes, "times another program changed what the board sends."),
            (
                self._n_uncorrected,
                "samples came without a temperature, or the board has none of its factory, and "
                "are not corrected.",
            ),
        )
        notes += [f"{n} {text}" for n, text in counted if n]
        if session.battery_low or (session.battery and battery_bars(session.battery) == 0):
            notes.append(BATTERIES_EMPTY)
        return notes
