"use strict";
(() => {
  const page = document.body;
  const parts = [...document.querySelectorAll("[data-variable], [data-function]")];
  const boxes = [...document.querySelectorAll("svg .box")];

  // Who captured what, as the arrows of the drawing say.
  const captures = new Set();
  for (const { dataset } of document.querySelectorAll("svg .reads[data-variable], svg .writes[data-variable]")) {
    captures.add(JSON.stringify([dataset.function, dataset.variable]));
  }
  const captured = (fn, variable) => captures.has(JSON.stringify([fn, variable]));

  // A subject is what the reader points at: { variable } or { function }.
  const subjectOf = (target) => {
    const part = target instanceof Element ? target.closest("[data-variable], [data-function]") : null;
    if (part === null) return null;
    const { variable, function: fn } = part.dataset;
    return variable === undefined ? { function: fn } : { variable };
  };
  const same = (one, other) =>
    one !== null && other !== null && one.variable === other.variable && one.function === other.function;

  const concerns = (subject, part) => {
    const { variable, function: fn, value } = part.dataset;
    // From function to function, and so about no variable.
    if (variable === undefined && part.classList.contains("arrow")) return false;
    if (subject.variable !== undefined) {
      const whole = part.closest("tr") ?? part;
      if (whole.dataset.variable !== undefined) return whole.dataset.variable === subject.variable;
      return captured(fn, subject.variable);
    }
    if (variable === undefined) return fn === subject.function;
    if (value === subject.function) return true;
    if (!captured(subject.function, variable)) return false;
    // Of what belongs to a function, only what is its own; but a binding matters to all who read.
    return fn === undefined || fn === subject.function || part.classList.contains("bound");
  };

  let pinned = null;
  let hovered = null;
  let focused = null;
  let shown = null;

  const show = () => {
    const subject = pinned ?? hovered ?? focused;
    if (subject === shown || same(subject, shown)) return;
    shown = subject;
    page.classList.toggle("looking", subject !== null);
    for (const part of parts) part.classList.toggle("lit", subject !== null && concerns(subject, part));
  };
  const pin = (subject) => {
    pinned = same(subject, pinned) ? null : subject;
    page.classList.toggle("pinned", pinned !== null);
    for (const box of boxes) box.setAttribute("aria-pressed", String(same(subjectOf(box), pinned)));
    show();
  };
  // What was pinned is shown in the other half as well, if that has a scroll bar of its own to show it with.
  const seen = document.querySelector(".seen");
  const bringIntoSight = (pointedAt) => {
    const marks = [...document.querySelectorAll(".mark.lit")];
    const cell = document.querySelector("svg .cell.lit");
    const inSight = (part) => {
      const { top, bottom } = part.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    };
    if (!seen.contains(pointedAt)) {
      if (cell !== null && seen.scrollHeight > seen.clientHeight && !inSight(cell)) cell.scrollIntoView({ block: "center" });
    } else if (marks.length > 0 && !marks.some(inSight)) {
      marks[0].closest(".numbered").scrollIntoView({ block: "center" });
    }
  };

  document.addEventListener("pointerover", (event) => {
    hovered = subjectOf(event.target);
    show();
  });
  document.documentElement.addEventListener("pointerleave", () => {
    hovered = null;
    show();
  });
  document.addEventListener("focusin", (event) => {
    // A click focuses as well, and would leave the light on after the pointer has gone.
    focused = event.target.matches(":focus-visible") ? subjectOf(event.target) : null;
    show();
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
    if (pinned !== null) bringIntoSight(event.target);
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
  const reachable = new Set();
  for (const mark of document.querySelectorAll(".mark")) {
    // One stop a variable: a long file has hundreds of marks.
    if (!reachable.has(mark.dataset.variable)) mark.tabIndex = 0;
    reachable.add(mark.dataset.variable);
  }
  for (const box of boxes) {
    if (box.classList.contains("value")) continue;
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-pressed", "false");
  }
})();
