"""What answering machines call themselves, in subjects, first lines, headers and addresses."""

import re
from typing import Final

from cxdesk.mail.intake.alternatives import one_of

_CALLED_WORDS: Final = r"""
    auto(?:matic|mated)?[ -]?(?:e-?mail )?(?:repl(?:y|ies|ied)|respon[sd]\w*|answer|acknowledge?ment)
    auto\s?(?:re|response|reply|svar|antwort|antwoord|risposta|odpoved)
    out[ -]of[ -](?:the[ -])?office(?:[ -](?:auto[ -]?)?(?:reply|response|message|notice|notification|assistant))?
    (?:vacation|holiday|absence|away)[ -](?:auto[ -]?)?(?:reply|message|response|notice|notification|responder)
    (?:on (?:vacation|holiday|(?:annual |maternity )?leave)|out of (?:the )?office|away) (?:until|till)\b.*
    away from (?:my |the )?(?:mail|e-?mail|desk|office)(?: (?:until|till)\b.*)?
    abwesenheits(?:notiz|nachricht|mitteilung|meldung|agent|assistent)?
    automatische (?:antwort|abwesenheit\w*|e-?mail|rückantwort|nachricht)|(?:ich bin )?nicht im (?:büro|hause?)
    außer haus|bin im urlaub|urlaubs(?:nachricht|notiz|abwesenheit)|eingangsbestätigung|réponse automatique
    reponse automatique|message (?:d'absence|automatique)|notification d'absence|absen(?:ce|te?) du bureau
    je suis absente?(?: du bureau)?|absent(?:e|\(e\))? du bureau|accusé de réception automatique|respuesta autom[áa]tica
    contestaci[óo]n autom[áa]tica|fuera de (?:la )?oficina|ausente de la oficina|mensaje autom[áa]tico
    ausencia (?:de|en) la oficina|autorrespuesta|resposta autom[áa]tica|mensagem autom[áa]tica
    aus[êe]ncia (?:tempor[áa]ria|do escrit[óo]rio)|fora do escrit[óo]rio|ausente do escrit[óo]rio
    risposta automatica|messaggio automatico|fuori (?:sede|ufficio)|assenza dall'ufficio|assente dall'ufficio
    automatisch (?:antwoord|bericht)|afwezigheids(?:bericht|assistent|melding)|niet op kantoor
    automatische reactie|autosvar|automatisk[t]? (?:svar|besked|meddelande|melding)
    fraværs?(?:besked|melding|assistent)|frånvaromeddelande|ikke på kontoret|ej på kontoret|inte på kontoret
    automaattinen (?:vastaus|poissaolo\w*)|poissa toimistosta|poissaoloilmoitus|automaatvastus|automātisk[āa] atbilde
    automatinis atsakymas|odpowied[źz] automatyczna|automatyczna odpowied[źz]|autoodpowied[źz]
    poza biurem|automatick[áa] odpove[ďd]|automatick[áa] odpov[ěe][ďd]|mimo kancelá[řr]
    automatikus válasz|házon kívül|r[ăa]spuns automat|în afara biroului|samodejni odgovor|automatski odgovor
    otomatik (?:yanıt(?:la)?|cevap)|balasan otomatis|automaatne vastus|resposta automàtica|ofis dışı\w*
    αυτόματη απάντηση|εκτός γραφείου|부재중 자동 (?:회신|응답)
    автоматическ(?:ий|ое) (?:ответ|сообщение|уведомление)|автоответ(?:чик)?|вне офиса|нет (?:на месте|в офисе)
    отсутствие на рабочем месте|автоматична відповідь|автовідповід\w*|автоматичен отговор|извън офиса
    自[动動](?:回[复覆復]|答[复覆復]|应答|應答|响应|回信)(?:邮件|郵件|信件)?
    (?:假期|休假|外出|离开|不在办公室|请假|出差|離開|不在辦公室)(?:自[动動])?(?:回[复覆復]|答[复覆]|通知|提醒|留言)
    我(?:不在办公室|不在辦公室|正在休假|休假中|出差中)|自動(?:応答|返信|返答|配信)(?:メール|メッセージ)?
    不在(?:通知|応答|のお知らせ)|부재(?:\s?중)?\s?(?:알림|자동\s?응답|메시지)
    자동\s?(?:응답|회신|답장)(?:\s?메일)?|trả lời tự động|tự động trả lời|ngoài văn phòng
    ตอบกลับอัตโนมัติ|ไม่อยู่ที่สำนักงาน|رد تلقائي|خارج المكتب|תשובה אוטומטית|מענה אוטומטי|מחוץ למשרד
    ateb awtomatig|automatische (?:rückmeldung|antwortmail|afwezigheidsmelding)|awtomatikong tugon|balasan automatik
    erantzun automatikoa|fraværende|sjálfvirkt svar|(?:thư )?trả lời tự động|ude af kontoret|автоматты жауап
    аутоматски одговор|(?:תגובה|תשובה) אוטומטית|پاسخ خودکار|स्वचालित उत्तर|การตอบกลับอัตโนมัติ|不在(?:時|のため)自動返信
    (?:系统|邮件|离线|假期|休假|外出)自动(?:回复|答复)
"""
_CALLED: Final = one_of(_CALLED_WORDS)
_ABSENT_WORDS: Final = r"""
    ooo|oof|absente?|ikke til stede|abwesend|abwesenheit|urlaub|ausente|assente|afwezig(?:heid)?|niet aanwezig
    fravær|frånvaro
    poissa|nieobecno[śs][ćc]|nepřítomnost|on leave|on holiday|отпуск|в отпуске|отсутствую
    (?:不在|外出|休假|出差|请假|請假|休暇|부재|휴가|외근)(?:中|\s?중)?|不在办公室|不在辦公室
"""
_IS_ABSENT_WORDS: Final = r"""
    \sis (?:currently )?out of (?:the )?office|\sist (?:außer haus|nicht im (?:büro|hause?)|abwesend)
    \sest absente?(?:\(e\))?|\s(?:está|esta) (?:ausente|fuera de la oficina)
    \sè (?:assente|fuori ufficio)|不在办公室|不在辦公室
"""
_TAG_WORDS: Final = r"""
    auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office(?: auto[ -]?reply)?|automatische antwort
    réponse automatique|respuesta autom[áa]tica|自[动動]回[复覆復]|自動返信
"""
_TAG: Final = one_of(_TAG_WORDS)
_BEFORE_SUBJECT: Final = r"\s*(?:\[[^\]]{0,60}\]\s*)?[\[(【（<*\s]*"
_AFTER_SUBJECT: Final = r"[\])】）>*\s]*(?:[:：\-–—|(（\[【]|[!！.。]*$)"
SUBJECT: Final = re.compile(
    rf"{_BEFORE_SUBJECT}{_CALLED}(?:{_AFTER_SUBJECT}|\s+(?:re|aw|sv|tr|rv|rif|fwd?)\s*[:：])"
    rf"|\s*{_TAG}\s*(?:re|aw|fw|fwd|to|回复|答复)(?![\w-])",
    re.IGNORECASE,
)
"""An answering machine names itself, and a mark or the end follows: a sentence that goes on is a person's."""

