"""Who holds what a sentence tells: whoever says it, or does it.

In the manner of Bethard and others (2004) and Choi and others (2005), over a dependency parse: of
the sentence without what is said in it (:mod:`rag.quotes`), so that nobody in a speech is taken for
the speaker. A sentence that is nothing but speech is whose speech it goes on with.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.attribution import View, views
from rag.holders import holder_key, holder_name
from rag.parse import Parser
from rag.phrase import earlier
from rag.quotes import begins_inside, label_of, parted
from rag.reference import referent
from rag.select import Candidate
from rag.voices import actor, tells_no_deed, voice

if TYPE_CHECKING:
    from spacy.tokens import Token

# So many sentences before a "she" may say who she is, looked at so many at once.
READ_BACK, AT_ONCE = 9, 3
VAGUE_HOLDERS = frozenset("some many other others people one most few".split())


def speaker_of(candidate: Candidate, parser: Parser) -> str | None:
    """Whom the sentence attributes what it tells to, if to anybody."""
    view = holder_of(candidate, parser, deeds=False)
    return view.holder if view is not None else None


def holder_of(candidate: Candidate, parser: Parser, *, deeds: bool = True) -> View | None:
    """Who says what the sentence tells, or else (with ``deeds``) who does it."""
    if name := label_of(candidate):
        # In an interview; "MALIK: The mayor says that it is safe" is the mayor's.
        said = candidate.text.split(": ", 1)[-1] if candidate.text[:2].isupper() else candidate.text
        speaker = voice(parser(said))
        told = speaker is not None and speaker.pos_ == "PROPN"
        return _named(speaker, candidate, parser) if speaker and told else _called(name)
    own = parted(candidate.text, begins_inside(candidate))
    if not own.telling:
        return _speaking_around(candidate, parser)
    return _telling(own.telling, candidate, parser, deeds)


def _telling(words: str, candidate: Candidate, parser: Parser, deeds: bool) -> View | None:
    """Who speaks in a sentence, or does what it tells; ``words`` are those that are no speech."""
    doc = parser(words)
    token = voice(doc)
    if token is None:
        for view in views(doc):
            named = _resolve(view, candidate, parser)
            if view.stated and named.holder:
                return named
        if deeds and not tells_no_deed(doc):
            token = actor(doc)
    return None if token is None else _named(token, candidate, parser)


def _speaking_around(candidate: Candidate, parser: Parser) -> View | None:
    """Whose speech goes on in a sentence that is nothing else: named before it, or just after."""
    article, number = candidate.article, candidate.paragraph
    here = article.paragraphs[number - 1].sentences
    spots = [(number, s) for s in reversed(here) if s.start < candidate.start]
    spots += [(number, s) for s in here if s.start > candidate.start][:2]
    if number > 1:
        spots += [(number - 1, s) for s in reversed(article.paragraphs[number - 2].sentences)][:2]
    for place, sentence in spots:
        other = Candidate(article, place, sentence.start, sentence.end)
        own = parted(other.text, begins_inside(other))
        if own.telling and (token := voice(parser(own.telling))) is not None:
            return _named(token, other, parser)
    return None


def _called(name: str) -> View:
    return View(name, None, None, False, name.split()[-1].casefold())


def _resolve(view: View, candidate: Candidate, parser: Parser) -> View:
    if view.pronoun is None:
        return view
    before = [parted(one.text, begins_inside(one)).telling for one in earlier(candidate, READ_BACK)]
    docs = parser.many([words for words in before if words])
    ends = range(len(docs), 0, -AT_ONCE)
    names = (referent(view.pronoun, docs[max(end - AT_ONCE, 0) : end]) for end in ends)
    name = next((n for n in names if n and _is_introduced(n, candidate)), None)
    key = name.split()[-1].casefold() if name else ""
    return replace(view, holder=name, key=key)


def _is_introduced(name: str, candidate: Candidate) -> bool:
    """Whether somebody by a single name has a first name too, somewhere in the article; what has
    none is a place, as often as not.
    """
    first = rf"\b[A-ZÀ-Þ][\w’'-]+ {re.escape(name)}\b"
    return not name.istitle() or " " in name or bool(re.search(first, candidate.article.text))


def _named(token: Token, candidate: Candidate, parser: Parser) -> View:
    if token.pos_ == "PRON" and token.lower_ not in VAGUE_HOLDERS:
        return _resolve(View(None, token.text, None, False), candidate, parser)
    return View(holder_name(token), None, None, False, holder_key(token))
