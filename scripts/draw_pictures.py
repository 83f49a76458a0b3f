"""Draws the plotted pictures of source/images/ again: `python scripts/draw_pictures.py`.

Needs matplotlib (`pip install -e '.[pictures]'`) and the font Noto Sans CJK (Debian: fonts-noto-cjk); building the
deck needs neither, because the pictures are committed. Nothing is random, and no date or version is written, so the
same matplotlib draws the same bytes. The .svg files there are written by hand and are their own source.

All are white sheets: by day they melt into the card, at night they stay readable, which transparent ones would not.
At 4.2 inches a picture fills a phone's card at about 85 pixels to the inch: 10 pt are 12 pixels.
"""

import io
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

IMAGES = Path(__file__).parent.parent / "source" / "images"
BLUE, ORANGE, GREEN, GREY = "#0969da", "#bc4c00", "#1a7f37", "#59636e"
STYLE = {
    "font.family": ["Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"],
    "axes.unicode_minus": False,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "figure.dpi": 180,
    "figure.constrained_layout.use": True,
}


def optimizer_paths() -> Figure:
    """SGD, momentum and Adam from one start in a narrow valley; A, B and C are what the card asks for."""
    curvature = np.array([1.0, 40.0])

    def follow(step: str, count: int) -> np.ndarray:
        at, first, second = np.array([-4.0, 1.5]), np.zeros(2), np.zeros(2)
        path = [at]
        for t in range(1, count + 1):
            slope = curvature * at
            if step == "sgd":
                at = at - 0.047 * slope
            elif step == "momentum":
                first = 0.85 * first + slope
                at = at - 0.012 * first
            else:
                first = 0.9 * first + 0.1 * slope
                second = 0.99 * second + 0.01 * slope**2
                at = at - 0.12 * (first / (1 - 0.9**t)) / (np.sqrt(second / (1 - 0.99**t)) + 1e-8)
            path.append(at)
        return np.array(path)

    figure, axes = plt.subplots(3, 1, figsize=(4.2, 4.6), sharex=True)
    x, y = np.meshgrid(np.linspace(-4.6, 1.6, 240), np.linspace(-2.1, 2.1, 160))
    height = (curvature[0] * x**2 + curvature[1] * y**2) / 2
    rows = (("A", "sgd", ORANGE), ("B", "momentum", BLUE), ("C", "adam", GREEN))
    for axis, (name, step, colour) in zip(axes, rows, strict=True):
        path = follow(step, 60)
        axis.contour(x, y, np.sqrt(height), levels=9, colors="#d1d9e0", linewidths=0.8)
        axis.plot(*path.T, color=colour, linewidth=1.3, marker="o", markersize=2.4)
        axis.plot(0, 0, "k*", markersize=9)
        axis.text(0.985, 0.93, name, transform=axis.transAxes, ha="right", va="top", size=15, weight="bold")
        axis.set(xlim=(-4.6, 1.6), ylim=(-2.1, 2.1), yticks=[])
        axis.spines["left"].set_visible(False)
    axes[-1].set_xlabel("起点在左，★ 是最小值，每点一步，共 60 步")
    return figure


def learning_rates() -> Figure:
    """Three schedules over one training run."""
    figure, axis = plt.subplots(figsize=(4.2, 2.7))
    step, warm = np.linspace(0, 100, 1001), 8
    cosine = np.where(step < warm, step / warm, 0.1 + 0.45 * (1 + np.cos(np.pi * (step - warm) / (100 - warm))))
    stable = np.where(step < warm, step / warm, np.where(step < 80, 1, 1 - 0.95 * (step - 80) / 20))
    axis.plot(step, cosine, color=BLUE, label="warmup + 余弦")
    axis.plot(step, stable, color=GREEN, linestyle="--", label="warmup + 恒定 + 衰减 (WSD)")
    axis.plot(step, 0.1 ** np.floor(step / 34), color=ORANGE, linestyle=":", label="阶梯")
    axis.set(xlabel="训练进度 / %", ylabel="学习率 / 峰值", ylim=(0, 1.5), yticks=[0, 0.5, 1], xlim=(0, 100))
    axis.legend(loc="upper right", fontsize=9, labelspacing=0.3)
    return figure


