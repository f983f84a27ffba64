/**
 * Asks programs of this machine what they are. The only place that runs them, but for the server itself.
 */

import { execFile } from "node:child_process";
import { type Answer, type Candidate, QUESTION, read } from "./interpreters";

/** Milliseconds until an answer is given up: many times what the slowest Python takes. */
const PATIENCE = 30_000;

/** What a Python says of itself, asked in a directory that holds no modules. */
export async function ask(candidate: Candidate, directory: string): Promise<Answer> {
    const { printed, problem } = await run(candidate.python, ["-c", QUESTION], directory);
    return problem === undefined ? read(candidate, printed) : { ...candidate, problem };
}

/** Why a command is not cellophane's, if so. */
export async function complaint(command: string, directory: string): Promise<string | undefined> {
    const { printed, problem } = await run(command, ["--version"], directory);
    return problem ?? (printed.startsWith("cellophane ") ? undefined : "is not cellophane");
}

interface Ran {
    readonly printed: string;
    readonly problem?: string;
}

function run(command: string, args: readonly string[], cwd: string): Promise<Ran> {
    return new Promise((resolve) => {
        execFile(command, args, { cwd, timeout: PATIENCE }, (error, printed) => {
            resolve({ printed, problem: error ? problemOf(error) : undefined });
        });
    });
}

function problemOf(error: { readonly code?: string | number | null; readonly killed?: boolean }): string {
    if (error.code === "ENOENT") {
        return "does not exist";
    }
    if (error.code === "EACCES") {
        return "is not a program that may be run";
    }
    return error.killed ? "does not answer" : "fails when it is run";
}
