"""What one answer is worth, figure by figure. Definitions and sources: ``eval/README.md``.

Every function gives values in 0..1 by name; a name that does not apply to a question is
absent. An empty or refused answer to an answerable question scores 0, never "skipped".
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus import Article
from eval.gold import GoldQuestion, spans_of
from eval.systems import Output, Quote

GATES = ("citation_resolves", "quote_verbatim", "no_uncited")
METRICS = (
    *GATES,
    "recall@1", "recall@5", "recall@10", "all_evidence_recall@10", "mrr", "ndcg@10",
    "vital_recall", "nugget_recall", "top1", "citation_precision", "citation_recall",
    "citation_f1", "clean", "refused", "answered", "both_sides", "side_right", "speaker_right",
    "conflict_shown", "no_false_conflict", "followup_recall", "followup_rewrite_recall",
)  # fmt: skip
RANKING = {
    "recall@1": "Success@1",
    "recall@5": "Success@5",
    "recall@10": "Success@10",
    "all_evidence_recall@10": "R@10",
    "mrr": "RR",
    "ndcg@10": "nDCG@10",
}


def score(question: GoldQuestion, output: Output, articles: dict[str, Article]) -> dict[str, float]:
    """All figures of one answer but the ranking's (:func:`rank_scores`)."""
    found = gates(output, articles)
    found["clean"] = float(
        output.abstained
        or not any(w.casefold() in output.text.casefold() for w in question.must_not)
    )
    if question.answerable:
        found["answered"] = float(not output.abstained)
        found |= _nuggets(question, output)
        found |= _citations(question, output, articles)
    else:
        found["refused"] = float(output.abstained)
    if any(nugget.side for nugget in question.nuggets):
        found |= _sides(question, output)
    if question.conflict is not None:
        found |= _conflict(question, output)
    return found


def gates(output: Output, articles: dict[str, Article]) -> dict[str, float]:
    """What must hold for every answer: citations resolve, quotes are exact, none is missing."""
    resolves = [_resolves(quote, articles) for quote in output.quotes]
    exact = [_exact(quote, articles) for quote in output.quotes]
    cited = [bool(s.quotes) and max(s.quotes) < len(output.quotes) for s in output.statements]
    uncited_text = not output.abstained and bool(output.text.strip()) and not output.statements
    return {
        "citation_resolves": float(all(resolves)),
        "quote_verbatim": float(all(exact)),
        "no_uncited": float(all(cited) and not uncited_text),
    }


def rank_scores(
    questions: Sequence[GoldQuestion],
    outputs: Sequence[Output],
    articles: dict[str, Article],
) -> list[dict[str, float]]:
    """Retrieval figures by ir-measures; relevant are the paragraphs that hold evidence."""
    import ir_measures

    measures = {ir_measures.parse_measure(m): name for name, m in RANKING.items()}
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for question, output in zip(questions, outputs, strict=True):
        gold = {
            f"{article}#{number}": 1
            for article, start, _ in spans_of(question, articles)
            for number in [_paragraph_at(articles[article], start)]
        }
        if gold and question.answerable:
            qrels[question.id] = gold
            ranking = dict.fromkeys(f"{a}#{n}" for a, n in output.ranking)
            run[question.id] = {key: float(-i) for i, key in enumerate(ranking)}
    found: dict[str, dict[str, float]] = {i: dict.fromkeys(RANKING, 0.0) for i in qrels}
    for value in ir_measures.iter_calc(list(measures), qrels, run):
        found[value.query_id][measures[value.measure]] = float(value.value)
    return [found.get(question.id, {}) for question in questions]


def _nuggets(question: GoldQuestion, output: Output) -> dict[str, float]:
    if not question.nuggets:
        return {}
    text = "" if output.abstained else output.text
    hits = [nugget.found_in(text) for nugget in question.nuggets]
    vital = [h for h, nugget in zip(hits, question.nuggets, strict=True) if nugget.vital]
    return {
        "nugget_recall": sum(hits) / len(hits),
        "vital_recall": sum(vital) / len(vital) if vital else 1.0,
    }


def _citations(
    question: GoldQuestion, output: Output, articles: dict[str, Article]
) -> dict[str, float]:
    """ALCE's citation precision and recall (Gao and others, EMNLP 2023), on gold sentences.

    Recall counts nuggets that some correct citation supports where nuggets are given (any
    of several sentences that state one will do), else gold sentences.
    """
    spans = spans_of(question, articles)
    quotes = [] if output.abstained else list(output.quotes)
    right = [any(_overlaps(q, span) for span in spans) for q in quotes]
    precision = sum(right) / len(right) if right else 0.0
    if question.nuggets:
        good = [q.quote for q, r in zip(quotes, right, strict=True) if r]
        needed = [n for n in question.nuggets if n.vital] or list(question.nuggets)
        recall = sum(any(n.found_in(g) for g in good) for n in needed) / len(needed)
    else:
        recall = sum(any(_overlaps(q, s) for q in quotes) for s in spans) / max(1, len(spans))
    total = precision + recall
    return {
        "top1": float(bool(right) and right[0]),
        "citation_precision": precision,
        "citation_recall": recall,
        "citation_f1": 2 * precision * recall / total if total else 0.0,
    }


def _sides(question: GoldQuestion, output: Output) -> dict[str, float]:
    """Two-sided questions: are the sides there, is each fact on its own, who holds it."""
    wanted = {nugget.side for nugget in question.nuggets if nugget.side and nugget.vital}
    shown = {s.side for s in output.statements if s.side}
    sided = [n for n in question.nuggets if n.side and n.vital]
    right = [any(s.side == n.side and n.found_in(s.text) for s in output.statements) for n in sided]
    named = [n for n in sided if n.speaker]
    speakers = [
        any(
            s.speaker
            and (n.speaker or "").casefold() in s.speaker.casefold()
            and n.found_in(s.text)
            for s in output.statements
        )
        for n in named
    ]
    found = {
        "both_sides": float(wanted <= shown),
        "side_right": sum(right) / len(right) if right else 0.0,
    }
    if named:
        found["speaker_right"] = sum(speakers) / len(speakers)
    return found


def _conflict(question: GoldQuestion, output: Output) -> dict[str, float]:
    vital = [nugget for nugget in question.nuggets if nugget.vital]
    if not question.conflict:
        return {"no_false_conflict": float(not output.conflicts)}
    shown = any(
        all(any(n.found_in(value) for value in values) for n in vital)
        for values in output.conflicts
    )
    return {"conflict_shown": float(shown)}


def _resolves(quote: Quote, articles: dict[str, Article]) -> bool:
    article = articles.get(quote.article_id)
    if article is None or not 1 <= quote.paragraph <= len(article.paragraphs):
        return False
    paragraph = article.paragraphs[quote.paragraph - 1]
    return paragraph.start <= quote.start < quote.end <= paragraph.end


def _exact(quote: Quote, articles: dict[str, Article]) -> bool:
    article = articles.get(quote.article_id)
    return article is not None and article.text[quote.start : quote.end] == quote.quote


def _overlaps(quote: Quote, span: tuple[str, int, int]) -> bool:
    """Whether a quote and a gold sentence share at least half of the shorter one."""
    article_id, start, end = span
    if quote.article_id != article_id:
        return False
    shared = min(quote.end, end) - max(quote.start, start)
    return shared * 2 >= min(quote.end - quote.start, end - start)


def _paragraph_at(article: Article, position: int) -> int:
    return next((p.number for p in article.paragraphs if p.start <= position < p.end), 0)