def activations() -> Figure:
    """Four activation functions and, below, their derivatives."""
    x = np.linspace(-4, 4, 401)
    sigmoid = 1 / (1 + np.exp(-x))
    # Abramowitz and Stegun 7.1.26, error below 1.5e-7: spares a dependency on scipy.
    z = np.abs(x) / np.sqrt(2)
    t = 1 / (1 + 0.3275911 * z)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    normal = 0.5 * (1 + np.sign(x) * (1 - tail * np.exp(-(z**2))))
    bell = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    curves = (
        ("ReLU", np.maximum(x, 0), (x > 0).astype(float), ORANGE, "-"),
        ("GELU", x * normal, normal + x * bell, BLUE, "-"),
        ("SiLU", x * sigmoid, sigmoid * (1 + x * (1 - sigmoid)), GREEN, "--"),
        ("sigmoid", sigmoid, sigmoid * (1 - sigmoid), GREY, ":"),
    )
    figure, (above, below) = plt.subplots(2, 1, figsize=(4.2, 4.2), sharex=True)
    for name, value, slope, colour, line in curves:
        above.plot(x, value, line, color=colour, label=name)
        below.plot(x, slope, line, color=colour)
    above.set(ylabel="函数值", ylim=(-0.6, 3))
    above.legend(loc="upper left")
    below.set(ylabel="导数", xlabel="输入", yticks=[0, 0.25, 1])
    below.axhline(0.25, color="#d1d9e0", linewidth=0.8, zorder=0)
    return figure


def learning_curves() -> Figure:
    """Three runs, training and validation loss: under-fitting, over-fitting, diverging learning rate."""
    figure, axes = plt.subplots(3, 1, figsize=(4.2, 4.8), sharex=True)
    x = np.linspace(0, 30, 121)
    ripple = 0.03 * np.sin(2.9 * x) + 0.02 * np.sin(7.3 * x + 1)
    runs = (
        ("甲", 1.55 + 0.75 * np.exp(-x / 5), 1.65 + 0.72 * np.exp(-x / 5)),
        ("乙", 0.06 + 2.2 * np.exp(-x / 6), 0.55 + 1.75 * np.exp(-x / 3.5) + 0.0018 * x**2),
        (
            "丙",
            *(
                np.where(x < 9, 1 + 1.3 * np.exp(-x / 3), 1.06 + 0.42 * np.maximum(x - 9, 0) ** 0.35) + extra
                for extra in (0, 0.1)
            ),
        ),
    )
    for axis, (name, training, validation) in zip(axes, runs, strict=True):
        wild = 3.2 if name == "丙" else 0.7
        axis.plot(x, training + wild * ripple, color=BLUE, label="训练")
        axis.plot(x, validation + wild * np.roll(ripple, 5), color=ORANGE, linestyle="--", label="验证")
        axis.set(ylim=(0, 3.1), yticks=[0, 1, 2, 3], ylabel="loss")
        axis.text(0.985, 0.95, name, transform=axis.transAxes, ha="right", va="top", size=14, weight="bold")
    axes[0].legend(loc="upper center", ncols=2)
    axes[-1].set_xlabel("epoch")
    return figure


