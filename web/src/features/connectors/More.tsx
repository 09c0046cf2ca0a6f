import { useState } from 'react';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';

const AT_ONCE = 40;

interface Some<T> {
  shown: T[];
  left: number;
  showMore: () => void;
}

/** The first of a long list, and more of them when asked for; another search begins anew. */
export function useSome<T>(list: T[], search: string): Some<T> {
  const [count, setCount] = useState({ search, most: AT_ONCE });
  const most = count.search === search ? count.most : AT_ONCE;
  return {
    shown: list.slice(0, most),
    left: Math.max(0, list.length - most),
    showMore: () => setCount({ search, most: most + AT_ONCE * 5 }),
  };
}

export function More({ of: some }: { of: Some<unknown> }) {
  if (some.left === 0) return null;
  return (
    <div>
      <Button small onClick={some.showMore}>
        {text.builds.more(some.left)}
      </Button>
    </div>
  );
}
