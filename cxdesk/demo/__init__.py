"""The living sample: a rehearsal desk on which the last weeks really happened, act by act, by a clock that is moved.

The stories are files (`cxdesk/presets/demo`); everything is built through `Desk`, so a sample can show nothing that
a desk could not do.
"""
