"""Notices of absence that carry no mark: an answer that says so at once, and who reads in the meantime."""

import re
from typing import Final

from cxdesk.mail.intake import phrases
from cxdesk.mail.intake.alternatives import one_of

_ABSENCE_WORDS: Final = r"""
    I(?: am|['’]m| will be|['’]ll be) (?:currently |presently )?(?:out of (?:the )?office|away)
    I(?: am|['’]m| will be|['’]ll be) (?:currently |presently )?on (?:\w+ )?(?:leave|vacation|holiday)
    I(?: am|['’]m) (?:currently )?(?:not in the office|away from (?:my desk|the office|work))
    ich bin (?:\S+ ){0,12}(?:nicht im (?:büro|hause?)|abwesend|außer haus|im urlaub)
    je (?:suis|serai) (?:\S+ ){0,8}absente?|je suis (?:actuellement )?en (?:congé|vacances)
    (?:estoy|estaré) (?:\S+ ){0,6}(?:fuera de la oficina|ausente|de vacaciones)
    (?:estou|estarei) (?:\S+ ){0,6}(?:ausente|de férias|fora do escritório)
    sono (?:\S+ ){0,4}(?:assente|fuori (?:ufficio|sede))|jag är (?:\S+ ){0,6}(?:inte på kontoret|på semester)
    ik ben (?:\S+ ){0,6}(?:afwezig|niet op kantoor|met vakantie)
    (?:目前|现在|本人|我)?(?:正在|目前)?(?:休假|出差|外出|请假)(?:中|期间)?
    (?:目前|現在)(?:正在)?(?:休假|出差|外出|請假)
"""
_ABSENCE: Final = re.compile(one_of(_ABSENCE_WORDS), re.IGNORECASE)
_STAND_IN_WORDS: Final = r"""
    (?:limited|no|sporadic|intermittent|without) access to (?:my )?(?:e-?mails?|messages)
    (?:will|shall|['’]ll) (?:\w+ )?(?:respond|reply|answer|get back|attend) (?:\S+ ){0,8}(?:on|when|after) (?:my|I)\b
    (?:will|shall|['’]ll) (?:\w+ )?(?:respond|reply|answer|get back) (?:\S+ ){0,8}(?:upon|once|as soon as) (?:my|I)\b
    (?:in|during) my absence|for (?:any )?urgent (?:matters?|issues?|enquiries|inquiries|requests?|cases?)
    if (?:this|it|your \w+) is urgent|will not be forwarded
    e-?mails? (?:is|are|will) not (?:be(?:ing)? )?(?:read|forwarded|monitored|checked)
    (?:wird|werden) nicht (?:weitergeleitet|gelesen)|in dringenden (?:fällen|angelegenheiten)
    meine vertretung|während meiner abwesenheit|en (?:mon absence|cas d'urgence)|pendant mon absence|à mon retour
    en mi ausencia|en caso de urgencia|a mi regreso|na minha ausência|em caso de urgência|em meu regresso
    in mia assenza|in caso di urgenza|al mio rientro|bij afwezigheid|tijdens mijn afwezigheid|voor dringende zaken
    vid brådskande|under min frånvaro|如有(?:急事|紧急|要事)|如有(?:急事|緊急|要事)
    (?:无法|不能)(?:及时|亲自)(?:回复|查看|处理)|(?:回来|返回|假期结束|上班)后.{0,12}(?:回复|处理|联系)
    (?:無法|不能)(?:及時|親自)(?:回覆|回復|查看)
"""
_STAND_IN: Final = re.compile(one_of(_STAND_IN_WORDS), re.IGNORECASE)
_LONGEST_CHARACTERS: Final = 1_500
_FIRST_LINES: Final = 4


def is_notice(said: str) -> bool:
    """Whether *said*, the words of an answer without what it quotes, is a notice of absence and nothing else.

    Two marks are asked for and no question stands in it: a customer on holiday says what to do meanwhile, and asks.
    """
    lines = [line[:400] for line in said.splitlines() if line.strip()]
    if not lines or len(said) > _LONGEST_CHARACTERS or "?" in said or "？" in said:
        return False
    if phrases.LAST_LINE.fullmatch(lines[-1]):
        return True
    return _ABSENCE.search("\n".join(lines[:_FIRST_LINES])) is not None and _STAND_IN.search(said) is not None
