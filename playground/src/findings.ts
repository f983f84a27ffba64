/** The list of findings: each with how certain it is, the steps of its evidence, and what mends it. */

import { button, make, prose } from "./dom";
import type { Finding, Fix, Problem } from "./interpreter";
import type { Panel } from "./panels";
import type { Place } from "./places";

export interface FindingsListener {
    /** The reader wants to see this one along the lines. */
    chosen(finding: Finding): void;
    goTo(place: Place): void;
    mend(fix: Fix): void;
    /** Mends all: the safe ones, or the others as well. */
    mendAll(unsafe: boolean): void;
}

const CERTAINTIES = {
    certain: "every step was seen",
    likely: "one step rests on convention",
    possible: "one step is not known",
};

export class Findings implements Panel {
    readonly name = "findings";
    readonly label = "Findings";
    readonly element = make("div", { class: "findings" });
    #items = new Map<Finding, HTMLElement>();

    constructor(private readonly base: URL, private readonly listener: FindingsListener) {
        this.say("What cellophane finds will stand here.");
    }

    /** Says something in place of findings. */
    say(text: string): void {
        this.#items.clear();
        this.element.replaceChildren(make("p", { class: "nothing" }, ...prose(text)));
    }

    show(findings: readonly Finding[], problems: readonly Problem[]): void {
        this.#items = new Map(findings.map((finding) => [finding, this.#item(finding)]));
        if (findings.length === 0 && problems.length === 0) {
            this.say("Nothing here reads a variable that has moved on. Change something, and look again.");
            return;
        }
        this.element.replaceChildren(
            ...this.#mendAll(findings),
            make("ol", { class: "finding-list" }, ...problems.map(this.#problem, this), ...this.#items.values()),
        );
    }

    /** The finding that is shown along the lines. */
    choose(chosen: Finding | null): void {
        for (const [finding, item] of this.#items) {
            item.classList.toggle("chosen", finding === chosen);
            item.querySelector(".finding-head")?.setAttribute("aria-pressed", String(finding === chosen));
        }
    }

    #mendAll(findings: readonly Finding[]): HTMLElement[] {
        const fixes = findings.flatMap((finding) => finding.fix ?? []);
        const safe = fixes.filter((fix) => fix.safe).length;
        if (fixes.length < 2) {
            return [];
        }
        const bar = make("p", { class: "mend-all" });
        if (safe > 0) {
            const label = safe === 1 ? "Mend the safe one" : `Mend the ${safe} safe ones`;
            bar.append(button(label, () => this.listener.mendAll(false)));
        }
        if (safe < fixes.length) {
            bar.append(button(`Mend all ${fixes.length}`, () => this.listener.mendAll(true)));
        }
        return [bar];
    }

    #problem({ message, row, column }: Problem): HTMLElement {
        const words = make("p", { class: "finding-message" }, ...prose(message));
        const item = make("li", { class: "finding problem" }, words);
        if (row !== null) {
            const place = { row, column: column ?? 1 };
            item.prepend(button(`line ${row}`, () => this.listener.goTo(place), { class: "finding-line" }));
        }
        return item;
    }

    #item(finding: Finding): HTMLElement {
        const { code, certainty, message, span, evidence, fix, unfixed } = finding;
        const looks = { class: "finding-head", "aria-pressed": "false" };
        const head = button("", () => this.listener.chosen(finding), looks);
        head.append(
            make("span", { class: "finding-line" }, `line ${span.row}`),
            " ",
            make("span", { class: `certainty ${certainty}`, title: CERTAINTIES[certainty] }, certainty),
            " ",
            make("span", { class: "finding-message" }, ...prose(message)),
        );
        const steps = evidence.filter((each) => each.number !== null).map((each) => this.#step(each));
        const rule = new URL(`../rules/${encodeURIComponent(code)}.html`, this.base).href;
        const item = make("li", { class: "finding" }, head, make("ol", { class: "steps" }, ...steps));
        const link = make("p", { class: "rule" }, make("a", { href: rule }, `What ${code} is about`));
        item.append(...this.#mending(fix, unfixed), link);
        return item;
    }

    #step({ number, message, span }: Finding["evidence"][number]): HTMLElement {
        const step = button("", () => this.listener.goTo({ row: span.row, column: span.column }));
        step.append(...prose(message), make("span", { class: "at" }, ` line ${span.row}`));
        return make("li", { value: String(number) }, step);
    }

    #mending(fix: Fix | null, unfixed: string | null): HTMLElement[] {
        if (fix === null) {
            return unfixed === null ? [] : [make("p", { class: "unfixed" }, "Not mended here: ", ...prose(unfixed))];
        }
        const label = fix.safe ? "Mend it" : "Mend it all the same";
        const mend = button(label, () => this.listener.mend(fix), fix.safe ? { class: "mend" } : {});
        const words = make("p", { class: "mending" }, mend, make("span", {}, ...prose(fix.message)));
        if (fix.safe || fix.reason === null) {
            return [words];
        }
        return [words, make("p", { class: "reason" }, "Not safe: ", ...prose(fix.reason))];
    }
}
