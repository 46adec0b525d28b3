"""Which of the desk's languages a message is in."""

import pytest

from cxdesk.domain import language


@pytest.mark.parametrize(
    ("text", "guessed"),
    [
        ("你好，我的水壶漏水，请退款。", "zh"),
        ("訂單 CX-1042 沒有收到，請儘快處理 order 12345", "zh"),
        ("Hello, I have not received my order and nobody has called me back.", "en"),
        ("ok thanks", "en"),
        ("Guten Tag, ich habe die Ware nicht erhalten und bitte um Antwort.", ""),
        ("Bonjour, je n'ai pas reçu la commande que vous avez envoyée.", ""),
        ("注文した商品がまだ届いていません。返金してください。", ""),
        ("환불해 주세요", ""),
        ("12345 !!", ""),
        ("", ""),
    ],
)
def test_the_language_is_guessed_or_left_open(text: str, guessed: str) -> None:
    assert language.guess(text) == guessed


@pytest.mark.parametrize(
    ("text", "subject", "guessed"),
    [
        ("お世話になっております。商品が届きません。", "苦情", ""),
        ("Meine Bestellung ist nicht angekommen. Bitte melden Sie sich.", "Re: We have received your complaint", ""),
        ("AB-123", "投诉：快递丢失", "zh"),
        ("", "My order is late and I am angry", "en"),
        ("我不同意，请再核实。", "Re: We have received your complaint", "zh"),
    ],
)
def test_a_subject_tells_the_language_only_where_the_words_are_too_few(text: str, subject: str, guessed: str) -> None:
    """A reply keeps the subject of our letter, whatever its writer speaks."""
    assert language.of_letter(text, subject) == guessed
