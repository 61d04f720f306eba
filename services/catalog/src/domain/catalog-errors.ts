import { DomainError } from '@flexspace/kernel';

/** A name that is taken where names are unique; says which field. */
export class AlreadyExists extends DomainError {
  constructor(path: string, message: string, cause?: unknown) {
    super('ALREADY_EXISTS', message, { violations: [{ path, message }], cause });
  }
}

/** Something still refers to it. */
export class InUse extends DomainError {
  constructor(message: string, affectedCount: number, cause?: unknown) {
    super('IN_USE', message, { affectedCount, cause });
  }

  static byBookings(count: number): InUse {
    const what = count === 1 ? '1 upcoming booking' : `${String(count)} upcoming bookings`;
    return new InUse(`This would cancel ${what}.`, count);
  }
}

export class TooLarge extends DomainError {
  constructor(message: string) {
    super('TOO_LARGE', message);
  }
}

/** The bytes are no picture that can be kept as a map. */
export class UnsupportedMedia extends DomainError {
  constructor(cause?: unknown) {
    super('UNSUPPORTED_MEDIA', 'A map is a PNG, JPEG, WebP or SVG picture. This file is none that can be read.', {
      cause,
    });
  }
}
