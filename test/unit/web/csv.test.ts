/** Tables of the UI as CSV: harmless in spreadsheets. */
import { expect, test } from '@jest/globals';
import { csvText } from '../../../src/web/parts/csv.ts';

const columns = [
  { name: 'label', of: ({ label }: { readonly label: string | null }) => label },
  { name: 'count', of: () => 3 },
];
const text = (label: string | null) => csvText(columns, [{ label }]);

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠x'])('%s is no formula', (label) => {
  expect(text(label)).toBe(`label,count\r\n'${label},3\r\n`);
});

test.each([
  ['\tx', '\\u{9}x'],
  ['\rx', '\\u{d}x'],
  ['a\u202eb', 'a\\u{202e}b'],
])('what cannot be seen stands as an escape', (label, shown) => {
  expect(text(label)).toBe(`label,count\r\n${shown},3\r\n`);
});

test('quotes and commas are kept within their cell, and nothing is an empty cell', () => {
  expect(text('a "b", c')).toBe('label,count\r\n"a ""b"", c",3\r\n');
  expect(text(null)).toBe('label,count\r\n,3\r\n');
});
