import assert from "node:assert/strict";
import { test } from "node:test";
import { fragmentOf, MOST_CHARACTERS, programIn, Refused, refuseLong } from "../src/sharing";

const refused = (words: RegExp) => (error: unknown) => error instanceof Refused && words.test(error.message);

/** What stands after the `#` for bytes that were packed by other means. */
async function packed(bytes: Uint8Array<ArrayBuffer>, version = "1"): Promise<string> {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return `code=${version}.${Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url")}`;
}

const PROGRAMS = ["", "print(1)\n", "x = 'ü — 🐍'\n\t# end", "\uFEFFx = 1\r\n", "a=1;".repeat(2000)];
for (const program of PROGRAMS) {
    test(`a program comes back exactly: ${JSON.stringify(program.slice(0, 20))}`, async () => {
        const fragment = await fragmentOf(program);
        assert.match(fragment, /^code=1\.[\w-]+$/);
        assert.equal(await programIn(fragment), program);
    });
}

test("what is packed elsewhere is read, among other parts of an address as well", async () => {
    const fragment = await packed(new TextEncoder().encode("x = 1"));
    assert.equal(await programIn(fragment), "x = 1");
    assert.equal(await programIn(`tab=look&${fragment}`), "x = 1");
});

test("an address without a program names none", async () => {
    assert.equal(await programIn(""), null);
    assert.equal(await programIn("example=counter"), null);
});

test("another version is told", async () => {
    const fragment = await packed(new Uint8Array([120]), "2");
    await assert.rejects(programIn(fragment), refused(/another version .* form 2, .* form 1/));
});

const BROKEN = ["code=", "code=1", "code=1.", "code=1.%%%", "code=1.AAAA", "code=abc.def", "code=1.K0ktLtFWMFSwBQA.x"];
for (const fragment of BROKEN) {
    test(`what is damaged is told: ${fragment}`, async () => {
        await assert.rejects(programIn(fragment), refused(/damaged/));
    });
}

test("what is cut off is damaged", async () => {
    const fragment = await fragmentOf("print('some words that are long enough to be cut')\n");
    await assert.rejects(programIn(fragment.slice(0, -8)), refused(/damaged/));
});

test("bytes that are no text are damaged", async () => {
    await assert.rejects(programIn(await packed(new Uint8Array([0xff, 0xfe, 0xff]))), refused(/damaged/));
});

test("a short address that unpacks to gigabytes is not unpacked", async () => {
    const fragment = await packed(new Uint8Array(50_000_000));
    assert.ok(fragment.length < 100_000);
    await assert.rejects(programIn(fragment), refused(/too long/));
});

test("a program that is too long for an address is refused, and one that is far too long is not packed", async () => {
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 2147483647);
    const noise = Array.from({ length: 60_000 }, () => String.fromCharCode(33 + (random() % 90)));
    await assert.rejects(fragmentOf(noise.join("")), refused(/too long for an address: .* Send it as a file/));
    await assert.rejects(fragmentOf("x".repeat(MOST_CHARACTERS + 1)), refused(/200,001 characters/));
    assert.throws(() => refuseLong("x".repeat(MOST_CHARACTERS + 1)), Refused);
    refuseLong("x".repeat(MOST_CHARACTERS));
});
