import type * as z from 'zod/mini';
import type { CallerOf } from '../../lib/api/caller.ts';
import { Problem } from '../../lib/api/problem.ts';
import { CENTRE } from '../../lib/api/routes/centre.ts';
import { applicationView, summaryView, type Viewer } from '../../lib/api/views.ts';
import { pilotEndsAt, theApplications, theConnection } from '../../lib/dependencies.ts';
import { almatyDate } from '../../lib/domain/almaty-time.ts';
import type { Application, JournalEntry } from '../../lib/domain/application.ts';
import { isApplicationNumber } from '../../lib/domain/application-number.ts';
import { goodTicket, isWhatWasRegistered, showsBuyer, ticketAnswer } from '../../lib/domain/collection.ts';
import { isAwaited, withLine } from '../../lib/domain/lifecycle.ts';
import type { Language } from '../../lib/domain/messages.ts';
import { once } from '../../lib/environment.ts';
import { api, endpoint } from '../../lib/middleware/api.ts';
import { type Answering, notAwaited, standing, takeIn } from '../../lib/registration/answers.ts';
import { theExecutions } from '../../lib/registration/executions.ts';
import { answerWhenChanged } from '../../lib/registration/waiting.ts';
import { lineOf } from '../../lib/systems/answer.ts';
import { type DigitalDocuments, digitalDocuments } from '../../lib/systems/digital-documents.ts';
import { type EQueue, eQueue } from '../../lib/systems/e-queue.ts';

type PersonDocument = z.infer<typeof CENTRE.issueQueueTicket.body>['document'];

/** What the routes of a service centre work with. */
export interface CentreDependencies extends Answering {
  /** The digital documents service: an electronic identity document, by the code that the buyer shows (8, 9). */
  readonly documents: () => DigitalDocuments;
  /** The electronic queue, which issues the ticket (8). */
  readonly queue: () => EQueue;
}

/** What the employees of a service centre can do: the reception (8) and the issuing sector (9, 10). */
export function centre(dependencies: CentreDependencies) {
  const { store, documents, queue, pilotEndsAt } = dependencies;
  const viewer = (language: Language): Viewer => ({ role: 'centre', language, pilotEndsAt: pilotEndsAt() });

  /**
   * A registered vehicle's application at this centre, by the number that the buyer shows; any other one is reported as
   * not found.
   */
  const atCentre = async (number: string, { centre: code }: CallerOf<'centre'>) => {
    const application = isApplicationNumber(number) ? await store().getByNumber(number) : undefined;
    if (!application?.registration || application.pickup?.centre !== code) throw new Problem('not-found');
    return application;
  };

  /**
   * Makes sure that the document shown is the buyer's own, and valid. Returns the journal lines of the questions asked
   * for that.
   *
   * @throws Problem `person-mismatch`
   */
  const makeSureOfPerson = async (document: PersonDocument, application: Application, item: '8' | '9', now: Date) => {
    if (document.kind === 'identity-document') {
      if (!showsBuyer(application, { iin: document.iin }, now)) throw new Problem('person-mismatch', { item });
      return [];
    }
    const answer = await documents().document(document.code, { item });
    if (answer?.kind !== 'data' || !showsBuyer(application, answer.data, now)) {
      throw new Problem('person-mismatch', { item });
    }
    return [lineOf(item, answer.evidence, 'valid')];
  };

  return api([
    endpoint(CENTRE.listCentreApplications, async ({ caller, query, language }) => {
      const { items, cursor } = await store().listByDesk(`centre#${caller.centre}`, query);
      return { body: { items: items.map((item) => summaryView(item, viewer(language))), ...(cursor && { cursor }) } };
    }),

    endpoint(CENTRE.getCentreApplication, async ({ caller, path, header, language }) =>
      answerWhenChanged(await atCentre(path('number'), caller), { header, language }, store(), (application) =>
        applicationView(application, viewer(language)),
      ),
    ),

    endpoint(CENTRE.issueQueueTicket, async ({ caller, path, body: { document }, now }) => {
      const known = await atCentre(path('number'), caller);
      const ticket = goodTicket(known, now, pilotEndsAt());
      if (!ticket && !isAwaited(known, 'queue-ticket', now, pilotEndsAt())) throw notAwaited(known, now, pilotEndsAt());
      const lines = await makeSureOfPerson(document, known, '8', now);
      if (ticket) return { body: ticketView(ticket) };
      const tickets = (known.tickets ?? 0) + 1;
      const { data, evidence } = await queue().issueTicket(
        { centre: caller.centre, applicationNumber: known.number },
        // With the day: a ticket of yesterday whose answer was lost is not given as today's.
        { item: '8', idempotencyKey: `${known.id}:ticket:${tickets}:${almatyDate(now)}` },
      );
      const answer = ticketAnswer(known, {
        ticket: { ...data, issuedAt: now.toISOString() },
        tickets,
        lines: [...lines, lineOf('8', evidence, 'issued')],
      });
      const application = await takeIn(known, { ...answer, now }, dependencies);
      return { body: ticketView(application.ticket ?? data) };
    }),

    endpoint(CENTRE.handOver, async ({ caller, path, body, language, now }) => {
      const { document, certificateNumber, plateNumber } = body;
      const known = await atCentre(path('number'), caller);
      const answer = { action: 'hand-over', content: body, now } as const;
      let lines: JournalEntry[] = [];
      if (standing(known, answer, pilotEndsAt()) === 'awaited') {
        lines = await makeSureOfPerson(document, known, '9', now);
        if (!isWhatWasRegistered(known, { certificateNumber, plateNumber })) {
          throw new Problem('hand-over-mismatch', { item: '10' });
        }
      }
      const change = ({ journal }: Application) => ({ journal: lines.reduce(withLine, journal) });
      const application = await takeIn(known, { ...answer, output: { outcome: 'handed-over' }, change }, dependencies);
      return { body: applicationView(application, viewer(language)) };
    }),
  ]);
}

const ticketView = ({ ticket, window }: { ticket: string; window?: string | undefined }) => ({
  ticket,
  ...(window && { window }),
});

export const handler = centre({
  store: theApplications,
  machine: theExecutions,
  documents: once(() => digitalDocuments(theConnection('digital-documents'))),
  queue: once(() => eQueue(theConnection('e-queue'))),
  pilotEndsAt,
});
