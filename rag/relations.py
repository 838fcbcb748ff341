"""Whether the best sentences say what the question asks, and not merely speak of the same.

Late interaction sees that words are related, not how: "How many guards work there?" is as
near to a sentence that counts inmates. A parse shows what is counted, who speaks, which
verb is denied, and whether a name of the kind that is asked for is there at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.attribution import views
from rag.named import LABELS, denied, nearest, spans_of_kind
from rag.question import TYPED, Question
from rag.stancewords import AGAINST_VERBS, NEGATIONS, REFUSALS, SAY_VERBS
from rag.words import STOP_WORDS, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

RELATIONS = (
    "no_such_name", "no_main_name", "name_near", "name_near_top", "counted", "counts_other",
    "verb_known", "verb_known_top", "refuses_alone", "denied_alone", "speaker_found",
    "speaker_missing", "object_known", "noun_known", "asked_known", "role_near", "not_yet",
)  # fmt: skip

Similar = Callable[[str, str], float]
"""How near two words are, -1..1, whatever their context."""

_HAPPENED = frozenset("did was were has have had".split())
_TO_COME = frozenset(
    "will would shall may might could should expect expected plan planned plans going".split()
)
_EXPECTING = frozenset(
    "expect plan schedule propose intend hope aim threaten promise consider await due slate"
    " prepare want seek".split()
)
_SAID = SAY_VERBS | frozenset("call think describe ask tell write post praise criticize".split())


def relations(
    question: Question, asked: Doc, sentences: Sequence[Doc], similar: Similar
) -> dict[str, float]:
    """One value for each of :data:`RELATIONS`; ``sentences`` are the best, in order."""
    found = dict.fromkeys(RELATIONS, 0.0)
    if not sentences:
        return found
    similar = _or_called(question, similar)
    _names(question, sentences, found)
    if question.kind == "number":
        _counts(question, asked, sentences, similar, found)
    _verbs(asked, sentences, similar, found)
    _speakers(asked, sentences, found)
    nouns = [t for t in asked if t.pos_ == "NOUN" and t.lower_ not in STOP_WORDS]
    found["noun_known"] = min((_best(t, sentences[:1], similar) for t in nouns), default=1.0)
    wanted = _asked_noun(asked)
    found["asked_known"] = 1.0 if wanted is None else _best(wanted, sentences, similar)
    found["role_near"] = _role(question, asked, sentences, similar)
    found["not_yet"] = _not_yet(asked, sentences[0])
    return found


def _or_called(question: Question, similar: Similar) -> Similar:
    """The same, but what a word of the question may be called instead is as near as itself."""
    others = {t.stem: {s for other in t.others if len(other) == 1 for s in other}
              for t in question.terms}  # fmt: skip

    def near(first: str, second: str) -> float:
        called = others.get(stem(first))
        return 1.0 if called and stem(second) in called else similar(first, second)

    return near


def _asked_noun(asked: Doc) -> Token | None:
    """The noun of "which airline", "what share", "how many guards"."""
    first = next((t for t in asked if t.lower_ in ("which", "what", "how", "whose")), None)
    if first is None:
        return None
    if first.head.pos_ in ("NOUN", "PROPN") and first.head.i > first.i:
        return first.head
    return next(
        (t for t in asked[first.i + 1 : first.i + 5] if t.pos_ == "NOUN" and _content(t)), None
    )


def _role(question: Question, asked: Doc, sentences: Sequence[Doc], similar: Similar) -> float:
    """For "who": how near what is said of a person comes to the role or deed asked for.

    "Who is the warden?" is not answered by a prison without one, nor by its president.
    """
    if question.kind != "person":
        return 1.0
    who = next((t for t in asked if t.lower_ in ("who", "whom", "whose", "which")), None)
    if who is None:
        return 1.0
    verb = who.head
    role = next(
        (t for t in verb.children if t.dep_ in ("attr", "nsubj") and t.pos_ == "NOUN"), None
    )
    wanted = role if role is not None else verb
    if not _content(wanted):
        return 1.0
    best = 0.0
    for doc in sentences:
        for span in spans_of_kind(question, doc):
            root = span.root
            about = {*root.children, root.head, *root.head.children}
            about |= {t for child in root.children if child.dep_ == "appos" for t in child.subtree}
            if root.dep_ in ("appos", "conj", "compound"):
                about |= {*root.head.children, root.head.head}
            best = max([best, *(similar(wanted.text, t.text) for t in about if _content(t))])
            if any(stem(t.text) == stem(wanted.text) for t in about):
                return 1.0
    return best


def _not_yet(asked: Doc, sentence: Doc) -> float:
    """Share of the words in common that the sentence only expects, where the question asks
    of what has happened.
    """
    words = {t.lower_ for t in asked}
    past = words & _HAPPENED or any(t.tag_ == "VBD" for t in asked)
    if not past or words & _TO_COME:
        return 0.0
    stems = {stem(t.text) for t in asked if _content(t)}
    same = [t for t in sentence if _content(t) and stem(t.text) in stems and t.pos_ != "PROPN"]
    return sum(_expected(t) for t in same) / len(same) if same else 0.0


def _expected(token: Token) -> bool:
    chain = [token, *list(token.ancestors)[:3]]
    return any(
        one.lemma_.lower() in _EXPECTING
        or any(c.lower_ in _TO_COME or c.lower_ in ("if", "whether", "until") for c in one.children)
        for one in chain
    )


def _names(question: Question, sentences: Sequence[Doc], found: dict[str, float]) -> None:
    if question.kind not in TYPED:
        return
    near = []
    main = False
    for doc in sentences:
        main = main or any(e.label_ in LABELS[question.kind] for e in spans_of_kind(question, doc))
        spans = spans_of_kind(question, doc)
        near.append(nearest(question, doc, spans)[0][0] if spans else 0.0)
    total = sum(term.rarity for term in question.content) or 1.0
    found["no_main_name"] = float(not main)
    found["no_such_name"] = float(not any(near))
    found["name_near"] = max(near) / total
    found["name_near_top"] = near[0] / total


def _counts(
    question: Question, asked: Doc, sentences: Sequence[Doc], similar: Similar,
    found: dict[str, float],
) -> None:  # fmt: skip
    """Whether what is counted in the sentences is what "how many" asks for."""
    how = next((t for t in asked if t.lower_ == "how"), None)
    noun = next(
        (t for t in asked if how is not None and t.i > how.i + 1 and t.pos_ in ("NOUN", "PROPN")),
        None,
    )
    if noun is None:
        return
    best = 0.0
    for doc in sentences:
        for span in spans_of_kind(question, doc):
            heads = {span.root.head, *span.root.head.subtree} if span.root.head else set()
            around = [t for t in {*span, span.root.head, *_near(span.root, heads)} if _content(t)]
            best = max([best, *(similar(noun.text, t.text) for t in around)])
    found["counted"] = best
    found["counts_other"] = float(best < 0.45)


def _near(root: Token, heads: set[Token]) -> list[Token]:
    return [t for t in heads if abs(t.i - root.i) <= 4]


def _verbs(asked: Doc, sentences: Sequence[Doc], similar: Similar, found: dict[str, float]) -> None:
    verbs = [t for t in asked if t.pos_ == "VERB" and t.lemma_.lower() not in ("do", "have", "say")]
    verbs = [t for t in verbs if t.lower_ not in STOP_WORDS]
    found["verb_known"] = min((_best(t, sentences, similar) for t in verbs), default=1.0)
    found["verb_known_top"] = min((_best(t, sentences[:1], similar) for t in verbs), default=1.0)
    objects = [t for t in asked if t.dep_ in ("dobj", "pobj", "attr") and _content(t)]
    found["object_known"] = min((_best(t, sentences, similar) for t in objects), default=1.0)
    main = next((t for t in asked if t.dep_ == "ROOT"), None)
    # "Who ordered the flights stopped?" asks about the order, whatever the parse makes of it.
    earlier = main is not None and any(t.pos_ == "VERB" and t.i < main.i for t in asked)
    refuses = main is not None and not earlier and main.lemma_.lower() in REFUSALS
    said = {t.lemma_.lower() for doc in sentences for t in doc}
    denying = any(
        t.dep_ == "neg" or t.lower_ in NEGATIONS or t.lemma_.lower() in AGAINST_VERBS
        for doc in sentences
        for t in doc
    )
    found["refuses_alone"] = float(refuses and not said & REFUSALS and not denying)
    if not refuses and not {t.lower_ for t in asked} & NEGATIONS:
        stems = {stem(t.text) for t in verbs}
        turned = [t for t in sentences[0] if t.pos_ == "VERB" and stem(t.text) in stems]
        found["denied_alone"] = float(any(denied(t) for t in turned))


def _speakers(asked: Doc, sentences: Sequence[Doc], found: dict[str, float]) -> None:
    """For "what did X say": whether a sentence attributes something to X."""
    verb = next((t for t in asked if t.lemma_.lower() in _SAID and t.pos_ == "VERB"), None)
    subject = None
    if verb is not None:
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is None or subject.pos_ not in ("PROPN", "NOUN"):
        return
    wanted = {stem(t.text) for t in subject.subtree if t.pos_ in ("PROPN", "NOUN")}
    for doc in sentences:
        for view in views(doc):
            if view.holder and wanted & {stem(word) for word in view.holder.split()}:
                found["speaker_found"] = 1.0
                return
    found["speaker_missing"] = 1.0


def _best(token: Token, sentences: Sequence[Doc], similar: Similar) -> float:
    same = stem(token.text)
    best = 0.0
    for doc in sentences:
        for other in doc:
            if _content(other):
                if stem(other.text) == same:
                    return 1.0
                best = max(best, similar(token.text, other.text))
    return best


def _content(token: Token) -> bool:
    return token.is_alpha and token.lower_ not in STOP_WORDS and len(token.text) > 2
