"use strict";
(() => {
  const range = document.querySelector("input[type=range]");
  if (range === null) return;
  const page = document.body;
  const [told, count, play, back, forward, source] =
    [".told", ".count", ".play", ".back", ".forward", ".source"].map((each) => page.querySelector(each));
  const last = Number(range.max);
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // What belongs to which step. A page can have tens of thousands of parts: each is looked at once.
  const put = (map, key, part) => map.has(key) ? map.get(key).push(part) : map.set(key, [part]);
  const sentences = new Map();
  const marks = new Map();
  const places = new Map();
  for (const part of page.querySelectorAll("li.step")) sentences.set(Number(part.dataset.step), part);
  for (const part of page.querySelectorAll(".mark[data-step]")) put(marks, Number(part.dataset.step), part);
  for (const part of page.querySelectorAll("[data-places]")) {
    for (const place of part.dataset.places.split(" ")) put(places, place, part);
  }
  const rows = new Map();
  for (const part of page.querySelectorAll(".numbered")) put(rows, part.dataset.row, part);
  const windows = [...page.querySelectorAll(".window")].map((part) => {
    const bars = new Map();
    const texts = [];
    for (const bar of part.querySelectorAll(".bar")) {
      put(bars, bar.dataset.variable, bar);
      const [box, text] = [bar.querySelector("rect"), bar.querySelector("text")];
      if (text === null) continue;
      const number = (it, name) => Number(it.getAttribute(name));
      const [x, room] = [number(text, "x"), number(box, "x") + number(box, "width") - 4];
      texts.push({ text, x, end: Math.max(x, room - 6.71 * text.textContent.length) });
    }
    return {
      part, bars, texts, chart: part.querySelector(".chart"), scrolled: part.querySelector(".scrolled"),
      first: Number(part.dataset.first), last: Number(part.dataset.last),
    };
  });
  const chips = [...page.querySelectorAll(".chip")];

  // Gives a class to these parts, and takes it from those that had it before.
  const marker = (name) => {
    let before = [];
    return (parts) => {
      for (const part of before) if (!parts.includes(part)) part.classList.remove(name);
      for (const part of parts) part.classList.add(name);
      before = parts;
    };
  };
  const light = marker("lit");
  // The bars of what a step is about are no places in the source, and light up none.
  const point = marker("about");

  // Only what scrolls inside of the page is moved, never the page under the reader's hand.
  const into = (box, { left, right, top, bottom }) => {
    const moved = (start, end, size) => {
      if (start < size * 0.1) return start - size * 0.25;
      return end > size * 0.9 ? Math.min(end - size * 0.75, start - size * 0.1) : 0;
    };
    const at = box.getBoundingClientRect();
    box.scrollBy({
      left: moved(left - at.left, right - at.left, box.clientWidth),
      top: moved(top - at.top, bottom - at.top, box.clientHeight),
      behavior: "instant",
    });
  };

  const hold = (inside, step, about) => {
    const covering = [];
    for (const chip of chips) {
      const bar = inside.bars.get(chip.dataset.holder)?.find((each) =>
        Number(each.dataset.first) <= step && step <= Number(each.dataset.last));
      chip.hidden = bar === undefined;
      if (bar === undefined) continue;
      const concerned = about.includes(chip.dataset.holder);
      const unbound = bar.classList.contains("unbound");
      chip.classList.toggle("about", concerned);
      chip.classList.toggle("none", unbound);
      const value = chip.querySelector(".value");
      value.className = unbound ? "value" : `value ${bar.querySelector("rect").getAttribute("class")}`;
      value.textContent = bar.querySelector("title").textContent;
      if (concerned) covering.push(bar);
    }
    return covering;
  };

  let step = 0;
  const go = (wanted) => {
    const to = Math.min(last, Math.max(1, wanted));
    if (to === step) return;
    step = to;
    const inside = windows.find((each) => each.first <= step && step <= each.last);
    for (const each of windows) if (each.part.localName === "details") each.part.open = each === inside;
    const sentence = sentences.get(step);
    const { place, row, about } = sentence.dataset;
    const late = sentence.classList.contains("late");

    const width = Number(inside.chart.dataset.step);
    const x = (step - inside.first) * width;
    const here = inside.chart.querySelector(".here");
    here.setAttribute("x", x);
    inside.chart.querySelector(".veil").setAttribute("x", x + width);
    into(inside.scrolled, here.getBoundingClientRect());

    const line = rows.get(row) ?? [];
    const there = places.get(place) ?? [];
    light([sentence, ...marks.get(step) ?? [], ...there, ...line]);
    point(hold(inside, step, about.split(" ")));
    const [first] = there.length > 0 ? there : line;
    if (first !== undefined) into(first.closest("pre"), first.getBoundingClientRect());
    source.classList.toggle("late", late);

    told.classList.toggle("late", late);
    const number = document.createElement("b");
    number.textContent = `Step ${step.toLocaleString("en")} of ${last.toLocaleString("en")}: `;
    told.replaceChildren(number, ...[...sentence.childNodes].map((each) => each.cloneNode(true)));
    count.textContent = `${step.toLocaleString("en")} / ${last.toLocaleString("en")}`;
    range.value = step;
    // The sentence is read aloud as it changes, and not a second time for the slider.
    range.setAttribute("aria-valuetext", `${step} of ${last}`);
    back.disabled = step === 1;
    forward.disabled = step === last;
  };

  let timer = null;
  let begun = false;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    told.setAttribute("aria-live", "polite");
    play.setAttribute("aria-pressed", "false");
    play.textContent = "▶";
    play.title = "Play";
  };
  const chosen = (to) => {
    stop();
    begun = true;
    go(to);
  };
  play.addEventListener("click", () => {
    if (timer !== null) {
      stop();
      return;
    }
    // From the beginning, if the reader has not chosen a step, or it is at the end.
    if (!begun || step === last) go(1);
    begun = true;
    // What changes by itself is not read aloud, step upon step.
    told.setAttribute("aria-live", "off");
    play.setAttribute("aria-pressed", "true");
    play.textContent = "❚❚";
    play.title = "Stop";
    timer = setInterval(() => {
      go(step + 1);
      if (step === last) stop();
    }, still.matches ? 2400 : 1400);
  });
  back.addEventListener("click", () => chosen(step - 1));
  forward.addEventListener("click", () => chosen(step + 1));
  range.addEventListener("input", () => chosen(range.valueAsNumber));

  // The value of a bar stays in sight while its beginning is scrolled out of it.
  const follow = ({ scrolled, texts }) => {
    for (const { text, x, end } of texts) {
      text.setAttribute("x", Math.max(x, Math.min(scrolled.scrollLeft + 6, end)));
    }
  };

  for (const each of windows) {
    each.scrolled.addEventListener("scroll", () => follow(each), { passive: true });
    const at = (event) => {
      const from = each.chart.getBoundingClientRect().left;
      return each.first + Math.floor((event.clientX - from) / Number(each.chart.dataset.step));
    };
    const choose = (event) => chosen(Math.min(each.last, Math.max(each.first, at(event))));
    each.chart.addEventListener("click", choose);
    // A finger scrolls; a mouse that is held down scrubs.
    each.chart.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" && (event.buttons & 1) === 1) choose(event);
    });
    const keys = { ArrowLeft: () => step - 1, ArrowRight: () => step + 1, Home: () => 1, End: () => last };
    each.scrolled.addEventListener("keydown", (event) => {
      const to = keys[event.key];
      if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      chosen(to());
    });
  }
  for (const list of page.querySelectorAll(".words ol")) {
    list.addEventListener("click", (event) => {
      const item = event.target.closest("li.step");
      if (item !== null) chosen(Number(item.dataset.step));
    });
  }

  for (const summary of page.querySelectorAll(".window > summary")) summary.tabIndex = -1;
  page.classList.add("scripted");
  go(range.valueAsNumber);
})();
