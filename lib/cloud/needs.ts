import type { SystemName } from '../domain/systems.ts';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../functions.ts';
import type { INDEXES } from '../store/table.ts';

/** What a function does to the table itself. */
export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';

/**
 * How a function uses the state machine: `answers` ends waits; `status` asks how an execution is; `all` does both, and
 * starts and redrives executions; `redrives` finds failed executions and redrives them.
 */
export type MachineUse = 'answers' | 'all' | 'redrives' | 'status';

/**
 * What a function needs. Each line becomes its settings and its permissions together, so that neither comes without the
 * other.
 */
export interface Need {
  /** The actions on the table that it may take. */
  readonly table?: readonly TableAction[];
  /** The indexes that it lists by. */
  readonly indexes?: readonly (keyof typeof INDEXES)[];
  readonly machine?: MachineUse;
  /** The state systems that it asks. */
  readonly systems?: readonly SystemName[];
  /** Whether it knows when the pilot ends. */
  readonly pilotEnd?: true;
  /** Whether it has the list of service centres. */
  readonly centres?: true;
  /** Whether it has the further years of the MCI. */
  readonly tariff?: true;
  /** Whether it verifies signatures. */
  readonly signatures?: true;
  /** Whether it verifies access tokens. */
  readonly tokens?: true;
  /** Whether it has the payment gateway's key. */
  readonly paymentKey?: true;
}

const READ_WRITE = ['GetItem', 'PutItem'] as const;
/** The portal, to tell the buyer; the notice names the centre. */
const TELLS_BUYER = { table: READ_WRITE, systems: ['portal'], centres: true } as const;

/** What each function needs, and nothing more. */
export const NEEDS: Readonly<Record<FunctionName, Need>> = {
  'seller-activity': { table: READ_WRITE, systems: ['business-register'] },
  'vehicle-passport': { table: READ_WRITE, systems: ['vehicle-passports'] },
  'customs-payment': { table: READ_WRITE, systems: ['customs'] },
  'recycling-payment': { table: READ_WRITE, systems: ['recycling'] },
  'buyer-identity': { table: [...READ_WRITE, 'UpdateItem'], systems: ['individuals'] },
  'sale-contract': { table: [...READ_WRITE, 'UpdateItem'], systems: ['sale-contracts'] },
  'unpaid-fines': { table: READ_WRITE, systems: ['administrative-proceedings'] },
  'registered-phone': { table: READ_WRITE, systems: ['mobile-citizens'] },
  'await-action': { table: READ_WRITE, machine: 'answers', pilotEnd: true },
  'request-payment': { table: READ_WRITE, systems: ['payment-gateway'], tariff: true },
  'submit-for-registration': { table: READ_WRITE, systems: ['vehicle-register'] },
  'order-printing': { table: READ_WRITE, systems: ['printing'] },
  announce: TELLS_BUYER,
  conclude: { ...TELLS_BUYER, table: [...READ_WRITE, 'DeleteItem'] },
  authorizer: { tokens: true },
  seller: { table: READ_WRITE, indexes: ['bySeller'], machine: 'all', pilotEnd: true, signatures: true },
  buyer: {
    table: [...READ_WRITE, 'Query'],
    indexes: ['byBuyer'],
    machine: 'answers',
    pilotEnd: true,
    centres: true,
    signatures: true,
  },
  centre: {
    table: READ_WRITE,
    indexes: ['byDesk'],
    machine: 'answers',
    pilotEnd: true,
    systems: ['digital-documents', 'e-queue'],
  },
  police: { table: READ_WRITE, indexes: ['byDesk'], machine: 'answers', pilotEnd: true },
  printing: { table: READ_WRITE, indexes: ['byDesk'], machine: 'answers', pilotEnd: true },
  'payment-gateway': { table: READ_WRITE, machine: 'answers', pilotEnd: true, paymentKey: true },
  public: { pilotEnd: true, centres: true, tariff: true },
  'expire-pilot': { table: READ_WRITE, indexes: ['byDesk'], machine: 'all', pilotEnd: true },
  'redeliver-answers': { table: READ_WRITE, indexes: ['undelivered'], machine: 'all' },
  'redrive-suspended': { table: ['GetItem'], machine: 'redrives' },
  'execution-failed': { table: READ_WRITE, machine: 'status' },
};

/** Whether a function answers callers of the API; the others carry out the Algorithm, or keep it running. */
export const isOfApi = (name: FunctionName): boolean => FUNCTIONS[name].entry.startsWith('functions/api/');

/**
 * The functions that the setting `questionsAtOnce` limits: those that ask a state system while no caller waits for
 * them.
 */
export const heldBack = (): FunctionName[] => functionsThatNeed('systems').filter((name) => !isOfApi(name));

/** The functions that need one thing. */
export function functionsThatNeed(what: keyof Need): FunctionName[] {
  return FUNCTION_NAMES.filter((name) => NEEDS[name][what] !== undefined);
}
