import type { ProbeMessage, ProbeWish } from '../../protocol/probeChannel.ts';
import type { PoolWatch } from './poolWatch.ts';
import type { SharedPoolWatch } from './sharedPoolWatch.ts';

export type PoolWish = Extract<
  ProbeWish,
  { type: 'findPools' | 'readPools' | 'resizePool' | 'askPoolRoom' | 'leavePools' }
>;

/** What the host wishes of the program's pools: nothing is touched before the first wish. */
export type PoolWishes = {
  /** Carries a wish out and answers it. Never rejects. */
  readonly carryOut: (wish: PoolWish) => Promise<void>;
  /** Puts everything back. */
  readonly close: () => void;
};

export function poolWishes({
  shared,
  answer,
  onError,
}: {
  readonly shared: SharedPoolWatch;
  readonly answer: (message: ProbeMessage) => void;
  readonly onError: (error: unknown) => void;
}): PoolWishes {
  let watch: PoolWatch | undefined;
  const close = () => {
    watch = undefined;
    shared.leave('tuning');
  };
  const pools = (requestId: number): ProbeMessage => ({
    type: 'pools',
    requestId,
    pools: watch?.take() ?? [],
    others: watch?.others() ?? [],
  });

  const answered = async (wish: PoolWish): Promise<ProbeMessage> => {
    const { requestId } = wish;
    switch (wish.type) {
      case 'findPools':
        watch ??= shared.use('tuning');
        await watch.find(wish.waitMs);
        return pools(requestId);
      case 'readPools':
        return pools(requestId);
      case 'resizePool': {
        const reason = (await watch?.resize(wish.poolId, wish.size, wish.waitMs)) ?? null;
        return {
          type: 'poolResized',
          requestId,
          reason: watch === undefined ? 'the pool is no longer watched' : reason,
        };
      }
      case 'askPoolRoom':
        return { type: 'poolRoom', requestId, room: (await watch?.room(wish.poolId, wish.waitMs)) ?? null };
      case 'leavePools':
        close();
        return pools(requestId);
    }
  };

  return {
    carryOut: async (wish) => {
      try {
        answer(await answered(wish));
      } catch (error) {
        // The program must never see an error of ours.
        onError(error);
      }
    },
    close,
  };
}
