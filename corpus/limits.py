"""What a single file may cost. Every refusal names the limit as a setting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits on one file: sizes in bytes or characters, time in seconds.

    ``memory_bytes`` bounds the process that parses; it is not enforced on systems without
    ``RLIMIT_AS`` (macOS, Windows), where the time limit still is.
    """

    max_file_bytes: int = 20 * 1024 * 1024
    max_text_chars: int = 10_000_000
    max_unpacked_bytes: int = 200 * 1024 * 1024
    max_pdf_pages: int = 2_000
    max_records: int = 100_000
    seconds_per_file: float = 60.0
    memory_bytes: int = 2 * 1024 * 1024 * 1024
