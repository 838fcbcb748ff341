"""The endpoints for programs, the MCP server, and who may reach the chat."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from ui_harness import Site, site

from corpus import PolicyDebateError
from index import Index
from rag import Settings
from rag.cli import app, main
from ui.library import Library
from ui.server import Serving, check, credentials, start


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from conftest import BRIDGE, HARBOUR

    made = tmp_path_factory.mktemp("api")
    articles = made / "articles"
    articles.mkdir()
    (articles / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (articles / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    with Index.create(made / "index") as index:
        assert not index.add(articles).failed
    return made / "index"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Site]:
    with site(folder, Serving(mcp=True, report=folder / "none.json")) as running:
        yield running


@pytest.fixture(scope="module")
def client(served: Site) -> Client:
    return Client(served.address, verbose=False)


def test_ask_gives_the_answer_with_its_citations(client: Client, served: Site) -> None:
    found = client.predict("What will the dredging cost?", api_name="/ask")
    assert not found["abstained"]
    assert "$41 million" in found["text"]
    for one in found["citations"]:
        article = served.library.article(one["article_id"])
        assert article.text[one["start"] : one["end"]] == one["quote"]


def test_ask_takes_history_and_limits(client: Client) -> None:
    history = [{"role": "user", "content": "Tell me about the dredging of the north channel"}]
    found = client.predict("What will it cost?", history, api_name="/ask")
    assert "dredging" in found["question_as_understood"]
    late = client.predict("What will the dredging cost?", after="2024-06", api_name="/ask")
    assert late["abstained"]


def test_search_and_articles(client: Client, served: Site) -> None:
    hits = client.predict("rivets", 1, api_name="/search")
    assert [hit["title"] for hit in hits] == ["The old bridge reopens"]
    assert "312 rivets" in hits[0]["text"]
    listed = client.predict(api_name="/articles")
    assert {one["title"] for one in listed} == {
        "The old bridge reopens",
        "Harbour dredging divides the town",
    }
    assert str(served.settings.index) not in json.dumps([hits, listed])


@pytest.mark.parametrize(
    ("given", "words"),
    [(("  ", "/ask"), "empty"), (("x" * 3000, "/ask"), "2,000"), (("?", "/search"), "empty")],
)
def test_what_can_not_be_used_is_said_in_a_sentence(
    client: Client, given: tuple[str, str], words: str
) -> None:
    with pytest.raises(AppError, match=words):
        client.predict(given[0], api_name=given[1])


def test_a_wrong_date_and_a_wrong_k_are_named(client: Client) -> None:
    with pytest.raises(AppError, match="not like 2025"):
        client.predict("rivets", after="soon", api_name="/search")
    with pytest.raises(AppError, match="between 1 and 50"):
        client.predict("rivets", 1000, api_name="/search")


def test_only_the_documented_endpoints_are_there_and_none_that_changes(client: Client) -> None:
    described = client.view_api(return_format="dict")
    assert set(described["named_endpoints"]) == {"/ask", "/search", "/articles"}
    assert described["unnamed_endpoints"] == {}


def post(address: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        address,
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        text = response.read().decode()
    data = [line[6:] for line in text.splitlines() if line.startswith("data: ")]
    found: dict[str, Any] = json.loads(data[-1] if data else text)
    return found


def test_an_mcp_client_finds_and_calls_the_tools(served: Site) -> None:
    address = f"{served.address.rstrip('/')}/gradio_api/mcp/"
    call = {"jsonrpc": "2.0", "id": 1}
    listed = post(address, {**call, "method": "tools/list", "params": {}})["result"]["tools"]
    tools = {tool["name"]: tool for tool in listed}
    assert {name.rsplit("_", 1)[-1] for name in tools} == {"ask", "search", "articles"}
    name = next(name for name in tools if name.endswith("ask"))
    assert "every statement cites" in tools[name]["description"]
    params = {"name": name, "arguments": {"question": "What will the dredging cost?"}}
    result = post(address, {**call, "method": "tools/call", "params": params})["result"]
    assert "$41 million" in result["content"][0]["text"]


def test_articles_can_be_changed_by_programs_only_if_asked_for(folder: Path) -> None:
    with site(folder, Serving(changes=True, report=folder / "none.json")) as running:
        client = Client(running.address, verbose=False)
        text = "---\ntitle: New\n---\nThe ferry to Skarholm carries 12 cars."
        added = client.predict("../../../new.md", text, api_name="/add_article")
        assert added == {"name": "new.md", "articles": 1}
        assert (
            "12 cars"
            in client.predict("How many cars does the ferry carry?", api_name="/ask")["text"]
        )
        with pytest.raises(AppError, match="kind of file is not read"):
            client.predict("new.exe", "x", api_name="/add_article")
        new = next(one for one in client.predict(api_name="/articles") if one["title"] == "New")
        assert client.predict(new["id"], api_name="/remove_article") == {"removed": "New"}
        assert len(client.predict(api_name="/articles")) == 2
        with pytest.raises(AppError, match="no article"):
            client.predict(new["id"], api_name="/remove_article")


def test_a_password_is_asked_for(folder: Path) -> None:
    with site(folder, Serving(auth=("ann", "secret"), report=folder / "none.json")) as running:
        for path in ("config", "gradio_api/info"):
            with pytest.raises(urllib.error.HTTPError, match="401"):
                urllib.request.urlopen(running.address + path, timeout=10)
        client = Client(running.address, auth=("ann", "secret"), verbose=False)
        assert len(client.predict(api_name="/articles")) == 2


def test_no_file_of_the_computer_is_served(served: Site) -> None:
    store = served.settings.index / "articles.sqlite"
    names = [next(served.settings.index.iterdir()), Path("/etc/passwd"), store]
    for path in names:
        with pytest.raises(urllib.error.HTTPError, match=r"403|404"):
            urllib.request.urlopen(f"{served.address}gradio_api/file={path}", timeout=10)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
)
def test_another_site_can_not_use_a_local_chat(served: Site, headers: dict[str, str]) -> None:
    for path in ("gradio_api/run/clear", "gradio_api/upload"):
        request = urllib.request.Request(served.address + path, b'{"data": []}', headers)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(request, timeout=10)


def test_the_page_may_load_and_call_only_its_own_server(served: Site) -> None:
    own = {"Origin": served.address.rstrip("/")}
    request = urllib.request.Request(served.address, headers=own)
    with urllib.request.urlopen(request, timeout=10) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "chat.example"])
def test_others_are_let_in_only_with_a_password_or_insecure(host: str) -> None:
    with pytest.raises(PolicyDebateError, match="--auth USER:PASSWORD"):
        check(Serving(host=host))
    check(Serving(host=host, auth=("a", "b")))
    check(Serving(host=host, insecure=True))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_computer_needs_no_password(host: str) -> None:
    check(Serving(host=host))


def test_the_command_refuses_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["policy-debate", "chat", "--host", "0.0.0.0"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert " ".join(capsys.readouterr().err.split()).startswith("Error: With --host 0.0.0.0 others")
    assert any(command.name == "chat" for command in app.registered_commands)


@pytest.mark.parametrize("given", ["ann", "ann:", ":secret", ""])
def test_half_a_password_is_refused(given: str) -> None:
    with pytest.raises(PolicyDebateError, match="a name and a password"):
        credentials(given)


def test_a_taken_port_is_named(served: Site, folder: Path) -> None:
    port = int(served.address.rstrip("/").rsplit(":", 1)[1])
    with pytest.raises(PolicyDebateError, match=f"port {port}"):
        start(Settings(index=folder), replace(served.serving, port=port))


def test_warming_up_works_for_any_index_and_settings(folder: Path, tmp_path: Path) -> None:
    Index.create(tmp_path / "empty").close()
    for place in (tmp_path / "empty", folder):
        library = Library(Settings(index=place, max_question_chars=12))
        library.warm_up()
        assert len(library.views) == sum(one.passages for one in library.articles())
        library.close()
