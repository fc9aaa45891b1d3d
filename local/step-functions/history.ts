import { SEPARATOR } from './journal.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';

/** The most events of one execution; the last of them ends it (AWS Step Functions, "Quotas"). */
export const HISTORY_LIMIT = 25_000;

/** An event as it is stored: its details without the data that pass through it, and those data, both as JSON text. */
export interface StoredEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  readonly details: string | undefined;
  /** The input, the output or the parameters, by the type of the event. */
  readonly data: string | undefined;
}

/** An event as GetExecutionHistory gives it, but for `timestamp`: milliseconds since the epoch. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly [details: `${string}EventDetails`]: JsonObject;
}

/** An event's text in the store, with the end of it. */
export const eventText = (
  id: number,
  previousEventId: number,
  timestamp: number,
  type: string,
  details: string,
  data: string,
): string =>
  id +
  SEPARATOR.field +
  previousEventId +
  SEPARATOR.field +
  timestamp +
  SEPARATOR.field +
  type +
  SEPARATOR.field +
  details +
  SEPARATOR.field +
  data +
  SEPARATOR.item;

/** The events that a text in the store holds. */
export function eventsFrom(text: string): StoredEvent[] {
  return text
    .split(SEPARATOR.item)
    .slice(0, -1)
    .map((event) => {
      const [id, previousEventId, timestamp, type = '', details, data] = event.split(SEPARATOR.field);
      return {
        id: Number(id),
        previousEventId: Number(previousEventId),
        timestamp: Number(timestamp),
        type,
        details: details || undefined,
        data: data || undefined,
      };
    });
}

/** What the data of an event are called in its details; every other type of event carries none. */
const DATA_FIELDS: Readonly<Record<string, 'input' | 'output' | 'parameters'>> = {
  ExecutionStarted: 'input',
  ExecutionSucceeded: 'output',
  LambdaFunctionScheduled: 'input',
  LambdaFunctionSucceeded: 'output',
  TaskScheduled: 'parameters',
  TaskSubmitted: 'output',
  TaskSucceeded: 'output',
};

const dataField = (type: string) =>
  type.endsWith('StateEntered') ? 'input' : type.endsWith('StateExited') ? 'output' : DATA_FIELDS[type];

/** The member of an event that holds its details. */
function detailsField(type: string): `${string}EventDetails` {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/**
 * An event as clients see it.
 *
 * @param includeData whether inputs, outputs and parameters are told
 */
export function toHistoryEvent(event: StoredEvent, includeData: boolean): HistoryEvent {
  const { id, previousEventId, timestamp, type } = event;
  if (event.details === undefined) return { id, previousEventId, timestamp, type };
  const parsed = parseJson(event.details);
  const details: JsonObject = isObject(parsed) ? parsed : {};
  const field = dataField(type);
  if (field && event.data !== undefined) {
    if (includeData) details[field] = event.data;
    if (field !== 'parameters') details[`${field}Details`] = { truncated: false };
  }
  const member: Record<`${string}EventDetails`, JsonObject> = { [detailsField(type)]: details };
  return { id, previousEventId, timestamp, type, ...member };
}
