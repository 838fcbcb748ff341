"""Peoples and the countries they are of: who asks about the Chinese finds China.

A word list, written for this project; only names of one word, the last of longer ones.
"""

from __future__ import annotations

_ENTRIES = """
afghanistan:afghan albania:albanian algeria:algerian america:american,americas
angola:angolan argentina:argentine,argentinian,argentinean armenia:armenian
australia:australian austria:austrian azerbaijan:azerbaijani bahrain:bahraini
bangladesh:bangladeshi belarus:belarusian belgium:belgian bolivia:bolivian
bosnia:bosnian brazil:brazilian britain:british,briton bulgaria:bulgarian burma:burmese
cambodia:cambodian cameroon:cameroonian canada:canadian chad:chadian chile:chilean
china:chinese colombia:colombian congo:congolese croatia:croatian,croat cuba:cuban
cyprus:cypriot denmark:danish,dane ecuador:ecuadorian,ecuadorean egypt:egyptian
england:english eritrea:eritrean estonia:estonian ethiopia:ethiopian europe:european
finland:finnish,finn france:french gambia:gambian georgia:georgian germany:german
ghana:ghanaian greece:greek guatemala:guatemalan guinea:guinean guyana:guyanese
haiti:haitian honduras:honduran hungary:hungarian iceland:icelandic,icelander
india:indian indonesia:indonesian iran:iranian iraq:iraqi ireland:irish israel:israeli
italy:italian jamaica:jamaican japan:japanese jordan:jordanian kazakhstan:kazakh
kenya:kenyan korea:korean kosovo:kosovar kuwait:kuwaiti laos:laotian latvia:latvian
lebanon:lebanese liberia:liberian libya:libyan lithuania:lithuanian
luxembourg:luxembourgish madagascar:malagasy malawi:malawian malaysia:malaysian
mali:malian malta:maltese mauritania:mauritanian mexico:mexican moldova:moldovan
mongolia:mongolian montenegro:montenegrin morocco:moroccan mozambique:mozambican
namibia:namibian nepal:nepali,nepalese netherlands:dutch nicaragua:nicaraguan
nigeria:nigerian norway:norwegian oman:omani pakistan:pakistani palestine:palestinian
panama:panamanian paraguay:paraguayan peru:peruvian philippines:filipino,philippine
poland:polish portugal:portuguese qatar:qatari rico:rican romania:romanian
russia:russian rwanda:rwandan salvador:salvadoran,salvadorean,salvadorian saudi:saudis
scotland:scottish,scot senegal:senegalese serbia:serbian,serb singapore:singaporean
slovakia:slovak slovenia:slovenian somalia:somali spain:spanish,spaniard sudan:sudanese
sweden:swedish,swede switzerland:swiss syria:syrian taiwan:taiwanese
tanzania:tanzanian thailand:thai tibet:tibetan tunisia:tunisian turkey:turkish
turkmenistan:turkmen uganda:ugandan ukraine:ukrainian uruguay:uruguayan
uzbekistan:uzbek venezuela:venezuelan vietnam:vietnamese wales:welsh yemen:yemeni
zambia:zambian zimbabwe:zimbabwean
"""

COUNTRY_OF: dict[str, str] = {
    form: country
    for country, forms in (entry.split(":") for entry in _ENTRIES.split())
    for one in forms.split(",")
    for form in (one, one + "s")
}
"""From a people (lower case, singular or plural) to its country's name, or the last word of it."""
