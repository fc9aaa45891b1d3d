import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { SystemName } from '../../lib/domain/systems.ts';
import { recordOf, type SystemRecord } from './data-set.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (system TEXT, key TEXT, body TEXT, PRIMARY KEY (system, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settings (system TEXT PRIMARY KEY, automatic INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS orders (
    system TEXT, idempotency_key TEXT, request TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (system, idempotency_key)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY, application_id TEXT NOT NULL, payer TEXT NOT NULL, items TEXT NOT NULL, total INTEGER NOT NULL,
    status TEXT NOT NULL, attempts INTEGER NOT NULL, settled_at TEXT
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL UNIQUE, message TEXT NOT NULL, due INTEGER NOT NULL,
    attempts INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due);
`;

const recordSchema = z.record(z.string(), z.unknown());
const paymentRowSchema = z
  .object({
    id: z.string(),
    application_id: z.string(),
    payer: z.string(),
    items: z
      .string()
      .transform((text) => z.array(z.object({ code: z.string(), amount: z.int() })).parse(JSON.parse(text))),
    total: z.int(),
    status: z.enum(['due', 'paid', 'failed']),
    attempts: z.int(),
    settled_at: z.string().nullable(),
  })
  .transform(({ id, application_id, payer, items, total, status, attempts, settled_at }) => ({
    paymentId: id,
    applicationId: application_id,
    payer,
    items,
    total,
    status,
    attempts,
    ...(settled_at !== null && { settledAt: settled_at }),
  }));
const letterRowSchema = z.object({ id: z.int(), message: z.string(), attempts: z.int() });

/** A payment as the simulated gateway keeps it; amounts in whole tenge. */
export type StoredPayment = z.infer<typeof paymentRowSchema>;

/** A message that is still to be delivered. */
export type Letter = z.infer<typeof letterRowSchema>;

/** What the simulated systems remember. One SQLite file: what was written is there after any crash of the process. */
export type SystemsStore = ReturnType<typeof openStore>;

/** Opens the file, or makes it. `:memory:` keeps nothing. */
export function openStore(path: string) {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);
  const sql = {
    record: database.prepare('SELECT body FROM records WHERE system = ? AND key = ?'),
    putRecord: database.prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?)'),
    automatic: database.prepare('SELECT automatic FROM settings WHERE system = ?'),
    setAutomatic: database.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)'),
    answer: database.prepare('SELECT answer FROM orders WHERE system = ? AND idempotency_key = ?'),
    addOrder: database.prepare('INSERT INTO orders VALUES (?, ?, ?, ?)'),
    payment: database.prepare('SELECT * FROM payments WHERE id = ?'),
    addPayment: database.prepare("INSERT INTO payments VALUES (?, ?, ?, ?, ?, 'due', 0, NULL)"),
    settlePayment: database.prepare(
      'UPDATE payments SET status = ?, attempts = attempts + 1, settled_at = ? WHERE id = ? RETURNING *',
    ),
    count: database.prepare(
      'INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value',
    ),
    post: database.prepare('INSERT OR REPLACE INTO outbox (subject, message, due, attempts) VALUES (?, ?, ?, 0)'),
    due: database.prepare('SELECT id, message, attempts FROM outbox WHERE due <= ? ORDER BY due, id LIMIT ?'),
    nextDue: database.prepare('SELECT min(due) AS due FROM outbox WHERE due > ?'),
    postpone: database.prepare('UPDATE outbox SET due = ?, attempts = ? WHERE id = ?'),
    delivered: database.prepare('DELETE FROM outbox WHERE id = ?'),
  };

  /** Writes everything that `change` writes, or nothing, whenever the process dies. */
  const atomically = <T>(change: () => T): T => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };

  return {
    /** What a system holds under a key: what was put there, else what the data set says. */
    record(system: SystemName, key: string): SystemRecord | undefined {
      const kept = sql.record.get(system, key);
      if (!kept) return recordOf(system, key);
      return typeof kept.body === 'string' ? recordSchema.parse(JSON.parse(kept.body)) : undefined;
    },
    /** Holds a record from now on; without one, holds nothing, whatever the data set says. */
    putRecord(system: SystemName, key: string, record: SystemRecord | undefined): void {
      sql.putRecord.run(system, key, record ? JSON.stringify(record) : null);
    },
    /** Whether a system acts by itself. */
    automatic: (system: SystemName): boolean => sql.automatic.get(system)?.automatic !== 0,
    setAutomatic(system: SystemName, automatic: boolean): void {
      sql.setAutomatic.run(system, Number(automatic));
    },
    /**
     * The answer to an order, which has its effect once per key. The first time `carryOut` makes it, stored together
     * with that effect; from then on it is the same answer.
     */
    onceAKey(system: SystemName, key: string, request: string, carryOut: () => object): string {
      const before = sql.answer.get(system, key)?.answer;
      if (typeof before === 'string') return before;
      return atomically(() => {
        const answer = JSON.stringify(carryOut());
        sql.addOrder.run(system, key, request, answer);
        return answer;
      });
    },
    atomically,
    /** 1, 2, 3, ... by name. */
    count: (name: string): number => z.int().parse(sql.count.get(name)?.value),
    payment(id: string): StoredPayment | undefined {
      const row = sql.payment.get(id);
      return row && paymentRowSchema.parse(row);
    },
    addPayment(payment: Pick<StoredPayment, 'paymentId' | 'applicationId' | 'payer' | 'items' | 'total'>): void {
      const { paymentId, applicationId, payer, items, total } = payment;
      sql.addPayment.run(paymentId, applicationId, payer, JSON.stringify(items), total);
    },
    /** Records the result of one attempt to pay. */
    settlePayment: (id: string, status: 'paid' | 'failed', at: string): StoredPayment =>
      paymentRowSchema.parse(sql.settlePayment.get(status, at, id)),
    outbox: {
      /** A newer message about the same subject takes the place of an older one. */
      post: (subject: string, message: string, due: number): void => void sql.post.run(subject, message, due),
      due: (now: number, atMost: number): Letter[] => z.array(letterRowSchema).parse(sql.due.all(now, atMost)),
      /** When the next message falls due that is not yet due. */
      nextDue: (now: number): number | undefined => z.int().nullish().parse(sql.nextDue.get(now)?.due) ?? undefined,
      postpone: (id: number, due: number, attempts: number): void => void sql.postpone.run(due, attempts, id),
      delivered: (id: number): void => void sql.delivered.run(id),
    },
    close: (): void => database.close(),
  };
}
