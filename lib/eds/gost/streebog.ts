/*
 * GOST R 34.11-2012 with a digest of 512 bits ("Streebog"), RFC 6986. A 512-bit vector is held as sixteen 32-bit
 * words, the least significant first; a message is read into it byte by byte from the least significant end.
 */

const BLOCK_BYTES = 64;
const WORDS = 16;

/** The substitution of bytes, RFC 6986 6.2. */
const PI = Buffer.from(
  'fceedd11cf6e3116fbc4fada23c5044de977f0db932e99ba1736f1bb14cd5fc1' +
    'f918655ae25cef21811c3c428b018e4f058402aee36a8fa0060bed987fd4d31f' +
    'eb342c51eac848abf22a68a2fd3aceccb5700e56080c7612bf7213479cb75d87' +
    '15a19629107b9ac7f391786f9d9eb2b13275193dff358a7e6d54c680c3bd0d57' +
    'dff524a93ea843c9d779d6f67c22b903e00fecde7a94b0bcdce828504e330a4a' +
    'a79760731e0062441ab83882649f2641ad454692275e552f8ca3a57d69d5953b' +
    '0758b34086ac1df730376be488d9e789e11b83494c3ff8fe8d53aa90cad88561' +
    '207167a42d2b095bcb9b25d0bee56c5259a674d2e6f4b4c0d166afc2394b63b6',
  'hex',
);

/** The 64 rows of the matrix of the linear transformation, RFC 6986 6.4; the first belongs to the highest bit. */
const A =
  '8e20faa72ba0b47047107ddd9b505a38ad08b0e0c3282d1cd8045870ef14980e6c022c38f90a4c073601161cf205268d' +
  '1b8e0b0e798c13c883478b07b2468764a011d380818e8f405086e740ce47c9202843fd2067adea1014aff010bdd87508' +
  '0ad97808d06cb40405e23c0468365a028c711e02341b2d0146b60f011a83988e90dab52a387ae76f486dd4151c3dfdb9' +
  '24b86a840e90f0d2125c354207487869092e94218d243cba8a174a9ec8121e5d4585254f64090fa0accc9ca9328a8950' +
  '9d4df05d5f661451c0a878a0a1330aa660543c50de970553302a1e286fc58ca718150f14b9ec46dd0c84890ad27623e0' +
  '0642ca05693b9f700321658cba93c13886275df09ce8aaa8439da0784e745554afc0503c273aa42ad960281e9d1d5215' +
  'e230140fc080298471180a8960409a42b60c05ca30204d215b068c651810a89e456c34887a3805b9ac361a443d1c8cd2' +
  '561b0d22900e46692b838811480723ba9bcf4486248d9f5dc3e9224312c8c1a0effa11af0964ee50f97d86d98a327728' +
  'e4fa2054a80b329c727d102a548b194e39b008152acb82279258048415eb419d492c024284fbaec0aa16012142f35760' +
  '550b8e9e21f7a530a48b474f9ef5dc1870a6a56e2440598e3853dc371220a2471ca76e95091051ad0edd37c48a08a6d8' +
  '07e095624504536c8d70c431ac02a736c83862965601dd1b641c314b2b8ee083';

