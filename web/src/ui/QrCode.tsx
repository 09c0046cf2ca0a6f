import { encodeQR } from 'qr';
import { useMemo } from 'react';

/** Light around the code, in its own squares, as cameras want it. */
const BORDER = 4;

/** A text as a picture that a telephone reads: dark on light in both themes, for not every camera reads it the other way. */
export function QrCode({ value, label }: { value: string; label: string }) {
  const { path, size } = useMemo(() => {
    const rows = encodeQR(value, 'raw', { border: BORDER });
    const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: squares.join(''), size: rows.length };
  }, [value]);
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`}>
      <path d={path} />
    </svg>
  );
}
