import * as z from 'zod';
import { AUTHORIZER_CACHE_SECONDS } from '../../lib/deployed.ts';
import type { LocalClock } from '../clock.ts';
import type { InvocationResult } from '../lambda/runtime.ts';

/** Who calls, as the authorizer function said: API functions find it under `requestContext.authorizer`. */
export type Caller = Readonly<Record<string, string>>;

/** What the gateway decides about a caller. */
export type Verdict =
  | { readonly allowed: true; readonly caller: Caller }
  | { readonly allowed: false; readonly code: 'unauthenticated' | 'forbidden' | 'unavailable' };

/** The most tokens whose answers are kept. */
const CACHED_TOKENS = 10_000;

/** The answer of an authorizer function, in the form that API Gateway accepts. */
const answerSchema = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Statement: z.array(
      z.object({
        Effect: z.enum(['Allow', 'Deny']),
        Resource: z.union([z.string(), z.array(z.string())]),
      }),
    ),
  }),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

type Answer = z.infer<typeof answerSchema>;

/**
 * Asks the authorizer function about tokens as API Gateway does: the answer for a token is kept for a while, and its
 * policy is applied anew with each call.
 *
 * @param invoke calls the authorizer function
 */
export function tokenAuthorizer(invoke: (event: object) => Promise<InvocationResult>, clock: Pick<LocalClock, 'now'>) {
  const cache = new Map<string, { answer: Answer; until: number }>();

  const ask = async (authorizationToken: string, methodArn: string): Promise<Answer | Verdict> => {
    const known = cache.get(authorizationToken);
    if (known && clock.now() < known.until) return known.answer;
    const result = await invoke({ type: 'TOKEN', authorizationToken, methodArn });
    if ('functionError' in result) {
      // The one message that API Gateway turns into a 401; any other error is a fault.
      const code = result.payload.errorMessage === 'Unauthorized' ? 'unauthenticated' : 'unavailable';
      return { allowed: false, code };
    }
    const answer = answerSchema.safeParse(result.payload);
    if (!answer.success) return { allowed: false, code: 'unavailable' };
    keep(authorizationToken, answer.data);
    return answer.data;
  };

  /** The oldest comes first: what has expired is dropped as others are added. */
  const keep = (token: string, answer: Answer): void => {
    const now = clock.now();
    for (const [older, { until }] of cache) {
      if (now < until && cache.size < CACHED_TOKENS) break;
      cache.delete(older);
    }
    cache.set(token, { answer, until: now + AUTHORIZER_CACHE_SECONDS * 1_000 });
  };

  return async (authorizationToken: string | undefined, methodArn: string): Promise<Verdict> => {
    if (!authorizationToken) return { allowed: false, code: 'unauthenticated' };
    const answer = await ask(authorizationToken, methodArn);
    if ('allowed' in answer) return answer;
    if (!allows(answer, methodArn)) return { allowed: false, code: 'forbidden' };
    const context = Object.entries(answer.context ?? {}).map(([name, value]) => [name, String(value)]);
    return { allowed: true, caller: { ...Object.fromEntries(context), principalId: answer.principalId } };
  };
}

function allows({ policyDocument }: Answer, methodArn: string): boolean {
  const effects = policyDocument.Statement.filter(({ Resource }) =>
    [Resource].flat().some((pattern) => covers(pattern, methodArn)),
  ).map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

/** Whether a resource of a policy, in which `*` stands for any text and `?` for any character, names an ARN. */
function covers(pattern: string, arn: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(arn);
}
