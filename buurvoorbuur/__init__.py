"""The guards: who may enter, what was done, what is hidden, what may leave, when it is forgotten."""
