/** Elements, made in one expression. What is said stands in them as text, never as HTML. */

type Child = Node | string;

export function make<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes: Record<string, string> = {},
    ...children: Child[]
): HTMLElementTagNameMap[Tag] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
}

/** A button that does something. */
export function button(label: string, act: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
    const made = make("button", { type: "button", ...attributes }, label);
    made.addEventListener("click", act);
    return made;
}

/** A sentence, in which what stands between backticks is code. */
export function prose(text: string): Child[] {
    const parts = text.split("`");
    if (parts.length % 2 === 0) {
        return [text];
    }
    return parts.map((part, index) => (index % 2 === 1 ? make("code", {}, part) : part));
}

/** The element of the page with that id, which must be there. */
export function byId(id: string): HTMLElement {
    const found = document.getElementById(id);
    if (found === null) {
        throw new Error(`the page has no #${id}`);
    }
    return found;
}

/** Does what may remove, hide or disable the element that has the focus; then `heir` is given it. */
export function handOn(act: () => void, heir: () => { focus(): void } | null): void {
    const had = document.activeElement;
    act();
    if (had !== null && had !== document.body && !(had.checkVisibility() && !had.matches(":disabled"))) {
        heir()?.focus();
    }
}

/** Has an act wait until so many milliseconds have passed without another call. */
export function debounced(milliseconds: number, act: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    return () => {
        clearTimeout(timer);
        timer = setTimeout(act, milliseconds);
    };
}
