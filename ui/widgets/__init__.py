"""Small controls that panels are made of; none of them knows what a setting is.

All of them keep one promise: `show_…` never emits, and what a person does emits once.
Buttons and lists take the keyboard by Tab only, so that a click leaves Space and the
arrow keys with the window.
"""
