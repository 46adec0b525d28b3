"""What of a reply is new: many languages' introductions, headers and signatures, and letters that must stay whole."""

import time

import pytest

from cxdesk.mail.intake.reply import trimmed

ATTRIBUTIONS = """
On Mon, Apr 3, 2023 at 9:00 AM Kim Lee <kim@home.example> wrote:
On 3 April 2023 09:00, Kim Lee <kim@home.example> wrote:
On 2023-04-03 09:00, Kim Lee wrote:
Kim Lee <kim@home.example> wrote on 03/04/2023 09:00:20 AM:
Kim Lee <kim@home.example> writes:
Quoting Kim Lee <kim@home.example>:
Am 03.04.23 um 09:00 schrieb Kim Lee:
Am Mo., 3. Apr. 2023 um 09:00 Uhr schrieb Kim Lee <kim@home.example>:
Kim Lee <kim@home.example> schrieb am Mo., 3. Apr. 2023, 09:00:
Le lun. 3 avr. 2023 à 09:00, Kim Lee <kim@home.example> a écrit :
El lun, 3 abr 2023 a las 9:00, Kim Lee (<kim@home.example>) escribió:
Em seg., 3 de abr. de 2023 às 09:00, Kim Lee <kim@home.example> escreveu:
Il giorno lun 3 apr 2023 alle ore 09:00 Kim Lee <kim@home.example> ha scritto:
Op ma 3 apr. 2023 om 09:00 schreef Kim Lee <kim@home.example>:
Den mån 3 apr. 2023 kl 09:00 skrev Kim Lee <kim@home.example>:
Kim Lee <kim@home.example> kirjoitti 3.4.2023 kello 9.00:
pon., 3 kwi 2023 o 09:00 Kim Lee <kim@home.example> napisał(a):
po 3. 4. 2023 v 9:00 odesílatel Kim Lee <kim@home.example> napsal:
Kim Lee <kim@home.example> ezt írta (időpont: 2023. ápr. 3., H, 9:00):
În lun., 3 apr. 2023 la 09:00, Kim Lee <kim@home.example> a scris:
Kim Lee <kim@home.example>, 3 Nis 2023 Pzt, 09:00 tarihinde şunu yazdı:
пн, 3 апр. 2023 г. в 09:00, Kim Lee <kim@home.example>:
3 апреля 2023 г., 09:00 пользователь Kim Lee <kim@home.example> написал:
03.04.2023, 09:00, "Kim Lee" <kim@home.example>:
Στις Δευ 3 Απρ 2023 στις 9:00 π.μ., ο χρήστης Kim Lee <kim@home.example> έγραψε:
Kim Lee <kim@home.example> 于2023年4月3日周一 09:00写道：
在 2023年4月3日，上午9:00，Kim Lee <kim@home.example> 写道：
在 2023-04-03 09:00:00，"Kim Lee" <kim@home.example> 写道：
At 2023-04-03 09:00:00, "Kim Lee" <kim@home.example> wrote:
Kim Lee <kim@home.example> 於 2023年4月3日 週一 上午9:00寫道：
2023年4月3日(月) 9:00 Kim Lee <kim@home.example>:
2023년 4월 3일 (월) 오전 9:00, Kim Lee <kim@home.example>님이 작성:
Vào Th 2, 3 thg 4, 2023 vào lúc 09:00 Kim Lee <kim@home.example> đã viết:
---- On Mon, 03 Apr 2023 09:00:00 +0800 Kim Lee<kim@home.example> wrote ----
Op 3-apr.-2023, om 09:00 heeft Kim Lee <kim@home.example> het volgende geschreven:
* Kim Lee <kim@home.example> [2023-04-03 09:00]:
सोम, 3 अप्रैल 2023 को 9:00 am बजे को Kim Lee <kim@home.example> ने लिखा:
Missatge de Kim Lee <kim@home.example> del dia dl., 3 d’abr. 2023 a les 9:00:
Wiadomość napisana przez Kim Lee <kim@home.example> w dniu 3 kwi 2023, o godz. 09:00:
\u202bבתאריך יום ב׳, 3 באפר׳ 2023 ב-09:00 מאת \u202aKim Lee\u202c\u200f <\u202akim@home.example\u202c\u200f>:\u202c
----邮件原文----
-----Original Message-----
----- Ursprüngliche Nachricht -----
-------- Message d'origine --------
-----Mensaje original-----
-----Messaggio originale-----
-----Oorspronkelijk bericht-----
------------------ 原始邮件 ------------------
------------------ 原始郵件 ------------------
------------------&nbsp;原始邮件&nbsp;------------------
---- 回复的原邮件 ----
---------- Forwarded message ---------
##- Please type your reply above this line -##
""".strip().splitlines()

