import { Problem } from '../../lib/api/problem.ts';
import { PRINTING } from '../../lib/api/routes/printing.ts';
import { applicationView, summaryView, type Viewer } from '../../lib/api/views.ts';
import { pilotEndsAt, theApplications } from '../../lib/dependencies.ts';
import type { Language } from '../../lib/domain/messages.ts';
import { api, endpoint } from '../../lib/middleware/api.ts';
import { type Answering, takeIn } from '../../lib/registration/answers.ts';
import { theExecutions } from '../../lib/registration/executions.ts';

/** What the Information and Production Centre can do (6). An order has the identifier of its application. */
export function printing(dependencies: Answering) {
  const { store, pilotEndsAt } = dependencies;
  const viewer = (language: Language): Viewer => ({ role: 'printing', language, pilotEndsAt: pilotEndsAt() });

  return api([
    endpoint(PRINTING.listPrintingOrders, async ({ query, language }) => {
      const { items, cursor } = await store().listByDesk('printing', query);
      return { body: { items: items.map((item) => summaryView(item, viewer(language))), ...(cursor && { cursor }) } };
    }),

    endpoint(PRINTING.completePrinting, async ({ path, body, language, now }) => {
      const known = await store().get(path('id'));
      if (!known?.registration) throw new Problem('not-found');
      const application = await takeIn(
        known,
        { action: 'printed', content: body, output: { outcome: 'printed' }, now },
        dependencies,
      );
      return { body: applicationView(application, viewer(language)) };
    }),
  ]);
}

export const handler = printing({ store: theApplications, machine: theExecutions, pilotEndsAt });
