import { useEffect, useRef } from 'react';
import { readDefinition, type Definition } from '../model/definition';
import type { JsonObject } from '../api/types';

interface Shortcuts {
  undo: () => void;
  redo: () => void;
  copied: () => Definition;
  paste: (copied: Definition) => void;
}

const MARK = 'triggo-nodes';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('[data-code]') !== null ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Undo, redo, copy and paste by the keyboard, where nobody types into a field. Copies go through the clipboard. */
export function useShortcuts(on: boolean, shortcuts: Shortcuts): void {
  const now = useRef(shortcuts);
  useEffect(() => {
    now.current = shortcuts;
  });
  useEffect(() => {
    if (!on) return;
    const key = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
      const letter = event.key.toLowerCase();
      if (letter !== 'z' && letter !== 'y') return;
      event.preventDefault();
      if (letter === 'y' || event.shiftKey) now.current.redo();
      else now.current.undo();
    };
    const copy = (event: ClipboardEvent) => {
      const part = now.current.copied();
      if (isTyping(event.target) || part.nodes.length === 0 || window.getSelection()?.toString()) return;
      event.clipboardData?.setData('text/plain', JSON.stringify({ [MARK]: part }));
      event.preventDefault();
    };
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const part = nodesOf(event.clipboardData?.getData('text/plain') ?? '');
      if (!part) return;
      event.preventDefault();
      now.current.paste(part);
    };
    window.addEventListener('keydown', key);
    window.addEventListener('copy', copy);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('keydown', key);
      window.removeEventListener('copy', copy);
      window.removeEventListener('paste', paste);
    };
  }, [on]);
}

/** Nodes that were copied from a canvas, this one's or another's; undefined for any other text. */
function nodesOf(text: string): Definition | undefined {
  try {
    const value = (JSON.parse(text) as JsonObject)[MARK];
    return value && typeof value === 'object' && !Array.isArray(value) ? readDefinition(value) : undefined;
  } catch {
    return undefined;
  }
}
