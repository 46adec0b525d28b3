"""Answering machines that mark nothing, in many languages, and the customers whose words are like theirs."""

import pytest

from cxdesk.mail.intake import Verdict, read
from tests.mail.intake.letters import letter

ANSWER = ("In-Reply-To: <1.abc@desk.example>", "Content-Type: text/plain; charset=utf-8")

SUBJECTS = """
Automatic reply: Your complaint CX-1
Autoreply: Your complaint CX-1
Auto-Reply: Your complaint CX-1
Auto response: Your complaint CX-1
Out of Office: Your complaint CX-1
Out of Office Re: Your complaint CX-1
OOO Re: Your complaint CX-1
On vacation Re: Your complaint CX-1
[Out of Office] Re: Your complaint CX-1
Away from my mail
Automatische Antwort: Ihre Beschwerde CX-1
Abwesenheitsnotiz: Ihre Beschwerde CX-1
Abwesenheit: Ihre Beschwerde CX-1
Réponse automatique : Votre réclamation CX-1
Absent(e) du bureau : Re: Votre réclamation CX-1
Respuesta automática: Su queja CX-1
Fuera de la oficina: Su queja CX-1
Resposta automática: Sua reclamação CX-1
Risposta automatica: Il suo reclamo CX-1
Automatisch antwoord: Uw klacht CX-1
Afwezig: Uw klacht CX-1
Autosvar: Ditt klagomål CX-1
Ikke til stede: Din klage CX-1
Automaattinen vastaus: Valituksesi CX-1
Odpowiedź automatyczna: Reklamacja CX-1
Automatická odpověď: Reklamace CX-1
Automatikus válasz: Panasz CX-1
Otomatik Yanıtla: Şikayetiniz CX-1
Balasan otomatis: Keluhan CX-1
Автоматический ответ: Ваша жалоба CX-1
Αυτόματη απάντηση: CX-1
Sjálfvirkt svar: CX-1
Thư trả lời tự động: CX-1
स्वचालित उत्तर: CX-1
AUTO: Kim Sample is out of the office (returning 03/09/2026)
Kim Sample is out of the office.
自动回复: 您的投诉 CX-1
【自动回复】Re: 您的投诉 CX-1
自动答复：您的投诉 CX-1
外出自动回复
自動回覆: 您的投訴 CX-1
自動返信: CX-1
부재중 자동 회신: CX-1
""".strip().splitlines()

TEXTS = [
    "Thank you for your email. I am currently out of the office and will return on 9 March.\n\n"
    "For urgent matters contact my colleague.",
    "I will be on annual leave until 9 March with limited access to email.",
    "Hello,\n\nI'm away until Monday. I will respond to your message when I return.",
    "Ich bin vom 2. bis 9. März nicht im Büro. Ihre Nachricht wird nicht weitergeleitet.",
    "Bonjour,\nJe suis absente jusqu'au 9 mars. En cas d'urgence, écrivez à ma collègue.",
    "Estoy fuera de la oficina hasta el lunes. En caso de urgencia llame a la centralita.",
    "Ik ben tot 9 maart afwezig. Voor dringende zaken kunt u mijn collega bellen.",
    "您好，我正在休假，无法及时回复您的邮件。",
    "我目前出差，如有急事请拨打电话。",
    "您好！我已收到您的邮件，会尽快给您回复。（自动回复）",
]

CUSTOMERS = [
    ("Re: out of office chairs", "Your site says you are out of office chairs. I ordered two."),
    ("Out of office hours nobody answers", "I called four times."),
    ("Automatic reply is all I ever get", "I wrote three times."),
    ("Your agent is out of the office again and nobody helps", "I called four times."),
    ("Automated checkout charged twice", "Please refund."),
    ("Automatic gate broken", "The gate does not open."),
    ("Auto: brake failure after service", "The brakes failed."),
    ("Vacation: refund of a cancelled trip", "Please refund."),
    ("Re: Automatic reply: my question", "This does not answer my question."),
    ("AW: Automatische Antwort: Frage", "Das hilft mir nicht."),
    ("Automatische Tür klemmt", "Die Tür klemmt."),
    ("Absence de remboursement : plainte", "Rien."),
    ("自动回复没有用", "我写了三次。"),
    ("自动续费投诉", "未经我同意自动续费。"),
    ("Re: 自动回复: 您的投诉", "我要求人工处理。"),
    ("不在办公室时快递丢失", "请赔偿。"),
    ("Re: Complaint", "I was out of the office when your courier came. He left it in the rain."),
    ("Re: Complaint", "I am on holiday until 9 March, please send the new kettle after that date."),
    ("Re: Complaint", "I am away until Monday. In urgent cases I pay for a courier; is that what you want?"),
    ("Re: Complaint", "For urgent matters your line is useless. Nobody answered."),
    ("Re: Complaint", "Danke. Ich bin bis 9. März im Urlaub, bitte liefern Sie danach."),
    ("Re: Complaint", "我在休假，3月9日之后再送货可以吗？"),
    ("Re: Complaint", "你们每次都写（自动回复）\n没有人处理我的问题。"),
]  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS)
def test_an_answer_under_the_name_of_an_answering_machine_is_automatic(subject: str) -> None:
    incoming = read(letter(f"Subject: {subject}", *ANSWER, body="..."))
    assert (incoming.verdict, incoming.reason) == (Verdict.AUTOMATIC, "subject")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("quoted", ["", "\n\nOn 2 Mar 2026 at 09:15, Care <help@desk.example> wrote:\n> Is it red?\n"])
def test_an_answer_that_only_tells_of_an_absence_is_automatic(text: str, quoted: str) -> None:
    incoming = read(letter("Subject: Re: Your complaint", *ANSWER, body=text + quoted))
    assert (incoming.verdict, incoming.reason) == (Verdict.AUTOMATIC, "absence")
    first = read(letter("Subject: A question", ANSWER[1], body=text))
    assert first.verdict is Verdict.CUSTOMER


@pytest.mark.parametrize(("subject", "text"), CUSTOMERS)
def test_a_customer_with_such_words_stays_a_customer(subject: str, text: str) -> None:
    for headers in (ANSWER, ANSWER[1:]):
        assert read(letter(f"Subject: {subject}", *headers, body=text)).verdict is Verdict.CUSTOMER
