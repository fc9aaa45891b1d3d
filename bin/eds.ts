/**
 * Electronic digital signatures from the command line, offline: `npm run eds -- verify | inspect | sign`.
 * Exit codes: 0 the signature is valid (or the command did its work), 1 it is not, 2 wrong usage.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { derBlocks, readCertificates } from '../lib/eds/certificate.ts';
import { createChainJudge } from '../lib/eds/chain.ts';
import { Fault } from '../lib/eds/fault.ts';
import { inspect } from '../lib/eds/inspect.ts';
import { judge } from '../lib/eds/judge.ts';
import { offlineRevocation } from '../lib/eds/revocation.ts';
import type { SignerKind } from '../lib/eds/signer.ts';
import { createAuthority, SIGNING_CERTIFICATES, SIGNING_KINDS } from '../local/authority/authority.ts';
import { createClock } from '../local/clock.ts';

const USAGE = `Usage:
  npm run eds -- verify --cms F [--document F] --roots F... [--intermediates F...] [--crl F...] [--ocsp F...]
                        [--profile individual|legal] [--at ISO]
      Judges a signature offline and prints the verdict as JSON. Without --document the content inside the CMS is
      judged; without --crl and --ocsp revocation is not checked; --at is the moment of receipt (default: now).
  npm run eds -- inspect F
      Shows a certificate or a CMS in plain words.
  npm run eds -- sign --document F --iin N [--bin N] [--kind ${SIGNING_KINDS.join('|')}]
                      [--certificate ${SIGNING_CERTIFICATES.join('|')}]
                      [--detached] [--authority FOLDER] [--out F]
      Signs with a made-up authority, kept in FOLDER (default: .local/authority); prints the CMS in base64.
Files may be PEM, base64 or DER. Exit codes: 0 valid or done, 1 not valid, 2 wrong usage.`;

/** Documents that people sign can be large; the service itself allows far smaller ones. */
const MAXIMUM_CMS_BYTES = 64 * 1024 * 1024;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Where results and complaints go. */
export interface Say {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

interface Command {
  readonly options: readonly string[];
  readonly run: (words: Words, say: Say) => number | Promise<number>;
}

const PROFILES: Readonly<Record<string, SignerKind>> = { individual: 'individual', legal: 'legal-entity' };

/** Options with the values that follow them, and what stands before any option. */
interface Words {
  readonly operands: readonly string[];
  readonly options: ReadonlyMap<string, readonly string[]>;
}

function readWords(words: readonly string[], allowed: readonly string[]): Words {
  const operands: string[] = [];
  const options = new Map<string, string[]>();
  let values = operands;
  for (const word of words) {
    if (!word.startsWith('--')) {
      values.push(word);
      continue;
    }
    const [option = '', ...rest] = word.split('=');
    if (!allowed.includes(option)) throw new UsageError(`Unknown option ${option}.`);
    values = options.get(option) ?? [];
    options.set(option, values);
    if (rest.length > 0) values.push(rest.join('='));
  }
  return { operands, options };
}

function many({ options }: Words, option: string): readonly string[] {
  const values = options.get(option);
  if (values?.length === 0) throw new UsageError(`${option} needs a value.`);
  return values ?? [];
}

function one(words: Words, option: string): string | undefined {
  const values = many(words, option);
  if (values.length > 1) throw new UsageError(`${option} takes one value.`);
  return values[0];
}

function required(words: Words, option: string): string {
  const value = one(words, option);
  if (value === undefined) throw new UsageError(`${option} is missing.`);
  return value;
}

function choice<T extends string>(words: Words, option: string, choices: readonly T[]): T | undefined {
  const value = one(words, option);
  const chosen = choices.find((candidate) => candidate === value);
  if (value !== undefined && chosen === undefined) throw new UsageError(`${option} is one of ${choices.join(', ')}.`);
  return chosen;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new UsageError(`Cannot read ${file}.`);
  }
}

const certificates = (files: readonly string[]) =>
  files.flatMap((file) => {
    try {
      return readCertificates(read(file));
    } catch (error) {
      if (error instanceof Fault)
        throw new UsageError(`${file} holds no certificate that can be read: ${error.message}.`);
      throw error;
    }
  });

