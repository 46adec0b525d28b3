"""The domain: what can happen, what is, who may do what. Pure: no I/O, no clock, no database, no config."""
