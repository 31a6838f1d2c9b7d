"""What `playground.explain` is made of: names, formulas, and their three renderings."""
