"""Tells one person something in their own chat with us, opened where there is none yet.

Knows which ways there are, and which is next where one fails; must not know what is told.
"""
