import { type Probes, probes } from '../../lib/store/probes.ts';
import { openTable } from '../../lib/store/table.ts';
import type { LocalCloud } from '../../local/cloud.ts';

/** Does something with the counts of wrong IINs (4.7, 4.8) on a machine, at its present. */
async function withCounts<T>({ environment, clock }: LocalCloud, use: (counts: Probes, now: Date) => Promise<T>) {
  const table = openTable(environment.TABLE_NAME ?? '', {
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    return await use(probes(table), new Date(clock.now()));
  } finally {
    table.client.destroy();
  }
}

/** Counts so many wrong IINs of a seller in the present hour. */
export const wrongIins = (cloud: LocalCloud, bin: string, count: number): Promise<void> =>
  withCounts(cloud, async (counts, now) => {
    for (let i = 0; i < count; i++) await counts.add(bin, now);
  });

/** How many wrong IINs of a seller were counted in the present hour. */
export const countedIins = (cloud: LocalCloud, bin: string): Promise<number> =>
  withCounts(cloud, async (counts, now) => (await counts.thisHour(bin, now)).count);
