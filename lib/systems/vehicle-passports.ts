import * as z from 'zod/mini';
import { ENGINES, ORIGINS } from '../domain/vehicle.ts';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const passportSchema = z.object({
  vin: z.string(),
  make: z.string().check(z.minLength(1)),
  model: z.string().check(z.minLength(1)),
  year: z.int().check(z.minimum(1900), z.maximum(2100)),
  /** A category of the technical regulation on wheeled vehicles, TR CU 018/2011: `M1`, `N2`, `M1G`, ... */
  category: z.string().check(z.regex(/^[LMNO][1-7]G?$/)),
  engine: z.enum(ENGINES),
  origin: z.enum(ORIGINS),
});

/** An electronic vehicle passport: what the vehicle is and how it came to the market. */
export type VehiclePassport = z.infer<typeof passportSchema>;

/** The system of electronic vehicle passports (4.3, 4.12). */
export interface VehiclePassports {
  /** The passport of the vehicle with this VIN. */
  passport(vin: string, asking: Asking): Promise<Answer<VehiclePassport>>;
}

/** A client of the system of electronic vehicle passports. */
export function vehiclePassports({ ask }: Connection): VehiclePassports {
  return {
    passport: (vin, asking) => ask(`/passports/${encodeURIComponent(vin)}`, passportSchema, { vin }, asking),
  };
}
