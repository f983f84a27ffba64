/**
 * The client of one server: what it serves, what it is told, and what becomes of it when it ends.
 */

import { type LogOutputChannel, Uri } from "vscode";
import {
    CloseAction,
    type DynamicFeature,
    type ErrorHandler,
    ExecuteCommandRequest,
    LanguageClient,
    RevealOutputChannelOn,
    type StaticFeature,
} from "vscode-languageclient/node";
import type { Start } from "./choice";
import { asked, onlyThatSomethingChanged } from "./middleware";
import { SECTION, type Told } from "./settings";

interface Surroundings {
    readonly log: LogOutputChannel;
    /** What the server is told with the greeting. */
    readonly initial: Told;
    /** What it is told of the settings for a file or directory. */
    readonly toldOf: (resource: Uri | undefined) => Promise<Told>;
}

export class Client extends LanguageClient {
    constructor({ command, args }: Start, { log, initial, toldOf }: Surroundings) {
        // No transport is named: then it is stdio, and no argument says so.
        super(SECTION, "cellophane", { command, args: [...args] }, {
            documentSelector: [
                { scheme: "file", language: "python" },
                { scheme: "untitled", language: "python" },
                { notebook: { notebookType: "*" }, language: "python" },
            ],
            outputChannel: log,
            revealOutputChannelOn: RevealOutputChannelOn.Never,
            initializationOptions: initial,
            // Said by whoever awaits the start: the client would say it once more.
            initializationFailedHandler: () => false,
            errorHandler: startedAnewOnceItRan(() => this),
            middleware: {
                workspace: {
                    configuration: asked((scope) => toldOf(scope === undefined ? undefined : Uri.parse(scope))),
                    didChangeConfiguration: onlyThatSomethingChanged,
                },
            },
        });
    }

    /** Without the one that makes commands of VS Code of the server's: those are there, and say why, without a server too. */
    override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
        if (!("registrationType" in feature && feature.registrationType.method === ExecuteCommandRequest.method)) {
            super.registerFeature(feature);
        }
    }
}

/** A server that ran and ended is started anew, as is usual; one that never ran is not, as it would end again. */
function startedAnewOnceItRan(client: () => LanguageClient): ErrorHandler {
    let usual: ErrorHandler | undefined;
    const handler = (): ErrorHandler => (usual ??= client().createDefaultErrorHandler());
    return {
        error: (error, message, count) => handler().error(error, message, count),
        closed: () => (client().isRunning() ? handler().closed() : { action: CloseAction.DoNotRestart, handled: true }),
    };
}