/** The twelve iteration constants, RFC 6986 6.5, the most significant byte first. */
const C = [
  'b1085bda1ecadae9ebcb2f81c0657c1f2f6a76432e45d016714eb88d7585c4fc4b7ce09192676901a2422a08a460d31505767436cc744d23dd806559f2a64507',
  '6fa3b58aa99d2f1a4fe39d460f70b5d7f3feea720a232b9861d55e0f16b501319ab5176b12d699585cb561c2db0aa7ca55dda21bd7cbcd56e679047021b19bb7',
  'f574dcac2bce2fc70a39fc286a3d843506f15e5f529c1f8bf2ea7514b1297b7bd3e20fe490359eb1c1c93a376062db09c2b6f443867adb31991e96f50aba0ab2',
  'ef1fdfb3e81566d2f948e1a05d71e4dd488e857e335c3c7d9d721cad685e353fa9d72c82ed03d675d8b71333935203be3453eaa193e837f1220cbebc84e3d12e',
  '4bea6bacad4747999a3f410c6ca923637f151c1f1686104a359e35d7800fffbdbfcd1747253af5a3dfff00b723271a167a56a27ea9ea63f5601758fd7c6cfe57',
  'ae4faeae1d3ad3d96fa4c33b7a3039c02d66c4f95142a46c187f9ab49af08ec6cffaa6b71c9ab7b40af21f66c2bec6b6bf71c57236904f35fa68407a46647d6e',
  'f4c70e16eeaac5ec51ac86febf240954399ec6c7e6bf87c9d3473e33197a93c90992abc52d822c3706476983284a05043517454ca23c4af38886564d3a14d493',
  '9b1f5b424d93c9a703e7aa020c6e41414eb7f8719c36de1e89b4443b4ddbc49af4892bcb929b069069d18d2bd1a5c42f36acc2355951a8d9a47f0dd4bf02e71e',
  '378f5a541631229b944c9ad8ec165fde3a7d3a1b258942243cd955b7e00d0984800a440bdbb2ceb17b2b8a9aa6079c540e38dc92cb1f2a607261445183235adb',
  'abbedea680056f52382ae548b2e4f3f38941e71cff8a78db1fffe18a1b3361039fe76702af69334b7a1e6c303b7652f43698fad1153bb6c374b4c7fb98459ced',
  '7bcd9ed0efc889fb3002c6cd635afe94d8fa6bbbebab076120018021148466798a1d71efea48b9caefbacd1d7d476e98dea2594ac06fd85d6bcaa4cd81f32d1b',
  '378ee767f11631bad21380b00449b17acda43c32bcdf1d77f82012d430219f9b5d80ef9d1891cc86e71da4aa88e12852faf417d5d9b21b9948bc924af11bd720',
].map((hex) => words(Buffer.from(hex, 'hex').reverse()));

/** What a byte of the state adds to a 64-bit row: substitution and matrix in one, in two halves, by byte position and value. */
interface Table {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

let table: Table | undefined;

/** Made at the first digest, so that importing costs nothing. */
function makeTable(): Table {
  const low = new Int32Array(8 * 256);
  const high = new Int32Array(8 * 256);
  const matrix = Buffer.from(A, 'hex');
  for (let position = 0; position < 8; position++)
    for (let value = 0; value < 256; value++)
      for (let bit = 0; bit < 8; bit++) {
        if ((((PI[value] ?? 0) >> bit) & 1) === 0) continue;
        const row = (63 - (8 * position + bit)) * 8;
        const entry = position * 256 + value;
        high[entry] = (high[entry] ?? 0) ^ matrix.readInt32BE(row);
        low[entry] = (low[entry] ?? 0) ^ matrix.readInt32BE(row + 4);
      }
  return { low, high };
}

/** A vector of 64 bytes, the least significant first, as words. */
function words(bytes: Uint8Array): Int32Array {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, BLOCK_BYTES);
  return Int32Array.from({ length: WORDS }, (_, i) => view.readInt32LE(4 * i));
}

/**
 * `out = LPS(a xor b)`: substitution, transposition of bytes, matrix. Byte `i` of word `j` of the sum goes to word `i`
 * of the result, whose half of the sum's words (low or high) is the same for four rows, which are read once.
 */
