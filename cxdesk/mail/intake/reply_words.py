"""How mail programs in many languages introduce what they quote, and how they sign."""

import re
from typing import Final

from cxdesk.mail.intake.alternatives import one_of

_WROTE_WORDS: Final = r"""
    wrote|writes|has written|said|schrieb|geschrieben|hat geschrieben|skrev|skrifaði|schreef|geschreven|a écrit|écrivait
    escribi[óo]|ha escrito|escreveu|ha scritto|scrisse|va escriure|napisa[łl]\w*(?:\(a\))?|pisze|napsal\w*(?:\(a\))?
    napísal\w*(?:\(a\))?|je napisa[ol]|je napisal[ao]?|napisao|a scris|írta|kirjoitti|kirjutas|rašė|rakstīja|yazdı
    şunu yazdı|đã viết|menulis|έγραψε|написал\w*(?:\(а\))?|писал\w*|пишет|написав|написала|пише|написа|כתב\w*|كتب\w*
"""
_WROTE_SIGNS: Final = r"""
    写道|寫道|写到|编写|撰[写寫]|来信|のメッセージ|さん(?:は|が|から).{0,20}書きました|書きました|작성(?:함|했습니다)?
    님이 (?:쓴|씀)|เขียน(?:ว่า)?|ने लिखा|نوشت
"""
WROTE: Final = re.compile(rf"\b{one_of(_WROTE_WORDS)}(?=[\s:：<(,.]|$)|{one_of(_WROTE_SIGNS)}", re.IGNORECASE)
_STARTER_WORDS: Final = r"""
    on|at|am|le|el|il|em|op|den|dne|dňa|dnia|w dniu|på|í|ons|în data|la|a|ngày|vào|tarihinde|dana|datum|στις|в|във
    на|בתאריך|في|ב
"""
_STARTER_DAYS: Final = r"""
    在|于|於|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b
    (?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс)\b|\d{1,4}[-/.年]
    \d{1,2} \w{3,12} \d{4}
"""
STARTER: Final = re.compile(rf"\s*(?:{one_of(_STARTER_WORDS)}\b|{one_of(_STARTER_DAYS)})", re.IGNORECASE)
ADDRESS_MARK: Final = re.compile(r"@[\w-]{1,60}\.")
_DAY_WORDS: Final = r"""
    \d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|\d{1,2}[-/. ]{1,2}\d{1,2}[-/. ]{1,2}\d{2,4}
    \d{1,2}\.?[ºª]? (?:de |d')?[^\W\d_]{3,12}\.?,? (?:de |г\.? ?)?(?:\d{4})|[^\W\d_]{3,12}\.? \d{1,2},? \d{4}
    \d{1,2}\. ?[^\W\d_]{3,12}|[^\W\d_]{3,12} \d{1,2}(?:st|nd|rd|th)?\b|\b\d{1,2} [^\W\d_]{3,12}\b|\d{1,2}月\d{1,2}日
"""
DAY: Final = re.compile(rf"{one_of(_DAY_WORDS)}", re.IGNORECASE)
NAMED_AT_END: Final = re.compile(r"<\s?(?:mailto:)?[^<>@\s]{1,100}@[^<>@\s]{1,100}\s?>[^:：]{0,20}[:：]$")
QUOTING: Final = re.compile(
    r"(?:quoting|citando|zitat von|citat från|citeren|citat|cytowanie|en réponse à|missatge de|"
    r"wiadomość napisana przez) .{1,150}[:：]$",
    re.IGNORECASE,
)
UNSEEN: Final = re.compile("[\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]")
FRAMED: Final = re.compile(r"\s*[-_=]{3,}\s*(?:original|forwarded|reply|原文|回复|转发)\s*[-_=]{3,}\s*", re.IGNORECASE)
HOUR: Final = re.compile(r"\b\d{1,2}[:.h時时點点]\s?\d{2}\b|\d{1,2} ?[ap]\.?m\b|\d{1,2}[时點点時]", re.IGNORECASE)
_DATES: Final = r"""
    \d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2} \w{3,12} \d{4}
"""
_BRACKETED: Final = r"<\s?(?:mailto:)?[^<>@\s]{1,100}@[^<>@\s]{1,100}\s?>"
DATED_NAME: Final = re.compile(
    rf"(?:\w{{2,10}}\.?,? )?{one_of(_DATES)}\b[^<>\n]{{0,120}}{_BRACKETED}\s?[:：]?"
    r"|\d{4}[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d{2} GMT[+-]\d{2}:\d{2} [^\n]{1,100}"
)
"""An introduction without a verb: a date, a name and an address, as Google and Yandex write it."""

DATED_AT_END: Final = re.compile(rf"{_BRACKETED}\s*\[[^\]]{{6,40}}\]\s*[:：]$")
"""A name with its address and the date in brackets, as mutt is often told to write it."""

