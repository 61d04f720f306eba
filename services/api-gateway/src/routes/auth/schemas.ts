import { Type as T, type Static } from 'typebox';
import { Id, shape, UserId, Words } from '../wire-types.js';

export const Providers = shape({ password: T.Boolean(), sso: T.Boolean(), google: T.Boolean() }, { $id: 'Providers' });

export const Credentials = shape({
  username: T.String({ minLength: 1, maxLength: 255 }),
  password: T.String({ minLength: 1, maxLength: 1_024 }),
});

/** Seconds until the new access token ends. */
export const Renewed = shape({ expires_in: T.Integer() });

export const Role = T.Enum(['superuser', 'staff', 'location_manager', 'room_manager', 'user']);
export type Role = Static<typeof Role>;

export const Me = shape(
  {
    id: UserId,
    username: Words,
    email: T.String(),
    first_name: Words,
    last_name: Words,
    full_name: Words,
    is_superuser: T.Boolean(),
    is_staff: T.Boolean(),
    is_location_manager: T.Boolean(),
    is_room_manager: T.Boolean(),
    is_any_manager: T.Boolean(),
    role: Role,
    groups: T.Array(shape({ id: Id, name: Words, location_id: Id })),
    managed_location_ids: T.Array(Id),
    managed_room_ids: T.Array(Id),
  },
  { $id: 'Me' },
);
export type Me = Static<typeof Me>;

const Provider = T.Enum(['google']);
export const ProviderParams = shape({ provider: Provider });
export const LinkedAccounts = shape(
  {
    linked_accounts: T.Array(shape({ provider: T.String(), username: Words })),
    has_password: T.Boolean(),
    can_unlink: T.Boolean(),
  },
  { $id: 'LinkedAccounts' },
);
export type LinkedAccounts = Static<typeof LinkedAccounts>;
export const LinkStart = shape({ auth_url: T.String() });

const Password = T.String({ minLength: 1, maxLength: 1_024 });
export const NewPassword = shape({ password: Password, current_password: T.Optional(Password) });

/** What Keycloak's page sends back, beside fields that are ours to ignore. */
export const CallbackQuery = T.Object({
  state: T.Optional(T.String({ maxLength: 500 })),
  code: T.Optional(T.String({ maxLength: 4_000 })),
  error: T.Optional(T.String({ maxLength: 500 })),
});
export const StartQuery = shape({ next: T.Optional(T.String({ maxLength: 2_000 })) });
