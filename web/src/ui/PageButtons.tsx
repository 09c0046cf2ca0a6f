import { useState } from 'react';
import { text } from '../text/en';
import { Button } from './Button';

/** Which page of a long list is shown: the cursors that led to it, one for each page since the first. */
export interface Pages {
  /** Undefined for the first page. */
  cursor: string | undefined;
  first: boolean;
  begin: () => void;
  newer: () => void;
  older: (next: string) => void;
}

/** Begins anew with another list, whatever made it another: what is chosen here, or the way back in the browser. */
export function usePages(list: unknown): Pages {
  const name = JSON.stringify(list);
  const [of, setOf] = useState(name);
  const [cursors, setCursors] = useState<string[]>([]);
  const same = of === name;
  if (!same) {
    setOf(name);
    setCursors([]);
  }
  return {
    cursor: same ? cursors.at(-1) : undefined,
    first: !same || cursors.length === 0,
    begin: () => setCursors([]),
    newer: () => setCursors((before) => before.slice(0, -1)),
    older: (next) => setCursors((before) => [...before, next]),
  };
}

interface PageButtonsProps {
  pages: Pages;
  /** Where the next page begins; nothing at the end of the list. */
  next: string | null | undefined;
  /** What the list goes on to, where that is not something older. */
  words?: { back: string; on: string };
}

/** To the page before and the one after; nothing where one page holds all. */
export function PageButtons({ pages, next, words }: PageButtonsProps) {
  if (pages.first && !next) return null;
  return (
    <div className="row">
      <Button small disabled={pages.first} onClick={pages.newer}>
        {words?.back ?? text.common.newer}
      </Button>
      <Button small disabled={!next} onClick={() => next && pages.older(next)}>
        {words?.on ?? text.common.more}
      </Button>
    </div>
  );
}
