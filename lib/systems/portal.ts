import * as z from 'zod/mini';
import type { Data, Ordering } from './answer.ts';
import type { Connection } from './transport.ts';

const acceptedSchema = z.object({ accepted: z.literal(true) });

/** The portal has taken the notice in. */
export type AcceptedNotice = z.infer<typeof acceptedSchema>;

/** A notice in the citizen's personal cabinet. */
export interface PortalNotice {
  iin: string;
  applicationId: string;
  code: string;
  text: string;
}

/** The e-government portal's personal cabinets (4.10, 4.19). */
export interface Portal {
  postNotice(notice: PortalNotice, ordering: Ordering): Promise<Data<AcceptedNotice>>;
}

/** A client of the portal. */
export function portal({ order }: Connection): Portal {
  return {
    postNotice: (notice, ordering) => order('/notices', notice, acceptedSchema, ordering),
  };
}
