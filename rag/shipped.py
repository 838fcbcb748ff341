"""Opening an index; the default one holds the shipped briefs from its first use on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import corpus
from index import Index
from index.datatypes import NoticeCallback, ProgressCallback
from rag.config import Settings, default_index_path

_NOTE = "shipped"
_NOTE_FOLDER = "shipped_folder"


def briefs_folder() -> Path:
    """The folder of the articles that come with the program."""
    return Path(corpus.__file__).parent / "briefs"


def open_index(
    settings: Settings,
    *,
    create: bool = False,
    progress: ProgressCallback | None = None,
    notice: NoticeCallback | None = None,
) -> Index:
    """The index that the settings name.

    The default one is made if missing and given the shipped briefs; these are brought up
    to date when the program's own have changed. Any other index must exist, unless
    ``create``.
    """
    default = settings.index == default_index_path()
    if not Index.exists(settings.index) and (default or create):
        index = Index.create(settings.index, model=settings.model, limits=settings.limits)
    else:
        index = Index.open(settings.index, model=settings.model, limits=settings.limits)
    if default:
        _bring_briefs(index, progress, notice)
    return index


def _bring_briefs(
    index: Index, progress: ProgressCallback | None, notice: NoticeCallback | None
) -> None:
    folder = briefs_folder()
    files = sorted(folder.glob("*.md"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    if index.note(_NOTE) == digest.hexdigest():
        return
    if notice:
        notice(f"Indexing the {len(files)} shipped briefs at {index.path} (first use).")
    earlier = index.note(_NOTE_FOLDER)
    if earlier:
        # An earlier version of the briefs, perhaps from another folder: they are replaced.
        for article in index.articles():
            if Path(article.origin).parent == Path(earlier):
                index.remove(article.id, notice=notice)
    index.add(folder, progress=progress, notice=notice)
    index.set_note(_NOTE_FOLDER, str(folder.resolve()))
    index.set_note(_NOTE, digest.hexdigest())
