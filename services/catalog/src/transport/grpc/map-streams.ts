import type { ReadMapResponse, UploadMapRequest } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { DomainError, InvalidRequest, roomId, type RoomId } from '@flexspace/kernel';
import { idIn } from './request-ids.js';

const CHUNK_BYTES = 64 * 1024;

export interface MapUpload {
  readonly roomId: RoomId;
  readonly ifVersion: number;
  /** To be read once. Throws when the upload died before its end. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The header of an upload, with its bytes still to come. */
export const openUpload = async (
  requests: AsyncIterable<UploadMapRequest>,
  signal: AbortSignal,
): Promise<MapUpload> => {
  const messages = requests[Symbol.asyncIterator]();
  const first = await messages.next();
  const part = first.done === true ? undefined : first.value.part;
  if (part?.$case !== 'header') throw InvalidRequest.field('header', 'must come first');
  return {
    roomId: idIn('room_id', part.value.roomId, roomId),
    ifVersion: part.value.ifVersion,
    chunks: chunksOf(messages, signal),
  };
};

async function* chunksOf(messages: AsyncIterator<UploadMapRequest>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = await messages.next();
    // A client that is gone looks like one that is done: what came so far is no map.
    if (signal.aborted) throw new DomainError('UNAVAILABLE', 'The upload broke off.');
    if (next.done === true) return;
    const { part } = next.value;
    if (part?.$case !== 'chunk') throw InvalidRequest.field('chunk', 'must follow the header, and nothing else');
    yield part.value;
  }
}

/** A map's bytes in messages of a bounded size. */
export async function* toWireChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReadMapResponse> {
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length; at += CHUNK_BYTES) {
      yield { chunk: Buffer.from(piece.subarray(at, at + CHUNK_BYTES)) };
    }
  }
}
