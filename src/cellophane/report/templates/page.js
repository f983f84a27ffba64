"use strict";
(() => {
  const page = document.body;
  const [main, seen, picture, status] = ["main", ".seen", ".picture", ".status"].map((each) => page.querySelector(each));
  const boxes = [...document.querySelectorAll("svg .box:not(.value)")];
  const words = (text) => text?.split(" ").filter(Boolean) ?? [];

  // Which parts are about what. A page can have tens of thousands: each is looked at once.
  const parts = { variable: new Map(), function: new Map(), name: new Map(), value: new Map() };
  const put = (map, key, part) => map.has(key) ? map.get(key).push(part) : map.set(key, [part]);
  for (const part of document.querySelectorAll("[data-variable], [data-function]")) {
    const { variable, function: fn, value } = part.dataset;
    const row = part.parentElement.closest("tr[data-variable]");
    for (const key of words(variable)) put(parts.variable, key, part);
    if (value !== undefined) put(parts.value, value, part);
    if (variable !== undefined) continue;
    if (row !== null) {
      // The name of a function in the row of a variable.
      put(parts.name, fn, part);
      put(parts.variable, row.dataset.variable, part);
    } else if (!part.classList.contains("arrow")) {
      // An arrow from function to function is about no variable.
      put(parts.function, fn, part);
    }
  }

  // Who captured, or owns, what.
  const concerns = new Map();
  const concerned = new Map();
  for (const { dataset } of document.querySelectorAll("[data-variables]")) {
    concerns.set(dataset.function, words(dataset.variables));
    for (const variable of concerns.get(dataset.function)) put(concerned, variable, dataset.function);
  }

  // A subject is what the reader points at: { variables }, more than one where a name means several, or { function }.
  const subjectOf = (target) => {
    const part = target instanceof Element ? target.closest("[data-variable], [data-function]") : null;
    if (part === null) return null;
    const { variable, function: fn } = part.dataset;
    return variable === undefined ? { function: fn } : { variables: words(variable) };
  };
  const same = (one, other) => one !== null && other !== null && JSON.stringify(one) === JSON.stringify(other);

  const partsOfVariable = function* (variable) {
    yield* parts.variable.get(variable) ?? [];
    for (const fn of concerned.get(variable) ?? []) yield* parts.function.get(fn) ?? [];
  };
  const partsOfFunction = function* (fn) {
    for (const kind of ["function", "name", "value"]) yield* parts[kind].get(fn) ?? [];
    for (const variable of concerns.get(fn) ?? []) {
      for (const part of parts.variable.get(variable) ?? []) {
        if (part.classList.contains("by")) continue;
        // Of what belongs to functions, only what is its own; but a binding matters to all who read.
        const theirs = words(part.dataset.function);
        if (theirs.length === 0 || theirs.includes(fn) || part.classList.contains("bound")) yield part;
      }
    }
  };
  const partsOf = (subject) => {
    if (subject === null) return [];
    return subject.variables?.flatMap((each) => [...partsOfVariable(each)]) ?? partsOfFunction(subject.function);
  };

  // What is said of each subject in one line.
  const told = { variable: new Map(), function: new Map() };
  for (const { dataset } of document.querySelectorAll("[data-told]")) {
    const kind = dataset.variable === undefined ? "function" : "variable";
    told[kind].set(dataset[kind], dataset.told);
  }
  const wordsFor = (subject) => {
    if (subject === null) return "";
    const lines = subject.variables?.map((each) => told.variable.get(each)) ?? [told.function.get(subject.function)];
    return lines.filter(Boolean).join(" — ");
  };

  let pinned = null;
  let hovered = null;
  let focused = null;
  let shown = null;
  let lit = new Set();

  const show = () => {
    const subject = pinned ?? hovered ?? focused;
    if (subject === shown || same(subject, shown)) return;
    shown = subject;
    page.classList.toggle("looking", subject !== null);
    const now = new Set(partsOf(subject));
    for (const part of lit) if (!now.has(part)) part.classList.remove("lit");
    for (const part of now) part.classList.add("lit");
    lit = now;
    status.textContent = wordsFor(subject);
  };
  const pin = (subject) => {
    pinned = same(subject, pinned) ? null : subject;
    page.classList.toggle("pinned", pinned !== null);
    for (const box of boxes) box.setAttribute("aria-pressed", String(same(subjectOf(box), pinned)));
    show();
  };

  // What is lit is brought into sight, unless that would move what the reader points at.
  const inSight = (part, { top, bottom }) => {
    const box = part.getBoundingClientRect();
    return box.top >= top && box.bottom <= bottom;
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const showCell = () => {
    // In a panel with a scroll bar of its own, beside the source.
    const cell = picture.querySelector(".cell.lit");
    const frame = seen.getBoundingClientRect();
    if (cell === null || seen.scrollHeight <= seen.clientHeight || inSight(cell, frame)) return;
    const { top, height } = cell.getBoundingClientRect();
    const above = top - frame.top - (seen.clientHeight - height) / 2;
    seen.scrollBy({ top: above, behavior: calm.matches ? "auto" : "smooth" });
  };
  const showSource = () => {
    const marks = [...document.querySelectorAll(".mark.lit")];
    const screen = { top: 0, bottom: window.innerHeight };
    if (marks.length > 0 && !marks.some((mark) => inSight(mark, screen))) {
      marks[0].closest(".numbered").scrollIntoView({ block: "center" });
    }
  };

  document.addEventListener("pointerover", (event) => {
    hovered = subjectOf(event.target);
    show();
    if (pinned === null && hovered !== null && !seen.contains(event.target)) showCell();
  });
  document.documentElement.addEventListener("pointerleave", () => {
    hovered = null;
    show();
  });
  document.addEventListener("focusin", (event) => {
    // A click focuses as well, and would leave the light on after the pointer has gone.
    focused = event.target.matches(":focus-visible") ? subjectOf(event.target) : null;
    show();
    if (pinned === null && focused !== null && !seen.contains(event.target)) showCell();
  });
  document.addEventListener("focusout", () => {
    focused = null;
    show();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link !== null) {
      if (location.protocol === "about:") {
        // In a notebook's frame a link to a line would load the notebook in there.
        event.preventDefault();
        document.getElementById(link.hash.slice(1)).scrollIntoView({ block: "center" });
      }
      return;
    }
    pin(subjectOf(event.target));
    if (pinned === null) return;
    if (seen.contains(event.target) || picture.contains(event.target)) showSource();
    else showCell();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hovered = focused = null;
      pin(null);
    } else if ((event.key === "Enter" || event.key === " ") && !event.target.closest("a, button")) {
      const subject = subjectOf(event.target);
      if (subject === null) return;
      event.preventDefault();
      pin(subject);
    }
  });

  // Without a script the drawing is an image; with one its boxes can be reached and pressed.
  for (const drawing of document.querySelectorAll("svg.cellophane")) {
    const title = drawing.querySelector("title");
    drawing.setAttribute("role", "group");
    drawing.setAttribute("aria-label", title.textContent);
    // It would pop up wherever the pointer rests.
    title.remove();
  }
  // One below the other, the drawing comes first, for those who go by key as well.
  const narrow = matchMedia("not all and (min-width: 1300px)");
  const arrange = () => (narrow.matches ? main : seen).prepend(picture);
  narrow.addEventListener("change", arrange);
  arrange();

  const reachable = new Set();
  for (const mark of document.querySelectorAll(".mark")) {
    // One stop a variable: a long file has hundreds of marks.
    if (!reachable.has(mark.dataset.variable)) mark.tabIndex = 0;
    reachable.add(mark.dataset.variable);
  }
  for (const box of boxes) {
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-pressed", "false");
  }
})();
