/** What the program prints, and the lines that it is given when it asks. */

import { make } from "./dom";
import type { Finished, Stream } from "./interpreter";
import type { Panel } from "./panels";

/** So many characters are shown: a page with more becomes slow. The end is what matters, as of a traceback. */
const MOST = 200_000;

const ENDINGS: Record<Exclude<Finished["how"], "ended">, string> = {
    raised: "The program ended with an exception.",
    stopped: "Stopped.",
    limit: "The program was stopped.",
    died: "Python itself came to an end, and was started again.",
};

export class Printed implements Panel {
    readonly name = "output";
    readonly label = "Output";
    readonly element = make("div", { class: "output" });
    readonly #printed = make("pre", { class: "printed" });
    readonly #ending = make("p", { class: "ending" });
    readonly #lines = make("textarea", { rows: "2", spellcheck: "false", autocapitalize: "off" });
    readonly #given = make("details", { class: "given" });
    readonly #cut = make("p", { class: "cut", hidden: "" });
    #length = 0;

    constructor() {
        const label = make("label", {}, "What ", make("code", {}, "input()"), " reads, one line a call:", this.#lines);
        this.#given.append(make("summary", {}, "Lines for input()"), label);
        const most = MOST.toLocaleString("en");
        this.#cut.append(`The beginning is left out: the last ${most} characters are shown.`);
        this.element.append(this.#given, this.#cut, this.#printed, this.#ending);
        this.#given.hidden = true;
        this.say("Nothing has run yet.");
    }

    get input(): string {
        return this.#lines.value;
    }

    /** Where lines can be typed is shown for programs that ask for some. */
    readsInput(asks: boolean): void {
        const first = asks && this.#given.hidden === true;
        this.#given.hidden = !asks;
        this.#given.open ||= first;
    }

    /** Begins anew, and says what is going on. */
    begin(what: string): void {
        this.#length = 0;
        this.#printed.replaceChildren();
        this.#cut.hidden = true;
        this.say(what);
        this.element.classList.remove("outdated");
    }

    add(stream: Stream, piece: string): void {
        const last = this.#printed.lastElementChild;
        if (last instanceof HTMLElement && last.className === stream) {
            last.append(piece);
        } else {
            this.#printed.append(make("span", { class: stream }, piece));
        }
        this.#length += piece.length;
        if (this.#length > MOST) {
            this.#forget(this.#length - MOST);
            this.#cut.hidden = false;
        }
    }

    /** Takes so many characters away from the beginning. */
    #forget(surplus: number): void {
        const first = document.createTreeWalker(this.#printed, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        range.setStart(this.#printed, 0);
        this.#length -= surplus;
        for (let text = first.nextNode() as Text | null; text !== null; text = first.nextNode() as Text | null) {
            if (text.length >= surplus) {
                range.setEnd(text, surplus);
                break;
            }
            surplus -= text.length;
        }
        range.deleteContents();
    }

    end({ how, message, seconds }: Finished): void {
        if (how !== "ended") {
            this.say(message ?? ENDINGS[how]);
            return;
        }
        const silent = this.#length === 0 ? ", and printed nothing" : "";
        this.say(message ?? `Ended after ${seconds.toFixed(2)} s${silent}.`);
    }

    /** What is going on, or why nothing could be run. */
    say(what: string): void {
        this.#ending.textContent = what;
    }

    outdate(): void {
        this.element.classList.add("outdated");
    }
}
