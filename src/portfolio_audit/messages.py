"""What the main process and a worker say to each other: length and JSON, never a pickle."""

import json
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from portfolio_audit.codec import to_data
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.sources.clones import Seed

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Job:
    """One repository to read."""

    name: str
    url: str
    """Where to clone from; empty for a folder that is no git repository."""
    folder: str
    """Path of that folder, or where the clone is to be made."""
    now: datetime
    environment: dict[str, str]
    """For git: the process's whole environment."""
    token: str = ""
    has_content: bool = False
    """Whether the host says that there is something in it, so that an empty clone is a fault."""
    limits: Limits = DEFAULT
    datasets: str = ""
    """JSON list of further data sets that count as stock."""
    known: str = ""
    """Commit whose facts are known; a repository that is still there need not be read."""
    seed: Seed = ""
    """What the folder already holds of a clone that was kept."""


def job_message(job: Job) -> Any:
    """The job as `work` takes it."""
    return to_data(job)


def send(stream: BinaryIO, message: object) -> None:
    """Write one message: length and JSON."""
    data = json.dumps(message).encode()
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> dict[str, Any] | None:
    """The next message, or `None` at the end, or when it is broken or too long."""
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    data = stream.read(length) if length <= most else b""
    if len(data) < length or not data:
        return None
    message = json.loads(data)
    return message if isinstance(message, dict) else None
