import * as z from 'zod/mini';
import type { Data, Ordering } from './answer.ts';
import type { Connection } from './transport.ts';

const acceptedSchema = z.object({ accepted: z.literal(true) });

/** The portal's confirmation that it has taken in a notice. */
export type AcceptedNotice = z.infer<typeof acceptedSchema>;

/** A notice in the citizen's personal cabinet. */
export interface PortalNotice {
  iin: string;
  applicationId: string;
  /** Which notice: a `CabinetNotice` of the domain. */
  code: string;
  /** The notice in Kazakh, then in Russian: the portal does not say which language the reader prefers. */
  text: string;
}

/** The e-government portal's personal cabinets (4.10, 4.19). */
export interface Portal {
  /** Puts a notice into the citizen's cabinet on the portal. */
  postNotice(notice: PortalNotice, ordering: Ordering): Promise<Data<AcceptedNotice>>;
}

/** A client of the portal. */
export function portal({ order }: Connection): Portal {
  return {
    postNotice: (notice, ordering) => order('/notices', notice, acceptedSchema, ordering),
  };
}
