import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Application, Signatory } from './application.ts';

/**
 * The documents that are signed: what the seller applies for (4.9), and what the buyer applies for on top of it (4.18).
 * Canonical JSON (RFC 8785), so that anyone who has the facts can make the same bytes; made once, when the signature is
 * first awaited, and stored.
 */
export function documentToSign(application: Application, of: Signatory, madeAt: Date): Uint8Array {
  const { id, number, seller, vehicle, buyer, contract, pickup, payment, documents } = application;
  const common = {
    document: 'application-for-initial-registration',
    order: 'Joint order of 9 October 2025 No 754 and of 7 October 2025 No 499',
    application: { id, number },
    madeAt: madeAt.toISOString(),
    seller,
    vehicle,
    contract,
  };
  const content =
    of === 'seller'
      ? { ...common, item: '4.9', buyer: { iin: buyer?.iin } }
      : {
          ...common,
          item: '4.18',
          buyer,
          pickup: pickup && { centre: pickup.centre, plateKind: pickup.plateKind },
          payment: payment && { id: payment.id, items: payment.items, total: payment.total, paidAt: payment.paidAt },
          sellerDocumentSha256: documents?.seller,
        };
  return new TextEncoder().encode(canonicalize(content));
}

/** SHA-256 in hexadecimal. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
