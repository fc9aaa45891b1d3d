/** How many at a time: enough to make up for waiting on the network, too few to be throttled. */
const AT_A_TIME = 10;

/** Works through a list, a few at a time, in its order. */
export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: Math.min(AT_A_TIME, items.length) }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
