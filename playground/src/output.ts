/** What a program prints, on its way to the page: piece by piece, and in larger pieces once there are many. */

import type { Stream } from "./interpreter";
import type { FromWorker } from "./messages";

/** So many pieces are told one by one, as they come. */
const FIRST = 200;
/** Milliseconds for which later ones are gathered, and characters after which they are told before that. */
const PAUSE = 50;
const MOST = 1 << 14;

export class Output {
    private gathered: [Stream, string][] = [];
    private length = 0;
    private told = 0;
    private last = 0;
    private readonly decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

    constructor(private readonly say: (message: FromWorker) => void) {}

    /** Take bytes of a stream, all of them. */
    write(stream: Stream, bytes: Uint8Array): number {
        this.add(stream, this.decoders[stream].decode(bytes, { stream: true }));
        if (this.told < FIRST || this.length > MOST || performance.now() > this.last + PAUSE) {
            this.flush();
        }
        return bytes.length;
    }

    flush(): void {
        if (this.length) {
            this.say({ kind: "output", pieces: this.gathered });
            this.gathered = [];
            this.length = 0;
            this.told += 1;
            this.last = performance.now();
        }
    }

    /** The streams take turns as the program has them do. */
    private add(stream: Stream, text: string): void {
        const last = this.gathered.at(-1);
        if (last?.[0] === stream) {
            last[1] += text;
        } else if (text) {
            this.gathered.push([stream, text]);
        }
        this.length += text.length;
    }
}
