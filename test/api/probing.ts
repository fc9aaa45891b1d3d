import { probes } from '../../lib/store/probes.ts';
import { openTable } from '../../lib/store/table.ts';
import type { LocalCloud } from '../../local/cloud.ts';

/** Counts so many wrong IINs (4.7) of a seller in the present hour. */
export async function wrongIins({ environment, clock }: LocalCloud, bin: string, count: number): Promise<void> {
  const table = openTable(environment.TABLE_NAME ?? '', {
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (let i = 0; i < count; i++) await probes(table).add(bin, new Date(clock.now()));
  table.client.destroy();
}
