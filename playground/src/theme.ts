/** How the editor looks: by the colours of the page around it, which know light from dark. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = EditorView.theme({
    "&": {
        height: "100%",
        maxHeight: "inherit",
        color: "var(--ink)",
        backgroundColor: "var(--paper)",
        fontSize: "13.5px",
    },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto", scrollbarWidth: "thin" },
    ".cm-content": { padding: "10px 0", caretColor: "var(--ink)" },
    ".cm-line": { padding: "0 14px 0 6px" },
    "&.cm-focused .cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
    ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--quiet)", border: "none" },
    ".cm-lineNumbers .cm-gutterElement": { padding: "0 6px 0 10px", minWidth: "32px" },
    ".cm-numerals .cm-gutterElement": { padding: "0 4px 0 2px", color: "var(--bound)", fontSize: "15px" },
    ".cm-activeLine": { backgroundColor: "transparent" },
    "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--wash) 70%, transparent)" },
    ".cm-activeLineGutter": { backgroundColor: "transparent" },
    "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)" },
    "& .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
        background: "var(--selected)",
    },
    ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
        backgroundColor: "var(--wash)",
        outline: "1px solid var(--rule)",
    },
    ".cm-selectionMatch": { backgroundColor: "var(--wash)" },
    ".cm-closure": {
        textDecoration: "underline dotted 1px",
        textDecorationColor: "var(--quiet)",
        textUnderlineOffset: "4px",
    },
    ".cm-lit": { backgroundColor: "var(--read-wash) !important", boxShadow: "inset 3px 0 var(--read)" },
    ".cm-proof": { backgroundColor: "color-mix(in srgb, var(--bound-wash) 55%, transparent)", borderRadius: "2px" },
    ".cm-step": {
        padding: "0 14px 2px 6px",
        whiteSpace: "normal",
        color: "var(--bound)",
        fontFamily: "var(--mono)",
        fontSize: "12px",
        lineHeight: "1.45",
    },
    ".cm-step::before": {
        content: "''",
        display: "block",
        fontSize: "13.5px",
        width: "calc(var(--width) * 1ch)",
        marginLeft: "calc(var(--column) * 1ch)",
        borderTop: "2px solid var(--bound)",
    },
    ".cm-step-words": {
        display: "block",
        // As far in as what they are about, as long as there is room for them beside the gutters.
        "--in": "min(calc(var(--column) * 1.125ch), max(0px, calc(100cqi - 90px - 30ch)))",
        marginLeft: "var(--in)",
        maxWidth: "calc(100cqi - 90px - var(--in))",
    },
    ".cm-step-words > span": { fontFamily: "var(--sans)" },
    ".cm-step-words code": { fontFamily: "var(--mono)", fontSize: "0.95em" },
    ".cm-lintRange": {
        backgroundImage: "none !important",
        textDecoration: "underline wavy 1.5px",
        textUnderlineOffset: "3px",
    },
    ".cm-lintRange-error": { textDecorationColor: "var(--wrong)" },
    ".cm-lintRange-warning": { textDecorationColor: "var(--bound)" },
    ".cm-lintRange-info": { textDecorationColor: "var(--read)" },
    ".cm-lintRange-active": { backgroundColor: "var(--bound-wash)" },
    ".cm-tooltip": {
        backgroundColor: "var(--paper)",
        color: "var(--ink)",
        border: "1px solid var(--rule)",
        borderRadius: "6px",
        boxShadow: "0 4px 16px rgb(0 0 0 / 0.15)",
        maxWidth: "min(34rem, 90vw)",
    },
    ".cm-diagnostic": {
        padding: "8px 12px",
        fontFamily: "var(--sans)",
        fontSize: "13px",
        borderLeft: "3px solid var(--wrong)",
    },
    ".cm-diagnostic-warning": { borderLeftColor: "var(--bound)" },
    ".cm-diagnostic-info": { borderLeftColor: "var(--read)" },
    ".cm-diagnosticAction": {
        backgroundColor: "var(--read)",
        color: "var(--paper)",
        borderRadius: "4px",
        padding: "3px 8px",
        font: "12px var(--sans)",
    },
    ".cm-panels": { backgroundColor: "var(--wash)", color: "var(--ink)", borderColor: "var(--rule)" },
    ".cm-panel.cm-search": { fontFamily: "var(--sans)", padding: "6px 10px" },
    ".cm-panel.cm-search input, .cm-panel.cm-search button": { fontSize: "12px" },
    ".cm-textfield": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--rule)" },
    ".cm-button": {
        backgroundImage: "none",
        backgroundColor: "var(--paper)",
        color: "var(--ink)",
        border: "1px solid var(--rule)",
    },
    ".cm-placeholder": { color: "var(--quiet)" },
});

const highlighting = HighlightStyle.define([
    { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--keyword)", fontWeight: "600" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
    { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
    { tag: [tags.comment, tags.docString], color: "var(--quiet)", fontStyle: "italic" },
    { tag: [tags.definition(tags.variableName), tags.function(tags.definition(tags.variableName))], fontWeight: "600" },
]);

export const theme: Extension = [colours, syntaxHighlighting(highlighting)];
