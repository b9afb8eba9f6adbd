// <rnn-polyphone-lab>：多音字的三位读者：只读前文、只读后文、双向；再看遮住哪个字影响最大。

import { ProbabilityBars } from "../core/charts.js";
import { diverging, Heatmap } from "../core/heatmap.js";
import { choice, controls, liveLine, textField } from "../core/controls.js";
import { el, number } from "../core/dom.js";
import { define, InteractiveFigure } from "../core/element.js";
import { Reader } from "../core/reader.js";
import { checkText } from "../core/texts.js";

const LIMIT = 24; // 句子最多几个字

class PolyphoneLab extends InteractiveFigure {
  build({ readers, dictionary, pinyin, examples }) {
    this.readers = readers.map(({ name, ...model }) => ({ name, reader: new Reader(model, dictionary) }));
    this.pinyin = pinyin;
    this.polyphones = new Set(dictionary.labels.map(([character]) => character));
    const check = (text) => this.check(text.trim());
    const onInput = (text) => this.read(text.trim());
    this.field = textField({ label: "中文句子", value: examples[0], examples, check, onInput });
    this.target = choice({ label: "注哪个字", options: [], onChange: () => this.draw() });
    const options = this.readers.map(({ name }, i) => [String(i), name]);
    this.watched = choice({
      label: "看谁的",
      options,
      value: String(options.length - 1),
      onChange: () => this.draw(),
    });
    this.line = liveLine();
    this.bars = this.readers.map(({ name }) => new ProbabilityBars({ caption: name }));
    this.strip = new Heatmap({ name: "遮住每个字的影响", cell: 30, rowHeight: 24 });
    this.read(examples[0]);
    const hint = "逐个遮住别的字，最可能的读音的概率降多少：蓝色是降，橙色是升，越深变得越多。";
    return [
      this.field.node,
      controls(this.target),
      this.line.node,
      el(
        "div",
        { class: "columns" },
        this.bars.map(({ node }) => node),
      ),
      controls(this.watched),
      el("p", { class: "muted" }, hint),
      this.strip.node,
    ];
  }

  check(text) {
    const known = (character) => this.readers[0].reader.ids.has(character);
    const found = checkText(text, { limit: LIMIT, known, replacement: "模型当作未知字" });
    if (found.error || [...text].some((character) => this.polyphones.has(character))) return found;
    return { error: `句子里没有模型认识的多音字。认识的有：${[...this.polyphones].join("")}。` };
  }

  read(text) {
    this.characters = [...text];
    const places = this.characters.flatMap((character, i) => (this.polyphones.has(character) ? [i] : []));
    const options = places.map((i) => el("option", { value: i }, `第 ${i + 1} 个字“${this.characters[i]}”`));
    this.target.input.replaceChildren(...options);
    this.draw();
  }

  draw() {
    const index = Number(this.target.value);
    const character = this.characters[index];
    const ids = this.readers[0].reader.encode(this.characters);
    const answers = this.readers.map(({ reader }) => reader.predict(ids, index, character));
    const best = answers.map((items) => items.reduce((a, b) => (b.value > a.value ? b : a)));
    answers.forEach((items, i) =>
      this.bars[i].update(
        items.map((item) => ({
          name: this.pinyin[item.reading],
          value: item.value,
          emphasis: item.reading === best[i].reading,
        })),
      ),
    );
    const spoken = this.readers.map(
      ({ name }, i) => `${name} ${this.pinyin[best[i].reading]}（${number(best[i].value)}）`,
    );
    this.line.say(`“${character}”的读音：${spoken.join("，")}。`);
    this.drawStrip(ids, index, character, best);
  }

  drawStrip(ids, index, character, best) {
    const watched = Number(this.watched.value);
    const { name, reader } = this.readers[watched];
    const drops = reader.occlude(ids, index, character, best[watched].reading);
    const most = drops.indexOf(Math.max(...drops));
    const matter =
      drops[most] > 0.005
        ? `影响最大的是“${this.characters[most]}”，降 ${number(drops[most])}`
        : "哪个字都几乎没有影响";
    this.strip.update({
      rows: [name],
      columns: this.characters,
      values: [drops],
      color: diverging,
      selected: index,
      label: `${name}：逐个遮住别的字，读音概率的变化；${matter}`,
    });
  }
}

define("rnn-polyphone-lab", PolyphoneLab);
