import { ErrorDetails as WireDetails } from '@flexspace/contracts/flexspace/common/v1/common';
import { ErrorInfo, Status as RpcStatus } from '@flexspace/contracts/google/rpc/status';
import {
  DomainError,
  InvalidRequest,
  isReason,
  REASONS,
  type ErrorDetails,
  type Reason,
  type ReasonKind,
} from '@flexspace/kernel';
import { Metadata, status as Code, type ServiceError } from '@grpc/grpc-js';
import { fromWireInterval, fromWirePerson, toWireInterval, toWirePerson } from './wire.js';

const TRAILER = 'grpc-status-details-bin';
const DOMAIN = 'flexspace';
const INFO_TYPE = 'type.googleapis.com/google.rpc.ErrorInfo';
const DETAILS_TYPE = 'type.googleapis.com/flexspace.common.v1.ErrorDetails';
const RETRY_KEY = 'retry_after_seconds';

const CODES: Readonly<Record<ReasonKind, Code>> = {
  invalid: Code.INVALID_ARGUMENT,
  unauthenticated: Code.UNAUTHENTICATED,
  forbidden: Code.PERMISSION_DENIED,
  not_found: Code.NOT_FOUND,
  conflict: Code.ALREADY_EXISTS,
  stale: Code.ABORTED,
  too_large: Code.OUT_OF_RANGE,
  unsupported: Code.INVALID_ARGUMENT,
  rule: Code.FAILED_PRECONDITION,
  locked: Code.FAILED_PRECONDITION,
  limited: Code.RESOURCE_EXHAUSTED,
  unavailable: Code.UNAVAILABLE,
  timeout: Code.DEADLINE_EXCEEDED,
  internal: Code.INTERNAL,
};

/** For answers without a reason of ours: another server's, or the transport's own. */
const REASON_OF_CODE: Readonly<Partial<Record<Code, Reason>>> = {
  [Code.INVALID_ARGUMENT]: 'INVALID_REQUEST',
  [Code.OUT_OF_RANGE]: 'TOO_LARGE',
  [Code.UNAUTHENTICATED]: 'UNAUTHENTICATED',
  [Code.PERMISSION_DENIED]: 'FORBIDDEN',
  [Code.NOT_FOUND]: 'NOT_FOUND',
  [Code.RESOURCE_EXHAUSTED]: 'RATE_LIMITED',
  [Code.UNAVAILABLE]: 'UNAVAILABLE',
  [Code.CANCELLED]: 'UNAVAILABLE',
  [Code.DEADLINE_EXCEEDED]: 'TIMEOUT',
};

export interface GrpcFailure {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** A domain error as Google's richer error model says it, with its reason and structured parts. */
export const toRpcStatus = (error: DomainError): RpcStatus => {
  const { violations = [], conflicts = [], lockedBy, affectedCount = 0, retryAfterSeconds } = error.details;
  const info: ErrorInfo = {
    reason: error.reason,
    domain: DOMAIN,
    metadata: retryAfterSeconds === undefined ? {} : { [RETRY_KEY]: String(retryAfterSeconds) },
  };
  const details: WireDetails = {
    violations: violations.map((violation) => ({ ...violation })),
    conflicts: conflicts.map(toWireInterval),
    lockedBy: lockedBy === undefined ? undefined : toWirePerson(lockedBy),
    affectedCount,
  };
  return {
    code: CODES[error.kind],
    message: error.message,
    details: [
      { typeUrl: INFO_TYPE, value: Buffer.from(ErrorInfo.encode(info).finish()) },
      { typeUrl: DETAILS_TYPE, value: Buffer.from(WireDetails.encode(details).finish()) },
    ],
  };
};

/** The same as a gRPC answer, with the whole of it in the trailer. */
export const toGrpcFailure = (failure: RpcStatus): GrpcFailure => {
  const metadata = new Metadata();
  metadata.set(TRAILER, Buffer.from(RpcStatus.encode(failure).finish()));
  return { code: failure.code, details: failure.message, metadata };
};

/** What the caller sees of a defect: that there was one. */
export const INTERNAL_STATUS: RpcStatus = {
  code: Code.INTERNAL,
  message: 'Something went wrong on our side.',
  details: [],
};

/** The other way: a failed call as the domain error that caused it, or as the trouble of the connection. */
export const fromServiceError = (error: ServiceError): DomainError => {
  const raw = error.metadata.get(TRAILER)[0];
  const rich = Buffer.isBuffer(raw) ? read(RpcStatus.decode(raw)) : undefined;
  if (rich !== undefined) return new DomainError(rich.reason, error.details, { ...rich.details, cause: error });
  const reason = REASON_OF_CODE[error.code] ?? 'INTERNAL';
  return new DomainError(reason, publicText(reason, error), {
    cause: error,
    ...(REASONS[reason] === 'unavailable' && { retryAfterSeconds: 2 }),
  });
};

/** Whether a call failed because the server, an older one, does not know the method. */
export const isUnimplemented = (error: unknown): boolean =>
  error instanceof DomainError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  error.cause.code === Code.UNIMPLEMENTED;

const publicText = (reason: Reason, error: ServiceError): string => {
  if (reason === 'UNAVAILABLE') return 'A service this needs cannot be reached right now. Try again in a moment.';
  if (reason === 'TIMEOUT') return 'The answer took too long. Try again in a moment.';
  return reason === 'INTERNAL' ? INTERNAL_STATUS.message : error.details;
};

/** The failure of a call that was answered together with others, as the domain error that caused it. */
export const fromRpcStatus = (failure: RpcStatus): DomainError => {
  const rich = read(failure);
  return rich === undefined
    ? new DomainError('INTERNAL', failure.message)
    : new DomainError(rich.reason, failure.message, rich.details);
};

const read = ({ details }: RpcStatus): { reason: Reason; details: ErrorDetails } | undefined => {
  const infoAny = details.find((any) => any.typeUrl === INFO_TYPE);
  if (infoAny === undefined) return undefined;
  const info = ErrorInfo.decode(infoAny.value);
  if (info.domain !== DOMAIN || !isReason(info.reason)) return undefined;
  const detailsAny = details.find((any) => any.typeUrl === DETAILS_TYPE);
  const wire = detailsAny === undefined ? undefined : WireDetails.decode(detailsAny.value);
  const lockedBy = fromWirePerson(wire?.lockedBy);
  const retryAfter = info.metadata[RETRY_KEY];
  return {
    reason: info.reason,
    details: {
      ...(wire !== undefined && wire.violations.length > 0 && { violations: wire.violations }),
      ...(wire !== undefined &&
        wire.conflicts.length > 0 && { conflicts: wire.conflicts.map((c) => fromWireInterval(c, 'conflicts')) }),
      ...(lockedBy !== undefined && { lockedBy }),
      ...(wire !== undefined && wire.affectedCount > 0 && { affectedCount: wire.affectedCount }),
      ...(retryAfter !== undefined && { retryAfterSeconds: Number(retryAfter) }),
    },
  };
};

/** Makes a RangeError of an id or an interval, thrown while a request is read, the client's trouble. */
export const asDomainError = (error: unknown): DomainError | undefined => {
  if (error instanceof DomainError) return error;
  if (error instanceof RangeError) return new InvalidRequest([{ path: '', message: error.message }]);
  return undefined;
};
