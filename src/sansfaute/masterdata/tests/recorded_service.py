"""A service on the loopback that gives recorded answers, and fails in the ways that real ones do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "recorded"


@dataclass
class Service:
    """Answers each request with the next reply, the last one for ever; remembers what was asked."""

    replies: list[tuple[int, bytes, dict[str, str]]]
    url: str = ""
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


def recorded(name: str, status: int = 200, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    return status, (RECORDED / f"{name}.json").read_bytes(), headers


def raw(content: bytes, status: int = 200, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    return status, content, headers


@contextmanager
def service(*replies: tuple[int, bytes, dict[str, str]]) -> Iterator[Service]:
    told = Service(list(replies))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the server's name
            length = int(self.headers.get("Content-Length") or 0)
            told.asked.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
            status, content, headers = told.replies.pop(0) if len(told.replies) > 1 else told.replies[0]
            if status == 0:  # the line is cut in the middle of the answer
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
                self.wfile.flush()
                self.connection.close()
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815  # the server's name

        def log_message(self, *_: Any) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
