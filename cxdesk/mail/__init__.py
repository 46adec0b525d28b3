"""Mail: the outbox and its transports."""
