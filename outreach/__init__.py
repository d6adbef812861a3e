"""The doors: flats, letters, opt-outs, rounds, talks, residents, consents, reports."""