RUN_ON: Final = re.compile(
    rf"\s{{0,8}}{one_of(_STARTER_WORDS)}\b[^<>\n]{{8,80}}\d[:.h]\d\d[^<>\n]{{0,80}}{_BRACKETED}\s?{one_of(_WROTE_WORDS)}"
    r"\s?[:：]\s+\S",
    re.IGNORECASE,
)
"""An introduction with the quoted words behind it on the same line, as Yahoo's program for telephones writes it."""

_NARRATIVE_WORDS: Final = r"""
    your|the|my|our|an?|he|she|they|we|I|you|it|who|and|agent|company|staff|employee|that|but|which|then|ihr|sie|wir
    ich|votre|vous|je|nous|su|usted|yo|seu|sua
"""
NARRATIVE: Final = re.compile(rf"\b{one_of(_NARRATIVE_WORDS)}\b|你们|贵司|客服|我|他们")
"""Words of a person who tells what somebody wrote; names are written with capitals, so the case counts."""

_DIVIDER_WORDS: Final = r"""
    original (?:message|mail|e-?mail|appointment)|origin(?:al)? ?message|reply message|replied message
    quoted (?:message|text)|previous (?:replies|message|conversation|correspondence)|mensaje original|mensaje citado
    urspr(?:ü|u)ngliche (?:nachricht|e-?mail|mail)|original-?nachricht|originalmeldung
    message (?:d'origine|original|initial|précédent)|courriel original|messaggio (?:originale|originario)
    mensagem original|oorspronkelijk(?:e)? bericht|origineel bericht|oprindelig(?:e)? (?:meddelelse|besked|mail)
    opprinnelig (?:melding|meddelelse|e-post)|ursprungligt? (?:meddelande|mail)|originalmeddelande
    alkuperäinen viesti|oryginalna wiadomość|wiadomość oryginalna|původní (?:zpráva|e-?mail)|p[ôo]vodná správa
    eredeti üzenet|mesaj(?:ul)? original|izvorna poruka|originalna poruka|izvirno sporočilo|orijinal (?:mesaj|ileti)
    özgün ileti|исходное (?:сообщение|письмо)|оригинальное (?:сообщение|письмо)|оригінальне повідомлення
    оригинално съобщение|αρχικό μήνυμα|הודעה מקורית|الرسالة الأصلية|原始?\s?(?:邮件|郵件|信件|消息|訊息)|原信
    邮件原文|回复的原邮件|回复的邮件信息|元のメッセージ|オリジナルメッセージ|원본\s?(?:메시지|메일|이메일)|tin nhắn gốc
    thư gốc|ข้อความต้นฉบับ|pesan asli
"""
DIVIDER: Final = re.compile(rf"[\s>*_=~#|\[<-]*(?:{one_of(_DIVIDER_WORDS)})\s?[:：]?[\s*_=~#|\]>-]*", re.IGNORECASE)
_FORWARD_WORDS: Final = r"""
    (?:begin )?forwarded (?:message|mail|by .{1,60})|weitergeleitete nachricht(?: \w+)?
    anfang der weitergeleiteten (?:nachricht|e-?mail)|message (?:transféré|transmis|réexpédié)
    début du message (?:réexpédié|transféré)|mensaje reenviado|inicio del mensaje reenviado
    mensagem (?:encaminhada|reencaminhada)|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht
    begin doorgestuurd bericht|vidarebefordrat (?:meddelande|mail)|videresendt (?:meddelelse|melding|besked)
    välitetty viesti|przekazana wiadomość|wiadomość przekazana|přeposlaná zpráva|továbbított üzenet
    mesaj redirecționat|iletilen mesaj|yönlendirilmiş ileti|пересылаемое сообщение|пересланное сообщение
    переадресованное сообщение|转发的?\s?(?:邮件|消息|信息)|轉(?:寄|發|发)的?\s?(?:郵件|訊息|信件)|转发邮件信息
    転送(?:された)?(?:メッセージ|メール)|전달된\s?(?:메시지|메일)
"""
FORWARD: Final = re.compile(rf"[\s>*_=~#|-]*(?:{one_of(_FORWARD_WORDS)})\s?[:：]?[\s*_=~#|-]*", re.IGNORECASE)
_REPLY_ABOVE_WORDS: Final = r"""
    [\s>*_=~#|-]*(?:please )?(?:type your )?(?:reply|respond|write|answer)(?: your reply)? above this line\b.*
    [\s#>*_=-]*(?:bitte (?:antworten sie )?(?:nur )?(?:über|oberhalb) dieser (?:linie|zeile))\b.*
    [\s#>*_=-]*(?:répondre au-dessus de cette ligne|responda (?:por encima|acima) d.{0,4} esta l[íi]n(?:ea|ha)).*
    [\s#>*_=-]*请在此(?:行|线)(?:以上|上方)回复.*
"""
REPLY_ABOVE: Final = re.compile(rf"{one_of(_REPLY_ABOVE_WORDS)}", re.IGNORECASE)
_FROM_WORDS: Final = r"""
    from|von|de|da|van|fra|från|lähettäjä|od|ot|от|kimden|feladó|felad[óo]|de la|expéditeur|remitente|από|差出人
    送信者|发件人|發件人|寄件者|寄件人|보낸\s?사람|발신자?|từ|จาก|من|מאת|gönderen|від|dari|šalje|nuo|saatja|pošiljatelj
"""
_SENT_WORDS: Final = r"""
    sent|date|gesendet|datum|envoyé(?: le)?|enviado(?: el| em)?|fecha|data|data wysłania|inviato|verzonden|verstuurd
    dato|sendt|skickat|päivä(?:ys|määrä)?|lähetetty|wysłano|odesláno|odoslané|elküldve|küldve|trimis|gönderilen
    gönderim|tarih|отправлено|дата|ημερομηνία|στάλθηκε|日時|送信日時|发送时间|發送時間|发送日期|寄件日期|日期|時間
    时间|보낸\s?날짜|날짜|ngày|วันที่|التاريخ|תאריך|נשלח|when|send|gönderme tarihi|надіслано|изпратено|傳送時間|傳送日期
    dikirim|enviat(?: el)?|poslano|poslato|išsiųsta|nosūtīts|saadetud|αποστολή|đã gửi|ส่ง|تم الإرسال
"""
_TO_WORDS: Final = r"""
    to|an|à|pour|destinataire|para|a|aan|naar|til|till|vastaanottaja|do|komu|címzett|către|kime|кому|προς|宛先
    收件人|收件者|받는\s?사람|수신(?:자)?|đến|tới|ถึง|إلى|אל|до|kepada|per a|prima|za|kam|adressaat
"""
_CC_WORDS: Final = r"""
    cc|kopie|copie|copia|kopi|kopia|bcc|copy|抄送|副本|참조|копия|másolatot kap|bilgi|reply-to|rispondi a|risposta
    antwort an|répondre à|responder a|organization|importance|priority|attachments?|anlagen?|pièces jointes
"""
_SUBJECT_WORDS: Final = r"""
    subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|temat|předmět|predmet|tárgy|subiect
    konu|тема|θέμα|件名|主\s?[题題]|标题|標題|제목|chủ đề|tiêu đề|เรื่อง|الموضوع|נושא|re|主旨|относно|subjek|assumpte
    zadeva|tema|tēma|teema
"""
_KINDS: Final = {"from": _FROM_WORDS, "sent": _SENT_WORDS, "to": _TO_WORDS, "cc": _CC_WORDS, "subject": _SUBJECT_WORDS}
HEADER: Final = re.compile(
    r"\s{0,8}[*_]{0,3}(?:"
    + "|".join(f"(?P<{kind}>{one_of(named)})" for kind, named in _KINDS.items())
    + r")[*_\s]{0,5}[:：]",
    re.IGNORECASE,
)
"""A line of a copied header; the last group of a match says which: from, sent, to, cc or subject."""