/** The DER blocks of a file of evidence; what cannot be read is judged, and refused, as it is. */
function evidence(file: string): Uint8Array[] {
  const bytes = read(file);
  try {
    return derBlocks(bytes);
  } catch (error) {
    if (error instanceof Fault) return [bytes];
    throw error;
  }
}

/** A CMS as clients send it: text stays as it is, bytes become base64. */
const asSent = (file: Buffer): string => (file[0] === 0x30 ? file.toString('base64') : file.toString('latin1'));

async function verify(words: Words, say: Say): Promise<number> {
  if (words.operands.length > 0) throw new UsageError(`What is ${words.operands[0]}?`);
  const cms = asSent(read(required(words, '--cms')));
  const document = one(words, '--document');
  const roots = certificates(many(words, '--roots'));
  if (roots.length === 0) throw new UsageError('--roots is missing.');
  const intermediates = certificates(many(words, '--intermediates'));
  const crls = many(words, '--crl').flatMap(evidence);
  const ocsp = many(words, '--ocsp').flatMap(evidence);
  const profile = choice(words, '--profile', Object.keys(PROFILES));
  const kind = profile === undefined ? undefined : PROFILES[profile];
  const at = new Date(one(words, '--at') ?? Date.now());
  if (Number.isNaN(at.getTime())) throw new UsageError('--at is not a time in ISO 8601.');

  const verdict = await judge({
    cms,
    ...(document !== undefined && { document: read(document) }),
    expected: kind && { kind },
    at,
    chain: createChainJudge({ roots, intermediates }),
    ...((crls.length > 0 || ocsp.length > 0) && { revocation: offlineRevocation({ crls, ocsp }) }),
    maximumBytes: MAXIMUM_CMS_BYTES,
  });
  const { valid, signer, evidence: kept } = verdict;
  const reason = verdict.valid ? undefined : verdict.reason;
  say.out(JSON.stringify({ valid, reason, signer, checks: kept.checks }, null, 2));
  return valid ? 0 : 1;
}

function inspectFile({ operands: [file, ...others] }: Words, say: Say): number {
  if (file === undefined || others.length > 0) throw new UsageError('inspect takes one file.');
  const blocks = evidence(file);
  try {
    say.out(blocks.map((block) => inspect(block).join('\n')).join('\n\n'));
    return 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    say.error(`${file} is neither a certificate nor a CMS: ${error.message}.`);
    return 1;
  }
}

function sign(words: Words, say: Say): number {
  if (words.operands.length > 0) throw new UsageError(`What is ${words.operands[0]}?`);
  const document = read(required(words, '--document'));
  const iin = required(words, '--iin');
  const bin = one(words, '--bin');
  if ([iin, bin ?? iin].some((number) => !/^\d{12}$/.test(number)))
    throw new UsageError('--iin and --bin are 12 digits.');
  const kind = choice(words, '--kind', SIGNING_KINDS);
  const certificate = choice(words, '--certificate', SIGNING_CERTIFICATES);
  const authority = createAuthority({ folder: one(words, '--authority') ?? '.local/authority', clock: createClock() });
  const cms = authority.sign({
    document,
    as: { iin, ...(bin !== undefined && { bin }) },
    ...(kind && { kind }),
    ...(certificate && { certificate }),
    detached: words.options.has('--detached'),
  });
  const out = one(words, '--out');
  if (out === undefined) say.out(cms);
  else writeFileSync(out, `${cms}\n`);
  return 0;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  verify: {
    options: ['--cms', '--document', '--roots', '--intermediates', '--crl', '--ocsp', '--profile', '--at'],
    run: verify,
  },
  inspect: { options: [], run: inspectFile },
  sign: {
    options: ['--document', '--iin', '--bin', '--kind', '--certificate', '--detached', '--authority', '--out'],
    run: sign,
  },
};

/** Runs one command line and gives its exit code. */
export async function eds([name = '', ...words]: readonly string[], say: Say): Promise<number> {
  try {
    const command = COMMANDS[name];
    if (!command) throw new UsageError(name === '' ? 'Say what to do.' : `Unknown command ${name}.`);
    return await command.run(readWords(words, command.options), say);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

if (import.meta.main) process.exitCode = await eds(process.argv.slice(2), { out: console.log, error: console.error });
