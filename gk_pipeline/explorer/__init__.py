"""The web pages: the published marts to be looked at, and each figure beside the characters it was read from.

`pages/` finds out what a page shows, one module a page; `templates/` says how it looks; `app` brings address, page and
template together. Belongs here: everything of the web. Does not: deciding anything about a figure.
"""
