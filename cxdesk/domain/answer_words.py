"""The words by which customers answer an offer, in English and Chinese, for text in small letters (NFKC)."""

import re
from typing import Final

NUMBERS: Final = {
    **{word: number for number, word in enumerate("一二三四五六七八九", 1)},
    **{word: number for number, word in enumerate(("one", "two", "three", "four", "five"), 1)},
    **{word: number for number, word in enumerate(("first", "second", "third", "fourth", "fifth"), 1)},
}
_N: Final = r"(?:\d{1,2}(?![\d.,]\d|\d)|[一二三四五六七八九]|\b(?:one|two|three|four|five)\b)"
_NO_AMOUNT: Final = r"(?!\s*(?:eur|usd|gbp|chf|cny|rmb|€|\$|£|%|元|块|天|个月|折|days?\b|weeks?\b|months?\b|times?\b))"
NUMERAL: Final = re.compile(rf"{_N}|first|second|third|fourth|fifth")

_NOUN: Final = r"(?:\boptions?|\bnumbers?|\bno\.|\bproposals?|\boffers?|\bchoices?|\bvariants?|方案|选项|#)"
_ONE: Final = rf"(?:{_NOUN}\s*(?:no\.|number|#|第)?\s*|第){_N}(?:[个种项](?:方案|选项)?)?"
_MORE: Final = rf"(?:\s*(?:,|and|&|和|与|及|、)\s*(?:{_NOUN}\s*)?{_N})*"
_VERBS: Final = r"(?:\b(?:accept(?:ed)?|agree to|take|choose|pick|refuse|reject|decline)|接受|同意|拒绝|选择?|要)\s*"
NAMED: Final = re.compile(
    rf"{_ONE}{_MORE}{_NO_AMOUNT}|{_VERBS}{_N}(?!\w){_NO_AMOUNT}"
    r"|\b(?:first|second|third|fourth|fifth)\b(?=\s+(?:option|one|offer|proposal|choice)\b|$)",
)
"""A named option; after a verb a number alone, unless it is an amount."""

SENTENCE: Final = re.compile(r"(?<=[!?。;])|\.(?=\s|$)(?!(?<=\bno\.)\s*\d)")
CLAUSE: Final = re.compile(
    r",|;|、(?!\d)|\bbut\b|\binstead\b|\band\b(?=\s+(?:i|we|accept|refuse|reject|decline|choose|take|prefer"
    r"|want)\b)|但是?|而是?"
)
BUT: Final = re.compile(r"\bbut\b|\bhowever\b|但是?|不过|然而|只是")
_GREETING: Final = r"^\W*(?:(?:dear|hello|hi)\b[^,.!]*(?:[,.!]|$)|您好|你好)\W*"
_ASSENT: Final = r"^\W*(?:(?:well|so|then|yes|yeah|ok|okay|sure|please|thanks|thank you)(?=$|\W)|好的(?=.)|那么?)\W*"
_THANKS: Final = (
    r"\W*\b(?:please|(?:many )?thanks(?: a lot)?|thank you(?: very much)?|then|(?:kind |best )?regards)\W*$"
    r"|\W*(?:谢谢(?:您|你)?|吧|啦)\W*$"
)
POLITE: Final = re.compile(rf"{_GREETING}|{_THANKS}")
COURTESY: Final = re.compile(rf"{_GREETING}|{_ASSENT}|{_THANKS}")
HANGS: Final = re.compile(
    r"(?:\bnot|\bnever|n't|\bcannot|\bno|不|不能|无法|没|\b(?:i|we|to|the|option|accept|refuse)|,|方案)$"
)
"""How a line ends that cannot be the end of its sentence."""

NOT: Final = re.compile(r"\b(?:not|never|cannot|unable|nor|neither|no longer|none|no)\b|n't\b|不|无法|没法|难以|没有")
AGREES: Final = re.compile(r"\b(?:accept(?:ed|s|ing)?|agree[ds]?|acceptable)\b|没问题|接受|同意|认可")
CHOOSES: Final = re.compile(
    r"\b(?:take|choose|chose|pick|want|like|prefer|select|go (?:with|for)|opt for"
    r"|proceed with|go ahead with|let's do|it is|fine|ok|okay|good|great|perfect|works?|yes|sounds)\b|选择?"
    r"|选用|想要|要|采用|可以|行|好"
)
"""Words that answer only beside a named option."""
REFUSES: Final = re.compile(
    r"\b(?:refuse[ds]?|reject(?:ed)?|declined?|turn(?:ed)? down|unacceptable|no good)\b|拒绝|不满意"
    r"|\bnot (?:at all )?satisf(?:ied|ying|actory)\b"
    rf"|{_NOUN}\s*{_N}\W*(?:no|nope)$"
)
NONE_OF_THEM: Final = re.compile(
    r"(?:none|neither|not any)(?: of (?:them|these|those|it|the (?:above|options|offers|two)|your offers))"
    r"|no,? none of (?:them|these)|(?:这?[两几三]个)?(?:方案)?都不(?:要|行|可以|接受|同意|好|满意|选)"
    r"|一个都不(?:要|选|接受)|哪个都不(?:要|选|行)"
)
NAMED_ALONE: Final = re.compile(rf"(?:(?:for |with )?(?:the )?|就|那就)(?:{NAMED.pattern})(?: option| one)?")