HEADERS = """
From|Sent|To|Subject
Von|Gesendet|An|Betreff
De|Envoyé|À|Objet
De|Enviado|Para|Asunto
De|Enviada em|Para|Assunto
Da|Inviato|A|Oggetto
Van|Verzonden|Aan|Onderwerp
Fra|Sendt|Til|Emne
Från|Skickat|Till|Ämne
Lähettäjä|Lähetetty|Vastaanottaja|Aihe
Od|Wysłano|Do|Temat
Od|Odesláno|Komu|Předmět
От|Отправлено|Кому|Тема
Kimden|Gönderildi|Kime|Konu
发件人|发送时间|收件人|主题
寄件者|寄件日期|收件者|主旨
差出人|送信日時|宛先|件名
보낸 사람|보낸 날짜|받는 사람|제목
""".strip().splitlines()

MOBILES = """
Sent from my iPhone
Sent from Mail for Windows 10
Get Outlook for iOS<https://aka.example/o>
Von meinem iPhone gesendet
Gesendet mit der GMX Mail App
Envoyé de mon iPhone
Enviado desde mi iPhone
Enviado do meu iPhone
Inviato da iPhone
Verstuurd vanaf mijn iPhone
Sendt fra min iPhone
Skickat från min iPhone
Wysłane z iPhone'a
Отправлено с iPhone
发自我的 iPhone
发自我的小米手机
从我的 iPhone 发送
來自我的iPhone
iPhoneから送信
나의 iPhone에서 보냄
""".strip().splitlines()


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("older", ["> Older words\n>\n> more", "Older words\n\nmore"], ids=["quoted", "plain"])
def test_the_reply_ends_where_the_older_letter_is_introduced(attribution: str, older: str) -> None:
    assert trimmed(f"Yes, please.\n\nKim\n\n{attribution}\n\n{older}\n") == "Yes, please.\n\nKim"


@pytest.mark.parametrize("names", HEADERS)
@pytest.mark.parametrize("form", ["{}: {}", "*{}:* {}", "{} : {}", "{}：{}", "{}:\t{}"])
def test_the_reply_ends_before_the_header_of_an_older_letter(names: str, form: str) -> None:
    values = ["Desk <help@desk.example>", "2023-04-03 09:00", "kim@home.example", "Your complaint"]
    header = "\n".join(form.format(name, value) for name, value in zip(names.split("|"), values, strict=True))
    assert trimmed(f"Yes, please.\n\n________________________________\n{header}\n\nOlder words\n") == "Yes, please."


@pytest.mark.parametrize("signature", [*MOBILES, "-- \nKim Lee\nLamp Street 1", "--\nKim Lee", "____________\nKim Lee"])
def test_a_signature_is_no_part_of_the_reply(signature: str) -> None:
    assert trimmed(f"Yes, please.\n\n{signature}\n") == "Yes, please."


def test_an_introduction_may_run_over_lines() -> None:
    assert trimmed("Yes.\n\nOn Thu, 31 Mar 2016 at 11:16 Kim Lee\n<kim@home.example>\nwrote:\n\nOlder") == "Yes."
    assert (
        trimmed("Yes.\n\nOn Thu, 31 Mar 2016 at 11:16 Kim Lee\n\n<\nmailto:kim@home.example\n> wrote:\n\nOld") == "Yes."
    )
    assert trimmed("Ja.\n\nKim Lee <kim@home.example> schrieb am Fr., 28.\nApr. 2017 um 11:53 Uhr:\n\n> Alt") == "Ja."
    assert trimmed("Yes.\n\n2016-10-24 15:36 GMT+02:00 Kim Lee <\nkim@home.example>:\n\n> Older") == "Yes."


def test_a_reply_below_the_quote_is_found() -> None:
    assert trimmed("On 3 Apr 2023, Kim wrote:\n> Which lamp?\n> Thanks\n\nThe green one.\n") == "The green one."


def test_answers_between_the_quotes_keep_the_questions() -> None:
    text = (
        "On 3 Apr 2023 at 09:00, Kim wrote:\n> Which lamp?\n\nThe green one.\n\n> Since when?\n\nMonday.\n\n> Thanks\n"
    )
    assert trimmed(text) == "> Which lamp?\n\nThe green one.\n\n> Since when?\n\nMonday."


def test_a_letter_that_was_only_forwarded_is_the_message() -> None:
    forwarded = (
        "From: Shop <shop@home.example>\nDate: Thu, Jan 28, 2016\nSubject: A subject\nover two lines\nTo: k@b.example"
    )
    text = f"---------- Forwarded message ----------\n{forwarded}\n\nYour lamp is not coming.\n"
    assert trimmed(text) == "Your lamp is not coming."
    assert trimmed(f"Sent from my iPhone\n\nBegin forwarded message:\n\n{forwarded}\n\nNo lamp.") == "No lamp."
    assert trimmed(f"See below.\n\n{text}") == "See below."


@pytest.mark.parametrize(
    "labels",
    ["Від Надіслано Кому Тема", "Dari Dikirim Kepada Subjek", "Nuo Išsiųsta Kam Tema", "Von Gsendet A Betreff"],
)
def test_the_header_of_a_copy_is_known_by_its_shape_in_any_language(labels: str) -> None:
    values = ("Kim Lee <kim@home.example>", "Monday, 3 April 2023 09:00", "Ann Sample", "Lamp")
    block = "\n".join(f"{label}: {value}" for label, value in zip(labels.split(), values, strict=True))
    assert trimmed(f"It is red.\n\n{block}\n\nDear Ann\n") == "It is red."


