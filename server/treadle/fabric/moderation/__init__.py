"""What may be said: moderators, and what they let through of a conversation.

port         Moderator, Watch, Passage: what a moderator is
words        a list of words and phrases          ┐ the two that come with the server
classifier   a model behind a deployed instance   ┘
panel        several moderators, one after the other, and what happens when one fails
shield       one answer's choices: text, calls and tokens
policy       when a call is moderated, and what a finding means to it
"""
