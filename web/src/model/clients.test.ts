import { expect, it } from 'vitest';
import { clientOf } from './clients';

it('browsers are called as people call them', () => {
  expect(
    clientOf(
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
    ),
  ).toBe('Chrome 150, Linux');
  expect(
    clientOf(
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15',
    ),
  ).toBe('Safari 17, macOS');
  expect(clientOf('curl/8.5')).toBe('curl/8.5');
});
