"""The site, served by gunicorn in this process and its threads."""

import os
import signal
import socket
from typing import Any

from gunicorn.app.base import BaseApplication

from sansfaute.lib.errors import Trouble
from sansfaute.project.worker import end_with_parent
from sansfaute.project.wsgi import application


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with our WSGI application and settings given in code."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return application


def serve(host: str, port: int, parent: int) -> None:
    """Serve until told to stop.

    Raises Trouble when the port is taken.
    """
    refuse_taken(host, port)
    if parent:
        end_with_parent(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    Site(
        {
            "bind": f"{host}:{port}",
            "workers": 2,
            "threads": 4,
            "worker_class": "gthread",
            "worker_tmp_dir": os.environ.get("SANSFAUTE_HOME") or None,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
    ).run()


def refuse_taken(host: str, port: int) -> None:
    """Raise Trouble when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            raise Trouble(
                f"{host}:{port} cannot be listened on ({failure.strerror}).", "Choose another port with --port."
            ) from failure
