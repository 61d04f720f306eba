import {
  Action,
  DenyReason,
  Verdict,
  type AccessServiceClient,
  type CheckAccessRequest,
  type CheckAccessResponse,
} from '@flexspace/contracts/flexspace/access/v1/access';
import {
  bookingRefusal,
  locationId,
  managesLocation,
  managesRoom,
  mayChangeBooking,
  roomId,
  seesLocation,
  userId,
  type Reach,
} from '@flexspace/kernel';
import type { CallOptions, PromiseClient } from '@flexspace/service-kit';

/** One question in plain words, asked of each of the three RPCs. */
export interface Question {
  readonly subjectId: string;
  readonly action: 'see' | 'book' | 'change_booking' | 'manage_room' | 'manage_location' | 'administer';
  readonly locationId: number;
  readonly roomId: number;
  readonly maintenance?: boolean;
  readonly assigneeId?: string;
  readonly ownerId?: string;
}

const ACTIONS: Readonly<Record<Question['action'], Action>> = {
  see: Action.ACTION_SEE,
  book: Action.ACTION_BOOK,
  change_booking: Action.ACTION_CHANGE_BOOKING,
  manage_room: Action.ACTION_MANAGE_ROOM,
  manage_location: Action.ACTION_MANAGE_LOCATION,
  administer: Action.ACTION_ADMINISTER,
};

export const toWireQuestion = (question: Question): CheckAccessRequest => ({
  subjectId: question.subjectId,
  action: ACTIONS[question.action],
  locationId: question.action === 'administer' ? 0 : question.locationId,
  roomId: question.roomId,
  desk: { roomUnderMaintenance: question.maintenance ?? false, permanentAssigneeId: question.assigneeId ?? '' },
  ownerId: question.ownerId ?? '',
});

/** `allow`, or the reason of the refusal. */
export const wordOf = ({ verdict, reason }: CheckAccessResponse): string =>
  verdict === Verdict.VERDICT_ALLOW ? 'allow' : DenyReason[reason].replace('DENY_REASON_', '');

export const askOne = async (
  client: PromiseClient<AccessServiceClient>,
  question: Question,
  call: CallOptions,
): Promise<string> => wordOf(await client.checkAccess(toWireQuestion(question), call));

export const askMany = async (
  client: PromiseClient<AccessServiceClient>,
  questions: readonly Question[],
  call: CallOptions,
): Promise<string[]> => {
  const words: string[] = [];
  for (let from = 0; from < questions.length; from += 500) {
    const checks = questions.slice(from, from + 500).map(toWireQuestion);
    words.push(...(await client.bulkCheckAccess({ checks }, call)).verdicts.map(wordOf));
  }
  return words;
};

/** What whoever holds the answer of ListAccessible makes of it, with the kernel's functions. */
export const askReach = (reach: Reach, question: Question): string => {
  if (question.action === 'administer') return reach.managesEverything ? 'allow' : 'FORBIDDEN';
  const at = locationId(question.locationId);
  const hidden = seesLocation(reach, at) ? 'FORBIDDEN' : 'LOCATION_GATE';
  if (question.action === 'see') return seesLocation(reach, at) ? 'allow' : 'LOCATION_GATE';
  if (question.action === 'manage_location') return managesLocation(reach, at) ? 'allow' : hidden;
  const room = { roomId: roomId(question.roomId), locationId: at };
  if (question.action === 'manage_room') return managesRoom(reach, room) ? 'allow' : hidden;
  if (question.action === 'change_booking') {
    return mayChangeBooking(reach, room, userId(question.ownerId ?? '')) ? 'allow' : 'NOT_OWNER';
  }
  const permanentAssignee = question.assigneeId === undefined ? undefined : userId(question.assigneeId);
  const desk = { roomUnderMaintenance: question.maintenance ?? false, permanentAssignee };
  return bookingRefusal(reach, room, desk) ?? 'allow';
};
