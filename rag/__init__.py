"""Questions answered from articles, every sentence cited.

>>> from rag import answer
>>> a = answer("What do critics say about CECOT?")     # doctest: +SKIP
>>> print(a.text, a.citations[0].quote)                # doctest: +SKIP
"""

from rag.api import answer
from rag.chain import AnswerChain
from rag.config import Settings, load_settings
from rag.datatypes import Answer, Citation, Claim, Conflict, Message, Statement
from rag.errors import PolicyDebateError
from rag.retriever import PassageRetriever

__all__ = [
    "Answer",
    "AnswerChain",
    "Citation",
    "Claim",
    "Conflict",
    "Message",
    "PassageRetriever",
    "PolicyDebateError",
    "Settings",
    "Statement",
    "answer",
    "load_settings",
]
