import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ask, complaint } from "../src/asking";

const PYTHON = process.env["PYTHON"] || "python3";
const directory = mkdtempSync(join(tmpdir(), "asking-"));
after(() => rmSync(directory, { recursive: true }));

function script(name: string, text: string, mode = 0o755): string {
    const path = join(directory, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
}

const asked = (python: string, place = directory) => ask({ python, origin: "the PATH", ours: false }, place);

test("a Python says its version, and whether the server is there", async () => {
    const answer = await asked(PYTHON);
    assert.equal(answer.problem, undefined);
    assert.equal(answer.version?.[0], 3);
    assert.equal(typeof answer.hasServer, "boolean");
});

test("a Python has the server where it and what it needs can be found, and neither is run", async () => {
    const place = mkdtempSync(join(directory, "installed-"));
    const server = join(place, "cellophane", "server");
    mkdirSync(server, { recursive: true });
    writeFileSync(join(place, "cellophane", "__init__.py"), "");
    writeFileSync(join(server, "__init__.py"), "raise RuntimeError");
    writeFileSync(join(place, "pygls.py"), "raise RuntimeError");
    assert.equal((await asked(PYTHON, place)).hasServer, true);
    rmSync(server, { recursive: true });
    assert.equal((await asked(PYTHON, place)).hasServer, false);
});

test("what is not there, may not be run, fails or is no Python is a problem", async () => {
    assert.equal((await asked(join(directory, "absent"))).problem, "does not exist");
    assert.equal((await asked(script("locked", "#!/bin/sh\n", 0o644))).problem, "is not a program that may be run");
    assert.equal((await asked(script("failing", "#!/bin/sh\nexit 3\n"))).problem, "fails when it is run");
    assert.equal((await asked(script("other", "#!/bin/sh\necho hello\n"))).problem, "does not answer as a Python does");
});

test("a command is cellophane's if it says so", async () => {
    assert.equal(await complaint(script("right", "#!/bin/sh\necho cellophane 1.0\n"), directory), undefined);
    assert.equal(await complaint(script("wrong", "#!/bin/sh\necho cello 1.0\n"), directory), "is not cellophane");
    assert.equal(await complaint(join(directory, "absent"), directory), "does not exist");
});
