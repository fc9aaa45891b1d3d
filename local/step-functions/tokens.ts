import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What a task token stands for: one attempt at one task. */
export interface TaskKey {
  /** The execution's number in the store. */
  readonly execution: number;
  /** The branch of the execution in which the task runs. */
  readonly branch: number;
  /** The id of the event with which the attempt was scheduled. */
  readonly scheduledEventId: number;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 12;

/** A new key for sealing tokens, to be kept with the data. */
export const newTokenKey = (): Buffer => randomBytes(32);

/**
 * Seals and opens task tokens. A token is the task's key, encrypted: only those who were given one can have it, nobody
 * can make one, and none has to be stored.
 */
export class TaskTokens {
  private readonly key: Buffer;

  constructor(key: Buffer) {
    this.key = key;
  }

  /** The token of a task, as text that is safe in JSON and URLs. */
  seal(task: TaskKey): string {
    const iv = randomBytes(IV_BYTES);
    const plain = Buffer.alloc(KEY_BYTES);
    plain.writeUInt32BE(task.execution, 0);
    plain.writeUInt32BE(task.branch, 4);
    plain.writeUInt32BE(task.scheduledEventId, 8);
    const cipher = createCipheriv(ALGORITHM, this.key, iv);
    const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** The task of a token; undefined when this engine did not make it. */
  open(token: string): TaskKey | undefined {
    const sealed = Buffer.from(token, 'base64url');
    if (sealed.length !== IV_BYTES + KEY_BYTES + TAG_BYTES || sealed.toString('base64url') !== token) return undefined;
    const decipher = createDecipheriv(ALGORITHM, this.key, sealed.subarray(0, IV_BYTES));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return { execution: plain.readUInt32BE(0), branch: plain.readUInt32BE(4), scheduledEventId: plain.readUInt32BE(8) };
  }
}
