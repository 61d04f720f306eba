import { app } from './de/app.js';
import { desks } from './de/desks.js';
import { manage } from './de/manage.js';
import type { Messages } from './en.js';

export const de: Messages = { ...app, ...desks, ...manage };
