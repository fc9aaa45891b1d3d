import { unescape as decoded } from 'node:querystring';
import type { SystemName } from '../../lib/domain/systems.ts';
import { dealerBin, documentCode, personIin, type SystemRecord, vehicleVin } from './data-set.ts';

/** A question that a system answers: the record that it is about. */
export interface Question {
  /** The key of the record among the system's. */
  key: string;
  /** What the system answers when it has no record; absent: that it has no data. */
  otherwise?: SystemRecord;
  /** The key of a record that was not asked for. */
  keyOfAnother: string;
}

const ANOTHER = {
  bin: dealerBin('dealer', 99_990),
  iin: personIin('fined', 9_990),
  vin: vehicleVin('car', 999_990),
  code: documentCode(personIin('fined', 9_990)),
};

const QUESTIONS: Partial<Record<SystemName, (path: string, query: URLSearchParams) => Question | undefined>> = {
  'business-register': (path) => byPath(path, 'entities', 'bin'),
  'vehicle-passports': (path) => byPath(path, 'passports', 'vin'),
  customs: (path) => byPath(path, 'payments', 'vin'),
  recycling: (path) => byPath(path, 'payments', 'vin'),
  individuals: (path) => byPath(path, 'persons', 'iin'),
  'mobile-citizens': (path) => byPath(path, 'phones', 'iin'),
  'digital-documents': (path) => byPath(path, 'documents', 'code'),
  'sale-contracts': (path, query) => {
    const [seller, buyer, vin] = [query.get('seller'), query.get('buyer'), query.get('vin')];
    if (path !== '/contracts' || !seller || !buyer || !vin) return undefined;
    return { key: `${seller}:${buyer}:${vin}`, keyOfAnother: `${ANOTHER.bin}:${ANOTHER.iin}:${ANOTHER.vin}` };
  },
  'administrative-proceedings': (path, query) => {
    const iin = query.get('iin');
    if (path !== '/fines' || !iin) return undefined;
    return { key: iin, otherwise: { iin, unpaid: [] }, keyOfAnother: ANOTHER.iin };
  },
};

function byPath(path: string, collection: string, field: keyof typeof ANOTHER): Question | undefined {
  const [, found, key = '', ...more] = path.split('/');
  if (found !== collection || !key || more.length > 0) return undefined;
  return { key: decoded(key), keyOfAnother: ANOTHER[field] };
}

/** What a system is asked with this path and query; undefined when it does not know such a question. */
export function questionOf(system: SystemName, path: string, query: URLSearchParams): Question | undefined {
  return QUESTIONS[system]?.(path, query);
}
