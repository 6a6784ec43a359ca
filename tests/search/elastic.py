"""A stand-in for Elasticsearch on loopback: records requests and answers our kind of query."""

import contextlib
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]


@dataclass
class Elastic:
    """What was sent, what is kept, and how the server misbehaves."""

    url: str = ""
    mood: str = "well"  # or "error", "busy", "nonsense", "hang"
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    indexes: dict[str, dict[str, Any]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    docs: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def sent(self, method: str, end: str) -> list[Any]:
        return [body for verb, path, body in self.requests if verb == method and path.endswith(end)]

    def answer(self, method: str, path: str, lines: list[Any]) -> Answer:
        name, _, action = path.strip("/").partition("/")
        body = lines[0] if lines else None
        docs = self.docs[self.aliases.get(name, name)]
        if action == "_bulk":
            for head, document in zip(lines[::2], lines[1::2], strict=True):
                docs[head["index"]["_id"]] = document
            return 200, {"errors": False, "items": []}
        if action == "_search":
            return 200, {"hits": {"hits": search(body, docs)}}
        if action.startswith("_doc/"):
            key = action.removeprefix("_doc/")
            found = docs.pop(key, None)
            if method != "DELETE":
                docs[key] = body
            return 200 if found or body else 404, {"result": "ok"}
        if action.startswith("_alias/"):
            self.aliases[action.removeprefix("_alias/")] = name
            return 200, {}
        if name == "_alias":
            return (200 if action in self.aliases else 404), {self.aliases.get(action, ""): {}}
        if method == "PUT" and not action:
            self.indexes[name] = body
        return (404, {}) if method == "DELETE" and name not in self.indexes else (200, {})


def search(body: dict[str, Any], docs: dict[str, Any]) -> list[dict[str, Any]]:
    scored = [(score(body["query"], doc), int(key)) for key, doc in docs.items()]
    best = sorted((pair for pair in scored if pair[0] is not None), reverse=True)
    return [{"fields": {"pk": [str(key)]}, "_score": value} for value, key in best[: body["size"]]]


def score(query: dict[str, Any], doc: dict[str, Any]) -> float | None:
    """The score of a document, None if it does not answer."""
    [(kind, inner)] = query.items()
    if kind == "match":
        [(name, asked)] = inner.items()
        return 1.0 if set(asked["query"].split()) <= set(doc[name].split()) else None
    if kind == "constant_score":
        return None if score(inner["filter"], doc) is None else float(inner["boost"])
    if any(score(part, doc) is None for part in inner.get("filter", [])):
        return None
    answers = [score(part, doc) for part in inner.get("should", [])]
    points = [answer for answer in answers if answer is not None]
    return None if answers and not points else sum(points)


@contextlib.contextmanager
def serve() -> Iterator[Elastic]:
    elastic = Elastic()
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            lines = [json.loads(line) for line in raw.splitlines() if line]
            elastic.requests.append((self.command, self.path.split("?")[0], lines))
            status, answer = self.moody() or elastic.answer(
                self.command, self.path.split("?")[0], lines
            )
            text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            with contextlib.suppress(ConnectionError):
                self.send_response(status)
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header(
                    "Content-Type", "application/vnd.elasticsearch+json; compatible-with=9"
                )
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(text)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any

        def moody(self) -> Answer | None:
            if elastic.mood == "hang":
                released.wait(30)
            return {
                "error": (500, {"error": "broken"}),
                "busy": (429, {"error": "busy"}),
                "nonsense": (200, b"<html>not JSON"),
                "strange": (200, {"hits": None}),
            }.get(elastic.mood)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    elastic.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield elastic
    finally:
        released.set()
        server.shutdown()
        server.server_close()
