"""The recording of one trial: an MCAP file that survives a crash.

``docs/recording-format.md`` is the authority on the bytes. `RecordingWriter` writes,
`RecordingReader` reads whole, unfinished and damaged files, `recover` and `recover_folder` finish
what a crash cut off.
"""

from balance_arcade.files.recording.header import (
    SCHEMA_VERSION,
    RecordingHeader,
    SessionDetails,
    recording_name,
)
from balance_arcade.files.recording.reader import RecordingReader, peek_header
from balance_arcade.files.recording.recover import Recovered, recover, recover_folder
from balance_arcade.files.recording.scan import Fault
from balance_arcade.files.recording.writer import RecordingWriter

__all__ = [
    "SCHEMA_VERSION",
    "Fault",
    "RecordingHeader",
    "RecordingReader",
    "RecordingWriter",
    "Recovered",
    "SessionDetails",
    "peek_header",
    "recording_name",
    "recover",
    "recover_folder",
]
