import { createSharedReads } from '@flexspace/kernel';
import type { GetAvailabilityViewRequest } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../../clients.js';
import { callerOf, reading } from '../../http/authentication.js';
import { createNamedAnswers } from '../named-answers.js';
import { toRoomAvailability } from './mapper.js';

const BODIES_BYTES = 32 * 1024 * 1024;
const KILOBYTE = 1_024;

/**
 * The calendar of a room is a hundred kilobytes that everybody who looks at the room is shown alike. Each request asks whether
 * the caller may see it and what it is called now; only one of a new name is fetched and written.
 */
export const createAvailabilityBodies = ({ booking }: Clients) => {
  const bodies = createNamedAnswers<Buffer>(BODIES_BYTES, (bytes) => bytes.byteLength + KILOBYTE);

  const bodyFor = async (request: FastifyRequest, question: GetAvailabilityViewRequest): Promise<Buffer> => {
    const { view } = await booking.getAvailabilityView(question, reading(request));
    const { value } = await bodies(view, async () => {
      const answer = await booking.getAvailability({ ...question, deskId: 0 }, reading(request));
      return { name: answer.view, value: Buffer.from(JSON.stringify(toRoomAvailability(answer))) };
    });
    return value;
  };
  const share = createSharedReads<Buffer>();

  // Requests of one person for the same days, made while they wait, ask once: under one token they are allowed or refused alike.
  return (request: FastifyRequest, question: GetAvailabilityViewRequest): Promise<Buffer> => {
    const { roomId, startOn, days } = question;
    return share(`${callerOf(request).token} ${roomId} ${startOn} ${days}`, () => bodyFor(request, question));
  };
};
