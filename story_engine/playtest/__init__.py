"""Play-testing: thousands of quick plays of a seed without text or pictures, and what they tell its author.

It does not know viewers' tastes or how shows are planned; it tries what can happen.
"""
