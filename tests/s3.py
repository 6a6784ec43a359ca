"""A small store that speaks S3 over HTTP on loopback: what a bucket does, and how one fails."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

PAGE = 2  # keys on one page of a listing: every listing of the tests has several


class S3(ThreadingHTTPServer):
    """One bucket in memory. `down` refuses everything; `breaks` cuts off what passes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, tuple[bytes, datetime]] = {}
        self.asked: list[tuple[str, str]] = []
        self.down = self.breaks = False

    @property
    def url(self) -> str:
        return f"s3://key:s%2Fcret@127.0.0.1:{self.server_port}/bucket?secure=false"

    def handle_error(self, *_args: Any) -> None:
        """A browser or a store that hangs up is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: S3

    def handle_one(self) -> None:
        parts = urlsplit(self.path)
        key = unquote(parts.path).removeprefix("/bucket").removeprefix("/")
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, key))
        if self.server.down:
            return self.say(503, b"<Error><Code>SlowDown</Code></Error>")
        if "Credential=key/" not in self.headers.get("Authorization", ""):
            return self.say(403, b"<Error><Code>AccessDenied</Code></Error>")
        if self.command == "PUT":
            return self.put(key, sent)
        if self.command == "DELETE":
            self.server.files.pop(key, None)
            return self.say(204)
        if not key:
            return self.list({name: found[0] for name, found in parse_qs(parts.query).items()})
        return self.get(key)

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_one

    def put(self, key: str, sent: bytes) -> None:
        if self.server.breaks:
            self.close_connection = True
            return
        self.server.files[key] = (sent, datetime.now(UTC))
        self.say(200)

    def get(self, key: str) -> None:
        if key not in self.server.files:
            return self.say(404, b"<Error><Code>NoSuchKey</Code></Error>")
        content, at = self.server.files[key]
        modified = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
        self.say(200, content, {"Last-Modified": modified, "ETag": '"1"'})

    def list(self, query: dict[str, str]) -> None:
        """Both versions of the listing, a page at a time, in the order of the keys."""
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        after = query.get("continuation-token") or query.get("marker", "")
        found: dict[str, str] = {}
        for key, (content, at) in sorted(self.server.files.items()):
            if not key.startswith(prefix):
                continue
            folder, cut, _rest = key.removeprefix(prefix).partition(delimiter or "\0")
            if cut:
                name = f"{prefix}{folder}{delimiter}"
                found[name] = f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
            else:
                found[key] = (
                    f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size>"
                    f"<LastModified>{at:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
                )
        left = [name for name in found if name > after]
        page, more = left[:PAGE], len(left) > PAGE
        last = escape(page[-1]) if more else ""
        self.say(
            200,
            f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>"
            f"<NextMarker>{last}</NextMarker><NextContinuationToken>{last}</NextContinuationToken>"
            f"{''.join(found[name] for name in page)}</ListBucketResult>".encode(),
        )

    def say(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            broken = self.server.breaks and self.command == "GET"
            self.wfile.write(body[: len(body) // 2] if broken else body)
            self.close_connection = self.close_connection or broken

    def log_message(self, *_args: Any) -> None:
        """Silence."""


@contextmanager
def server() -> Iterator[S3]:
    running = S3()
    thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
