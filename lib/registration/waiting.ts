import { setTimeout as pause } from 'node:timers/promises';
import type { Route } from '../api/route.ts';
import type { Application } from '../domain/application.ts';
import type { Language } from '../domain/messages.ts';
import type { ApiRequest, Reply } from '../middleware/api.ts';
import type { Applications } from '../store/applications.ts';

/** The longest that a request may wait for a change, in seconds: well within API Gateway's 29. */
const LONGEST_WAIT_SECONDS = 20;
/** How long is slept between two looks, at first and at most, in milliseconds. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 500;

/**
 * The ETag of an application's state in one language: the same state in another language is another text (RFC 9110,
 * 8.8.3).
 */
export const etagOf = ({ revision }: Pick<Application, 'revision'>, language: Language) => `"${revision}-${language}"`;

/** Whether `If-None-Match` names this state: by its ETag, or by the revision alone, which every body has. */
function isKnown(ifNoneMatch: string | undefined, application: Application, language: Language): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return ['*', etagOf(application, language), `"${application.revision}"`].some((known) => tags.includes(known));
}

/** How many seconds `Prefer: wait` (RFC 7240, 4.3) asks for, within our limit; 0 when it does not. */
function secondsToWait(prefer: string | undefined): number {
  const asked = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?:$|[,;\s])/i.exec(prefer ?? '')?.[1];
  return Math.min(Number(asked ?? 0), LONGEST_WAIT_SECONDS);
}

/** The application once it differs from what the caller knows; undefined when the time was over first. */
async function changed(
  application: Application,
  asked: { ifNoneMatch: string | undefined; seconds: number; language: Language },
  store: Applications,
): Promise<Application | undefined> {
  if (!isKnown(asked.ifNoneMatch, application, asked.language)) return application;
  const end = performance.now() + asked.seconds * 1000;
  for (let ms = FIRST_PAUSE_MS; performance.now() < end; ms = Math.min(ms * 1.5, LONGEST_PAUSE_MS)) {
    await pause(Math.max(0, Math.min(ms, end - performance.now())));
    const revision = await store.revision(application.id);
    if (revision !== application.revision) return store.get(application.id);
  }
  return undefined;
}

/**
 * Answers a request for an application: as soon as it differs from what the caller knows (`If-None-Match`, `Prefer:
 * wait`), otherwise with 304.
 *
 * @param show the application as the caller may see it
 */
export async function answerWhenChanged(
  known: Application,
  { header, language }: Pick<ApiRequest<Route>, 'header' | 'language'>,
  store: Applications,
  show: (application: Application) => unknown,
): Promise<Reply> {
  const asked = { ifNoneMatch: header('if-none-match'), seconds: secondsToWait(header('prefer')), language };
  const application = await changed(known, asked, store);
  if (!application) return { status: 304, headers: { etag: etagOf(known, language) } };
  return { body: await show(application), headers: { etag: etagOf(application, language) } };
}
