import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { unpack } from "../src/library";
import type { FromWorker } from "../src/messages";
import { Output } from "../src/output";
import { isFromWorker, isShown } from "../src/untrusted";

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
    function printing(print: (output: Output) => void): [string, string][] {
        const told: [string, string][] = [];
        const say = (message: FromWorker) => {
            ok(message.kind === "output");
            told.push([message.stream, message.piece]);
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
    const shown = { raised: false, look: null, timeline: "<p>", cost: null, message: null, seconds: 1 };

    test("are heard if they have the shape of one", () => {
        ok(isFromWorker({ kind: "output", stream: "stdout", piece: "a" }));
        ok(isFromWorker({ kind: "answer", number: 1, answer: null }));
        ok(isFromWorker({ kind: "showing" }));
        ok(isShown(shown));
    });

    for (const forged of [
        null, 1, "showing", [], {}, { kind: "output" }, { kind: "output", stream: "stdout", piece: { toString: 1 } },
        { kind: "output", stream: "console", piece: "a" }, { kind: "answer", number: "1", answer: 1 },
        { kind: "answer", number: 1 }, { kind: "failed", message: 1 }, { kind: "ready", python: "3.13" },
        { kind: "output", stream: "stdout", piece: "a".repeat((1 << 25) + 1) },
    ]) {
        test(`are not heard if they have not: ${String(JSON.stringify(forged)).slice(0, 60)}`, () => ok(!isFromWorker(forged)));
    }

    for (const wrong of [{ look: 1 }, { timeline: {} }, { raised: "no" }, { seconds: "1" }, { message: undefined }]) {
        test(`what is shown is text: ${JSON.stringify(wrong)}`, () => ok(!isShown({ ...shown, ...wrong })));
    }
});
