"""A publisher and a station of ours joined by a link that loses what a test tells it to; no port.

Time is a clock that is moved by hand. Everything but the sockets is the real thing.
"""

from __future__ import annotations

import math
import time

import msgspec
import zmq

from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock, WallAnchor
from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample, ForceSample, SampleFlag
from balance_arcade.files.recording import RecordingHeader, RecordingWriter, recording_name
from balance_arcade.server.backfill import Backfill
from balance_arcade.server.bodies import RecorderStatus, SampleBlock
from balance_arcade.server.control import Request, decode_reply, encode_control
from balance_arcade.server.history import History
from balance_arcade.server.inbox import Inbox, Waker
from balance_arcade.server.later import LaterAnswers
from balance_arcade.server.live_stream import LiveStream
from balance_arcade.server.pictures import Pictures
from balance_arcade.server.reader import StreamReader
from balance_arcade.server.recovery import Recovery
from balance_arcade.server.stream_sender import StreamSender

RATE_HZ = 100.0
STEP_S = 1.0 / RATE_HZ
BOARD = BoardInfo(
    "sim:", "b1", "Sim", "", Geometry(433.0, 238.0), RATE_HZ, "virtual", origin="simulated"
)
PATIENCE_S = 10.0


class Line:
    """One direction of the link: keeps, delays or loses messages."""

    def __init__(self):
        self.waiting = []
        self.n_to_lose = 0
        self.is_up = True
        self.is_held = False

    def put(self, frames):
        if not self.is_up:
            return
        if self.n_to_lose:
            self.n_to_lose -= 1
            return
        self.waiting.append(list(frames))

    def take(self):
        taken = [] if self.is_held else self.waiting
        self.waiting = self.waiting if self.is_held else []
        return taken


class Port:
    """What a `StreamSender` needs of a socket."""

    def __init__(self, out, into):
        self.out, self.into, self.parts = out, into, []

    def send_multipart(self, frames, flags=0):
        self.out.put(frames)

    def send(self, frame, flags=0):
        self.parts.append(frame)
        if not flags & zmq.SNDMORE:
            self.out.put(self.parts)
            self.parts = []

    def recv_multipart(self, flags=0, *, copy=True):
        if not self.into.waiting:
            raise zmq.Again
        frames = self.into.waiting.pop(0)
        return frames if copy else [zmq.Frame(frame) for frame in frames]


class Side:
    """The board's computer: records and publishes; may be killed and started again."""

    def __init__(self, room, boot_id):
        self.room, self.boot_id = room, boot_id
        self.seq = 0
        self.truth = {}
        self.recorded = set()
        self.stream = CopStream(BOARD.geometry, RATE_HZ)
        self.waker = Waker()
        self.inbox = Inbox(self.waker, samples_length=300)
        self.history = History("b1", boot_id, room.folder, lambda: None, room.clock)
        self.live = LiveStream("b1", boot_id, self.inbox, self.waker, room.clock)
        self.sender = StreamSender(
            self.live,
            self.inbox,
            lambda command: "accepted",
            room.clock,
            recorder=RecorderStatus,
            health=BoardHealth,
            tell=lambda kind, data: None,
            later=LaterAnswers(self.history, Pictures(boot_id, self.waker.wake, room.clock)),
        )
        room.asked.waiting.clear()
        self.sender.open(Port(room.live, Line()), Port(room.answers, room.asked), "here")
        self.live.learn(BOARD)
        self.writer = None
        self.flushed = 0

    def record(self):
        now_ns = self.room.clock.now_ns()
        self.record_at(WallAnchor(now_ns, now_ns))

    def record_at(self, anchor):
        if self.writer is not None:
            return
        self.room.n_trials += 1
        trial_id = f"{self.room.n_trials:08d}abcdef"
        header = RecordingHeader(board=BOARD, wall=anchor, trial_id=trial_id, label="t")
        self.writer = RecordingWriter(self.room.folder / recording_name(header), header)
        self.tell("recording.started", {"file": self.writer.path.name, "trial_id": trial_id})
        self.live.trial_id = trial_id

    def stop_recording(self):
        if self.writer is not None:
            self.tell("recording.stopped", {"file": self.writer.path.name})
            self.writer.finish()
            self.writer, self.live.trial_id = None, 0

    def tell(self, kind, data):
        self.history.hear(Event(0.0, kind, data))

    def kill(self):
        """As after kill -9: what was written stays, what waited for its chunk is gone."""
        if self.writer is not None:
            self.recorded -= set(range(self.seq - len(self.writer._samples), self.seq))
            self.writer._samples.clear()
            self.writer.abandon()
            self.writer = None
        self.history.stop()
        self.waker.close()

    def zero(self, zero_n):
        self.stream.set_zero(zero_n)
        if self.writer is not None:
            data = dict(zip(("tl_n", "tr_n", "bl_n", "br_n"), zero_n, strict=True))
            self.writer.write_event(Event((self.seq - 1) * STEP_S, "board.zeroed", data))

    def sample(self, *, gap=0):
        self.seq += gap
        seq = self.seq
        force = ForceSample(
            seq,
            self.room.clock.now_ns(),
            seq * STEP_S,
            *(100.0 + (seq * k) % 17 for k in (1, 3, 5, 7)),
            flags=int(SampleFlag.SIMULATED | (SampleFlag.GAP_BEFORE if gap else 0)),
        )
        self.seq += 1
        if self.writer is not None:
            self.writer.write_samples([force])
            self.recorded.add(seq)
        cop = self.stream.push(force)
        self.truth[seq] = cop
        self.inbox.put_samples([cop], self.room.clock.now_ns())


