import { app } from './fr/app.js';
import { desks } from './fr/desks.js';
import { manage } from './fr/manage.js';
import type { Messages } from './en.js';

export const fr: Messages = { ...app, ...desks, ...manage };
