"""Questions to answers through the public function, on real articles of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import Index
from rag import Answer, AnswerChain, PassageRetriever, Settings, answer, load_settings
from rag.errors import ConfigError, IndexNotFound, PolicyDebateError, QuestionError


def assert_grounded(a: Answer, index: Index) -> None:
    """Every citation is exact, and every statement has one."""
    for c in (*a.citations, *a.closest):
        article = index.article(c.article_id)
        paragraph = article.paragraphs[c.paragraph - 1]
        assert article.text[c.start : c.end] == c.quote
        assert paragraph.start <= c.start < c.end <= paragraph.end
    numbers = [c.number for c in a.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for statement in a.statements:
        assert statement.citations
        assert set(statement.citations) <= set(numbers)
        assert all(f"[{number}]" in a.text for number in statement.citations)


def test_an_answer_quotes_and_cites(index: Index) -> None:
    a = answer("How many rivets did the engineers replace?", index=index)
    assert not a.abstained
    assert "312 rivets" in a.text
    assert a.citations[0].article_id == "bridge"
    assert (a.citations[0].publisher, a.citations[0].date) == ("The Example Courier", "2024-06-20")
    assert a.citations[0].paragraph == 2
    assert_grounded(a, index)


def test_a_question_off_the_topic_is_refused_in_words(index: Index) -> None:
    a = answer("What is the minimum wage in Texas?", index=index)
    assert a.abstained
    assert a.statements == a.citations == ()
    assert "do not answer" in a.text
    assert a.closest
    assert a.confidence < 0.5
    assert_grounded(a, index)


def test_an_empty_index_says_that_it_is_empty(tmp_path: Path) -> None:
    with Index.create(tmp_path / "empty") as empty:
        a = answer("Who spoke?", index=empty)
    assert a.abstained
    assert "no articles" in a.text


def test_the_same_sentence_in_two_articles_is_one_statement(index: Index, articles: Path) -> None:
    (articles / "copy.md").write_bytes((articles / "bridge.md").read_bytes())
    index.add(articles)
    a = answer("How many rivets did the engineers replace?", index=index)
    assert len(a.statements[0].citations) == 2
    assert {c.article_id for c in a.citations} == {"bridge", "copy"}
    assert_grounded(a, index)


@pytest.mark.parametrize("question", ["", "   \n", "?!"])
def test_an_empty_question_is_refused(index: Index, question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        answer(question, index=index)


def test_a_question_of_a_hundred_thousand_characters_is_refused(index: Index) -> None:
    with pytest.raises(QuestionError, match="max_question_chars"):
        answer("why " * 25_000, index=index)


def test_a_history_of_the_wrong_form_is_refused(index: Index) -> None:
    with pytest.raises(QuestionError, match="history"):
        answer("Why?", index=index, history=[{"role": "robot", "content": "x"}])  # type: ignore[typeddict-item]


def test_a_follow_up_carries_the_question_it_was_understood_as(index: Index) -> None:
    history = [
        {"role": "user", "content": "What happened to the iron bridge?"},
        {"role": "assistant", "content": "It has 999 towers."},
    ]
    a = answer("How many of its rivets were replaced?", index=index, history=history)  # type: ignore[arg-type]
    assert "iron bridge" in a.question_as_understood
    assert "999" not in a.question_as_understood
    assert "312 rivets" in a.text


def test_a_missing_index_is_named() -> None:
    with pytest.raises(IndexNotFound, match="no-such-index"):
        answer("Who?", index="no-such-index")


def test_the_shipped_corpus_answers_without_any_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("POLICY_DEBATE_INDEX")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    a = answer("How many inmates can CECOT hold?")
    assert "40,000" in a.text
    assert {c.publisher for c in a.citations} == {"Policy Debate QA project"}
    again = answer("How many inmates can CECOT hold?")
    assert again.text == a.text


def test_the_chain_is_a_runnable_and_the_retriever_a_retriever(index: Index) -> None:
    chain = AnswerChain(index, Settings())
    texts = [a.text for a in chain.batch(["Who speaks for 87 crews?", "How many rivets?"])]
    assert "Tomas Reyes" in texts[0]
    documents = PassageRetriever(index=index, k=2).invoke("Who speaks for the crews?")
    assert len(documents) == 2
    found = documents[0].metadata
    text = index.article(found["article_id"]).text
    assert text[found["start"] : found["end"]] == documents[0].page_content


def test_a_rebuilt_index_is_said_in_the_answer(index: Index) -> None:
    (index.path / "vectors.faiss").unlink()
    with Index.open(index.path) as opened:
        a = answer("How many rivets did the engineers replace?", index=opened)
    assert "312" in a.text
    assert any("rebuilt" in warning for warning in a.warnings)


def test_an_answer_is_plain_json(index: Index) -> None:
    a = answer("How many rivets did the engineers replace?", index=index)
    plain = json.loads(json.dumps(a.to_dict()))
    assert plain["citations"][0]["quote"] == a.citations[0].quote
    assert plain["passages"][0]["article_id"] == a.passages[0].article.id


def test_settings_name_what_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="passages"):
        load_settings(passages=0)
    (tmp_path / "mine.toml").write_text("pasages = 3\n", encoding="utf-8")
    monkeypatch.setenv("POLICY_DEBATE_CONFIG", str(tmp_path / "mine.toml"))
    with pytest.raises(ConfigError, match="pasages"):
        load_settings()
    (tmp_path / "mine.toml").write_text("passages = 3\n[limits]\nmax_file_bytes = 10\n")
    settings = load_settings()
    assert (settings.passages, settings.limits.max_file_bytes) == (3, 10)
    monkeypatch.setenv("POLICY_DEBATE_PASSAGES", "4")
    assert load_settings().passages == 4
    (tmp_path / "mine.toml").write_text("passages = = 3", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.toml"):
        load_settings()


def test_every_error_is_one_of_ours() -> None:
    import rag.errors

    for name in rag.errors.__all__:
        assert issubclass(getattr(rag.errors, name), PolicyDebateError)
