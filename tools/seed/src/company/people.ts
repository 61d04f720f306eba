export type DemoRole = 'superuser' | 'staff' | 'location_manager' | 'room_manager' | 'user';

export interface PersonPlan {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** Realm roles. */
  readonly roles: readonly string[];
  /** The key of the location where they mostly work. */
  readonly home: string;
  /** Shown at start as an account to try. */
  readonly demo?: DemoRole;
}

const DOMAIN = 'northwind.example';

const COLLEAGUES: Readonly<Record<string, string>> = {
  berlin:
    'Jonas Weber, Miriam Vogt, Emre Yilmaz, Clara Hoffmann, Felix Brandt, Nadia Petrov, Tobias König, Sofia Lindner, Paul Krüger, Hanna Schreiber, Ivan Novak',
  'new-york':
    'Grace Chen, Marcus Hill, Elena Rossi, Daniel Cohen, Maya Johnson, Liam Murphy, Zoe Park, Andre Silva, Rachel Stein',
  bengaluru:
    'Priya Nair, Arjun Rao, Kavya Iyer, Rohan Mehta, Ananya Gupta, Vikram Shetty, Divya Krishnan, Sanjay Patil, Meera Joshi',
  london: 'Oliver Grant, Amelia Clarke, Idris Bello, Charlotte Hayes, Tom Ashworth, Freya Doyle',
  'san-francisco': 'Kenji Tanaka, Isabel Moreno, Noah Fischer, Leilani Kahale, Victor Nguyen, Hannah Lee',
  sydney: 'Jack Thompson, Ruby Walsh, Mei Lin, Oscar Bennett, Tahlia Nguyen',
  austin: 'Caleb Brooks, Savannah Reyes, Miguel Torres, Harper Scott',
  adelaide: 'Lachlan Price, Georgia Kelly, Ethan Wu, Matilda Shaw',
};

const DEMO: readonly PersonPlan[] = [
  demo('olivia', 'Olivia', 'Reed', 'superuser', 'london', ['superuser']),
  demo('sam', 'Sam', 'Ortega', 'staff', 'new-york', ['staff']),
  demo('lena', 'Lena', 'Fischer', 'location_manager', 'berlin'),
  demo('ravi', 'Ravi', 'Menon', 'room_manager', 'berlin'),
  demo('alice', 'Alice', 'Martin', 'user', 'berlin'),
  demo('bob', 'Bob', 'Keller', 'user', 'berlin'),
];

function demo(
  username: string,
  firstName: string,
  lastName: string,
  role: DemoRole,
  home: string,
  roles: readonly string[] = [],
): PersonPlan {
  return { username, firstName, lastName, email: `${username}@${DOMAIN}`, roles, home, demo: role };
}

const ascii = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');

const colleague = (name: string, home: string): PersonPlan => {
  const [firstName = name, lastName = ''] = name.trim().split(' ');
  const username = `${ascii(firstName)}.${ascii(lastName)}`;
  return { username, firstName, lastName, email: `${username}@${DOMAIN}`, roles: [], home };
};

/** Sixty people, one account to try for each role among them. */
export const PEOPLE: readonly PersonPlan[] = [
  ...DEMO,
  ...Object.entries(COLLEAGUES).flatMap(([home, names]) => names.split(',').map((name) => colleague(name, home))),
];