def attention_masks() -> Figure:
    """What may look at what: three masks over eight tokens, unlabelled as the card asks for their names."""
    count = 8
    query, key = np.indices((count, count))
    masks = (
        ("甲", np.ones((count, count), bool)),
        ("乙", key <= query),
        ("丙", (key <= query) | ((key < 3) & (query < 3))),
        ("丁", (key <= query) & (query - key < 3)),
    )
    figure, axes = plt.subplots(2, 2, figsize=(4.2, 4.7), gridspec_kw={"hspace": 0.08})
    for axis, (name, mask) in zip(axes.flat, masks, strict=True):
        axis.pcolormesh(np.where(mask, 1, 0), cmap=matplotlib.colors.ListedColormap(["#f6f8fa", "#54aeff"]),
                        vmin=0, vmax=1, edgecolors="white", linewidth=1.5)  # fmt: skip
        axis.invert_yaxis()
        axis.set(aspect="equal", xticks=[], yticks=[], xlabel="键 →", ylabel="← 查询")
        axis.set_title(name, weight="bold", size=13)
        for side in axis.spines.values():
            side.set_visible(False)
    return figure


def pipeline_schedules() -> Figure:
    """Four stages, four micro-batches; forward takes one unit, backward two."""
    stages, batches = 4, 4
    everything_first = [[("F", b) for b in range(batches)] + [("B", b) for b in range(batches)]] * stages
    interleaved = []
    for stage in range(stages):
        ahead = min(stages - stage, batches)
        jobs = [("F", b) for b in range(ahead)]
        for b in range(batches):
            jobs.append(("B", b))
            if ahead + b < batches:
                jobs.append(("F", ahead + b))
        interleaved.append(jobs)
    figure, axes = plt.subplots(2, 1, figsize=(4.2, 3.9), sharex=True)
    for axis, name, plan in zip(axes, ("上：GPipe", "下：1F1B"), (everything_first, interleaved), strict=True):
        _timeline(axis, plan)
        axis.set_title(name, loc="left", size=11)
    axes[-1].set_xlabel("时间 →（蓝：前向，橙：反向，灰：空闲）")
    return figure


def _timeline(axis: Axes, plan: list[list[tuple[str, int]]]) -> None:
    """Each job starts when its stage is free and the job it waits for, one stage before or after, has ended."""
    stages, free, left = len(plan), [0] * len(plan), [list(jobs) for jobs in plan]
    done: dict[tuple[str, int, int], int] = {}
    while any(left):
        for stage, jobs in enumerate(left):
            if not jobs:
                continue
            kind, batch = jobs[0]
            before = stage - 1 if kind == "F" else stage + 1
            waits = (kind, batch, before) if 0 <= before < stages else ("F", batch, stage) if kind == "B" else None
            if waits and waits not in done:
                continue
            jobs.pop(0)
            start, width = max(free[stage], done[waits] if waits else 0), 1 if kind == "F" else 2
            free[stage] = done[kind, batch, stage] = start + width
            colour = "#54aeff" if kind == "F" else "#ffb77c"
            axis.add_patch(Rectangle((start, stage), width, 1, facecolor=colour, edgecolor="white", linewidth=1.2))
            axis.text(
                start + width / 2, stage + 0.52, str(batch + 1), ha="center", va="center", size=9, color="#1f2328"
            )
    end = max(free)
    axis.add_patch(Rectangle((0, 0), end, stages, facecolor="#e4e8ec", zorder=0))
    axis.set(xlim=(0, end), ylim=(stages, 0), xticks=[], yticks=[n + 0.5 for n in range(stages)])
    axis.set_yticklabels([f"卡 {n}" for n in range(stages)])
    axis.tick_params(length=0)
    for side in axis.spines.values():
        side.set_visible(False)


def main() -> None:
    """Write every picture, under the name of the function that draws it."""
    plt.rcParams.update(STYLE)
    for draw in (optimizer_paths, learning_rates, activations, learning_curves, attention_masks, pipeline_schedules):
        figure = draw()
        drawn = io.BytesIO()
        figure.savefig(drawn)
        plt.close(figure)
        # 48 colours are enough for line drawings and cost a phone a third of the bytes.
        flat = Image.open(drawn).convert("RGB").quantize(48, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        flat.save(IMAGES / f"{draw.__name__}.png", optimize=True)


if __name__ == "__main__":
    main()
