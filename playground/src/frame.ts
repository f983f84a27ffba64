/** The hidden frame in which Python is shut in, and the workers in it, as the page sees them. */

import type { Files, FromWorker, Question, ToFrame } from "./messages";
import { isFromWorker } from "./untrusted";

/** A worker in the frame. What it says is checked for its shape before anybody hears of it. */
export class PythonWorker {
    private readonly channel = new MessageChannel();
    onmessage: ((message: FromWorker) => void) | null = null;
    /** It has come to an end without being asked to. */
    onclose: (() => void) | null = null;

    constructor(
        private readonly frame: Frame,
        private readonly number: number,
    ) {
        const { port1, port2 } = this.channel;
        port1.onmessage = ({ data }: MessageEvent<unknown>) => {
            this.onmessage?.(isFromWorker(data) ? data : { kind: "failed", message: "what it says makes no sense" });
        };
        // Told by browsers that know that the other end is gone; the others leave it to the time limit.
        port1.addEventListener("close", () => this.onclose?.());
        this.frame.post({ kind: "start", worker: number, port: port2 }, [port2]);
    }

    ask(question: Question): void {
        this.channel.port1.postMessage(question);
    }

    end(): void {
        this.onmessage = this.onclose = null;
        this.channel.port1.close();
        this.frame.post({ kind: "end", worker: this.number });
    }
}

export class Frame {
    private readonly element = document.createElement("iframe");
    private readonly loaded: Promise<void>;
    private workers = 0;

    constructor(base: URL) {
        showOnly(["sandbox.html", "drawing.html"].map((name) => new URL(name, base)));
        this.element.hidden = true;
        this.element.title = "Python";
        this.element.setAttribute("sandbox", "allow-scripts");
        this.loaded = new Promise((resolve) => this.element.addEventListener("load", () => resolve(), { once: true }));
        this.element.src = new URL("sandbox.html", base).href;
        document.body.append(this.element);
    }

    /** Hand over the interpreter, before any worker is started. */
    async fill(files: Files): Promise<void> {
        await this.loaded;
        this.post({ kind: "files", files }, Object.values(files) as ArrayBuffer[]);
    }

    start(): PythonWorker {
        this.workers += 1;
        return new PythonWorker(this, this.workers);
    }

    post(message: ToFrame, transferred: Transferable[] = []): void {
        // Its origin is none, so there is no name for it.
        this.element.contentWindow?.postMessage(message, "*", transferred);
    }
}

/** From now on the page has no frames but these: what is in one of them cannot lead it anywhere else.
 *
 * A policy that stands in the page itself cannot say this, as it does not know where the site is.
 */
function showOnly(addresses: readonly URL[]): void {
    if (document.head.querySelector("meta[data-frames]") === null) {
        const meta = document.createElement("meta");
        meta.httpEquiv = "Content-Security-Policy";
        meta.dataset["frames"] = "";
        meta.content = `frame-src ${addresses.map(({ origin, pathname }) => origin + inPolicy(pathname)).join(" ")}`;
        document.head.append(meta);
    }
}

/** What would end an address in a policy, in another way to write it. */
function inPolicy(path: string): string {
    return path.replaceAll(";", "%3B").replaceAll(",", "%2C");
}
