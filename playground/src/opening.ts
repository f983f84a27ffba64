/** Programs from outside the page: pasted, chosen as a file, or dropped onto it. */

import { programOf } from "./notebook";
import { refuseLong } from "./sharing";
import { wordsOf } from "./words";

/** The program that a text is: its own, or that of the notebook whose JSON it is. Throws `Refused`. */
function programFrom(text: string): string {
    refuseLongNotebook(text);
    const program = programOf(text) ?? text;
    refuseLong(program);
    return program;
}

/** The program in a text that was pasted; null if it is refused, and `warn` is told why. */
export function pasted(text: string, warn: (message: string) => void): string | null {
    try {
        return programFrom(text);
    } catch (error) {
        warn(wordsOf(error));
        return null;
    }
}

/** Has `opened` told each file that the reader chooses or drops. */
export function openFiles(chooser: HTMLInputElement, opened: (text: Promise<string>, name: string) => void): void {
    const open = (file: File | undefined) => {
        if (file !== undefined) {
            opened(read(file), file.name);
        }
    };
    chooser.addEventListener("change", () => {
        open(chooser.files?.[0]);
        // The same file can be chosen again, after it has changed.
        chooser.value = "";
    });
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    // Before the editor, which would put the file's text in where it is dropped.
    addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault(), { capture: true });
    addEventListener(
        "drop",
        (event) => {
            if (carriesFiles(event)) {
                event.preventDefault();
                event.stopPropagation();
                open(event.dataTransfer?.files[0]);
            }
        },
        { capture: true },
    );
}

async function read(file: File): Promise<string> {
    const most = 20_000_000;
    if (file.size > most) {
        refuseLong(" ".repeat(most));
    }
    return programFrom(await file.text());
}

/** A notebook with pictures in it has megabytes, and little code. */
function refuseLongNotebook(text: string): void {
    if (!text.trimStart().startsWith("{")) {
        refuseLong(text);
    }
}
