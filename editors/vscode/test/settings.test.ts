import assert from "node:assert/strict";
import { test } from "node:test";
import { expanded, located, told } from "../src/settings";

test("what is not set is not told, so that pyproject.toml has its say", () => {
    assert.deepEqual(told({}, ""), { enable: true, interpreter: "", showSyntaxErrors: true, hints: { captures: false } });
    assert.deepEqual(told({ certainty: null, select: [], ignore: [] }, ""), told({}, ""));
});

test("what is set is told", () => {
    const codes = { select: ["CEL1"], ignore: ["CEL104"] };
    const written = { enable: false, certainty: "possible", ...codes, showSyntaxErrors: false, hints: { captures: true } };
    assert.deepEqual(told(written, "/p"), { ...written, interpreter: "/p" });
});

for (const [path, meant] of [
    ["/usr/bin/python", "/usr/bin/python"],
    [" ~/py ", "/h/ada/py"],
    ["~", "/h/ada"],
    ["~ada/py", "~ada/py"],
    ["a~/py", "a~/py"],
    ["${workspaceFolder}/.venv/bin/python", "/w $& x/.venv/bin/python"],
    ["${userHome}/${env:NAME}/${env:ABSENT}py", "/h/ada/a name/py"],
    ["", ""],
] as const) {
    test(`${JSON.stringify(path)} means ${JSON.stringify(meant)}`, () => {
        assert.equal(expanded(path, "/w $& x", { HOME: "/h/ada", NAME: "a name" }), meant);
    });
}

test("on Windows the home directory has another name", () => {
    assert.equal(expanded("~\\py", "", { USERPROFILE: "D:\\ada" }), "D:\\ada\\py");
});

for (const [program, place] of [
    [".venv/bin/python", "/w/.venv/bin/python"],
    ["./py", "/w/py"],
    ["../py", "/py"],
    [".venv", "/w/.venv"],
    ["python3.12", "python3.12"],
    ["/usr/bin/python", "/usr/bin/python"],
    ["~ada/py", "~ada/py"],
    ["", ""],
] as const) {
    test(`${JSON.stringify(program)} is at ${JSON.stringify(place)}`, () => {
        assert.equal(located(program, "/w", (path) => path === "/w/.venv"), place);
    });
}

test("without a project a path stays relative", () => {
    assert.equal(located(".venv/bin/python", "", () => true), ".venv/bin/python");
});