_BEFORE_ANSWER: Final = r"[\])】）>*:：\s]*\s(?:re|aw|sv|tr|rv|rif|fwd?|antw|vs|回复|答复|回覆)\s*[:：]"
SUBJECT_OF_ABSENCE: Final = re.compile(
    rf"{_BEFORE_SUBJECT}(?:{one_of(_ABSENT_WORDS)}(?:{_AFTER_SUBJECT}|{_BEFORE_ANSWER})"
    rf"|(?:auto|out|away|(?:on )?(?:vacation|holiday|leave))(?:[\])】）>*:：\s]*$|{_BEFORE_ANSWER})"
    rf"|auto\s?[:：]\s?(?:{_CALLED}|.{{2,80}}{one_of(_IS_ABSENT_WORDS)})|[^:：]{{2,60}}{one_of(_IS_ABSENT_WORDS)}\s*(?:[.(（].*)?$)",
    re.IGNORECASE,
)
"""Words that people use as well: they tell of a machine only in an answer to a letter."""

SUBJECT_TAG: Final = re.compile(rf"[\[(【（]{_TAG}[\])】）]", re.IGNORECASE)
PASSED_ON: Final = re.compile(
    r"\s*(?:fwd?|fw|wg|tr|rv|enc|i|vs|doorst|转发|轉寄|轉發|re|aw|sv|antw|回复|答复)\s*[:：]", re.IGNORECASE
)
"""A person answers the message of that subject, or hands it on."""

