import assert from "node:assert/strict";
import { test } from "node:test";
import { type Candidate, candidates, pythonOf, read, SETTING } from "../src/interpreters";

const CANDIDATE: Candidate = { python: "/p", origin: "the PATH", ours: false };

test("the setting comes first, the PATH last", () => {
    const found = candidates({ setting: "/s/python", selected: "/e/python", folders: ["/one", "/two"], windows: false });
    assert.deepEqual(
        found.map((each) => each.python),
        ["/s/python", "/e/python", "/one/.venv/bin/python", "/two/.venv/bin/python", "python3", "python"],
    );
    assert.equal(found[0]?.origin, SETTING);
    assert.deepEqual(found.map((each) => each.ours), [true, true, true, true, false, false]);
});

test("Windows calls them otherwise", () => {
    const found = candidates({ setting: "", folders: ["C:\\one"], windows: true });
    assert.deepEqual(found.map((each) => each.python), ["C:\\one\\.venv\\Scripts\\python.exe", "python", "py"]);
});

test("one that several name counts once, as the first says it", () => {
    const found = candidates({ setting: "", selected: "/one/.venv/bin/python", folders: ["/one"], windows: false });
    assert.deepEqual(found.map((each) => each.origin), ["the Python extension", "the PATH", "the PATH"]);
});

test("a virtual environment stands for its Python", () => {
    const isDirectory = (path: string): boolean => path.replace(/[\\/]$/, "").endsWith(".venv");
    assert.equal(pythonOf("/one/.venv/", false, isDirectory), "/one/.venv/bin/python");
    assert.equal(pythonOf("C:\\.venv", true, isDirectory), "C:\\.venv\\Scripts\\python.exe");
    assert.equal(pythonOf("/usr/bin/python3", false, isDirectory), "/usr/bin/python3");
    assert.equal(pythonOf("", false, () => true), "");
});

test("the last line is the answer, whatever was printed before", () => {
    const answer = read(CANDIDATE, 'Welcome!\r\n{"version": [3, 12], "hasServer": true}\r\n');
    assert.deepEqual(answer, { ...CANDIDATE, version: [3, 12], hasServer: true });
});

for (const printed of ["", "Python 3.12", "{}", "null", '{"version": [3], "hasServer": true}', '{"version": ["3", 1], "hasServer": 1}']) {
    test(`${JSON.stringify(printed)} is no answer`, () => {
        assert.deepEqual(read(CANDIDATE, printed), { ...CANDIDATE, problem: "does not answer as a Python does" });
    });
}
