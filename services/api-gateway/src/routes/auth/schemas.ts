import { Type as T, type Static } from 'typebox';
import { Id, shape, UserId, Words } from '../wire-types.js';

export const Providers = shape({ password: T.Boolean(), sso: T.Boolean(), google: T.Boolean() }, { $id: 'Providers' });

export const Credentials = shape({
  username: T.String({ minLength: 1, maxLength: 255, examples: ['alice'] }),
  password: T.String({ minLength: 1, maxLength: 1_024, examples: ['correct horse battery staple'] }),
});

/** Seconds until the new access token ends. */
export const Renewed = shape({ expires_in: T.Integer({ examples: [300] }) });

export const Role = T.Enum(['superuser', 'staff', 'location_manager', 'room_manager', 'user']);
export type Role = Static<typeof Role>;

export const Me = shape(
  {
    id: UserId,
    username: T.String({ examples: ['ada'] }),
    email: T.String({ examples: ['ada@example.com'] }),
    first_name: T.String({ examples: ['Ada'] }),
    last_name: T.String({ examples: ['Lovelace'] }),
    full_name: T.String({ examples: ['Ada Lovelace'] }),
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
    linked_accounts: T.Array(
      shape({ provider: T.String({ examples: ['google'] }), username: T.String({ examples: ['ada@example.com'] }) }),
    ),
    has_password: T.Boolean(),
    can_unlink: T.Boolean(),
  },
  { $id: 'LinkedAccounts' },
);
export type LinkedAccounts = Static<typeof LinkedAccounts>;
export const LinkStart = shape({
  auth_url: T.String({ examples: ['https://sign-in.example.com/realms/flexspace/protocol/openid-connect/auth'] }),
});

const Password = T.String({ minLength: 1, maxLength: 1_024, examples: ['correct horse battery staple'] });
export const NewPassword = shape({ password: Password, current_password: T.Optional(Password) });

/** What Keycloak's page sends back, beside fields that are ours to ignore. */
export const CallbackQuery = T.Object({
  state: T.Optional(T.String({ maxLength: 500 })),
  code: T.Optional(T.String({ maxLength: 4_000 })),
  error: T.Optional(T.String({ maxLength: 500 })),
});
export const StartQuery = shape({ next: T.Optional(T.String({ maxLength: 2_000 })) });
