/**
 * How the server learns of settings: it is told that something changed, and asks. What it is told then is prepared, with
 * paths as they are meant; as they are written (`${workspaceFolder}/…`) they would mean nothing to it.
 */

import type { ConfigurationRequest, DidChangeConfigurationSignature } from "vscode-languageclient/node";
import { SECTION, type Told } from "./settings";

/** Answers the server's question: ours with what `toldOf` says for a URI, if it asks for one, all others as VS Code does. */
export function asked(toldOf: (scope: string | undefined) => Promise<Told>): ConfigurationRequest.MiddlewareSignature {
    return async (params, token, next) => {
        const values = await next(params, token);
        if (!Array.isArray(values)) {
            return values;
        }
        const answer = (value: unknown, index: number): unknown => {
            const item = params.items[index];
            return item?.section === SECTION ? toldOf(item.scopeUri ?? undefined) : value;
        };
        return Promise.all(values.map(answer)) as Promise<typeof values>;
    };
}

/** Without the sections that changed the client sends no values. */
export function onlyThatSomethingChanged(_sections: string[] | undefined, next: DidChangeConfigurationSignature): Promise<void> {
    return next(undefined);
}
