"""``policy-debate chat``: found by the program through its entry point."""

from __future__ import annotations

import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text


class LogLevel(StrEnum):
    """How much the server says of itself."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def command(
    index: Annotated[
        Path | None,
        typer.Option(help="Folder of the index.", show_default="in the user's data folder"),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port.", show_default="first free from 7860"),
    ] = None,
    auth: Annotated[
        str | None,
        typer.Option(
            metavar="USER:PASSWORD", envvar="POLICY_DEBATE_AUTH", help="Ask visitors for these."
        ),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Let others on the network in without --auth.")
    ] = False,
    mcp: Annotated[bool, typer.Option("--mcp", help="Be an MCP server too.")] = False,
    api_changes: Annotated[
        bool,
        typer.Option("--api-changes", help="Let programs (API, MCP) add and remove articles."),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="Evaluation report to show.", show_default="eval-report/report.json"),
    ] = None,
    log_level: Annotated[
        LogLevel, typer.Option(help="How much the server says.")
    ] = LogLevel.WARNING,
) -> None:
    """Chat with the articles in the browser."""
    # Imported here, so that the program's other commands start without a web server.
    from rag import load_settings
    from ui.evaluation import REPORT
    from ui.server import Serving, check, credentials, start

    logging.basicConfig(level=log_level.value.upper(), format="%(levelname)s %(name)s: %(message)s")
    console = Console(stderr=True, highlight=False)
    serving = Serving(host, port, credentials(auth), mcp, api_changes, insecure, report or REPORT)
    check(serving)
    with console.status("Opening the index and loading the model…"):
        app, library, address = start(load_settings(index=index), serving)
    console.print(Text(f"The chat is at {address} (Ctrl-C stops it)."))
    if mcp:
        console.print(Text(f"The MCP server is at {address.rstrip('/')}/gradio_api/mcp/."))
    try:
        app.block_thread()
    finally:
        library.close()
