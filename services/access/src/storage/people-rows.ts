import { userId, type Person } from '@flexspace/kernel';
import { toPerson } from '../domain/directory-person.js';

export interface NameRow {
  readonly id: string;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
}

export const personFromRow = (row: NameRow): Person =>
  toPerson({ id: userId(row.id), username: row.username, firstName: row.first_name, lastName: row.last_name });
