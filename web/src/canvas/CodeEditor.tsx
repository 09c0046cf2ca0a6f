import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type Completion,
  type CompletionContext,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import type { Json } from '../api/types';
import { typeOf } from '../model/shapes';
import { UTILS } from '../model/utils';

interface CodeEditorProps {
  value: string;
  onChange: (next: string) => void;
  label: string;
  readOnly: boolean;
  typescript: boolean;
  /** What the code is handed, as far as it is known. */
  inputs: Json;
}

const LOOK = EditorView.theme({
  '&': { fontSize: '12.5px', color: 'var(--text)', backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', minHeight: '180px', maxHeight: '420px' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--muted)', border: 'none' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--accent-soft) !important' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--accent-text)',
  },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier], color: 'var(--kind-flow)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--kind-call)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.className], color: 'var(--kind-data)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--accent-text)' },
]);

/**
 * Code with colours, and what inputs and utils have offered as one types. It lives in a shadow tree: there its styles are
 * adopted, where in the document they would be a style element, which the content policy refuses.
 */
export default function CodeEditor({
  value,
  onChange,
  label,
  readOnly,
  typescript,
  inputs,
}: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const now = useRef({ onChange, inputs, value });
  useEffect(() => {
    now.current = { onChange, inputs, value };
  });
  useEffect(() => {
    const at = host.current;
    if (!at) return;
    const root = at.shadowRoot ?? at.attachShadow({ mode: 'open' });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: now.current.value,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          javascript({ typescript }),
          autocompletion({ icons: false, override: [(context) => offered(context, now.current.inputs)] }),
          syntaxHighlighting(COLOURS),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current.onChange(update.state.doc.toString());
          }),
          LOOK,
        ],
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [label, readOnly, typescript]);
  // Undone on the canvas, or changed by somebody else.
  useEffect(() => {
    const shown = view.current;
    if (shown && shown.state.doc.toString() !== value)
      shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: value } });
  }, [value]);
  return <div className="code-editor nokey" data-code ref={host} />;
}

/** After a dot, what there is behind the path before it; else inputs and utils themselves. */
function offered(context: CompletionContext, inputs: Json) {
  const path = context.matchBefore(/\b(?:inputs|utils)(?:\.[\w$]+|\[\d+\])*\.[\w$]*/);
  if (path) {
    const dot = path.text.lastIndexOf('.');
    return {
      from: path.from + dot + 1,
      options: membersOf(path.text.slice(0, dot), inputs),
      validFor: /^[\w$]*$/,
    };
  }
  const word = context.matchBefore(/[\w$]+/);
  if (!word && !context.explicit) return null;
  return {
    from: word?.from ?? context.pos,
    options: [
      { label: 'inputs', type: 'variable', detail: 'from fieldMappings' },
      { label: 'utils', type: 'variable', detail: 'helpers' },
    ],
    validFor: /^[\w$]*$/,
  };
}

function membersOf(path: string, inputs: Json): Completion[] {
  const [root, ...keys] = path.match(/[\w$]+/g) ?? [];
  if (root === 'utils') {
    const group = keys.join('.');
    return UTILS.filter((one) => one.of === group).map(({ name, detail }) => ({
      label: name,
      type: 'function',
      detail,
    }));
  }
  let value: Json | undefined = inputs;
  for (const key of keys) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (value !== null && typeof value === 'object') value = value[key];
    else return [];
  }
  if (value === null || value === undefined || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).map(([label, one]) => ({ label, type: 'property', detail: typeOf(one) }));
}
