import assert from "node:assert/strict";
import { test } from "node:test";
import { Text } from "@codemirror/state";
import { changesOf, isIn, offsetOf, placeOf, stretchOf } from "../src/places";

const text = Text.of(["x = '🐍🐍' + y", "", "zä"]);

test("columns count characters, and the editor units of UTF-16", () => {
    assert.equal(offsetOf(text, 1, 12), 13);
    assert.equal(text.sliceString(offsetOf(text, 1, 12)), "y\n\nzä");
    assert.equal(offsetOf(text, 3, 2), 17);
});

test("each place comes back", () => {
    for (let row = 1; row <= 3; row += 1) {
        for (let column = 1; column <= [...text.line(row).text].length + 1; column += 1) {
            assert.deepEqual(placeOf(text, offsetOf(text, row, column)), { row, column });
        }
    }
});

test("what is beyond the end is at the end", () => {
    assert.equal(offsetOf(text, 9, 9), text.length);
    assert.equal(offsetOf(text, 2, 9), text.line(2).from);
    assert.equal(offsetOf(text, 0, 0), 0);
    assert.deepEqual(stretchOf(text, { row: 3, column: 2, end_row: 3, end_column: 1 }), { from: 17, to: 17 });
});

test("edits become changes of the editor", () => {
    const span = { row: 3, column: 1, end_row: 3, end_column: 2 };
    assert.deepEqual(changesOf(text, [{ span, text: "w" }]), [{ from: 16, to: 17, insert: "w" }]);
});

test("a place is in a stretch from its first character to behind its last", () => {
    const span = { row: 2, column: 3, end_row: 4, end_column: 2 };
    const inside = [[2, 3], [2, 9], [3, 1], [4, 2]].every(([row = 0, column = 0]) => isIn(span, { row, column }));
    const outside = [[2, 2], [1, 9], [4, 3], [5, 1]].some(([row = 0, column = 0]) => isIn(span, { row, column }));
    assert.deepEqual([inside, outside], [true, false]);
});
