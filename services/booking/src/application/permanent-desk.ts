import { InvalidRequest, NotFound, type Clock, type DeskId, type UserId } from '@flexspace/kernel';
import { DeskInUse, noSuchDesk, refused } from '../domain/booking-errors.js';
import type { BookableDesk } from '../domain/desk-place.js';
import type { Actor } from './actor.js';
import { outdated } from './outdated.js';
import type { DeskDirectory, PermanentDesks } from './ports.js';

const MAX_DECISIONS = 4;

export interface PermanentParts {
  readonly clock: Clock;
  readonly desks: DeskDirectory;
  readonly permanent: PermanentDesks;
}

export interface AssignCommand {
  readonly deskId: DeskId;
  readonly userId: UserId;
  readonly cancelConflicting: boolean;
}

const managed = async (parts: PermanentParts, actor: Actor, deskId: DeskId): Promise<BookableDesk> => {
  const desk = await parts.desks.read(deskId);
  if (desk === undefined) throw noSuchDesk();
  const refusal = await actor.refusal({ action: 'manage_room', place: desk });
  if (refusal === undefined) return desk;
  const hidden = await actor.refusal({ action: 'see', place: desk });
  throw hidden === undefined ? refused('FORBIDDEN') : new NotFound('desk');
};

/** Gives a desk to one person alone; future bookings of others stand in the way unless they may be cancelled. */
export const assignPermanentDesk =
  (parts: PermanentParts) =>
  async (actor: Actor, command: AssignCommand): Promise<BookableDesk> => {
    for (let decision = 0; decision < MAX_DECISIONS; decision += 1) {
      const desk = await managed(parts, actor, command.deskId);
      const assignee = (await actor.people([command.userId])).get(command.userId);
      if (assignee === undefined) throw InvalidRequest.field('user_id', `nobody has the id ${command.userId}`);
      const outcome = await parts.permanent.assign({
        desk,
        assignee,
        cancelConflicting: command.cancelConflicting,
        actor: actor.person,
        origin: actor.origin,
        now: parts.clock.now(),
      });
      if (outcome.kind === 'in_use') throw new DeskInUse(outcome.count);
      parts.desks.forget(command.deskId);
      if (outcome.kind === 'done') return desk;
    }
    throw outdated();
  };

/** Opens a desk to everybody again; no error when it was. */
export const clearPermanentDesk =
  (parts: PermanentParts) =>
  async (actor: Actor, deskId: DeskId): Promise<BookableDesk> => {
    const desk = await managed(parts, actor, deskId);
    const { person, origin } = actor;
    await parts.permanent.clear({ desk, actor: person, origin, now: parts.clock.now() });
    parts.desks.forget(deskId);
    return desk;
  };
