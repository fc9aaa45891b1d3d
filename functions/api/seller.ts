import { ulid } from 'ulid';
import type { CallerOf } from '../../lib/api/caller.ts';
import { Problem } from '../../lib/api/problem.ts';
import { SELLER } from '../../lib/api/routes/seller.ts';
import { applicationView, summaryView, type Viewer } from '../../lib/api/views.ts';
import { pilotEndsAt, theApplications, theAttachments, theTable } from '../../lib/dependencies.ts';
import { buyerAnswer, vehicleAnswer } from '../../lib/domain/answers.ts';
import type { Application } from '../../lib/domain/application.ts';
import { newNumber } from '../../lib/domain/application-number.ts';
import { buyerHasSigned, close, digestOf, isEnded, open } from '../../lib/domain/lifecycle.ts';
import { type Language, textFor } from '../../lib/domain/messages.ts';
import { pilotIsOpen } from '../../lib/domain/pilot.ts';
import { PROBLEM_TEXTS } from '../../lib/domain/texts/problems.ts';
import { once } from '../../lib/environment.ts';
import { api, endpoint } from '../../lib/middleware/api.ts';
import { count } from '../../lib/middleware/reporting.ts';
import { notAwaited, takeIn } from '../../lib/registration/answers.ts';
import { deliverOrLeave, theExecutions } from '../../lib/registration/executions.ts';
import { putOffFor } from '../../lib/registration/probing.ts';
import { documentOf, type Signing, takeSignature } from '../../lib/registration/signing.ts';
import { answerWhenChanged, etagOf } from '../../lib/registration/waiting.ts';
import { type IdempotencyKeys, idempotencyKeys } from '../../lib/store/idempotency.ts';
import { type Probes, probes } from '../../lib/store/probes.ts';
import { theVerifier } from '../../lib/verifier.ts';

export interface SellerDependencies extends Signing {
  readonly keys: () => IdempotencyKeys;
  readonly wrongIins: () => Probes;
}

/** How often another number is drawn when one is taken already. */
const NUMBER_ATTEMPTS = 20;

