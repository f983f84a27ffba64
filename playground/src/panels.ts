/** Panels beside a program: as tabs, of which one is seen, or one below the other. */

import { handOn, make } from "./dom";

export interface Panel {
    readonly name: string;
    readonly label: string;
    readonly element: HTMLElement;
    /** It has come into sight. */
    shown?(): void;
}

export interface Panels {
    /** The panel that is in front; null where all are seen. */
    readonly current: string | null;
    /** Brings a panel to the front, and the focus with it if it was in the one before. */
    show(name: string): void;
    /** How many there are of what the panel lists; null for none to be told. */
    count(name: string, number: number | null): void;
}

let made = 0;

/** Tabs as screen readers know them: arrows go from one to the next, Home and End to the first and the last. */
export class Tabs implements Panels {
    readonly element = make("div", { class: "tabs" });
    #current: string;
    readonly #tabs = new Map<string, HTMLButtonElement>();

    constructor(private readonly panels: readonly Panel[], label: string) {
        const list = make("div", { class: "tab-list", role: "tablist", "aria-label": label });
        this.element.append(list);
        for (const { name, label: title, element } of panels) {
            const id = `panel-${++made}`;
            const tab = make("button", { type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id }, title);
            element.setAttribute("role", "tabpanel");
            element.id = id;
            element.setAttribute("aria-labelledby", tab.id);
            element.tabIndex = 0;
            element.classList.add("panel");
            tab.addEventListener("click", () => this.show(name));
            this.#tabs.set(name, tab);
            list.append(tab);
            this.element.append(element);
        }
        list.addEventListener("keydown", (event) => this.#go(event));
        this.#current = panels[0]?.name ?? "";
        this.show(this.#current);
    }

    get current(): string {
        return this.#current;
    }

    show(name: string): void {
        this.#current = name;
        const front = this.panels.find((panel) => panel.name === name);
        const turn = () => this.panels.forEach((panel) => this.#turn(panel, panel === front));
        handOn(turn, () => front?.element ?? null);
        front?.shown?.();
    }

    #turn({ name, element }: Panel, front: boolean): void {
        const tab = this.#tabs.get(name);
        tab?.setAttribute("aria-selected", String(front));
        tab?.setAttribute("tabindex", front ? "0" : "-1");
        element.hidden = !front;
    }

    count(name: string, number: number | null): void {
        const tab = this.#tabs.get(name);
        tab?.querySelector(".count")?.remove();
        if (number !== null) {
            tab?.append(" ", make("span", { class: "count" }, String(number)));
            tab?.normalize();
        }
    }

    #go(event: KeyboardEvent): void {
        const names = this.panels.map((panel) => panel.name);
        const at = names.indexOf(this.#current);
        const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 };
        const next = names[((steps[event.key] ?? NaN) + names.length) % names.length];
        if (next !== undefined) {
            event.preventDefault();
            this.show(next);
            this.#tabs.get(next)?.focus();
        }
    }
}

/** All panels that have something to show, each where it belongs on the page. */
export class Stack implements Panels {
    readonly current = null;

    /** `place` puts the section of a panel where it belongs on the page. */
    constructor(private readonly panels: readonly Panel[], place: (section: HTMLElement, name: string) => void) {
        for (const { name, label, element } of panels) {
            element.classList.add("panel");
            element.tabIndex = -1;
            const heading = make("p", { class: "panel-label" }, label);
            const section = make("section", { "aria-label": label }, heading, element);
            section.hidden = true;
            place(section, name);
        }
    }

    show(name: string): void {
        const panel = this.panels.find((each) => each.name === name);
        if (panel?.element.parentElement) {
            panel.element.parentElement.hidden = false;
            panel.shown?.();
        }
    }

    count(): void {}
}
