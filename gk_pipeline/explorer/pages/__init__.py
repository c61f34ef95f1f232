"""What each page shows: `page(asked)` asks the marts and gives a `Page`.

Belongs here: the questions to the marts, and their answers in the shape a template needs. Does not: words, looks.
"""
