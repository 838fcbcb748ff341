"""What stands around an article on a web page is recognised and left out.

Only whole lines go, and only at the edges (advertising markers also in between): the
words of the article are never altered.
"""

from __future__ import annotations

import re

from corpus.blocks import Block, ends_a_sentence, is_prose

# Lines that open the part below an article.
_FOOTER = re.compile(
    r"""^[\W_]*(?:
        (?:related|more|latest|trending|popular|recommended|recent|top|other)\s+
            (?:posts?|articles?|stor(?:y|ies)|news|reading|coverage|topics?|headlines?|content|links?)
      | related | also\s+read | see\s+also
      | more\s+(?:from|on|in)\s+.{1,40}
      | (?:you\s+)?(?:may|might)\s+also\s+(?:like|be\s+interested.*)
      | recommended(?:\s+for\s+you)? | trending(?:\s+now)?
      | most\s+(?:read|popular|viewed|shared) | don['’]t\s+miss | up\s+next
      | what\s+to\s+read\s+next | read\s+(?:more|next)
      | tags?(?:\s*:.*)? | filed\s+under\b.* | topics?\s*:.* | categories\s*:.*
      | about\s+the\s+authors?
      | (?:previous|next|older|newer)\s+(?:post|article|story)s?\b.*
      | (?:copyright\s*)?(?:©|\(c\))\s*.* | copyright\s+(?:19|20)\d\d.*
      | .*\ball\s+rights\s+reserved\b.*
      | terms\s+(?:of\s+(?:use|service|sale)|(?:and|&)\s+(?:conditions|privacy)).*
      | privacy\s+(?:policy|notice).*
      | back\s+to\s+top | load\s+more | show\s+more | sponsored(?:\s+content)?
      | promoted(?:\s+stories)?
    )[\W_]*$""",
    re.IGNORECASE | re.VERBOSE,
)
# What readers write comes below these, however long it is.
_COMMENTS = re.compile(
    r"""^[\W_]*(?:
        (?:leave|post|add)\s+a\s+(?:reply|comment).*
      | (?:(?:\d+|view|show|all|reader)\s+)?comments?(?:\s*\(\d+\))?
      | \d+\s+(?:responses?|repl(?:y|ies))(?:\s+to\b.*)? | join\s+the\s+(?:conversation|discussion)
    )[\W_]*$""",
    re.IGNORECASE | re.VERBOSE,
)
# An offer of the site that may stand anywhere; only the line itself goes.
_OFFER = re.compile(
    r"""^[\W_]*(?:
        share(?:\s+(?:this|on|via)(?:\s+[\w-]+){0,2})? | print | save | copy\s+link
      | subscribe(?:\s+(?:now|today|here|to)\b.*)?
      | (?:sign\s+up|register)
            (?:\s+(?:now|today|here|for|to)\b.*(?:newsletter|e-?mail|inbox|alerts?|updates?).*)?
      | (?:(?:our|the|daily|weekly|morning|free|get|join|e-?mail)\s+){0,4}
            newsletters?(?:\s+(?:sign-?\s?up|signup|for)\b.*)?
      | (?:get|receive)\s+.*(?:in|to)\s+your\s+inbox.*
      | enter\s+your\s+e-?mail\b.* | your\s+e-?mail\s+address
      | thank\s+you\s+for\s+(?:signing\s+up|subscribing).*
      | follow\s+us\b.* | download\s+(?:our|the)\s+(?:free\s+)?app\b.*
      | advertisements? | advertising | ad
      | (?:story|article)\s+continues\s+(?:below|after)(?:\s+(?:this\s+)?(?:ad|advertisement))?
      | continue\s+reading(?:\s+(?:the|below)\b.*)? | skip\s+(?:advertisement|past\b.*)
      | (?:read\s+(?:more|next|also|the\s+full\s+story)|also\s+read|related|see\s+also|watch
            |don['’]t\s+miss)\s*:\s*.*
    )[\W_]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_LISTED_AGO = re.compile(
    r"^.{0,40}?\d+\s*(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?)\s+ago$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\W_]+$")

_MENU = re.compile(
    r"""^[\W_]*(?:
        today\s*:.{0,32} | skip\s+to\s+(?:main\s+)?(?:content|navigation) | menu | home | search
      | log\s*in | sign\s+in | register
      | subscribe(?:\s+now)? | newsletters? | live(?:\s+updates)? | breaking(?:\s+news)?
      | exclusive
      | (?:(?:u\.?s\.?|u\.?k\.?|world|local|national|international|latest|top|business
          |political)\s+)?news
      | politics | world | opinion | editorial | business | economy | sports?
      | tech(?:nology)? | science | health
      | culture | lifestyle | entertainment | travel | americas? | latin\s+america | europe
      | africa | asia | middle\s+east
      | immigration | crime | u\.?s\.? | u\.?k\.? | local | national | features? | analysis
      | explainers? | featured | trending
      | share(?:\s+(?:this|on)(?:\s+[\w-]+){0,2})? | print | e-?mail | tweet | facebook | twitter
      | whatsapp | linkedin | copy\s+link
      | listen(?:\s+to\s+(?:this\s+)?(?:article|story)\b.*)? | \d+\s+min(?:ute)?s?\s+read
      | (?:est(?:imated|\.)?\s+)?read(?:ing)?\s+time.{0,20} | \d+\s+comments?
      | (?:accept|reject|decline|allow|manage)(?:\s+all)?(?:\s+(?:cookies|preferences|settings))?
      | got\s+it | i\s+agree | ok | cookie\s+(?:settings|preferences|policy) | close
      | (?:photo|image|picture|credit|source)s?\s*(?:by|:|/).{0,80} | file\s+photo.{0,80}
      | getty(?:\s+images)?
    )[\W_]*$""",
    re.IGNORECASE | re.VERBOSE,
)

# A notice may be a paragraph of its own.
_NOTICE = re.compile(
    r"^[\W_]*(?:we\s+value\s+your\s+privacy|(?:(?:we|this\s+(?:web)?site)(?:\s+and\s+our\s+partners)?"
    r"\s+uses?|by\s+(?:using|clicking|continuing))\b.{0,80}\b(?:cookies?|agree|accept))\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[|•·/>»›]\s*")
_BULLET = re.compile(r"^(?:[-–•*▪◦]|\d{1,2}[.)])\s+\w")

# Lines of the site are short; a notice may be longer.
_LINE_WORDS = 25
_LINE_CHARS = 300
_NOTICE_CHARS = 600
_NOTICE_WORDS = 80
# So many words of prose above them prove that comments are below the article.
_ARTICLE_WORDS = 60
# Below a footer line, a text as long as this is still the article.
_LONG_PROSE = 40


def is_menu_line(text: str) -> bool:
    """Whether a line at the top belongs to the site: a section, a button, today's date."""
    if len(text) > _NOTICE_CHARS:
        return False
    words = len(text.split())
    if _NOTICE.match(text):
        return words < _NOTICE_WORDS
    if words >= _LINE_WORDS or len(text) > _LINE_CHARS:
        return False
    if _MENU.match(text) or _RULE.match(text) or _LISTED_AGO.match(text):
        return True
    # A whole menu on one line: “Home | World | Sport”, “Home News Sport Opinion”.
    for parts, least in ((_BETWEEN.split(text), 2), (text.split(), 3)):
        if len(parts) >= least and all(_MENU.match(part) for part in parts if part):
            return True
    return False


def drop_offers(blocks: list[Block]) -> list[Block]:
    """Without what sites put between paragraphs: advertising, newsletters, rules, links."""
    return [block for block in blocks if not _is_offer(block.text)]


def _is_offer(text: str) -> bool:
    if _RULE.match(text):
        return True
    return len(text) <= _LINE_CHARS and len(text.split()) < _LINE_WORDS and bool(_OFFER.match(text))


def drop_footer(blocks: list[Block]) -> list[Block]:
    """Without what follows the article: related posts, headlines, legal lines, comments."""
    blocks = _cut_at_footer_line(blocks)
    last = len(blocks)
    while last and not _stays_at_the_end(blocks[last - 1]):
        last -= 1
    if not last:
        return blocks  # where nothing is running text, the lines are all there is
    if last == len(blocks) - 1 and _closing_question(blocks[last]):
        last += 1
    return blocks[:last]


def _cut_at_footer_line(blocks: list[Block]) -> list[Block]:
    kept: list[Block] = []
    words = 0  # of prose above
    i = 0
    while i < len(blocks):
        block = blocks[i]
        if words and _is_footer_line(block):
            below = _article_goes_on(blocks, i + 1)
            if below is None or (words >= _ARTICLE_WORDS and _COMMENTS.match(block.text)):
                return kept
            i = below  # a box amid the article
            continue
        words += block.words if is_prose(block.text) else 0
        kept.append(block)
        i += 1
    return kept


def _is_footer_line(block: Block) -> bool:
    text = block.text
    return (
        len(text) <= _LINE_CHARS
        and block.words < _LINE_WORDS
        and bool(_FOOTER.match(text) or _COMMENTS.match(text) or _LISTED_AGO.match(text))
    )


def _article_goes_on(blocks: list[Block], start: int) -> int | None:
    """Where the article goes on below a footer line; ``None`` if it does not.

    Two paragraphs in a row, or a long one: of other articles there are headlines, each
    with a line or two at most.
    """
    first: int | None = None  # of a run of sentences without a headline between them
    for i in range(start, len(blocks)):
        text = blocks[i].text
        if is_prose(text) and not is_menu_line(text):
            if first is not None or blocks[i].words >= _LONG_PROSE:
                first = i if first is None else first
                # A short line right above the paragraph may be its heading.
                above = blocks[first - 1]
                heads = first > start and (above.heading or _is_subheading(above))
                return first - 1 if heads else first
            first = i
        elif blocks[i].heading or not ends_a_sentence(text, ".!…"):
            first = None
    return None


def _is_subheading(block: Block) -> bool:
    return (
        block.words >= 2 and not ends_a_sentence(block.text, ".!…") and not is_menu_line(block.text)
    )


def _stays_at_the_end(block: Block) -> bool:
    text = block.text
    if block.heading or _is_footer_line(block) or _RULE.match(text) or is_menu_line(text):
        return False
    if block.item or is_prose(text) or _BULLET.match(text):
        return True
    # A last word such as “No.” or “We won!” is short, but it is a sentence.
    return ends_a_sentence(text, ".!…")


def _closing_question(block: Block) -> bool:
    """Whether a single line below the last paragraph may be the article's last word."""
    return not block.heading and ends_a_sentence(block.text, "?") and not _is_footer_line(block)
