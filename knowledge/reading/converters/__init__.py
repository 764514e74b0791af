"""What makes text of HTML, PDF, Word, PowerPoint and spreadsheets, in a process apart.

Started as `python -m knowledge.reading.converters KIND NAME CHARSET` with the file on standard input; the
document comes as JSON on standard output. Nothing here is imported by the process that asks.
"""
