"""Chat as both contracts mean it, in neither's types.

ChatInput ─▶ begin ─▶ ChatRun ─┬─ steps()   Delta… per engine step, for a stream
└─ whole()   one Answer per choice
"""
