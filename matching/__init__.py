"""The introductions: candidates, proposals and what came of them."""
