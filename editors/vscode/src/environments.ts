/** Virtual environments that are made or removed in the workspace while VS Code runs. */

import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { Disposable, type Uri, workspace } from "vscode";
import { inside } from "./interpreters";

/** Milliseconds between two looks at an environment that is being made, and how many looks: `python -m venv` is done by then. */
const PAUSE = 500;
const LOOKS = 60;

/** Has the listener called when a `.venv` was made, as soon as its Python is there, and when one was removed. */
export function onEnvironments(listener: () => void): Disposable {
    // Of the directory: what is written into one that is new comes too soon for those who watch.
    const watcher = workspace.createFileSystemWatcher("**/.venv", false, true, false);
    const made = watcher.onDidCreate((environment) => void filled(environment).then(listener));
    return Disposable.from(watcher, made, watcher.onDidDelete(listener));
}

async function filled(environment: Uri): Promise<void> {
    const python = inside(environment.fsPath, process.platform === "win32");
    for (let look = 0; look < LOOKS && !existsSync(python); look += 1) {
        await setTimeout(PAUSE);
    }
}