_FIRST_LINE_WORDS: Final = r"""
    this (?:(?:e-?mail|message) )?is an? auto(?:mated|matic(?:ally)?)?[- ](?:generated |sent )?(?:repl|respon|answer)
    this (?:(?:e-?mail|message) )?is an? auto(?:mated|matic(?:ally)?)?[- ](?:generated |sent )?(?:e-?mail|message)
    this (?:reply|response|message|e-?mail) (?:was|is|has been) (?:automatically|auto-?)\s?(?:generated|sent|created)
    this (?:reply|response|message|e-?mail) (?:was|is|has been) (?:generated|sent|created) automatically
    (?:please )?do not reply to this (?:automated |automatic )?(?:e-?mail|message)
    dies(?:e nachricht| e-?mail| ist eine) .{0,30}automatisch|ceci est (?:une réponse|un message) automatique
    este es un mensaje autom[áa]tico|esta é uma (?:resposta|mensagem) autom[áa]tica|questo è un messaggio automatico
    dit is een automatisch|это автоматическ|данное письмо (?:создано|сформировано) автоматически
    (?:您好[，,!！]?)?(?:这是|此为|此邮件[为是]|本邮件[为是由])[^。\n]{0,20}自动(?:回[复覆]|发[送出]|生成|产生)
    (?:您好[，,!！]?)?(?:這是|此郵件為|本郵件[為由])[^。\n]{0,20}自動(?:回[覆復]|發[送出]|產生)
    このメール(?:は|には)?.{0,20}自動(?:送信|返信|配信|的に)|本メールは.{0,20}自動
"""
FIRST_LINE: Final = re.compile(rf"[\s*_\"“【\[(（=#-]{{0,20}}(?:{one_of(_FIRST_LINE_WORDS)})", re.IGNORECASE)
LAST_LINE: Final = re.compile(rf".{{0,200}}[\[(【（]{_TAG}[\])】）][\s。.]*", re.IGNORECASE)
_HEADER_WORDS: Final = r"""
    x-(?!auto-response-suppress$)(?:[\w-]{0,30}-)?auto-?(?:repl|respon[ds]|generated|submitted|answer)[\w-]*
    x-vacation\w*|x-no-?loop|x-cron-env|x-fc-machinegenerated|x-ebay-mailtracker|auto-?reply
    autoresponder
"""
HEADER: Final = re.compile(rf"{one_of(_HEADER_WORDS)}", re.IGNORECASE)
TELLING: Final = {
    "x-apple-action": re.compile("vacation"),
    "delivered-to": re.compile("autoresponder"),
    "x-ms-exchange-generated-message-source": re.compile(".*rules agent.*"),
    "x-post-messageclass": re.compile(".*autoresponder.*"),
}
"""Headers that also stand on letters of people, with the lower-case value that an answering machine puts there."""

PROGRAM: Final = re.compile(r"vacation|auto-?(?:reply|respon[sd])|out.?of.?office|holiday responder", re.IGNORECASE)
_MACHINE_WORDS: Final = r"""
    mailer[-._]?daemon|postmaster|post_master|mdaemon|mail[-._]?daemon|mail\.delivery\.(?:system|subsystem)
    mailerdaemon
"""
MACHINE: Final = re.compile(rf"(?:{one_of(_MACHINE_WORDS)})(?:[+._-].*)?", re.IGNORECASE)
MACHINE_BROKEN: Final = re.compile(r"(?:^|[<\"'])\s*(?:mailer-daemon|postmaster)(?=[\\@\"'\s>]|$)", re.IGNORECASE)
"""The mail system under an address that is none: without a server, or with two."""

_MACHINE_NAME_WORDS: Final = r"""
    mail(?:er)?[ -]?deliver\w* (?:sub)?system|mailer[- ]?daemon|mail administrator|system administrator|postmaster
    mail system|internet mail delivery|系统退信|退信|邮件系统|郵件系統|系统管理员|mail delivery
"""
MACHINE_NAME: Final = re.compile(rf"{one_of(_MACHINE_NAME_WORDS)}", re.IGNORECASE)
_ROLE_WORDS: Final = r"""
    (?:abuse|root|nobody|daemon|cron|anacron|bounces?|mailer|listserv|majordomo)(?:[+._-].*)?
    auto-?(?:reply|responder|mailer|confirm|mated)(?:[+._-].*)?
    (?:.*[._+-])?(?:no|not|do[._-]?no?t|dont|never|cannot)[._-]?(?:repl(?:y|ies)|answer|respond(?:er)?)(?:[._+-].*|\d*)
    (?:ne-?pas-?repondre|nao-?responda|no-?responda|keine-?antwort|(?:bitte-?)?nicht-?antworten)(?:[._+-].*|\d*)
    (?:non-?rispondere|geen-?antwoord|ej-?svar)(?:[._+-].*|\d*)
"""
ROLE: Final = re.compile(rf"{one_of(_ROLE_WORDS)}", re.IGNORECASE)
