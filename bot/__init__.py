"""The edge: Slack listeners, Block Kit, commands, App Home, replies and the command line.

It turns what people send into asks, stores them before it acknowledges, and shows what the crew answers.
Nothing below imports it.
"""
