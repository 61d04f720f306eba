export { useSession } from './stores/session.js';
