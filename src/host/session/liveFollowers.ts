import type { ColumnBlock } from '../../protocol/columnBlock.ts';
import type { TargetId } from '../../protocol/targets.ts';
import type { Client } from '../channel/handlers.ts';

/** Which clients want the live blocks of which targets. */
export type LiveFollowers = {
  readonly follow: (client: Client, targetId: TargetId) => void;
  readonly unfollow: (client: Client, targetId: TargetId) => void;
  /** Sends a block to everyone who follows its target. */
  readonly tell: (targetId: TargetId, block: ColumnBlock) => void;
};

export function liveFollowers(): LiveFollowers {
  const followed = new Map<Client, Set<TargetId>>();
  return {
    follow: (client, targetId) => {
      if (!followed.has(client)) {
        followed.set(client, new Set());
        client.onClose(() => followed.delete(client));
      }
      followed.get(client)?.add(targetId);
    },
    unfollow: (client, targetId) => followed.get(client)?.delete(targetId),
    tell: (targetId, block) => {
      for (const [client, targetIds] of followed) if (targetIds.has(targetId)) client.sendLiveBlock(block);
    },
  };
}
