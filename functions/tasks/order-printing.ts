import { theApplications, theConnection } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { once } from '../../lib/environment.ts';
import { required } from '../../lib/middleware/check.ts';
import { placeOrder } from '../../lib/middleware/order.ts';
import type { Applications } from '../../lib/store/applications.ts';
import { type Printing, printing } from '../../lib/systems/printing.ts';

/** 6: orders the printing of the registration certificate at the Information and Production Centre. It reports the completion later. */
export const orderPrinting = (store: () => Applications, centre: () => Printing, clock: Clock = systemClock) =>
  placeOrder(
    store,
    {
      expecting: 'printed',
      place: ({ id, registration, pickup }, ordering) =>
        centre().order(
          {
            applicationId: id,
            certificateNumber: required(registration, 'a registration').certificateNumber,
            centre: required(pickup, 'a centre').centre,
          },
          ordering,
        ),
    },
    clock,
  );

export const handler = orderPrinting(
  theApplications,
  once(() => printing(theConnection('printing'))),
);
