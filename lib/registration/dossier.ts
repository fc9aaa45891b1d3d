import type { Application } from '../domain/application.ts';
import { fullName } from '../domain/person-name.ts';
import type { Dossier } from '../systems/vehicle-register.ts';

/** Everything that the administrative police decide on (item 5), from an application that has reached 4.18. */
export function dossierOf({
  id,
  number,
  vehicle,
  buyer,
  seller,
  contract,
  pickup,
  payment,
  journal,
}: Application): Dossier {
  const { vin, make, model, year, category, engine, origin } = vehicle ?? {};
  const described = vin && make && model && year && category && engine && origin;
  if (!described || !buyer || !contract || !pickup || !payment?.id || !payment.paidAt) {
    throw new Error('The application has come to its registration with something missing.');
  }
  return {
    applicationId: id,
    number,
    region: pickup.region,
    centre: pickup.centre,
    plateKind: pickup.plateKind,
    vehicle: { vin, make, model, year, category, engine, origin },
    buyer: { iin: buyer.iin, name: fullName(buyer) },
    seller: { bin: seller.bin, name: seller.name ?? seller.bin },
    contract,
    payment: { id: payment.id, total: payment.total, paidAt: payment.paidAt },
    evidence: journal.map(({ entered: _, ...entry }) => entry),
  };
}
