/** What VS Code calls: commands, and when to start the server anew. */

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { onSelected } from "./selected";
import { SECTION, Server } from "./server";

/** Settings that say which server is started; the others are told to the one that runs. */
const OF_THE_START = ["enable", "path", "interpreter"].map((name) => `${SECTION}.${name}`);

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
    const log = window.createOutputChannel("cellophane", { log: true });
    const running = new Server(context.extensionPath, log);
    server = running;
    const restart = (): Promise<void> => running.restart();
    context.subscriptions.push(
        log,
        commands.registerCommand("cellophane.restart", restart),
        commands.registerCommand("cellophane.showLog", () => log.show()),
        commands.registerCommand("cellophane.fixAll", () =>
            commands.executeCommand("editor.action.sourceAction", { kind: "source.fixAll.cellophane", apply: "first" }),
        ),
        workspace.onDidChangeConfiguration((event) => {
            if (OF_THE_START.some((name) => event.affectsConfiguration(name))) {
                void restart();
            }
        }),
    );
    await restart();
    const listening = await onSelected(() => void restart());
    if (listening) {
        context.subscriptions.push(listening);
    }
}

export function deactivate(): Promise<void> | undefined {
    return server?.stop();
}
