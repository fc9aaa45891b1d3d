import { z } from 'zod';
import type { Data, Evidence, Ordering } from './answer.ts';
import type { SaleContract } from './sale-contracts.ts';
import type { Connection } from './transport.ts';
import type { VehiclePassport } from './vehicle-passports.ts';

const acceptedSchema = z.object({ accepted: z.literal(true) });

/** The register has taken the dossier in. */
export type AcceptedDossier = z.infer<typeof acceptedSchema>;

/** One answer of a state system that the application rests on. */
export interface DossierEvidence extends Evidence {
  /** The item of the Algorithm under which it was asked. */
  item: string;
}

/** All that the administrative police decide on (item 5). */
export interface Dossier {
  applicationId: string;
  number: string;
  /** Of the chosen centre, `01`-`20`: whose police decide. */
  region: string;
  centre: string;
  plateKind: string;
  vehicle: VehiclePassport;
  buyer: { iin: string; name: string };
  seller: { bin: string; name: string };
  contract: Pick<SaleContract, 'id' | 'signedAt'>;
  /** In whole tenge. */
  payment: { id: string; total: number; paidAt: string };
  evidence: DossierEvidence[];
}

/** The interior ministry's register of vehicles (4.19, 5). It decides later, over the police route. */
export interface VehicleRegister {
  submit(dossier: Dossier, ordering: Ordering): Promise<Data<AcceptedDossier>>;
}

/** A client of the register of vehicles. */
export function vehicleRegister({ order }: Connection): VehicleRegister {
  return {
    submit: (dossier, ordering) => order('/registrations', dossier, acceptedSchema, ordering),
  };
}
