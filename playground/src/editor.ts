/** The editor: CodeMirror in a shadow root, where its style sheets are adopted: the page's policy need allow none. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { python } from "@codemirror/lang-python";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
    drawSelection,
    EditorView,
    highlightActiveLine,
    highlightActiveLineGutter,
    keymap,
    lineNumbers,
    tooltips,
    type ViewUpdate,
} from "@codemirror/view";
import { make } from "./dom";
import type { Edit, Evidence, Span } from "./interpreter";
import { lightRows, markClosures, marks, showEvidence } from "./marks";
import { changesOf, offsetOf, type Place, placeOf, stretchOf } from "./places";
import { theme } from "./theme";

/** What the editor tells of. */
export interface Listener {
    changed(): void;
    /** The cursor went somewhere. */
    moved(place: Place): void;
    run(): void;
    /** What is put in where a text is pasted or dropped; null if it is refused, which leaves all as it was. */
    pasted(text: string): string | null;
}

export interface Mark {
    span: Span;
    severity: "error" | "warning" | "info";
    message: string;
    actions: { name: string; act: () => void }[];
}

const HELP = "help";

/** The line that says which keys run the program, and which leave the editor. */
export function helpLine(): HTMLElement {
    const key = (name: string) => make("kbd", {}, name);
    const run = [key("Ctrl"), "+", key("Enter"), " runs. "];
    return make("p", { class: "help" }, ...run, key("Tab"), " indents; press ", key("Esc"), " and then ", key("Tab"),
        " to leave the editor.");
}

export class Editor {
    readonly #view: EditorView;

    constructor(host: HTMLElement, text: string, label: string, listener: Listener) {
        const root = host.attachShadow({ mode: "open" });
        // The rest of the page decides how high it is.
        const place = document.createElement("div");
        place.style.cssText = "height: 100%; max-height: inherit; container-type: inline-size";
        // For screen readers: nothing outside of the shadow root can describe what is in it.
        const help = helpLine();
        help.id = HELP;
        help.hidden = true;
        root.append(place, help);
        const state = EditorState.create({ doc: text, extensions: extensions(label, listener) });
        this.#view = new EditorView({ state, parent: place, root });
    }

    get text(): string {
        return this.#view.state.doc.toString();
    }

    get place(): Place {
        return placeOf(this.#view.state.doc, this.#view.state.selection.main.head);
    }

    /** Puts another program in its place, which can be undone. */
    replace(text: string): void {
        const { length } = this.#view.state.doc;
        this.#view.dispatch({
            changes: { from: 0, to: length, insert: text },
            selection: { anchor: 0 },
            scrollIntoView: true,
            // They were about the other one.
            effects: [showEvidence.of([]), lightRows.of([]), markClosures.of([])],
        });
    }

    /** Makes edits that are about the text as it is. */
    edit(edits: readonly Edit[]): void {
        this.#view.dispatch({ changes: changesOf(this.#view.state.doc, edits), userEvent: "input.mend" });
    }

    mark(found: readonly Mark[], closures: readonly Span[]): void {
        const { state } = this.#view;
        const diagnostics = found.map(({ span, severity, message, actions }): Diagnostic => {
            const { from, to } = stretchOf(state.doc, span);
            return { from, to, severity, message, actions: actions.map(({ name, act }) => ({ name, apply: act })) };
        });
        this.#view.dispatch(setDiagnostics(state, diagnostics), { effects: markClosures.of(closures) });
    }

    /** Shows the steps of a finding along the lines, in place of those of another one. */
    showEvidence(evidence: readonly Evidence[]): void {
        this.#view.dispatch({ effects: showEvidence.of(evidence) });
    }

    /** Lights lines up, in place of those that were lit; the first one comes into sight, if the editor scrolls. */
    light(rows: readonly number[]): void {
        this.#view.dispatch({ effects: lightRows.of(rows) });
        if (rows[0] !== undefined) {
            this.reveal(rows[0]);
        }
    }

    /** Brings a line into sight, if the editor scrolls; the page stays where it is. */
    reveal(row: number): void {
        const { scrollDOM, state } = this.#view;
        if (scrollDOM.scrollHeight <= scrollDOM.clientHeight) {
            return;
        }
        const { top, bottom } = this.#view.lineBlockAt(offsetOf(state.doc, row, 1));
        if (top < scrollDOM.scrollTop || bottom > scrollDOM.scrollTop + scrollDOM.clientHeight) {
            scrollDOM.scrollTop = top - scrollDOM.clientHeight / 3;
        }
    }

    /** Puts the cursor there, and leads the reader there. */
    goTo(place: Place): void {
        const anchor = offsetOf(this.#view.state.doc, place.row, place.column);
        this.#view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
        this.#view.focus();
    }

    focus(): void {
        this.#view.focus();
    }
}

function extensions(label: string, listener: Listener): Extension {
    const run = () => {
        listener.run();
        return true;
    };
    const refused = (data: DataTransfer | null) => {
        const text = data?.getData("text/plain");
        return text ? listener.pasted(text) === null : false;
    };
    return [
        lineNumbers(),
        highlightActiveLineGutter(),
        highlightActiveLine(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightSelectionMatches(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        python(),
        theme,
        marks,
        tooltips({ position: "absolute" }),
        keymap.of([
            { key: "Ctrl-Enter", run, preventDefault: true },
            { key: "Mod-Enter", run, preventDefault: true },
            ...defaultKeymap,
            ...historyKeymap,
            ...searchKeymap,
            ...lintKeymap,
            indentWithTab,
        ]),
        EditorView.contentAttributes.of({
            "aria-label": label,
            "aria-describedby": HELP,
            tabindex: "0",
            autocapitalize: "off",
            autocorrect: "off",
            spellcheck: "false",
        }),
        // Prevented before it takes the place of what is selected.
        EditorView.domEventHandlers({
            paste: ({ clipboardData }) => refused(clipboardData),
            drop: ({ dataTransfer }) => refused(dataTransfer),
        }),
        EditorView.clipboardInputFilter.of((text) => listener.pasted(text) ?? ""),
        EditorView.updateListener.of((update: ViewUpdate) => {
            if (update.docChanged) {
                listener.changed();
            }
            if (update.selectionSet || update.docChanged) {
                listener.moved(placeOf(update.state.doc, update.state.selection.main.head));
            }
        }),
    ];
}
