"""Direction: a plan's part becomes a timed part (who stands where, when each word is heard, which shot shows it).

It stands above picture and sound and knows neither drawing nor synthesis.
"""
