import type { Person } from '@flexspace/contracts/flexspace/common/v1/common';

/** A person as the API shows one, or null where nobody is. */
export interface PersonShape {
  readonly id: string;
  readonly username: string;
  readonly full_name: string;
}

export const personShape = (person: Person | undefined): PersonShape | null =>
  person === undefined || person.id === ''
    ? null
    : { id: person.id, username: person.username, full_name: person.fullName };
