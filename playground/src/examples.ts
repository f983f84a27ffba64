/** The menu of programs to begin with, from the file that is built beside the page. */

import { make, prose } from "./dom";

export interface Example {
    /** What it is called in the address. */
    name: string;
    title: string;
    text: string;
}

export interface Group {
    label: string;
    programs: Example[];
}

export class Examples {
    #programs = new Map<string, Example>();

    /** Fills the menu. Rejects when the file cannot be had. */
    async load(base: URL, menu: HTMLElement): Promise<void> {
        const answer = await fetch(new URL("examples.json", base));
        if (!answer.ok) {
            throw new Error(`The examples cannot be loaded: the server says ${answer.status}.`);
        }
        const groups = (await answer.json()) as Group[];
        for (const { label, programs } of groups) {
            const links = programs.map(({ name, title }) =>
                make("li", {}, make("a", { href: `#example=${encodeURIComponent(name)}` }, ...prose(title))),
            );
            menu.append(make("section", {}, make("h2", {}, label), make("ul", {}, ...links)));
            for (const each of programs) {
                this.#programs.set(each.name, each);
            }
        }
    }

    /** The program that an address names; undefined if it names none, or one that there is not. */
    named(fragment: string): Example | undefined {
        return this.#programs.get(new URLSearchParams(fragment).get("example") ?? "");
    }
}
