import type { CallerOf } from '../../lib/api/caller.ts';
import { Problem } from '../../lib/api/problem.ts';
import { POLICE } from '../../lib/api/routes/police.ts';
import { applicationView, journalView, summaryView, type Viewer } from '../../lib/api/views.ts';
import { pilotEndsAt, theApplications, theAttachments } from '../../lib/dependencies.ts';
import type { Application, Signatory } from '../../lib/domain/application.ts';
import { buyerHasSigned } from '../../lib/domain/lifecycle.ts';
import type { Language } from '../../lib/domain/messages.ts';
import { plateNumberFault } from '../../lib/domain/plates.ts';
import { api, endpoint } from '../../lib/middleware/api.ts';
import { type Answering, takeIn } from '../../lib/registration/answers.ts';
import { theExecutions } from '../../lib/registration/executions.ts';
import { documentOf } from '../../lib/registration/signing.ts';
import { answerWhenChanged } from '../../lib/registration/waiting.ts';
import type { Attachments } from '../../lib/store/attachments.ts';

/** What the routes of the police work with. */
export interface PoliceDependencies extends Answering {
  /** For the dossier, which has the signed documents and the signatures. */
  readonly attachments: () => Attachments;
}

/** What the administrative police of a region can do, or the interior ministry's register in their name (5, 4.19). */
export function police(dependencies: PoliceDependencies) {
  const { store, attachments, pilotEndsAt } = dependencies;
  const viewer = (language: Language): Viewer => ({ role: 'police', language, pilotEndsAt: pilotEndsAt() });

  /** An application of the region, signed by the buyer; any other one is reported as not found. */
  const ofRegion = async (id: string, { region }: CallerOf<'police'>) => {
    const application = await store().get(id);
    if (!application || !buyerHasSigned(application) || application.pickup?.region !== region) {
      throw new Problem('not-found');
    }
    return application;
  };

  /** The signature that was accepted, with the document that it signs, which a detached one does not hold itself. */
  const signatureOf = async (application: Application, of: Signatory) => {
    const taken = application.signatures?.[of];
    const [signature, document] = await Promise.all([
      taken && attachments().signature(application.id, of, taken.cmsSha256),
      documentOf(application, of, attachments()),
    ]);
    if (!signature) throw new Error('An application that was signed is stored without its signature.');
    return { ...signature, document: Buffer.from(document).toString('base64') };
  };

  /** Everything there is about an application: the checks with their evidence, the signatures with theirs. */
  const dossier = async (application: Application, language: Language) => ({
    ...applicationView(application, viewer(language)),
    journal: journalView(application),
    contract: application.contract,
    documents: application.documents,
    signatures: await Promise.all([signatureOf(application, 'buyer'), signatureOf(application, 'seller')]),
  });

  return api([
    endpoint(POLICE.listPoliceApplications, async ({ caller, query, language }) => {
      const page = { ...query, status: query.status ?? 'in-registration' } as const;
      const { items, cursor } = await store().listByDesk(`police#${caller.region}`, page);
      return { body: { items: items.map((item) => summaryView(item, viewer(language))), ...(cursor && { cursor }) } };
    }),

    endpoint(POLICE.getPoliceApplication, async ({ caller, path, header, language }) =>
      answerWhenChanged(await ofRegion(path('id'), caller), { header, language }, store(), (application) =>
        dossier(application, language),
      ),
    ),

    endpoint(POLICE.decide, async ({ caller, path, body, language, now }) => {
      const application = await takeIn(
        await ofRegion(path('id'), caller),
        {
          action: 'decision',
          content: body,
          output: { outcome: body.decision },
          change: () => {
            if (body.decision === 'refuse') return { refusal: { reason: body.reason, legalBasis: body.legalBasis } };
            const { plateNumber, certificateNumber } = body;
            refuseBadPlates(plateNumber, caller);
            return { registration: { plateNumber, certificateNumber, decidedAt: now.toISOString() } };
          },
          now,
        },
        dependencies,
      );
      return { body: applicationView(application, viewer(language)) };
    }),
  ]);
}

/**
 * Item 2 and the form of plates: rejects what the register may not assign at initial registration through the portal.
 */
function refuseBadPlates(plateNumber: string, { region }: CallerOf<'police'>): void {
  const fault = plateNumberFault(plateNumber, { region });
  if (fault === 'in-high-demand') throw new Problem('plate-in-high-demand', { item: '2' });
  if (fault) {
    const faults = [{ pointer: '/plateNumber', fault: `plate-${fault}`, values: { region } }] as const;
    throw new Problem('invalid-request', { faults });
  }
}

export const handler = police({
  store: theApplications,
  machine: theExecutions,
  attachments: theAttachments,
  pilotEndsAt,
});
