/** Places in a text: from rows and columns, as cellophane tells them, to offsets, as the editor counts, and back. */

import type { Text } from "@codemirror/state";
import type { Edit, Span } from "./interpreter";

export interface Place {
    row: number;
    column: number;
}

export interface Stretch {
    from: number;
    to: number;
}

/** Rows and columns beyond the end are those at the end. */
export function offsetOf(text: Text, row: number, column: number): number {
    const line = text.line(Math.min(Math.max(row, 1), text.lines));
    return line.from + unitsBefore(line.text, column);
}

export function stretchOf(text: Text, span: Span): Stretch {
    const from = offsetOf(text, span.row, span.column);
    return { from, to: Math.max(from, offsetOf(text, span.end_row, span.end_column)) };
}

export function placeOf(text: Text, offset: number): Place {
    const line = text.lineAt(offset);
    return { row: line.number, column: [...line.text.slice(0, offset - line.from)].length + 1 };
}

export function isIn(span: Span, { row, column }: Place): boolean {
    const begun = row > span.row || (row === span.row && column >= span.column);
    return begun && (row < span.end_row || (row === span.end_row && column <= span.end_column));
}

/** What the editor is to change, for edits that are all about the same text. */
export function changesOf(text: Text, edits: readonly Edit[]): { from: number; to: number; insert: string }[] {
    return edits.map((edit) => ({ ...stretchOf(text, edit.span), insert: edit.text }));
}

/** How many units of UTF-16 stand before a column, which counts characters, from 1. */
function unitsBefore(line: string, column: number): number {
    let units = 0;
    for (const character of line) {
        if (--column < 1) {
            break;
        }
        units += character.length;
    }
    return units;
}
