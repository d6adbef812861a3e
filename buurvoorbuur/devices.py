"""Says in two words which kind of machine a browser says it runs on; pure, keeps nothing that tells more."""

# The first that is found counts: many browsers also name those they resemble.
BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def named(user_agent: str) -> str:
    """For example "Firefox, Android"; empty when the browser says nothing that is known."""
    return ", ".join(
        next(name for sign, name in table if sign in user_agent)
        for table in (BROWSERS, SYSTEMS)
        if any(sign in user_agent for sign, _name in table)
    )
