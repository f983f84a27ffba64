/**
 * The server that runs, or why none does: started, ended and started anew, one at a time.
 */

import { existsSync, statSync } from "node:fs";
import { commands, type LogOutputChannel, type Uri, window, workspace } from "vscode";
import { DidChangeConfigurationNotification, ExecuteCommandRequest, State } from "vscode-languageclient/node";
import { ask, complaint } from "./asking";
import { choose, isSame, type Refusal, type Start } from "./choice";
import { Client } from "./client";
import { candidates, pythonOf } from "./interpreters";
import { selected } from "./selected";
import { expanded, located, SECTION, told, type Told, type Written } from "./settings";

const SHOW_LOG = "Show Log";
const OPEN_SETTINGS = "Open Settings";
const OFF: Refusal = { kind: "none", message: "cellophane.enable is off, so that no server runs: turn it on to have files checked." };
const NOT_STARTED = "cellophane's server did not start: the log says why. Most often another Python helps (cellophane.interpreter).";
const ENDED = "cellophane's server has ended: the log says why. “cellophane: Restart Server” starts it anew.";

export class Server {
    private client: Client | undefined;
    /** What runs, or should, or why nothing does. */
    private decided: Start | Refusal = OFF;
    private last: Promise<void> = Promise.resolve();

    constructor(
        /** Where the extension is installed. */
        private readonly home: string,
        private readonly log: LogOutputChannel,
    ) {}

    /** End what runs and start what the settings ask for; whoever asks while that is done has it done once more after. */
    restart(): Promise<void> {
        return this.after(async () => this.renew(await this.meant()));
    }

    /** After something changed: start another server only if another is meant now; else the one that runs asks anew. */
    reconsider(): Promise<void> {
        return this.after(async () => {
            const meant = await this.meant();
            if (this.client?.isRunning() && isSame(meant, this.decided)) {
                await this.client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
            } else if (meant.kind === "start" || !isSame(meant, this.decided)) {
                await this.renew(meant);
            }
        });
    }

    /** Have a command of the server's run; where there is no server the user is told why. */
    async execute(command: string): Promise<unknown> {
        await this.last;
        if (this.client && [State.Running, State.Starting].includes(this.client.state)) {
            return this.client.sendRequest(ExecuteCommandRequest.type, { command });
        }
        this.tell(this.decided.kind === "none" ? this.decided.message : ENDED);
        return undefined;
    }

    async stop(): Promise<void> {
        const client = this.client;
        this.client = undefined;
        if (client?.needsStop()) { // one that did not start refuses to be ended
            await client.dispose().catch((error: unknown) => this.log.warn(`The server did not end as asked: ${String(error)}`));
        }
    }

    private after(act: () => Promise<void>): Promise<void> {
        this.last = this.last.then(act).catch((error: unknown) => this.failed(String(error)));
        return this.last;
    }

    private async renew(meant: Start | Refusal): Promise<void> {
        await this.stop();
        this.decided = meant;
        if (meant === OFF) {
            this.log.info(OFF.message);
        } else if (meant.kind === "none") {
            this.tell(meant.message);
        } else {
            await this.start(meant);
        }
    }

    private async start(meant: Start): Promise<void> {
        this.log.info(`Starting ${meant.because}: ${[meant.command, ...meant.args].join(" ")}`);
        if (meant.warning) {
            this.log.warn(meant.warning);
            void window.showWarningMessage(meant.warning);
        }
        this.client = new Client(meant, { log: this.log, initial: await toldOf(resources()[0]), toldOf });
        await this.client.start();
    }

    private async meant(): Promise<Start | Refusal> {
        return resources().some((resource) => written(resource).enable ?? true) ? this.choose(resources()[0]) : OFF;
    }

    private async choose(resource: Uri | undefined): Promise<Start | Refusal> {
        const settings = written(resource);
        const folders = (workspace.workspaceFolders ?? []).map((each) => each.uri.fsPath);
        const path = located(expanded(settings.path ?? "", folders[0] ?? "", process.env), folders[0] ?? "", () => false);
        const wishes = { path, script: `${this.home}/bundled/start.py` };
        if (path) {
            return choose({ ...wishes, pathProblem: await complaint(path, this.home) }, []);
        }
        const windows = process.platform === "win32";
        const setting = pythonOf(interpreterOf(settings, folders[0] ?? ""), windows, isDirectory);
        const asked = candidates({ setting, selected: await selected(resource), folders, windows });
        const answers = await Promise.all(asked.map((each) => ask(each, this.home)));
        for (const each of answers) {
            this.log.debug(`Asked ${each.python}: ${each.problem ?? `Python ${each.version?.join(".")}, server: ${each.hasServer}`}`);
        }
        return choose(wishes, answers);
    }

    private async failed(reason: string): Promise<void> {
        this.log.error(reason);
        await this.stop();
        this.decided = { kind: "none", message: NOT_STARTED };
        this.tell(NOT_STARTED);
    }

    /** Not awaited by whoever starts: a message stays until it is read. */
    private tell(message: string): void {
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

/** The directories of the workspace; nothing, once, where there are none. */
function resources(): readonly (Uri | undefined)[] {
    return workspace.workspaceFolders?.map((each) => each.uri) ?? [undefined];
}

function written(resource: Uri | undefined): Written {
    return workspace.getConfiguration(undefined, resource ?? null).get<Written>(SECTION) ?? {};
}

/** What the server is told of the settings for a file or directory. */
async function toldOf(resource: Uri | undefined): Promise<Told> {
    const settings = written(resource);
    const folder = resource ? workspace.getWorkspaceFolder(resource)?.uri.fsPath : workspace.workspaceFolders?.[0]?.uri.fsPath;
    return told(settings, interpreterOf(settings, folder ?? "") || ((await selected(resource)) ?? ""));
}

function interpreterOf(settings: Written, folder: string): string {
    return located(expanded(settings.interpreter ?? "", folder, process.env), folder, existsSync);
}

function isDirectory(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
