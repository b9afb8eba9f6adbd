"""绘图：样式、曲线的数据、带与热图，以及输出能否逐字节重复。"""

import io
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import plotting
from utils.training import History

TITLE = "训练与验证困惑度，词元/秒：“门控循环单元”（−1）"


@pytest.fixture(autouse=True)
def book_style():
    """每个测试都在全书样式下画图，结束后恢复原样。"""
    with mpl.rc_context():
        plt.switch_backend("agg")
        plotting.use_book_style()
        yield
        plt.close("all")


def draw_svg() -> bytes:
    """画一幅带中文的图，返回 SVG 文件的内容。"""
    figure, ax = plt.subplots()
    ax.set_title(TITLE)
    plotting.plot_bands(ax, [0, 1, 2], [[1, 2, 3], [3, 2, 1]], "甲")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def history(*values: float) -> History:
    """一份虚构的训练记录。"""
    count = len(values)
    return History(list(values), [v + 1 for v in values], [100] * count, [1.0] * count)


def test_bundled_font_comes_first_and_has_every_glyph():
    first = mpl.rcParams["font.sans-serif"][0]
    found = mpl.font_manager.findfont(first, fallback_to_default=False)
    assert found.endswith("utils/fonts/RNNBookSans-Regular.otf")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # 缺字时 matplotlib 只给一条警告
        draw_svg()


def test_svg_is_reproducible_and_draws_text_as_paths():
    first, second = draw_svg(), draw_svg()
    assert first == second
    assert b"<text" not in first
    assert b"<dc:date>" not in first


def test_colors_are_the_ones_that_the_book_can_turn_dark():
    svg = draw_svg().decode()
    used = {plotting.INK, plotting.GRID, plotting.PAPER, plotting.COLORS[0]}
    assert all(color in svg for color in used)
    assert "#000000" not in svg


def test_history_curves_hold_the_recorded_values():
    _, ax = plt.subplots()
    plotting.plot_history(ax, {"甲": history(9.0, 4.0, 3.0), "乙": history(8.0, 2.0)})
    curves = {line.get_label(): line for line in ax.get_lines()}
    assert list(curves) == ["甲：训练", "甲：验证", "乙：训练", "乙：验证"]
    assert list(curves["甲：训练"].get_xdata()) == [1, 2, 3]
    assert list(curves["甲：训练"].get_ydata()) == [9.0, 4.0, 3.0]
    assert list(curves["乙：验证"].get_ydata()) == [9.0, 3.0]
    assert curves["甲：训练"].get_color() == curves["甲：验证"].get_color() != curves["乙：训练"].get_color()


def test_history_axis_has_plain_number_labels():
    figure, ax = plt.subplots()
    plotting.plot_history(ax, {"甲": history(20.0, 5.0, 1.5)})
    figure.canvas.draw()
    assert {"2", "5", "10", "20"} <= {label.get_text() for label in ax.get_yticklabels()}


@pytest.mark.parametrize(
    ("histories", "message"), [({}, "没有训练记录"), ({"甲": History()}, "“甲”一轮都没有完成")]
)
def test_history_without_an_epoch_is_refused(histories, message):
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match=message):
        plotting.plot_history(ax, histories)


def test_band_runs_from_minimum_to_maximum_around_the_mean():
    _, ax = plt.subplots()
    plotting.plot_bands(ax, [10, 20], [[1.0, 5.0], [2.0, 4.0], [6.0, 3.0]], "甲")
    assert list(ax.get_lines()[0].get_ydata()) == [3.0, 4.0]
    corners = {tuple(point) for point in ax.collections[0].get_paths()[0].vertices.tolist()}
    assert {(10.0, 1.0), (10.0, 6.0), (20.0, 3.0), (20.0, 5.0)} == corners


@pytest.mark.parametrize("runs", [[1.0, 2.0], [[1.0, 2.0, 3.0]], np.zeros((0, 2))])
def test_band_of_the_wrong_shape_is_refused(runs):
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="runs 应有两维，每行 2 个点"):
        plotting.plot_bands(ax, [10, 20], runs, "甲")


def test_heatmap_shows_values_names_and_colour_bar():
    figure, ax = plt.subplots()
    plotting.heatmap(ax, [[0.0, 0.5, 1.0]], ["门"], list("abc"), "门的值", limits=(-1.0, 2.0))
    image = ax.get_images()[0]
    assert image.get_array().tolist() == [[0.0, 0.5, 1.0]]
    assert image.get_clim() == (-1.0, 2.0)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["a", "b", "c"]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["门"]
    assert figure.axes[1].get_ylabel() == "门的值"


def test_heatmap_with_missing_names_is_refused():
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="1 行、2 列"):
        plotting.heatmap(ax, [[0.0, 0.5, 1.0]], ["门"], list("ab"), "门的值")
