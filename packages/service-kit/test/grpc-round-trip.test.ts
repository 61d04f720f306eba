import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BookingServiceClient, type Booking } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { DomainError, instant, interval, InvalidRequest, userId } from '@flexspace/kernel';
import { Server, ServerCredentials, status as Code, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { createGrpcClient, fromWireInterval, toGrpcFailure, toRpcStatus, toWireInterval, type PromiseClient } from '../src/index.js';

const taken = interval(instant(1_000_001), instant(9_000_009));
const holder = { id: userId('00000000-0000-4000-8000-00000000000a'), username: 'alice', fullName: 'Alice A' };

describe('an error on its way through gRPC', () => {
  const server = new Server();
  let client: PromiseClient<BookingServiceClient>;
  let attempts = 0;
  let failure: unknown;

  beforeAll(async () => {
    server.addService(BookingServiceClient.service, {
      getBooking: (_call: ServerUnaryCall<unknown, Booking>, reply: sendUnaryData<Booking>) => {
        attempts += 1;
        reply(failure instanceof DomainError ? toGrpcFailure(toRpcStatus(failure)) : { code: Code.UNAVAILABLE, details: 'gone' });
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    client = createGrpcClient(BookingServiceClient, `127.0.0.1:${port}`);
  });
  afterAll(() => {
    client.close();
    server.forceShutdown();
  });

  const refusal = async (idempotent = false): Promise<DomainError> => {
    attempts = 0;
    try {
      await client.getBooking({ bookingId: 1 }, { token: 'any', idempotent });
    } catch (error) {
      if (error instanceof DomainError) return error;
    }
    throw new Error('the call was not refused');
  };

  it('keeps its reason, its words and its structured parts', async () => {
    failure = new DomainError('DESK_LOCKED', 'Held by Alice A.', {
      lockedBy: holder,
      conflicts: [taken],
      affectedCount: 3,
    });
    const error = await refusal();
    expect(error.reason).toBe('DESK_LOCKED');
    expect(error.message).toBe('Held by Alice A.');
    expect(error.details).toEqual({ lockedBy: holder, conflicts: [taken], affectedCount: 3 });
  });

  it('names the fields', async () => {
    failure = new InvalidRequest([{ path: 'intervals[3].end_time', message: 'must be later than start_time' }]);
    const error = await refusal();
    expect(error.reason).toBe('INVALID_REQUEST');
    expect(error.details.violations).toEqual([
      { path: 'intervals[3].end_time', message: 'must be later than start_time' },
    ]);
  });

  it('is tried again only where the call may be repeated', async () => {
    failure = undefined;
    expect((await refusal(false)).reason).toBe('UNAVAILABLE');
    expect(attempts).toBe(1);
    expect((await refusal(true)).reason).toBe('UNAVAILABLE');
    expect(attempts).toBe(3);
  });

  it('is not tried again when it is a refusal', async () => {
    failure = new DomainError('SLOT_TAKEN', 'Taken.');
    await refusal(true);
    expect(attempts).toBe(1);
  });
});

describe('an interval on the wire', () => {
  it('keeps microseconds', () => {
    expect(fromWireInterval(toWireInterval(taken), 'interval')).toEqual(taken);
  });

  it('is refused with the name of the field', () => {
    expect(() =>
      fromWireInterval({ startTime: { seconds: 5, nanos: 0 }, endTime: { seconds: 5, nanos: 0 } }, 'intervals[0]'),
    ).toThrow('intervals[0].end_time');
    expect(() => fromWireInterval(undefined, '')).toThrow('start_time: is required');
  });
});
