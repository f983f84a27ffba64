import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, isSame, type Refusal, type Start } from "../src/choice";
import { type Answer, SETTING } from "../src/interpreters";

const WISHES = { path: "", script: "/x/bundled/start.py" };

function answer(python: string, told: Partial<Answer> = {}): Answer {
    return { python, origin: "the workspace", ours: true, version: [3, 12], hasServer: false, ...told };
}

function started(found: Start | Refusal): Start {
    assert.equal(found.kind, "start");
    return found as Start;
}

function refused(found: Start | Refusal): string {
    assert.equal(found.kind, "none");
    return (found as Refusal).message;
}

test("the setting cellophane.path comes before all", () => {
    const found = started(choose({ ...WISHES, path: "/c" }, [answer("/p", { hasServer: true })]));
    assert.deepEqual([found.command, found.args], ["/c", ["server"]]);
});

test("a path that cannot be run is refused, with the way out, and nothing else is started", () => {
    const found = refused(choose({ ...WISHES, path: "/c", pathProblem: "does not exist" }, [answer("/p")]));
    assert.equal(found, "cellophane.path names /c, which does not exist. Change the setting, or empty it to use the bundled server.");
});

test("a cellophane that is installed in the project's Python comes before the bundled one", () => {
    const found = started(choose(WISHES, [answer("/one"), answer("/two", { hasServer: true })]));
    assert.deepEqual([found.command, found.args], ["/two", ["-P", "-m", "cellophane", "server"]]);
    assert.match(found.because, /^cellophane as it is installed in \/two \(Python 3\.12, of the workspace\)$/);
});

test("one in a Python that is nobody's is not taken", () => {
    const found = started(choose(WISHES, [answer("python3", { ours: false, hasServer: true })]));
    assert.deepEqual([found.command, found.args], ["python3", ["-I", "/x/bundled/start.py", "server"]]);
});

test("the first Python that is new enough runs the bundled one", () => {
    const found = started(choose(WISHES, [answer("/old", { version: [3, 10] }), answer("/4", { version: [4, 0] }), answer("/3")]));
    assert.equal(found.command, "/4");
    assert.equal(found.warning, undefined);
});

test("one that is too old is not taken, whatever is installed there", () => {
    const found = started(choose(WISHES, [answer("/old", { version: [3, 10], hasServer: true }), answer("/new", { version: [3, 11] })]));
    assert.equal(found.command, "/new");
});

for (const [told, why] of [
    [{ version: undefined, problem: "does not exist" }, "does not exist"],
    [{ version: [3, 9] }, "is Python 3.9"],
] as const) {
    test(`who sets an interpreter that ${why} is told which one is taken`, () => {
        const found = started(choose(WISHES, [answer("/set", { ...told, origin: SETTING }), answer("/other")]));
        assert.equal(found.command, "/other");
        assert.equal(found.warning, `cellophane.interpreter names /set, which ${why}: /other is used. Change the setting.`);
    });
}

test("without a Python that is new enough it is said what was found, and what to do", () => {
    const absent = { version: undefined, problem: "does not exist" };
    const found = refused(choose(WISHES, [answer("/gone", absent), answer("python3", { version: [3, 9] })]));
    assert.equal(
        found,
        "cellophane needs Python 3.11 or newer, and found only python3, which is Python 3.9. " +
            "Install one, then choose it with “Python: Select Interpreter” or name it in the setting cellophane.interpreter.",
    );
    assert.match(refused(choose(WISHES, [answer("/set", { ...absent, origin: SETTING })])), /only \/set, which does not exist\./);
    assert.match(refused(choose(WISHES, [answer("/gone", absent)])), /^cellophane needs Python 3\.11 or newer, and found no Python\. /);
});

test("a server is the same if it would be started in the same way, whatever led to it", () => {
    const bundled = choose(WISHES, [answer("/p")]);
    assert.ok(isSame(bundled, choose(WISHES, [answer("/old", { version: [3, 9] }), answer("/p", { origin: "the PATH" })])));
    assert.ok(!isSame(bundled, choose(WISHES, [answer("/p", { hasServer: true })])));
    assert.ok(!isSame(bundled, choose(WISHES, [answer("/other")])));
    const passedOver = answer("/set", { problem: "does not exist", version: undefined, origin: SETTING });
    assert.ok(!isSame(bundled, choose(WISHES, [passedOver, answer("/p")])));
    assert.ok(!isSame(bundled, choose(WISHES, [])));
    assert.ok(isSame(choose(WISHES, []), choose(WISHES, [])));
    assert.ok(!isSame(choose(WISHES, []), choose(WISHES, [answer("/p", { version: [3, 9] })])));
});
