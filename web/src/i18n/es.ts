import { app } from './es/app.js';
import { desks } from './es/desks.js';
import { manage } from './es/manage.js';
import type { Messages } from './en.js';

export const es: Messages = { ...app, ...desks, ...manage };
