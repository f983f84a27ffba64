/** What VS Code calls: commands, and when to start the server anew. */

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { onEnvironments } from "./environments";
import { onSelected } from "./selected";
import { Server } from "./server";
import { SECTION } from "./settings";

/** Settings that say which server is started; the others are told to the one that runs. */
const OF_THE_START = ["enable", "path", "interpreter"].map((name) => `${SECTION}.${name}`);

/** A command here and one of the server's, under one name. */
const CHECK_WORKSPACE = "cellophane.checkWorkspace";

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
    const log = window.createOutputChannel("cellophane", { log: true });
    const running = new Server(context.extensionPath, log);
    server = running;
    const reconsider = (): void => void running.reconsider();
    context.subscriptions.push(
        log,
        onEnvironments(reconsider),
        workspace.onDidChangeWorkspaceFolders(reconsider),
        commands.registerCommand("cellophane.restart", () => running.restart()),
        commands.registerCommand(CHECK_WORKSPACE, () => running.execute(CHECK_WORKSPACE)),
        commands.registerCommand("cellophane.showLog", () => log.show()),
        commands.registerCommand("cellophane.fixAll", () =>
            commands.executeCommand("editor.action.sourceAction", { kind: "source.fixAll.cellophane", apply: "first" }),
        ),
        workspace.onDidChangeConfiguration((event) => {
            if (OF_THE_START.some((name) => event.affectsConfiguration(name))) {
                reconsider();
            }
        }),
    );
    await running.restart();
    const listening = await onSelected(reconsider);
    if (listening) {
        context.subscriptions.push(listening);
    }
}

export function deactivate(): Promise<void> | undefined {
    return server?.stop();
}
