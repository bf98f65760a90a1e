"""Reads what a browser sends, and no more than is allowed."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request


async def read_body(request: Request, most_bytes: int) -> bytes | None:
    """Body of a request, None if it is too long or broken off; counted while it arrives."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most_bytes:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
