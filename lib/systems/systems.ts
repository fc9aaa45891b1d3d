import type { Clock } from '../domain/clock.ts';
import type { SystemName } from '../domain/systems.ts';
import { type AdministrativeProceedings, administrativeProceedings } from './administrative-proceedings.ts';
import { type BusinessRegister, businessRegister } from './business-register.ts';
import { type Customs, customs } from './customs.ts';
import { type DigitalDocuments, digitalDocuments } from './digital-documents.ts';
import { type EQueue, eQueue } from './e-queue.ts';
import { type Individuals, individuals } from './individuals.ts';
import { type MobileCitizens, mobileCitizens } from './mobile-citizens.ts';
import { type PaymentGateway, paymentGateway } from './payment-gateway.ts';
import { type Portal, portal } from './portal.ts';
import { type Printing, printing } from './printing.ts';
import { type Recycling, recycling } from './recycling.ts';
import { type SaleContracts, saleContracts } from './sale-contracts.ts';
import type { SystemsSettings } from './settings.ts';
import { connect } from './transport.ts';
import { type VehiclePassports, vehiclePassports } from './vehicle-passports.ts';
import { type VehicleRegister, vehicleRegister } from './vehicle-register.ts';

/** Every state system's client. A function that asks only one imports that one's file, and none of the others. */
export interface Systems {
  businessRegister: BusinessRegister;
  vehiclePassports: VehiclePassports;
  customs: Customs;
  recycling: Recycling;
  individuals: Individuals;
  saleContracts: SaleContracts;
  administrativeProceedings: AdministrativeProceedings;
  mobileCitizens: MobileCitizens;
  paymentGateway: PaymentGateway;
  vehicleRegister: VehicleRegister;
  printing: Printing;
  digitalDocuments: DigitalDocuments;
  eQueue: EQueue;
  portal: Portal;
}

/** Clients of all the state systems. Connections are opened when something is asked, and kept. */
export function createSystems(settings: SystemsSettings, options: { clock?: Clock } = {}): Systems {
  const { baseUrls, ...common } = settings;
  const to = (system: SystemName) => connect(system, { baseUrl: baseUrls[system], ...common }, options);
  return {
    businessRegister: businessRegister(to('business-register')),
    vehiclePassports: vehiclePassports(to('vehicle-passports')),
    customs: customs(to('customs')),
    recycling: recycling(to('recycling')),
    individuals: individuals(to('individuals')),
    saleContracts: saleContracts(to('sale-contracts')),
    administrativeProceedings: administrativeProceedings(to('administrative-proceedings')),
    mobileCitizens: mobileCitizens(to('mobile-citizens')),
    paymentGateway: paymentGateway(to('payment-gateway')),
    vehicleRegister: vehicleRegister(to('vehicle-register')),
    printing: printing(to('printing')),
    digitalDocuments: digitalDocuments(to('digital-documents')),
    eQueue: eQueue(to('e-queue')),
    portal: portal(to('portal')),
  };
}
