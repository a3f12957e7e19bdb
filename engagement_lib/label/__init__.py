"""The bench where a person reads what residents wrote and codes it, without being led by the machine.

:mod:`.choose` says which comments come next, :mod:`.pile` how far a person is with them, :mod:`.bench` shows one at a time in JupyterLab.
:mod:`.sheet` puts them into a workbook for people without it, and :mod:`.answers` takes that back. :mod:`.agree` compares two people, and
both with the machine. Nothing here shows the machine's label of a comment before a person's.
"""
