/**
 * Item 4.1: whether a legal entity sells vehicles, by the classifier of economic activities (OKED, NK RK 03-2019).
 */

/** Which activities count as vehicle sale, from a day on. */
export interface VehicleSaleActivities {
  /** The first day on which the list applies, `YYYY-MM-DD`. */
  readonly from: string;
  /** The edition and the division of the classifier. */
  readonly source: string;
  /** Codes of the classifier; each stands for itself and its sub-codes. */
  readonly codes: readonly string[];
  /** Whether an entity's secondary codes count as well as its primary one. */
  readonly secondaryCodesCount: boolean;
}

/**
 * Division 45 also holds repair (45.2) and parts (45.3), which are not the sale of vehicles: hence whole codes, never
 * the division.
 */
export const VEHICLE_SALE_ACTIVITIES: VehicleSaleActivities = {
  from: '2019-07-01',
  source: 'NK RK 03-2019, division 45: 45.11 cars and light vehicles, 45.19 other vehicles, 45.40 motorcycles',
  codes: ['45.11', '45.19', '45.40'],
  secondaryCodesCount: true,
};

function isWithin(code: string, listed: string): boolean {
  return code === listed || code.startsWith(`${listed}.`);
}

/**
 * Whether an entity with these activity codes sells vehicles.
 *
 * @param oked the entity's codes as the business register gives them, the primary one first
 */
export function sellsVehicles(oked: readonly string[], activities = VEHICLE_SALE_ACTIVITIES): boolean {
  const counted = activities.secondaryCodesCount ? oked : oked.slice(0, 1);
  return counted.some((code) => activities.codes.some((listed) => isWithin(code, listed)));
}
