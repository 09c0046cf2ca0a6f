import decodeQR from 'qr/decode.js';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { QrCode } from './QrCode';

const SQUARE = 4;

/** What a camera would read in a drawing of squares. */
function read(svg: string): string {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) * SQUARE;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let row = 0; row < SQUARE; row++) {
      const begin = ((Number(y) * SQUARE + row) * size + Number(x) * SQUARE) * 4;
      data.fill(0, begin, begin + SQUARE * 4);
    }
  return decodeQR({ width: size, height: size, data });
}

it('is read as the text that it was drawn of', () => {
  const uri =
    'otpauth://totp/Triggo:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Triggo&digits=6';
  expect(read(renderToStaticMarkup(createElement(QrCode, { value: uri, label: 'code' })))).toBe(uri);
});
