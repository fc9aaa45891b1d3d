import { fullText } from './invoke-result.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import { SEPARATOR } from './log.ts';

/** The most events of one execution; the last of them ends it (AWS Step Functions, "Quotas"). */
export const HISTORY_LIMIT = 25_000;

/** An event as it is stored: its details without the data, and the data, both as JSON text. */
export interface StoredEvent {
  readonly id: number;
  /** The id of the event that it follows in its branch; 0 for the first. */
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  /** What the type of the event adds; undefined when it adds nothing. */
  readonly details: string | undefined;
  /** The input, the output or the parameters, by the type of the event. */
  readonly data: string | undefined;
}

/** An event in the form of GetExecutionHistory, except that `timestamp` is in milliseconds since the epoch. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly [details: `${string}EventDetails`]: JsonObject;
}

const { item: ITEM, field: FIELD } = SEPARATOR;

/**
 * The part that is the same in the texts of many events: their type and details. Where possible it is made once for all
 * of them.
 */
export const eventKind = (type: string, details?: JsonObject): string =>
  `${ITEM}E${type}${FIELD}${details === undefined ? '' : JSON.stringify(details)}${FIELD}`;

/** A kind of events that the log knows by a number. */
export const numberedKind = (number: number): string => `${ITEM}E${number}${FIELD}`;

/** An event's text, as an item of the log. */
export const eventText = (kind: string, data: string, previousEventId: number, timestamp: number): string =>
  `${kind}${data}${FIELD}${previousEventId}${FIELD}${timestamp}`;

/** The text of an event that follows the event before it in the log, at the same time. */
export const nextEventText = (kind: string, data: string): string => kind + data;

const NUMBERED = new RegExp(`^E(\\d+)${FIELD}`);

/**
 * The events among the items of a part of the log, of which the first has the id `first`.
 *
 * @param kinds the kinds that the log knows by their numbers, as `eventKind` gives them
 */
export function eventsFrom(items: readonly string[], first: number, kinds: readonly string[]): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (const item of items) {
    if (!item.startsWith('E')) continue;
    const whole = item.replace(NUMBERED, (_, number) => kinds[Number(number)]?.slice(ITEM.length) ?? '');
    const [type = '', details, data, previousEventId, timestamp] = whole.slice(1).split(FIELD);
    const id = first + events.length;
    events.push({
      id,
      previousEventId: previousEventId === undefined ? id - 1 : Number(previousEventId),
      timestamp: timestamp === undefined ? (events.at(-1)?.timestamp ?? 0) : Number(timestamp),
      type,
      details: details || undefined,
      data: data ? fullText(data) : undefined,
    });
  }
  return events;
}

/** The name of the data of an event in its details; other types of events have none. */
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
 * @param includeData whether inputs, outputs and parameters are shown
 */
export function toHistoryEvent(event: StoredEvent, includeData: boolean): HistoryEvent {
  const { id, previousEventId, timestamp, type } = event;
  if (event.details === undefined) return { id, previousEventId, timestamp, type };
  const parsed = parseJson(event.details);
  const details: JsonObject = isObject(parsed) ? parsed : {};
  const field = dataField(type);
  if (!includeData) {
    delete details.assignedVariables;
    delete details.assignedVariablesDetails;
  } else if (field && event.data !== undefined) {
    details[field] = event.data;
    if (field !== 'parameters') details[`${field}Details`] = { truncated: false };
  }
  const member: Record<`${string}EventDetails`, JsonObject> = { [detailsField(type)]: details };
  return { id, previousEventId, timestamp, type, ...member };
}
