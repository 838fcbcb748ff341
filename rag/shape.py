"""What form of answer a question wants: a fact, two sides, or events in order.

Rules know the usual wordings; :mod:`rag.formmodel`, which was fitted on how readers ask,
takes their word for one sign among others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from index import Encoder
from rag.datatypes import Side
from rag.formmodel import FormModel

Form = Literal["fact", "sides", "timeline"]

_BOTH = re.compile(
    r"\bfor (?:and|or|&|versus|vs\.?) against\b|\bpros? (?:and|or|&) cons?\b"
    r"|\b(?:both|two|either|other|each|different) sides?\b"
    r"|\bsupport(?:ers)?\b.*\band\b.*\b(?:critic\w*|oppos\w+|opponents?)\b"
    r"|\b(?:critics?|opponents?)\b.*\band\b.*\b(?:support|defend|back|propon)\w*\b"
    r"|\bprais\w+\b.*\b(?:attack|critici|condemn|oppos)\w*"
    r"|\bwho (?:likes?|loves?|backs|supports|favou?rs)\b.*\b(?:hates?|dislikes?|loathes?|opposes"
    r"|not|does ?n.?t)\b"
    r"|^(?:is|are|was|were|how|why is|why are) .*\b(?:popular|controversial|contested|disputed"
    r"|divisive)\b"
    r"|\bdebate (?:about|over|on|around)\b|\bcontroversy\b"
    r"|\b(?:views|opinions|positions|stances|perspectives|arguments) (?:on|about|over|are there"
    r"|do|exist)\b"
    r"|\bwhere (?:do|does|did) .+ stand on\b|\bhow (?:is|are|was|were) .+ (?:seen|viewed|judged"
    r"|received"
    r"|regarded|perceived|rated)\b|\bwhat (?:speaks|speak) for\b|\b(?:two|both) camps\b"
    r"|\b(?:strengths|merits|upsides|pluses) and\b|\bwho (?:is|are|was|were) (?:for|against) \b"
    r"|\bwhat (?:divides|splits)\b|\b(?:whom|who) does .+ (?:please|trouble|anger|worry)\b"
    r"|\bwhat do(?:es)? .+ and .+ (?:say|think|hold|claim|argue|reply|want)\b"
    r"|\bhow do(?:es)? .+ and .+"
    r" (?:see|view|judge|regard|assess)\b|\bapproves? of\b|^(?:was|were|is|are) .+ welcomed\b"
    r"|\badmirers and\b|\bwhat good\b|\bharms? and (?:good|benefits)\b|\bwho (?:agrees"
    r"|disagrees)\b|\bwhat (?:praise|blame"
    r"|support) (?:has|have|did)\b"
    r"|\bhow (?:do|does|did) .+ (?:justify|defend)\b.*\b(?:critics?|opponents?)\b"
    r"|\bweigh\w* (?:up )?the\b"
    r"|\bcompare the (?:views|arguments|positions)\b|\bis everyone\b|\bdoes everyone\b"
    r"|\b(?:views|opinions|arguments) .*\b(?:differ|diverge|clash)\b"
    r"|\bhow (?:do|does|did) .+ (?:differ|disagree|clash)\b|\bdisagree(?:ment)?s? (?:about|over"
    r"|on)\b"
    r"|\bwhat (?:do|are) (?:the )?(?:people|others|observers|commentators|locals|residents|voters)"
    r"(?: \w+){0,3} (?:think|say|saying|make of)\b"
    r"|\b(?:do|does) (?:the )?(?:people|locals|residents|voters|islanders|everybody)(?: \w+){0,3}"
    r" (?:want|like|welcome|mind|approve)\b"
    r"|\b(?:fuss|row|quarrel|argument) (?:about|over|around)\b"
    r"|^(?:is|are|was|were) .+ (?:right|wrong|justified|sensible|wise|worth it)(?: to\b|\W*$)"
    r"|\breactions? (?:to|was|were)\b|\breact(?:ed)? to\b"
    r"|^(?:should|would it be|is it (?:right|fair|good|wise|wrong|worth))\b"
    r"|^(?:would|is|are|was|could|will) .*\b(?:good|bad|harmful|beneficial) for\b|\ba good idea\b"
    r"|\bis .+ (?:liked|supported|approved of|welcomed|accepted)\b"
    r"|\bgood (?:and|or) bad\b|\badvantages and\b|\bbenefits and\b"
    r"|\b(?:risks|costs|drawbacks) and (?:benefits|advantages)\b",
    re.IGNORECASE,
)
# Whoever names both sides wants both, whatever else is said.
_SURELY_BOTH = re.compile(
    r"\bfor (?:and|or|&|versus|vs\.?) (?:who is |who's |what's )?against\b"
    r"|\bpros?(?: and | or |/| & |, )cons?\b|\bboth (?:sides|camps) of\b"
    r"|\bfor, (?:what'?s? |who'?s? )?(?:\w+ ){0,2}against\b"
    r"|\bwho\b.+\band who (?:does|do|is|are|would|will|did)(?: not\b|n['’]?t\b)"
    r"|\bwho (?:wants|backs|likes|supports|favou?rs|fights|opposes) .+\band who\b"
    r"|\b(?:said|speaks?|case|reasons?|arguments?) for\b.+\bagainst\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:critics?|criticisms?|critici[sz]e[sd]?|critici[sz]ing|opponents?|opposition"
    r"|objections?|objects? to"
    r"|opposes?|opposed to|detractors?|sk?ceptics?|drawbacks?|downsides?|disadvantages?|complaints?"
    r"|condemn\w*|misgivings|reservations|denounce\w*)\b"
    r"|\b(?:concerns?|worr(?:y|ies|ied)|fears?|alarms?|doubts?)\b.*\b(?:raise|about|over|voice"
    r"|express|have"
    r"|do|does|did|are|is|with)\b|\bwhat (?:concerns|worries|alarms|bothers|troubles)\b"
    r"|\b(?:argument|arguments|case|reasons?|said|say|speaks?|what) against\b|\bwrong with\b"
    r"|\bcontroversial about\b"
    r"|\bproblems? with\b"
    r"|\battacks? (?:it|this|the)\b|\b(?:holds?|held|have|has|got) against\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:supporters?|admirers?|justif(?:y|ies)|supports|backs|proponents?|defenders?|backers?"
    r"|benefits? of"
    r"|advantages? of|upsides?"
    r"|in favou?r of|in defen[cs]e of|speaks? up for|stands? up for|praise[sd]?|praising"
    r"|champions?|welcomes?|defends?|endorses?)\b"
    r"|\b(?:argument|arguments|case|reasons?) for\b|\bwhy (?:do|does|did) .+ (?:support|back"
    r"|favou?r)\b",
    re.IGNORECASE,
)
_TIMELINE = re.compile(
    r"\b(?:a|the|give|show|make|draw|build) (?:\w+ )?time ?line\b|^time ?line\b"
    r"|\bchronolog\w*\b|^(?:put|list|trace|order) .*\b(?:in order|history|steps|events)\b"
    r"|\b(?:sequence|order|course) of events\b|\bin (?:what|which) order\b"
    r"|\bwhat happened (?:first|next|when|before|after that|then|last)\b"
    r"|\b(?:step by step|day by day)\b"
    r"|\bhow did .+ (?:unfold|develop|come about)\b|\bhistory of\b|\bkey dates\b"
    r"|\b(?:which|what) (?:events|steps) (?:led|happened|took place)\b",
    re.IGNORECASE,
)
# "What came first, A or B?" is a fact, told by one sentence.
_WHICH_FIRST = re.compile(r"\b(?:first|before|after|earlier|later)\b.*\bor\b", re.IGNORECASE)
# A number, a date or a place is a fact, whatever it is about.
_OF_FACT = re.compile(
    r"\bhow (?:many|much|old|long|far|often)\b|^(?:when|where)\b|^(?:in|on|at) (?:what|which)\b"
    r"|\bvotes? (?:were )?(?:cast )?for (?:and|or) against\b"
    r"|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|percent\w*|number|share|proportion|facts?"
    r"|figures?|statistics|data|numbers|stud(?:y|ies))\b",
    re.IGNORECASE,
)
# "Did critics stop it?" wants yes or no, and "Why was there concern?" a reason.
_CLOSED = re.compile(
    r"^(?:do|does|did|has|have|had|can|will)\b"
    r"|^why (?!(?:do|does|did|are|were|have)\b.*\b(?:critic|oppos|oppon|object|support|defend))",
    re.IGNORECASE,
)


# Log-odds of being part of a topic, below which a word only asks for it.
ONLY_ASKS = -1.0


@dataclass(frozen=True, slots=True)
class Shape:
    """``asked`` are the sides that the question names (both, where it names none)."""

    form: Form
    asked: tuple[Side, ...] = ()


_SHAPES = {
    "both": Shape("sides", ("for", "against")),
    "for": Shape("sides", ("for",)),
    "against": Shape("sides", ("against",)),
    "timeline": Shape("timeline"),
    "fact": Shape("fact"),
}


def shape_of(question: str, encoder: Encoder) -> Shape:
    """The likeliest form of the answer."""
    ruled = by_rule(question)
    if ruled == "fact" and _WHICH_FIRST.search(question):
        return _SHAPES["fact"]
    if _SURELY_BOTH.search(question) and not _OF_FACT.search(question):
        return _SHAPES["both"]
    vector = encoder.encode([question])[0].astype(float)
    return _SHAPES[form_model().form(question, vector, ruled)]


def topic_of(question: str) -> str:
    """What is debated or told, without the words that ask for it."""
    return form_model().topic_of(question)


def is_matter(word: str) -> bool:
    """Whether a question's word may tell what is debated, and does not only ask ("opinions")."""
    model = form_model()
    if word.lower() in ("pro", "con", "pros", "cons"):
        return False
    return model.topic.get(word.lower(), model.unseen) > ONLY_ASKS


@lru_cache(maxsize=1)
def form_model() -> FormModel:
    """The fitted model that comes with the program."""
    return FormModel.from_json((files("rag") / "data" / "form.json").read_text("utf-8"))


def by_rule(question: str) -> str:
    """One of :data:`rag.formmodel.FORMS`, by the rules alone."""
    if _TIMELINE.search(question) and not _WHICH_FIRST.search(question):
        return "timeline"
    if _OF_FACT.search(question):
        return "fact"
    against, favour = bool(_AGAINST.search(question)), bool(_FOR.search(question))
    if _CLOSED.search(question):
        favour = against = False
    if _BOTH.search(question) or (against and favour):
        return "both"
    if against:
        return "against"
    if favour:
        return "for"
    return "fact"
