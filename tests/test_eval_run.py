"""The suite end to end on a small index: controls, resuming, comparing, thresholds, the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus import PolicyDebateError
from eval.adapters import read_public
from eval.gold import GoldQuestion, read_gold
from eval.metrics import gates, score
from eval.page import page
from eval.report import below, build_report, compare, losses, read_json, write_json
from eval.run import RunResult, run
from eval.statistics import abstention, estimate, paired
from eval.systems import Output, build
from eval.table import SHOWN, chosen_metrics, markdown, rows_of
from index import Index
from rag import Settings

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "rivets", "topic": "bridge", "type": "answerable-how-many", "answerable": True,
        "question": "How many rivets did the engineers replace?",
        "nuggets": [{"aliases": ["312"]}],
        "evidence": [{"article_id": "bridge", "quote":
                      "Engineers replaced 312 rivets and strengthened the western pier."}],
    },
    {
        "id": "crews", "topic": "harbour", "type": "two-sided", "answerable": True,
        "question": "Who is for and who is against the dredging?",
        "nuggets": [{"aliases": ["oyster"], "side": "against", "speaker": "Tomas Reyes"}],
        "evidence": [{"article_id": "harbour", "quote":
                      "\"The silt will bury the oyster beds,\" said Tomas Reyes, who speaks for 87"
                      " crews."}],
    },
    {
        "id": "court", "topic": "harbour", "type": "follow-up", "answerable": True,
        "history": [{"role": "user", "content": "Who complains about the dredging?"},
                    {"role": "assistant", "content": "The fishing crews."}],
        "question": "Which court hears their complaint?",
        "gold_rewrite": "Which court hears the complaint of the fishing crews?",
        "nuggets": [{"aliases": ["Eastport"]}],
        "evidence": [{"article_id": "harbour", "quote":
                      "A court in Eastport will hear the crews' complaint on 14 June."}],
    },
    {
        "id": "wage", "topic": "bridge", "type": "unanswerable", "answerable": False,
        "question": "What is the minimum wage in Texas?", "must_not": ["$7.25"],
    },
    {
        "id": "conflict", "topic": "bridge", "type": "conflict", "answerable": True,
        "conflict": True, "question": "How long did the repairs take?",
        "nuggets": [{"aliases": ["eleven"]}],
        "evidence": [{"article_id": "bridge", "quote":
                      "The iron bridge over the Tamsel reopened after eleven months of repairs."}],
    },
]  # fmt: skip
NAMES = ["ours", "gold", "shuffled-citations", "always-abstain", "never-abstain"]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return path


@pytest.fixture
def result(index: Index, gold: Path, tmp_path: Path) -> RunResult:
    systems = list(build(NAMES, index, Settings()))
    return run("small", systems, read_gold(gold), index, tmp_path / "answers")


def mean(report: dict[str, Any], system: str, metric: str) -> float:
    return float(report["systems"][system]["metrics"][metric]["mean"])


def test_gold_looks_perfect_and_the_bad_controls_bad(result: RunResult) -> None:
    report = build_report(result)
    for metric in report["systems"]["gold"]["metrics"]:
        assert mean(report, "gold", metric) == 1.0, metric
    assert report["systems"]["gold"]["abstention"]["auc"] == 1.0
    assert mean(report, "always-abstain", "vital_recall") == 0.0
    assert mean(report, "always-abstain", "refused") == 1.0
    assert report["systems"]["always-abstain"]["abstention"]["answer_rate"] == 0.0
    assert mean(report, "never-abstain", "refused") == 0.0
    assert mean(report, "shuffled-citations", "citation_f1") < mean(report, "ours", "citation_f1")
    assert all(mean(report, "ours", gate) == 1.0 for gate in ("citation_resolves", "no_uncited"))
    assert losses(report, ["gold"])
    assert not losses(report, ["always-abstain"]) or "refused" in str(losses(report, NAMES[3:4]))


def test_a_second_run_resumes_and_a_half_line_is_asked_again(
    index: Index, gold: Path, tmp_path: Path, result: RunResult
) -> None:
    class Stops:
        """A system of the same name that must not be asked what is kept."""

        name = "ours"
        asked: list[str] = []  # noqa: RUF012

        def answer(self, question: GoldQuestion, *, rewritten: bool = False) -> Output:
            self.asked.append(question.id)
            return Output("", True, 0.0)

    kept = next(p for p in (tmp_path / "answers").glob("ours-*.jsonl") if "rewritten" not in p.name)
    lines = kept.read_text(encoding="utf-8").splitlines()
    kept.write_text("\n".join(lines[:-1]) + '\n{"id": "conf', encoding="utf-8")
    again = run("small", [Stops()], read_gold(gold), index, tmp_path / "answers")
    assert Stops.asked == ["conflict"]
    assert again.systems[0].outputs[:-1] == result.systems[0].outputs[:-1]


def test_what_got_worse_is_shown_question_by_question(result: RunResult, tmp_path: Path) -> None:
    before = build_report(result)
    write_json(before, tmp_path / "before.json")
    gone = Output("", True, 0.0)
    ours = result.systems[0]
    ours.outputs[0] = gone
    ours.scores[0] |= {"vital_recall": 0.0}
    changes = compare(build_report(result), read_json(tmp_path / "before.json"))
    assert [(row["system"], row["id"]) for row in changes["worse"]] == [("ours", "rivets")]
    assert changes["better"] == []


def test_thresholds(result: RunResult) -> None:
    report = build_report(result)
    assert below(report, {"gold": {"vital_recall": 1.0, "max:abstention_ece": 0.0}}) == []
    missed = below(report, {"always-abstain": {"vital_recall": 0.5}})
    assert missed == ["always-abstain: vital_recall is 0.000, below 0.500."]
    with pytest.raises(PolicyDebateError, match="known are"):
        below(report, {"gold": {"beauty": 1.0}})
    with pytest.raises(PolicyDebateError, match="run are"):
        below(report, {"theirs": {"vital_recall": 1.0}})


def test_unknown_names_list_the_known(index: Index) -> None:
    with pytest.raises(PolicyDebateError, match=r"known ones are ours, .*gold"):
        list(build(["orus"], index, Settings()))
    with pytest.raises(PolicyDebateError, match="vital_recall"):
        chosen_metrics(["beauty"])


def test_an_old_or_foreign_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for text in ("{}", "[", '{"version": 99}'):
        path.write_text(text)
        with pytest.raises(PolicyDebateError, match=r"x\.json"):
            read_json(path)


def test_the_page_needs_nothing_else_and_shows_text_as_text(result: RunResult) -> None:
    result.systems[0].outputs[0] = replace(
        result.systems[0].outputs[0], text="</script><img src=x onerror=alert(1)>"
    )
    text = page(build_report(result), SHOWN)
    assert "<img" not in text
    assert text.count("</script>") == 2
    outside = re.findall(r'(?:src|href)="(?!#)[^"]*"', text)
    assert outside == []
    assert "onerror" in text
    assert all(f"<th>{name}</th>" in text for name in NAMES)


def test_the_tables_have_a_cell_for_every_system(result: RunResult) -> None:
    report = build_report(result)
    assert {len(row) for row in rows_of(report, SHOWN)} == {len(NAMES) + 1}
    assert markdown(report, SHOWN).startswith("| | ours | gold |")


def test_gates_see_every_kind_of_fault(index: Index, result: RunResult) -> None:
    articles = {a.id: index.article(a.id) for a in index.articles()}
    good = result.systems[0].outputs[0]
    assert set(gates(good, articles).values()) == {1.0}
    (quote, *_) = good.quotes
    altered = replace(good, quotes=(replace(quote, quote=quote.quote + "!"),))
    assert gates(altered, articles)["quote_verbatim"] == 0.0
    elsewhere = replace(good, quotes=(replace(quote, paragraph=1),))
    assert gates(elsewhere, articles)["citation_resolves"] == 0.0
    uncited = replace(good, statements=(replace(good.statements[0], quotes=()),))
    assert gates(uncited, articles)["no_uncited"] == 0.0
    assert gates(replace(good, statements=()), articles)["no_uncited"] == 0.0


def test_an_empty_answer_scores_zero_and_a_forbidden_one_is_not_clean(
    index: Index, gold: Path
) -> None:
    articles = {a.id: index.article(a.id) for a in index.articles()}
    questions = {q.id: q for q in read_gold(gold)}
    empty = score(questions["rivets"], Output("", True, 0.0), articles)
    assert empty["vital_recall"] == empty["citation_f1"] == empty["top1"] == empty["answered"] == 0
    wrong = score(questions["wage"], Output("It is $7.25.", False, 0.9), articles)
    assert wrong["clean"] == wrong["refused"] == 0.0


def test_statistics() -> None:
    same = estimate([1.0] * 20, ["a", "b"] * 10)
    assert (same.mean, same.low, same.high, same.n) == (1.0, 1.0, 1.0, 20)
    split = estimate([1.0] * 10 + [0.0] * 10, ["a"] * 10 + ["b"] * 10)
    assert (split.low, split.high) == (0.0, 1.0), "whole topics are drawn, not questions"
    assert paired([1, 1, 0], [0, 1, 0], ["a", "b", "c"]).mean == pytest.approx(1 / 3)
    sure = abstention(
        [0.95, 0.05, 0.9, 0.1], [True, False, True, False], [False, True, False, True]
    )
    assert (sure.precision, sure.recall, sure.f1, sure.auc, sure.answer_rate) == (1, 1, 1, 1, 1)
    assert sure.ece == pytest.approx(0.075)
    assert abstention([0.2, 0.8], [True, False], [False, False]).auc == 0.0


def test_public_sets_become_gold(shared: Path, tmp_path: Path) -> None:
    from eval.datasets import index_of

    with index_of(shared / "data", "xquad_dev", tmp_path, None) as index:
        questions = read_public(shared / "data", "xquad_dev", index)
        texts = {a.id: index.article(a.id).text for a in index.articles()}
    assert len(questions) == 581
    answerable = [q for q in questions if q.answerable]
    assert all(e.quote in texts[e.article_id] for q in answerable for e in q.evidence)
    assert all(
        n.found_in(" ".join(e.quote for e in q.evidence)) for q in answerable for n in q.nuggets
    )
