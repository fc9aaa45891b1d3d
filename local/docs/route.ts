import { readFileSync } from 'node:fs';
import type { GatewayRequest, GatewayResponse } from '../gateway/http.ts';
import { docsPage } from './page.ts';

let page: string | undefined;

/** Answers `GET /docs` with the interface description as a page, and nothing else. */
export function docsRoute({ method, path }: Pick<GatewayRequest, 'method' | 'path'>): GatewayResponse | undefined {
  if (method !== 'GET' || path !== '/docs') return undefined;
  page ??= docsPage(JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')));
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
}
