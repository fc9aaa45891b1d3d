import { theApplications, theConnection } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { once } from '../../lib/environment.ts';
import { placeOrder } from '../../lib/middleware/order.ts';
import { dossierOf } from '../../lib/registration/dossier.ts';
import type { Applications } from '../../lib/store/applications.ts';
import { type VehicleRegister, vehicleRegister } from '../../lib/systems/vehicle-register.ts';

/** 5: hands the dossier to the administrative police, through the interior ministry's register. They decide later (4.19). */
export const submitForRegistration = (
  store: () => Applications,
  register: () => VehicleRegister,
  clock: Clock = systemClock,
) =>
  placeOrder(
    store,
    {
      expecting: 'decision',
      place: (application, ordering) => register().submit(dossierOf(application), ordering),
    },
    clock,
  );

export const handler = submitForRegistration(
  theApplications,
  once(() => vehicleRegister(theConnection('vehicle-register'))),
);
