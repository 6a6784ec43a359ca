"""A server in a process of its own, for what must survive `kill -9`; a browser that bears it."""

import http.client
import os
import signal
import socket
import time
import uuid
from collections.abc import Callable, Mapping

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections

SECRET = "a" * 32  # of the CSRF check: what the cookie and the form both say


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Silence."""


class Server:
    """This very site on loopback, in a copy of this process: up in a moment, killed in another."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.pid = 0

    def start(self) -> None:
        connections.close_all()  # no connection is shared with the copy
        self.pid = os.fork()
        if self.pid == 0:
            try:
                httpd = ThreadedWSGIServer(("127.0.0.1", self.port), QuietHandler)
                httpd.set_app(WSGIHandler())
                httpd.serve_forever(0.05)
            finally:
                os._exit(1)
        self.wait()

    def wait(self) -> None:
        for _attempt in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        raise TimeoutError("the server does not come up")

    def kill(self) -> None:
        """Without a warning, whatever it is doing."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0


def post(
    server: Server,
    host: str,
    path: str,
    cookies: Mapping[str, str],
    fields: Mapping[str, str],
    files: Mapping[str, tuple[str, bytes]],
) -> int:
    """The status of a form sent with files, or 0 when the server went away before it answered."""
    border = uuid.uuid4().hex
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in ({"csrfmiddlewaretoken": SECRET} | dict(fields)).items()
    ]
    for name, (filename, content) in files.items():
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"'
        parts.append(f"{head}\r\n\r\n".encode() + content + b"\r\n")
    body = b"".join(parts) + f"--{border}--\r\n".encode()
    jar = "; ".join(f"{name}={value}" for name, value in ({"csrf": SECRET} | dict(cookies)).items())
    headers = {
        "Host": host,
        "Cookie": jar,
        "Content-Type": f"multipart/form-data; boundary={border}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


class Copy:
    """Some work in a copy of this process, which can be killed in the midst of it."""

    def __init__(self, work: Callable[[], object]) -> None:
        connections.close_all()  # no connection is shared with the copy
        self.pid = os.fork()
        if self.pid == 0:
            try:
                work()
            finally:
                os._exit(0)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        os.waitpid(self.pid, 0)
