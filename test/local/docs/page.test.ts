import { expect, test } from 'vitest';
import { openApiDocument } from '../../../lib/api/openapi.ts';
import { OPERATIONS } from '../../../lib/api/routes.ts';
import { json, markdown } from '../../../local/docs/html.ts';
import { docsPage } from '../../../local/docs/page.ts';
import { docsRoute } from '../../../local/docs/route.ts';

const page = docsPage(openApiDocument('1.0.0'));
const all = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, found = '']) => found);

test('every request can be linked to and has a command to copy', () => {
  const anchors = all(/<section class="operation" id="(\w+)">/g);
  expect(anchors.sort()).toEqual(Object.keys(OPERATIONS).sort());
  expect(all(/(curl )/g)).toHaveLength(anchors.length);
});

test('every link within the page leads somewhere', () => {
  const anchors = new Set(all(/ id="([^"]+)"/g));
  expect(all(/href="#([^"]+)"/g).filter((target) => !anchors.has(target))).toEqual([]);
});

test('nothing is fetched from anywhere else', () => {
  expect(all(/(?:src|href)="([^#"][^"]*)"/g)).toEqual(['/openapi.json']);
  expect(page).not.toMatch(/@import|url\(/);
});

test('a description of another form is turned away', () => {
  expect(() => docsPage({ openapi: '3.1.1' })).toThrow();
});

test('what stands in examples and descriptions stays text', () => {
  expect(json({ a: '<b>"&', n: -1.5, t: true })).toBe(
    '{\n  <i class="key">&quot;a&quot;</i>: <i class="text">&quot;&lt;b&gt;\\&quot;&amp;&quot;</i>,\n  <i class="key">&quot;n&quot;</i>: <i class="value">-1.5</i>,\n  <i class="key">&quot;t&quot;</i>: <i class="value">true</i>\n}',
  );
  expect(markdown('## A `b`\n\n<i> **c**\n\n| h |\n| --- |\n| `<` |')).toBe(
    '<h2 id="a-b-">A <code>b</code></h2>\n<p>&lt;i&gt; <strong>c</strong></p>\n<table><thead><tr><th>h</th></tr></thead><tbody><tr><td><code>&lt;</code></td></tr></tbody></table>',
  );
});

test('it is served at GET /docs, and nothing else is', () => {
  expect(docsRoute({ method: 'GET', path: '/docs' })).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: expect.stringContaining('<title>Tirkeu'),
  });
  expect(docsRoute({ method: 'POST', path: '/docs' })).toBeUndefined();
  expect(docsRoute({ method: 'GET', path: '/dev/clock' })).toBeUndefined();
});
