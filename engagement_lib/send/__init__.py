"""Finished pages to the people they are for, by e-mail: :mod:`.message` writes the mails, :mod:`.post` hands them to a server.

What may be sent is decided outside this room, and so is what was sent before: the register keeps it.
"""
