"""The evidence for a slider in words and figures."""

from __future__ import annotations

from morphospace.atlas.evidence import Evidence, Leak
from morphospace_desktop.explorer.figure_rows import Figure

_GOOD_AUC = 0.9
_MUCH = 0.1
_MOST_LEAKS = 4
_LEAST = 0.01
"""Below it no kind stands out."""


def figures_of(evidence: Evidence) -> list[Figure]:
    """The rows that are shown of a slider."""
    rows = [_auc(evidence.auc), _turn(evidence.turn)]
    if evidence.means is not None:
        help_text = "What one sigma along it does, in spreads of the attribute over all items."
        amount = f"{evidence.means.amount:+.2f}".replace("-", "−")
        rows.append(Figure(f"moves {wording(evidence.means)}", amount, "text", help_text))
    return rows + [_leak(leak) for leak in evidence.side_effects[:_MOST_LEAKS]]


def wording(leak: Leak) -> str:
    """An attribute, of a kind with its value: "smile", "hair (bald)"."""
    title = leak.title.lower()
    told = leak.kind and abs(leak.amount) >= _LEAST
    return f"{title} ({leak.kind.replace('_', ' ')})" if told else title


def _auc(auc: float | None) -> Figure:
    help_text = (
        "How often it tells a picture of A from one of B that it was not made from: 1 always, 0.5 by chance."
    )
    if auc is None:
        return Figure("held-out AUC", "too few to say", "secondary", help_text)
    return Figure("held-out AUC", f"{auc:.3f}", "good" if auc >= _GOOD_AUC else "warm", help_text)


def _turn(turn: tuple[float, float]) -> Figure:
    help_text = (
        "How far it would turn had other pictures been selected: 19 of 20 resampled pairs stay within."
    )
    angle = turn[1]
    text = f"± {angle:.0f}°" if angle >= 1 else f"± {angle:.1f}°"
    return Figure("direction holds (bootstrap)", text, "text" if angle < 30 else "warm", help_text)


def _leak(leak: Leak) -> Figure:
    help_text = "What one sigma along it does besides, in spreads of the attribute over all items."
    size = abs(leak.amount)
    return Figure(f"leaks onto {wording(leak)}", f"{size:.2f}", "warm" if size > _MUCH else "text", help_text)