_LABEL: Final = r"[\s*_]{0,6}[^\W\d_][^\n:：<>@*]{0,24}[*_]{0,3}[:：][*_]{0,3}"
LABELLED: Final = re.compile(rf"{_LABEL}(?:\s|$)")
LABELLED_SENDER: Final = re.compile(
    rf"{_LABEL}\s+\S.{{0,200}}[<\[(](?:mailto:)?[^<>()\[\]@\s]{{1,100}}@[^<>()\[\]@\s]{{1,100}}[>\])]\s*"
)
BRACKETED: Final = re.compile(_BRACKETED)
OF_MAIL: Final = re.compile(rf"{ADDRESS_MARK.pattern}|{HOUR.pattern}|mailto:", re.IGNORECASE)
YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DATED: Final = re.compile(
    rf"{HOUR.pattern}|{one_of(_DAY_WORDS)}.{{0,40}}(?<!\d)(?:19|20)\d\d|\d{{4}}[-/.]\d", re.IGNORECASE
)
SENTENCE_ENDS: Final = (".", "!", "?", "。", "！", "？")

QUOTE: Final = re.compile(r"\s{0,8}(?:[A-Za-z]{0,3}[>＞]|»|\|(?=\s|$)(?!.{1,300}\|\s*$))")
SIGNATURE: Final = re.compile(r"\s{0,4}(?:--|—|––?|-- ?)\s*")
RULE: Final = re.compile(
    r"\s{0,8}[*]?(?:_{2,}|-{3,}|={3,}|~{3,}|\*{3,}|#{3,}|\+{3,}|—{2,}|–{2,}|﹣{3,}|[-_=*~#+—–]{4,})[*]?\s*"
)
_CONTACT_WORDS: Final = r"""
    https?:|www\.|@[\w-]{1,60}\.
    \b(?:tel|phone|mobile?|cell|fax|skype|telefon|tél|unsubscribe|mailing list|confidential|abteilung|ltd|gmbh|inc)\b
    电话|手机|地址|传真|有限公司|\+?\d[\d ()./-]{7,}
"""
CONTACT: Final = re.compile(rf"{one_of(_CONTACT_WORDS)}", re.IGNORECASE)
_MOBILE_WORDS: Final = r"""
    (?:sent|posted|written|typed|composed) (?:from|with|via|by|using|on|through) .{1,120}
    get (?:outlook|the new .{1,20}|bluemail) for .{1,80}
    (?:获取|下载|取得|下載|télécharger|obtenir|holen sie sich|hämta|hent|pobierz|stáhnout|scarica) outlook .{1,80}
    von (?:samsung|huawei|xiaomi|sony|htc|meinem|mobile?).{0,40} gesendet
    (?:from|via) my (?:\w+ ){0,2}(?:iphone|ipad|phone|mobile|android|blackberry|samsung|galaxy)\b.{0,60}
    (?:.{1,30} )?(?:via|from) mobile|sent by .{1,40}|yahoo mail\s?[:–-] .{1,60}|签名由\s?.{1,20}\s?定制
    (?:diese nachricht wurde )?(?:von|mit) (?:meinem|meiner) .{1,80} gesendet
    (?:gesendet|verfasst|geschrieben|gesandt) (?:von|mit|über|aus) .{1,100}
    (?:diese nachricht wurde )?von .{1,60} mit .{1,40} gesendet|envoyé (?:de|depuis|à partir d|avec|via) ?.{1,100}
    (?:provenance|télécharg\w+) .{0,10}(?:courrier|outlook) .{1,60}
    enviad[oa] (?:desde|do|de|con|com|a partir|via|pelo) .{1,100}|obt[ée]n(?:er|ha)? ?(?:o )?outlook .{1,60}
    inviato (?:da|dal|con|tramite) .{1,100}|(?:verzonden|verstuurd|gestuurd) (?:vanaf|vanuit|met|via|van) .{1,100}
    sendt (?:fra|med|via) .{1,100}|skickat (?:från|med|via) .{1,100}|lähetetty .{1,100}
    wysłan[eoy] (?:z|za pomocą|przez) .{1,100}|odesl[áa]no (?:z|pomocí) .{1,100}|odoslan[éo] (?:z|pomocou) .{1,100}
    elküldve .{1,100}|trimis (?:de pe|din|cu) .{1,100}|.{1,60}(?:mdan|ımdan|umdan|den| ile| tarafından) gönderildi
    отправлено (?:с|из|от|через|при помощи) .{1,100}|надіслано (?:з|із) .{1,100}|изпратено от .{1,100}
    στάλθηκε από .{1,100}|נשלח מה.{1,60}|أرسلت من .{1,60}|được gửi từ .{1,60}|gửi từ .{1,60}|ส่งจาก.{1,60}
    [发發]自\s?(?:我的|新浪|网易|outlook|qq|foxmail|雅虎|hotmail|gmail|yahoo|iphone|ipad|android).{0,60}
    [发發]自\s?.{0,20}(?:手机|手機|邮箱|邮件|客户端|设备|裝置).{0,60}
    从我的.{1,40}(?:发送|发出)
    (?:来自|來自|由)\s?.{1,40}(?:手机|手機|邮箱大师|客户端|邮箱|app)版?(?:的邮件|发送|发出|寄出)?|(?:從|自)我的.{1,30}(?:傳送|寄出)
    来自我的.{1,30}|來自我的.{1,30}|发送自\s?.{1,40}|نُ?شرت من .{1,40}
    .{1,40}から送信(?:されました)?|.{1,40}にて送信|(?:나의|내) .{1,40}에서 (?:보냄|전송)
    .{1,40}에서 (?:보냄|보낸 (?:메일|메시지)|전송됨)
"""
MOBILE: Final = re.compile(rf"[\s*_\"(\[-]{{0,6}}(?:{one_of(_MOBILE_WORDS)})[\s*_\").\]>。]{{0,6}}", re.IGNORECASE)
TRACKER: Final = re.compile("[\\s\u1427\u200b-\u200d\u2060\ufeff]*(?:\\[cid:[^\\]\\s]{1,120}\\]\\s*)?")
"""A line with nothing to see, also where a tracker or the picture of a signature left its mark."""
