import type { CallerOf } from '../../lib/api/caller.ts';
import { Problem } from '../../lib/api/problem.ts';
import { SELLER } from '../../lib/api/routes/seller.ts';
import { applicationView, summaryView, type Viewer } from '../../lib/api/views.ts';
import { pilotEndsAt, theApplications, theAttachments, theTable } from '../../lib/dependencies.ts';
import { buyerAnswer, vehicleAnswer } from '../../lib/domain/answers.ts';
import type { Application } from '../../lib/domain/application.ts';
import { canBeClosed, close } from '../../lib/domain/lifecycle.ts';
import type { Language } from '../../lib/domain/messages.ts';
import { once } from '../../lib/environment.ts';
import { api, endpoint } from '../../lib/middleware/api.ts';
import { notAwaited, takeIn } from '../../lib/registration/answers.ts';
import { deliverOrLeave, theExecutions } from '../../lib/registration/executions.ts';
import { tooManyWrongIins } from '../../lib/registration/probing.ts';
import { documentOf, type Signing, takeSignature } from '../../lib/registration/signing.ts';
import { type Starting, startApplication } from '../../lib/registration/starting.ts';
import { answerWhenChanged, etagOf } from '../../lib/registration/waiting.ts';
import { idempotencyKeys } from '../../lib/store/idempotency.ts';
import { probes } from '../../lib/store/probes.ts';
import { theVerifier } from '../../lib/verifier.ts';

/** What the seller's routes work with. */
export type SellerDependencies = Signing & Starting;

/** What a seller, or the seller's own system, can do (4.1, 4.2, 4.6, 4.9). */
export function seller(dependencies: SellerDependencies) {
  const { store, machine, attachments, wrongIins, pilotEndsAt } = dependencies;
  const viewer = (language: Language): Viewer => ({ role: 'seller', language, pilotEndsAt: pilotEndsAt() });
  const accepted = (application: Application, language: Language) => ({
    body: applicationView(application, viewer(language)),
  });

  /** The seller's own application; any other one is reported as not found. */
  const own = async (id: string, { bin }: CallerOf<'seller'>) => {
    const application = await store().get(id);
    if (application?.seller.bin !== bin) throw new Problem('not-found');
    return application;
  };

  return api([
    endpoint(SELLER.startApplication, async ({ caller: { bin }, body, idempotencyKey, calledPath, language, now }) => {
      const application = await startApplication({ bin, idempotencyKey, body, now }, dependencies);
      return {
        ...accepted(application, language),
        headers: { location: `${calledPath}/${application.id}`, etag: etagOf(application, language) },
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
      const refused =
        known.awaiting?.action === 'buyer' ? await tooManyWrongIins(caller.bin, wrongIins(), now) : undefined;
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
        if (!canBeClosed(current)) throw notAwaited(current, now, pilotEndsAt());
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
