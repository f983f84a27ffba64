import assert from "node:assert/strict";
import { test } from "node:test";
import type { CancellationToken, ConfigurationParams } from "vscode-languageclient/node";
import { asked, onlyThatSomethingChanged } from "../src/middleware";
import { told } from "../src/settings";

const NOBODY_CANCELS = {} as CancellationToken;

test("no value of a setting is sent unasked, whatever changed", async () => {
    for (const sections of [["cellophane"], undefined]) {
        const sent: unknown[] = [];
        await onlyThatSomethingChanged(sections, async (passed) => void sent.push(passed));
        assert.deepEqual(sent, [undefined]);
    }
});

test("what is asked of our settings is prepared for the place it is asked for, all else is as it was", async () => {
    const params: ConfigurationParams = {
        items: [{ section: "cellophane" }, { section: "cellophane", scopeUri: "file:///one" }, { section: "editor" }],
    };
    const answer = asked(async (scope) => told({}, `of ${scope}`));
    const found = await answer(params, NOBODY_CANCELS, async () => [{ interpreter: "${x}" }, null, { tabSize: 4 }]);
    assert.deepEqual(found, [told({}, "of undefined"), told({}, "of file:///one"), { tabSize: 4 }]);
});
