"""Questions whether the sources agree: what they ask of is searched, and then compared.

"Do the reports agree on how many members were sent?" is "How many members were sent?", and no
sentence of an article has a word of the rest. Differing values are shown unasked; here the reader
is told as well where none were found.
"""

from __future__ import annotations

import re

NONE_FOUND = "No disagreement between the articles was found."

_SOURCES = (
    r"(?:the |all |these |those |your |our |both |different )*(?:news |press )?"
    r"(?:reports?|sources?|articles?|accounts?|papers?|newspapers?|outlets?|stories|texts?|media"
    r"|figures?|numbers?|briefs?|documents?)"
)
_AGREE = (
    r"(?:all |ever |really |actually )*(?:agree(?:d|ment)?|disagree(?:d|ment)?|differ(?:ed|ent)?"
    r"|contradict(?: each other| one another| themselves)?|conflict|match(?: up)?|consistent"
    r"|unanimous|in agreement|at odds|in conflict|say the same|vary|diverge)"
)
_ON = r"(?: with (?:each|one an)other)?,? (?:on|about|over|as to|regarding|concerning|in|for|of)"
_WHETHER = re.compile(
    rf"^(?:(?:do|does|did|are|is) {_SOURCES} {_AGREE}{_ON} (?P<a>.+)"
    r"|(?:is|are|was|were) there (?:any |a |some )?(?:disagreements?|disputes?|contradictions?"
    r"|discrepanc(?:y|ies)|differences?|conflicts?|different (?:figures|numbers|versions|claims))"
    rf"(?: (?:between|among|across|in) {_SOURCES})?{_ON} (?P<b>.+)"
    rf"|do {_SOURCES} give (?:different|differing|conflicting|the same) \w+{_ON} (?P<c>.+))$",
    re.IGNORECASE,
)
_AND_WHETHER = re.compile(
    rf"^(?P<rest>.+?)[,;.?]? (?:and|or|but|-)?,? ?(?:do|does|did|are|is) {_SOURCES} {_AGREE}"
    r"(?: (?:on|about|over) (?:it|this|that|them))?$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:who|whom|whose|what|which|when|where|how (?:many|much|long|far|old|large|big|high|often)"
    r"|by wh(?:om|ich)|on wh(?:at|ich)|in wh(?:at|ich))\b",
    re.IGNORECASE,
)
_A_VALUE = re.compile(
    r"the (?:[\w-]+ ){0,3}?(?:number|figure|total|count|size|costs?|price|dates?|day|year|name"
    r"|length|duration|amount|term|sum|toll|share|rate|fee|stay|capacity|age|value|percentage)\b",
    re.IGNORECASE,
)


def asked_of(question: str) -> str | None:
    """The question that is asked of the sources, where it is asked whether they agree."""
    plain = question.strip().rstrip("?!. ")
    found = _WHETHER.match(plain)
    rest = next(filter(None, found.groups()), "") if found else ""
    if not found and (also := _AND_WHETHER.match(plain)):
        rest = also["rest"].rstrip("?!.,; ")
    if _ASKS.match(rest) or (not found and rest):
        return f"{rest[0].upper()}{rest[1:]}?"
    if _A_VALUE.match(rest):
        return f"What is {rest}?"
    return None