YES: Final = re.compile(
    r"(?:yes|yes please|ok|okay|fine|all right|alright|agreed|deal|sure|sounds good|that'?s fine|that is fine"
    r"|fine with me|可以的?|好的?|行|没问题|就这样)?(?:,? (?:yes|fine|ok|with me))?(?<=.)"
)
NUMBER_ALONE: Final = re.compile(r"#?([1-9])")
NO: Final = re.compile(
    r"(?:(?:thanks, )?(?:but )?no|nope|(?:thanks, )?(?:but )?no,? thanks?|no,? thank you|不用|不要|不行|不可以"
    r"|不了|算)了?"
)
LONGEST_NAME: Final = 20
"""Characters of a line that can be a name below an answer."""

TAKES_BACK: Final = re.compile(
    r"(?:but|however|only|unless|provided|except|if|as long as|on (?:the )?condition)\b|但|不过|然而|除非|前提"
    r"|只要|如果|假如|要是"
)
OTHER_THING: Final = re.compile(
    r"\s+(?:the fact|(?:to |with )?(?:your|the|my|this|that|any|these|those)\s+(?!(?:\w+ )?(?:offers?|options?"
    r"|proposals?|solutions?|suggestions?|choices?"
    r"|refund|replacement|voucher|repair|discount|amount|one|two|first|second|third)\b))"
    r"|\s+(?:that )?(?:it|this|that|they) (?:is|was|were|are|has|have|had|took|should)\b"
    r"|.{0,6}(?:道歉|歉意|解释|说法|理由)"
)
"""A claim, somebody's words, an apology: what is refused or accepted is no offer."""
SOMETHING_ELSE: Final = re.compile(
    r"\s+(?!(?:to|with|the|your|this|that$|that (?:offer|option|one)|it|these|those|them|any|either|all|both"
    r"|one|two|option|offer"
    r"|number|first|second|third|and|of|by|for|as|is|\d|方案|选项|第)\b|no\.)(?=[a-z])"
    rf"|{OTHER_THING.pattern}"
)
"""What is accepted, agreed to or refused, where that is no offer: an apology, credit cards, that somebody is slow."""

_QUESTION: Final = re.compile(
    r"\?|^(?:is|are|would|could|can|do|does|did|will|may|should|shall|what|when|which|how|why|who|where)\s+(?:i"
    r"|you|we|he"
    r"|she|it|they|the|this|that|there|option|one|long|much|many|happens)\b|\bwhether\b"
    r"|吗|呢$|么$|是否|能否|可否|能不能|可不可以|是不是|行不行|好不好|要不要|请问|怎么|怎样|如何|多久|什么|哪"
    r"|多少|几时|为何"
)
_CONDITION: Final = re.compile(
    r"\b(?:if|unless|provided|providing|as long as|condition|except|until|in case|when|once|after|assuming|depends?"
    r"|only with|plus|in addition|otherwise)\b|如果|假如|要是|倘若|若|除非|前提|只要|只有|条件|的话|除了|否则"
    r"|之后再|以后再|再加|另外"
)
_HEDGE: Final = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|might|unsure|hardly|consider(?:ing|ed)?|think about|thinking|tend|lean|guess"
    r"|rather|almost|not (?:sure|yet|really|entirely|fully|quite|completely|decided)|or|(?:n't"
    r"|cannot) (?:decide|say|tell))\b"
    r"|\b(?:would|could|may)(?! like)(?: \w+){0,2} (?:accept|agree|take|refuse|reject|choose)|\bi'd (?:accept"
    r"|agree|take)\b"
    r"|不太|不大|不怎么|不完全|有点|可能|也许|或许|大概|考虑|想想|想一想|商量|不确定|不一定|犹豫|勉强|暂时|恐怕"
    r"|或者?|不是不|不得不"
    r"|还没|尚未|先不|倾向"
)
_OTHERS: Final = re.compile(
    r"\b(?<!thank )(?:you|they|he|she|it|who|courier|driver|shop|store|seller|bank|insurance|company|staff"
    r"|people|customers?|anybody"
    r"|anyone|nobody|colleague|manager|agent|neighbou?r|mother|father|wife|husband|friend)\b[^,]{0,80}?"
    r"\b(?:accept|refus|reject|declin|agree|turn(?:ed)? down)"
    r"|(?:你们|您|贵司|贵公司|商家|卖家|客服|快递|他们?|她|对方|平台|银行|公司|店员?|同事|经理|妈妈?|爸爸?|老公"
    r"|老婆|朋友|家人)(?!好|你好|您好|们?的?(?:方案|提议|建议))"
    r".{0,12}(?:接受|同意|拒绝|认可|选)"
)
_PAST: Final = re.compile(r"\b(?:last|yesterday|already|earlier|before|ago)\b|上次|昨天|之前|已经|以前")

DOUBTS: Final = (_QUESTION, _CONDITION, _HEDGE, _OTHERS, _PAST)
