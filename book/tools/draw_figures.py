"""重画 notebooks/figures 里的全部插图。

用法：
  python book/tools/draw_figures.py          重画
  python book/tools/draw_figures.py --check  只检查已提交的插图是不是最新的
"""

from __future__ import annotations

import sys
from pathlib import Path

import draw_beam
import draw_bench
import draw_birnn
import draw_cases
import draw_deep
import draw_gru
import draw_lstm
import draw_prelude
import draw_seq2seq

FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "figures"
FIGURES = (
    draw_prelude.book_map,
    draw_prelude.rnn_unrolled,
    draw_prelude.partition_sequential,
    draw_prelude.partition_random,
    draw_prelude.detach,
    draw_cases.motivation,
    draw_gru.gru_gates,
    draw_gru.gru_candidate,
    draw_gru.gru_cell,
    draw_cases.gru_extremes,
    draw_cases.reset_before_after,
    draw_lstm.lstm_ledger,
    draw_lstm.lstm_gates,
    draw_lstm.lstm_memory,
    draw_lstm.lstm_cell,
    draw_deep.deep_unrolled,
    draw_deep.deep_between,
    draw_birnn.birnn_unrolled,
    draw_birnn.birnn_leak,
    draw_seq2seq.seq2seq_unrolled,
    draw_seq2seq.seq2seq_feeding,
    draw_beam.beam_tree,
    draw_bench.bench_quality,
    draw_bench.bench_scaling,
    draw_bench.bench_text,
)


def stale() -> list[str]:
    """内容与程序画出来的不同（或缺少、多余）的插图的文件名。"""
    wanted = {f"{draw.__name__}.svg": draw().render() for draw in FIGURES}
    have = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")}
    return sorted(name for name in wanted.keys() | have.keys() if wanted.get(name) != have.get(name))


def main(arguments: list[str]) -> int:
    """命令行入口；返回退出码。"""
    if arguments == ["--check"]:
        print("\n".join(f"插图不是最新的：{name}" for name in stale()) or "插图都是最新的。")
        return 1 if stale() else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for draw in FIGURES:
        (FOLDER / f"{draw.__name__}.svg").write_text(draw().render(), encoding="utf-8")
    print(f"画好 {len(FIGURES)} 幅插图。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
