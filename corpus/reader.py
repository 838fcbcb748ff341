"""Reading files safely: in a process of its own, limited in memory and time."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO

from corpus.datatypes import Article
from corpus.errors import ReadError
from corpus.limits import Limits
from corpus.worker import OUT_OF_MEMORY, article_from_plain

_ROOT = Path(__file__).resolve().parents[1]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from corpus.worker import main; main()"
# Importing the parsers is not the file's fault, so the first file gets this on top.
_STARTUP_SECONDS = 30.0


class Reader:
    """Parses files in a subprocess that is kept for many files and replaced when it fails.

    Use as a context manager; not for several threads at once.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: subprocess.Popen[str] | None = None
        self._replies: queue.Queue[str] = queue.Queue()
        self._fresh = True

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the subprocess."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    # What was not sent yet can't be sent to a dead process.
                    with suppress(OSError):
                        stream.close()

    def read(self, path: str | Path) -> list[Article]:
        """The articles of a file; raises :class:`ReadError` with one sentence for the user."""
        # Absolute, for the subprocess stays in the folder where it was started.
        path = Path(path).absolute()
        try:
            line = self._ask(path)
        except BaseException:  # closes, then lets everything through
            # Also when the user interrupts: a late reply must not be taken for the next file's.
            self.close()
            raise
        self._fresh = False
        if not line:
            self.close()
            raise ReadError(self._died(path))
        reply = json.loads(line)
        if reply.get("error") == OUT_OF_MEMORY:
            self.close()  # what a process holds after that can't be trusted
            raise ReadError(self._died(path))
        if "error" in reply:
            raise ReadError(reply["error"])
        return [article_from_plain(plain) for plain in reply["articles"]]

    def _ask(self, path: Path) -> str:
        """The reply of the subprocess, empty if it died over the file."""
        process = self._running()
        assert process.stdin is not None
        seconds = self.limits.seconds_per_file + (_STARTUP_SECONDS if self._fresh else 0)
        request = {"path": str(path), "seconds": seconds}
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            return self._replies.get(timeout=seconds)
        except OSError:
            return ""
        except queue.Empty:
            raise ReadError(
                f"{path} took longer than {self.limits.seconds_per_file:g} s to read (setting "
                "limits.seconds_per_file); leave it out, or raise the limit."
            ) from None

    def _died(self, path: Path) -> str:
        return (
            f"{path} needs more memory to read than {self.limits.memory_bytes:,} bytes (setting "
            "limits.memory_bytes), or broke its parser; leave it out, or raise the limit."
        )

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self.close()  # it was ended from outside, which is not this file's fault
        if self._process is None:
            arguments = [str(_ROOT), json.dumps(asdict(self.limits))]
            # -P: a module of the same name in the user's folder must not be imported.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env={
                    **os.environ,
                    "PYTHONIOENCODING": "utf-8",
                    # What we import from, made absolute: “.” would be the user's folder here.
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                },
            )
            self._fresh = True
            self._replies = queue.Queue()
            assert self._process.stdout is not None
            # A thread, because a pipe can't be read with a time limit on every system.
            threading.Thread(
                target=_pump, args=(self._process.stdout, self._replies), daemon=True
            ).start()
        return self._process


def _pump(stream: IO[str], replies: queue.Queue[str]) -> None:
    try:
        for line in stream:
            replies.put(line)
    except ValueError:
        return  # closed by `close`
    replies.put("")
