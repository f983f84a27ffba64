import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { unpack } from "../src/library";
import type { FromWorker } from "../src/messages";
import { Output } from "../src/output";
import { isFromWorker, isParts } from "../src/untrusted";

describe("the archive", () => {
    test("its files are put where they go, without being copied", () => {
        const archive = new TextEncoder().encode('[["/lib/a.py", 3], ["/lib/b/c.py", 0], ["/lib/d.py", 2]]\nabcde');
        const directories: string[] = [];
        const files = new Map<string, Uint8Array>();
        unpack(archive.buffer, {
            mkdirTree: (path) => directories.push(path),
            writeFile: (path, data) => files.set(path, data),
        });
        deepEqual(directories, ["/lib", "/lib/b"]);
        const texts = [...files].map(([path, data]) => [path, new TextDecoder().decode(data)]);
        deepEqual(texts, [["/lib/a.py", "abc"], ["/lib/b/c.py", ""], ["/lib/d.py", "de"]]);
        ok([...files.values()].every((data) => data.buffer === archive.buffer));
    });
});

describe("output", () => {
    let messages = 0;

    function printing(print: (output: Output) => void): [string, string][] {
        const told: [string, string][] = [];
        messages = 0;
        const say = (message: FromWorker) => {
            ok(message.kind === "output");
            messages += 1;
            told.push(...message.pieces.map(([stream, text]): [string, string] => [stream, text]));
        };
        const output = new Output(say);
        print(output);
        output.flush();
        return told;
    }
    const bytes = (text: string) => new TextEncoder().encode(text);

    test("comes at once as long as there is little", () => {
        const told = printing((output) => ["a", "b", "c"].forEach((text) => output.write("stdout", bytes(text))));
        deepEqual(told, [["stdout", "a"], ["stdout", "b"], ["stdout", "c"]]);
    });

    test("is gathered once there is much, and nothing is lost", () => {
        const told = printing((output) => {
            for (let number = 0; number < 100_000; number++) {
                output.write("stdout", bytes(`${number}\n`));
            }
        });
        ok(told.length < 5000);
        equal(told.map(([, piece]) => piece).join(""), Array.from({ length: 100_000 }, (_, each) => `${each}\n`).join(""));
    });

    test("keeps the order of both streams", () => {
        const told = printing((output) => {
            for (let number = 0; number < 1000; number++) {
                output.write(number % 2 ? "stderr" : "stdout", bytes(`${number} `));
            }
        });
        ok(messages < 500); // however often they take turns
        equal(told.map(([, piece]) => piece).join(""), Array.from({ length: 1000 }, (_, each) => `${each} `).join(""));
        ok(told.every(([stream, piece]) => (Number(piece.trim()) % 2 ? "stderr" : "stdout") === stream));
    });

    test("a letter may come in pieces", () => {
        const letter = bytes("😀");
        const told = printing((output) => letter.forEach((_, place) => output.write("stdout", letter.slice(place, place + 1))));
        equal(told.map(([, piece]) => piece).join(""), "😀");
    });
});

describe("messages of a worker", () => {
    const parts = { look: null, timeline: { data: "{}" }, cost: { reason: "none" } };
    const showing = { kind: "showing", raised: false, message: null, seconds: 1 };

    test("are heard if they have the shape of one", () => {
        ok(isFromWorker({ kind: "output", pieces: [["stdout", "a"], ["stderr", "b"]] }));
        ok(isFromWorker({ kind: "answer", number: 1, answer: null }));
        ok(isFromWorker(showing));
        ok(isParts(parts));
    });

    for (const forged of [
        null, 1, "showing", [], {}, { kind: "output" }, { kind: "output", pieces: [["stdout", { toString: 1 }]] },
        { kind: "output", pieces: [["console", "a"]] }, { kind: "output", pieces: "a" }, { kind: "output", pieces: [1] },
        { kind: "answer", number: "1", answer: 1 }, { kind: "answer", number: 1 }, { kind: "failed", message: 1 },
        { kind: "ready", python: "3.13" }, { kind: "showing" }, { ...showing, raised: "no" }, { ...showing, seconds: "1" },
        { ...showing, message: undefined }, { kind: "output", pieces: [["stdout", "a".repeat((1 << 25) + 1)]] },
    ]) {
        test(`are not heard if they have not: ${String(JSON.stringify(forged)).slice(0, 60)}`, () => ok(!isFromWorker(forged)));
    }

    for (const wrong of [{ look: 1 }, { timeline: {} }, { cost: undefined }, { look: "<p>" }, { cost: { data: 1 } }]) {
        test(`what is to be shown is data or a reason: ${JSON.stringify(wrong)}`, () => ok(!isParts({ ...parts, ...wrong })));
    }
});
