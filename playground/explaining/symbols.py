"""How the numbers of an update are written in LaTeX, as symbols."""

from playground.explaining.expressions import Term
from playground.explaining.quantities import Quantity, split_name

# Before the weight's own symbol: v(w).
SLOT_SYMBOLS = {"velocity": "v", "squares": "s", "mean": "m"}

ROLE_SYMBOLS = {
    "learning_rate": r"\eta",
    "momentum": r"\beta",
    "beta1": r"\beta_{1}",
    "beta2": r"\beta_{2}",
    "rho": r"\rho",
    "epsilon": r"\varepsilon",
    "weight_decay": r"\lambda",
    "l1": r"\lambda_{1}",
    "l2": r"\lambda_{2}",
    "rows": "N",
    "step": "t",
    "two_pi": r"2\pi",
}


def term_symbol(term: Term) -> str | None:
    """Return a term's symbol; None for a plain number."""
    quantity = split_name(term.name) if term.name else None
    if quantity is None:
        return ROLE_SYMBOLS.get(term.role or "")
    return quantity_symbol(quantity, term.sample, is_before=term.role == "before")


def quantity_symbol(
    quantity: Quantity, sample: int | None = None, is_before: bool = False
) -> str:
    """Return the symbol of a quantity; of one training row, with the row behind ;."""
    row = "" if sample is None else f";{sample}"
    layer = f"^{{({quantity.layer})}}"
    match quantity.kind:
        case "loss":
            return "L" if sample is None else f"L_{{{sample}}}"
        case "penalty":
            return "R"
        case "x" | "y":
            return f"{quantity.kind}_{{{quantity.unit}{row}}}"
        case "delta":
            return rf"\delta_{{{quantity.unit}{row}}}{layer}"
        case "w":
            own = f"w_{{{quantity.unit},{quantity.source}}}{layer}"
        case kind:
            own = f"{kind}_{{{quantity.unit}{row}}}{layer}"
    match quantity.family:
        case "":
            return own
        case "gradient":
            return rf"\frac{{\partial L}}{{\partial {own}}}"
        case "change":
            return rf"\Delta {own}"
        case "new":
            return own.replace("^{(", r"^{\prime (")
        case slot:
            index = r"_{old}" if is_before else ""
            return rf"{SLOT_SYMBOLS.get(slot, slot)}{index}\left({own}\right)"
