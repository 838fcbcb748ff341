"""Word lists (lemmas) that tell praise from criticism in reported speech and commentary.

Written for this project; in the manner of the cue lists of opinion-holder work (Kim and
Hovy, 2006). They say how somebody stands to what is talked about, not how pleasant it is:
"violence" is in none of them.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SAY_VERBS = _set(
    "say speak tell share tweet state argue claim note add explain "
    "believe think maintain assert insist contend "
    "suggest stress emphasize emphasise point write post announce declare remark comment "
    "caution reply respond answer counter describe express testify predict acknowledge concede "
    "admit reiterate reaffirm articulate frame reason posit opine estimate conclude assure promise"
)
# Verbs that tell what somebody says, though not as plainly as those.
TELL_VERBS = _set(
    "grant recall joke ask quip reckon calculate compute expect wonder hint imply swear vow "
    "observe recount shout whisper sigh shrug laugh snap retort muse lecture quote remember hope "
    "assume suspect repeat advise recommend urge demand plead beg scoff marvel interject murmur "
    "mutter grumble growl sneer shoot tease boast brag gush confess allow agree confirm clarify "
    "elaborate specify guess figure sum summarize summarise inform teach remind judge rule note "
    "propose report"
)
# What a study or a quarrel can do as well as a person.
SHOW_VERBS = _set(
    "underline underscore highlight reveal indicate show find hold report observe present"
)
CALLING_VERBS = _set("call label term brand deem consider regard view see characterize dub")
FOR_VERBS = _set(
    "praise hail welcome support back defend endorse laud applaud champion favor favour tout "
    "commend celebrate appreciate embrace justify cheer salute thank approve advocate extol "
    "promote credit admire bless vindicate trumpet"
)
AGAINST_VERBS = _set(
    "criticize criticise condemn oppose warn fear worry object denounce decry question "
    "challenge slam blast attack accuse doubt protest lament deplore assail rebuke castigate "
    "bemoan censure disapprove blame complain resist fault lambast contest bristle sue chide "
    "deride disagree mourn regret"
)
# What is feared is bad, whatever it is: a feared backlash makes nobody a supporter.
FEAR_VERBS = _set("fear worry warn lament regret mourn protest")
REJECT_VERBS = _set(
    "reject dismiss deny rebut refute dispute brush repudiate counter disavow scoff"
)
VOICE_VERBS = _set(
    "express voice raise have share air cite spark stir prompt pose sound level register lodge "
    "hold harbor harbour show offer"
)
# With "for": to push, call or vote for something.
URGE_VERBS = _set("push call press lobby campaign vote argue fight ask plead")
# Events do these as well as people: "the move raised concerns".
STIR_VERBS = _set("raise spark stir prompt pose cite sound level have hold show offer")
EARN_VERBS = _set("earn draw win receive face attract gain meet garner bring provoke generate")
FOR_NOUNS = _set(
    "praise support approval applause acclaim endorsement backing admiration commendation "
    "gratitude popularity"
)
AGAINST_NOUNS = _set(
    "criticism concern alarm fear worry objection doubt opposition condemnation unease outcry "
    "backlash fire reservation misgiving outrage skepticism scepticism protest complaint "
    "anxiety dismay rebuke censure disapproval qualm"
)
FOR_ADJECTIVES = _set(
    "supportive pleased proud grateful enthusiastic happy delighted glad hopeful optimistic "
    "appreciative popular"
)
AGAINST_ADJECTIVES = _set(
    "worried concerned critical skeptical sceptical opposed alarmed afraid wary fearful uneasy "
    "troubled outraged dismayed unhappy angry doubtful unpopular controversial appalled anxious "
    "disappointed"
)
FOR_GROUPS = _set("supporter proponent backer defender booster fan enthusiast admirer")
AGAINST_GROUPS = _set(
    "critic opponent detractor skeptic sceptic opposition dissenter protester foe"
)
# To criticise one of these is to defend what it goes against.
OPPOSING_THINGS = _set(
    "criticism critic opponent injunction ruling lawsuit backlash accusation allegation detractor "
    "block"
)
REJECTED = _set(
    "false wrong untrue nonsense myth lie unfounded baseless fake misleading exaggerated absurd "
    "ridiculous fabricated fabrication falsehood hoax inaccurate"
)
# That something did not come to pass.
REFUSALS = _set(
    "refuse reject deny decline stop halt cancel block bar ban prevent prohibit fail lose "
    "withdraw oppose resist end suspend quit resign abandon abolish scrap drop forbid exclude "
    "overturn reverse revoke repeal dismiss ignore avoid lack without"
)
NEGATIONS = _set("not no n't never without hardly neither nor cannot lack fail isn’t")
GOOD = _set(
    "success successful necessary benefit beneficial model pragmatic breakthrough strong effective "
    "safe secure save fair help improve protect win opportunity promise popular great remarkable "
    "historic unprecedented efficient sensible wise essential vital proper lawful legal "
    "constitutional humane prosperity valuable advantage progress sustainable good better best "
    "reliable useful important achieve deliver strengthen bolster boost deter deterrent decisive "
    "appreciate friend tangible landslide sustain self-sustaining rightly solution aid enable"
)
# "Dangerous criminals" says nothing of the plan; "the plan is dangerous" does.
WHEN_PREDICATE = _set("dangerous legal lawful strong secure wrong historic")
BAD = _set(
    "risk harm harmful abuse violate violation overcrowded overcrowding unlawful unconstitutional "
    "cruel inhumane innocent undermine exacerbate destabilize destabilise unintended backlash "
    "flaw flawed costly deplorable harsh erode unfair worsen discrimination dumping brutal "
    "mistake mistaken error arbitrary unjust injustice damage threaten endanger jeopardize "
    "oversimplify bad worse worst wrong wrongly failure fail ineffective useless dangerous "
    "torture degrade punitive counterproductive reckless unaccountable secrecy authoritarian "
    "dictator repressive abusive careless stigmatize suffer inconsistent precarious trap "
    "controversial unverified unprepared overreach"
)
