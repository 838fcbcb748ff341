"""Our own questions in the form that the fit reads: the gold dev split and the stories.

``python -m eval.fitting.export FOLDER`` writes ``gold_dev_*.jsonl``, ``stories_*.jsonl``,
``yesno_*.jsonl``, the stories with those questions that want yes or no, and ``readers_*.jsonl``,
the stories as readers of another kind ask about them.
Follow-ups are exported in their gold rewrite. The gold test split is never exported: it is
what the result is judged by.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from corpus import Article, Reader
from eval.gold import GOLD_FOLDER, GoldQuestion, read_gold
from rag.shipped import briefs_folder

STORIES_FOLDER = Path(__file__).parent / "stories"
YES_NO = Path(__file__).parent / "yesno.jsonl"
READERS = Path(__file__).parent / "readers.jsonl"


def export(folder: Path) -> None:
    """Write the files into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with Reader() as reader:
        articles = {a.id: a for p in sorted(briefs_folder().glob("*.md")) for a in reader.read(p)}
    corpus = [
        {
            "doc_id": article.id,
            "title": article.title,
            "paragraphs": [article.paragraph_text(p.number) for p in article.paragraphs],
        }
        for article in articles.values()
    ]
    questions = [_question(q, articles) for q in read_gold(GOLD_FOLDER / "dev.jsonl")]
    for name, rows in (("corpus", corpus), ("questions", questions)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"gold_dev_{name}.jsonl").write_text(text, encoding="utf-8")
    for path in sorted(STORIES_FOLDER.glob("*.jsonl")):
        shutil.copy(path, folder / f"stories_{path.name}")
    asked = [json.loads(line) for line in YES_NO.read_text(encoding="utf-8").splitlines()]
    for part in sorted({str(one["story"]) for one in asked}):
        _export_yes_no(folder, part, [one for one in asked if one["story"] == part])
    typed = [json.loads(line) for line in READERS.read_text(encoding="utf-8").splitlines()]
    for part in sorted({str(one["story"]) for one in typed}):
        _export_readers(folder, part, [one for one in typed if one["story"] == part])


def _export_readers(folder: Path, part: str, rows: list[dict[str, Any]]) -> None:
    source = STORIES_FOLDER / f"{part}_corpus.jsonl"
    shutil.copy(source, folder / f"readers_{source.name}")
    questions = [
        {
            "id": f"readers-{part}-{number}",
            "group": row["group"],
            "kind": row["kind"],
            "question": row["question"],
            "history": [],
            "answerable": bool(row["evidence"]),
            "answers": row["answers"],
            "evidence": [
                {
                    "doc_id": spot["doc_id"],
                    "paragraph": spot["paragraph"],
                    "sentences": [spot["sentence"]],
                }
                for spot in row["evidence"]
            ],
        }
        for number, row in enumerate(rows)
    ]
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions)
    (folder / f"readers_{part}_questions.jsonl").write_text(text, encoding="utf-8")


def _export_yes_no(folder: Path, part: str, rows: list[dict[str, Any]]) -> None:
    """Also those whose sentence says neither yes nor no: it is what to answer with."""
    source = STORIES_FOLDER / f"{part}_corpus.jsonl"
    shutil.copy(source, folder / f"yesno_{source.name}")
    paragraphs = {
        one["doc_id"]: one["paragraphs"]
        for one in map(json.loads, source.read_text(encoding="utf-8").splitlines())
    }
    asked = (STORIES_FOLDER / f"{part}_questions.jsonl").read_text(encoding="utf-8")
    groups = {
        spot["doc_id"]: one["group"]
        for one in map(json.loads, asked.splitlines())
        for spot in one["evidence"]
    }
    questions = []
    for number, row in enumerate(rows):
        doc, sentence = row["doc_id"], row["sentence"]
        place = next(i for i, text in enumerate(paragraphs[doc]) if sentence in text)
        spot = {"doc_id": doc, "paragraph": place, "sentences": [sentence]}
        questions.append(
            {
                "id": f"yesno-{part}-{number}",
                "group": groups[doc],
                "question": row["question"],
                "history": [],
                "answerable": True,
                "answers": [],
                "evidence": [spot],
            }
        )
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions)
    (folder / f"yesno_{part}_questions.jsonl").write_text(text, encoding="utf-8")


def _question(question: GoldQuestion, articles: dict[str, Article]) -> dict[str, Any]:
    spots: dict[tuple[str, int], list[str]] = {}
    for evidence in question.evidence:
        article = articles[evidence.article_id]
        start = article.text.index(evidence.quote)
        number = next(p.number for p in article.paragraphs if p.start <= start < p.end)
        spots.setdefault((article.id, number - 1), []).append(evidence.quote)
    return {
        "id": question.id,
        "question": question.gold_rewrite or question.question,
        "history": [],
        "answerable": question.answerable,
        "answers": [alias for nugget in question.nuggets for alias in nugget.aliases],
        "evidence": [
            {"doc_id": doc, "paragraph": number, "sentences": quotes}
            for (doc, number), quotes in spots.items()
        ],
    }


if __name__ == "__main__":
    export(Path(sys.argv[1]))
