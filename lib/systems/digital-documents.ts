import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import { type Connection, canBeSegment } from './transport.ts';

const documentSchema = z.object({
  code: z.string(),
  kind: z.string().check(z.minLength(1)),
  iin: z.string().check(z.regex(/^\d{12}$/)),
  /** The last day on which the document is valid. */
  validUntil: z.iso.date(),
});

/** An electronic document that its holder shows by a code. */
export type DigitalDocument = z.infer<typeof documentSchema>;

/** The digital documents service (8, 9). */
export interface DigitalDocuments {
  /** The document behind a code. Undefined, without anything being asked, when no document can have such a code. */
  document(code: string, asking: Asking): Promise<Answer<DigitalDocument> | undefined>;
}

/** A client of the digital documents service. */
export function digitalDocuments({ ask }: Connection): DigitalDocuments {
  return {
    document: async (code, asking) =>
      canBeSegment(code) ? ask(`/documents/${encodeURIComponent(code)}`, documentSchema, { code }, asking) : undefined,
  };
}
