"""Mail that comes in: raw bytes to an `Incoming`, whatever the world sends (DOMAIN §8)."""
