"""Our own questions in the form that the fit reads: the gold dev split and the stories.

``python -m eval.fitting.export FOLDER`` writes ``gold_dev_*.jsonl``, ``stories_*.jsonl``,
``affairs_*.jsonl``, those stories that are of one affair only, ``yesno_*.jsonl``, the stories with
those questions that want yes or no, ``readers_*.jsonl``, the stories as readers of another kind ask
about them, and ``talks_*.jsonl``, the turns of conversations about them, as the program understands
them. Follow-ups of gold are exported in their gold rewrite. The gold test split is never exported:
it is what the result is judged by.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from corpus import Article, Reader
from eval.gold import GOLD_FOLDER, GoldQuestion, read_gold
from rag.datatypes import Message
from rag.followup import stand_alone
from rag.parse import Parser
from rag.shipped import briefs_folder

STORIES_FOLDER = Path(__file__).parent / "stories"
YES_NO = Path(__file__).parent / "yesno.jsonl"
READERS = Path(__file__).parent / "readers.jsonl"
TALKS = Path(__file__).parent / "talks.jsonl"


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
    for path in sorted(STORIES_FOLDER.glob("*_questions.jsonl")):
        groups = {json.loads(line)["group"] for line in path.read_text("utf-8").splitlines()}
        name = "stories" if len(groups) > 1 else "affairs"
        for one in (path, _corpus_of(path.name.split("_")[0])):
            shutil.copy(one, folder / f"{name}_{one.name}")
    asked = [json.loads(line) for line in YES_NO.read_text(encoding="utf-8").splitlines()]
    for part in sorted({str(one["story"]) for one in asked}):
        _export_yes_no(folder, part, [one for one in asked if one["story"] == part])
    typed = [json.loads(line) for line in READERS.read_text(encoding="utf-8").splitlines()]
    for part in sorted({str(one["story"]) for one in typed}):
        _export_readers(folder, part, [one for one in typed if one["story"] == part])
    talks = [json.loads(line) for line in TALKS.read_text(encoding="utf-8").splitlines()]
    for part in sorted({str(one["story"]) for one in talks if "story" in one}):
        _export_talks(folder, part, [one for one in talks if one.get("story") == part])


def _corpus_of(part: str) -> Path:
    return STORIES_FOLDER / f"{part}_corpus.jsonl"


def _groups_of(part: str) -> dict[str, str]:
    """The affair of each article on which there is a question."""
    asked = (STORIES_FOLDER / f"{part}_questions.jsonl").read_text(encoding="utf-8")
    return {
        spot["doc_id"]: one["group"]
        for one in map(json.loads, asked.splitlines())
        for spot in one["evidence"]
    }


def _export_talks(folder: Path, part: str, talks: list[dict[str, Any]]) -> None:
    source, groups, parser = _corpus_of(part), _groups_of(part), Parser()
    shutil.copy(source, folder / f"talks_{source.name}")
    places = [
        (one["doc_id"], number, text)
        for one in map(json.loads, source.read_text(encoding="utf-8").splitlines())
        for number, text in enumerate(one["paragraphs"])
    ]
    questions: list[dict[str, Any]] = []
    for talk in talks:
        history: list[Message] = []
        spots = [
            [
                {"doc_id": doc, "paragraph": number, "sentences": [sentence]}
                for sentence in turn["ev"]
                for doc, number, text in places
                if sentence in text
            ]
            for turn in talk["turns"]
        ]
        first = next(groups[str(spot["doc_id"])] for found in spots for spot in found)
        for turn, found in zip(talk["turns"], spots, strict=True):
            first = groups[str(found[0]["doc_id"])] if found else first
            questions.append(
                {
                    "id": f"talks-{part}-{len(questions)}",
                    "group": first,
                    "question": stand_alone(turn["q"], history, parser),
                    "history": [],
                    "answerable": bool(found),
                    "answers": turn["answers"] if found else [],
                    "evidence": found,
                }
            )
            history += [
                {"role": "user", "content": turn["q"]},
                {"role": "assistant", "content": turn["reply"]},
            ]
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions)
    (folder / f"talks_{part}_questions.jsonl").write_text(text, encoding="utf-8")


def _export_readers(folder: Path, part: str, rows: list[dict[str, Any]]) -> None:
    source = _corpus_of(part)
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
    source, groups = _corpus_of(part), _groups_of(part)
    shutil.copy(source, folder / f"yesno_{source.name}")
    paragraphs = {
        one["doc_id"]: one["paragraphs"]
        for one in map(json.loads, source.read_text(encoding="utf-8").splitlines())
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
