import type { PaymentOrder } from '../../../lib/systems/payment-gateway.ts';
import type { Dossier } from '../../../lib/systems/vehicle-register.ts';
import { dealerBin, personIin, vehicleVin } from '../../../local/systems/data-set.ts';
import { VEHICLE } from '../../domain/samples.ts';

export const PAYMENT_ORDER: PaymentOrder = {
  applicationId: '01',
  payer: personIin('buyer'),
  items: [
    { code: 'plates', amount: 12_110 },
    { code: 'certificate', amount: 5_406 },
  ],
  total: 17_516,
  currency: 'KZT',
};

export const DOSSIER: Dossier = {
  applicationId: '01',
  number: '260101-0001-01',
  region: '02',
  centre: '0201',
  plateKind: 'rectangular',
  vehicle: { ...VEHICLE, vin: vehicleVin('car') },
  buyer: { iin: personIin('buyer'), name: 'Үлгіев Сынақ Мысалұлы' },
  seller: { bin: dealerBin('dealer'), name: 'Үлгі' },
  contract: { id: '1', signedAt: '2026-01-15T10:00:00+05:00' },
  payment: { id: '1', total: 17_516, paidAt: '2026-02-01T10:00:00Z' },
  evidence: [
    {
      item: '4.3',
      system: 'vehicle-passports',
      outcome: 'passed',
      requestId: '1',
      sha256: '0'.repeat(64),
      at: '2026-02-01T09:00:00Z',
    },
  ],
};
