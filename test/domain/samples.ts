import type { Application } from '../../lib/domain/application.ts';
import { open } from '../../lib/domain/lifecycle.ts';

/** A vehicle as its passport describes it. */
export const VEHICLE = {
  vin: 'TESTKZHAPPY000001',
  make: 'ULGI',
  model: 'SAMPLE',
  year: 2026,
  category: 'M1',
  engine: 'petrol',
  origin: 'made-in-kazakhstan',
} as const;

/** An application that has just been opened, though its seller and its buyer are known in full already. */
export const opened = (now: Date): Application => ({
  ...open({
    id: '01KPCR8M00A1B2C3D4E5F6G7H8',
    number: '260302-4830-17',
    sellerBin: '500140000014',
    prepared: {},
    now,
  }),
  seller: { bin: '500140000014', name: '«Үлгі Авто» ЖШС' },
  buyer: { iin: '900101100018', surname: 'Үлгіев', name: 'Сынақ', birthDate: '1890-01-01', phone: '+77000000001' },
});
