/**
 * The server that runs, or why none does: started, ended and started anew, one at a time.
 */

import { commands, type LogOutputChannel, type Uri, window, workspace } from "vscode";
import {
    CloseAction,
    type ErrorHandler,
    LanguageClient,
    type LanguageClientOptions,
    RevealOutputChannelOn,
} from "vscode-languageclient/node";
import { ask, complaint } from "./asking";
import { choose, type Refusal, type Start } from "./choice";
import { candidates } from "./interpreters";
import { selected } from "./selected";
import { expanded, told, type Told, type Written } from "./settings";

export const SECTION = "cellophane";
const SHOW_LOG = "Show Log";
const OPEN_SETTINGS = "Open Settings";

export class Server {
    private client: LanguageClient | undefined;
    private last: Promise<void> = Promise.resolve();

    constructor(
        /** Where the extension is installed. */
        private readonly home: string,
        private readonly log: LogOutputChannel,
    ) {}

    /** End what runs and start what the settings ask for; whoever asks while that is done has it done once more after. */
    restart(): Promise<void> {
        this.last = this.last.then(() => this.renew()).catch((error: unknown) => this.failed(String(error)));
        return this.last;
    }

    async stop(): Promise<void> {
        const client = this.client;
        this.client = undefined;
        await client?.stop().catch((error: unknown) => this.log.warn(`The server did not end as asked: ${String(error)}`));
        await client?.dispose();
    }

    private async renew(): Promise<void> {
        await this.stop();
        const resources: readonly (Uri | undefined)[] = workspace.workspaceFolders?.map((each) => each.uri) ?? [undefined];
        if (!resources.some((resource) => written(resource).enable ?? true)) {
            this.log.info("cellophane.enable is off: no server is started.");
            return;
        }
        const choice = await this.choose(resources[0]);
        if (choice.kind === "none") {
            await this.tell(choice.message);
            return;
        }
        this.log.info(`Starting ${choice.because}: ${[choice.command, ...choice.args].join(" ")}`);
        if (choice.warning) {
            this.log.warn(choice.warning);
            void window.showWarningMessage(choice.warning);
        }
        this.client = this.made(choice, await toldOf(resources[0]));
        await this.client.start();
    }

    private async choose(resource: Uri | undefined): Promise<Start | Refusal> {
        const settings = written(resource);
        const folders = (workspace.workspaceFolders ?? []).map((each) => each.uri.fsPath);
        const expand = (path: string | undefined): string => expanded(path ?? "", folders[0] ?? "", process.env);
        const path = expand(settings.path);
        const wishes = { path, script: `${this.home}/bundled/start.py` };
        if (path) {
            return choose({ ...wishes, pathProblem: await complaint(path, this.home) }, []);
        }
        const around = { setting: expand(settings.interpreter), selected: await selected(resource), folders };
        const asked = candidates({ ...around, windows: process.platform === "win32" });
        const answers = await Promise.all(asked.map((each) => ask(each, this.home)));
        for (const each of answers) {
            this.log.debug(`Asked ${each.python}: ${each.problem ?? `Python ${each.version?.join(".")}, server: ${each.hasServer}`}`);
        }
        return choose(wishes, answers);
    }

    private made({ command, args }: Start, initializationOptions: Told): LanguageClient {
        const options: LanguageClientOptions = {
            documentSelector: [
                { scheme: "file", language: "python" },
                { scheme: "untitled", language: "python" },
                { notebook: { notebookType: "*" }, language: "python" },
            ],
            outputChannel: this.log,
            revealOutputChannelOn: RevealOutputChannelOn.Never,
            initializationOptions,
            // Said by whoever awaits the start: the client would say it once more.
            initializationFailedHandler: () => false,
            synchronize: { configurationSection: SECTION },
            middleware: {
                workspace: {
                    configuration: async (params, token, next) => {
                        const values = await next(params, token);
                        if (!Array.isArray(values)) {
                            return values;
                        }
                        return Promise.all(
                            values.map((value: unknown, index) => {
                                const item = params.items[index];
                                const resource = item?.scopeUri ? this.client?.protocol2CodeConverter.asUri(item.scopeUri) : undefined;
                                return item?.section === SECTION ? toldOf(resource) : value;
                            }),
                        );
                    },
                },
            },
        };
        // No transport is named: then it is stdio, and no argument says so.
        const client: LanguageClient = new LanguageClient(SECTION, "cellophane", { command, args: [...args] }, {
            ...options,
            errorHandler: startedAnewOnceItRan(() => client),
        });
        return client;
    }

    private async failed(reason: string): Promise<void> {
        this.log.error(reason);
        await this.stop();
        await this.tell("cellophane's server did not start: the log says why. Most often another Python helps (cellophane.interpreter).");
    }

    /** Not awaited by whoever starts: a message stays until it is read. */
    private async tell(message: string): Promise<void> {
        this.log.error(message);
        void window.showErrorMessage(message, SHOW_LOG, OPEN_SETTINGS).then((answer) => {
            if (answer === SHOW_LOG) {
                this.log.show();
            } else if (answer === OPEN_SETTINGS) {
                void commands.executeCommand("workbench.action.openSettings", SECTION);
            }
        });
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

function written(resource: Uri | undefined): Written {
    return workspace.getConfiguration(undefined, resource ?? null).get<Written>(SECTION) ?? {};
}

/** What the server is told of the settings for a file or directory. */
async function toldOf(resource: Uri | undefined): Promise<Told> {
    const settings = written(resource);
    const folder = resource ? workspace.getWorkspaceFolder(resource)?.uri.fsPath : workspace.workspaceFolders?.[0]?.uri.fsPath;
    const setting = expanded(settings.interpreter ?? "", folder ?? "", process.env);
    return told(settings, setting || ((await selected(resource)) ?? ""));
}
