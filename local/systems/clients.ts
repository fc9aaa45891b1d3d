import type { SystemName } from '../../lib/domain/systems.ts';
import type { Environment } from '../../lib/environment.ts';
import { secretFrom } from '../../lib/secrets.ts';
import { administrativeProceedings } from '../../lib/systems/administrative-proceedings.ts';
import { businessRegister } from '../../lib/systems/business-register.ts';
import { customs } from '../../lib/systems/customs.ts';
import { digitalDocuments } from '../../lib/systems/digital-documents.ts';
import { eQueue } from '../../lib/systems/e-queue.ts';
import { individuals } from '../../lib/systems/individuals.ts';
import { mobileCitizens } from '../../lib/systems/mobile-citizens.ts';
import { paymentGateway } from '../../lib/systems/payment-gateway.ts';
import { portal } from '../../lib/systems/portal.ts';
import { printing } from '../../lib/systems/printing.ts';
import { recycling } from '../../lib/systems/recycling.ts';
import { saleContracts } from '../../lib/systems/sale-contracts.ts';
import { authorizationSchema, systemSettings } from '../../lib/systems/settings.ts';
import { connect } from '../../lib/systems/transport.ts';
import { vehiclePassports } from '../../lib/systems/vehicle-passports.ts';
import { vehicleRegister } from '../../lib/systems/vehicle-register.ts';

/**
 * Clients of all the state systems, at the addresses in the environment: for benches and tests that ask the systems
 * themselves. A function makes only the client that it needs.
 */
export function systemClients(environment: Environment) {
  const to = (system: SystemName) =>
    connect(system, {
      ...systemSettings(system, environment),
      authorization: secretFrom('SYSTEMS_AUTHORIZATION', authorizationSchema, environment),
    });
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

/** A client of each state system. */
export type SystemClients = ReturnType<typeof systemClients>;
