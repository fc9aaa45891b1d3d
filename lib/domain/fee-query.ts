import type { Application } from './application.ts';
import { plateKind } from './plate-kinds.ts';
import type { FeeQuery } from './tariff.ts';

/**
 * What the fees of an application depend on (4.17), except for the day.
 *
 * @throws Error when the vehicle's data or the kind of plates is missing: the application has passed 4.12 and 4.15, so
 * that is our own fault
 */
export function feeQuery({ vehicle, pickup }: Application): Omit<FeeQuery, 'on'> {
  const kind = pickup && plateKind(pickup.plateKind);
  if (!vehicle?.category || vehicle.year === undefined || !vehicle.engine || !kind) {
    throw new Error('The application has come to its payment without a vehicle passport or a kind of plate.');
  }
  return { category: vehicle.category, year: vehicle.year, engine: vehicle.engine, plateKind: kind.code };
}
