"""cxdesk: the terminal desk for a team that handles customers' complaints."""

__version__ = "0.1.0"