def test_an_introduction_may_be_broken_before_its_address() -> None:
    for line in ("ma 3. huhtik. 2023 klo 9.00 Kim Lee", "po 3. 4. 2023 v 9:00 odesílatel Kim Lee"):
        assert trimmed(f"It is red.\n\n{line}\n<kim@home.example> kirjoitti:\n\n> Old\n") == "It is red."


def test_the_card_of_a_mail_program_is_a_signature() -> None:
    card = "| |\nAnn\n|\n|\nann@example.org\n|\n---- 回复的原邮件 ----\n| 发件人 | Kim<kim@home.example> |\n"
    assert trimmed(f"水壶漏水。\n\n{card}") == "水壶漏水。"
    assert trimmed("水壶漏水。\n\n||\nAnn\n|\n邮箱：ann@example.org\n|\n\n签名由 网易邮箱大师 定制\n") == "水壶漏水。"
    assert trimmed("It leaks.\n\n[cid:image001.png@01D]\n\nFrom: Kim <kim@home.example>\nSent: 9:15\n") == "It leaks."


def test_the_senders_own_address_below_the_words_is_a_signature() -> None:
    text = (
        "水壶漏水。\n\n\nann@example.org\n \n发件人： Kim\n发送时间： 2026-03-02 09:15\n收件人： ann\n主题： x\n\n您好"
    )
    assert trimmed(text, signed="Ann@example.org") == "水壶漏水。"
    assert trimmed("Write to\n\nkim@home.example", signed="ann@example.org") == "Write to\n\nkim@home.example"
    assert trimmed("ann@example.org", signed="ann@example.org") == "ann@example.org"


def test_what_is_nothing_but_a_quote_or_a_signature_stays() -> None:
    assert trimmed("> Only a quote\n") == "> Only a quote"
    assert trimmed("Sent from my iPhone") == "Sent from my iPhone"
    assert trimmed("\n\n  \n") == ""
    assert trimmed("") == ""


@pytest.mark.parametrize(
    "text",
    [
        "On 5 May 2024 at 10:30 your agent wrote:\nwe will pay.\nBut nobody paid.",
        "Your agent wrote: we will pay.\n\nBut nobody paid.",
        "On your site you can read:\n\n  all lamps are green\n\nBut mine is red since 3 May.",
        "From: Berlin\nTo: Rome\n\nThe train was late.",
        "Name: Kim\nOrder: 7\nDate: 3 May\n\nThe lamp is broken.",
        "From: Berlin\nTo: Rome\nDate: 3 May 2026\nSubject: refund\n\nThe train was late.",
        "Name: Kim\nEmail: kim@home.example\nBought: 3 May 2026 09:15\nOrder: 7\n\nThe lamp is broken.",
        "Order 4711 of 3 May 2026 at 9:15 went to\nKim <kim@home.example> and came broken.",
        "The bill:\n--------\nLamp 20\nBulb 5\n--------\nSum 25",
        "| Item | Price |\n| Lamp | 20 |",
        "It was sent from your shop\nand came broken.",
        "Sent from your shop on Monday,\nit came broken.",
        "And here is a fix -- not a signature.",
        "你们的客服写道：明天退款\n但是一直没有退",
        "The lamp costs > 20 euro\nand < 30.",
    ],
)
def test_what_a_customer_tells_stays_whole(text: str) -> None:
    assert trimmed(text) == text


def test_line_ends_do_not_matter() -> None:
    assert trimmed("Yes.\r\n\r\nOn 3 Apr 2023 at 09:00, Kim wrote:\r\n> Old\r\n") == "Yes."
    assert trimmed("Yes.\r\rOn 3 Apr 2023 at 09:00, Kim wrote:\r> Old\r") == "Yes."


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "<", "> ", "On 3 Apr 2023 ", "On 3 Apr 2023\n", "<\n", "From: x\n", "--\n", "_", " wrote", "a@b.cc\n",
     "Sent from my ", "original ", "于2023年4月3日", "[", "| ", "From: x\nOn 3 Apr 2023\n", "\u00a0",
     "a: (a@b", "a: <", "12:30 2026 ", "| |\n", "-----BEGIN PGP SIGNED MESSAGE-----\n", "[cid:"],
)  # fmt: skip
def test_the_cost_grows_with_the_length_and_no_faster(piece: str) -> None:
    """TRAPS 41: no message stops the queue, whatever it is made of."""

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        begun = time.process_time()
        trimmed(text)
        return time.process_time() - begun

    small = min(seconds(20_000) for _each in range(2))
    assert min(seconds(80_000) for _each in range(2)) < 12 * small + 0.05


def test_quoted_words_behind_their_introduction_are_no_reply() -> None:
    quoted = "  On Mon, Apr 3, 2023 at 9:00 AM, Kim Lee<kim@home.example> wrote:   Dear customer\nwe offer a refund."
    assert trimmed(f"Yes please\n\n{quoted}") == "Yes please"
    told = "On 3 April 2023 at 9:00 the agent wrote: no. That was rude."
    assert trimmed(told) == told
