"""Where rows stand before the layout: the smoothest shape of the graph, or the data's principal components.

McInnes, Healy & Melville 2018, section 3.2 and algorithm 4: the eigenvectors of the graph's normalised Laplacian
(Belkin & Niyogi 2003). They are only a start, so they are not computed to the last digit: the block of principal
components is smoothed over the graph by a few dozen sparse products (a Chebyshev filter, Zhou, Saad, Tiago &
Chelikowsky 2006).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import scipy.sparse

EXTENT = 10.0  # of the start along every axis, as in umap-learn
NOISE = 1e-4  # parts rows that coincide
OTHER_SCALE = 5.0  # so much larger or smaller than a start, a map isn't a layout of this kind
MOST_POWER = 126  # of two that float32 holds, and 1 over it
BLOCK = 8  # vectors smoothed at once: more than are needed, for those then settle sooner
FILTERS, DEGREE = 3, 12  # so many times are they smoothed, each time by so many products
PASSES = 4  # over the data, for its principal components
LEAST_ROWS = 50  # a piece of the graph with fewer keeps its principal components
MOST_PIECES = 50  # of the graph are smoothed, the largest; the others keep their principal components


def start(
    init: str, X: np.ndarray, metric: str, fuzzy: scipy.sparse.csr_array, n_components: int, random: np.random.Generator
) -> np.ndarray:
    """Places to begin with.

    Parameters
    ----------
    init : {"spectral", "pca", "random"}
    X : ndarray of shape (n_samples, n_features), float32
    metric : str
        For cosine and correlation the components are those of the unit vectors.
    fuzzy : csr_array of shape (n_samples, n_samples)
    n_components : int
    random : Generator

    Returns
    -------
    ndarray of shape (n_samples, n_components), float32
        From 0 to 10 along every axis.
    """
    if init == "random":
        return random.uniform(0, EXTENT, (len(X), n_components)).astype(np.float32)
    components = principal(as_measured(X, metric), BLOCK, random)
    Y = spectral(fuzzy, components, n_components) if init == "spectral" else components[:, :n_components]
    return stretched(Y, random)


def stretched(Y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Scale a layout to run from 0 to 10 along every axis, and part what coincides; an axis without extent is random.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, n_components)
    random : Generator

    Returns
    -------
    ndarray of shape (n_samples, n_components), float32
    """
    noise = random.normal(scale=NOISE, size=Y.shape)
    largest = np.abs(Y).max()
    Y = (Y * (EXTENT / largest) if largest > 0 else Y) + noise
    spread: np.ndarray = EXTENT * (Y - Y.min(axis=0)) / np.ptp(Y, axis=0)
    return spread.astype(np.float32)


def taken_up(Y: np.ndarray, n_components: int, random: np.random.Generator) -> np.ndarray:
    """Another map's places to go on from: of the layout's own scale they are kept, others are brought to it.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, 2 or 3)
    n_components : int
        An axis more than the map has begins nearly flat; one fewer, and the map's last is left out.
    random : Generator

    Returns
    -------
    ndarray of shape (n_samples, n_components), float32
        Rows that coincide are parted.
    """
    places = random.normal(scale=NOISE, size=(len(Y), n_components))
    kept = Y[:, :n_components].astype(np.float64)
    extent = float(np.ptp(kept, axis=0).max())
    if extent > 0 and not EXTENT / OTHER_SCALE < extent < EXTENT * OTHER_SCALE:
        kept = (kept - kept.min(axis=0)) * (EXTENT / extent)
    places[:, : kept.shape[1]] += kept
    return places.astype(np.float32)


def as_measured(X: np.ndarray, metric: str) -> np.ndarray:
    """The vectors as the metric sees them: for cosine their directions, for correlation those from their means."""
    scaled = within_float32(X)
    if metric not in ("cosine", "correlation"):
        return scaled
    if metric == "correlation":
        scaled = scaled - scaled.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(scaled, axis=1, keepdims=True)
    directions: np.ndarray = np.divide(scaled, norms, out=np.zeros_like(scaled), where=norms > 0)
    return directions


def within_float32(X: np.ndarray) -> np.ndarray:
    """The vectors brought near 1 by a power of two, which changes no digit: their squares stay in float32."""
    largest = max(float(X.max()), -float(X.min()))
    power = np.clip(-np.frexp(largest)[1], -MOST_POWER, MOST_POWER)
    scaled: np.ndarray = X * np.float32(np.ldexp(1.0, power))
    return scaled


