import { ulid } from 'ulid';
import { expect, test } from 'vitest';
import { attachments, type StoredSignature } from '../../lib/store/attachments.ts';
import { useTable } from './table.ts';

const table = useTable();
const beside = () => attachments(table());
const bytes = (text: string) => new TextEncoder().encode(text);

test('a document is kept byte for byte, one for the seller and one for the buyer', async () => {
  const id = ulid();
  await beside().putDocument(id, 'seller', bytes('{"item":"4.9"}'));
  expect(await beside().document(id, 'seller')).toEqual(bytes('{"item":"4.9"}'));
  expect(await beside().document(id, 'buyer')).toBeUndefined();
});

test('a document is made once: whoever makes another is given the one that stands', async () => {
  const id = ulid();
  const made = await Promise.all(['one', 'two', 'three'].map((text) => beside().putDocument(id, 'buyer', bytes(text))));
  const stands = await beside().document(id, 'buyer');
  expect(made).toEqual([stands, stands, stands]);
});

const signature = (of: StoredSignature['of'], cms: string): StoredSignature => ({
  of,
  cms,
  cmsSha256: `hash of ${cms}`,
  evidence: { verdict: { valid: true }, signer: { iin: '900101100018' } },
});

test('signatures are kept with their evidence, the same one once', async () => {
  const id = ulid();
  await beside().putSignature(id, signature('seller', 'first'));
  await beside().putSignature(id, signature('seller', 'first'));
  await beside().putSignature(id, signature('buyer', 'second'));
  await beside().putSignature(ulid(), signature('buyer', 'another’s'));
  expect(await beside().signature(id, 'seller', 'hash of first')).toEqual(signature('seller', 'first'));
  expect(await beside().signature(id, 'buyer', 'hash of second')).toEqual(signature('buyer', 'second'));
  expect(await beside().signature(id, 'buyer', 'hash of another’s')).toBeUndefined();
});

test('each signature is found, also when all of them do not fit into one answer of DynamoDB', async () => {
  const id = ulid();
  // As large as the API takes, and more of them than fit into 1 MB.
  const large = (digit: number) => ({ ...signature('buyer', String(digit).repeat(200_000)), cmsSha256: `${digit}` });
  const sent = [1, 2, 3, 4, 5, 6, 7, 8].map(large);
  for (const each of sent) await beside().putSignature(id, each);
  for (const each of sent) expect(await beside().signature(id, 'buyer', each.cmsSha256)).toEqual(each);
});

test('an application without attachments has none', async () => {
  expect(await beside().signature(ulid(), 'seller', 'hash of first')).toBeUndefined();
});
