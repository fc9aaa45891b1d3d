import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const saleContractSchema = z.object({
  id: z.string().check(z.minLength(1)),
  seller: z.string(),
  buyer: z.string(),
  vin: z.string(),
  signedAt: z.iso.datetime({ offset: true }),
});

/** An electronically signed contract of sale of one vehicle. */
export type SaleContract = z.infer<typeof saleContractSchema>;

/** Who sells what to whom: the seller's BIN, the buyer's IIN and the VIN. */
export type Sale = Pick<SaleContract, 'seller' | 'buyer' | 'vin'>;

/** The electronic signing systems, where sale contracts are kept (4.8, 4.13). */
export interface SaleContracts {
  /** The contract of exactly this sale. */
  contract(sale: Sale, asking: Asking): Promise<Answer<SaleContract>>;
}

/** A client of the electronic signing systems. */
export function saleContracts({ ask }: Connection): SaleContracts {
  return {
    contract: ({ seller, buyer, vin }, asking) =>
      ask(
        `/contracts?${new URLSearchParams({ seller, buyer, vin })}`,
        saleContractSchema,
        { seller, buyer, vin },
        asking,
      ),
  };
}
