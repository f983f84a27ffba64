import assert from "node:assert/strict";
import { test } from "node:test";
import { programOf } from "../src/notebook";
import { Refused } from "../src/sharing";

interface Cell {
    cell_type: string;
    source: string | string[];
}

const code = (...lines: string[]): Cell => ({ cell_type: "code", source: lines.join("\n") });
const notebook = (...cells: Cell[]) => JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });

/** What becomes of one cell. */
function of(...lines: string[]): string[] {
    const program = programOf(notebook(code(...lines)));
    assert.ok(program !== null);
    const [heading, ...rest] = program.trimEnd().split("\n");
    assert.equal(heading, "# cell 1");
    return rest;
}

test("code cells become one program, each below a comment with its number", () => {
    const words: Cell = { cell_type: "markdown", source: "# Words" };
    const pieces: Cell = { cell_type: "code", source: ["x = 1\n", "y = 2"] };
    const program = programOf(notebook(code("a = 1"), words, code(""), pieces));
    assert.equal(program, "# cell 1\na = 1\n\n\n# cell 4\nx = 1\ny = 2\n");
});

test("older notebooks keep their cells in worksheets", () => {
    const sheet = { cells: [{ cell_type: "code", input: ["x = 1"] }] };
    assert.equal(programOf(JSON.stringify({ worksheets: [sheet], nbformat: 3 })), "# cell 1\nx = 1\n");
});

const NONE = ["x = 1", "", "{}", "{'a': 1}", '{"cells": 3}', "[1]", "null", '{"a": [1]}', "{broken", "{x for x in y}"];
for (const text of NONE) {
    test(`a text that is no notebook is none: ${text}`, () => {
        assert.equal(programOf(text), null);
    });
}

test("a notebook without code, or of another language, is refused in words", () => {
    const refused = (words: RegExp) => (error: unknown) => error instanceof Refused && words.test(error.message);
    assert.throws(() => programOf(notebook()), refused(/no cell with code/));
    const julia = JSON.stringify({ cells: [code("x = 1")], metadata: { language_info: { name: "julia" } } });
    assert.throws(() => programOf(julia), refused(/another language: julia/));
    const python = JSON.stringify({ cells: [code("x = 1")], metadata: { kernelspec: { language: "python3" } } });
    assert.ok(programOf(python));
});

test("magics are left in as comments", () => {
    assert.deepEqual(of("%matplotlib inline", "x = 1", "!ls", "?x", "x.real?"), [
        "# %matplotlib inline",
        "x = 1",
        "# !ls",
        "# ?x",
        "# x.real?",
    ]);
});

test("a magic in a block leaves a statement, and one that is assigned a value", () => {
    assert.deepEqual(of("if x:", "    %time f()", "files = !ls"), [
        "if x:",
        "    pass  # %time f()",
        "files = None  # files = !ls",
    ]);
});

test("of a cell magic, Python is kept and other languages are commented out", () => {
    assert.deepEqual(of("%%time", "f()", "%who"), ["# %%time", "f()", "# %who"]);
    assert.deepEqual(of("%%bash", "ls", "", "pwd"), ["# %%bash", "# ls", "", "# pwd"]);
});

test("what only looks like a magic is Python's", () => {
    for (const lines of [
        ["x = 7 % 2", "y = '%s' % x"],
        ["text = '''", "%s", "!", "'''"],
        ['text = """a', "%d", 'b"""', "z = (1", "% 2)"],
        ["x = [  # (", "  7", "% 2]"],
        ["print('it''s (')", "y = 'a\\'('"],
    ]) {
        assert.deepEqual(of(...lines), lines);
    }
    assert.deepEqual(of("x = '('", "%who"), ["x = '('", "# %who"]);
});