/** What a seller, or the seller's own system, can do (4.1, 4.2, 4.6, 4.9). */
export function seller(dependencies: SellerDependencies) {
  const { store, machine, attachments, keys, wrongIins, pilotEndsAt } = dependencies;
  const viewer = (language: Language): Viewer => ({ role: 'seller', language, pilotEndsAt: pilotEndsAt() });
  const accepted = (application: Application, language: Language) => ({
    body: applicationView(application, viewer(language)),
  });

  /** The seller's own application; anybody else's is not there. */
  const own = async (id: string, { bin }: CallerOf<'seller'>) => {
    const application = await store().get(id);
    if (application?.seller.bin !== bin) throw new Problem('not-found');
    return application;
  };

  /** The problem of whoever tries out IINs (4.6); of nobody else. */
  const probing = async (bin: string, now: Date) => {
    const retryAfter = await putOffFor(bin, wrongIins(), now);
    if (retryAfter === undefined) return undefined;
    const until = new Date(now.getTime() + retryAfter * 1000);
    return new Problem('too-many-requests', {
      retryAfter,
      item: '4.6',
      detail: (language) => textFor(PROBLEM_TEXTS['problem.too-many-requests.iins'], language, { until }),
    });
  };

  /** What was started before under an idempotency key: answered as it was then, whatever may not be started now. */
  const startedBefore = async (bin: string, key: string, refused: Problem) => {
    const record = await keys().find(bin, key);
    if (!record) throw refused;
    return record;
  };

  /** Creates the application that stands under an idempotency key, under another number if the first is taken. */
  const create = async (given: {
    id: string;
    number: string;
    bin: string;
    prepared: { vin?: string; iin?: string };
    now: Date;
  }) => {
    const { id, bin: sellerBin, prepared, now } = given;
    let number = given.number;
    for (let attempt = 0; attempt < NUMBER_ATTEMPTS; attempt++) {
      const application = open({ id, number, sellerBin, prepared, now });
      const created = await store().create(application);
      if (created === 'created') return application;
      if (created === 'exists') return store().get(id);
      number = newNumber(now);
    }
    throw new Problem('unavailable', { retryAfter: 1 });
  };

  return api([
    endpoint(SELLER.startApplication, async ({ caller: { bin }, body, idempotencyKey, calledPath, language, now }) => {
      const { vin, buyerIin: iin } = body;
      const digest = digestOf(body);
      const fresh = { applicationId: ulid(now.getTime()), number: newNumber(now), digest };
      const ended = pilotIsOpen(now, pilotEndsAt()) ? undefined : new Problem('pilot-ended', { item: '5' });
      const refused = ended ?? (iin ? await probing(bin, now) : undefined);
      const record = refused
        ? await startedBefore(bin, idempotencyKey, refused)
        : await keys().claim(bin, idempotencyKey, fresh, now);
      if (record.digest !== digest) throw new Problem('idempotency-key-reused');
      const { applicationId: id, number } = record;
      const known = record === fresh ? undefined : await store().get(id);
      if (refused && !known) throw refused;
      const prepared = { ...(vin && { vin }), ...(iin && { iin }) };
      const application = known ?? (await create({ id, number, bin, prepared, now }));
      if (!application) throw new Problem('unavailable', { retryAfter: 1 });
      if (!known) {
        count('Started', {});
        await deliverOrLeave(application, machine());
      }
      return {
        ...accepted(application, language),
        headers: { location: `${calledPath}/${id}`, etag: etagOf(application, language) },
      };
    }),

    endpoint(SELLER.listSellerApplications, async ({ caller, query, language }) => {
      const { items, cursor } = await store().listBySeller(caller.bin, query);
      return { body: { items: items.map((item) => summaryView(item, viewer(language))), ...(cursor && { cursor }) } };
    }),

    endpoint(SELLER.getSellerApplication, async ({ caller, path, header, language }) =>
      answerWhenChanged(await own(path('id'), caller), { header, language }, store(), (application) =>
        applicationView(application, viewer(language)),
      ),
    ),

    endpoint(SELLER.enterVehicle, async ({ caller, path, body: { vin }, language, now }) => {
      const application = await takeIn(await own(path('id'), caller), { ...vehicleAnswer(vin), now }, dependencies);
      return accepted(application, language);
    }),

    endpoint(SELLER.enterBuyer, async ({ caller, path, body: { iin }, language, now }) => {
      const known = await own(path('id'), caller);
      const refused = known.awaiting?.action === 'buyer' ? await probing(caller.bin, now) : undefined;
      if (refused) throw refused;
      const application = await takeIn(known, { ...buyerAnswer(iin), now }, dependencies);
      return accepted(application, language);
    }),

    endpoint(SELLER.getSellerDocument, async ({ caller, path }) => ({
      body: await documentOf(await own(path('id'), caller), 'seller', attachments()),
    })),

    endpoint(SELLER.signAsSeller, async ({ caller, path, body: { cms }, language, now }) => {
      const by = { kind: 'legal-entity', bin: caller.bin } as const;
      const known = await own(path('id'), caller);
      return accepted(await takeSignature(known, { of: 'seller', by, cms, now }, dependencies), language);
    }),

    endpoint(SELLER.withdraw, async ({ caller, path, language, now }) => {
      const application = await store().change(await own(path('id'), caller), (current) => {
        if (current.closing?.kind === 'withdrawn' || current.outcome?.kind === 'withdrawn') return current;
        if (isEnded(current) || current.closing || buyerHasSigned(current))
          throw notAwaited(current, now, pilotEndsAt());
        return close(current, 'withdrawn', now);
      });
      if (application.closing) await deliverOrLeave(application, machine());
      return accepted(application, language);
    }),
  ]);
}

export const handler = seller({
  store: theApplications,
  machine: theExecutions,
  attachments: theAttachments,
  verifier: theVerifier,
  keys: once(() => idempotencyKeys(theTable())),
  wrongIins: once(() => probes(theTable())),
  pilotEndsAt,
});
