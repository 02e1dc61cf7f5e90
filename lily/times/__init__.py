"""Times in words: what organisations type, read into schedules, and said back.

Never invents: what it is not sure of keeps its words and is marked for an editor.
"""
