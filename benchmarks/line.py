"""A line like a home's, on loopback: every connection through it is delayed, and all share its bandwidth.

    python benchmarks/line.py PORT [--rtt-ms 40] [--mbit 100] [--handshakes 2]

Passes connections on to PORT of this machine and prints the port that it listens on. Each line on its standard input
is answered with what has passed so far, as JSON. It ends with its standard input.

Modelled: the round trip; one downlink that all connections share in pieces of 16 kB; a new connection's round trips
before its first byte (TCP and TLS 1.3: two); slow start of each connection, from 10 segments, doubled each round trip.
Not modelled: loss, the uplink's bandwidth, the processor time of TLS, a window that shrinks while a connection idles.
"""

import argparse
import asyncio
import contextlib
import json
import sys
from collections import deque
from dataclasses import asdict, dataclass

PIECE = 1 << 14
FIRST_WINDOW = 10 * 1460
LARGEST_WINDOW = 4 << 20


@dataclass
class Passed:
    """What has gone through."""

    connections: int = 0
    down_bytes: int = 0
    up_bytes: int = 0


class Line:
    """The downlink, its delay, and its counters."""

    def __init__(self, port: int, rtt: float, bytes_per_second: float, handshakes: int) -> None:
        self.port = port
        self.rtt = rtt
        self.rate = bytes_per_second
        self.handshakes = handshakes
        self.passed = Passed()
        self._free_at = 0.0

    async def carry(self, size: int) -> None:
        """Wait until so many bytes have left the far end, behind those of the other connections."""
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at, loop.time()) + size / self.rate
        await asyncio.sleep(self._free_at - loop.time())

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        self.passed.connections += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
            await asyncio.gather(self._up(reader, far_writer), self._down(far_reader, writer))
        except OSError:
            pass
        finally:
            writer.close()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        late = asyncio.get_running_loop().time() + self.handshakes * self.rtt
        delayed = Delayed(writer, self.rtt / 2, late)
        while data := await reader.read(PIECE):
            self.passed.up_bytes += len(data)
            delayed.write(data)
        delayed.write(b"")

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        window, delayed = Window(self.rtt), Delayed(writer, self.rtt / 2)
        while data := await reader.read(min(PIECE, window.size)):
            await window.room(len(data))
            await self.carry(len(data))
            window.sent(len(data))
            self.passed.down_bytes += len(data)
            delayed.write(data)
        delayed.write(b"")


class Delayed:
    """Writes later, in order."""

    def __init__(self, writer: asyncio.StreamWriter, delay: float, not_before: float = 0) -> None:
        self._writer = writer
        self._delay = delay
        self._not_before = not_before
        self._waiting: deque[bytes] = deque()

    def write(self, data: bytes) -> None:
        """Have it arrive after the delay; without data, the end."""
        loop = asyncio.get_running_loop()
        self._waiting.append(data)  # two timers of the same time may go off in any order
        loop.call_at(max(self._not_before, loop.time() + self._delay), self._arrive)

    def _arrive(self) -> None:
        data = self._waiting.popleft()
        if not data:
            self._close()
        elif not self._writer.is_closing():
            self._writer.write(data)

    def _close(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            if self._writer.can_write_eof():
                self._writer.write_eof()


class Window:
    """How much of one connection may be on its way unacknowledged."""

    def __init__(self, rtt: float) -> None:
        self.size = FIRST_WINDOW
        self._rtt = rtt
        self._under_way = 0
        self._changed = asyncio.Event()

    async def room(self, size: int) -> None:
        """Wait until so many bytes may be sent."""
        while self._under_way + size > self.size:
            self._changed.clear()
            await self._changed.wait()

    def sent(self, size: int) -> None:
        """Note that they have been sent; their acknowledgement makes the window larger."""
        self._under_way += size
        asyncio.get_running_loop().call_later(self._rtt, self._acknowledged, size)

    def _acknowledged(self, size: int) -> None:
        self._under_way -= size
        self.size = min(self.size + size, LARGEST_WINDOW)
        self._changed.set()


async def serve(line: Line) -> None:
    """Carry connections, and answer questions on the standard input until it ends."""
    server = await asyncio.start_server(line.connect, "127.0.0.1", 0, backlog=128)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(asdict(line.passed)), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("--rtt-ms", type=float, default=40)
    parser.add_argument("--mbit", type=float, default=100)
    parser.add_argument("--handshakes", type=int, default=2)
    options = parser.parse_args()
    asyncio.run(serve(Line(options.port, options.rtt_ms / 1000, options.mbit * 1e6 / 8, options.handshakes)))


if __name__ == "__main__":
    main()
