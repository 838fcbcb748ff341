"""Our retriever as LangChain knows one, so that it fits any LangChain chain."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index import Hit, Index, Within
from index.library import Mode

HIT = "hit"


class PassageRetriever(BaseRetriever):
    """Passages for a question, best first, each as a ``Document`` that says where it stands.

    ``metadata`` holds ``article_id``, ``title``, ``publisher``, ``date``, ``url``,
    ``paragraph``, ``start``, ``end``, ``score``; the entry :data:`HIT` holds the
    :class:`index.Hit` itself. ``invoke(question, within=...)`` limits the articles.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 24
    mode: Mode = "fused"

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        within: Within | None = None,
    ) -> list[Document]:
        hits = self.index.search(query, self.k, self.mode, within)
        return [self._document(hit) for hit in hits]

    def _document(self, hit: Hit) -> Document:
        article = hit.article
        return Document(
            page_content=hit.text,
            id=str(hit.passage_id),
            metadata={
                "article_id": article.id,
                "title": article.label,
                "publisher": article.publisher,
                "date": article.date,
                "url": article.url,
                "paragraph": hit.paragraph,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "score": hit.score,
                HIT: hit,
            },
        )
