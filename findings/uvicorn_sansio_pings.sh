#!/usr/bin/env bash
# uvicorn before 0.44 with ws="websockets-sansio": `ws_ping_interval` is taken, and no ping is ever
# sent, so a page whose computer went to sleep is never let go. From 0.44 on it pings.
# Run by hand: bash findings/uvicorn_sansio_pings.sh; exit code 1 once the behaviour is another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for version in 0.43.0 0.44.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "uvicorn==$version" websockets==16.0
  "$folder/$version/bin/python" - <<'PYTHON'
import asyncio
import sys

import uvicorn

HEAD = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


async def app(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()


async def pinged():
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_level="critical",
        ws="websockets-sansio", ws_ping_interval=0.5, ws_ping_timeout=30,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD)
    await reader.readuntil(b"\r\n\r\n")
    try:
        first = await asyncio.wait_for(reader.readexactly(1), 10)  # twenty intervals
    except TimeoutError:
        first = b""
    writer.close()
    server.should_exit = True
    await serving
    return first == b"\x89"


came = asyncio.run(pinged())
print(f"uvicorn {uvicorn.__version__}: ping every 0.5 s asked for; in 10 s {'it came' if came else 'none'}")
sys.exit(came != (uvicorn.__version__ >= "0.44"))
PYTHON
done