class Station:
    """The station's half without its sockets: as `StreamClient` joins its parts."""

    def __init__(self, room, *, from_start):
        self.room = room
        self.reader, self.recovery = StreamReader(), Recovery()
        self.backfill = Backfill(from_start=from_start)
        self.held = {}
        self.doubled = []
        self.pending = {}
        self.n_ids = 0

    def ask(self, cmd, args):
        self.n_ids += 1
        request = Request(f"r{self.n_ids}", cmd, args)
        self.pending[request.id] = (cmd, self.room.clock.now_ns() + 1_000_000_000)
        self.room.asked.put([b"station", encode_control(request)])
        return request.id

    def run(self):
        now_ns = self.room.clock.now_ns()
        for frames in self.room.live.take():
            boot_id = self.reader.boot_id
            self.show(self.backfill.take(self.reader.feed(frames)))
            if self.reader.boot_id != boot_id:
                self.recovery.keep(self.reader.matters)
                self.ask("snapshot", {"seconds": 1.0})
        for frames in self.room.answers.take():
            self.hear(decode_reply(frames[-1]), now_ns)
        for request_id, (cmd, due_ns) in list(self.pending.items()):
            if now_ns >= due_ns:
                del self.pending[request_id]
                self.recovery.failed(request_id, now_ns)
                self.backfill.failed(request_id, now_ns)
                if cmd == "snapshot" and not self.reader.joined:
                    self.ask("snapshot", {"seconds": 1.0})
        self.recovery.add(self.reader.take_missing(), now_ns)
        self.recovery.ask(
            lambda gap: self.ask("replay", {"kind": gap.kind, "from": gap.first, "to": gap.last}),
            now_ns,
        )
        args = self.backfill.ask(now_ns)
        if args is not None:
            self.backfill.sent(self.ask("recorded", args))

    def hear(self, reply, now_ns):
        cmd, _ = self.pending.pop(reply.id, ("", 0))
        if cmd == "snapshot" and reply.status == "done":
            self.show(self.backfill.take(self.reader.join(reply)))
        elif cmd == "replay":
            gap = self.recovery.answered(reply.id)
            if reply.status == "done" and gap is not None:
                self.show(self.backfill.take(self.reader.recover(reply, gap), replayed=True))
        elif cmd == "recorded":
            self.show(self.backfill.answered(reply, now_ns), recorded=True)

    def show(self, messages, *, recorded=False):
        for message in messages:
            if isinstance(message.body, SampleBlock):
                boot_id = self.room.boot_of(message)
                for sample in message.body.samples():
                    key = (boot_id, sample.seq)
                    if key in self.held:
                        self.doubled.append(key)
                    self.held[key] = (sample, recorded)


class LossyRoom:
    """Both sides and the link between them."""

    def __init__(self, folder, *, from_start=False):
        self.folder = folder
        self.clock = ManualClock(5_000_000_000)
        self.live, self.asked, self.answers = Line(), Line(), Line()
        self.lines = (self.live, self.asked, self.answers)
        self.n_trials = 0
        self.sides = [Side(self, 1)]
        self.station = Station(self, from_start=from_start)

    @property
    def side(self):
        return self.sides[-1]

    def boot_of(self, message):
        """An earlier start's samples come under the present one's boot, with their own trial."""
        trial = message.header.trial_id
        owners = [side.boot_id for side in self.sides if trial and trial in side_trials(side)]
        return owners[0] if owners else message.header.boot_id

    def restart(self):
        self.side.kill()
        self.sides.append(Side(self, len(self.sides) + 1))

    def run(self, n_samples, *, gap=0):
        for index in range(n_samples):
            self.clock.sleep(STEP_S)
            self.side.sample(gap=gap if not index else 0)
            if index % 5 == 4 or index == n_samples - 1:
                self.turn()

    def turn(self):
        self.side.sender.flush(everything=True)
        self.side.sender.serve_requests(64)
        self.wait_for_files()
        self.station.run()

    def wait_for_files(self):
        """The thread that reads files lives in real time: let it come to its end."""
        history = self.side.history
        end = time.monotonic() + PATIENCE_S
        while _busy(history) and time.monotonic() < end:
            time.sleep(0.0005)
        self.side.sender.flush(everything=True)

    def heal(self):
        for line in self.lines:
            line.is_up, line.is_held, line.n_to_lose = True, False, 0
        for _ in range(400):
            self.clock.sleep(0.25)
            self.side.sample()
            if self.side.writer is not None:
                self.side.writer.flush()
            self.turn()
            if self.station.backfill.is_complete and not self.station.pending:
                return

    def close(self):
        self.side.kill()


def side_trials(side):
    return {trial.trial_id for trial in side.history._trials}


def _busy(history):
    with history._changed:
        return bool(history._asked) or history.is_reading


def same(left: CopSample, right: CopSample, *, recorded: bool) -> bool:
    """Whether two samples are equal; a recorded one has no smoothed values."""
    names = [name for name in msgspec.structs.asdict(left) if not (recorded and "display" in name)]
    pairs = [(getattr(left, name), getattr(right, name)) for name in names]
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in pairs)
