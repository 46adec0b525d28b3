"""Which of the desk's languages a customer writes in, guessed from letters and commonest words."""

import re
from typing import Final

_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA_OR_HANGUL: Final = re.compile("[\u3041-\u30ff\uac00-\ud7a3\u1100-\u11ff]")
_WORD: Final = re.compile(r"[A-Za-z']{1,20}")
_OTHER_LETTERS: Final = re.compile("[\u00df-\u00f6\u00f8-\u02af\u0370-\u1fff]")
_ENGLISH_WORDS: Final = """
    the and to of a in is it you that was for on are with as i this have be not from but we your my an can has will
    do our me please they there what would if been when no all were which about out any so up by at or he she had
    hi hello thanks thank dear yes order still received did
"""
_FOREIGN_WORDS: Final = """
    der die und das ist nicht ich sie mit ein eine den dem auf für von zu im wir haben sehr bitte danke
    le la les de des et est une un pour que qui dans pas vous nous je il elle du avec sur merci bonjour
    el los las por con para una es se su del al como gracias hola di che non per sono grazie
    het een van ik niet dat op te zijn voor met en hallo não uma com os da em obrigado
    och att det som är jag på av til og ikke nie się na jest w z
"""
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())
_FOREIGN: Final = frozenset(_FOREIGN_WORDS.split()) - _ENGLISH
_SAMPLE: Final = 20_000
_ENOUGH: Final = re.compile(r"(?:\W*\w){15}")
"""Where there are so many letters, a subject in another language does not count: people answer our subjects."""


def of_letter(text: str, subject: str) -> str:
    """As `guess`: of the words themselves, and of the subject only where they are too few to tell."""
    return guess(text) or ("" if _ENOUGH.match(text[:_SAMPLE]) else guess(subject))


def guess(text: str) -> str:
    """`zh`, `en`, or "" when it is neither or there is too little to tell."""
    sample = text[:_SAMPLE]
    han = len(_HAN.findall(sample))
    other = len(_KANA_OR_HANGUL.findall(sample))
    words = [word.lower() for word in _WORD.findall(sample)]
    if han >= 2 and han >= len(words) and other * 10 < han:
        return "zh"
    if not words or other > len(words):
        return ""
    english = sum(word in _ENGLISH for word in words)
    foreign = sum(word in _FOREIGN for word in words)
    accents = len(_OTHER_LETTERS.findall(sample))
    if english * 8 >= len(words) and english > 2 * foreign and accents * 10 < len(words):
        return "en"
    return ""
