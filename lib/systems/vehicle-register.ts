import * as z from 'zod/mini';
import type { Data, Ordering } from './answer.ts';
import type { Connection } from './transport.ts';

const acceptedSchema = z.object({ accepted: z.literal(true) });

/** The register's confirmation that it has taken in a dossier. Not the decision. */
export type AcceptedDossier = z.infer<typeof acceptedSchema>;

/** One answer of a state system that the application rests on: a line of its journal. */
export interface DossierEvidence {
  /** The item of the Algorithm under which it was asked. */
  item: string;
  system: string;
  /** What the answer meant, as a code. */
  outcome: string;
  requestId: string;
  /** SHA-256 of the answer's body, in hexadecimal. */
  sha256: string;
  /** ISO 8601. */
  at: string;
}

/** Everything that the administrative police decide on (item 5). */
export interface Dossier {
  applicationId: string;
  /** The application's number, which the buyer shows at the centre (9). */
  number: string;
  /** Of the chosen centre, `01`-`20`: its police decide. */
  region: string;
  centre: string;
  plateKind: string;
  /** As the vehicle passport has it. */
  vehicle: { vin: string; make: string; model: string; year: number; category: string; engine: string; origin: string };
  buyer: { iin: string; name: string };
  seller: { bin: string; name: string };
  contract: { id: string; signedAt: string };
  /** In whole tenge. */
  payment: { id: string; total: number; paidAt: string };
  /** The answers of state systems that the application rests on. */
  evidence: DossierEvidence[];
}

/** The interior ministry's register of vehicles (4.19, 5). It decides later, over the police route. */
export interface VehicleRegister {
  /** Hands the dossier in, for a decision that comes later. */
  submit(dossier: Dossier, ordering: Ordering): Promise<Data<AcceptedDossier>>;
}

/** A client of the register of vehicles. */
export function vehicleRegister({ order }: Connection): VehicleRegister {
  return {
    submit: (dossier, ordering) => order('/registrations', dossier, acceptedSchema, ordering),
  };
}
