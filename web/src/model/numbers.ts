import type { Json } from '../api/types';

const NUMBER = /^([+-]?)(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?$/i;

/** Texts of JSON, which are passed over, and numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/** What was typed where a number is meant, also as 007, .5 or 1e3; the text itself where it is none, or would become another. */
export function readNumber(typed: string): Json {
  const clean = typed.trim();
  return NUMBER.test(clean) && isExact(clean) ? Number(clean) : typed;
}

/** Whether a text is a number with more digits than the page can hold, or has one in it: read, it would be another. */
export function isTooLong(typed: string): boolean {
  const clean = typed.trim();
  if (NUMBER.test(clean)) return !isExact(clean);
  if (!/^[[{]/.test(clean)) return false;
  return [...clean.matchAll(TOKENS)].some(([token]) => !token.startsWith('"') && !isExact(token));
}

export function looksLikeNumber(typed: string): boolean {
  return NUMBER.test(typed.trim());
}

function isExact(number: string): boolean {
  return decimal(number) === decimal(String(Number(number)));
}

/** One spelling for each value: its digits without zeros around them, and where the point is. */
function decimal(number: string): string | undefined {
  const parts = NUMBER.exec(number);
  if (!parts) return undefined;
  const [, sign, mantissa = '', power = '0'] = parts;
  const [whole = '', part = ''] = mantissa.split('.');
  const digits = `${whole}${part}`.replace(/^0+/, '');
  const bare = digits.replace(/0+$/, '');
  if (bare === '') return '0';
  const zeros = digits.length - bare.length;
  return `${sign === '-' ? '-' : ''}${bare}e${Number(power) - part.length + zeros}`;
}
