import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Signatory } from '../domain/application.ts';
import { isConditionFailure, reachingStore, type Table } from './table.ts';

/**
 * What is kept beside an application because it never changes and would make every write of it heavier: the documents
 * that were signed, byte for byte, and the signatures with their evidence.
 */
export interface Attachments {
  /** Stores the document to sign, once. When there is one already, that one stays and is returned. */
  putDocument(applicationId: string, of: Signatory, bytes: Uint8Array): Promise<Uint8Array>;
  /** The bytes that were offered for signing; undefined until the signature is first awaited. */
  document(applicationId: string, of: Signatory): Promise<Uint8Array | undefined>;
  /** Stores a signature; the same CMS twice is one. */
  putSignature(applicationId: string, signature: StoredSignature): Promise<void>;
  /** A stored signature, by the SHA-256 of its CMS. Others may be stored beside it that came too late to be taken. */
  signature(applicationId: string, of: Signatory, cmsSha256: string): Promise<StoredSignature | undefined>;
}

const storedSignature = z.strictObject({
  of: z.enum(['seller', 'buyer']),
  /** As the client sent it. */
  cms: z.string(),
  cmsSha256: z.string(),
  /** The verifier's evidence: document hash, signer, certificate, revocation answer, verdict and time. */
  evidence: z.record(z.string(), z.unknown()),
});

/** A signature as it is kept: the CMS, whose it is, and the evidence of the verdict on it. */
export type StoredSignature = z.infer<typeof storedSignature>;

/** The attachments in a table. */
export function attachments({ client, name: TableName }: Table): Attachments {
  const documentKey = (id: string, of: Signatory) => ({ pk: `APPLICATION#${id}`, sk: `DOCUMENT#${of}` });
  const signatureKey = (id: string, of: Signatory, cmsSha256: string) => ({
    pk: `APPLICATION#${id}`,
    sk: `SIGNATURE#${of}#${cmsSha256}`,
  });

  const document = async (applicationId: string, of: Signatory) => {
    const { Item } = await reachingStore(() =>
      client.send(new GetCommand({ TableName, Key: documentKey(applicationId, of), ConsistentRead: true })),
    );
    return Item && z.object({ bytes: z.instanceof(Uint8Array) }).parse(Item).bytes;
  };

  return {
    document,
    async putDocument(applicationId, of, bytes) {
      try {
        await reachingStore(() =>
          client.send(
            new PutCommand({
              TableName,
              Item: { ...documentKey(applicationId, of), bytes },
              ConditionExpression: 'attribute_not_exists(pk)',
            }),
          ),
        );
        return bytes;
      } catch (error) {
        const stored = isConditionFailure(error) && (await document(applicationId, of));
        if (stored) return stored;
        throw error;
      }
    },
    async putSignature(applicationId, signature) {
      const { of, cmsSha256 } = signature;
      const Item = { ...signatureKey(applicationId, of, cmsSha256), ...signature };
      await reachingStore(() => client.send(new PutCommand({ TableName, Item })));
    },
    async signature(applicationId, of, cmsSha256) {
      const { Item } = await reachingStore(() =>
        client.send(
          new GetCommand({ TableName, Key: signatureKey(applicationId, of, cmsSha256), ConsistentRead: true }),
        ),
      );
      if (!Item) return undefined;
      const { pk: _, sk: __, ...signature } = Item;
      return storedSignature.parse(signature);
    },
  };
}
