"""The words that a desk classifies with while nobody chose others; apart, because a query needs no more than these."""

REFERENCE = "CX"
SEGMENTS = ("standard", "vip")
VALUE_BANDS = ("low", "middle", "high")
"""From the lowest to the highest."""

CHANNELS = {
    "phone": "voice",
    "email": "digital_assisted",
    "web": "self_service",
    "chat": "digital_assisted",
    "letter": "digital_assisted",
    "counter": "field",
    "social": "digital_assisted",
    "authority": "authority",
}
"""Each channel with its tier (`cxdesk.config.settings.Tier`)."""

LISTS = {
    "segment": ("segments", SEGMENTS),
    "value": ("value_bands", VALUE_BANDS),
    "category": ("categories", ()),
    "product": ("products", ()),
    "unit": ("units", ()),
}
"""By field of a query: the key of [desk] that lists its words, and the words where it is missing."""
