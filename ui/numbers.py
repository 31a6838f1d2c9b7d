"""How numbers are written in the window."""


def format_count(value: float) -> str:
    """Write a large whole number with thin spaces between its thousands: 12 345."""
    return f"{value:,.0f}".replace(",", "\u2009")


def format_epochs(value: float) -> str:
    """Write how many epochs were trained, to a tenth: 1 234.5."""
    return f"{value:,.1f}".replace(",", "\u2009")


def format_loss(value: float | None) -> str:
    """Write a loss with four digits that matter, or a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1000 else f"{value:.3g}"


def format_weight(value: float, digits: int | None = 4) -> str:
    """Write a number with so many digits that matter, None: all that it has."""
    words = repr(value) if digits is None else f"{value:.{digits}g}"
    return words.replace("-", "−")


def format_quantity(value: float) -> str:
    """Write a large number in short: 1.25 million."""
    for size, word in ((1e12, "10¹²"), (1e9, "10⁹"), (1e6, "10⁶")):
        if value >= size:
            return f"{value / size:.3g} · {word}"
    return format_count(value)


def format_bytes(value: float) -> str:
    """Write an amount of memory: 1.5 MB."""
    for size, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.0f} B"


def format_seconds(value: float) -> str:
    """Write a duration with the unit that suits it: 3.2 ms, 1.4 h."""
    for size, unit in ((3600.0, "h"), (60.0, "min"), (1.0, "s"), (1e-3, "ms")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value * 1e6:.3g} µs"
