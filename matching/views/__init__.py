"""The screens of introductions, one file a topic."""