function transform({ low, high }: Table, out: Int32Array, a: Int32Array, b: Int32Array): void {
  for (let half = 0; half < 2; half++) {
    const w0 = at(a, half) ^ at(b, half);
    const w1 = at(a, half + 2) ^ at(b, half + 2);
    const w2 = at(a, half + 4) ^ at(b, half + 4);
    const w3 = at(a, half + 6) ^ at(b, half + 6);
    const w4 = at(a, half + 8) ^ at(b, half + 8);
    const w5 = at(a, half + 10) ^ at(b, half + 10);
    const w6 = at(a, half + 12) ^ at(b, half + 12);
    const w7 = at(a, half + 14) ^ at(b, half + 14);
    for (let i = 0; i < 4; i++) {
      const shift = i * 8;
      const e0 = (w0 >>> shift) & 0xff;
      const e1 = 0x100 | ((w1 >>> shift) & 0xff);
      const e2 = 0x200 | ((w2 >>> shift) & 0xff);
      const e3 = 0x300 | ((w3 >>> shift) & 0xff);
      const e4 = 0x400 | ((w4 >>> shift) & 0xff);
      const e5 = 0x500 | ((w5 >>> shift) & 0xff);
      const e6 = 0x600 | ((w6 >>> shift) & 0xff);
      const e7 = 0x700 | ((w7 >>> shift) & 0xff);
      const row = half * 8 + i * 2;
      out[row] =
        at(low, e0) ^ at(low, e1) ^ at(low, e2) ^ at(low, e3) ^ at(low, e4) ^ at(low, e5) ^ at(low, e6) ^ at(low, e7);
      out[row + 1] =
        at(high, e0) ^
        at(high, e1) ^
        at(high, e2) ^
        at(high, e3) ^
        at(high, e4) ^
        at(high, e5) ^
        at(high, e6) ^
        at(high, e7);
    }
  }
}

/** The word at an index that is within bounds by construction. */
const at = (array: Int32Array, index: number): number => array[index] ?? 0;

/** `sum = sum + addend` modulo 2^512. */
function add(sum: Int32Array, addend: Int32Array): void {
  let carry = 0;
  for (let i = 0; i < WORDS; i++) {
    const word = ((sum[i] ?? 0) >>> 0) + ((addend[i] ?? 0) >>> 0) + carry;
    sum[i] = word | 0;
    carry = word > 0xffffffff ? 1 : 0;
  }
}

/** The digest of 64 bytes, in the byte order in which certificates and CMS carry it. */
export function streebog512(message: Uint8Array): Uint8Array {
  table ??= makeTable();
  const lookup = table;
  const zero = new Int32Array(WORDS);
  const state = new Int32Array(WORDS);
  const bitCount = new Int32Array(WORDS);
  const sum = new Int32Array(WORDS);
  const length = new Int32Array(WORDS);
  let key = new Int32Array(WORDS);
  let nextKey = new Int32Array(WORDS);
  let cipher = new Int32Array(WORDS);
  let nextCipher = new Int32Array(WORDS);

  /** The compression function g, RFC 6986 8: twelve rounds of a block cipher, fed forward. */
  const compress = (count: Int32Array, block: Int32Array): void => {
    transform(lookup, key, state, count);
    cipher.set(block);
    for (const constant of C) {
      transform(lookup, nextCipher, cipher, key);
      transform(lookup, nextKey, key, constant);
      [cipher, nextCipher] = [nextCipher, cipher];
      [key, nextKey] = [nextKey, key];
    }
    for (let i = 0; i < WORDS; i++) state[i] = (state[i] ?? 0) ^ (cipher[i] ?? 0) ^ (key[i] ?? 0) ^ (block[i] ?? 0);
  };

  let offset = 0;
  length[0] = 8 * BLOCK_BYTES;
  for (; offset + BLOCK_BYTES <= message.length; offset += BLOCK_BYTES) {
    const block = words(message.subarray(offset, offset + BLOCK_BYTES));
    compress(bitCount, block);
    add(bitCount, length);
    add(sum, block);
  }

  const padded = new Uint8Array(BLOCK_BYTES);
  padded.set(message.subarray(offset));
  padded[message.length - offset] = 1;
  const last = words(padded);
  compress(bitCount, last);
  length[0] = 8 * (message.length - offset);
  add(bitCount, length);
  add(sum, last);
  compress(zero, bitCount);
  compress(zero, sum);

  const digest = Buffer.alloc(BLOCK_BYTES);
  state.forEach((word, i) => {
    digest.writeInt32LE(word, 4 * i);
  });
  return digest;
}
