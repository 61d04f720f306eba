import { DomainError, SECOND_US, type Clock, type Instant, type LocationId, type UserId } from '@flexspace/kernel';
import { unsubscribedFrame } from '../domain/server-frame.js';
import type { AccessGate, GatewayTelemetry, Viewer } from './ports.js';
import type { SessionRegistry } from './session-registry.js';
import { dropGrant, type Session } from './session.js';

/** Whose rights may have changed, and where. */
export interface RightsChange {
  /** Undefined = anywhere. */
  readonly locationId: LocationId | undefined;
  /** Empty = possibly everybody's. */
  readonly userIds: readonly UserId[];
}

export interface AccessRevocation {
  /** Asks again for every topic that the change may have closed, and takes away those that are. */
  recheck(change: RightsChange): Promise<void>;
  /** Takes every topic of a location away without asking: it is gone. */
  dropLocation(locationId: LocationId): void;
}

export interface AccessRevocationNeeds {
  readonly sessions: SessionRegistry;
  readonly gate: AccessGate;
  readonly clock: Clock;
  readonly telemetry: GatewayTelemetry;
  /** Waits a little before another try. */
  readonly pause: (ms: number) => Promise<void>;
}

const CONCURRENCY = 32;
/** An answer that cannot be had in this time counts as no: the topic has to be gone within two seconds. */
const PATIENCE_US = 1.5 * SECOND_US;
const RETRY_MS = 200;

interface Question {
  readonly viewer: Viewer;
  readonly locationId: LocationId;
  readonly sessions: Session[];
}

/** One question for all tabs of a sign-in and a location, however many topics lie in it. */
const questionsAbout = (sessions: readonly Session[], where: LocationId | undefined): Question[] => {
  const questions = new Map<string, Question>();
  for (const session of sessions) {
    const locations = new Set([...session.grants.values()].map((grant) => grant.locationId));
    for (const locationId of locations) {
      if (where !== undefined && where !== locationId) continue;
      const key = `${locationId} ${session.viewer.token}`;
      const question = questions.get(key);
      if (question === undefined) questions.set(key, { viewer: session.viewer, locationId, sessions: [session] });
      else question.sessions.push(session);
    }
  }
  return [...questions.values()];
};

export const createAccessRevocation = (needs: AccessRevocationNeeds): AccessRevocation => {
  const { sessions, gate, clock, telemetry, pause } = needs;

  const revoke = (affected: readonly Session[], locationId: LocationId): void => {
    for (const session of affected) {
      for (const [topic, grant] of [...session.grants]) {
        if (grant.locationId !== locationId || !dropGrant(session, topic)) continue;
        session.connection.send(unsubscribedFrame(topic, 'access_revoked'));
        telemetry.topicRevoked();
      }
    }
  };

  const stillSees = async (question: Question, until: Instant): Promise<boolean> => {
    for (;;) {
      try {
        return await gate.stillSees(question.viewer, question.locationId);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        if (error.kind !== 'unavailable' && error.kind !== 'timeout') return false;
        if (clock.now() >= until) return false;
        await pause(RETRY_MS);
      }
    }
  };

  return {
    async recheck({ locationId, userIds }) {
      const until = (clock.now() + PATIENCE_US) as Instant;
      const affected = userIds.length === 0 ? sessions.all() : userIds.flatMap((id) => sessions.of(id));
      for (const session of affected) session.accessGeneration += 1;
      const questions = questionsAbout(affected, locationId);
      const worker = async (): Promise<void> => {
        for (let question = questions.pop(); question !== undefined; question = questions.pop()) {
          if (!(await stillSees(question, until))) revoke(question.sessions, question.locationId);
        }
      };
      await Promise.all(Array.from({ length: Math.min(CONCURRENCY, questions.length) }, worker));
    },
    dropLocation(locationId) {
      const affected = sessions.all();
      for (const session of affected) session.accessGeneration += 1;
      revoke(affected, locationId);
    },
  };
};
