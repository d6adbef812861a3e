"""A press: sets a page once and prints it for many, each with its own texts; knows no flat and no Django."""
