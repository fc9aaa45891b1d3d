import { Problem } from '../../lib/api/problem.ts';
import { PUBLIC } from '../../lib/api/routes/public.ts';
import { pilotEndsAt, theCentres, theTariff } from '../../lib/dependencies.ts';
import { almatyTime, startOfDay } from '../../lib/domain/almaty-time.ts';
import type { CentreList } from '../../lib/domain/centres.ts';
import { pilotIsExtended, pilotIsOpen } from '../../lib/domain/pilot.ts';
import { PLATE_KINDS, plateKind, plateKindFits, plateKindsFor } from '../../lib/domain/plate-kinds.ts';
import { quoteFees, type Tariff } from '../../lib/domain/tariff.ts';
import { api, endpoint } from '../../lib/middleware/api.ts';

/** What the routes that ask for no token work with. */
export interface PublicDependencies {
  readonly centres: () => CentreList;
  readonly tariff: () => Tariff;
  /** The first moment after the pilot (order, item 5). */
  readonly pilotEndsAt: () => Date;
  /** The description of this API (OpenAPI 3.1), read when it is first asked for. */
  readonly openApi: () => Promise<unknown>;
}

/** What everybody may know: where and what to choose, what it costs, whether the pilot is open. */
export function everybody({ centres, tariff, pilotEndsAt, openApi }: PublicDependencies) {
  return api([
    endpoint(PUBLIC.listCentres, async ({ language }) => ({
      body: {
        items: centres().centres.map(({ code, name, region, address }) => ({
          code,
          name: name[language],
          region,
          address: address[language],
        })),
      },
    })),

    endpoint(PUBLIC.listPlateKinds, async ({ language }) => ({
      body: { items: PLATE_KINDS.kinds.map(({ code, name }) => ({ code, name: name[language] })) },
    })),

    endpoint(PUBLIC.quoteFees, async ({ query, now }) => {
      const { on, plateKind: kindCode, ...rest } = query;
      const kind = kindCode === undefined ? plateKindsFor(rest.category)[0] : plateKind(kindCode);
      if (!kind || !plateKindFits(kind.code, rest.category))
        throw new Problem('plate-kind-not-available', { item: '4.15' });
      const moment = on === undefined ? now : startOfDay(on);
      const quote = quoteFees({ ...rest, plateKind: kind.code, on: moment }, tariff());
      if (!quote.quoted) {
        const pointer =
          quote.missing === 'mci' ? 'query/on' : quote.missing === 'plates' ? 'query/plateKind' : 'query/category';
        throw new Problem('invalid-request', { item: '4.17', faults: [{ pointer, fault: 'no-tariff' }] });
      }
      const { items, total, mci } = quote;
      return { body: { items: items.map(({ code, amount }) => ({ code, amount })), total, mci, currency: 'KZT' } };
    }),

    endpoint(PUBLIC.getPilot, async ({ now }) => {
      const endsAt = pilotEndsAt();
      return {
        body: { open: pilotIsOpen(now, endsAt), endsAt: almatyTime(endsAt), extended: pilotIsExtended(endsAt) },
      };
    }),

    endpoint(PUBLIC.getHealth, async () => ({ body: { status: 'ok' } })),

    endpoint(PUBLIC.getOpenApi, async () => ({ body: await openApi() })),
  ]);
}

export const handler = everybody({
  centres: theCentres,
  tariff: theTariff,
  pilotEndsAt,
  openApi: async () => (await import('../../docs/openapi.json', { with: { type: 'json' } })).default,
});
