"""The door of mapping: a file's columns to our fields, a row to a complaint, a complaint to its key."""

from cxdesk.imports.columns import ColumnMapping, MappingError, prove_order
from cxdesk.imports.complaints import ContentKeys, ImportRecord, RowError, content_key, to_record
from cxdesk.imports.layouts import LAYOUTS, Field
from cxdesk.imports.values import guess_language

__all__ = [
    "LAYOUTS",
    "ColumnMapping",
    "ContentKeys",
    "Field",
    "ImportRecord",
    "MappingError",
    "RowError",
    "content_key",
    "guess_language",
    "prove_order",
    "to_record",
]
