"""How numbers are written in the window."""


def format_count(value: float) -> str:
    """Write a large whole number with thin spaces between its thousands: 12 345."""
    return f"{value:,.0f}".replace(",", "\u2009")


def format_loss(value: float | None) -> str:
    """Write a loss with four digits that matter, or a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1000 else f"{value:.3g}"