def principal(X: np.ndarray, n_components: int, random: np.random.Generator) -> np.ndarray:
    """Coordinates along the first principal components, nearly: by subspace iteration (Halko et al. 2011).

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    n_components : int
    random : Generator

    Returns
    -------
    ndarray of shape (n_samples, n_components), float32
        Columns that the data has no component for are 0. The largest loading of each component is positive.
    """
    centre = X.mean(axis=0, dtype=np.float64).astype(np.float32)
    found = min(n_components, *X.shape)
    axes = random.normal(size=(X.shape[1], found)).astype(np.float32)
    for _ in range(PASSES):
        axes = np.linalg.qr(axes)[0]
        shadow = X @ axes - centre @ axes
        axes = X.T @ shadow - np.outer(centre, shadow.sum(axis=0))
    axes = np.linalg.qr(axes)[0]
    shadow = X @ axes - centre @ axes
    turn = np.linalg.eigh(shadow.T @ shadow)[1][:, ::-1]
    loadings = axes @ turn
    # as scikit-learn's PCA turns them: a map that starts here then lies like the PCA that it takes the place of
    signs = np.sign(loadings[np.abs(loadings).argmax(axis=0), np.arange(found)])
    places = np.zeros((len(X), n_components), dtype=np.float32)
    places[:, :found] = shadow @ turn * signs
    return places


def spectral(fuzzy: scipy.sparse.csr_array, components: np.ndarray, n_components: int) -> np.ndarray:
    """The graph's smoothest shape, piece by piece where it has several.

    Parameters
    ----------
    fuzzy : csr_array of shape (n_samples, n_samples)
    components : ndarray of shape (n_samples, BLOCK)
        Principal components: what is smoothed, and where the pieces of the graph stand.
    n_components : int

    Returns
    -------
    ndarray of shape (n_samples, n_components)
        Each piece has the place, size and orientation of its principal components. Pieces of a few rows, and
        all but the fifty largest, are their principal components.
    """
    from scipy.sparse.csgraph import connected_components

    Y = components[:, :n_components].astype(np.float64)
    n_pieces, piece_of = connected_components(fuzzy, directed=False)
    sizes = np.bincount(piece_of)
    for piece in np.argsort(-sizes, kind="stable")[: min(n_pieces, MOST_PIECES)]:
        if sizes[piece] >= LEAST_ROWS:
            rows = np.flatnonzero(piece_of == piece)
            ties = fuzzy if n_pieces == 1 else fuzzy[rows][:, rows]
            Y[rows] = _laid_over(_smoothest(ties, components[rows], n_components), Y[rows])
    return Y


def _smoothest(ties: scipy.sparse.csr_array, block: np.ndarray, n_components: int) -> np.ndarray:
    """The eigenvectors of a connected graph's normalised Laplacian that follow the constant one, nearly."""
    from scipy.sparse import diags_array

    root = np.sqrt(ties.sum(axis=1))
    halves = diags_array((1 / root).astype(np.float32))
    step = (halves @ ties @ halves).tocsr()  # its eigenvalues are 1 minus the Laplacian's
    constant = (root / np.linalg.norm(root)).astype(np.float32)
    vectors = _orthonormal(block * root[:, None], constant)
    for _ in range(FILTERS):
        vectors, values = _ordered(step, vectors)
        vectors = _orthonormal(_filtered(step, vectors, float(np.clip(values[-1], 0, 0.999))), constant)
    return _ordered(step, vectors)[0][:, :n_components]


def _orthonormal(vectors: np.ndarray, constant: np.ndarray) -> np.ndarray:
    """An orthonormal basis of the vectors' span, square to the constant."""
    found: np.ndarray = np.linalg.qr(vectors - np.outer(constant, constant @ vectors))[0]
    return found


def _ordered(step: scipy.sparse.csr_array, basis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The best eigenvectors within a span (Rayleigh-Ritz), smoothest first, and their eigenvalues."""
    inner = basis.T @ (step @ basis)
    values, turn = np.linalg.eigh((inner + inner.T) / 2)
    return basis @ turn[:, ::-1], values[::-1]


def _filtered(step: scipy.sparse.csr_array, vectors: np.ndarray, cut: float) -> np.ndarray:
    """What has eigenvalues above the cut grows by a Chebyshev polynomial, what lies between -1 and it does not."""
    half, middle = (cut + 1) / 2, (cut - 1) / 2
    before = vectors
    now: np.ndarray = (step @ vectors - middle * vectors) / half
    for _ in range(DEGREE - 1):
        before, now = now, 2 * (step @ now - middle * now) / half - before
        size = np.abs(now).max()
        before, now = before / size, now / size
    return now


def _laid_over(shape: np.ndarray, shadow: np.ndarray) -> np.ndarray:
    """A shape moved, turned and scaled to lie like its shadow (orthogonal Procrustes, Schönemann 1966)."""
    shape, centre = shape - shape.mean(axis=0), shadow.mean(axis=0)
    left, _, right = np.linalg.svd(shape.T @ (shadow - centre))
    size = np.linalg.norm(shape)
    scale = np.linalg.norm(shadow - centre) / size if size > 0 else 0.0
    placed: np.ndarray = shape @ (left @ right) * scale + centre
    return placed
