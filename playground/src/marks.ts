/**
 * What is marked in the editor beside findings: the evidence of one of them, numbered along the lines; the lines that a
 * drawing points at; and the closures that there is something to tell of. All of it moves with the text.
 */

import {
    countColumn,
    EditorState,
    type Extension,
    RangeSet,
    StateEffect,
    StateField,
    type Text,
} from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker, WidgetType } from "@codemirror/view";
import { make, prose } from "./dom";
import type { Evidence, Span } from "./interpreter";
import { stretchOf } from "./places";

export const showEvidence = StateEffect.define<readonly Evidence[]>();
export const lightRows = StateEffect.define<readonly number[]>();
export const markClosures = StateEffect.define<readonly Span[]>();

const CIRCLED = 9311;

export function numeral(number: number): string {
    return number >= 1 && number <= 20 ? String.fromCodePoint(CIRCLED + number) : `(${number})`;
}

/** A step of the evidence, below the line in which it happens: a bar under the words it is about, and what it says. */
class Step extends WidgetType {
    constructor(
        private readonly evidence: Evidence,
        private readonly column: number,
        private readonly width: number,
    ) {
        super();
    }

    override eq(other: Step): boolean {
        const { message, number } = this.evidence;
        return (
            message === other.evidence.message &&
            number === other.evidence.number &&
            this.column === other.column &&
            this.width === other.width
        );
    }

    override toDOM(): HTMLElement {
        const { message, number } = this.evidence;
        const step = make("div", { class: "cm-step" });
        step.style.setProperty("--column", String(this.column));
        step.style.setProperty("--width", String(this.width));
        const words = make("span", {}, ...(number === null ? [] : [`${number} `]), ...prose(message));
        step.append(make("span", { class: "cm-step-words" }, words));
        return step;
    }
}

class Numbers extends GutterMarker {
    constructor(private readonly text: string) {
        super();
    }

    override eq(other: Numbers): boolean {
        return this.text === other.text;
    }

    override toDOM(): Node {
        return document.createTextNode(this.text);
    }
}

interface Shown {
    steps: DecorationSet;
    numbers: RangeSet<Numbers>;
}

const NOTHING: Shown = { steps: Decoration.none, numbers: RangeSet.empty };

const evidenceField = StateField.define<Shown>({
    create: () => NOTHING,
    update({ steps, numbers }, transaction) {
        let shown = { steps: steps.map(transaction.changes), numbers: numbers.map(transaction.changes) };
        for (const effect of transaction.effects) {
            if (effect.is(showEvidence)) {
                const { state, newDoc } = transaction;
                shown = { steps: stepsOf(state, effect.value), numbers: numbersOf(newDoc, effect.value) };
            }
        }
        return shown;
    },
    provide: (field) => EditorView.decorations.from(field, (shown) => shown.steps),
});

function stepsOf(state: EditorState, evidence: readonly Evidence[]): DecorationSet {
    const parts = evidence.flatMap((each) => {
        const { from, to } = stretchOf(state.doc, each.span);
        const line = state.doc.lineAt(from);
        const column = countColumn(line.text, state.tabSize, from - line.from);
        const end = countColumn(line.text, state.tabSize, Math.min(to, line.to) - line.from);
        const step = new Step(each, column, Math.max(1, end - column));
        const below = Decoration.widget({ widget: step, side: 1, block: true }).range(line.to);
        return from < to ? [Decoration.mark({ class: "cm-proof" }).range(from, Math.min(to, line.to)), below] : [below];
    });
    return Decoration.set(parts, true);
}

function numbersOf(text: Text, evidence: readonly Evidence[]): RangeSet<Numbers> {
    const lines = new Map<number, string>();
    for (const { span, number } of evidence) {
        if (number !== null) {
            const { from } = text.lineAt(stretchOf(text, span).from);
            lines.set(from, (lines.get(from) ?? "") + numeral(number));
        }
    }
    return RangeSet.of([...lines].map(([from, each]) => new Numbers(each).range(from)), true);
}

/** A field of decorations that an effect puts in place of those before. */
function decorated<Value>(
    effect: ReturnType<typeof StateEffect.define<Value>>,
    decorate: (text: Text, value: Value) => DecorationSet,
): Extension {
    return StateField.define<DecorationSet>({
        create: () => Decoration.none,
        update: (shown, transaction) =>
            transaction.effects.reduce(
                (now, each) => (each.is(effect) ? decorate(transaction.newDoc, each.value) : now),
                shown.map(transaction.changes),
            ),
        provide: (field) => EditorView.decorations.from(field),
    });
}

function litLines(text: Text, rows: readonly number[]): DecorationSet {
    const known = [...new Set(rows)].filter((row) => row >= 1 && row <= text.lines);
    return Decoration.set(known.map((row) => Decoration.line({ class: "cm-lit" }).range(text.line(row).from)), true);
}

function closureMarks(text: Text, spans: readonly Span[]): DecorationSet {
    const marks = spans.flatMap((span) => {
        const { from, to } = stretchOf(text, span);
        const end = Math.min(to, text.lineAt(from).to);
        return from < end ? [Decoration.mark({ class: "cm-closure" }).range(from, end)] : [];
    });
    return Decoration.set(marks, true);
}

/** The numbers of the evidence stand in a gutter of their own, which takes no room while there are none. */
export const marks: Extension = [
    evidenceField,
    decorated(lightRows, litLines),
    decorated(markClosures, closureMarks),
    gutter({ class: "cm-numerals", markers: (view) => view.state.field(evidenceField).numbers }),
];
