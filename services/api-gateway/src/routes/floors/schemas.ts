import { Type as T, type Static } from 'typebox';
import { Id, Name, NewName, shape, Version, Words } from '../wire-types.js';

const Level = T.Integer({ minimum: -200, maximum: 200, examples: [1] });

export const Floor = shape(
  { id: Id, name: Words, level: T.Integer(), location: Id, version: Version },
  { $id: 'Floor' },
);
export type Floor = Static<typeof Floor>;

export const FloorFilter = shape({ location: T.Optional(Id) });
export const NewFloor = shape({ location: Id, name: Name, level: Level });
export const FloorReplacement = shape({ location: T.Optional(Id), name: NewName, level: Level });
export const FloorChange = shape({ name: T.Optional(NewName), level: T.Optional(Level) });
