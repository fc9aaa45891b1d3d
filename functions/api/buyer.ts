import type * as z from 'zod/mini';
import type { CallerOf } from '../../lib/api/caller.ts';
import { Problem } from '../../lib/api/problem.ts';
import { BUYER } from '../../lib/api/routes/buyer.ts';
import { applicationView, journalView, noticeView, summaryView, type Viewer } from '../../lib/api/views.ts';
import { pilotEndsAt, theApplications, theAttachments, theCabinet, theCentres } from '../../lib/dependencies.ts';
import type { Application } from '../../lib/domain/application.ts';
import { type CentreList, findCentre } from '../../lib/domain/centres.ts';
import type { Language } from '../../lib/domain/messages.ts';
import { mobilePhone } from '../../lib/domain/phone.ts';
import { plateKind, plateKindFits } from '../../lib/domain/plate-kinds.ts';
import { api, endpoint } from '../../lib/middleware/api.ts';
import { takeIn } from '../../lib/registration/answers.ts';
import { theExecutions } from '../../lib/registration/executions.ts';
import { documentOf, type Signing, takeSignature } from '../../lib/registration/signing.ts';
import { answerWhenChanged } from '../../lib/registration/waiting.ts';
import type { Cabinet } from '../../lib/store/cabinet.ts';
import { theVerifier } from '../../lib/verifier.ts';

/** What the buyer's routes work with. */
export interface BuyerDependencies extends Signing {
  readonly cabinet: () => Cabinet;
  readonly centres: () => CentreList;
}

/** What a buyer can do in the personal cabinet (4.10, 4.14-4.18). */
export function buyer(dependencies: BuyerDependencies) {
  const { store, attachments, cabinet, centres, pilotEndsAt } = dependencies;
  const viewer = (language: Language): Viewer => ({ role: 'buyer', language, pilotEndsAt: pilotEndsAt() });
  const accepted = (application: Application, language: Language) => ({
    body: applicationView(application, viewer(language)),
  });

  /** An application in the buyer's own cabinet; any other one is reported as not found. */
  const own = async (id: string, { iin }: CallerOf<'buyer'>) => {
    const application = await store().get(id);
    if (!application?.inCabinet || application.buyer?.iin !== iin) throw new Problem('not-found');
    return application;
  };

  return api([
    endpoint(BUYER.listNotices, async ({ caller, query, language }) => {
      const { items, cursor } = await cabinet().list(caller.iin, query);
      return {
        body: { items: items.map((notice) => noticeView(notice, language, centres())), ...(cursor && { cursor }) },
      };
    }),

    endpoint(BUYER.listBuyerApplications, async ({ caller, query, language }) => {
      const { items, cursor } = await store().listByBuyer(caller.iin, query);
      return { body: { items: items.map((item) => summaryView(item, viewer(language))), ...(cursor && { cursor }) } };
    }),

    endpoint(BUYER.getBuyerApplication, async ({ caller, path, header, language }) =>
      answerWhenChanged(await own(path('id'), caller), { header, language }, store(), (application) =>
        applicationView(application, viewer(language)),
      ),
    ),

    endpoint(BUYER.decideConsent, async ({ caller, path, body, language, now }) => {
      const application = await takeIn(
        await own(path('id'), caller),
        { action: 'consent', content: body, output: { outcome: body.decision }, now },
        dependencies,
      );
      return accepted(application, language);
    }),

    endpoint(BUYER.resubmit, async ({ caller, path, body, language, now }) => {
      const application = await takeIn(
        await own(path('id'), caller),
        { action: 'resubmission', content: body, output: { outcome: 'resubmitted' }, now },
        dependencies,
      );
      return accepted(application, language);
    }),

    endpoint(
      BUYER.choosePickup,
      async ({ caller, path, body, language, now }) => {
        const application = await takeIn(
          await own(path('id'), caller),
          {
            action: 'pickup',
            content: body,
            output: { outcome: 'chosen' },
            change: ({ vehicle }) => ({ pickup: pickupOf(body, vehicle?.category ?? '', centres()) }),
            now,
          },
          dependencies,
        );
        return accepted(application, language);
      },
      async ({ rawBody }) => {
        if (namesPlate(rawBody)) throw new Problem('plate-number-not-choosable', { item: '2' });
      },
    ),

    endpoint(BUYER.enterPhone, async ({ caller, path, body, language, now }) => {
      const phone = mobilePhone(body.phone);
      if (!phone)
        throw new Problem('invalid-request', { faults: [{ pointer: '/phone', fault: 'not-a-mobile-number' }] });
      const application = await takeIn(
        await own(path('id'), caller),
        {
          action: 'phone',
          content: { phone },
          output: { outcome: 'entered' },
          change: (current) => (current.buyer ? { buyer: { ...current.buyer, phone } } : {}),
          now,
        },
        dependencies,
      );
      return accepted(application, language);
    }),

    endpoint(BUYER.getBuyerDocument, async ({ caller, path }) => ({
      body: await documentOf(await own(path('id'), caller), 'buyer', attachments()),
    })),

    endpoint(BUYER.signAsBuyer, async ({ caller, path, body: { cms }, language, now }) => {
      const by = { kind: 'individual', iin: caller.iin } as const;
      const known = await own(path('id'), caller);
      return accepted(await takeSignature(known, { of: 'buyer', by, cms, now }, dependencies), language);
    }),

    endpoint(BUYER.getJournal, async ({ caller, path }) => ({
      body: { items: journalView(await own(path('id'), caller)) },
    })),
  ]);
}

/** What is chosen at 4.15, from the lists. @throws Problem when there is no such centre, or no such plates for the vehicle */
function pickupOf(choice: z.infer<typeof BUYER.choosePickup.body>, category: string, centres: CentreList) {
  const centre = findCentre(choice.centre, centres);
  if (!centre) throw new Problem('centre-unknown', { item: '4.15' });
  const kind = plateKind(choice.plateKind);
  if (!kind || !plateKindFits(kind.code, category)) throw new Problem('plate-kind-not-available', { item: '4.15' });
  return { centre: centre.code, region: centre.region, plateKind: kind.code };
}

/** Whether a body names a plate number that the buyer wishes for, whatever else is wrong with it. */
function namesPlate(body: string): boolean {
  try {
    const given: unknown = JSON.parse(body);
    return typeof given === 'object' && given !== null && Object.hasOwn(given, 'plateNumber');
  } catch {
    return false;
  }
}

export const handler = buyer({
  store: theApplications,
  machine: theExecutions,
  attachments: theAttachments,
  verifier: theVerifier,
  cabinet: theCabinet,
  centres: theCentres,
  pilotEndsAt,
});
