// Where there is no native part of koffi for the system, nothing is mapped.
const koffi = await import('koffi').catch(() => undefined);

/** A stretch of a file as memory. What is put there is in the file, whatever becomes of the process. */
export interface Mapping {
  readonly bytes: Buffer;
  /** Gives the memory back. Its bytes must not be touched any more. */
  end(): void;
}

// The values are those of Linux and of macOS (mmap(2) of each).
const PROT_READ = 0x1;
const PROT_WRITE = 0x2;
const MAP_SHARED = 0x1;
const MAP_FAILED = -1n;

/** The system's own functions, on systems where what is put into memory is seen at once by whoever reads the file. */
const system = koffi && ['linux', 'darwin'].includes(process.platform) ? systemOf(koffi) : undefined;

function systemOf({ load }: typeof import('koffi')) {
  const libc = load(null);
  return {
    mmap: libc.func('void *mmap(void *address, size_t length, int protection, int flags, int file, int64_t start)'),
    munmap: libc.func('int munmap(void *address, size_t length)'),
  };
}

/**
 * Maps a stretch of an open file into memory; undefined where the system or the file system does not do that.
 *
 * @param descriptor a file that is open for reading and writing, and that has the whole stretch
 * @param start a byte of it, at the beginning of a page
 * @param length in bytes
 */
export function mapFile(descriptor: number, start: number, length: number): Mapping | undefined {
  const address: unknown = system?.mmap(null, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, start);
  if (!koffi || typeof address !== 'bigint' || BigInt.asIntN(64, address) === MAP_FAILED) return undefined;
  return {
    bytes: Buffer.from(koffi.view(address, length)),
    end: () => system?.munmap(address, length),
  };
}
