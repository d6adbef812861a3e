"""The screens of the doors, one module a topic."""
